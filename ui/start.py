"""The page's start: serve at once, fill and open the library meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import PolicyKbError
from ui.ports import Ingest, Rooms

logger = logging.getLogger(__name__)


class Phase(StrEnum):
    """How far the start is."""

    INGESTING = "ingesting"
    OPENING = "opening"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartState:
    """How far the start is, as the page shows it.

    Attributes:
        done, total: files read and files there are, or passages where `file_name` is "";
            0 of 0 before the first report.
        file_name: the file in work.
        fault: one line for the reader, of a start that failed.
    """

    phase: Phase
    done: int = 0
    total: int = 0
    file_name: str = ""
    fault: str = ""


class Start:
    """Opens the rooms in a thread of its own; `state` and `rooms` may be read from any thread."""

    def __init__(self, open_rooms: Callable[[], Rooms], ingest: Ingest | None = None) -> None:
        self._open_rooms, self._ingest = open_rooms, ingest
        self._state = StartState(phase=Phase.OPENING)
        self._rooms: Rooms | None = None

    @property
    def state(self) -> StartState:
        """How far the start is."""
        return self._state

    @property
    def rooms(self) -> Rooms | None:
        """The opened rooms, or None while they are not ready."""
        return self._rooms

    def run(self) -> None:
        """Fill an empty library, then open it; a fault ends in `state`, never in a raise."""
        try:
            if self._ingest:
                self._ingest(self._report)
            self._state = StartState(phase=Phase.OPENING)
            self._rooms = self._open_rooms()
            self._state = StartState(phase=Phase.READY)
        except PolicyKbError as error:
            self._fail(str(error))
        except Exception as error:
            logger.exception("the library could not be opened")
            self._fail(f"{type(error).__name__}: {error}")

    def _report(self, done: int, total: int, file_name: str) -> None:
        self._state = StartState(phase=Phase.INGESTING, done=done, total=total, file_name=file_name)

    def _fail(self, line: str) -> None:
        self._state = StartState(phase=Phase.FAILED, fault=" ".join(line.split()))


def prepare(open_rooms: Callable[[], Rooms], *, ingest: Ingest | None = None) -> Start:
    """Begin to open the library and return at once.

    Args:
        open_rooms: builds the knowledge base and the assistant; slow imports belong in here.
        ingest: called first; fills an empty library, and does nothing to one that holds documents.
    """
    start = Start(open_rooms, ingest)
    threading.Thread(target=start.run, daemon=True, name="start").start()
    return start
