"""The page viewer beside the tabs: whichever tab a citation is activated in, its page opens here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from ingest.errors import NotHeld, PolicyKbError
from ui import html
from ui.parts import listening
from ui.place import Place
from ui.sent import sent
from ui.start import Start
from ui.strings import strings
from ui.view_viewer import not_shown, viewer

_QUICK: Mapping[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


class Viewer:
    """The viewer's components and events; an empty area is a closed viewer, and the stylesheet goes by that."""

    area: gr.HTML
    place: gr.State

    def __init__(self, start: Start) -> None:
        self._start = start

    def lay_out(self) -> None:
        """Make the components."""
        self.place = gr.State(None)
        self.area = listening("kb_open", "kb_close", elem_id="kb-viewer")

    @property
    def parts(self) -> list[Any]:
        """What opening and closing change; the outputs of a handler that returns `closed()`."""
        return [self.area, self.place]

    def wire(self, language: gr.Dropdown) -> None:
        """Wire the viewer's own buttons."""
        self._language = language
        self.opens(self.area)
        self.area.kb_close(self.closed, None, self.parts, **_QUICK).then(None, js="() => kb.toOpener()")

    def opens(self, *areas: gr.HTML) -> None:
        """Let the buttons of these areas that send kb_open open the page they name."""
        for area in areas:
            area.kb_open(self.open_place, self._language, self.parts, **_QUICK).then(None, js="() => kb.toViewer()")

    def open_place(self, event: gr.EventData, language: str) -> dict[Any, Any]:
        """Show the page a citation, a source or a turning button names."""
        place = Place.read(sent(event))
        words = strings(language)
        shown = self.redraw(place, language) if place else not_shown(words.bad_request, language)
        return {self.area: shown, self.place: place}

    def closed(self) -> dict[Any, Any]:
        """Return the closed viewer."""
        return {self.area: html.EMPTY, self.place: None}

    def redraw(self, place: Place | None, language: str) -> str:
        """Return the viewer as it stands, in a language."""
        rooms = self._start.rooms
        if place is None or rooms is None:
            return html.EMPTY
        try:
            view = rooms.library.page(place.document_id, place.page, revision=place.revision or None)
        except NotHeld:
            return not_shown(strings(language).not_held, language)
        except PolicyKbError as error:
            return not_shown(str(error), language)
        return viewer(view, place, language)
