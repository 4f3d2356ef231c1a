"""What can be done with an answer: taken away, kept, judged, opened again."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answer.export.subjects import Occasion
from answer.kept import Change, Judgement
from answer.records import Outcome
from index.records import Filters, PageView
from ingest.errors import NotHeld
from ingest.records import Status
from tests.ui.fakes import REPORT, SNAPSHOT, FakeLibrary, abstention, answer, info, rooms
from tests.ui.reading import HOSTILE, read
from ui.conversation import Exchange, Fault, asked, changed, failed
from ui.place import Place
from ui.strings import LANGUAGES, strings
from ui.tabs.ask.doing import judged, kept, note_refused, occasion_of, taken
from ui.tabs.ask.reopened import reopen
from ui.tabs.ask.strings import words
from ui.tabs.ask.view_after import WHOLE, after, judges
from ui.tabs.ask.view_reopened import kept_sources, reopened
from ui.taking import today
from ui.view_viewer import kept_page, viewer

_HERE = {"here": "https://example.org/policy/"}


def _exchange(outcome: Outcome | None = None) -> Exchange:
    outcome = outcome or answer("How many have liability standards?")
    return Exchange(question=outcome.understanding.question, outcome=outcome)


def _said(verdict: str = "wrong", citation: object = WHOLE, comment: object = "") -> dict[str, object]:
    return {"verdict": verdict, "citation": citation, "comment": comment}


# Taking away


@pytest.mark.parametrize("kind", ["docx", "pdf", "md", "ris", "bib"])
def test_an_answer_is_taken_away_under_a_telling_name(kind: str) -> None:
    exchange, parcel = taken(_exchange(), {"kind": kind}, Occasion(on=today()), "en", limit_s=60.0)
    assert parcel is not None
    (span,) = read(parcel).of("span")
    assert span["data-name"] == f"how-many-have-liability-standards-{today().isoformat()}.{kind}"
    assert span["data-name"] in exchange.told
    assert not exchange.is_warned


def test_the_same_file_can_be_taken_twice() -> None:
    first, second = (taken(_exchange(), {"kind": "md"}, Occasion(on=today()), "en", limit_s=60.0)[1] for _ in "ab")
    assert first != second  # or the browser would see no change


def test_a_refusal_offers_no_references_and_says_so_when_asked() -> None:
    shown = read(after(_exchange(abstention()), {"index": 0}, "en"))
    offered = {one["data-payload"] for one in shown.of("button") if one["data-event"] == "kb_take"}
    assert len(offered) == 3
    exchange, parcel = taken(_exchange(abstention()), {"kind": "ris"}, Occasion(on=today()), "en", limit_s=5.0)
    assert parcel is None
    assert exchange.is_warned


@pytest.mark.parametrize("said", [{}, {"kind": "exe"}, {"kind": None}])
def test_a_kind_that_is_none_is_passed_over(said: dict[str, object]) -> None:
    assert taken(_exchange(), said, Occasion(on=today()), "en", limit_s=5.0) == (_exchange(), None)


# Keeping


def test_a_kept_answer_gets_an_address_that_opens_it() -> None:
    opened = rooms()
    exchange = kept(_exchange(), _HERE, opened, "en")
    assert exchange.address == f"https://example.org/policy/?answer={exchange.kept_id}"
    assert opened.kept.reopen(exchange.kept_id).outcome.snapshot == SNAPSHOT
    shown = read(after(exchange, {"index": 0}, "en"))
    assert [one["href"] for one in shown.of("a")] == [exchange.address]
    assert not any(one["data-event"] == "kb_keep" for one in shown.of("button"))
    assert occasion_of(exchange).address == exchange.address


@pytest.mark.parametrize("here", ["javascript:alert(1)//", "x" * 999, None, 7, "data:text/html,x"])
def test_an_address_that_is_none_becomes_no_link(here: object) -> None:
    exchange = kept(_exchange(), {"here": here}, rooms(), "en")
    shown = read(after(exchange, {"index": 0}, "en"))
    assert not shown.of("a")
    assert f"?answer={exchange.kept_id}" in shown.text


def test_an_answer_whose_page_is_gone_is_not_kept_and_the_reader_is_told() -> None:
    opened = rooms(library=FakeLibrary([]))
    exchange = kept(_exchange(), _HERE, opened, "en")
    assert not exchange.kept_id
    assert exchange.is_warned
    assert exchange.told


def test_a_store_that_fails_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = rooms()

    def fail(*_: object, **__: object) -> str:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(opened.kept, "keep", fail)
    assert kept(_exchange(), _HERE, opened, "de").told == words("de").not_stored


# Judging


@pytest.mark.parametrize("citation", [WHOLE, 2])
def test_a_verdict_is_stored_with_the_whole_answer(citation: int) -> None:
    opened = rooms()
    exchange = judged(_exchange(), _said("not_supported", citation, "<b>p. 12</b> says less"), opened, "en")
    (said,) = opened.kept.feedback()
    assert (said.citation, said.judgement) == (citation or None, Judgement.NOT_SUPPORTED)
    assert said.comment == "<b>p. 12</b> says less"
    assert opened.kept.reopen(said.kept_id).outcome == replace(answer(exchange.question), timings_ms={})
    assert exchange.judged == {citation: Judgement.NOT_SUPPORTED}
    assert not exchange.kept_id, "the address is shown to who asks for it"


def test_the_same_verdict_pressed_again_is_one_and_a_comment_is_another() -> None:
    opened = rooms()
    exchange = _exchange()
    for said in (_said(), _said(), _said(comment="because")):
        exchange = judged(exchange, said, opened, "en")
    assert [one.comment for one in opened.kept.feedback()] == ["because", ""]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(_said("excellent"), id="no verdict"),
        pytest.param(_said(citation="1"), id="no number"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_is_no_verdict_is_passed_over(said: dict[str, object]) -> None:
    opened = rooms()
    assert judged(_exchange(), said, opened, "en") == _exchange()
    assert not opened.kept.feedback()


@pytest.mark.parametrize("said", [_said(citation=99), _said(comment="x" * 9999)], ids=["no such citation", "too long"])
def test_a_verdict_that_cannot_be_kept_is_told(said: dict[str, object]) -> None:
    opened = rooms()
    exchange = judged(_exchange(), said, opened, "en")
    assert exchange.is_warned
    assert not exchange.judged
    assert not opened.kept.feedback()


@pytest.mark.parametrize("language", LANGUAGES)
def test_thanks_are_said_and_the_verdict_stays_in(language: str) -> None:
    exchange = judged(_exchange(), _said(), rooms(), language)
    shown = read(after(exchange, {"index": 0}, language))
    assert words(language).thanks.format(verdict=words(language).verdicts["wrong"]) in shown.text
    assert [one["aria-pressed"] for one in shown.of("button") if one["data-event"] == "kb_judge"] == [
        "false", "true", "false",
    ]  # fmt: skip


def test_every_citation_can_be_judged() -> None:
    assert judges(_exchange(), {"index": 0}, "en").keys() == {1, 2, 3}
    assert judges(_exchange(abstention()), {"index": 0}, "en") == {}


def test_only_the_last_thing_done_is_told() -> None:
    conversation = asked(asked((), "a", Filters()), "b", Filters())
    conversation = changed(conversation, 0, replace(conversation[0], told="first"))
    conversation = changed(conversation, 1, replace(conversation[1], told="second"))
    assert [one.told for one in conversation] == ["", "second"]


def test_nothing_can_be_done_with_a_question_that_has_no_outcome() -> None:
    (stopped,) = failed(asked((), "a", Filters()), Fault.STOPPED)
    assert after(stopped, {"index": 0}, "en") == ""
    assert kept(stopped, _HERE, rooms(), "en") is stopped


@pytest.mark.parametrize("is_on", [True, False])
def test_a_refused_question_is_noted_where_the_settings_say_so(is_on: bool) -> None:
    opened = rooms(keeps_questions=is_on)
    note_refused(abstention("Who won the cup?"), opened)
    note_refused(answer(), opened)
    assert [one.question for one in opened.kept.unanswered()] == (["Who won the cup?"] if is_on else [])


# Opening again


def _kept(home: Path, outcome: Outcome | None = None) -> str:
    return rooms(home=home).kept.keep(outcome or answer(), FakeLibrary(), at=datetime(2026, 1, 31, 12, tzinfo=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_answer_opens_as_it_was_with_its_day(tmp_path: Path, language: str) -> None:
    one = reopen(_kept(tmp_path), rooms(home=tmp_path))
    shown = read(reopened(one, language))
    assert "2026" in shown.text
    assert SNAPSHOT in shown.text
    assert words(language).unchanged in shown.text
    assert "Four of the fifty countries" in shown.text
    assert all(one.kept_id in mark["data-payload"] for mark in shown.of("button", "kb-cite"))


@pytest.mark.parametrize(
    ("held", "change"),
    [
        pytest.param([], Change.REMOVED, id="removed"),
        pytest.param([replace(info(REPORT), revision="b" * 64)], Change.REVISED, id="revised"),
        pytest.param([replace(info(REPORT), replaced_by="who-2025")], Change.REPLACED, id="replaced"),
        pytest.param([info(replace(REPORT, status=Status.SUPERSEDED))], Change.SUPERSEDED, id="superseded"),
    ],
)
def test_each_source_of_a_kept_answer_says_what_has_happened_to_it(
    tmp_path: Path, held: list[object], change: Change
) -> None:
    kept_id = _kept(tmp_path)
    one = reopen(kept_id, rooms(home=tmp_path, library=FakeLibrary(held)))  # type: ignore[arg-type]
    assert one.changes[1] is change
    assert words("en").changes[change.value] in read(kept_sources(one, "en")).text
    assert words("en").changed.format(count=2, all=2) in read(reopened(one, "en")).text


def test_a_kept_refusal_opens_too(tmp_path: Path) -> None:
    one = reopen(_kept(tmp_path, abstention()), rooms(home=tmp_path))
    assert strings("en").no_answer in read(reopened(one, "en")).text
    assert kept_sources(one, "en") == ""


@pytest.mark.parametrize("kept_id", ["0123456789abcdef", "../../etc/passwd", "<script>alert(1)</script>"])
def test_an_address_that_names_nothing_says_what_to_do(tmp_path: Path, kept_id: str) -> None:
    one = reopen(kept_id, rooms(home=tmp_path))
    assert one.is_missing
    assert words("en").not_kept in read(reopened(one, "en")).text


def test_an_address_waits_while_the_library_is_opened() -> None:
    one = reopen("0123456789abcdef", None)
    assert one.is_waiting
    assert words("en").kept_waits in read(reopened(one, "en")).text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_kept_question_is_shown_as_text(tmp_path: Path, hostile: str) -> None:
    one = reopen(_kept(tmp_path, answer(hostile)), rooms(home=tmp_path))
    assert hostile in read(reopened(one, "en")).text


# The viewer


def _place(kept_id: str) -> Place:
    return Place.of_citation(answer().citations[0], kept_id=kept_id)


def test_a_page_that_the_library_has_lost_is_shown_as_it_was_kept(tmp_path: Path) -> None:
    kept_answer = rooms(home=tmp_path).kept.reopen(_kept(tmp_path))
    place = _place(kept_answer.kept_id)
    with pytest.raises(NotHeld):
        FakeLibrary([]).page(place.document_id, place.page, revision=place.revision)
    page, cited = kept_answer.pages[place.revision, place.page], kept_answer.citations[0]
    shown = read(kept_page(page, cited, place, "en", has_picture=True))
    assert strings("en").kept_page in shown.text
    assert shown.of("mark")
    assert [one["src"] for one in shown.of("img")] == [f"picture-kept/{place.kept_id}/1.png"]


@pytest.mark.parametrize(
    ("is_removed", "line"), [(False, "earlier_revision"), (True, "removed_document")], ids=["revised", "removed"]
)
def test_the_viewer_says_why_a_page_is_not_the_librarys_own(is_removed: bool, line: str) -> None:
    view: PageView = replace(FakeLibrary().page(REPORT.document_id, 24), is_live=False)
    shown = read(viewer(view, _place(""), "en", is_removed=is_removed))
    assert getattr(strings("en"), line) in shown.text
