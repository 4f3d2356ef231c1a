"""The Check tab: a draft, held sentence by sentence against what the library says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.tabs.check.handlers import Handlers
from ui.tabs.check.parts import Parts, lay_out
from ui.tabs.check.strings import words
from ui.tabs.tab import QUICK, Changes, Shell, Tab


class CheckTab(Tab):
    """Draft, verdicts, files."""

    name = "check"
    _parts: Parts

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return words(language).tab

    def lay_out(self) -> None:
        """Make the components."""
        self._parts = lay_out()

    @property
    def kept(self) -> Sequence[Any]:
        """The draft and how far it is checked."""
        return [self._parts.checking]

    @property
    def redrawn(self) -> Sequence[Any]:
        """All but the state and the files."""
        parts = self._parts
        return [parts.text, parts.go, parts.stop, parts.upload, parts.status, parts.area]

    @property
    def starting(self) -> Sequence[Any]:
        """The buttons that begin: they are enabled here, and hidden and shown by a check."""
        return [self._parts.go, self._parts.upload]

    def redraw(self, language: str, *kept: Any) -> Changes:
        """Return every part in a language."""
        return self._do.redraw(language, *kept)

    def started(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # what was checked stays
        """Let the reader check, once the library is open."""
        return self._do.started(language)

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        parts = self._parts
        do = self._do = Handlers(shell, parts)
        shell.viewer.opens(parts.area)
        state = [parts.checking, shell.language]
        changed = [parts.checking, parts.status, parts.area, parts.go, parts.upload, parts.stop]
        begun = [
            parts.go.click(
                do.begin_pasted, [parts.text, *state], [*changed, parts.run, *shell.viewer.parts],
                **QUICK,
            ),
            parts.upload.upload(
                do.begin_uploaded, [parts.upload, *state], [*changed, parts.run, *shell.viewer.parts],
                **QUICK,
            ),
        ]  # fmt: skip
        # "multiple": one that is stopped while it waits keeps its place in the line; "once" would drop the next.
        runs = [
            event.then(
                do.check, [parts.checking, parts.run, shell.language], changed, concurrency_id="answer",
                concurrency_limit=shell.concurrency, show_progress="hidden", api_visibility="private",
                trigger_mode="multiple",
            )
            for event in begun
        ]  # fmt: skip
        for run in runs:
            run.failure(do.refuse, state, changed, **QUICK)
        parts.stop.click(do.halt, [parts.checking, parts.run, shell.language], changed, **QUICK)
        parts.area.kb_show(do.show, state, [parts.checking, parts.area], **QUICK)
        parts.area.kb_take(do.take, state, [parts.checking, parts.area, parts.file], **QUICK)
