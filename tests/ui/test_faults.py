"""Errors raised on purpose, as readers meet them: in their own language, wherever in the page, and without details."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from answer.check import CheckedDraft
from answer.export.export import Kind
from answer.export.subjects import Occasion
from answer.records import Event, Outcome
from index.records import Filters, PageView, SearchResult
from ingest import errors
from ingest.errors import HomeError, LLMError, NotHeld, PolicyKbError
from tests.ui.fakes import FakeAssistant, FakeLibrary, abstention, answer, rooms
from tests.ui.reading import read
from ui import faults
from ui.answering import answering
from ui.conversation import Conversation, Exchange, asked, is_pending
from ui.holdings import holdings
from ui.place import Place
from ui.ports import Rooms
from ui.start import Start
from ui.stopping import Run
from ui.strings import LANGUAGES, strings
from ui.tabs.ask.doing import judged
from ui.tabs.ask.view_transcript import transcript
from ui.tabs.check import handlers as check
from ui.tabs.compare import handlers as compare
from ui.tabs.maintain.handlers import _shown
from ui.tabs.search import handlers as search
from ui.tabs.search.query import Query
from ui.tabs.tab import Shell
from ui.taking import made, today
from ui.viewer import Opened, Viewer

_SECRET = "/srv/policies: run `policy-kb reindex`"


def _every_error() -> list[type[PolicyKbError]]:
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PolicyKbError)]


class Failing(FakeAssistant):
    """Has no model to write with."""

    def ask(self, question: str, **_: Any) -> Outcome:
        """Fail."""
        raise LLMError(_SECRET)

    def events(self, question: str, **_: Any) -> Iterator[Event]:
        """Fail."""
        raise LLMError(_SECRET)


class Broken(FakeLibrary):
    """A library whose home is not as it should be."""

    def search(self, question: str, **_: Any) -> SearchResult:
        """Fail."""
        raise HomeError(_SECRET)

    def page(self, document_id: str, page: int, **_: Any) -> PageView:
        """Fail."""
        raise HomeError(_SECRET)


def _fail(*_: Any, **__: Any) -> Iterator[CheckedDraft]:
    raise HomeError(_SECRET)


def _shell() -> Any:
    start = _start(rooms(library=Broken(), assistant=Failing(), check=_fail))
    return Shell(
        loaded=None, start=start, language=None, tabs=None, viewer=SimpleNamespace(closed=dict), limit_s=60.0,  # type: ignore[arg-type]
        concurrency=1,
    )  # fmt: skip


def _start(opened: Rooms) -> Start:
    start = Start(lambda: opened)
    start.run()
    return start


def _parts(of: Any) -> Any:
    return of.Parts(**{name: name for name in of.Parts.__dataclass_fields__})


def _asking(language: str) -> str:
    before: Conversation = asked((), "How many?", Filters())
    *_, last = answering(before, Failing(), limit_s=5.0, run=Run())
    assert not is_pending(last)
    return transcript(last, language, holdings=holdings(()))


def _comparing(language: str) -> str:
    do = compare.Handlers(_shell(), _parts(compare))
    begun = do.begin("liability", ["FRA"], None, language)
    *_, last = do.run(begun["matrix"], begun["run"], language)
    return str(last["status"])


def _checking(language: str) -> str:
    do = check.Handlers(_shell(), _parts(check))
    begun = do.begin_pasted("Hospitals of the whole region bought many robots last year.", None, language)
    *_, last = do.check(begun["checking"], begun["run"], language)
    return str(last["status"])


def _searching(language: str) -> str:
    *_, last = search.Handlers(_shell(), _parts(search)).search("liability", Query(), (), language)
    return str(last["area"])


def _viewing(language: str) -> str:
    return Viewer(_start(rooms(library=Broken()))).redraw(Opened(place=Place(document_id="a", page=1)), language)


def _taking(language: str) -> str:
    parcel, line = made(abstention(), Kind.RIS, Occasion(on=today()), language, limit_s=5.0)
    assert parcel is None
    return line


def _judging(language: str) -> str:
    said = {"verdict": "right", "citation": 1, "comment": "x" * 9999}
    return judged(Exchange(question="?", outcome=answer()), said, rooms(), language).told


_MET: dict[str, tuple[Callable[[str], str], str]] = {
    "a question": (_asking, "llm"), "a comparison": (_comparing, "llm"), "a draft": (_checking, "library"),
    "a search": (_searching, "library"), "a page": (_viewing, "library"), "a file": (_taking, "export"),
    "feedback": (_judging, "feedback"),
}  # fmt: skip
"""Where a reader meets an error, how it looks there, and of which kind it is."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", _MET)
def test_an_error_is_told_in_the_readers_language_and_without_its_details(place: str, language: str) -> None:
    meet, kind = _MET[place]
    text = read(meet(language)).text
    assert faults.line(kind, language) in text
    assert "/srv/policies" not in text
    assert "policy-kb" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_has_its_line(language: str) -> None:
    assert set(strings(language).faults) == set(faults.KINDS)
    assert "2000" in faults.line("feedback", language)


@pytest.mark.parametrize("error", _every_error())
def test_every_error_is_of_one_kind(error: type[PolicyKbError]) -> None:
    blank = error.__new__(error)
    assert faults.kind_of(blank) in faults.KINDS


def test_the_errors_own_message_is_for_the_log(caplog: pytest.LogCaptureFixture) -> None:
    faults.line_of(NotHeld(_SECRET), "fr")
    assert _SECRET in caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_maintainer_is_led_to_the_english_message_in_their_language(language: str) -> None:
    def view() -> str:
        raise HomeError(_SECRET)

    text = read(_shown(view, language)).text
    assert text.startswith(strings(language).unreadable_part)
    assert _SECRET in text
