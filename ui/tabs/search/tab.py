"""The Search tab: for researchers, the passages themselves with facets, marks, an address and a selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from ui.tabs.search.handlers import Handlers
from ui.tabs.search.parts import Parts, lay_out
from ui.tabs.search.strings import words
from ui.tabs.tab import QUICK, Changes, Shell, Tab


class SearchTab(Tab):
    """Query, facets, hits, selection, files."""

    name = "search"
    run_button = "kb-search-go"
    _parts: Parts

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return words(language).tab

    def lay_out(self) -> None:
        """Make the components."""
        self._parts = lay_out()

    @property
    def kept(self) -> Sequence[Any]:
        """What was found and what is selected."""
        return [self._parts.found, self._parts.picked]

    @property
    def redrawn(self) -> Sequence[Any]:
        """All but the state and the files."""
        parts = self._parts
        return [parts.box, parts.go, parts.status, parts.area, parts.bar, parts.files]

    @property
    def starting(self) -> Sequence[Any]:
        """The button alone: hits come from searches only."""
        return [self._parts.go]

    @property
    def addressed(self) -> Sequence[Any]:
        """The query."""
        return [self._parts.box, self._parts.query]

    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language."""
        return self._do.redraw(language, *kept)

    def started(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # what was found stays
        """Let the reader search, once the library is open."""
        return self._do.started(language)

    def reached(self, query: Mapping[str, str]) -> Changes:
        """Set the query that an address names."""
        return self._do.reached(query)

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        parts = self._parts
        do = self._do = Handlers(shell, parts)
        area = parts.area
        shell.viewer.opens(area)
        # One event searches, whatever was pressed: so "always_last" keeps an earlier search from showing after a later.
        shown = [parts.query, parts.found, parts.status, parts.area, parts.bar, parts.files]
        run = gr.on(
            [parts.box.submit, parts.go.click], do.search, [parts.box, parts.query, parts.picked, shell.language],
            [parts.box, *shown],
            trigger_mode="always_last", concurrency_id="search", concurrency_limit=shell.concurrency,
            show_progress="hidden", api_visibility="private",
        )  # fmt: skip
        run.failure(do.refuse, [parts.query, parts.picked, shell.language], shown, **QUICK)
        run.then(None, js="() => kb.ran()")
        area.kb_search(do.change, [parts.box, parts.query], [parts.box, parts.query], **QUICK).then(
            None, js=f"() => kb.press({self.run_button!r})"
        )
        state = [parts.picked, parts.found, shell.language]
        area.kb_pick(do.pick, state, [parts.picked, parts.bar, parts.files], **QUICK)
        chosen = [parts.picked, parts.bar, parts.files, parts.area]
        parts.bar.kb_pick_all(do.pick_all, state, chosen, **QUICK)
        parts.bar.kb_pick_none(do.pick_none, [parts.found, shell.language], chosen, **QUICK)
        parts.files.kb_take(do.take, state, [parts.files, parts.file], **QUICK)
