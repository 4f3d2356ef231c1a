"""The encoder's question side without torch: an ONNX export, made once and kept under the home with its checksum."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import ModelSource, Precision, Probes, SentenceTransformerEncoder, Vectors

_LOG = logging.getLogger(__name__)
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_BATCH = 32
_OPSET = 17


class OnnxQuestionEncoder:
    """An encoder whose questions go through onnxruntime and whose passages go through torch.

    The export is made the first time passages are encoded, when torch is loaded anyway. A model that is more than a
    transformer with mean pooling, or cannot be exported, answers questions through torch too.
    """

    def __init__(self, source: ModelSource, precision: Precision, folder: Path) -> None:
        """Keep exports in `folder`."""
        self._torch = SentenceTransformerEncoder(source, precision)
        self._source = source
        self._file = folder / f"{_file_stem(source.identity)}.onnx"
        self._has_tried = False
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def identity(self) -> str:
        """Name and weights of the model."""
        return self._torch.identity

    @property
    def precision(self) -> Precision:
        """Number format that passages are encoded in."""
        return self._torch.precision

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim), float32; makes the export where it is missing."""
        vectors = self._torch.encode_passages(texts)
        if not self._has_tried:
            self._has_tried = True  # once a process: what cannot be exported would be loaded anew for every batch
            if not _is_sound(self._file):
                self._export()
        return vectors

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim), float32."""
        if self._session is None and not self._open():
            return self._torch.encode_questions(texts)
        # Short with short, so that little is padded; rows go back to where they came from.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = [self._encode_batch([texts[i] for i in order[s : s + _BATCH]]) for s in range(0, len(order), _BATCH)]
        vectors = np.empty((len(texts), rows[0].shape[1] if rows else 0), dtype=np.float32)
        if rows:
            vectors[order] = np.concatenate(rows)
        return vectors

    def probes(self, question: str, *, english: str = "") -> Probes:  # noqa: ARG002 - a model of one part
        """Return the question's vector for both, shape (1, dim)."""
        return Probes.same(self.encode_questions([question]))

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words: shape (len(words), dim), float32."""
        return self.encode_questions(words)

    def warm_up(self) -> None:
        """Do nothing: the export is quick to open."""

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]
        summed = (hidden * mask[:, :, None]).sum(axis=1)
        unit: Vectors = (summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _open(self) -> bool:
        """Open the export where there is a sound one; True when questions can go through it."""
        if self._source.folder is None or not _is_sound(self._file):
            return False
        import onnxruntime  # noqa: PLC0415 - not needed where questions go through torch
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(self._source.folder / "tokenizer.json"))
        facts = json.loads(_facts_file(self._file).read_text())
        if facts["max_tokens"]:
            self._tokenizer.enable_truncation(facts["max_tokens"])
        self._tokenizer.enable_padding(pad_id=facts["pad_id"], pad_token=facts["pad_token"])
        return True

    def _export(self) -> None:
        model = self._torch_float32()
        if self._source.folder is None or not _is_mean_pooled(model):
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            partial = self._file.with_suffix(".partial")
            _write_onnx(model, partial)
            facts = {
                "sha256": _sha256(partial),
                "max_tokens": model.max_seq_length,
                "pad_id": model.tokenizer.pad_token_id,
                "pad_token": model.tokenizer.pad_token,
            }
            _facts_file(self._file).write_text(json.dumps(facts))
            partial.replace(self._file)
        except Exception:  # noqa: BLE001 - torch's exporter raises many kinds; questions then go through torch
            _LOG.warning("no ONNX export of %s: questions go through torch, slower to start", self.identity)

    def _torch_float32(self) -> Any:
        if self._torch.precision is Precision.FLOAT32:
            return self._torch.load()
        return SentenceTransformerEncoder(self._source, Precision.FLOAT32).load()


def _file_stem(identity: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in identity)


def _facts_file(file: Path) -> Path:
    return file.with_suffix(".json")


def _is_sound(file: Path) -> bool:
    try:
        expected = json.loads(_facts_file(file).read_text())["sha256"]
        return bool(expected == _sha256(file))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_mean_pooled(model: Any) -> bool:
    """Whether the model is a transformer, mean pooling and at most a normalization: what `_encode_batch` computes."""
    names = [type(module).__name__ for module in model]
    if names[:2] != ["Transformer", "Pooling"] or names[2:] not in ([], ["Normalize"]) or model.prompts.get("query"):
        return False
    return bool(model[1].get_config_dict().get("pooling_mode") == "mean" or _old_mean(model[1].get_config_dict()))


def _old_mean(pooling: dict[str, Any]) -> bool:
    modes = {key: value for key, value in pooling.items() if key.startswith("pooling_mode_") and value is True}
    return list(modes) == ["pooling_mode_mean_tokens"]


def _write_onnx(model: Any, file: Path) -> None:
    import torch  # noqa: PLC0415

    class LastHiddenState(torch.nn.Module):  # type: ignore[misc, unused-ignore]
        def __init__(self, transformer: Any) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            output = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            )
            return output.last_hidden_state

    example = model.tokenizer(["a short text", "a text of a few more words"], padding=True, return_tensors="pt")
    # The exporter that follows the trace needs no further package; the newer one needs onnx and onnxscript.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            LastHiddenState(model[0].auto_model).eval(),
            tuple(example[name] for name in _INPUTS),
            str(file),
            input_names=list(_INPUTS),
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*_INPUTS, "last_hidden_state")},
            opset_version=_OPSET,
            dynamo=False,
        )
