"""A question ends in an answer, a refusal or one plain fault, and the wait ends in any case."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from answer.records import Answer, Draft, Event, Outcome, Progress, Turn
from index.records import Filters
from ingest.errors import LLMError
from tests.ui.fakes import FakeAssistant, abstention, answer
from ui.answering import answering
from ui.conversation import Conversation, Fault, asked, history, is_pending, latest_outcome
from ui.stopping import Run


class Scripted:
    """An assistant that yields what it was given, and keeps what it was asked."""

    def __init__(self, *events: Event | BaseException | threading.Event) -> None:
        self._events = events
        self.histories: list[Sequence[Turn]] = []

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Is not asked for here."""
        raise NotImplementedError

    def events(self, question: str, *, filters: Filters, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Yield events, raise errors, wait for threading events."""
        self.histories.append(history)
        for event in self._events:
            if isinstance(event, BaseException):
                raise event
            if isinstance(event, threading.Event):
                event.wait()
            else:
                yield event


def _ask(assistant: Scripted | FakeAssistant, before: Conversation = (), *, limit_s: float = 5.0) -> list[Conversation]:
    return list(answering(asked(before, "How many?", Filters()), assistant, limit_s=limit_s, run=Run()))


def test_each_step_is_shown_before_the_answer() -> None:
    states = _ask(Scripted(Progress("search"), Progress("select"), answer()))
    assert [state[-1].stage for state in states[:2]] == ["search", "select"]
    assert isinstance(states[-1][-1].outcome, Answer)


def test_a_draft_gives_way_to_the_checked_answer() -> None:
    states = _ask(Scripted(Draft("Per"), answer()))
    assert [state[-1].draft for state in states] == ["Per", ""]


def test_drafts_that_rush_are_thinned() -> None:
    states = _ask(Scripted(*[Draft(str(n)) for n in range(200)], answer()))
    assert len(states) < 20
    assert not is_pending(states[-1])


@pytest.mark.parametrize(
    ("events", "fault", "detail"),
    [
        pytest.param([LLMError("no reply. Ask again.")], Fault.KNOWN, "llm", id="known error"),
        pytest.param([RuntimeError("secret")], Fault.UNEXPECTED, "", id="bug"),
        pytest.param([Progress("search")], Fault.UNEXPECTED, "", id="no outcome"),
        pytest.param([], Fault.UNEXPECTED, "", id="nothing at all"),
    ],
)
def test_a_fault_ends_the_question(events: list[Event | BaseException], fault: Fault, detail: str) -> None:
    last = _ask(Scripted(*events))[-1][-1]
    assert (last.fault, last.detail, last.is_pending) == (fault, detail, False)


def test_an_assistant_that_hangs_is_given_up() -> None:
    never = threading.Event()
    last = _ask(Scripted(Progress("search"), never), limit_s=0.2)[-1][-1]
    never.set()
    assert last.fault is Fault.TOO_SLOW


def test_the_next_question_knows_the_earlier_ones_that_were_understood() -> None:
    first = _ask(Scripted(answer("How many?")))[-1]
    second = _ask(Scripted(RuntimeError()), first)[-1]
    assistant = Scripted(abstention())
    _ask(assistant, second)
    assert [turn.question for turn in assistant.histories[0]] == ["How many?"]
    assert len(history(second)) == 1


def test_no_question_has_no_outcome() -> None:
    assert latest_outcome(()) is None
    assert not is_pending(())
