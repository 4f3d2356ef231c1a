"""The support score: what moves it, what it may not depend on, and the numbers it ships with."""

from __future__ import annotations

import json

import numpy as np
import pytest

from answer.faults import find_faults
from answer.support import (
    FEATURES,
    FILE,
    WORD_FEATURES,
    Reading,
    encoded,
    features,
    fitting_encode,
    is_verbatim,
    load_support,
)
from answer.verify import Verdict, check
from tests.fakes import HashEncoder

CLAIM = "Half of the hospitals in Malta keep a register of models."
CLOSE = "In Malta, 50% of hospitals keep a public register of models. The ministry pays for it."
OTHER = "Farmers in Brittany grow artichokes near the sea. They sell them in Paris."


def score(claim: str, evidence: str, *, with_vectors: bool) -> float:
    one, other = Reading.of(claim, language="en", is_one=True), Reading.of(evidence, language="en")
    if with_vectors:
        one, other = encoded([one, other], HashEncoder().encode_questions)
    found = features(one, other, find_faults(claim, [evidence], language="en"))
    return load_support().weights(found).score(found)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_a_text_on_the_matter_scores_above_one_on_another(with_vectors: bool) -> None:
    close, other = (score(CLAIM, text, with_vectors=with_vectors) for text in (CLOSE, OTHER))
    assert 0 <= other < 0.2 < close <= 1


def test_a_missing_figure_costs_support() -> None:
    right, wrong = (check(f"In Malta, {n}% of hospitals keep a register.", [CLOSE], language="en") for n in (50, 60))
    assert right.verdict is Verdict.SUPPORTED
    assert wrong.support < right.support / 1.5


@pytest.mark.parametrize("dim", [1, 2, 384, 1024])
def test_an_encoder_of_any_dimension_will_do(dim: int) -> None:
    """Vectors that are all the same make every text alike, in any dimension."""
    same = np.full((1, dim), dim**-0.5, dtype=np.float32)
    claim, text = encoded(
        [Reading.of(CLAIM, language="en", is_one=True), Reading.of(OTHER, language="en")],
        lambda texts: np.repeat(same, len(texts), axis=0),
    )
    found = features(claim, text, find_faults(CLAIM, [OTHER], language="en"))
    assert (found["similarity"], found["best_similarity"]) == pytest.approx((1.0, 1.0))


def test_each_sentence_is_encoded_once_in_one_call() -> None:
    calls: list[list[str]] = []
    encoder = HashEncoder()

    def encode(texts: object) -> np.ndarray:
        calls.append(list(texts))  # type: ignore[call-overload]
        return encoder.encode_questions(calls[-1])

    encoded([Reading.of(text, language="en") for text in (CLOSE, CLOSE, CLAIM)], encode)
    assert [sorted(call) for call in calls] == [sorted({*Reading.of(CLOSE, language="en").sentences, CLAIM})]


def test_marks_and_addresses_are_not_read() -> None:
    assert Reading.of("[3] https://example.org/page", language="en").sentences == ()
    assert Reading.of("Malta pays [3].\nhttps://example.org", language="en").text == "Malta pays ."


@pytest.mark.parametrize(("claim", "quote", "expected"), [
    ("malta pays nurses", "In 2024 Malta pays nurses.", True),
    ("Malta pays nurse", "Malta pays nurses.", False),
    ("nurses Malta", "Malta pays nurses.", False),
    ("", "Malta pays nurses.", False),
])  # fmt: skip
def test_verbatim_is_word_for_word(claim: str, quote: str, expected: bool) -> None:
    assert is_verbatim(claim, [quote]) is expected


def test_vectors_of_another_encoder_are_not_scored() -> None:
    encode = HashEncoder().encode_questions
    assert fitting_encode(encode, "another@1") is None
    assert fitting_encode(encode, load_support().encoder) is encode


def test_the_fit_that_ships_says_what_it_was_fitted_on_and_how_it_did() -> None:
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(fitted["with_vectors"]["weights"]) == set(FEATURES)
    assert set(fitted["words_alone"]["weights"]) == set(WORD_FEATURES)
    assert len(fitted["tried"]) >= 5
    for name in ("expertqa", "healthver"):
        ours, cosine = fitted["with_vectors"]["reported"][name], fitted["baselines"]["similarity"][name]
        assert 0.5 < ours["auc"] < 1
        assert ours["auc"] >= cosine["auc"] - 0.01
        assert ours["precision_at_90_recall"] > ours["supported"]
    for weights in (load_support().with_vectors, load_support().words_alone):
        assert 0.5 <= weights.threshold <= weights.draft_threshold < 1
