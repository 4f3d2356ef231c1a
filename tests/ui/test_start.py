"""The start serves at once, tells how far it is, and ends in rooms or in one line."""

from __future__ import annotations

import threading

import pytest

from ingest.errors import HomeError
from tests.ui.fakes import rooms
from ui.ports import Report
from ui.start import Phase, Start, StartState, prepare

_ROOMS = rooms()


def test_rooms_are_there_when_the_start_is_ready() -> None:
    start = Start(lambda: _ROOMS)
    assert (start.state.phase, start.rooms) == (Phase.OPENING, None)
    start.run()
    assert (start.state.phase, start.rooms) == (Phase.READY, _ROOMS)


def test_the_page_is_not_kept_waiting_and_sees_each_file() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def ingest(report: Report) -> None:
        report(7, 40, "report.pdf")
        begun.set()
        go_on.wait(5)

    start = prepare(lambda: _ROOMS, ingest=ingest)
    assert begun.wait(5)
    assert start.state == StartState(phase=Phase.INGESTING, done=7, total=40, file_name="report.pdf")
    assert start.rooms is None
    go_on.set()


@pytest.mark.parametrize(
    ("error", "line"),
    [
        pytest.param(
            HomeError("var: not writable.\nChoose another."), "var: not writable. Choose another.", id="known"
        ),
        pytest.param(OSError("no space left"), "OSError: no space left", id="bug"),
    ],
)
def test_a_start_that_fails_says_why_in_one_line(error: Exception, line: str) -> None:
    def fail(_: Report) -> None:
        raise error

    start = Start(lambda: _ROOMS, fail)
    start.run()
    assert (start.state.phase, start.state.fault, start.rooms) == (Phase.FAILED, line, None)
