"""Speed of reading, ingesting, searching and answering, in one run: `python -m eval.bench [PATH…]`.

The documents are read and ingested into a home that goes afterwards. The questions are made from the sections of what
was ingested ("What is said about …?"), so that any folder can be measured; each is put once, half of them to the search
and half to the assistant.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from answer.ask import Assistant
from index.knowledge_base import KnowledgeBase
from index.plan import find_files
from index.records import Filters
from index.stores import Stores
from index.update import IngestReport, ReadLimits, Updater
from ingest.errors import FileRejected
from ingest.isolate import read_many

_STARTER = Path(__file__).parent.parent / "corpus" / "starter"
_SEED = 11
_WARM_UP = 5  # questions


def reading(paths: Sequence[Path], *, workers: int) -> dict[str, Any]:
    """Return pages per second of reading alone, in worker processes, their start included."""
    files = [file for file, _ in find_files(paths, home=Path("-"))]
    start = time.perf_counter()
    results = list(read_many(files, workers=workers, timeout_s=120, max_memory_mb=4096, max_pages=5000))
    seconds = time.perf_counter() - start
    pages = sum(len(result.pages) for _, result in results if not isinstance(result, FileRejected))
    return {"workers": workers, "files": len(files), "pages": pages, "pages_per_s": round(pages / seconds, 1)}


def ingesting(stores: Stores, paths: Sequence[Path], *, workers: int) -> dict[str, Any]:
    """Return pages and passages per second of a whole ingest, and the seconds of one that finds nothing new."""
    updater = Updater(stores, limits=ReadLimits(workers=workers))
    first, again = updater.ingest(list(paths)), updater.ingest(list(paths))
    pages = sum(outcome.pages for outcome in first.documents)
    return {
        "pages": pages,
        "passages": _passages(first),
        "seconds": first.seconds,
        "pages_per_s": round(pages / first.seconds, 1),
        "passages_per_s": round(_passages(first) / first.seconds, 1),
        "seconds_when_nothing_is_new": again.seconds,
        "counts": {status: number for status, number in first.counts.items() if number},
    }


def _passages(report: IngestReport) -> int:
    return sum(outcome.passages for outcome in report.documents)


def latency(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    """Return median and 95th percentile of a call, in milliseconds, each question put once.

    The first few only warm up what is loaded at first use. None is put twice: what is kept of a question for the next
    time would make it cheaper than a reader's.
    """
    for question in questions[:_WARM_UP]:
        call(question)
    times = []
    for question in questions[_WARM_UP:]:
        start = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - start) * 1000)
    return {"p50_ms": round(float(np.percentile(times, 50)), 1), "p95_ms": round(float(np.percentile(times, 95)), 1)}


def make_questions(stores: Stores, *, most: int) -> list[str]:
    """Return questions about sections of the documents held, the same ones for the same library."""
    titles = {
        passage.section[-1]
        for document_id, revision in stores.catalogue.live_revisions().items()
        for passage in stores.catalogue.passages(document_id, revision)
        if passage.section
    }
    chosen = random.Random(_SEED).sample(sorted(titles), min(most, len(titles)))  # noqa: S311 - a sample, no secret
    return [f"What is said about {title.lower()}?" for title in chosen]


def main(argv: Sequence[str]) -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[_STARTER])
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args(argv)
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as scratch:
        stores = Stores(Path(scratch))
        result: dict[str, Any] = {
            "machine": {"processor": platform.machine(), "cores": cores, "precision": stores.encoder.precision.value},
            "reading": [reading(arguments.paths, workers=workers) for workers in sorted({1, cores})],
            "ingesting": ingesting(stores, arguments.paths, workers=cores),
        }
        library = KnowledgeBase(stores)
        assistant = Assistant(library)
        questions = make_questions(stores, most=arguments.questions)
        result["search"] = latency(lambda text: library.search(text, filters=Filters(), k=10), questions[::2])
        result["ask"] = latency(assistant.ask, questions[1::2])
        result["questions"] = len(questions)
        stores.close()
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
