"""Words, cut the same way everywhere."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.words import fold, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("?! — …", [], id="no words"),
        pytest.param("The Register, 2025.", ["the", "register", "2025"], id="punctuation and numbers"),
        pytest.param("l'hôpital d’État", ["l", "hôpital", "d", "état"], id="French apostrophes"),
        pytest.param("KI-gestützte Pläne", ["ki", "gestützte", "pläne"], id="German hyphens"),
        pytest.param("Её учёт — ЁЛКА", ["ее", "учет", "елка"], id="Russian ё"),
        pytest.param("id_of_model", ["id", "of", "model"], id="underscores"),
        pytest.param("İzmir", ["i̇zmir"], id="a capital that is two characters in lower case"),
    ],
)
def test_a_text_is_cut_into_its_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@given(text=st.text())
@example(text="İİ İ")
def test_words_are_lower_case_without_yo_and_the_same_with_their_case(text: str) -> None:
    """A glossary reads a text in both cases, word by word."""
    words, written = split_words(text), split_words(text, keep_case=True)
    assert words == [word.lower() for word in words] == [word.lower() for word in written]
    assert all(words)
    assert not set("ёЁ_ ") & set("".join([*words, *written]))


@given(text=st.text())
def test_words_put_together_again_are_the_same_words(text: str) -> None:
    written = split_words(text, keep_case=True)
    assert split_words(" ".join(written), keep_case=True) == written


@given(text=st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
