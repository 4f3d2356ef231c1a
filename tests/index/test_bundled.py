"""The two bundled models side by side."""

from __future__ import annotations

import numpy as np
import pytest

from index.bundled import BundledEncoder
from index.embed import BUNDLED, Precision
from index.multilingual import DIMENSIONS, MultilingualEncoder
from index.stores import _encoder
from tests.fakes import AS_IT_IS, HashEncoder

QUESTION = "Wer führt das Register?"
ENGLISH = "who keeps the register"
TEXTS = ["The ministry keeps the register.", "Das Ministerium führt das Register.", "Apples are ripe in autumn."]


@pytest.fixture(scope="module")
def encoder(multilingual: MultilingualEncoder) -> BundledEncoder:
    return BundledEncoder(HashEncoder("english@1"), multilingual, maps=AS_IT_IS)


def test_both_models_are_named(encoder: BundledEncoder, multilingual: MultilingualEncoder) -> None:
    assert encoder.identity == f"english@1+{multilingual.identity}"
    assert encoder.precision is Precision.FLOAT32


def test_a_vector_holds_both_models_and_is_unit(encoder: BundledEncoder, multilingual: MultilingualEncoder) -> None:
    for vectors in (encoder.encode_passages(TEXTS), encoder.encode_questions(TEXTS)):
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
        english, other = vectors[:, :-DIMENSIONS], vectors[:, -DIMENSIONS:]
        assert english * np.sqrt(2) == pytest.approx(HashEncoder().encode_questions(TEXTS), abs=1e-4)
        assert other * np.sqrt(2) == pytest.approx(multilingual.encode(TEXTS), abs=1e-4)


def test_a_probe_gives_each_models_own_cosine(encoder: BundledEncoder, multilingual: MultilingualEncoder) -> None:
    """The English half reads the question in English; the other one reads it as it was asked."""
    probes = encoder.probes(QUESTION, english=ENGLISH)
    english, other = probes.meaning @ encoder.encode_passages(TEXTS).T
    hashed, model = HashEncoder(), multilingual
    assert english == pytest.approx(hashed.encode_questions(TEXTS) @ hashed.encode_questions([ENGLISH])[0], abs=1e-4)
    assert other == pytest.approx(model.encode(TEXTS) @ model.encode([QUESTION])[0], abs=1e-4)
    for rows in (probes.meaning, probes.answer):
        assert rows[0, -DIMENSIONS:].any() == rows[1, :-DIMENSIONS].any() == np.False_


def test_without_english_words_the_question_itself_is_read(encoder: BundledEncoder) -> None:
    alone, told = encoder.probes(ENGLISH), encoder.probes(ENGLISH, english=ENGLISH)
    assert np.array_equal(alone.meaning, told.meaning)
    assert np.array_equal(alone.answer, told.answer)


def test_single_words_are_read_by_the_model_for_any_language(
    encoder: BundledEncoder, multilingual: MultilingualEncoder
) -> None:
    words = ["register", "реестр"]
    assert np.array_equal(encoder.encode_words(words), multilingual.encode(words))


def test_no_texts_give_no_vectors(encoder: BundledEncoder) -> None:
    assert len(encoder.encode_passages([])) == len(encoder.encode_questions([])) == len(encoder.encode_words([])) == 0


def test_the_bundled_model_is_both_and_any_other_is_itself(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    (folder / "model.safetensors").write_bytes(b"weights")
    assert isinstance(_encoder(BUNDLED, "float32", folder), BundledEncoder)
    assert not isinstance(_encoder(str(folder), "float32", folder), BundledEncoder)
