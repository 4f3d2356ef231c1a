"""Conversations as a browser keeps them, and the way back: nothing of them is kept here.

Each exchange goes out as a text with the seal's mark, and comes back only with it. What the page shows of it is made
from records again, by the same views.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answer.as_json import outcome_json
from answer.from_json import outcome_of
from ingest.errors import ResultError
from ui.conversation import Conversation, Exchange
from ui.seal import Seal

MOST_EXCHANGES = 50  # of one conversation that are kept: the last ones
MOST_LISTED = 100
_MOST_CHARACTERS = 300_000  # of one exchange; the longest answers have some ten thousand
_MOST_TITLE = 200  # desk.js cuts at the same


class Listed(BaseModel):
    """A conversation that a browser says it keeps.

    Attributes:
        key: the browser's own name for it.
        at: milliseconds since 1970 when it was last added to.
        count: how many questions it has.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    key: str = Field(pattern=r"^[0-9a-z]{1,40}$")
    title: str = Field(max_length=_MOST_TITLE)
    at: int = Field(ge=0, lt=1 << 45)
    count: int = Field(ge=1, le=MOST_EXCHANGES)


def stored(conversation: Conversation, seal: Seal) -> list[dict[str, str]]:
    """Return the exchanges that ended in an answer or a refusal, for a browser to keep."""
    ended = [exchange for exchange in conversation if exchange.outcome][-MOST_EXCHANGES:]
    texts = [text for exchange in ended if len(text := _text(exchange)) <= _MOST_CHARACTERS]
    return [{"text": text, "mark": seal.mark(text)} for text in texts]


def _text(exchange: Exchange) -> str:
    assert exchange.outcome is not None
    item = outcome_json(exchange.outcome)
    return json.dumps({"outcome": item, "kept_id": exchange.kept_id, "address": exchange.address})


def restored(items: object, seal: Seal) -> tuple[Conversation, int]:
    """Return the conversation that a browser has kept, and how many exchanges had to be left out."""
    kept = items[-MOST_EXCHANGES:] if isinstance(items, list) else []
    exchanges = [_exchange(item, seal) for item in kept]
    found = tuple(exchange for exchange in exchanges if exchange)
    return found, len(exchanges) - len(found)


def _exchange(item: object, seal: Seal) -> Exchange | None:
    """Return one exchange; None where it is not as it was given out."""
    if not isinstance(item, dict):
        return None
    text, mark = item.get("text"), item.get("mark")
    if not isinstance(text, str) or not isinstance(mark, str) or not seal.is_ours(text, mark):
        return None
    try:
        said: Mapping[str, Any] = json.loads(text)
        outcome = outcome_of(said["outcome"])
    except (ValueError, TypeError, KeyError, ResultError):  # of an earlier version of the page
        return None
    understood = outcome.understanding
    return Exchange(
        question=understood.question, filters=understood.filters, outcome=outcome, kept_id=said.get("kept_id", ""),
        address=said.get("address", ""),
    )  # fmt: skip


def listed(items: object) -> tuple[Listed, ...]:
    """Return the conversations that a browser says it keeps, as it orders them; what is none is passed over."""
    said: Sequence[object] = items[:MOST_LISTED] if isinstance(items, list) else []
    found: list[Listed] = []
    for item in said:
        with suppress(ValidationError):
            found.append(Listed.model_validate(item))
    return tuple(found)
