"""What a reader sees of a page's characters."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import readable


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("two\nlines", "two lines", id="line break"),
        pytest.param("two \n\n  lines\n", "two lines", id="blank line"),
        pytest.param("inter\u00ad\noperable", "interoperable", id="soft hyphen at a line's end"),
        pytest.param("inter\u00adoperable", "interoperable", id="soft hyphen within a word"),
        pytest.param("inter\u00ad\u200b\noperable", "interoperable", id="invisible mark after a soft hyphen"),
        pytest.param("AI-\nbased", "AI-based", id="hard hyphen at a line's end"),
        pytest.param("AI- \n  based", "AI-based", id="hard hyphen, spaces around the break"),
        pytest.param("AI‐\nbased", "AI‐based", id="Unicode hyphen"),
        pytest.param("Gesundheits-\nund Sozialwesen", "Gesundheits- und Sozialwesen", id="hyphen for a word, de"),
        pytest.param("pre- and\npost-market", "pre- and post-market", id="hyphen before a space"),
        pytest.param("short-\nor long-term", "short- or long-term", id="hyphen for a word, en"),
        pytest.param("tele-\northopaedics", "tele-orthopaedics", id="word that begins like a conjunction"),
        pytest.param("one –\ntwo", "one – two", id="dash"),
        pytest.param("a\u200bb\ufeff", "ab", id="zero width"),
        pytest.param("", "", id="empty"),
    ],
)
def test_line_breaks_and_hyphenation_are_undone(text: str, shown: str) -> None:
    assert readable(text) == shown


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("ab-‐\u00ad\u200b \t\n"), max_size=80))
def test_readable_is_one_line_and_reading_it_again_changes_nothing(text: str) -> None:
    once = readable(text)
    assert readable(once) == once
    assert "\n" not in once


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("ab-‐\u00ad\u200b \t\n"), max_size=80))
def test_readable_keeps_every_letter_and_figure(text: str) -> None:
    assert letters(readable(text)) == letters(text)
