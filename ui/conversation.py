"""A conversation: questions with what became of them. Plain values, so that each step of the page is a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from answer.kept import Judgement
from answer.records import Abstention, Answer, Draft, Event, Outcome, Progress, Turn
from index.records import Filters


class Fault(StrEnum):
    """Why a question got neither an answer nor a refusal."""

    STOPPED = "stopped"
    TOO_SLOW = "too slow"
    TOO_LONG = "too long"
    KNOWN = "known"  # one of the kinds of `ui.faults`
    UNEXPECTED = "unexpected"
    BUSY = "busy"  # too many wait in line, so it was not even begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question and what became of it.

    Attributes:
        stage: what is being done at the moment; "" before the first word from the assistant.
        draft: what an LLM has written so far, unverified.
        detail: the kind of a known fault, the seconds waited, or the characters that a question may have.
        kept_id: permanent id of the outcome, "" where its reader has not asked for one.
        address: where the kept outcome opens, "" where the browser did not say where it has the page.
        judged: number of a citation, or 0 for the whole, -> what the reader said of it last.
        told: what became of the last thing that the reader did with the outcome.
        is_warned: whether that failed.
    """

    question: str
    filters: Filters = field(default_factory=Filters)
    stage: str = ""
    draft: str = ""
    outcome: Outcome | None = None
    fault: Fault | None = None
    detail: str = ""
    kept_id: str = ""
    address: str = ""
    judged: Mapping[int, Judgement] = field(default_factory=dict)
    told: str = ""
    is_warned: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether an answer is still to come."""
        return self.outcome is None and self.fault is None


Conversation = tuple[Exchange, ...]


def is_pending(conversation: Conversation) -> bool:
    """Tell whether the last question is being answered."""
    return bool(conversation) and conversation[-1].is_pending


def asked(conversation: Conversation, question: str, filters: Filters) -> Conversation:
    """Return the conversation with one more question, unanswered."""
    return (*conversation, Exchange(question=question, filters=filters))


def changed(conversation: Conversation, index: int, exchange: Exchange) -> Conversation:
    """Return the conversation with one exchange replaced, and nothing told of the others any more."""
    others = [replace(one, told="") if one.told else one for one in conversation]
    return (*others[:index], exchange, *others[index + 1 :])


def failed(conversation: Conversation, fault: Fault, detail: str = "") -> Conversation:
    """Return the conversation with its last question ended without an answer."""
    return (*conversation[:-1], replace(conversation[-1], fault=fault, detail=detail))


def advanced(conversation: Conversation, event: Event) -> Conversation:
    """Return the conversation as it stands after one more event of the answer."""
    last = conversation[-1]
    match event:
        case Progress(stage=stage):
            last = replace(last, stage=stage)
        case Draft(text=text):
            last = replace(last, draft=text)
        case Answer() | Abstention():
            last = replace(last, outcome=event, draft="")
        case _:
            assert_never(event)
    return (*conversation[:-1], last)


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the exchanges that ended in an answer or a refusal, oldest first."""
    understood = [exchange.outcome.understanding for exchange in conversation if exchange.outcome]
    return tuple(Turn(question=u.question, standalone=u.standalone, countries=u.countries) for u in understood)


def latest_outcome(conversation: Conversation) -> Outcome | None:
    """Return what the last question became, or None while it is open or when it failed."""
    return conversation[-1].outcome if conversation else None
