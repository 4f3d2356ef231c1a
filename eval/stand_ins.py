"""Stand-ins where the storing is tested, and not the finding: an encoder without a model, reading without processes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Precision, Probes, Vectors
from ingest.errors import FileRejected
from ingest.read import read_document
from ingest.records import Document

DIM = 256
_WORD = re.compile(r"\w+")
_STEM = 5  # letters of a word that count: "register" and "registry" are one


class HashEncoder:
    """Texts that share words are near: a vector counts the beginnings of words, each at the place of its hash.

    Attributes:
        seen: every passage text that was encoded, in order.
        words_seen: every single word that was encoded, in order.
    """

    def __init__(self, identity: str = "hash@1") -> None:
        self._identity = identity
        self.seen: list[str] = []
        self.words_seen: list[str] = []

    @property
    def identity(self) -> str:
        """The name given."""
        return self._identity

    @property
    def precision(self) -> Precision:
        """Full."""
        return Precision.FLOAT32

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, and remember the texts."""
        self.seen += texts
        return self.encode_questions(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors."""
        vectors = np.zeros((len(texts), DIM), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1  # so that a text without words has a direction too
            for word in _WORD.findall(text.lower()):
                vectors[row, zlib.crc32(word[:_STEM].encode("utf-8", "replace")) % DIM] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def probes(self, question: str, *, english: str = "") -> Probes:  # noqa: ARG002 - knows no language
        """Return the question's vector, shape (1, dim)."""
        return Probes.same(self.encode_questions([question]))

    def warm_up(self) -> None:
        """Nothing to load."""

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors, and remember the words; those that begin alike are one."""
        self.words_seen += words
        return self.encode_questions(words)


def read_inline(paths: Sequence[Path], *, max_pages: int, **_: Any) -> Iterator[tuple[Path, Document | FileRejected]]:
    """Read files as `ingest.isolate.read_many` does, in this very process: a new one takes a second to start."""
    for path in paths:
        try:
            yield path, read_document(path, max_pages=max_pages)
        except FileRejected as rejection:
            yield path, rejection
