"""Stand-ins that are quick and always the same: an encoder without a model, reading without worker processes."""

from __future__ import annotations

import numpy as np
import pytest

from eval.stand_ins import DIM, HashEncoder, read_inline
from index.multilingual import DIMENSIONS

__all__ = ["AS_IT_IS", "HashEncoder", "read_inline", "without_model"]

AS_IT_IS = {"english": np.eye(DIM, dtype=np.float32), "multilingual": np.eye(DIMENSIONS, dtype=np.float32)}
"""Maps that leave a question where it is, for a `HashEncoder` beside the multilingual model."""


def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every home open with a `HashEncoder` named like its model, and read files inline."""
    monkeypatch.setattr("index.stores.BundledEncoder", lambda english: english)
    monkeypatch.setattr("index.stores.find_model", lambda model: model)
    monkeypatch.setattr("index.stores.OnnxQuestionEncoder", lambda source, *_: HashEncoder(f"{source}@1"))
    monkeypatch.setattr("index.update.read_many", read_inline)
