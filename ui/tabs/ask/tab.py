"""The Ask tab: a conversation whose every sentence opens the lines it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from ui.strings import strings
from ui.tabs.ask.handlers import Handlers
from ui.tabs.ask.kept import KeptHandlers
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
        """The kept answer, the conversation, the answer whose sources are shown, what is listed, and the filters."""
        parts = self._parts
        return [parts.reopened, parts.conversation, parts.shown, parts.listed, *parts.fields]

    @property
    def redrawn(self) -> Sequence[Any]:
        """All but the conversation's own state."""
        parts = self._parts
        return [
            parts.opening, parts.transcript, parts.tags, parts.accordion, *parts.fields, parts.question, parts.ask,
            parts.stop, parts.new, parts.limits, parts.examples, parts.sources, parts.history, parts.kept,
            parts.kept_sources,
        ]  # fmt: skip

    @property
    def starting(self) -> Sequence[Any]:
        """What shows whether questions can be asked, by what they can be filtered, and the kept answer that waited."""
        parts = self._parts
        return [parts.opening, parts.tags, *parts.fields, parts.ask, parts.limits, *self.addressed]

    @property
    def addressed(self) -> Sequence[Any]:
        """The kept answer."""
        return [self._parts.kept, self._parts.kept_sources, self._parts.reopened]

    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language."""
        reopened, *others = kept
        return {**self._do.redraw(language, *others), **self._do_kept.redraw(language, reopened)}

    def started(self, language: str, *kept: Any) -> Changes:
        """Return how far the start is."""
        reopened, _, _, _, *fields = kept
        return {**self._do.started(language, *fields), **self._do_kept.started(language, reopened)}

    def reached(self, query: Mapping[str, str]) -> Changes:
        """Open the kept answer that an address names."""
        return self._do_kept.reached(query)

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        self._do = Handlers(shell, self._parts)
        self._do_kept = KeptHandlers(self._do)
        self._wire_asking(shell)
        self._wire_sources(shell)
        self._wire_doing(shell)
        self._wire_kept(shell)
        self._wire_history(shell)
        self._wire_filters(shell)

    def _wire_asking(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        asking = [parts.conversation, shell.language, *parts.fields]
        changed = [
            parts.conversation, parts.transcript, parts.question, parts.sources, parts.ask, parts.stop, parts.new,
            parts.run, *shell.viewer.parts,
        ]  # fmt: skip
        answered = [
            parts.conversation, parts.transcript, parts.sources, parts.shown, parts.ask, parts.stop, parts.new,
            parts.saved,
        ]  # fmt: skip
        begun = [
            gr.on([parts.question.submit, parts.ask.click], do.ask, [parts.question, *asking], changed, **QUICK),
            parts.examples.kb_ask(do.ask_example, asking, changed, **QUICK),
            parts.kept.kb_again(
                self._do_kept.ask_again, [parts.reopened, parts.conversation, shell.language], changed, **QUICK
            ),
        ]
        # "multiple": one that is stopped while it waits keeps its place in the line; "once" would drop the next.
        runs = [
            event.then(None, js="() => kb.toLastQuestion()").then(
                do.answer, [parts.conversation, parts.run, shell.language], answered, concurrency_id="answer",
                concurrency_limit=shell.concurrency, show_progress="hidden", api_visibility="private",
                trigger_mode="multiple",
            )
            for event in begun
        ]  # fmt: skip
        for run in runs:
            # Whatever goes wrong in a run is caught in it: one that fails was not let into the line.
            run.failure(
                do.refuse, [parts.conversation, parts.question, shell.language], [*answered, parts.question], **QUICK
            )
            run.then(None, js="() => kb.toLastQuestion()")
        parts.stop.click(do.halt, [parts.conversation, parts.run, shell.language], answered, **QUICK)
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

    def _wire_doing(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        told = [parts.conversation, parts.transcript]
        state = [parts.conversation, shell.language]
        parts.transcript.kb_keep(do.keep, state, [*told, parts.saved], **QUICK)
        parts.transcript.kb_take(do.take, state, [*told, parts.file], **QUICK)
        for area in (parts.transcript, parts.sources):
            area.kb_judge(
                do.judge, [parts.conversation, parts.shown, shell.language], [*told, parts.sources], **QUICK
            )

    def _wire_kept(self, shell: Shell) -> None:
        parts, do = self._parts, self._do_kept
        shell.viewer.opens(parts.kept, parts.kept_sources)
        state = [parts.reopened, shell.language]
        parts.kept.kb_reopen(do.show, state, self.addressed, **QUICK)
        parts.kept.kb_take(do.take, state, [*self.addressed, parts.file], **QUICK)
        for area in (parts.kept, parts.kept_sources):
            area.kb_judge(do.judge, state, self.addressed, **QUICK)
        parts.kept.kb_unkeep(do.close, None, [*self.addressed, *shell.viewer.parts], **QUICK).then(
            None, js="() => kb.ran()"
        )

    def _wire_history(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        parts.history.kb_stored(do.list_stored, shell.language, [parts.history, parts.listed], **QUICK)
        parts.history.kb_restore(
            do.restore, [parts.conversation, parts.listed, shell.language],
            [
                parts.conversation, parts.transcript, parts.ask, parts.stop, parts.new, parts.saved, parts.sources,
                parts.shown, parts.history, *shell.viewer.parts,
            ],
            **QUICK,
        ).then(None, js="() => kb.toLastQuestion()")  # fmt: skip

    def _wire_filters(self, shell: Shell) -> None:
        parts, do = self._parts, self._do
        for field in parts.fields:
            field.input(do.show_tags, [shell.language, *parts.fields], parts.tags, **QUICK)
        parts.tags.kb_untag(do.remove_tag, [shell.language, *parts.fields], [*parts.fields, parts.tags], **QUICK)
