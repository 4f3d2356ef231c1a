"""The Search tab: what is searched, what is counted, what is shown and selected."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Filters
from ingest.records import Metadata
from tests.ui.fakes import AGENDA, FINDING, LAW, REPORT, STRATEGY, FakeLibrary, hit
from tests.ui.reading import HOSTILE, read
from ui.strings import LANGUAGES
from ui.tabs.search.found import Found, FoundHit, find
from ui.tabs.search.query import Facet, Query, Sort, address, changed, read_address, toggled, worded
from ui.tabs.search.strings import words
from ui.tabs.search.view_search import invitation, picked_bar, results, summary


def _found(text: str = "liability", **changes: Any) -> Found:
    return find(Query(text=text, **changes), FakeLibrary())


def _press(found: Found, *, name: str) -> dict[str, Any]:
    """What the facet button of this name sends."""
    buttons = read(results(found, (), "en")).of("button", "kb-value")
    (sent,) = [json.loads(a["data-payload"]) for a in buttons if a["aria-label"].startswith(f"{name},")]
    return dict(sent)


# The query and its address


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param(Query(text="data"), {"tab": "search", "q": "data"}, id="words alone"),
        pytest.param(
            Query(
                text="données de santé", sort=Sort.YEAR,
                filters=Filters(
                    countries=("FRA", "EU"), years=(2020, 2025), languages=("fr",), doc_types=("strategy",),
                    document_ids=("fra-2025",),
                ),
            ),
            {
                "tab": "search", "q": "données de santé", "country": "FRA,EU", "year": "2020-2025", "type": "strategy",
                "language": "fr", "document": "fra-2025", "sort": "year",
            },
            id="everything",
        ),
    ],
)  # fmt: skip
def test_an_address_says_the_whole_search_and_gives_it_back(query: Query, said: dict[str, str]) -> None:
    assert address(query) == said
    assert read_address(said) == query


@given(st.dictionaries(st.sampled_from(["q", "country", "year", "type", "sort", "document"]), st.text(max_size=80)))
def test_no_address_breaks_the_page(said: dict[str, str]) -> None:
    """What an address says is read again as it was understood."""
    query = read_address(said)
    assert read_address(address(query)) == query


@pytest.mark.parametrize(
    ("pressed", "years"),
    [
        pytest.param(["2023"], (2023, 2023), id="one year"),
        pytest.param(["2023", "2025"], (2023, 2025), id="another stretches the span"),
        pytest.param(["2023", "2025", "2024"], (2024, 2024), id="one inside is alone again"),
        pytest.param(["2023", "2023"], None, id="pressed twice it goes"),
        pytest.param(["2023", "never"], None, id="no year"),
    ],
)
def test_years_pressed_make_a_span(pressed: list[str], years: tuple[int, int] | None) -> None:
    filters = Filters()
    for value in pressed:
        filters = toggled(filters, Facet.YEAR, value)
    assert filters.years == years


@pytest.mark.parametrize(
    "said",
    [
        {"facet": "colour", "value": "red"}, {"shown": "many"}, {"facet": 7}, {"sort": ["year"]}, {"facet": "year"}, {},
    ],
)  # fmt: skip
def test_what_no_button_of_ours_sends_changes_nothing(said: dict[str, object]) -> None:
    query = Query(text="data", filters=Filters(countries=("FRA",)))
    assert changed(query, said) == query


def test_other_words_begin_at_the_first_hits_and_keep_the_filters() -> None:
    query = Query(text="data", filters=Filters(countries=("FRA",)), shown=60)
    assert worded(query, "money") == Query(text="money", filters=Filters(countries=("FRA",)))
    assert worded(query, "data ") == query


# What is found


def test_hits_carry_the_words_they_were_found_by() -> None:
    found = _found()
    assert {one.hit.passage.text[start:end] for one in found.hits for start, end in one.marks} == {"liability"}


def test_passages_that_share_nothing_with_the_words_are_left_out() -> None:
    assert all("liability" in one.hit.passage.text for one in _found().hits)
    assert len(_found("nothing of the kind").hits) == 5, "where none shares a word, the nearest are shown"


def test_a_facet_counts_what_choosing_another_of_its_values_would_give() -> None:
    found = _found(filters=Filters(countries=("FRA",)))
    assert [one.hit.document for one in found.hits] == [STRATEGY]
    assert found.counts[Facet.COUNTRY] == {"EURO": 1, "FRA": 1, "EU": 1, "PRT": 1}
    assert found.counts[Facet.LANGUAGE] == {"fr": 1}
    assert found.counts[Facet.YEAR] == {"2025": 1}


def test_by_year_the_newest_come_first() -> None:
    assert [one.hit.document for one in _found(sort=Sort.YEAR).hits] == [AGENDA, REPORT, STRATEGY, LAW]


# What is shown


def test_the_words_are_marked_in_the_passages_own_text() -> None:
    html = results(_found(), (), "en")
    assert html.count("<mark>liability</mark>") == 4
    assert FINDING in read(html).text


def test_a_hit_says_both_page_numbers_and_its_section_and_opens_its_page() -> None:
    shown = read(results(_found(), (), "en"))
    assert "p. 12 (PDF page 2)" in shown.text
    assert "Findings" in shown.text
    assert json.loads(shown.of("button", "kb-button")[0]["data-payload"])["page"] == 2


def test_a_facet_button_says_whether_it_is_chosen_and_takes_itself_away() -> None:
    found = _found(filters=Filters(countries=("FRA",)))
    values = read(results(found, (), "en")).of("button", "kb-value")
    assert [a["aria-label"] for a in values if a["aria-pressed"] == "true"] == ["France, passages: 1"]
    assert changed(found.query, _press(found, name="France")).filters == Filters()
    assert changed(found.query, _press(found, name="Portugal")).filters == Filters(countries=("FRA", "PRT"))


def test_every_filter_is_a_tag_that_takes_it_away() -> None:
    filters = Filters(countries=("FRA",), years=(2020, 2025), document_ids=(STRATEGY.document_id,))
    found = _found(filters=filters)
    tags = [json.loads(a["data-payload"]) for a in read(results(found, (), "en")).of("button", "kb-tag")]
    left = found.query
    for tag in tags:
        left = changed(left, tag)
    assert len(tags) == 3
    assert left.filters == Filters()


def test_a_search_without_hits_keeps_its_filters_in_reach() -> None:
    found = replace(_found(filters=Filters(countries=("FRA",))), hits=(), counts={})
    shown = read(results(found, (), "en"))
    assert words("en").nothing_filtered in shown.text
    assert len(shown.of("button", "kb-tag")) == 1


def test_more_hits_are_asked_for_until_there_are_none() -> None:
    many = replace(_found(), hits=tuple(FoundHit(hit=hit(rank=n, text="x" * n), marks=()) for n in range(1, 51)))
    assert len(many.shown) == 20
    query = many.query
    for held in (40, 50):
        sent = [json.loads(a["data-payload"]) for a in read(results(replace(many, query=query), (), "en")).of("button")]
        query = changed(query, next(one for one in sent if "shown" in one))
        assert len(replace(many, query=query).shown) == held
    assert "Show" not in read(results(replace(many, query=query), (), "en")).text


def test_selected_hits_are_ticked_and_counted() -> None:
    found = _found()
    first = found.hits[0].hit
    boxes = read(results(found, {first.passage.passage_id}, "en")).of("input", "kb-pick")
    assert ["checked" in box for box in boxes] == [True, False, False, False]
    assert all(box["aria-label"] for box in boxes)
    assert "Selected: 1" in read(picked_bar([first], "en", is_offered=True)).text
    assert picked_bar([], "en", is_offered=False) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_speaks_every_language(language: str) -> None:
    own = words(language)
    assert own.narrow in read(results(_found(), (), language)).text
    assert own.intro in read(invitation(language)).text
    assert summary(_found(), language) == own.found.format(passages=4, documents=4)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    document = Metadata(
        document_id="hostile", title=text, publisher=text, year=2025, country=text, doc_type=text, language=text,
        url=f"javascript:{text}",
    )  # fmt: skip
    one = FoundHit(hit=hit(document=document, text=text, label=text), marks=((0, 3), (1, 2), (5, 10**6)))
    filters = Filters(countries=(text,), languages=(text,), doc_types=(text,), document_ids=(text,))
    found = Found(
        query=Query(text=text, filters=filters), hits=(one,), names={text: text}, snapshot="s",
        counts={facet: {text: 1} for facet in Facet if facet is not Facet.YEAR},
    )  # fmt: skip
    shown = read(results(found, (), "en"))
    assert text in shown.text
    assert not shown.of("a")
