"""A kept answer, opened again by its permanent address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from answer.export.subjects import Occasion
from answer.kept import Change, changes_since
from ingest.errors import NotHeld
from ui.conversation import Exchange
from ui.ports import Rooms
from ui.taking import today


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """What an address names, and what was found under it.

    Attributes:
        exchange: the question and what it became; None while the library is not open, and where nothing is kept.
        at: when it was kept.
        changes: number of a citation -> what has happened to its document since.
        is_missing: whether nothing is kept under the id.
    """

    kept_id: str
    exchange: Exchange | None = None
    at: datetime | None = None
    changes: Mapping[int, Change] = field(default_factory=dict)
    is_missing: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be looked up."""
        return self.exchange is None and not self.is_missing

    def with_exchange(self, exchange: Exchange) -> Reopened:
        """Return it after the reader has done something with it."""
        return replace(self, exchange=exchange)

    def occasion(self) -> Occasion:
        """Return the occasion on which it is taken away."""
        return Occasion(
            on=today(), kept_id=self.kept_id, kept_on=self.at.astimezone().date() if self.at else None,
            changes=self.changes, address=self.exchange.address if self.exchange else "",
        )  # fmt: skip


def reopen(kept_id: str, rooms: Rooms | None) -> Reopened:
    """Look an answer up; without rooms it waits for them."""
    if rooms is None:
        return Reopened(kept_id=kept_id)
    try:
        kept = rooms.kept.reopen(kept_id)
    except NotHeld:
        return Reopened(kept_id=kept_id, is_missing=True)
    outcome = kept.outcome
    exchange = Exchange(
        question=outcome.understanding.question, filters=outcome.understanding.filters, outcome=outcome, kept_id=kept_id
    )
    changes = changes_since(kept.citations, rooms.library.documents())
    return Reopened(kept_id=kept_id, exchange=exchange, at=kept.at, changes=changes)
