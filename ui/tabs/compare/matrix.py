"""A comparison as the page holds it: topics by countries, cell after cell."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from answer.compare import Row, row_of
from answer.export.subjects import Compared
from answer.export.subjects import Matrix as Subject
from answer.records import Answer, Citation
from index.records import Filters
from ingest.errors import PolicyKbError
from ui.faults import kind_of
from ui.ports import Assistant
from ui.stopping import Run, Stopped
from ui.waiting import bounded

logger = logging.getLogger(__name__)

MOST_TOPICS = 8
MOST_CHARS = 300  # of one topic
MOST_CELLS = 400  # a tenth of a second each, where no language model writes
_PICTURE_EVERY_S = 0.4  # a table of hundreds of cells is not sent to the browser for each of them
_CODE = re.compile(r"[A-Z]{2,10}")


class Ending(StrEnum):
    """Why a comparison is not whole."""

    STOPPED = "stopped"
    TOO_SLOW = "too slow"
    KNOWN = "known"  # one of the kinds of `ui.faults`
    UNEXPECTED = "unexpected"
    BUSY = "busy"  # too many wait in line, so it was not even begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Topics by countries.

    Attributes:
        rows: by topic and country; what is not there has not been asked yet.
        ending: why the rest will not be asked; None where all was, or is still being asked.
        detail: the kind of a known fault, or the seconds waited.
    """

    topics: tuple[str, ...]
    countries: tuple[str, ...]
    rows: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    ending: Ending | None = None
    detail: str = ""

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.topics) * len(self.countries)

    @property
    def is_running(self) -> bool:
        """Whether cells are still to come."""
        return self.ending is None and len(self.rows) < self.cells


def read_topics(text: str) -> tuple[str, ...]:
    """Return the topics of a text that has one a line, each once."""
    lines = (" ".join(line.split())[:MOST_CHARS] for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def quotes(row: Row) -> tuple[Citation, ...]:
    """Return the quotes of a cell, best first."""
    return row.outcome.citations if isinstance(row.outcome, Answer) else ()


def subject_of(matrix: Matrix | None) -> Subject | None:
    """Return a comparison that is over as something to take away; None where there is none, or nothing was asked."""
    if matrix is None or matrix.is_running or not matrix.rows:
        return None
    by_topic = {topic: [matrix.rows.get((topic, country)) for country in matrix.countries] for topic in matrix.topics}
    topics = (Compared(topic=topic, rows=tuple(filter(None, rows))) for topic, rows in by_topic.items())
    return Subject(topics=tuple(topics), wanted=matrix.countries)


def filled(matrix: Matrix, assistant: Assistant, *, limit_s: float, run: Run) -> Iterator[Matrix]:
    """Yield the comparison as its cells come, topic by topic; the last one yielded is not running.

    Args:
        limit_s: seconds after which one cell is given up, and the rest with it.
        run: what its reader may stop.
    """
    rows = dict(matrix.rows)
    shown = time.monotonic()
    try:
        for topic, country in _open_cells(matrix):
            rows[topic, country] = _asked(topic, country, assistant, limit_s, run)
            if time.monotonic() - shown >= _PICTURE_EVERY_S:
                shown = time.monotonic()
                yield replace(matrix, rows=dict(rows))
        yield replace(matrix, rows=rows)
    except Stopped:
        yield replace(matrix, rows=rows, ending=Ending.STOPPED)
    except TimeoutError:
        yield replace(matrix, rows=rows, ending=Ending.TOO_SLOW, detail=f"{limit_s:.0f}")
    except PolicyKbError as error:
        yield replace(matrix, rows=rows, ending=Ending.KNOWN, detail=kind_of(error))
    except Exception:
        logger.exception("a comparison could not be finished")
        yield replace(matrix, rows=rows, ending=Ending.UNEXPECTED)


def _open_cells(matrix: Matrix) -> list[tuple[str, str]]:
    cells = [(topic, country) for topic in matrix.topics for country in matrix.countries]
    return [cell for cell in cells if cell not in matrix.rows]


def _asked(topic: str, country: str, assistant: Assistant, limit_s: float, run: Run) -> Row:
    return bounded(lambda: row_of(topic, country, assistant=assistant, filters=Filters()), limit_s=limit_s, run=run)


def address(matrix: Matrix) -> dict[str, str]:
    """Return the comparison as the page's address has it."""
    return {"tab": "compare", "topic": "\n".join(matrix.topics), "country": ",".join(matrix.countries)}


def read_address(said: Mapping[str, str], known: Sequence[str]) -> tuple[str, list[str]]:
    """Return the topics, one a line, and the countries that an address names.

    Args:
        known: codes of the countries that can be chosen; others are left out.
    """
    codes = dict.fromkeys(code for code in said.get("country", "").split(",") if _CODE.fullmatch(code))
    topics = read_topics(said.get("topic", ""))[:MOST_TOPICS]
    return "\n".join(topics), [code for code in codes if code in known]
