"""Soft alignment of tokens: for each token of a claim, the nearest token of a text by an encoder's token vectors.

The recall of BERTScore (Zhang et al., ICLR 2020, arXiv:1904.09675). Measured for the support score, where it adds
nothing to the likeness of sentences (see `tried` in `answer/support.json`), so the program itself does without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_WORST = 4  # the worst quarter of the tokens
_BATCH = 32


Read = tuple[str, NDArray[np.float32], NDArray[np.float16]]
"""A text, its unit vector, shape (dim,), and those of its tokens, shape (tokens, dim)."""


def read_tokens(model: Any, texts: Sequence[str]) -> Iterator[Read]:
    """Yield what a model of sentence-transformers reads of each text, [CLS] and [SEP] left out; in no order."""
    by_length = sorted(texts, key=len)
    for start in range(0, len(by_length), _BATCH):
        some = by_length[start : start + _BATCH]
        read = model.encode(some, output_value=None, batch_size=_BATCH, show_progress_bar=False)
        for text, one in zip(some, read, strict=True):
            sentence = _unit(one["sentence_embedding"].float().cpu().numpy()[None, :])[0]
            inner = one["token_embeddings"][one["attention_mask"].bool()].float().cpu().numpy()[1:-1]
            yield text, sentence, _unit(inner).astype(np.float16)


class TokenReader:
    """An encoder that keeps the vectors of sentences and of their tokens, so that each text is read once."""

    def __init__(self, model: Any) -> None:
        """Read with a model of sentence-transformers."""
        self._model = model
        self._sentences: dict[str, NDArray[np.float32]] = {}
        self._tokens: dict[str, NDArray[np.float16]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of texts: shape (len(texts), dim)."""
        new = sorted({text for text in texts if text not in self._sentences}, key=len)
        for text, sentence, tokens in read_tokens(self._model, new):
            self._sentences[text], self._tokens[text] = sentence, tokens
        return np.stack([self._sentences[text] for text in texts])

    def alignment(self, claim: str, sentences: Sequence[str]) -> tuple[float, float]:
        """Return the mean cosine of the claim's tokens to their nearest, and that of the worst quarter."""
        self.encode([claim, *sentences])
        tokens = [self._tokens[one].astype(np.float32) for one in sentences]
        return _aligned(self._tokens[claim].astype(np.float32), [one for one in tokens if len(one)])


def _aligned(claim: NDArray[np.float32], sentences: Sequence[NDArray[np.float32]]) -> tuple[float, float]:
    nearest = np.sort(np.max([(claim @ sentence.T).max(axis=1) for sentence in sentences], axis=0))
    return float(nearest.mean()), float(nearest[: max(1, len(nearest) // _WORST)].mean())


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
