"""Stop, in each tab that can run long: the run never comes back, whichever of the two reaches the page last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from answer.check import CheckedDraft
from answer.draft import Draft
from answer.records import Event, Outcome, Progress
from tests.ui.fakes import FakeAssistant, answer, checked_by_rule, rooms
from ui.conversation import is_pending
from ui.start import Start
from ui.stopping import Run
from ui.tabs.ask import handlers as ask
from ui.tabs.check import check as check_steps
from ui.tabs.check import handlers as check
from ui.tabs.compare import handlers as compare
from ui.tabs.compare import matrix as compare_steps
from ui.tabs.tab import Shell

_SPEECH = "Four countries have liability standards for AI in health today.\n\nHospitals bought many robots last year."


class Slow(FakeAssistant):
    """Shows that it works, and then waits for its gate."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__()
        self._gate = gate

    def ask(self, question: str, **_: Any) -> Outcome:
        """Answer about France alone, and wait with all others."""
        if question == "money":
            self._gate.wait()
        return answer(question)

    def events(self, question: str, **_: Any) -> Iterator[Event]:
        """Begin, wait, answer."""
        yield Progress("search")
        self._gate.wait()
        yield answer(question)


def _slow_check(gate: threading.Event) -> Callable[..., Iterator[CheckedDraft]]:
    def steps(draft: Draft, **_: Any) -> Iterator[CheckedDraft]:
        for number, step in enumerate(checked_by_rule(draft)):
            if number:
                gate.wait()
            yield step

    return steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab's handlers, their components being only keys.

    Attributes:
        begin: lays out what is asked for.
        state: the key of what is run.
        run, halt: take the state and its `Run`.
        is_running: tells of a state.
    """

    begin: Callable[[], dict[Any, Any]]
    state: str
    run: Callable[..., Iterator[dict[Any, Any]]]
    halt: Callable[..., dict[Any, Any]]
    is_running: Callable[[Any], bool]


@pytest.fixture(params=["ask", "compare", "check"])
def tab(request: pytest.FixtureRequest, gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> Tab:
    """Each tab over a library that waits at the gate in the middle of a run."""
    for steps in (compare_steps, check_steps):
        monkeypatch.setattr(steps, "_PICTURE_EVERY_S", 0.0)
    start = Start(lambda: rooms(assistant=Slow(gate), check=_slow_check(gate)))
    start.run()
    shell: Any = Shell(
        loaded=None, start=start, language=None, tabs=None, viewer=SimpleNamespace(closed=dict), limit_s=600.0,  # type: ignore[arg-type]
        concurrency=1,
    )  # fmt: skip

    def parts(of: Any) -> Any:
        named = {name: name for name in of.Parts.__dataclass_fields__}
        return of.Parts(**({**named, "fields": ()} if "fields" in named else named))

    if request.param == "ask":
        asking = ask.Handlers(shell, parts(ask))
        return Tab(
            begin=lambda: asking.ask("How many?", (), "en", None, None, None, None, None), state="conversation",
            run=asking.answer, halt=asking.halt, is_running=is_pending,
        )  # fmt: skip
    if request.param == "compare":
        comparing = compare.Handlers(shell, parts(compare))
        return Tab(
            begin=lambda: comparing.begin("liability\nmoney", ["FRA"], None, "en"), state="matrix",
            run=comparing.run, halt=comparing.halt, is_running=lambda matrix: matrix.is_running,
        )  # fmt: skip
    checking = check.Handlers(shell, parts(check))
    return Tab(
        begin=lambda: checking.begin_pasted(_SPEECH, None, "en"), state="checking", run=checking.check,
        halt=checking.halt, is_running=lambda state: state.is_running,
    )  # fmt: skip


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Closed until the test is over."""
    closed = threading.Event()
    yield closed
    closed.set()


def _is_change(value: object) -> bool:
    return not (isinstance(value, dict) and value.get("__type__") == "update" and "value" not in value)


def test_a_run_that_is_stopped_alone_shows_its_end(tab: Tab) -> None:
    begun = tab.begin()
    run = tab.run(begun[tab.state], begun["run"], "en")
    assert tab.is_running(next(run)[tab.state]), "it is under way"
    by_halt = tab.halt(begun[tab.state], begun["run"], "en")
    # What the two change may reach the page in either order.
    assert [value for value in by_halt.values() if _is_change(value)] == []
    later = list(run)
    assert later, "the reader is told"
    assert not any(tab.is_running(changes[tab.state]) for changes in later)
    assert not later[-1]["stop"].visible


def test_one_that_is_stopped_in_the_line_is_not_begun(tab: Tab) -> None:
    begun = tab.begin()
    stopped = tab.halt(begun[tab.state], begun["run"], "en")
    assert not tab.is_running(stopped[tab.state])
    for state in (stopped[tab.state], begun[tab.state]):
        (changes,) = tab.run(state, begun["run"], "en")
        assert not any(_is_change(value) for value in changes.values())


def test_one_that_was_broken_off_can_be_stopped(tab: Tab) -> None:
    begun = tab.begin()
    run = tab.run(begun[tab.state], begun["run"], "en")
    state = next(run)[tab.state]
    run.close()  # type: ignore[attr-defined]  # as when a connection is lost
    assert not tab.is_running(tab.halt(state, begun["run"], "en")[tab.state])


def test_a_run_begins_once() -> None:
    run = Run()
    assert [run.begin(), run.begin()] == [True, False]
    assert run.stop()
    run.end()
    assert not run.stop()
