"""The two bundled models as one encoder: what English reads best, and what reads any language, side by side.

A vector holds the English model's vector and the multilingual one's, one after the other. A question is put to each
half for itself, so that neither drowns the other, and the search weighs the two (see `index.rank`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.embed import Encoder, Precision, Probes, Vectors
from index.multilingual import DIMENSIONS, MultilingualEncoder

ANSWERING = Path(__file__).parent / "answering.npz"
HALVES = ("english", "multilingual")
_HALF = np.float32(np.sqrt(0.5))  # norm of each half, so that the whole has norm 1


def halves(vectors: Vectors) -> dict[str, Vectors]:
    """Return the two halves of joined vectors, as unit vectors."""
    parts = dict(zip(HALVES, np.split(vectors, [vectors.shape[1] - DIMENSIONS], axis=1), strict=True))
    return {half: part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for half, part in parts.items()}


@lru_cache(maxsize=1)
def load_maps(file: Path = ANSWERING) -> Mapping[str, Vectors]:
    """Return per half the map that carries a question towards its answers; see `eval.answering`."""
    with np.load(file) as held:
        return {half: held[half].astype(np.float32) for half in HALVES}


def join(english: Vectors, multilingual: Vectors) -> Vectors:
    """Return both models' unit vectors as one each, of norm 1."""
    joined: Vectors = np.concatenate([english, multilingual], axis=1) * _HALF
    return joined


class BundledEncoder:
    """An English model and the multilingual one."""

    def __init__(
        self, english: Encoder, multilingual: MultilingualEncoder | None = None, *,
        maps: Mapping[str, Vectors] | None = None,
    ) -> None:  # fmt: skip
        """Join two models.

        Args:
            english: the one that English is read by.
            multilingual: the other one.
            maps: per half what carries a question towards its answers; by default those fitted for the bundled models.
        """
        self._english = english
        self._multilingual = multilingual or MultilingualEncoder()
        self._maps = maps

    @property
    def identity(self) -> str:
        """Names and weights of both models."""
        return f"{self._english.identity}+{self._multilingual.identity}"

    @property
    def precision(self) -> Precision:
        """Number format that the English model encodes passages in; the other one is always float32."""
        return self._english.precision

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim), float32: both models' halves."""
        return self._joined(self._english.encode_passages(texts), texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of short texts, shape (len(texts), dim), float32: both models' halves."""
        return self._joined(self._english.encode_questions(texts), texts)

    def probes(self, question: str, *, english: str = "") -> Probes:
        """Return what a question looks for in each half: two rows, products with vectors are cosines.

        Args:
            question: in any language.
            english: the question in English, as well as it is known; the question itself by default.
        """
        first = self._english.encode_questions([english or question])
        second = self._multilingual.encode([question])
        maps = load_maps() if self._maps is None else self._maps
        carried = (_unit(first @ maps["english"]), _unit(second @ maps["multilingual"]))
        return Probes(meaning=_apart(first, second), answer=_apart(*carried))

    def warm_up(self) -> None:
        """Load the multilingual model: nearly a second, half of it without the interpreter's lock."""
        self._multilingual.encode(["a"])

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words, shape (len(words), dim), float32: near in meaning, near in space."""
        return self._multilingual.encode(words)

    def _joined(self, english: Vectors, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        return join(english, self._multilingual.encode(texts))


def _apart(english: Vectors, multilingual: Vectors) -> Vectors:
    """Put a vector of each half into a row of its own: shape (2, dim)."""
    probes: Vectors = np.zeros((2, english.shape[1] + multilingual.shape[1]), dtype=np.float32)
    probes[0, : english.shape[1]] = english[0]
    probes[1, english.shape[1] :] = multilingual[0]
    return (probes / _HALF).astype(np.float32)


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
