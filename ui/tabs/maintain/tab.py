"""The Maintain tab: behind a login, what keeps the library in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.start import Start
from ui.tabs.maintain.handlers import Handlers
from ui.tabs.maintain.maintenance import Maintenance
from ui.tabs.maintain.parts import Parts, lay_out
from ui.tabs.maintain.strings import maintain_strings
from ui.tabs.maintain.view_frame import failed_login
from ui.tabs.tab import QUICK, Changes, Shell, Tab

_TO_JOB = "() => document.getElementById('kb-desk')?.scrollIntoView({ block: 'start' })"
_TO_FORM = """() => setTimeout(() => {
  document.getElementById('kb-section-document')?.scrollIntoView({ block: 'start' });
  document.querySelector('#kb-field-title input, #kb-field-title textarea')?.focus({ preventScroll: true });
}, 60)"""


class MaintainTab(Tab):
    """Uploads, states, metadata, quality and what readers said.

    What stands behind the login is never drawn by `redraw` or `started`, which know nothing of the session.
    """

    name = "maintain"
    _parts: Parts

    def __init__(self, start: Start, maintenance: Maintenance) -> None:
        super().__init__(start)
        self._maintenance = maintenance

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return maintain_strings(language).tab

    def lay_out(self) -> None:
        """Make the components."""
        self._parts = lay_out(has_folders=bool(self._maintenance.folders))
        self._do = Handlers(self._maintenance, self._parts)

    @property
    def kept(self) -> Sequence[Any]:
        """Nothing: the server knows."""
        return []

    @property
    def redrawn(self) -> Sequence[Any]:
        """What has words of its own."""
        parts = self._parts
        return [
            *parts.fields.values(), *parts.sections.values(), *parts.buttons.values(), parts.path, parts.document,
            parts.sure,
        ]  # fmt: skip

    def redraw(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # nothing is kept
        """Return the words."""
        return self._do.labels(language)

    @property
    def addressed(self) -> Sequence[Any]:
        """The line on a login that has failed."""
        return [self._parts.note]

    def reached(self, query: Mapping[str, str]) -> Changes:
        """Say why a login has failed."""
        return {self._parts.note: failed_login(query.get("login", ""), query.get("lang", ""))}

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        parts, do = self._parts, self._do
        everything = [
            parts.timer, parts.note, parts.login, parts.desk, parts.upload, parts.document, parts.sure,
            *parts.areas.values(), *parts.buttons.values(), *parts.fields.values(), parts.sections["document"],
        ]  # fmt: skip
        for event in (shell.loaded.then, shell.language.change):
            event(do.enter, shell.language, everything, **QUICK)
        self.item.select(do.look, shell.language, everything, **QUICK)
        parts.timer.tick(do.tick, shell.language, everything, **QUICK)
        parts.upload.kb_uploaded(do.look, shell.language, everything, **QUICK)
        parts.areas["uploaded"].kb_delete(do.delete_upload, shell.language, everything, **QUICK)
        parts.areas["report"].kb_edit(do.edit, shell.language, everything, **QUICK).then(None, js=_TO_FORM)
        parts.document.input(do.choose, [shell.language, parts.document], everything, **QUICK)
        given: dict[str, list[Any]] = {
            "path_ingest": [parts.path], "path_staged": [parts.path], "save": [parts.document, *parts.fields.values()],
            "remove": [parts.document, parts.sure],
        }  # fmt: skip
        for name, button in parts.buttons.items():
            inputs = [shell.language, *given.get(name, [])]
            button.click(getattr(do, name), inputs, everything, **QUICK).then(None, js=_TO_JOB)
