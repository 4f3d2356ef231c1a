"""The bundled models, loaded once."""

from __future__ import annotations

import pytest

from index.bundled import BundledEncoder
from index.embed import BUNDLED, Precision, SentenceTransformerEncoder, find_model


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    """Both bundled models, as they ship."""
    return BundledEncoder(SentenceTransformerEncoder(find_model(BUNDLED), Precision.FLOAT32))
