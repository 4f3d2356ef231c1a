"""Filters are read from the fields, shown as tags, and taken away again."""

from __future__ import annotations

import json

import pytest

from index.records import Filters
from tests.ui.fakes import FakeLibrary
from tests.ui.reading import read
from ui.filtering import choices, filters_of, tags, without


@pytest.mark.parametrize(
    ("year_from", "year_to", "years"),
    [
        pytest.param("", "", None, id="any"),
        pytest.param(None, None, None, id="cleared"),
        pytest.param("2020", "", (2020, 9999), id="since"),
        pytest.param("", "2024", (0, 2024), id="until"),
        pytest.param("2024", "2020", (2020, 2024), id="wrong way round"),
        pytest.param("x", "2024", (0, 2024), id="not a year"),
    ],
)
def test_years_bind_as_they_are_set(year_from: str, year_to: str, years: tuple[int, int] | None) -> None:
    assert filters_of([], year_from, year_to, None, None).years == years


def test_the_choices_are_what_the_library_holds_named_in_the_readers_language() -> None:
    offered = choices(FakeLibrary().documents(), "de")
    assert ("Frankreich", "FRA") in offered.countries
    assert offered.years == [("Alle", ""), ("2026", "2026"), ("2025", "2025")]
    assert offered.languages == [("Englisch", "en"), ("Französisch", "fr")]


def test_what_is_set_is_shown_as_removable_tags() -> None:
    shown = read(
        tags(Filters(countries=("FRA",), years=(2020, 9999), languages=("fr",), doc_types=("strategy",)), "en")
    )
    sent = [json.loads(a["data-payload"])["field"] for a in shown.of("button")]
    assert sent == ["country", "year_from", "language", "doc_type", "all"]
    assert shown.of("button")[0]["aria-label"] == "Remove filter: France"


def test_without_filters_there_are_no_tags() -> None:
    assert tags(Filters(), "en") == ""


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [
        pytest.param("country", "FRA", [["MLT"], "2020", "", ["fr"], []], id="one of two"),
        pytest.param("year_from", "", [["FRA", "MLT"], "", "", ["fr"], []], id="a year"),
        pytest.param("all", "", [[], "", "", [], []], id="all"),
        pytest.param("no such field", "x", [["FRA", "MLT"], "2020", "", ["fr"], []], id="unknown field"),
    ],
)
def test_removing_a_tag_leaves_the_others(field: str, value: str, left: list[object]) -> None:
    assert without([["FRA", "MLT"], "2020", "", ["fr"], []], field, value) == left
