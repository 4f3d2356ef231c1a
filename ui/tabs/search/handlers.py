"""What each event of the Search tab does."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import gradio as gr

from answer.export.subjects import Occasion
from ingest.errors import PolicyKbError
from ui import html
from ui.faults import line_of
from ui.sent import sent
from ui.strings import strings
from ui.tabs.search.found import Found, Picked, find, quotations
from ui.tabs.search.parts import Parts
from ui.tabs.search.query import Query, changed, read_address, worded
from ui.tabs.search.strings import words as words_of
from ui.tabs.search.view_search import files, invitation, picked_bar, results, summary
from ui.tabs.tab import Changes, Shell
from ui.taking import kind_of, made, today
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

    def redraw(self, language: str, found: Found | None, picked: tuple[Picked, ...]) -> Changes:
        """Show every part in another language; the hits stay."""
        words = words_of(language)
        return {
            self.parts.box: gr.Textbox(label=words.words, placeholder=words.placeholder),
            self.parts.go: gr.Button(words.search, interactive=self.shell.start.rooms is not None),
            self.parts.status: summary(found, language) if found else "",
            self.parts.area: self._shown(found, picked, language),
            **self._offered(picked, found, language),
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

    def search(self, text: str, query: Query, picked: tuple[Picked, ...], language: str) -> Iterator[Changes]:
        """Search for what is written, chosen and sorted now; first say so, then show what was found."""
        parts, words = self.parts, words_of(language)
        query = worded(query, text)
        rooms = self.shell.start.rooms
        if rooms is None or not query.text:
            line = strings(language).not_ready if rooms is None else ""
            yield {
                parts.box: query.text, parts.query: query, parts.found: None, parts.status: line,
                parts.area: self._shown(None, picked, language), **self._offered(picked, None, language),
            }  # fmt: skip
            return
        yield {parts.status: words.searching}
        try:
            found = bounded(lambda: find(query, rooms.library), limit_s=_LIMIT_S)
        except TimeoutError:
            yield self._failed(query, words.too_slow.format(seconds=int(_LIMIT_S)), picked, language)
        except PolicyKbError as error:
            yield self._failed(query, line_of(error, language), picked, language)
        except Exception:
            logger.exception("a search failed")
            yield self._failed(query, words.failed, picked, language)
        else:
            yield {
                parts.box: query.text, parts.query: query, parts.found: found, parts.status: summary(found, language),
                parts.area: self._shown(found, picked, language), **self._offered(picked, found, language),
            }  # fmt: skip

    def refuse(self, query: Query, picked: tuple[Picked, ...], language: str) -> Changes:
        """Say that too many are waiting, so that nothing was searched."""
        return self._failed(query, strings(language).busy, picked, language)

    def _failed(self, query: Query, line: str, picked: tuple[Picked, ...], language: str) -> Changes:
        return {
            self.parts.query: query,
            self.parts.found: None,
            self.parts.status: "",
            self.parts.area: html.notice(line, kind="warn", role="alert"),
            **self._offered(picked, None, language),
        }

    def _shown(self, found: Found | None, picked: tuple[Picked, ...], language: str) -> str:
        if found is None:
            return invitation(language)
        return results(found, {one.hit.passage.passage_id for one in picked}, language)

    # Selecting

    def pick(self, event: gr.EventData, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        """Take a hit into the selection, or out of it."""
        said = sent(event)
        key = said.get("id")
        left = tuple(one for one in picked if one.hit.passage.passage_id != key)
        if said.get("on") and found:
            left = (*left, *(one for one in found.picks if one.hit.passage.passage_id == key))[:_MOST_PICKED]
        return self._selected(left, found, language)

    def pick_all(self, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        """Take every hit that is shown into the selection."""
        held = {one.hit.passage.passage_id for one in picked}
        shown = found.picks if found else ()
        added = [one for one in shown if one.hit.passage.passage_id not in held]
        return self._reselected((*picked, *added)[:_MOST_PICKED], found, language)

    def pick_none(self, found: Found | None, language: str) -> Changes:
        """Empty the selection."""
        return self._reselected((), found, language)

    def _selected(self, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        return {self.parts.picked: picked, **self._offered(picked, found, language)}

    def _reselected(self, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        return {**self._selected(picked, found, language), self.parts.area: self._shown(found, picked, language)}

    def _offered(self, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        """Say how many hits are selected, and offer them as files."""
        return {
            self.parts.bar: picked_bar(picked, language, is_offered=bool(found and found.hits)),
            self.parts.files: files(quotations(picked, found, language), language, is_picked=bool(picked)),
        }

    def take(self, event: gr.EventData, picked: tuple[Picked, ...], found: Found | None, language: str) -> Changes:
        """Make a file of what is selected, or else of all that is shown, and hand it to the browser."""
        subject, kind = quotations(picked, found, language), kind_of(sent(event))
        if subject is None or kind is None:
            return {self.parts.files: gr.skip()}
        parcel, line = made(subject, kind, Occasion(on=today()), language, limit_s=self.shell.limit_s)
        shown = files(subject, language, is_picked=bool(picked), line=line, is_warned=parcel is None)
        return {self.parts.files: shown, **({self.parts.file: parcel} if parcel else {})}
