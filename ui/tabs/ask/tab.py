"""The Ask tab: a conversation whose every sentence opens the lines it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.strings import strings
from ui.tabs.ask.handlers import Handlers
from ui.tabs.ask.parts import Parts, lay_out
from ui.tabs.tab import QUICK, Changes, Shell, Tab


class AskTab(Tab):
    """Question, answer, sources."""

    name = "ask"
    _parts: Parts

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return strings(language).tab_ask

    def lay_out(self) -> None:
        """Make the components."""
        self._parts = lay_out()

    @property
    def kept(self) -> Sequence[Any]:
        """The conversation, the answer whose sources are shown, and the filters."""
        parts = self._parts
        return [parts.conversation, parts.shown, *parts.fields]

    @property
    def redrawn(self) -> Sequence[Any]:
        """All but the conversation's own state."""
        parts = self._parts
        return [
            parts.opening, parts.transcript, parts.tags, parts.accordion, *parts.fields, parts.question, parts.ask,
            parts.stop, parts.new, parts.limits, parts.examples, parts.sources,
        ]  # fmt: skip

    @property
    def starting(self) -> Sequence[Any]:
        """What shows whether questions can be asked, and by what they can be filtered."""
        parts = self._parts
        return [parts.opening, parts.tags, *parts.fields, parts.ask, parts.limits]

    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language."""
        return self._do.redraw(language, *kept)

    def started(self, language: str, *kept: Any) -> Changes:
        """Return how far the start is."""
        return self._do.started(language, *kept)

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        self._do = Handlers(shell, self._parts)
        self._wire_asking(shell)
        self._wire_sources(shell)
        self._wire_filters(shell)

    def _wire_asking(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        asking = [parts.conversation, shell.language, *parts.fields]
        changed = [
            parts.conversation, parts.transcript, parts.question, parts.sources, parts.ask, parts.stop, parts.new,
            *shell.viewer.parts,
        ]  # fmt: skip
        answered = [
            parts.conversation, parts.transcript, parts.sources, parts.shown, parts.ask, parts.stop, parts.new,
        ]  # fmt: skip
        begun = [
            gr.on([parts.question.submit, parts.ask.click], do.ask, [parts.question, *asking], changed, **QUICK),
            parts.examples.kb_ask(do.ask_example, asking, changed, **QUICK),
        ]
        # "multiple": after a stop the browser still counts the stopped run as going on; "once" would drop the next one.
        runs = [
            event.then(None, js="() => kb.toLastQuestion()").then(
                do.answer, [parts.conversation, shell.language], answered, concurrency_id="answer",
                concurrency_limit=shell.concurrency, show_progress="hidden", api_visibility="private",
                trigger_mode="multiple",
            )
            for event in begun
        ]  # fmt: skip
        for run in runs:
            run.then(None, js="() => kb.toLastQuestion()")
        parts.stop.click(do.halt, [parts.conversation, shell.language], answered, cancels=runs, **QUICK)
        parts.new.click(do.clear, shell.language, [*answered, *shell.viewer.parts], **QUICK)

    def _wire_sources(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        shell.viewer.opens(parts.transcript, parts.sources)
        parts.transcript.kb_sources(
            do.show_sources, [parts.conversation, shell.language],
            [parts.sources, parts.shown, *shell.viewer.parts], **QUICK,
        ).then(None, js="() => kb.toSources()")  # fmt: skip
        parts.transcript.kb_library(lambda: gr.Tabs(selected="library"), None, shell.tabs, **QUICK).then(
            None, js="() => kb.toTab('library')"
        )

    def _wire_filters(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        for field in parts.fields:
            field.input(do.show_tags, [shell.language, *parts.fields], parts.tags, **QUICK)
        parts.tags.kb_untag(do.remove_tag, [shell.language, *parts.fields], [*parts.fields, parts.tags], **QUICK)
