"""What each event of the Check tab does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import gradio as gr

from answer.draft import Draft
from answer.export.export import Kind
from answer.export.subjects import Occasion
from ui import html
from ui.conversation import Fault
from ui.sent import sent
from ui.stopping import Run
from ui.strings import strings
from ui.tabs.check.check import VIEWS, Checking, running
from ui.tabs.check.draft import DraftRefused, read_pasted, read_uploaded
from ui.tabs.check.parts import Parts
from ui.tabs.check.strings import words as words_of
from ui.tabs.check.view_check import invitation, result, status
from ui.tabs.tab import Changes, Shell
from ui.taking import made, today

_WAYS = {"comments": Kind.DOCX, "footnotes": Kind.DOCX, "pdf": Kind.PDF, "md": Kind.MARKDOWN}


@dataclass(frozen=True, slots=True)
class Handlers:
    """The tab's events over one shell and one set of components."""

    shell: Shell
    parts: Parts

    # The tab as a whole

    def redraw(self, language: str, checking: Checking | None) -> Changes:
        """Show every part in another language; the draft stays."""
        parts, words = self.parts, words_of(language)
        return {
            parts.text: gr.Textbox(label=words.text, placeholder=words.placeholder),
            parts.stop: gr.Button(words.stop),
            parts.status: status(checking, language) if checking else "",
            parts.area: self._shown(checking, language),
            **self.started(language),
        }

    def started(self, language: str) -> Changes:
        """Let the reader check once the library is open."""
        words, is_open = words_of(language), self.shell.start.rooms is not None
        return {
            self.parts.go: gr.Button(words.check, interactive=is_open),
            self.parts.upload: gr.UploadButton(words.upload, interactive=is_open),
        }

    def _shown(self, checking: Checking | None, language: str) -> str:
        return result(checking, language) if checking else invitation(language)

    # Checking

    def begin_pasted(self, text: str, checking: Checking | None, language: str) -> Changes:
        """Read what is pasted, or say what is wrong with it."""
        return self._begin(lambda: read_pasted(text, language), checking, language)

    def begin_uploaded(self, path: str | None, checking: Checking | None, language: str) -> Changes:
        """Read what is uploaded, or say what is wrong with it."""
        if not path:
            return {self.parts.checking: checking}
        changes = self._begin(lambda: read_uploaded(Path(path), language), checking, language)
        return {**changes, self.parts.upload: gr.UploadButton(value=None)}  # the same file can be chosen again

    def _begin(self, read: Callable[[], Draft], checking: Checking | None, language: str) -> Changes:
        if checking and checking.is_running:
            return {self.parts.checking: checking}
        if not self.shell.start.rooms:
            return {self.parts.status: html.notice(strings(language).not_ready, kind="warn", role="alert")}
        try:
            draft = read()
        except DraftRefused as refused:
            return {self.parts.status: html.notice(str(refused), kind="warn", role="alert")}
        return {**self._all(Checking(draft=draft), language), self.parts.run: Run(), **self.shell.viewer.closed()}

    def check(self, checking: Checking | None, run: Run | None, language: str) -> Iterator[Changes]:
        """Check the draft that was read, showing sentences as they come; nothing where none is open."""
        rooms = self.shell.start.rooms
        if not (rooms and checking and checking.is_running and run and run.begin()):
            yield {self.parts.checking: gr.skip()}
            return
        try:
            for state in running(checking, rooms.check, limit_s=self.shell.limit_s, run=run):
                yield self._all(state, language)
        finally:
            run.end()

    def refuse(self, checking: Checking | None, language: str) -> Changes:
        """Say that too many are waiting, so that the check was not begun."""
        if checking is None or not checking.is_running:
            return {self.parts.checking: checking}
        return self._all(replace(checking, fault=Fault.BUSY), language)

    def halt(self, checking: Checking | None, run: Run | None, language: str) -> Changes:
        """Stop the check; where it is under way it says so itself."""
        if run and run.stop():
            return {self.parts.checking: gr.skip()}
        if checking is None:
            return {self.parts.stop: gr.Button(visible=False), self.parts.go: gr.Button(visible=True)}
        return self._all(replace(checking, fault=Fault.STOPPED) if checking.is_running else checking, language)

    def _all(self, state: Checking, language: str) -> Changes:
        parts = self.parts
        return {
            parts.checking: state,
            parts.status: status(state, language),
            parts.area: result(state, language),
            parts.go: gr.Button(visible=not state.is_running),
            parts.upload: gr.UploadButton(visible=not state.is_running),
            parts.stop: gr.Button(visible=state.is_running),
        }

    # The result

    def show(self, event: gr.EventData, checking: Checking | None, language: str) -> Changes:
        """Show some of the sentences."""
        view = str(sent(event).get("view", ""))
        if checking is None or checking.is_running or view not in VIEWS:
            return {self.parts.checking: checking}
        state = replace(checking, view=view, told="")
        return {self.parts.checking: state, self.parts.area: result(state, language)}

    def take(self, event: gr.EventData, checking: Checking | None, language: str) -> Changes:
        """Make a file of the checked draft and hand it to the browser."""
        way = str(sent(event).get("way", ""))
        if checking is None or checking.checked is None or checking.is_running or way not in _WAYS:
            return {self.parts.checking: checking}
        parcel, line = made(
            checking.checked, _WAYS[way], Occasion(on=today()), language, limit_s=self.shell.limit_s,
            is_commented=way != "footnotes",
        )  # fmt: skip
        state = replace(checking, told=line, is_warned=parcel is None)
        changes: Changes = {self.parts.checking: state, self.parts.area: result(state, language)}
        return changes if parcel is None else {**changes, self.parts.file: parcel}
