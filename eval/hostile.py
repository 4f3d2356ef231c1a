"""Odd and damaged files, read and ingested: `python -m eval.hostile DIR --mutations 2000 --seed 1`.

Every file of the folder, files made to do harm (`eval.bombs`) and seeded mutations of both (bits turned, ends cut off,
stretches swapped, doubled or blanked) go through the pool of reading processes. Each must end as a document or with a
reason, in the order given, within its time; the parent's memory must stay flat. The folder and a sample of the mutated
files are then ingested whole, twice, with a stand-in for the encoder.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.bombs import make_bombs
from eval.stand_ins import HashEncoder
from index.plan import FileStatus
from index.stores import Stores
from index.update import IngestReport, ReadLimits, Updater
from ingest.errors import FileRejected
from ingest.isolate import read_many
from ingest.records import Document

_LIMITS = ReadLimits(workers=2, timeout_s=20, max_memory_mb=1024)
_PATIENCE_S = 10  # beyond a file's time: to end its process and to start another
_FLAT_MB = 100  # that the parent may grow by after the first files
_BATCH = 100
_SAMPLE = 60  # mutated files that are ingested whole
_UNFORESEEN = "This is a bug to report"


def mutate(content: bytes, chance: random.Random) -> bytes:
    """Return a damaged copy."""
    data = bytearray(content)
    if not data:
        return bytes(chance.randbytes(64))
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((1, 16, 256, 4096)))
        match chance.choice(("bits", "bits", "cut", "swap", "double", "blank")):
            case "bits":
                for _ in range(chance.choice((1, 8, 64))):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case "cut":
                del data[max(1, start) :]
            case "swap":
                other = chance.randrange(len(data))
                data[start:end], data[other : other + end - start] = data[other : other + end - start], data[start:end]
            case "double":
                data[start:start] = data[start:end]
            case "blank":
                data[start:end] = bytes(end - start)
        if not data:
            break
    return bytes(data)


@dataclass(slots=True)
class Watch:
    """What the reading cost.

    Attributes:
        parent_mb: resident memory of this process, looked at after each batch.
        worker_mb: the most that any reading process held.
    """

    parent_mb: list[float] = field(default_factory=list)
    worker_mb: float = 0.0

    @contextmanager
    def workers(self) -> Iterator[None]:
        """Look at the processes below this one, many times a second, until the block ends."""
        is_done = threading.Event()

        def look() -> None:
            while not is_done.wait(0.05):
                self.worker_mb = max([self.worker_mb, *(_memory_mb(child, "VmHWM") for child in _children())])

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            is_done.set()
            watcher.join()


def _children() -> list[int]:
    try:
        listed = [file.read_text() for file in Path("/proc/self/task").glob("*/children")]
    except OSError:
        return []
    return [int(number) for text in listed for number in text.split()]


def _memory_mb(process: int | str, key: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended, or this is no Linux
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(key)), 0.0)


@dataclass(slots=True)
class Tally:
    """How files ended.

    Attributes:
        ended: number of files by how they ended.
        unforeseen: files at which a reader failed in a way that nobody had thought of, which costs the file alone.
        slowest_s: the longest that one was waited for.
        faults: what should never be.
    """

    ended: Counter[str] = field(default_factory=Counter)
    unforeseen: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


def read_all(paths: Sequence[Path], tally: Tally) -> None:
    """Read files in the pool and tally how they ended."""
    clock, answered = time.monotonic(), []
    results = read_many(
        paths, workers=_LIMITS.workers, timeout_s=_LIMITS.timeout_s, max_memory_mb=_LIMITS.max_memory_mb,
        max_pages=_LIMITS.max_pages,
    )  # fmt: skip
    for path, result in results:
        waited, clock = time.monotonic() - clock, time.monotonic()
        tally.slowest_s = max(tally.slowest_s, waited)
        answered.append(path)
        tally.ended[_ending(result)] += 1
        if isinstance(result, FileRejected) and _UNFORESEEN in result.remedy:
            tally.unforeseen.append(f"{path.name}: {result.fault}")
        if waited > _LIMITS.timeout_s * 2 + _PATIENCE_S:
            tally.faults.append(f"{path.name}: waited for {waited:.0f} s")
    if answered != list(paths):
        tally.faults.append(f"{len(paths)} files handed in, {len(answered)} answered for")


def _ending(result: Document | FileRejected) -> str:
    if isinstance(result, Document):
        return "read"
    known = {"crashed": "reader crashed", "out of time": "out of time", "out of memory": "out of memory"}
    found = next((name for words, name in known.items() if words in result.fault), "rejected with a reason")
    return "unforeseen error" if _UNFORESEEN in result.remedy else found


def reading(
    files: Sequence[Path], bombs: Sequence[Path], folder: Path, *, mutations: int, chance: random.Random
) -> dict[str, Any]:
    """Read the files, the bombs and mutations of both; return the figures."""
    tally, watch = Tally(), Watch()
    small = [file for file in (*files, *bombs) if file.stat().st_size < 2_000_000]
    with watch.workers():
        for batch in _batches([*files, *bombs]):
            read_all(batch, tally)
            watch.parent_mb.append(_memory_mb("self", "VmRSS"))
        whole = dict(tally.ended)
        for start in range(0, mutations, _BATCH):
            batch = damaged(small, folder / "damaged", range(start, min(start + _BATCH, mutations)), chance)
            read_all(batch, tally)
            watch.parent_mb.append(_memory_mb("self", "VmRSS"))
            for file in batch:
                file.unlink()
    first, *later = watch.parent_mb
    if later and max(later) - first > _FLAT_MB:
        tally.faults.append(f"the parent's memory grew from {first:.0f} to {max(later):.0f} MB")
    return {
        "files": len(files), "bombs": len(bombs), "mutations": mutations, "ended": whole,
        "ended_of_mutations": dict(tally.ended - Counter(whole)), "slowest_s": round(tally.slowest_s, 1),
        "unforeseen": tally.unforeseen, "parent_mb": [round(first), round(max(watch.parent_mb))],
        "worker_peak_mb": round(watch.worker_mb), "faults": tally.faults,
    }  # fmt: skip


def _batches(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    yield from (paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH))


def damaged(files: Sequence[Path], folder: Path, numbers: range, chance: random.Random) -> list[Path]:
    """Write damaged copies, one for each number, and return them."""
    folder.mkdir(exist_ok=True)
    made = []
    for number in numbers:
        source = chance.choice(files)
        file = folder / f"{number:05}-{source.name}"
        file.write_bytes(mutate(source.read_bytes(), chance))
        made.append(file)
    return made


def ingesting(files: Sequence[Path], folder: Path, *, most: int, chance: random.Random) -> dict[str, Any]:
    """Ingest the files and some damaged ones, twice; return the figures."""
    small = [file for file in files if file.stat().st_size < 2_000_000]
    given = [*files, *damaged(small, folder / "sample", range(min(_SAMPLE, most)), chance)]
    stores = Stores(folder / "home", encoder=HashEncoder())
    updater = Updater(stores, limits=_LIMITS)
    first, second = updater.ingest(given), updater.ingest(given)
    passages = stores.catalogue.live_passage_count()
    arms = (stores.dense.count(), stores.lexical.count())
    stores.close()
    faults = [*_unaccounted(first, given), *_unaccounted(second, given)]
    faults += [] if arms == (passages, passages) else [f"{arms} in the arms, {passages} passages in the catalogue"]
    faults += ["a second ingest has read anew"] if second.counts[FileStatus.INDEXED] else []
    counts = {status: number for status, number in first.counts.items() if number}
    return {"files": len(given), "counts": counts, "seconds": first.seconds, "passages": passages, "faults": faults}


def _unaccounted(report: IngestReport, given: Sequence[Path]) -> list[str]:
    ended = {outcome.path for outcome in report.documents}
    return [f"no word of {file.name}" for file in given if str(file) not in ended]


def largest(files: Sequence[Path]) -> dict[str, Any]:
    """Read the largest file alone; return what that takes."""
    file, watch, start = max(files, key=lambda x: x.stat().st_size), Watch(), time.monotonic()
    before = _memory_mb("self", "VmRSS")
    with watch.workers():
        read_all([file], Tally())
    return {
        "file": file.name, "mb": round(file.stat().st_size / 1e6, 1), "seconds": round(time.monotonic() - start, 1),
        "worker_peak_mb": round(watch.worker_mb), "parent_grew_mb": round(_memory_mb("self", "VmRSS") - before),
    }  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Read, ingest and print one JSON object; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m eval.hostile", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--mutations", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bombs", action=argparse.BooleanOptionalAction, default=True, help="files made to do harm")
    arguments = parser.parse_args(argv)
    files = sorted(file.resolve() for file in arguments.folder.rglob("*") if file.is_file())
    if not files:
        parser.error(f"{arguments.folder} holds no files")
    chance, start = random.Random(arguments.seed), time.monotonic()  # noqa: S311 - a sample, no secret
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        result: dict[str, Any] = {"seed": arguments.seed, "largest": largest(files)}
        bombs = make_bombs(place / "bombs") if arguments.bombs else []
        result["reading"] = reading(files, bombs, place, mutations=arguments.mutations, chance=chance)
        result["ingesting"] = ingesting(files, place, most=arguments.mutations, chance=chance)
    result["seconds"] = round(time.monotonic() - start, 1)
    print(json.dumps(result, indent=1))
    return 1 if result["reading"]["faults"] or result["ingesting"]["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
