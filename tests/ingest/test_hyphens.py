"""Hyphens at line ends: the document's own words tell which belong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import readable
from ingest.hyphens import count_words, mark_broken_words, mark_hyphenation
from ingest.records import Block, BlockKind, Span
from tests.factories import make_document

_LINES = st.text(st.sampled_from("abAB-‐‑\n \tи") | st.characters(codec="utf-8"), max_size=80)


def shown(text: str, elsewhere: str = "") -> str:
    return readable(mark_broken_words(text, count_words([text, elsewhere])))


@given(text=_LINES, other=_LINES)
def test_marking_keeps_every_offset(text: str, other: str) -> None:
    marked = mark_broken_words(text, count_words([text, other]))
    assert len(marked) == len(text)
    changed = {(old, new) for old, new in zip(text, marked, strict=True) if old != new}
    assert changed <= {(hyphen, "\u00ad") for hyphen in "-‐‑"}


@given(_LINES)
def test_marking_twice_changes_nothing_more(text: str) -> None:
    words = count_words([text])
    once = mark_broken_words(text, words)
    assert mark_broken_words(once, words) == once


@pytest.mark.parametrize(
    ("text", "elsewhere", "expected"),
    [
        pytest.param("inter-\noperability", "", "interoperability", id="met in neither way: small letters"),
        pytest.param("health-\nrelated", "health-related data", "health-related", id="compound elsewhere"),
        pytest.param("health‐\nrelated", "health‐related data", "health‐related", id="compound with a Unicode hyphen"),
        pytest.param("co-\noperation", "cooperation", "cooperation", id="whole word elsewhere"),
        pytest.param("AI-\nbased", "", "AI-based", id="acronym"),
        pytest.param("Baden-\nWürttemberg", "", "Baden-Württemberg", id="name"),
        pytest.param("long-\nterm", "a long term, the long term", "long-term", id="two words of their own"),
        pytest.param("interopéra-\nbilité", "", "interopérabilité", id="fr"),
        pytest.param("Gesund-\nheit", "", "Gesundheit", id="de"),
        pytest.param("Gesundheits-\nund Sozialwesen", "", "Gesundheits- und Sozialwesen", id="de, stands for a word"),
        pytest.param("state-\nof-the-art", "", "state-of-the-art", id="chain"),
        pytest.param("face-\nto-face", "", "face-to-face", id="chain with a conjunction"),
        pytest.param("медицин-\nская", "", "медицинская", id="ru"),
        pytest.param("2020-\n2025", "", "2020-2025", id="range of years"),
        pytest.param("a-\nb-\nc", "", "abc", id="twice in a row"),
    ],
)
def test_the_document_tells_which_hyphens_break_a_word(text: str, elsewhere: str, expected: str) -> None:
    assert shown(text, elsewhere) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://ec.europa.eu/digital-\nsingle-market",
        "https://ec.europa.eu/digital-\nsingle-\nmarket",
        "siehe www.beispiel.de/gesund-\nheit",
        "см. https://пример.рф/медицин-\nская",
        "https://exemple.fr/\ninteropéra-\nbilité",
    ],
)
def test_an_address_keeps_its_hyphens(text: str) -> None:
    assert mark_broken_words(text, count_words([text, "digitalsingle"])) == text


def test_a_word_after_an_address_is_joined() -> None:
    assert shown("https://who.int/plan. The inter-\noperability") == "https://who.int/plan. The interoperability"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("La loi est-\nelle bonne ? Elle est.", "fr", "La loi est-elle bonne ? Elle est.", id="verb"),
        pytest.param("Doit-\nil partir ? Il doit.", "fr", "Doit-il partir ? Il doit.", id="verb at the beginning"),
        pytest.param("une personn-\nelle", "fr", "une personnelle", id="no verb: its head is no word"),
        pytest.param("person-\nil est. La person", "en", "personil est. La person", id="another language"),
    ],
)
def test_a_french_verb_keeps_the_hyphen_before_its_subject(text: str, language: str, expected: str) -> None:
    words = count_words([text])
    assert readable(mark_broken_words(text, words, language=language)) == expected


def test_words_are_counted_over_all_pages_of_a_document() -> None:
    document = mark_hyphenation(make_document("data of health-\nrelated kind", "health-related data"))
    assert document.pages[0].text == "data of health-\nrelated kind"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("Excep\ntional", "Exceptional", id="the document has the word whole, the halves nowhere else"),
        pytest.param("in\nform", "in form", id="both halves are words of their own"),
        pytest.param("Excep\ntionally", "Excep tionally", id="the whole word is not met"),
    ],
)
def test_a_word_torn_in_a_narrow_cell_is_whole_where_its_row_is_read(cell: str, expected: str) -> None:
    document = make_document(f"{cell} | 7", "exceptional; in a form; inform in form")
    row = Block(page=1, span=Span(0, len(cell)), kind=BlockKind.TABLE_ROW, reading=f"{cell} | 7")
    assert mark_hyphenation(replace(document, blocks=(row,))).blocks[0].reading == f"{expected} | 7"
