"""The library's own words."""

from __future__ import annotations

import numpy as np
import pytest

from index.vocabulary import Vocabulary, is_indexed
from tests.factories import make_vocabulary
from tests.fakes import HashEncoder

ROWS = [
    ("barriers", "en,fr", np.array([1, 0], dtype=np.float32)),
    ("barrières", "fr", np.array([0.8, 0.6], dtype=np.float32)),
    ("fishing", "en", np.array([0, 1], dtype=np.float32)),
]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("plan", True), ("учет", True), ("é" * 40, True), ("é" * 41, False), ("ki", False), ("", False),
        ("2025", False), ("covid19", False),
    ],
)  # fmt: skip
def test_words_of_letters_get_a_vector_and_what_is_no_word_does_not(word: str, expected: bool) -> None:
    assert is_indexed(word) is expected


def test_words_are_held_with_places_languages_and_vectors() -> None:
    vocabulary = Vocabulary.of(ROWS)
    assert vocabulary.words == ("barriers", "barrières", "fishing")
    assert vocabulary.places == {"barriers": 0, "barrières": 1, "fishing": 2}
    assert vocabulary.is_english.tolist() == [True, False, True]
    assert vocabulary.vectors.shape == (3, 2)
    assert vocabulary.rows(["fishing", "nothing", "barriers"]) == [2, 0]


def test_a_language_is_not_taken_for_another_that_it_begins_like() -> None:
    assert Vocabulary.of([("woord", "enm", np.ones(1, dtype=np.float32))]).is_english.tolist() == [False]


def test_cosines_with_every_word_are_returned() -> None:
    near = Vocabulary.of(ROWS).near(np.array([[1, 0], [0.6, 0.8]], dtype=np.float32))
    assert near == pytest.approx(np.array([[1, 0.8, 0], [0.6, 0.96, 0.8]]))


def test_an_empty_vocabulary_is_near_nothing() -> None:
    empty = Vocabulary.of([])
    assert (len(empty.places), empty.words, empty.rows(["plan"])) == (0, (), [])
    assert empty.near(HashEncoder().encode_words(["plan", "act"])).shape == (2, 0)
    assert make_vocabulary("Plan").near(np.empty((0, 256), dtype=np.float32)).shape == (0, 1)
