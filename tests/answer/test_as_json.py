"""The JSON that other programs read."""

from __future__ import annotations

import json

import pytest

from answer.as_json import citation_json, hit_json, outcome_json, search_json
from answer.records import Abstention, Answer, Citation, Mode, Reason, Statement, Understanding, Withheld
from index.records import SearchResult
from ingest.records import Span, Status
from tests.factories import REVISION, TEXT, make_hit, make_metadata, make_reading

UNDERSTOOD = Understanding(question="Who?", standalone="Who reviews?", language="en")


def citation(**metadata) -> Citation:
    return Citation.of_page(
        TEXT, n=1, document=make_metadata(status=Status.ADOPTED, **metadata), revision=REVISION, page=14,
        page_label="8", section=("The guardrails",), span=Span(2, 11),
    )  # fmt: skip


def answer() -> Answer:
    return Answer(
        understanding=UNDERSTOOD, statements=(Statement(text="A clinician.", citations=(1,), support=0.97123),),
        citations=(citation(),), confidence=0.83456, mode=Mode.EXTRACTIVE, snapshot="abc",
        timings_ms={"search": 1, "answer": 2}, related=(make_hit(),), withheld=(Withheld(text="x", reason="y"),),
    )  # fmt: skip


def test_an_answer_has_no_refusal() -> None:
    printed = json.loads(json.dumps(outcome_json(answer())))
    assert (printed["status"], printed["refusal"], printed["mode"]) == ("answered", None, "extractive")
    assert (printed["confidence"], printed["language"]) == (0.8346, "en")
    assert printed["statements"] == [{"text": "A clinician.", "citations": [1], "support": 0.9712}]
    assert printed["withheld"] == [{"text": "x", "reason": "y"}]
    assert printed["timings_ms"] == {"search": 1, "answer": 2}


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_has_no_statements(reason: Reason) -> None:
    outcome = Abstention(
        understanding=UNDERSTOOD, reason=reason, message="No.", related=(make_hit(),), confidence=0.1, snapshot="abc",
        timings_ms={},
    )  # fmt: skip
    printed = json.loads(json.dumps(outcome_json(outcome)))
    assert (printed["status"], printed["statements"], printed["citations"]) == ("no_answer", [], [])
    assert (printed["refusal"]["reason"], printed["refusal"]["message"]) == (reason.value, "No.")
    assert printed["refusal"]["related"] == [hit_json(make_hit())]
    assert set(printed) <= set(outcome_json(answer()))


def test_what_stands_around_a_quote_is_the_pages_own_text_too() -> None:
    cited = Citation.of_page(
        TEXT, n=1, document=make_metadata(), revision=REVISION, page=14, page_label="8", section=(), span=Span(2, 11),
        around=Span(0, len(TEXT)),
    )  # fmt: skip
    printed = citation_json(cited)
    assert printed["before"] + printed["quote"] + printed["after"] == TEXT
    assert (citation_json(citation())["before"], citation_json(citation())["after"]) == ("", "")


def test_a_citation_slices_its_page() -> None:
    printed = citation_json(citation())
    assert TEXT[printed["start"] : printed["end"]] == printed["quote"] == "clinician"
    assert printed["revision"] == f"sha256:{REVISION}"
    assert (printed["page"], printed["page_label"], printed["section"]) == (14, "8", ["The guardrails"])
    assert printed["status"] == "adopted"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a.pdf", "https://example.org/a.pdf#page=14"),
        ("https://example.org/a", "https://example.org/a"),
        ("https://example.org/A.PDF?x=1", "https://example.org/A.PDF?x=1#page=14"), ("", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_pdf_opens_the_page(address: str, expected: str) -> None:
    assert citation_json(citation(url=address))["url"] == expected


def test_a_search_prints_its_hits() -> None:
    result = SearchResult(query="q", snapshot="abc", hits=(make_hit(),), reading=make_reading("q"), evidence={})
    printed = search_json(result)
    assert (printed["query"], printed["snapshot"]) == ("q", "abc")
    (hit,) = printed["hits"]
    assert (hit["rank"], hit["text"], hit["start"], hit["end"]) == (1, TEXT, 0, len(TEXT))
    assert "similarity" not in hit
