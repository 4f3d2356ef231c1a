"""What the events of a kept answer do: open it by its address, take it away, judge it, ask its question again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import gradio as gr

from ui.conversation import Conversation
from ui.sent import sent
from ui.tabs.ask.doing import judged, taken
from ui.tabs.ask.handlers import Handlers
from ui.tabs.ask.reopened import Reopened, reopen
from ui.tabs.ask.view_reopened import kept_sources, reopened
from ui.tabs.tab import Changes


@dataclass(frozen=True, slots=True)
class KeptHandlers:
    """The events of the one kept answer that is open, beside those of the conversation."""

    asking: Handlers

    def redraw(self, language: str, one: Reopened | None) -> Changes:
        """Show it in another language."""
        parts = self.asking.parts
        return {parts.kept: reopened(one, language), parts.kept_sources: kept_sources(one, language)}

    def started(self, language: str, one: Reopened | None) -> Changes:
        """Look up what has waited for the library."""
        rooms = self.asking.shell.start.rooms
        if one is None or not one.is_waiting or rooms is None:
            return {}
        return self._all(reopen(one.kept_id, rooms), language)

    def reached(self, said: Mapping[str, str]) -> Changes:
        """Open the answer that an address names; close the one that is open where it names none."""
        kept_id, language = said.get("answer", ""), said.get("lang", "")
        one = reopen(kept_id, self.asking.shell.start.rooms) if kept_id else None
        return self._all(one, language)

    def show(self, one: Reopened | None, language: str) -> Changes:
        """Look it up now."""
        return self._all(reopen(one.kept_id, self.asking.shell.start.rooms) if one else None, language)

    def close(self) -> Changes:
        """Close it."""
        return {**self._all(None, ""), **self.asking.shell.viewer.closed()}

    def take(self, event: gr.EventData, one: Reopened | None, language: str) -> Changes:
        """Make a file of it and hand it to the browser; the file says what has changed since."""
        if one is None or one.exchange is None:
            return self._all(one, language)
        limit_s = self.asking.shell.limit_s
        exchange, parcel = taken(one.exchange, sent(event), one.occasion(), language, limit_s=limit_s)
        changes = self._all(one.with_exchange(exchange), language)
        return {**changes, self.asking.parts.file: parcel} if parcel else changes

    def judge(self, event: gr.EventData, one: Reopened | None, language: str) -> Changes:
        """Note what the reader says of it or of one of its sources."""
        rooms = self.asking.shell.start.rooms
        if one is None or one.exchange is None or rooms is None:
            return self._all(one, language)
        exchange = judged(replace(one.exchange, told=""), sent(event), rooms, language)
        return self._all(one.with_exchange(exchange), language)

    def ask_again(self, one: Reopened | None, conversation: Conversation, language: str) -> Changes:
        """Put its question to today's library, within the same filters."""
        if one is None or one.exchange is None:
            return {self.asking.parts.conversation: conversation}
        return self.asking.ask_within(one.exchange.question, one.exchange.filters, conversation, language)

    def _all(self, one: Reopened | None, language: str) -> Changes:
        return {self.asking.parts.reopened: one, **self.redraw(language, one)}
