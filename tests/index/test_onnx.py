"""The export for questions: used where it is sound, never where it is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.embed import ModelSource, Precision, Vectors
from index.onnx import OnnxQuestionEncoder, _is_mean_pooled

SOURCE = ModelSource("model", Path("model"), "model@abc")


class _Torch:
    """Stands in for the torch side, and counts the questions put to it."""

    identity, precision = "model@abc", Precision.FLOAT32

    def __init__(self) -> None:
        self.asked = 0

    def encode_questions(self, texts: list[str]) -> Vectors:
        self.asked += len(texts)
        return np.ones((len(texts), 4), dtype=np.float32)

    def encode_passages(self, texts: list[str]) -> Vectors:
        return np.ones((len(texts), 4), dtype=np.float32)

    def load(self) -> object:
        raise RuntimeError("no such model")


@pytest.fixture
def encoder(tmp_path: Path) -> OnnxQuestionEncoder:
    encoder = OnnxQuestionEncoder(SOURCE, Precision.FLOAT32, tmp_path)
    encoder._torch = _Torch()  # type: ignore[assignment]
    return encoder


def torch_of(encoder: OnnxQuestionEncoder) -> _Torch:
    torch = encoder._torch
    assert isinstance(torch, _Torch)
    return torch


def test_without_an_export_questions_go_through_torch(encoder: OnnxQuestionEncoder) -> None:
    assert encoder.encode_questions(["a", "b"]).shape == (2, 4)
    assert torch_of(encoder).asked == 2


@pytest.mark.parametrize(
    "facts",
    ["{}", "no JSON", json.dumps({"sha256": "0" * 64}), "[]"],
    ids=["no checksum", "no JSON", "another checksum", "a list"],
)
def test_an_export_that_is_not_what_was_made_is_not_used(
    encoder: OnnxQuestionEncoder, tmp_path: Path, facts: str
) -> None:
    (tmp_path / "model-abc.onnx").write_bytes(b"damaged")
    (tmp_path / "model-abc.json").write_text(facts)
    encoder.encode_questions(["a"])
    assert torch_of(encoder).asked == 1


def test_an_export_is_tried_once_and_again_where_it_is_damaged(
    encoder: OnnxQuestionEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model-abc.onnx").write_bytes(b"damaged")
    tries: list[int] = []
    monkeypatch.setattr(OnnxQuestionEncoder, "_export", lambda self: tries.append(1))
    encoder.encode_passages(["a"])
    encoder.encode_passages(["b"])
    assert len(tries) == 1


class _Module:
    def __init__(self, **config: object) -> None:
        self._config = config

    def get_config_dict(self) -> dict[str, object]:
        return self._config


class _Model(list):  # type: ignore[type-arg]
    prompts: dict[str, str] = {}  # noqa: RUF012 - as sentence-transformers has it


def model(*names: str, query: str = "", **pooling: object) -> _Model:
    made = _Model(type(name, (_Module,), {})(**pooling) for name in names)
    made.prompts = {"query": query}
    return made


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(model("Transformer", "Pooling", pooling_mode="mean"), True, id="mean"),
        pytest.param(model("Transformer", "Pooling", "Normalize", pooling_mode_mean_tokens=True), True, id="old mean"),
        pytest.param(model("Transformer", "Pooling", pooling_mode="cls"), False, id="first token"),
        pytest.param(
            model("Transformer", "Pooling", pooling_mode_mean_tokens=True, pooling_mode_max_tokens=True), False,
            id="two poolings",
        ),
        pytest.param(model("Transformer", "Pooling", "Dense", pooling_mode="mean"), False, id="a layer more"),
        pytest.param(model("Transformer", "Pooling", query="query: ", pooling_mode="mean"), False, id="a prompt"),
    ],
)  # fmt: skip
def test_only_a_mean_over_a_transformer_is_exported(made: _Model, expected: bool) -> None:
    assert _is_mean_pooled(made) is expected
