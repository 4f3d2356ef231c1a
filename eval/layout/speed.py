"""Pages per second of reading alone, by the clock and by the processor's time, and the memory it takes.

Other work on the machine slows the clock's figures; the processor's hardly.
"""

from __future__ import annotations

import multiprocessing
import os
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
    load = round(os.getloadavg()[0], 1)
    counts = {path: _pages(path) for path in paths}  # so that every file was read from the disk before
    readable = [path for path in paths if counts[path]]
    pages = sum(counts.values())
    largest = max(readable, key=lambda path: path.stat().st_size)
    ways: dict[str, Callable[[], object]] = {
        "ours, 1 process": lambda: [read_document(path) for path in readable],
        "ours, 1 worker, its start included": lambda: list(read_many(readable, workers=1, **_LIMITS)),
        "ours, 2 workers, their start included": lambda: list(read_many(readable, workers=2, **_LIMITS)),
        "pypdf": lambda: [plain_pypdf(path) for path in readable],
        "pypdfium2": lambda: [plain_pypdfium2(path) for path in readable],
    }
    seconds = {name: _seconds(work) for name, work in ways.items()}
    return {
        "files": len(readable),
        "pages": pages,
        "cores": os.cpu_count(),
        "load_before": load,
        "pages_per_s": {name: round(pages / clock, 1) for name, (clock, _) in seconds.items()},
        "pages_per_s_of_processor": {name: round(pages / processor, 1) for name, (_, processor) in seconds.items()},
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


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long work takes by the clock, and by the processor's time of this process and those it started."""
    clock, processor = time.perf_counter(), _processor_s()
    work()
    return time.perf_counter() - clock, _processor_s() - processor


def _processor_s() -> float:
    times = os.times()  # of a child as soon as it has ended
    return times.user + times.system + times.children_user + times.children_system


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
