"""A reference leads back to the lines: who, what, when, on which page, and whether it is the text itself."""

from __future__ import annotations

from typing import Any

import pytest

from answer.export.compose import references_of
from answer.export.labels import LABELS
from answer.export.references import Place, in_words, pages_in_words
from tests.answer.export.making import (
    DAY,
    OCCASION,
    PDF,
    make_abstention,
    make_answer,
    make_citation,
    make_draft,
    make_matrix,
    make_quotations,
)


def words(*citations, language="en", **how) -> str:
    (reference,) = references_of(make_answer(*citations), OCCASION)
    return "".join(part.text for part in in_words(reference, language, **how))


def test_a_reference_says_who_what_when_and_where() -> None:
    assert words(make_citation(), is_dated=True) == (
        "Ministry of Health. National plan. France, 19 November 2025, p. 8 (file page 14). "
        f"{PDF}#page=14 Accessed 9 March 2026."
    )


@pytest.mark.parametrize(("language", "expected"), [
    ("fr", "National plan (anglais). France, 19 novembre 2025, p. 8 (page 14 du fichier)."),
    ("de", "National plan (Englisch). Frankreich, 19. November 2025, S. 8 (Dateiseite 14)."),
    ("ru", "National plan (английский). Франция, 19 ноября 2025\u202fг., с. 8 (страница файла 14)."),
])  # fmt: skip
def test_a_reference_is_in_the_reader_s_language(language: str, expected: str) -> None:
    assert expected in words(make_citation(), language=language)


@pytest.mark.parametrize(("about", "expected"), [
    ({"date": "", "year": 2024}, "France, 2024, p. 8"), ({"date": "2025-11"}, "France, 2025-11, p. 8"),
    ({"date": "", "year": None, "country": ""}, "National plan. p. 8"), ({"publisher": ""}, "National plan."),
    ({"title": "What now?"}, "What now? France"),
])  # fmt: skip
def test_what_is_not_known_is_left_out(about: dict[str, Any], expected: str) -> None:
    said = words(make_citation(**about))
    assert expected in said
    assert ".." not in said
    assert ", ," not in said


def test_a_digest_is_called_one_and_points_to_the_official_document() -> None:
    said = words(make_citation(title="Digest: The plan", stands_for="plan-official", publisher="policy-kb (digest)"))
    assert "[Digest in our own words, not the official text]. Official document: " in said
    assert said.endswith(PDF), "a digest's pages are not those of the official document"


def test_pages_without_a_printed_number_are_counted_in_the_file() -> None:
    assert pages_in_words([Place(3, ""), Place(4, "iv")], "en") == "file page 3, p. iv (file page 4)"


def test_a_document_is_one_reference_with_all_its_pages() -> None:
    quotes = ("A first sentence.", "A second sentence.")
    cited = [make_citation(quote, n=n, page=20 - n, label="") for n, quote in enumerate(quotes, start=1)]
    (reference,) = references_of(make_answer(*cited), OCCASION)
    assert [place.page for place in reference.places] == [18, 19]
    assert [quote for _, quote in reference.quotes] == list(quotes)
    assert (reference.address, reference.printed_pages, reference.accessed) == (PDF, "18, 19", DAY)


@pytest.mark.parametrize(("subject", "count"), [
    (make_abstention(), 0), (make_quotations("One sentence.", "Another one."), 1), (make_matrix("A", "B"), 1),
    (make_draft(), 1),
])  # fmt: skip
def test_what_something_rests_on(subject, count: int) -> None:
    assert len(references_of(subject, OCCASION)) == count


def test_every_language_has_every_label() -> None:
    (english, *others) = LABELS.values()
    for labels in others:
        assert labels.keys() == english.keys()
        columns = [labels["columns"], english["columns"]]
        assert len({text.count(";") for text in columns}) == 1
        for key, text in english.items():
            assert text.count("{") == labels[key].count("{"), key
