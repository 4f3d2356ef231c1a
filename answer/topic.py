"""Whether a question is on the library's field at all: a logistic regression over its vector.

Fitted by `policy-kb eval calibrate` on the development questions, those off topic against all others, in four
languages. It tells what a question is about where retrieval cannot: a library on health in Uzbekistan holds sentences
near to a question on visas for Uzbekistan. It only speaks for the model whose vectors it was fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "topic.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The fitted regression.

    Attributes:
        weights: shape (dim,), for unit vectors of questions.
        bias: the constant term.
        model: identity of the encoder whose vectors were fitted on.
    """

    weights: NDArray[np.float32]
    bias: float
    model: str

    def leaning(self, vector: NDArray[np.float32], *, model: str) -> float | None:
        """Return the log odds that a question is off topic; None of another model's vector.

        Args:
            vector: of the question, by the part of the model that reads any language, shape (dim,).
            model: identity of the encoder that it comes from.
        """
        if model != self.model or vector.shape != self.weights.shape:
            return None
        return float(vector @ self.weights) + self.bias

    def save(self, file: Path = FILE) -> None:
        """Write it where `load_topic` finds it."""
        np.savez_compressed(file, weights=self.weights.astype(np.float16), bias=self.bias, model=self.model)


@lru_cache(maxsize=2)
def load_topic(file: Path = FILE) -> Topic:
    """Return the regression that ships with the project."""
    with np.load(file) as held:
        return Topic(
            weights=held["weights"].astype(np.float32), bias=float(held["bias"]), model=str(held["model"])
        )  # fmt: skip
