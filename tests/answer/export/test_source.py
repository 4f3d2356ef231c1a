"""What a command printed becomes what it was made of, or is told to be something else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from answer.as_json import filters_json, outcome_json, search_json
from answer.check import draft_json
from answer.compare import comparison_json
from answer.export.export import Kind, export, file_name, kinds_of
from answer.export.source import read_subject
from answer.export.subjects import Matrix, Quotations
from answer.from_json import outcome_of
from answer.records import Answer, Withheld
from index.records import Filters, SearchResult
from ingest.errors import ExportError, ResultError
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
    make_understanding,
)
from tests.factories import make_hit, make_metadata, make_reading

FILTERS = Filters(countries=("FRA",), years=(2020, 2025), languages=("fr",), doc_types=("law",), document_ids=("plan",))


def whole_answer() -> Answer:
    return make_answer(
        make_citation(stands_for="official", licence="CC-BY", doc_type="law"),
        understanding=make_understanding(filters=FILTERS, countries=("FRA",), years=(2025,)), notice="slow",
        withheld=(Withheld(text="x", reason="y"),),
        related=(replace(make_hit(document=make_metadata(url=PDF)), is_ocr=True),),
    )  # fmt: skip


def printed_search() -> str:
    hits = tuple(make_hit(text, rank=rank) for rank, text in enumerate(("One sentence.", "Another one."), start=1))
    return json.dumps(
        search_json(SearchResult(query="q", snapshot="s", hits=hits, reading=make_reading("q"), evidence={}))
    )


@pytest.mark.parametrize("outcome", [whole_answer(), make_abstention(), make_answer(language="ru")])
def test_an_outcome_survives_the_way_there_and_back(outcome) -> None:
    printed = json.loads(json.dumps(outcome_json(outcome)))
    back = outcome_of(printed)
    assert outcome_json(back) == outcome_json(outcome)
    if isinstance(outcome, Answer):
        assert back == outcome or outcome.related  # a hit's similarity and sentences are not printed


def test_filters_are_named_as_on_the_command_line() -> None:
    assert filters_json(FILTERS) == {
        "country": ["FRA"], "year": [2020, 2025], "language": ["fr"], "type": ["law"], "document": ["plan"],
    }  # fmt: skip
    assert filters_json(Filters()) == {}


def test_what_was_printed_before_fields_were_added_is_read_too() -> None:
    printed = outcome_json(make_answer(make_citation(url="https://example.org/a")))
    for name in ("filters", "countries", "years"):
        del printed[name]
    for name in ("date", "doc_type", "stands_for", "licence"):
        del printed["citations"][0][name]
    assert isinstance(read_subject(json.dumps(printed)), Answer)


def test_a_comparison_and_a_draft_survive_too() -> None:
    matrix = make_matrix("A", "B")
    lines = [json.dumps(comparison_json(one.topic, one.rows)) for one in matrix.topics]
    back = read_subject("\n".join(lines))
    assert isinstance(back, Matrix)
    assert [one.topic for one in back.topics] == ["A", "B"]
    assert back.countries == ("FRA", "MLT", "MCO")
    assert [comparison_json(one.topic, one.rows) for one in back.topics] == list(map(json.loads, lines))
    draft = make_draft()
    assert read_subject(json.dumps(draft_json(draft))) == draft


def test_hits_are_selected_by_rank_in_the_order_given() -> None:
    chosen = read_subject(printed_search(), ranks=(2, 1, 2))
    assert isinstance(chosen, Quotations)
    assert [hit.rank for hit in chosen.hits] == [2, 1]
    with pytest.raises(ResultError, match="no hit 3; the search found 2"):
        read_subject(printed_search(), ranks=(3,))


def broken(**changes) -> str:
    printed = json.loads(json.dumps(outcome_json(make_answer())))
    printed["citations"][0] |= changes
    return json.dumps(printed)


@pytest.mark.parametrize(("text", "said"), [
    ("", "it is empty"), ("no json", "line 1 is not JSON"), ("[1, 2]", "no result"), ("3", "no result"),
    ('{"a": 1}', "no result that"), (f"{printed_search()}\n{printed_search()}", "2 results"),
    ('{"query": "q", "snapshot": "s", "hits": []}', "found nothing"),
    (broken(page=0), r"citations\[0\].page"), (broken(end=1), "do not fit the text"),
    (broken(revision="../../etc"), r"citations\[0\].revision"), (broken(n=2), "citations that the answer holds"),
    (broken(status="secret"), r"citations\[0\].status"), (broken(quote=""), "do not fit the text"),
    ('{"topic": "t", "rows": []}', "rows"), ("[" * 100_000, "not JSON"),
    ('{"title": "", "language": "en", "snapshot": "", "sentences": [{}]}', r"sentences\[0\].text"),
])  # fmt: skip
def test_a_bad_file_is_told_plainly(text: str, said: str) -> None:
    with pytest.raises(ResultError, match=said):
        read_subject(text)


@pytest.mark.parametrize(("subject", "kind"), [
    (make_abstention(), Kind.RIS), (make_answer(), Kind.XLSX), (make_draft(), Kind.CSV), (make_quotations(), Kind.JSON),
])  # fmt: skip
def test_what_cannot_be_made_is_said_with_what_can(subject, kind: Kind) -> None:
    assert kind not in kinds_of(subject)
    with pytest.raises(ExportError, match=f"has no .{kind}; it has .docx"):
        export(subject, kind, OCCASION)


def test_an_answer_without_sources_has_no_references_to_list() -> None:
    from answer.check import CheckedDraft

    draft = make_draft()
    nothing = CheckedDraft(draft=draft.draft, sentences=draft.sentences[:1], snapshot="s")
    with pytest.raises(ExportError, match="rests on no document"):
        export(nothing, Kind.RIS, OCCASION)


def test_the_json_of_a_kept_answer_is_the_contract_s() -> None:
    made = json.loads(export(make_answer(), Kind.JSON, OCCASION))
    assert made == json.loads(json.dumps(outcome_json(make_answer())))


@pytest.mark.parametrize(("question", "name"), [
    ("Who reviews / results?", "who-reviews-results-2026-03-09.docx"),
    ("Какие барьеры?", "какие-барьеры-2026-03-09.docx"), ("../..", "policy-kb-2026-03-09.docx"),
    ("a" * 500, f"{'a' * 60}-2026-03-09.docx"),
])  # fmt: skip
def test_a_file_s_name_is_safe(question: str, name: str) -> None:
    assert file_name(make_answer(understanding=make_understanding(question)), Kind.DOCX, on=DAY) == name
