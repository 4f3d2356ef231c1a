"""The Compare tab: what each country's own documents say on a topic, quote beside quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from ui.tabs.compare.handlers import Handlers
from ui.tabs.compare.parts import Parts, lay_out
from ui.tabs.compare.strings import words
from ui.tabs.tab import QUICK, Changes, Shell, Tab


class CompareTab(Tab):
    """Topics, countries, matrix, files."""

    name = "compare"
    run_button = "kb-compare-go"
    _parts: Parts

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return words(language).tab

    def lay_out(self) -> None:
        """Make the components."""
        self._parts = lay_out()

    @property
    def kept(self) -> Sequence[Any]:
        """The comparison."""
        return [self._parts.matrix]

    @property
    def redrawn(self) -> Sequence[Any]:
        """All but the state and the files."""
        parts = self._parts
        return [parts.topics, parts.countries, parts.held, parts.go, parts.stop, parts.status, parts.files, parts.area]

    @property
    def starting(self) -> Sequence[Any]:
        """What can be chosen, and the button: it is enabled here, and hidden and shown by a comparison."""
        return [self._parts.countries, self._parts.go]

    @property
    def addressed(self) -> Sequence[Any]:
        """Topics and countries."""
        return [self._parts.topics, self._parts.countries]

    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language."""
        return self._do.redraw(language, *kept)

    def started(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # what was compared stays
        """Offer the countries, once the library is open."""
        return self._do.started(language)

    def reached(self, query: Mapping[str, str]) -> Changes:
        """Set the topics and countries that an address names."""
        return self._do.reached(query)

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        parts = self._parts
        do = self._do = Handlers(shell, parts)
        shell.viewer.opens(parts.area)
        changed = [parts.matrix, parts.status, parts.files, parts.area, parts.go, parts.stop]
        begun = gr.on(
            [parts.go.click, parts.topics.submit], do.begin,
            [parts.topics, parts.countries, parts.matrix, shell.language], [*changed, parts.run], **QUICK,
        )  # fmt: skip
        # "multiple": one that is stopped while it waits keeps its place in the line; "once" would drop the next.
        run = begun.then(
            do.run, [parts.matrix, parts.run, shell.language], changed, concurrency_id="answer",
            concurrency_limit=shell.concurrency, show_progress="hidden", api_visibility="private",
            trigger_mode="multiple",
        )  # fmt: skip
        run.failure(do.refuse, [parts.matrix, shell.language], changed, **QUICK)
        run.then(None, js="() => kb.ran()")
        parts.stop.click(do.halt, [parts.matrix, parts.run, shell.language], changed, **QUICK)
        parts.files.kb_take(do.take, [parts.matrix, shell.language], [parts.files, parts.file], **QUICK)
        parts.held.click(do.all_held, shell.language, parts.countries, **QUICK)
        parts.area.kb_topic(
            do.choose_topic, [parts.countries, shell.language], [parts.topics, parts.countries], **QUICK
        ).then(None, js=f"() => kb.press({self.run_button!r})")
