"""The two bundled models as one encoder: what English reads best, and what reads any language, side by side.

A vector holds the English model's vector and the multilingual one's, one after the other. A question is put to each
half for itself, so that neither drowns the other, and the search weighs the two (see `index.rank`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed import Encoder, Precision, Vectors
from index.multilingual import MultilingualEncoder

_HALF = np.float32(np.sqrt(0.5))  # norm of each half, so that the whole has norm 1


class BundledEncoder:
    """An English model and the multilingual one."""

    def __init__(self, english: Encoder, multilingual: MultilingualEncoder | None = None) -> None:
        self._english = english
        self._multilingual = multilingual or MultilingualEncoder()

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

    def probes(self, question: str, *, english: str = "") -> Vectors:
        """Return what a question looks for in each half: shape (2, dim); products with vectors are cosines.

        Args:
            question: in any language.
            english: the question in English, as well as it is known; the question itself by default.
        """
        first = self._english.encode_questions([english or question])[0]
        second = self._multilingual.encode([question])[0]
        probes = np.zeros((2, len(first) + len(second)), dtype=np.float32)
        probes[0, : len(first)] = first
        probes[1, len(first) :] = second
        return probes / _HALF

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words, shape (len(words), dim), float32: near in meaning, near in space."""
        return self._multilingual.encode(words)

    def _joined(self, english: Vectors, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        return np.concatenate([english, self._multilingual.encode(texts)], axis=1) * _HALF
