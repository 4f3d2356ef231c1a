"""The same question put to several countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from answer.as_json import citation_json
from answer.records import Answer, Outcome, Reason
from index.records import Filters


class Cell(StrEnum):
    """What a country's documents say on a topic."""

    FOUND = "found"
    SILENT = "silent"
    NO_DOCUMENT = "no_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One country of a comparison; `outcome` is an answer only where `cell` is FOUND."""

    country: str
    cell: Cell
    outcome: Outcome


class Asked(Protocol):
    """Whoever answers questions: an `answer.ask.Assistant`."""

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Answer from the documents, or abstain."""
        ...


def compare(topic: str, *, countries: Sequence[str], assistant: Asked, filters: Filters | None = None) -> list[Row]:
    """Ask of each country what its own documents say on a topic, in the order given.

    Args:
        topic: a topic or a question.
        countries: ISO 3166-1 alpha-3 codes, or EURO, EU, OECD, GLOBAL.
        assistant: who answers.
        filters: further filters; their countries are replaced by each country in turn.
    """
    given = filters or Filters()
    return [row_of(topic, country, assistant=assistant, filters=given) for country in dict.fromkeys(countries)]


def row_of(topic: str, country: str, *, assistant: Asked, filters: Filters) -> Row:
    """Ask of one country what its own documents say on a topic."""
    outcome = assistant.ask(topic, filters=replace(filters, countries=(country,)))
    return Row(country=country, cell=_cell(outcome), outcome=outcome)


def _cell(outcome: Outcome) -> Cell:
    if isinstance(outcome, Answer):
        return Cell.FOUND
    return Cell.NO_DOCUMENT if outcome.reason is Reason.NO_DOCUMENT else Cell.SILENT


def comparison_json(topic: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Return a comparison in the contract's shape; language and snapshot are those of the first row."""
    first = rows[0].outcome
    return {
        "topic": topic,
        "language": first.understanding.language,
        "snapshot": first.snapshot,
        "rows": [_row_json(row) for row in rows],
    }


def _row_json(row: Row) -> dict[str, Any]:
    answer = row.outcome if isinstance(row.outcome, Answer) else None
    return {
        "country": row.country,
        "status": row.cell.value,
        "mode": row.outcome.mode.value,
        "confidence": round(row.outcome.confidence, 4),
        "statements": [
            {"text": s.text, "citations": list(s.citations), "support": s.support} for s in answer.statements
        ]
        if answer
        else [],
        "citations": [citation_json(citation) for citation in answer.citations] if answer else [],
        "message": "" if answer else row.outcome.message,  # type: ignore[union-attr]
    }
