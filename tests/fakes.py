"""Stand-ins that are quick and always the same: an encoder without a model, reading without worker processes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embed import Precision, Probes, Vectors
from index.multilingual import DIMENSIONS
from ingest.errors import FileRejected
from ingest.read import read_document
from ingest.records import Document

_WORD = re.compile(r"\w+")
_STEM = 5  # letters of a word that count: "register" and "registry" are one
_DIM = 256


AS_IT_IS = {"english": np.eye(_DIM, dtype=np.float32), "multilingual": np.eye(DIMENSIONS, dtype=np.float32)}
"""Maps that leave a question where it is, for a `HashEncoder` beside the multilingual model."""


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
        vectors = np.zeros((len(texts), _DIM), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1  # so that a text without words has a direction too
            for word in _WORD.findall(text.lower()):
                vectors[row, zlib.crc32(word[:_STEM].encode("utf-8", "replace")) % _DIM] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def probes(self, question: str, *, english: str = "") -> Probes:
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


def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every home open with a `HashEncoder` named like its model, and read files inline."""
    monkeypatch.setattr("index.stores.BundledEncoder", lambda english: english)
    monkeypatch.setattr("index.stores.find_model", lambda model: model)
    monkeypatch.setattr("index.stores.OnnxQuestionEncoder", lambda source, *_: HashEncoder(f"{source}@1"))
    monkeypatch.setattr("index.update.read_many", read_inline)
