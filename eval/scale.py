"""Speed of search and answers in large libraries: `python -m eval.scale PATH… --passages 10000 100000`.

A library of real documents is grown by copies of them whose paragraphs stand in another order, until it holds as many
passages as are asked for. The copies' vectors are those of real passages with a little noise, drawn at random: encoding
a hundred thousand passages would take an hour and tell nothing about search. So the words and the vectors of a copy
propose different passages, which makes a question dearer than real documents would: the figures are an upper bound.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from answer.ask import Assistant
from eval.bench import latency, make_questions
from eval.records import EvalError
from eval.results import FOLDER
from eval.summary import SCALE
from index.embed import Encoder, Precision, Probes, Vectors
from index.knowledge_base import KnowledgeBase
from index.records import Filters
from index.stores import Stores
from index.update import ReadLimits, Updater

FILE = FOLDER / SCALE
_NOISE = 0.35  # length of what is added to a unit vector: cosine to the original about 0.94
_SEED = 5


class Grown:
    """An encoder for the copies: vectors of real passages with noise, and real ones of words.

    It has the identity of the encoder it stands in for, so that the library can be searched with that one.
    """

    def __init__(self, real: Encoder, base: Vectors) -> None:
        """Draw from `base`, shape (n, dim)."""
        self._real, self._base = real, base

    @property
    def identity(self) -> str:
        """That of the real one."""
        return self._real.identity

    @property
    def precision(self) -> Precision:
        """That of the real one."""
        return self._real.precision

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, the same for the same text: shape (len(texts), dim)."""
        made = np.empty((len(texts), self._base.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            chance = np.random.default_rng(zlib.crc32(text.encode()))
            noise = chance.standard_normal((1, self._base.shape[1]), dtype=np.float32)
            made[row] = self._base[chance.integers(len(self._base))] + _NOISE * noise[0] / np.linalg.norm(noise)
        unit: Vectors = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
        return unit

    encode_questions = encode_passages

    def probes(self, question: str, *, english: str = "") -> Probes:
        """Return the real one's."""
        return self._real.probes(question, english=english)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return the real one's."""
        return self._real.encode_words(words)

    def warm_up(self) -> None:
        """Load what the real one needs."""
        self._real.warm_up()


def grow(home: Path, scratch: Path, *, passages: int) -> None:
    """Add copies of the documents of a home until it holds at least so many passages."""
    stores = Stores(home)
    if stores.catalogue.live_passage_count() >= passages:
        stores.close()
        return
    texts = _texts(stores)
    some = list(_passage_texts(stores))[:2000]
    base = stores.encoder.encode_passages(some)
    real = stores.encoder
    stores.close()
    grown = Stores(home, encoder=Grown(real, base))
    updater = Updater(grown, limits=ReadLimits(workers=1))
    copy = len(texts)  # no number that an earlier growth of this home has used
    held = grown.catalogue.live_passage_count()
    while held < passages:
        folder = scratch / f"copy-{copy}"
        folder.mkdir()
        for document_id, paragraphs in texts.items():
            shuffled = random.Random(f"{_SEED}-{copy}-{document_id}")  # noqa: S311 - an order, no secret
            order = shuffled.sample(paragraphs, len(paragraphs))
            (folder / f"{document_id}-{copy}.txt").write_text("\n\n".join(order), encoding="utf-8")
        report = updater.ingest([folder])
        before, held = held, grown.catalogue.live_passage_count()
        if held == before:
            raise EvalError(f"{home} does not grow: of {len(texts)} copies none was taken in; see {report.report}")
        copy += 1
        print(f"{held} passages", file=sys.stderr)
    grown.close()


def _texts(stores: Stores) -> dict[str, list[str]]:
    """Return document id -> its passages' texts, of the documents that came in as they are."""
    return {
        document_id: [passage.text for passage in stores.catalogue.passages(document_id, revision)]
        for document_id, revision in stores.catalogue.live_revisions().items()
    }


def _passage_texts(stores: Stores) -> Iterator[str]:
    for texts in _texts(stores).values():
        yield from texts


def filled(homes: Path, paths: Sequence[Path], sizes: Sequence[int]) -> Iterator[Path]:
    """Yield a home for each size, the smallest first, filled where it is not yet: each grows from the one before."""
    last: Path | None = None
    for size in sorted(sizes):
        home = homes / str(size)
        if last and not home.exists():
            shutil.copytree(last, home)
        stores = Stores(home)
        if not stores.catalogue.live_passage_count():
            Updater(stores, limits=ReadLimits(workers=os.cpu_count() or 1)).ingest(paths)
        stores.close()
        with tempfile.TemporaryDirectory() as scratch:
            grow(home, Path(scratch), passages=size)
        last = home
        yield home


def measured(home: Path, *, most: int) -> dict[str, Any]:
    """Return the latency of search and of ask, in milliseconds, by at most so many questions each."""
    stores = Stores(home)
    library = KnowledgeBase(stores)
    questions = make_questions(stores, most=2 * most)
    start = time.perf_counter()
    library.search(questions[0], filters=Filters(), k=10)
    first_s = time.perf_counter() - start
    result = {
        "passages": stores.catalogue.live_passage_count(),
        "questions": len(questions),
        "first_search_s": round(first_s, 1),
        "search": latency(lambda text: library.search(text, filters=Filters(), k=10), questions[::2]),
        "ask": latency(Assistant(library).ask, questions[1::2]),
    }
    stores.close()
    return result


def main(argv: Sequence[str]) -> int:
    """Measure, print one JSON object and keep it."""
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--passages", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=100, help="for the search, and as many for answers")
    parser.add_argument("--homes", type=Path, help="a folder to keep the libraries in, so that they are filled once")
    parser.add_argument("--out", type=Path, default=FILE, help="default eval/results/scale.json")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        homes = list(filled(arguments.homes or Path(scratch), arguments.paths, arguments.passages))
        load = os.getloadavg()[0]  # of the last minute; after filling, of that
        result = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "cores": os.cpu_count(),
            "load": round(load, 1),
            "libraries": [measured(home, most=arguments.questions) for home in homes],
        }
    text = json.dumps(result, indent=1)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
