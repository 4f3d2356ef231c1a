"""What each event of the Search tab does."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import gradio as gr

from index.records import Hit
from ingest.errors import PolicyKbError
from ui import html
from ui.sent import sent
from ui.strings import strings
from ui.tabs.search.found import Found, find
from ui.tabs.search.parts import Parts
from ui.tabs.search.query import Query, changed, read_address, worded
from ui.tabs.search.strings import words as words_of
from ui.tabs.search.view_search import invitation, picked_bar, results, summary
from ui.tabs.tab import Changes, Shell
from ui.waiting import bounded

logger = logging.getLogger(__name__)
_LIMIT_S = 30.0  # seconds; a search takes a fraction of one
_MOST_PICKED = 500


@dataclass(frozen=True, slots=True)
class Handlers:
    """The tab's events over one shell and one set of components."""

    shell: Shell
    parts: Parts

    # The tab as a whole

    def redraw(self, language: str, found: Found | None, picked: tuple[Hit, ...]) -> Changes:
        """Show every part in another language; the hits stay."""
        words = words_of(language)
        return {
            self.parts.box: gr.Textbox(label=words.words, placeholder=words.placeholder),
            self.parts.go: gr.Button(words.search, interactive=self.shell.start.rooms is not None),
            self.parts.status: summary(found, language) if found else "",
            self.parts.area: self._shown(found, picked, language),
            self.parts.bar: picked_bar(picked, language, is_offered=bool(found and found.hits)),
        }

    def started(self, language: str) -> Changes:
        """Let the reader search, once the library is open."""
        return {self.parts.go: gr.Button(words_of(language).search, interactive=self.shell.start.rooms is not None)}

    def reached(self, said: Mapping[str, str]) -> Changes:
        """Set what an address names; the browser then presses the button."""
        query = read_address(said)
        return {self.parts.box: query.text, self.parts.query: query}

    # Searching

    def change(self, event: gr.EventData, text: str, query: Query) -> Changes:
        """Change the query as a button says; the browser then presses the search button."""
        query = changed(worded(query, text), sent(event))
        return {self.parts.box: query.text, self.parts.query: query}

    def search(self, text: str, query: Query, picked: tuple[Hit, ...], language: str) -> Iterator[Changes]:
        """Search for what is written, chosen and sorted now; first say so, then show what was found."""
        parts, words = self.parts, words_of(language)
        query = worded(query, text)
        rooms = self.shell.start.rooms
        if rooms is None or not query.text:
            line = strings(language).not_ready if rooms is None else ""
            yield {
                parts.box: query.text, parts.query: query, parts.found: None, parts.status: line,
                parts.area: self._shown(None, picked, language),
                parts.bar: picked_bar(picked, language, is_offered=False),
            }  # fmt: skip
            return
        yield {parts.status: words.searching}
        try:
            found = bounded(lambda: find(query, rooms.library), limit_s=_LIMIT_S)
        except TimeoutError:
            yield self._failed(query, words.too_slow.format(seconds=int(_LIMIT_S)))
        except PolicyKbError as error:
            yield self._failed(query, str(error))
        except Exception:
            logger.exception("a search failed")
            yield self._failed(query, words.failed)
        else:
            yield {
                parts.box: query.text, parts.query: query, parts.found: found, parts.status: summary(found, language),
                parts.area: self._shown(found, picked, language),
                parts.bar: picked_bar(picked, language, is_offered=bool(found.hits)),
            }  # fmt: skip

    def _failed(self, query: Query, line: str) -> Changes:
        return {
            self.parts.query: query,
            self.parts.found: None,
            self.parts.status: "",
            self.parts.area: html.notice(line, kind="warn", role="alert"),
        }

    def _shown(self, found: Found | None, picked: tuple[Hit, ...], language: str) -> str:
        if found is None:
            return invitation(language)
        return results(found, {hit.passage.passage_id for hit in picked}, language)

    # Selecting

    def pick(self, event: gr.EventData, picked: tuple[Hit, ...], found: Found | None, language: str) -> Changes:
        """Take a hit into the selection, or out of it."""
        said = sent(event)
        key = said.get("id")
        left = tuple(hit for hit in picked if hit.passage.passage_id != key)
        if said.get("on") and found:
            left = (*left, *(one.hit for one in found.hits if one.hit.passage.passage_id == key))[:_MOST_PICKED]
        return self._selected(left, found, language)

    def pick_all(self, picked: tuple[Hit, ...], found: Found | None, language: str) -> Changes:
        """Take every hit that is shown into the selection."""
        held = {hit.passage.passage_id for hit in picked}
        shown = [one.hit for one in found.shown] if found else []
        added = [hit for hit in shown if hit.passage.passage_id not in held]
        return self._reselected((*picked, *added)[:_MOST_PICKED], found, language)

    def pick_none(self, found: Found | None, language: str) -> Changes:
        """Empty the selection."""
        return self._reselected((), found, language)

    def _selected(self, picked: tuple[Hit, ...], found: Found | None, language: str) -> Changes:
        bar = picked_bar(picked, language, is_offered=bool(found and found.hits))
        return {self.parts.picked: picked, self.parts.bar: bar}

    def _reselected(self, picked: tuple[Hit, ...], found: Found | None, language: str) -> Changes:
        return {**self._selected(picked, found, language), self.parts.area: self._shown(found, picked, language)}
