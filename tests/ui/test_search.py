"""The Search tab: what is searched, what is counted, what is shown and selected."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import bibtexparser
import docx
import gradio as gr
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from index.records import Filters
from ingest.records import Metadata
from tests.ui.fakes import AGENDA, FINDING, LAW, REPORT, STRATEGY, FakeLibrary, hit, rooms
from tests.ui.reading import HOSTILE, carried, read
from ui.start import Start
from ui.strings import LANGUAGES, strings
from ui.tabs.search.found import Found, FoundHit, Picked, find, quotations
from ui.tabs.search.handlers import Handlers
from ui.tabs.search.parts import Parts
from ui.tabs.search.query import Facet, Query, Sort, address, changed, read_address, toggled, worded
from ui.tabs.search.strings import words
from ui.tabs.search.view_search import files, invitation, picked_bar, results, summary
from ui.taking import today


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
    assert "Selected: 1" in read(picked_bar(found.picks[:1], "en", is_offered=True)).text
    assert picked_bar([], "en", is_offered=False) == ""


# What is taken away


def _handlers() -> Handlers:
    """The tab's events over an opened library; its components are only keys here."""
    start = Start(rooms)
    start.run()
    shell: Any = SimpleNamespace(start=start, limit_s=60.0)
    return Handlers(shell, Parts(**{name: name for name in Parts.__dataclass_fields__}))  # type: ignore[arg-type]


def _taken(kind: str, picked: tuple[Picked, ...], found: Found | None, language: str = "en") -> tuple[str, bytes]:
    changes = _handlers().take(gr.EventData(None, {"kind": kind}), picked, found, language)
    name, data = carried(changes["file"])
    assert name in read(changes["files"]).text, "the reader is told"
    return name, data


def test_the_selected_hits_alone_go_into_the_file_in_their_order() -> None:
    found = _found()
    picked = (found.picks[2], found.picks[0])
    name, data = _taken("csv", picked, found)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert name == f"liability-{today().isoformat()}.csv"
    assert [row["Document"] for row in rows] == [one.hit.document.document_id for one in picked]
    assert rows[0]["Quote"] == " ".join(picked[0].hit.passage.text.split())
    records = rispy.loads(_taken("ris", picked, found)[1].decode())
    assert {one["id"] for one in records} == {row["Document"] for row in rows}
    entries = bibtexparser.parse_string(_taken("bib", picked, found)[1].decode()).entries
    assert {one.key for one in entries} == {row["Document"] for row in rows}


def test_where_none_is_selected_all_that_is_shown_goes() -> None:
    found = _found()
    many = replace(found, hits=tuple(FoundHit(hit=hit(rank=n, text=f"x{n}"), marks=()) for n in range(1, 31)))
    rows = list(csv.reader(io.StringIO(_taken("csv", (), many)[1].decode("utf-8-sig"), newline="")))
    assert len(rows) - 1 == len(many.shown) == 20
    assert "all passages shown: 20" in read(files(quotations((), many, "en"), "en", is_picked=False)).text


def test_a_quotation_sheet_gives_every_reference_and_says_what_was_searched() -> None:
    found = _found(filters=Filters(countries=("FRA",)))
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(_taken("docx", (), found)[1])).paragraphs)
    assert "Quotations: liability" in text
    assert "Searched within: France" in text
    for said in (" ".join(FINDING.split()), STRATEGY.title, STRATEGY.publisher, "p. 12 (file page 2)", found.snapshot):
        assert said in text


def test_hits_of_several_searches_say_both_and_no_filter_that_only_one_had() -> None:
    first, second = _found(filters=Filters(countries=("FRA",))), _found("liability standards")
    subject = quotations((first.picks[0], second.picks[1]), second, "en")
    assert subject is not None
    assert (subject.query, subject.filters) == ("liability; liability standards", Filters())
    assert subject.snapshot == second.snapshot


def test_what_is_selected_can_be_taken_when_a_search_finds_nothing_and_a_new_choice_clears_the_last_word() -> None:
    found = _found()
    changes = _handlers().pick(
        gr.EventData(None, {"id": found.picks[1].hit.passage.passage_id, "on": True}), (), found, "en"
    )
    assert "Selected passages that a file will hold: 1" in read(changes["files"]).text
    assert "Made:" not in read(changes["files"]).text
    assert read(files(quotations(changes["picked"], None, "en"), "en", is_picked=True)).of("button")
    assert files(quotations((), None, "en"), "en", is_picked=False) == ""


@pytest.mark.parametrize("said", [{}, {"kind": "exe"}, {"kind": ["csv"]}])
def test_a_kind_that_is_none_is_passed_over(said: dict[str, object]) -> None:
    assert set(_handlers().take(gr.EventData(None, said), (), _found(), "en")) == {"files"}


def test_a_file_that_cannot_be_made_is_said_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("ui.taking.export", fail)
    changes = _handlers().take(gr.EventData(None, {"kind": "docx"}), (), _found(), "de")
    assert strings("de").not_taken in read(changes["files"]).text
    assert "file" not in changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_speaks_every_language(language: str) -> None:
    own = words(language)
    assert own.narrow in read(results(_found(), (), language)).text
    assert own.intro in read(invitation(language)).text
    buttons = read(files(quotations((), _found(), language), language, is_picked=False)).of("button")
    assert own.take_shown.format(kind="Word") in [one["aria-label"] for one in buttons]
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
