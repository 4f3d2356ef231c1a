"""What each view shows, and that no text of a document or a question becomes code in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.records import Answer, Mode, Reason, Statement, Understanding, Withheld
from index.records import Filters, PageView
from ingest.records import Metadata, OutlineEntry, Span, Status
from tests.ui.fakes import (
    FINDING,
    LAW,
    REPORT,
    REVISION,
    STRATEGY,
    FakeLibrary,
    abstention,
    answer,
    citation,
    hit,
    info,
)
from tests.ui.reading import HOSTILE, read
from ui.conversation import Exchange, Fault
from ui.filtering import tags
from ui.finding import Match, find
from ui.holdings import Holdings, holdings
from ui.html import EMPTY
from ui.place import Place
from ui.start import Phase, StartState
from ui.strings import LANGUAGES, strings
from ui.tabs.ask.view_examples import examples
from ui.tabs.ask.view_opening import limits, opening
from ui.tabs.ask.view_transcript import transcript
from ui.tabs.library.view_library import library
from ui.view_sources import sources
from ui.view_viewer import Finding, not_shown, viewer

_HELD = Holdings(documents=4, pages=10, passages=40, countries=4, years="2025–2026")
_PLACE = Place.of_citation(citation())


def _transcript(*exchanges: Exchange, language: str = "en") -> str:
    return transcript(exchanges, language, holdings=_HELD)


def _view(**changes: Any) -> PageView:
    return replace(FakeLibrary().page(REPORT.document_id, 24), **changes)


# The transcript


def test_each_statement_is_followed_by_its_citations() -> None:
    shown = read(_transcript(Exchange(question="How many?", outcome=answer())))
    assert [json.loads(a["data-payload"])["page"] for a in shown.of("button", "kb-cite")] == [24, 2, 6]
    assert "have liability standards for AI in health.12" in shown.text


def test_a_citation_says_to_a_screen_reader_where_it_leads() -> None:
    label = read(_transcript(Exchange(question="?", outcome=answer()))).of("button", "kb-cite")[2]["aria-label"]
    assert label == f"Source 3: {REPORT.title}, p. iv (PDF page 6)"


def test_a_citation_opens_exactly_its_quote() -> None:
    outcome = answer()
    shown = read(_transcript(Exchange(question="?", outcome=outcome)))
    places = [Place.read(json.loads(a["data-payload"])) for a in shown.of("button", "kb-cite")]
    assert [place.marked() for place in places if place] == [[c.span] for c in outcome.citations]


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_that_it_is_one_why_and_what_is_covered(reason: Reason, language: str) -> None:
    words = strings(language)
    outcome = abstention(reason=reason)
    text = read(_transcript(Exchange(question="?", outcome=outcome), language=language)).text
    assert words.no_answer in text
    assert words.reasons[reason.value] in text
    assert outcome.message in text
    assert words.related.format(count=2) in text
    assert words.covers.format(documents=4, countries=4) in text


def test_a_refusal_without_neighbours_promises_none() -> None:
    text = read(_transcript(Exchange(question="?", outcome=abstention(related=())))).text
    assert "Related, but no answer" not in text


def test_waiting_shows_the_step_in_work() -> None:
    shown = read(_transcript(Exchange(question="?", stage="select")))
    assert [a["class"] for a in shown.of("li")] == ["kb-step-done"] * 2 + ["kb-step-now"] + ["kb-step-next"] * 2
    assert shown.of("li", "kb-step-now")[0]["aria-current"] == "step"


def test_an_unknown_step_is_shown_as_the_first() -> None:
    assert len(read(_transcript(Exchange(question="?", stage="ponder"))).of("li", "kb-step-now")) == 1


def test_a_draft_is_said_to_be_one() -> None:
    text = read(_transcript(Exchange(question="?", stage="compose", draft="It may be that"))).text
    assert "not yet checked" in text
    assert "It may be that" in text


@pytest.mark.parametrize(
    ("fault", "detail", "line"),
    [
        (Fault.STOPPED, "", "Stopped."),
        (Fault.TOO_SLOW, "120", "No answer after 120 seconds"),
        (Fault.KNOWN, "library", strings("en").faults["library"]),
        (Fault.KNOWN, "Traceback", strings("en").faults["library"]),
        (Fault.TOO_LONG, "2000", "longer than 2000 characters"),
        (Fault.UNEXPECTED, "Traceback", "fault on the server"),
    ],
)
def test_a_fault_is_one_plain_line(fault: Fault, detail: str, line: str) -> None:
    text = read(_transcript(Exchange(question="?", fault=fault, detail=detail))).text
    assert line in text
    assert "Traceback" not in text


def test_a_completed_follow_up_is_told() -> None:
    outcome = answer(understanding=Understanding(question="and Malta?", standalone="Does Malta plan?", language="en"))
    assert "Understood as: Does Malta plan?" in read(_transcript(Exchange(question="and Malta?", outcome=outcome))).text


def test_what_the_question_was_understood_as_is_told() -> None:
    understanding = Understanding(
        question="and Malta in 2025?", standalone="Does Malta plan?", language="en", countries=("MLT",), years=(2025,),
        filters=Filters(languages=("fr",), years=(2020, 9999)),
    )  # fmt: skip
    text = read(_transcript(Exchange(question="and Malta?", outcome=answer(understanding=understanding)))).text
    for said in (
        "Understood as: Does Malta plan?", "Language of the question: English", "about: Malta", "years: 2025",
        "only documents of: since 2020, French",
    ):  # fmt: skip
        assert said in text


def test_a_citation_carries_its_quote_and_place_for_the_pointer_and_the_focus() -> None:
    cite = read(_transcript(Exchange(question="How many?", outcome=answer()))).of("button", "kb-cite")[0]
    assert cite["data-quote"] == " ".join(FINDING.split())
    assert cite["data-place"] == f"{REPORT.title}, p. 12 (PDF page 24)"


def test_what_a_model_wrote_without_support_is_struck_out_with_the_reason() -> None:
    outcome = answer(mode=Mode.LLM, withheld=(Withheld(text="Nine of ten.", reason="figure missing"),))
    shown = read(_transcript(Exchange(question="?", outcome=outcome)))
    assert shown.of("s")
    assert "Nine of ten. (figure missing)" in shown.text
    assert "Written by a language model" in shown.text


def test_the_transcript_is_announced_politely() -> None:
    assert read(_transcript()).of("section")[0]["aria-live"] == "polite"


# Sources


def test_cited_passages_are_open_and_unused_ones_folded() -> None:
    shown = read(sources(answer(), "en"))
    assert len(shown.of("li", "kb-card")) == 5
    assert len(shown.of("ol", "kb-cards")) == 1
    assert "Found, but not used (2)" in shown.text


def test_a_card_says_where_its_quote_stands() -> None:
    text = read(sources(answer(), "en")).text
    for said in (
        REPORT.title,
        REPORT.publisher,
        "2025",
        "WHO European Region",
        "p. 12 (PDF page 24)",
        FINDING,
        "Adopted",
    ):
        assert said in text
    assert "Findings › The guardrails" in text


def test_a_card_marks_the_quote_among_what_stands_around_it() -> None:
    shown = read(sources(answer(), "en"))
    assert len(shown.of("mark")) == 3
    assert f"<mark>{FINDING}</mark>" in str(sources(answer(), "en"))
    assert len(shown.of("span", "kb-around")) == 6
    alone = replace(citation(), before="", after="")
    assert not read(sources(answer(citations=(alone, replace(alone, n=2), replace(alone, n=3))), "en")).of("mark")


def test_a_digest_and_a_draft_are_marked() -> None:
    cited = tuple(citation(n=n, document=document) for n, document in ((1, STRATEGY), (2, LAW), (3, LAW)))
    text = read(sources(answer(citations=cited), "en")).text
    assert "Digest" in text
    assert "Draft" in text


def test_the_official_link_opens_the_pdf_at_the_page() -> None:
    assert read(sources(answer(), "en")).of("a")[0]["href"] == "https://example.org/report.pdf#page=24"


def test_a_digest_does_not_lend_its_page_number_to_the_official_pdf() -> None:
    digest = replace(REPORT, stands_for="the-report-itself")
    shown = read(sources(answer(citations=tuple(citation(n=n, document=digest) for n in (1, 2, 3))), "en"))
    assert [a["href"] for a in shown.of("a")][:3] == ["https://example.org/report.pdf"] * 3


def test_sources_of_a_refusal_are_related_passages() -> None:
    assert "Related, but no answer (2)" in read(sources(abstention(), "en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_question_sources_say_what_will_come(language: str) -> None:
    assert strings(language).sources_empty in read(sources(None, language)).text


# The viewer


def test_the_viewer_shows_the_picture_with_the_quote_marked() -> None:
    shown = read(viewer(_view(), _PLACE, "en"))
    start, end = _PLACE.spans[0]
    assert shown.of("img")[0]["src"] == f"picture/{REPORT.document_id}/24.png?revision={REVISION}&spans={start}-{end}"
    assert " ".join(FINDING.split()) in shown.of("img")[0]["alt"]
    assert "page 24 of 106 (printed 12)" in shown.text


def test_without_a_picture_the_text_is_marked() -> None:
    view = _view(has_picture=False)
    html = viewer(view, _PLACE, "en")
    assert f"<mark>{FINDING}</mark>" in html
    assert not read(html).of("img")
    assert "section 24 of 106" in read(html).text


@given(text=st.text(max_size=60), spans=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=4))
def test_marking_never_changes_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    """Spans may overlap, lie off the page or be empty: the words shown are the page's own."""
    place = Place(document_id="a", page=1, spans=tuple((min(s), max(s)) for s in spans))
    shown = viewer(_view(text=text, has_picture=False), place, "en")
    body = shown.split('<div class="kb-page-text" lang="en">')[1]
    plain = body.replace("<mark>", "").replace("</mark>", "")
    assert plain.startswith(str(EMPTY + text) + "</div>")


def test_nothing_is_marked_where_the_span_leaves_the_page() -> None:
    place = Place(document_id="a", page=1, spans=((2, 10**6),))
    assert "<mark>" not in viewer(_view(has_picture=False), place, "en")


@pytest.mark.parametrize(
    ("page", "previous", "following"),
    [
        pytest.param(1, None, 2, id="first"),
        pytest.param(24, 23, 25, id="middle"),
        pytest.param(106, 105, None, id="last"),
    ],
)
def test_pages_turn_as_far_as_the_document_goes(page: int, previous: int | None, following: int | None) -> None:
    buttons = read(viewer(_view(page=page), _PLACE, "en")).of("button", "kb-button")[:2]
    pages = [json.loads(a["data-payload"])["page"] if "data-payload" in a else None for a in buttons]
    assert pages == [previous, following]


def test_the_contents_lead_to_their_pages_and_show_where_the_reader_is() -> None:
    shown = read(viewer(_view(), _PLACE, "en"))
    entries = [json.loads(a["data-payload"])["page"] for a in shown.of("button", "kb-value")]
    assert entries == [12, 24, 40]
    assert ["aria-current" in a for a in shown.of("li")] == [False, True, False]
    assert "Contents" not in read(viewer(_view(outline=()), _PLACE, "en")).text


def test_words_found_in_the_document_open_their_pages_marked() -> None:
    found = find("HEALTH liability", FakeLibrary(), STRATEGY.document_id, revision=REVISION, pages=9)
    assert found == []
    found = find("liability  standards for ai", FakeLibrary(), STRATEGY.document_id, revision=REVISION, pages=9)
    assert [match.page for match in found] == list(range(1, 10))
    assert found[0].words == "liability standards\nfor AI"
    shown = read(viewer(_view(), _PLACE, "en", Finding(words="liability", matches=tuple(found))))
    assert "Matches for “liability”: 9" in shown.text
    opened = Place.read(json.loads(shown.of("button", "kb-value")[3]["data-payload"]))
    assert opened is not None
    assert Span(*opened.spans[0]).of(_view().text) == "liability standards\nfor AI"


@given(text=st.text(max_size=80), words=st.text(max_size=8))
def test_whatever_is_looked_for_is_found_where_it_stands(text: str, words: str) -> None:
    """Words with signs of their own, such as "(8%)" or "a.*", are looked for as they are."""

    class One(FakeLibrary):
        def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
            return _view(text=text)

    found = find(words, One(), "a", revision=REVISION, pages=1)
    assert all(text[slice(*match.span)] == match.words for match in found)
    if words.strip() and " ".join(words.split()) == words and words in text:
        assert found


def test_a_word_broken_at_the_end_of_a_line_is_found() -> None:
    class Broken(FakeLibrary):
        def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
            return _view(text="the minis\u00ad\ntry of health")

    (match,) = find("ministry of", Broken(), "a", revision=REVISION, pages=1)
    assert match.words == "minis\u00ad\ntry of"


def test_what_does_not_stand_in_the_document_is_said() -> None:
    assert "“milk” does not stand in this document." in read(viewer(_view(), _PLACE, "en", Finding(words="milk"))).text


def test_an_earlier_revision_and_recognised_text_are_told() -> None:
    text = read(viewer(_view(is_live=False, is_ocr=True), _PLACE, "en")).text
    assert "earlier revision" in text
    assert "recognised" in text


@pytest.mark.parametrize(("language", "told"), [
    ("en", "Text recognised from a scan"), ("fr", "Texte reconnu sur un scan"),
    ("de", "Aus einem Scan erkannter Text"), ("ru", "Текст распознан со скана"),
])  # fmt: skip
def test_sources_say_which_text_was_recognised_from_a_scan(language: str, told: str) -> None:
    assert told not in read(sources(answer(), language)).text
    cited = answer(citations=(replace(citation(), is_ocr=True), *answer().citations[1:]), related=())
    assert read(sources(cited, language)).text.count(told) == 1
    found = answer(related=(replace(hit(), is_ocr=True),))
    assert read(sources(found, language)).text.count(told) == 1


# Library, examples, opening


def test_the_library_counts_and_lists_by_country_and_year() -> None:
    documents = [
        *FakeLibrary().documents(),
        info(replace(REPORT, document_id="old", year=2021, country="FRA"), empty_pages=2),
    ]
    shown = read(library(documents, "en"))
    captions = [part for part in ("WHO European Region", "European Union", "France", "Portugal") if part in shown.text]
    assert len(shown.of("table")) == len(captions) == 4
    assert "(2 without text)" in shown.text
    assert holdings(documents) == Holdings(documents=5, pages=262, passages=1048, countries=4, years="2021–2026")


def test_an_empty_library_has_no_years() -> None:
    assert holdings([]) == Holdings()
    assert read(library([], "en")).of("table") == []


def test_documents_without_country_or_year_are_listed_too() -> None:
    text = read(library([info(Metadata(document_id="x", title="A note"))], "en")).text
    assert "A note" in text
    assert "No country given" in text
    assert "no year" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_a_button_that_asks_it(language: str) -> None:
    sent = [json.loads(a["data-payload"])["question"] for a in read(examples(language)).of("button")]
    assert sent == [question for _, questions in strings(language).examples for question in questions]


@pytest.mark.parametrize(
    ("state", "held", "said"),
    [
        pytest.param(StartState(phase=Phase.READY), _HELD, "Ask the documents", id="ready"),
        pytest.param(StartState(phase=Phase.READY), Holdings(), "policy-kb ingest FOLDER", id="empty"),
        pytest.param(StartState(phase=Phase.OPENING), Holdings(), "being opened", id="opening"),
        pytest.param(
            StartState(phase=Phase.INGESTING, done=7, total=40, file_name="x.pdf"), Holdings(), "7 of 40 files: x.pdf",
            id="building",
        ),
        pytest.param(
            StartState(phase=Phase.INGESTING, done=128, total=480), Holdings(), "searchable: 128 of 480", id="encoding"
        ),
        pytest.param(StartState(phase=Phase.FAILED, fault="read-only."), Holdings(), "read-only.", id="failed"),
    ],
)  # fmt: skip
def test_before_the_first_question_the_page_says_how_things_stand(state: StartState, held: Holdings, said: str) -> None:
    assert said in read(opening(state, held, "en")).text


def test_the_bar_shows_what_is_done() -> None:
    bar = read(opening(StartState(phase=Phase.INGESTING, done=7, total=40), Holdings(), "en")).of("progress")[0]
    assert (bar["value"], bar["max"]) == ("7", "40")


def test_the_limits_name_what_is_held_and_the_snapshot() -> None:
    text = read(limits(_HELD, "5f3c9a01b7e2ffff", "en")).text
    assert "Documents held: 4 · years: 2025–2026 · snapshot 5f3c9a01b7e2 · not legal advice" in text


# Hostile text, everywhere it can appear


def _hostile_metadata(text: str) -> Metadata:
    return Metadata(
        document_id="hostile", title=text, publisher=text, year=2025, country=text, doc_type=text, language=text,
        url=f"javascript:{text}", licence=text, status=Status.DRAFT, stands_for="x",
    )  # fmt: skip


def _hostile_answer(text: str) -> Answer:
    cited = replace(
        citation(document=_hostile_metadata(text)), page_label=text, section=(text,), quote=text, is_ocr=True
    )
    return answer(
        text, citations=(cited,), statements=(Statement(text=text, citations=(1,), support=1.0),),
        related=(hit(document=_hostile_metadata(text), text=text, label=text),), notice=text,
        withheld=(Withheld(text=text, reason=text),),
        understanding=Understanding(question=text, standalone=f"{text}?", language=text),
    )  # fmt: skip


def _match(text: str) -> Match:
    return Match(page=1, page_label=text, span=(0, len(text)), lead=text, words=text, rest=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_view(text: str) -> None:
    document = _hostile_metadata(text)
    outcome = _hostile_answer(text)
    refusal = abstention(text, message=text, related=outcome.related, notice=text)
    view = _view(document=document, text=text, page_label=text)
    place = Place(document_id="hostile", page=1, spans=((0, len(text)),), section=(text,))
    views = {
        "answer": _transcript(Exchange(question=text, outcome=outcome)),
        "refusal": _transcript(Exchange(question=text, outcome=refusal)),
        "draft": _transcript(Exchange(question=text, draft=text, stage=text)),
        "fault": _transcript(Exchange(question=text, fault=Fault.TOO_SLOW, detail=text)),
        "sources": sources(outcome, "en"),
        "related": sources(refusal, "en"),
        "picture": viewer(view, place, "en"),
        "text": viewer(replace(view, has_picture=False), place, "en"),
        "found": viewer(view, place, "en", Finding(words=text, matches=(_match(text),))),
        "contents": viewer(replace(view, outline=(OutlineEntry(title=text, level=1, page=1),)), place, "en"),
        "not shown": not_shown(text, "en"),
        "library": library([info(document)], "en"),
        "building": opening(StartState(phase=Phase.INGESTING, done=1, total=2, file_name=text), _HELD, "en"),
        "failed": opening(StartState(phase=Phase.FAILED, fault=text), _HELD, "en"),
        "limits": limits(replace(_HELD, years=text), text[:12], "en"),
        "tags": tags(Filters(countries=(text,), languages=(text,), doc_types=(text,)), "en"),
    }
    assert [name for name, html in views.items() if text not in read(html).text] == []
    assert all(not read(html).of("a") for html in views.values())


def test_a_span_covers_what_it_says() -> None:
    assert Span(*_PLACE.spans[0]).of(_view().text) == FINDING
