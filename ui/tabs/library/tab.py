"""The Library tab: what is held, as numbers, a map, charts and a table per country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.parts import listening
from ui.start import Phase
from ui.strings import strings
from ui.tabs.library.view_library import library
from ui.tabs.tab import QUICK, Changes, Shell, Tab


class LibraryTab(Tab):
    """What the library holds, read anew whenever the tab is opened."""

    name = "library"
    _area: gr.HTML

    def title(self, language: str) -> str:
        """Return what stands on the tab."""
        return strings(language).tab_library

    def lay_out(self) -> None:
        """Make the components."""
        self._area = listening("kb_open", elem_id="kb-library")

    @property
    def kept(self) -> Sequence[Any]:
        """Nothing: the library says what it holds."""
        return []

    @property
    def redrawn(self) -> Sequence[Any]:
        """The one area there is."""
        return [self._area]

    @property
    def starting(self) -> Sequence[Any]:
        """Likewise."""
        return [self._area]

    def redraw(self, language: str, *kept: Any) -> Changes:  # noqa: ARG002  # nothing is kept
        """Return what the library holds at this moment."""
        return {self._area: self._shown(language)}

    def started(self, language: str, *kept: Any) -> Changes:
        """Return what it holds, once it is open."""
        is_over = self.start.state.phase not in {Phase.INGESTING, Phase.OPENING}
        return self.redraw(language, *kept) if is_over else {}

    def wire(self, shell: Shell) -> None:
        """Wire the tab's events."""
        shell.viewer.opens(self._area)
        self.item.select(self._shown, shell.language, self._area, **QUICK)

    def _shown(self, language: str) -> str:
        rooms = self.start.rooms
        return library(rooms.library.documents() if rooms else [], language)
