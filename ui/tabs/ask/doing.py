"""What a reader does with an outcome, and what becomes of it: each step takes an exchange and returns it changed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from markupsafe import Markup

from answer.export.subjects import Occasion
from answer.kept import Judgement
from answer.records import Abstention, Outcome
from ingest.errors import PolicyKbError
from ui.conversation import Exchange
from ui.faults import line_of
from ui.ports import Rooms
from ui.tabs.ask.strings import words as words_of
from ui.tabs.ask.view_after import WHOLE
from ui.taking import kind_of, made, page_address, today

logger = logging.getLogger(__name__)


def kept(exchange: Exchange, said: Mapping[str, object], rooms: Rooms, language: str) -> Exchange:
    """Keep the outcome for good, and note where it opens."""
    if exchange.outcome is None or exchange.kept_id:
        return exchange
    try:
        kept_id = _keep(exchange.outcome, rooms)
    except (PolicyKbError, sqlite3.Error) as error:
        return _failed(exchange, error, language)
    return replace(exchange, kept_id=kept_id, address=address_of(kept_id, page_address(said)), told="")


def judged(exchange: Exchange, said: Mapping[str, object], rooms: Rooms, language: str) -> Exchange:
    """Keep the outcome with what the reader says of it; the same said twice in a row is said once."""
    citation, comment = said.get("citation"), said.get("comment")
    verdict = next((one for one in Judgement if one.value == said.get("verdict")), None)
    if exchange.outcome is None or verdict is None or not isinstance(citation, int):
        return exchange
    text = comment.strip() if isinstance(comment, str) else ""
    if exchange.judged.get(citation) is verdict and not text:
        return exchange
    try:
        kept_id = exchange.kept_id or _keep(exchange.outcome, rooms)
        about = None if citation == WHOLE else citation
        rooms.kept.judge(kept_id, verdict, at=datetime.now(UTC), citation=about, comment=text)
    except (PolicyKbError, sqlite3.Error) as error:
        return _failed(exchange, error, language)
    return replace(exchange, judged={**exchange.judged, citation: verdict}, told="")


def taken(
    exchange: Exchange, said: Mapping[str, object], occasion: Occasion, language: str, *, limit_s: float
) -> tuple[Exchange, Markup | None]:
    """Return the exchange with what became of the file, and the file where it could be made."""
    kind = kind_of(said)
    if exchange.outcome is None or kind is None:
        return exchange, None
    parcel, line = made(exchange.outcome, kind, occasion, language, limit_s=limit_s)
    return replace(exchange, told=line, is_warned=parcel is None), parcel


def occasion_of(exchange: Exchange) -> Occasion:
    """Return the occasion on which an outcome of today is taken away."""
    return Occasion(on=today(), kept_id=exchange.kept_id, address=exchange.address if exchange.kept_id else "")


def address_of(kept_id: str, here: str) -> str:
    """Return the permanent address; without the page's own part where the browser did not say it."""
    return f"{here}?answer={kept_id}"


def note_refused(outcome: Outcome, rooms: Rooms) -> None:
    """Keep a refused question where the settings say so; the reader's answer does not depend on it."""
    if rooms.keeps_questions and isinstance(outcome, Abstention):
        try:
            rooms.kept.note_refused(outcome, rooms.library, at=datetime.now(UTC))
        except (PolicyKbError, sqlite3.Error):
            logger.exception("a refused question could not be kept")


def _keep(outcome: Outcome, rooms: Rooms) -> str:
    return rooms.kept.keep(outcome, rooms.library, at=datetime.now(UTC))


def _failed(exchange: Exchange, error: Exception, language: str) -> Exchange:
    """Say why; a fault of the database has no kind of its own."""
    if isinstance(error, PolicyKbError):
        return replace(exchange, told=line_of(error, language), is_warned=True)
    logger.error("the store of kept answers: %s", error)
    return replace(exchange, told=words_of(language).not_stored, is_warned=True)
