"""The same question put to several countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from answer.as_json import citation_json
from answer.messages import refusal
from answer.records import Abstention, Answer, Outcome, Reason
from index.glossary import load_glossary
from index.question_language import question_language
from index.records import Filters
from index.words import split_words

# A topic of a word or two ("liability") names no field, and alone reads as if it were on any; a comparison is on this.
_FIELD = {
    "en": "AI in health", "fr": "l’IA en santé", "de": "KI im Gesundheitswesen", "ru": "ИИ в здравоохранении",
}  # fmt: skip
_FEW_WORDS = 2
# With the field named, what leans towards it passes too easily: right cells of such topics are at 0.31 and above, those
# off the matter at 0.13 and below.
_LEAST_SURE = 0.25


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
    asked = _asked(topic)
    outcome = assistant.ask(asked, filters=replace(filters, countries=(country,)))
    outcome = replace(outcome, understanding=replace(outcome.understanding, question=topic))
    if asked != topic and _says_too_little(outcome):
        outcome = _silence(outcome, country)
    return Row(country=country, cell=_cell(outcome), outcome=outcome)


def _says_too_little(outcome: Outcome) -> bool:
    """Whether an answer is too unsure, or a topic of the field is called off topic because one country is silent."""
    if isinstance(outcome, Answer):
        return outcome.confidence < _LEAST_SURE
    read = outcome.understanding
    is_of_the_field = bool(load_glossary().find(read.question, language=read.language))
    return outcome.reason is Reason.OFF_TOPIC and is_of_the_field


def _silence(outcome: Outcome, country: str) -> Abstention:
    read = replace(outcome.understanding, countries=(country,))
    return Abstention(
        understanding=outcome.understanding, reason=Reason.SILENT, message=refusal(Reason.SILENT, read),
        related=outcome.related, confidence=outcome.confidence, snapshot=outcome.snapshot,
        timings_ms=outcome.timings_ms,
    )  # fmt: skip


def _asked(topic: str) -> str:
    """Return what is asked on a topic: one of a word or two with the field that it is meant on."""
    if len(split_words(topic)) > _FEW_WORDS or topic.rstrip().endswith("?"):
        return topic
    return f"{_FIELD[question_language(topic)]}: {topic.strip()}"  # behind it, "ИИ" would make one term


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
