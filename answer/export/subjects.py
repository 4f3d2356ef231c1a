"""What can be taken away: an answer, a refusal, selected passages, a comparison, a checked draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from answer.check import CheckedDraft
from answer.compare import Row
from answer.kept import Change
from answer.records import Abstention, Answer
from index.records import Filters, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations:
    """Passages that a reader selected from a search, in the reader's order; at least one.

    Attributes:
        query, snapshot: of several searches, each once.
        filters: what was searched within; nothing where that is not known, or where several searches differ.
    """

    query: str
    language: str
    snapshot: str
    hits: tuple[Hit, ...]
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One topic of a comparison; a row per country."""

    topic: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Topics by countries; at least one of each.

    Attributes:
        wanted: countries that were to be compared; of a comparison that was stopped, some have no row. A country that
            has a row needs no mention.
    """

    topics: tuple[Compared, ...]
    wanted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self._rows:
            raise ValueError("a comparison needs a topic and a country that was asked about it")

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of all countries, in the order of first mention."""
        return tuple(dict.fromkeys([*self.wanted, *(row.country for row in self._rows)]))

    @property
    def language(self) -> str:
        """The language that was asked in."""
        return self._rows[0].outcome.understanding.language

    @property
    def snapshot(self) -> str:
        """The state of the library; several where the topics were compared at different times."""
        return ", ".join(dict.fromkeys(row.outcome.snapshot for row in self._rows))

    @property
    def is_cited(self) -> bool:
        """Whether any country's documents say something on any topic."""
        return any(isinstance(row.outcome, Answer) for row in self._rows)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(row for one in self.topics for row in one.rows)


Subject = Answer | Abstention | Quotations | Matrix | CheckedDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When and from where something is taken away.

    Attributes:
        on: the day of the export; sources count as accessed on it.
        kept_id: permanent id of the answer, "" where it is not kept.
        kept_on: the day it was kept.
        address: where the kept answer opens, "" where only its id is known.
        changes: number of a citation -> what has happened to its document since; None where nobody looked.
    """

    on: date
    kept_id: str = ""
    kept_on: date | None = None
    address: str = ""
    changes: Mapping[int, Change] | None = None
