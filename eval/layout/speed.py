"""Pages per second of reading alone, and the memory it takes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from eval.layout.readers import plain_pypdf, plain_pypdfium2
from ingest.errors import FileRejected
from ingest.isolate import read_many
from ingest.read import read_document

_LIMITS: dict[str, Any] = {"timeout_s": 600, "max_memory_mb": 4096, "max_pages": 5000}


def measure_speed(paths: Sequence[Path]) -> dict[str, Any]:
    """Return pages per second of ours with 1 and 2 workers beside pypdf and pypdfium2, and peak memory."""
    counts = {path: _pages(path) for path in paths}
    readable = [path for path in paths if counts[path]]
    pages = sum(counts.values())
    largest = max(readable, key=lambda path: path.stat().st_size)
    return {
        "files": len(readable),
        "pages": pages,
        "pages_per_s": {
            "ours, 1 process": _rate(pages, lambda: [read_document(path) for path in readable]),
            "ours, 1 worker, its start included": _rate(pages, lambda: list(read_many(readable, workers=1, **_LIMITS))),
            "ours, 2 workers, their start included": _rate(
                pages, lambda: list(read_many(readable, workers=2, **_LIMITS))
            ),
            "pypdf": _rate(pages, lambda: [plain_pypdf(path) for path in readable]),
            "pypdfium2": _rate(pages, lambda: [plain_pypdfium2(path) for path in readable]),
        },
        "largest_file": largest.name,
        "peak_mb": {
            "worker": _peak_mb(_read_here, largest),
            "parent of a worker": _peak_mb(_read_in_worker, largest),
            "pypdf": _peak_mb(plain_pypdf, largest),
            "pypdfium2": _peak_mb(plain_pypdfium2, largest),
        },
    }


def _pages(path: Path) -> int:
    """Return how many pages of a file are read, 0 where it is rejected."""
    try:
        return len(read_document(path).pages)
    except FileRejected:
        return 0


def _rate(pages: int, work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return round(pages / (time.perf_counter() - start), 1)


def _peak_mb(read: Callable[[Path], object], path: Path) -> float:
    """Return the peak resident memory of a fresh process that reads one file, in MiB."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_peak_after, read, path).result()


def _peak_after(read: Callable[[Path], object], path: Path) -> float:
    read(path)
    # Not getrusage: what it reports outlives the start of another program, and so is the parent's here.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1024, 1)


def _read_here(path: Path) -> object:
    return read_document(path)


def _read_in_worker(path: Path) -> object:
    return list(read_many([path], workers=1, **_LIMITS))
