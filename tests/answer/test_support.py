"""The support score: what moves it, what it may not depend on, and the numbers it ships with."""

from __future__ import annotations

import json

import numpy as np
import pytest

from answer.faults import find_faults
from answer.support import (
    FILE,
    NAMES,
    Encode,
    Means,
    Reading,
    encoded,
    features,
    fitting_encode,
    is_verbatim,
    likeness,
    load_support,
    means_of,
)
from answer.verify import Verdict, check
from index.bundled import BundledEncoder, join
from tests.fakes import HashEncoder

CLAIM = "Half of the hospitals in Malta keep a register of models."
CLOSE = "In Malta, 50% of hospitals keep a public register of models. The ministry pays for it."
OTHER = "Farmers in Brittany grow artichokes near the sea. They sell them in Paris."


FRENCH = "À Malte, la moitié des hôpitaux tiennent un registre public des modèles."


def score(claim: str, evidence: str, language: str, encode: Encode | None) -> tuple[Means, float]:
    one, other = Reading.of(claim, language=language, is_one=True), Reading.of(evidence, language="en")
    if encode is not None:
        one, other = encoded([one, other], encode)
    found = features(one, other, find_faults(claim, [evidence], language=language, quote_language="en"))
    return means_of(one, other), load_support().weights(one, other).score(found)


@pytest.mark.parametrize(("claim", "language", "has_encoder", "means"), [
    (CLAIM, "en", True, Means.ENGLISH), (CLAIM, "en", False, Means.WORDS), (FRENCH, "fr", True, Means.ACROSS),
])  # fmt: skip
def test_a_text_on_the_matter_scores_above_one_on_another(
    claim: str, language: str, has_encoder: bool, means: Means, bundled: BundledEncoder
) -> None:
    encode = bundled.encode_questions if has_encoder else None
    close, other = (score(claim, text, language, encode) for text in (CLOSE, OTHER))
    assert close[0] == other[0] == means
    assert 0 <= other[1] < 0.2 < close[1] <= 1


def test_a_pair_in_one_other_language_is_read_by_the_multilingual_model(bundled: BundledEncoder) -> None:
    sentences = ("Malte tient un registre des modèles.", "Le ministère de Malte publie un registre de modèles.")
    claim, text = encoded([Reading.of(one, language="fr", is_one=True) for one in sentences], bundled.encode_questions)
    assert means_of(claim, text) is Means.MULTILINGUAL
    assert means_of(claim, text.without_vectors()) is Means.WORDS


def test_english_is_compared_by_the_english_half_and_two_languages_by_the_other() -> None:
    """The English halves of the two texts are the same and the other halves are at right angles."""
    half, ours, theirs = (np.eye(1, 512, k, dtype=np.float32) for k in (0, 1, 2))
    texts = {CLAIM: join(half, ours)[0], OTHER: join(half, theirs)[0]}
    for language, expected in (("en", 1.0), ("de", 0.0)):
        claim = Reading.of(CLAIM, language=language, is_one=True)
        text = Reading.of(OTHER, language="en", is_one=True)
        one, other = encoded([claim, text], lambda some: np.stack([texts[key] for key in some]))
        assert likeness(one, other) == pytest.approx((expected, expected), abs=1e-6)


def test_a_language_that_no_model_reads_is_compared_by_its_words(bundled: BundledEncoder) -> None:
    claim, text = encoded(
        [Reading.of(CLAIM, language="sv", is_one=True), Reading.of(CLOSE, language="sv")], bundled.encode_questions
    )
    assert means_of(claim, text) is Means.WORDS


def test_a_missing_figure_costs_support() -> None:
    right, wrong = (check(f"In Malta, {n}% of hospitals keep a register.", [CLOSE], language="en") for n in (50, 60))
    assert right.verdict is Verdict.SUPPORTED
    assert wrong.support < right.support / 1.5


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
    for means, names in NAMES.items():
        assert set(fitted[means]["weights"]) == set(names)
    assert len(fitted["tried"]) >= 5
    for name in ("expertqa", "healthver"):
        ours, cosine = fitted[Means.ENGLISH]["reported"][name], fitted["baselines"]["similarity"][name]
        assert 0.5 < ours["auc"] < 1
        assert ours["auc"] >= cosine["auc"] - 0.01
        assert ours["precision_at_90_recall"] > ours["supported"]
    for row in fitted[Means.ACROSS]["reported"].values():
        assert row["auc"] > 0.8
        assert row["precision_of_supported"] > 0.9
    for weights in load_support().by_means.values():
        assert 0.5 <= weights.threshold <= weights.draft_threshold < 1
