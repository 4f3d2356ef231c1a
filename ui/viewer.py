"""The page viewer beside the tabs: whichever tab a citation is activated in, its page opens here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from answer.records import Citation
from ingest.errors import NotHeld, PolicyKbError
from ui import html
from ui.faults import line_of
from ui.finding import find
from ui.parts import listening
from ui.place import Place
from ui.ports import Rooms
from ui.sent import sent
from ui.start import Start
from ui.strings import strings
from ui.view_viewer import Finding, kept_page, not_shown, viewer

_QUICK: Mapping[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the viewer shows.

    Attributes:
        sought: words looked for in the document; they stay while its pages are turned.
    """

    place: Place
    sought: str = ""


class Viewer:
    """The viewer's components and events; an empty area is a closed viewer, and the stylesheet goes by that."""

    area: gr.HTML
    opened: gr.State

    def __init__(self, start: Start) -> None:
        self._start = start

    def lay_out(self) -> None:
        """Make the components."""
        self.opened = gr.State(None)
        self.area = listening("kb_open", "kb_close", "kb_find", elem_id="kb-viewer")

    @property
    def parts(self) -> list[Any]:
        """What opening and closing change; the outputs of a handler that returns `closed()`."""
        return [self.area, self.opened]

    def wire(self, language: gr.Dropdown) -> None:
        """Wire the viewer's own buttons."""
        self._language = language
        self.opens(self.area)
        self.area.kb_find(self.find, [self.opened, language], self.parts, **_QUICK).then(
            None, js="() => kb.toFound()"
        )
        self.area.kb_close(self.closed, None, self.parts, **_QUICK).then(None, js="() => kb.toOpener()")

    def opens(self, *areas: gr.HTML) -> None:
        """Let the buttons of these areas that send kb_open open the page they name."""
        for area in areas:
            # The page that was pressed last is shown, also where an earlier one is still on its way.
            area.kb_open(
                self.open_place, [self.opened, self._language], self.parts, trigger_mode="always_last", **_QUICK
            ).then(None, js="() => kb.toViewer()")

    def open_place(self, event: gr.EventData, before: Opened | None, language: str) -> dict[Any, Any]:
        """Show the page a citation, a source or a turning button names."""
        place = Place.read(sent(event))
        if place is None:
            return {self.area: not_shown(strings(language).bad_request, language), self.opened: None}
        is_same = before is not None and before.place.document_id == place.document_id
        return self._shown(Opened(place=place, sought=before.sought if before and is_same else ""), language)

    def find(self, event: gr.EventData, before: Opened | None, language: str) -> dict[Any, Any]:
        """Look for words in the document that is open."""
        if before is None:
            return self.closed()
        return self._shown(replace(before, sought=" ".join(str(sent(event).get("words", "")).split())), language)

    def closed(self) -> dict[Any, Any]:
        """Return the closed viewer."""
        return {self.area: html.EMPTY, self.opened: None}

    def _shown(self, opened: Opened, language: str) -> dict[Any, Any]:
        return {self.area: self.redraw(opened, language), self.opened: opened}

    def redraw(self, opened: Opened | None, language: str) -> str:
        """Return the viewer as it stands, in a language."""
        rooms = self._start.rooms
        if opened is None or rooms is None:
            return html.EMPTY
        place = opened.place
        try:
            view = rooms.library.page(place.document_id, place.page, revision=place.revision or None)
            is_removed = all(info.document_id != place.document_id for info in rooms.library.documents())
        except NotHeld:
            return _as_kept(place, rooms, language) or not_shown(strings(language).not_held, language)
        except PolicyKbError as error:
            return not_shown(line_of(error, language), language)
        found = find(opened.sought, rooms.library, place.document_id, revision=view.revision, pages=view.pages)
        finding = Finding(words=opened.sought, matches=tuple(found))
        return viewer(view, place, language, finding, is_removed=is_removed)



def _as_kept(place: Place, rooms: Rooms, language: str) -> str:
    """Return the page as the kept answer has it that the place names; "" where none has it."""
    if not place.kept_id:
        return ""
    try:
        kept = rooms.kept.reopen(place.kept_id)
    except NotHeld:
        return ""
    for citation in kept.citations:
        if Place.of_citation(citation, kept_id=place.kept_id) == place:
            page = kept.pages[citation.revision, citation.page]
            return kept_page(page, citation, place, language, has_picture=_has_picture(citation, rooms))
    return ""


def _has_picture(citation: Citation, rooms: Rooms) -> bool:
    try:
        return rooms.library.original(citation.revision).suffix == ".pdf"
    except NotHeld:
        return False
