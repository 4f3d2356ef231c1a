"""Which words of a text a question was found by."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.marking import matched_spans
from index.reading import Reading
from tests.factories import make_hit, make_result

TEXT = "Hospitals must report to the ministry. A hospital that reports late pays."


def read(question: str, *texts: str) -> Reading:
    return make_result(*(make_hit(text) for text in texts or (TEXT,)), question=question).reading


def marked(question: str, text: str = TEXT) -> list[str]:
    return [span.of(text) for span in matched_spans(read(question, text), text)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("ministry", ["ministry"], id="the word itself"),
        pytest.param("hospital", ["Hospitals", "hospital"], id="another form of it"),
        pytest.param("hospital reports", ["Hospitals", "report", "hospital", "reports"], id="two words, each"),
        pytest.param("the", [], id="a word that carries nothing"),
        pytest.param("quince", [], id="a word that is not there"),
    ],
)
def test_the_words_that_the_search_looks_for_are_marked(question: str, words: list[str]) -> None:
    assert marked(question) == words


def test_words_side_by_side_make_one_mark() -> None:
    assert marked("late pays") == ["late pays"]


def test_a_word_broken_at_the_end_of_a_line_is_marked_whole() -> None:
    broken = "Every minis\u00ad\ntry reports."
    spans = matched_spans(read("ministry", "Every ministry reports."), broken)
    assert [span.of(broken) for span in spans] == ["minis\u00ad\ntry"]


def test_a_term_is_marked_in_the_form_it_has_in_another_language() -> None:
    reading = read("liability")
    (term,) = reading.terms
    known = replace(term, forms=(*term.forms, ("règles", "de", "responsabilité")))
    text = "Des règles de\nresponsabilité claires, sans responsabilité partagée."
    spans = matched_spans(replace(reading, terms=(known,)), text)
    assert [span.of(text) for span in spans] == ["règles de\nresponsabilité"]


_READING = read("hospitals report to the ministry of 2025")


@given(text=st.text(max_size=200))
def test_marks_lie_in_the_text_in_order_and_apart(text: str) -> None:
    """Whatever a page holds: marks are words of it, none empty, none over another."""
    spans = matched_spans(_READING, text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
