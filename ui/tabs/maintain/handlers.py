"""What each event of the Maintain tab does. Every one that shows or changes anything asks for the session first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import gradio as gr
from markupsafe import Markup

from index.records import DocumentInfo
from index.state_info import StateInfo
from ingest.errors import MetadataError, PolicyKbError
from ingest.manifest import EDITABLE, cells_of, edited
from ingest.records import Metadata
from ui import html
from ui.login import COOKIE
from ui.sent import sent
from ui.strings import strings
from ui.tabs.maintain.desk import Kind
from ui.tabs.maintain.maintenance import Maintenance, NotAllowed
from ui.tabs.maintain.parts import CHOSEN, SECTIONS, Parts
from ui.tabs.maintain.strings import maintain_strings
from ui.tabs.maintain.view_frame import leave, login, upload_form, uploaded
from ui.tabs.maintain.view_home import quality_view, readers_view, report_view, states_view
from ui.tabs.maintain.view_job import job_view
from ui.tabs.tab import Changes

logger = logging.getLogger(__name__)
Handler = Callable[..., Changes]


def for_maintainers(handler: Handler) -> Handler:
    """Let a handler run for whoever has a session; everybody else is shown the login, and nothing happens."""

    @wraps(handler)
    def checked(self: Handlers, request: gr.Request, language: str, *given: Any) -> Changes:
        if not self._is_in(request):
            return self.closed(language, has_ended=True)
        return handler(self, request, language, *given)

    return checked


@dataclass(frozen=True, slots=True)
class Handlers:
    """The tab's events over one set of rooms and one set of components."""

    maintenance: Maintenance
    parts: Parts

    # The tab as a whole

    def labels(self, language: str) -> Changes:
        """Return the words of what is the same for everybody."""
        parts, words, shared = self.parts, maintain_strings(language), strings(language)
        folders = ", ".join(map(str, self.maintenance.folders))
        fields = {
            parts.fields[name]: gr.Textbox(label=words.fields[name], info=words.field_hints.get(name))
            for name in EDITABLE
            if name not in CHOSEN
        }
        types = [(name, code) for code, name in shared.doc_types.items()]
        statuses = [("–", ""), *((name, code) for code, name in shared.statuses.items())]
        return {
            **fields,
            parts.fields["doc_type"]: gr.Dropdown(choices=[("–", ""), *types], label=words.fields["doc_type"]),
            parts.fields["status"]: gr.Dropdown(choices=statuses, label=words.fields["status"]),
            **{parts.sections[name]: gr.Accordion(label=getattr(words, name)) for name in SECTIONS},
            **{button: gr.Button(getattr(words, name)) for name, button in parts.buttons.items()},
            parts.path: gr.Textbox(label=words.path, info=words.path_hint.format(folders=folders)),
            parts.document: gr.Dropdown(label=words.choose_document),
            parts.sure: gr.Checkbox(label=words.sure),
        }

    def enter(self, request: gr.Request, language: str) -> Changes:
        """Show the desk to whoever has a session, and the login to everybody else."""
        if not self._is_in(request):
            return self.closed(language, has_ended=COOKIE in request.cookies)
        parts = self.parts
        return {
            parts.note: html.EMPTY, parts.login: html.EMPTY, parts.desk: gr.Column(visible=True),
            parts.upload: upload_form(language), parts.areas["leave"]: leave(language), **self._board(language),
        }  # fmt: skip

    def _is_in(self, request: gr.Request) -> bool:
        return self.maintenance.login.is_in(request.cookies, request.headers)

    def closed(self, language: str, *, has_ended: bool) -> Changes:
        """Show the login, and nothing of what is behind it."""
        parts = self.parts
        return {
            parts.timer: gr.Timer(active=False), parts.login: login(language, has_ended=has_ended),
            parts.desk: gr.Column(visible=False), parts.upload: html.EMPTY,
            **dict.fromkeys(parts.areas.values(), html.EMPTY),
        }  # fmt: skip

    def look(self, request: gr.Request, language: str) -> Changes:
        """Show everything as it is now.

        Whoever opens the tab without having had a session is shown the login, and not that a session has ended.
        """
        return self._board(language) if self._is_in(request) else self.enter(request, language)

    @for_maintainers
    def tick(self, _request: gr.Request, language: str) -> Changes:
        """Show how far the job is; everything once it has ended."""
        job = self.maintenance.desk.job
        if job is not None and job.is_running:
            return self._job(language)  # what was said meanwhile stays to be read
        cleared = self._fields(None) if job is not None and job.kind is Kind.REMOVE else {}
        return {**self._board(language), **cleared, self.parts.areas["notice"]: html.EMPTY}

    # What is done

    @for_maintainers
    def ingest(self, _request: gr.Request, language: str) -> Changes:
        """Add the uploads to the live state."""
        return self._take_uploads(language, staged=False)

    @for_maintainers
    def ingest_staged(self, _request: gr.Request, language: str) -> Changes:
        """Add the uploads to the next state."""
        return self._take_uploads(language, staged=True)

    def _take_uploads(self, language: str, *, staged: bool) -> Changes:
        uploads = self.maintenance.uploads
        if not uploads.files():
            return self._desk(language, notice=maintain_strings(language).nothing_uploaded)
        return self._begun(language, self.maintenance.take_in([uploads.folder], staged=staged))

    @for_maintainers
    def path_ingest(self, _request: gr.Request, language: str, path: str) -> Changes:
        """Add what lies at a path of the server to the live state."""
        return self._take_path(language, path, staged=False)

    @for_maintainers
    def path_staged(self, _request: gr.Request, language: str, path: str) -> Changes:
        """Add what lies at a path of the server to the next state."""
        return self._take_path(language, path, staged=True)

    def _take_path(self, language: str, path: str, *, staged: bool) -> Changes:
        try:
            found = self.maintenance.allowed(path if isinstance(path, str) else "")
        except NotAllowed:
            folders = ", ".join(map(str, self.maintenance.folders))
            return self._desk(language, notice=maintain_strings(language).path_refused.format(folders=folders))
        return self._begun(language, self.maintenance.take_in([found], staged=staged, subject=str(found)))

    @for_maintainers
    def promote(self, _request: gr.Request, language: str) -> Changes:
        """Make the next state the live one."""
        return self._begun(language, self.maintenance.promote())

    @for_maintainers
    def roll_back(self, _request: gr.Request, language: str) -> Changes:
        """Go back to the state before."""
        return self._begun(language, self.maintenance.roll_back())

    @for_maintainers
    def drop(self, _request: gr.Request, language: str) -> Changes:
        """Throw the next state away."""
        return self._begun(language, self.maintenance.drop())

    @for_maintainers
    def measure(self, _request: gr.Request, language: str) -> Changes:
        """Measure the live state."""
        return self._begun(language, self.maintenance.measure(staged=False))

    @for_maintainers
    def measure_staged(self, _request: gr.Request, language: str) -> Changes:
        """Measure the next state."""
        return self._begun(language, self.maintenance.measure(staged=True))

    @for_maintainers
    def stop(self, _request: gr.Request, language: str) -> Changes:
        """Stop what is being done."""
        self.maintenance.desk.stop()
        return self._desk(language, notice=maintain_strings(language).stopping)

    @for_maintainers
    def delete_upload(self, _request: gr.Request, language: str, event: gr.EventData) -> Changes:
        """Delete a file that was uploaded."""
        name = sent(event).get("name")
        if isinstance(name, str):
            self.maintenance.uploads.delete(name)
        return self._board(language)

    @for_maintainers
    def choose(self, _request: gr.Request, language: str, document_id: str | None) -> Changes:  # noqa: ARG002
        """Show what is known of a document."""
        info = self._document(document_id)
        return self._fields(info.metadata if info else None)

    @for_maintainers
    def edit(self, _request: gr.Request, language: str, event: gr.EventData) -> Changes:
        """Open the form on a document that needs a person."""
        info = self._document(sent(event).get("document"))
        if info is None:
            return self._board(language)
        chosen = gr.Dropdown(value=info.document_id)
        return {
            **self._fields(info.metadata), self.parts.document: chosen,
            self.parts.sections["document"]: gr.Accordion(open=True),
        }  # fmt: skip

    @for_maintainers
    def save(self, _request: gr.Request, language: str, document_id: str | None, *cells: Any) -> Changes:
        """Put right what is known of a document."""
        words = maintain_strings(language)
        info = self._document(document_id)
        if info is None:
            return self._desk(language, notice=words.choose_first)
        held = cells_of(info.metadata)
        given = zip(EDITABLE, (str(cell if cell is not None else "").strip() for cell in cells), strict=True)
        said = {name: cell for name, cell in given if cell != held[name]}
        if not said:
            return self._desk(language, notice=words.saved_same)
        try:
            edited(info.metadata, said)
        except MetadataError as error:
            notice = words.bad_field.format(field=words.fields.get(error.field, error.field), fault=error.fault)
            return self._desk(language, notice=notice)
        return self._begun(
            language, self.maintenance.edit(info.document_id, said, subject=info.metadata.title)
        )

    @for_maintainers
    def remove(self, _request: gr.Request, language: str, document_id: str | None, sure: bool) -> Changes:
        """Take a document out of the library."""
        words = maintain_strings(language)
        info = self._document(document_id)
        if info is None:
            return self._desk(language, notice=words.choose_first)
        if sure is not True:
            return self._desk(language, notice=words.sure_first.format(sure=words.sure))
        return self._begun(language, self.maintenance.remove(info.document_id, subject=info.metadata.title))

    # What is shown

    def _begun(self, language: str, is_begun: bool) -> Changes:  # the answer of a method, handed on
        notice = "" if is_begun else maintain_strings(language).busy
        return {**self._desk(language, notice=notice), self.parts.timer: gr.Timer(active=True)}

    def _desk(self, language: str, *, notice: str = "") -> Changes:
        """Return what is being done, and one line on what was asked for just now, where it was not done."""
        said = html.when(notice, html.notice(notice, kind="warn", role="alert"))
        return {self.parts.areas["notice"]: said, **self._job(language)}

    def _job(self, language: str) -> Changes:
        desk = self.maintenance.desk
        return {
            self.parts.areas["job"]: job_view(desk.job, language),
            self.parts.buttons["stop"]: gr.Button(visible=desk.is_busy),
        }

    def _board(self, language: str) -> Changes:
        """Return everything as it is now, but for the form of uploads, which may hold files that were chosen."""
        rooms, parts, words = self.maintenance, self.parts, maintain_strings(language)
        documents = _told(rooms.documents, [])
        states: list[StateInfo] = _told(rooms.states, [])
        areas = parts.areas
        return {
            **self._job(language),
            **self._state_buttons(states),
            parts.timer: gr.Timer(active=rooms.desk.is_busy),
            parts.document: gr.Dropdown(choices=_choices(documents)),
            areas["uploaded"]: uploaded(rooms.uploads.files(), language),
            areas["report"]: _shown(
                lambda: report_view(rooms.report(), rooms.reports(), rooms.problems(), language), language
            ),
            areas["states"]: _shown(lambda: states_view(rooms.states(), language), language),
            areas["document"]: html.notice(words.edits_stay),
            areas["quality"]: _shown(lambda: quality_view(rooms.measurements(), language), language),
            areas["readers"]: _shown(
                lambda: readers_view(rooms.counts(), rooms.feedback(), rooms.unanswered(), language), language
            ),
        }

    def _state_buttons(self, states: Sequence[StateInfo]) -> Changes:
        found = {one.part: one for one in states}
        staged = found.get("staged")
        usable = {
            "promote": staged is not None and staged.is_ready, "drop": staged is not None,
            "measure_staged": staged is not None, "roll_back": "previous" in found,
        }  # fmt: skip
        return {self.parts.buttons[name]: gr.Button(interactive=is_usable) for name, is_usable in usable.items()}

    def _document(self, document_id: Any) -> DocumentInfo | None:
        found: list[DocumentInfo] = _told(self.maintenance.documents, [])
        return next((info for info in found if info.document_id == document_id), None)

    def _fields(self, metadata: Metadata | None) -> Changes:
        """Return the fields with what is known of a document; empty ones, and no document chosen, for None."""
        parts = self.parts
        cells = cells_of(metadata) if metadata else {}
        changes: Changes = {parts.sure: False} if metadata else {parts.sure: False, parts.document: None}
        return changes | {field: cells.get(name, "") for name, field in parts.fields.items()}


def _choices(documents: Sequence[DocumentInfo]) -> list[tuple[str, str]]:
    return [(f"{info.metadata.title} ({info.document_id})", info.document_id) for info in documents]


def _told(read: Callable[[], list[Any]], otherwise: list[Any]) -> list[Any]:
    try:
        return read()
    except PolicyKbError as error:
        logger.warning("the home cannot be read: %s", error)
        return otherwise


def _shown(view: Callable[[], str], language: str) -> str:
    """Return a view, or in its place why there is none: a line in the maintainer's language, then the error's own."""
    try:
        return view()
    except PolicyKbError as error:
        said = Markup('{} <span lang="en">{}</span>').format(strings(language).unreadable_part, str(error))
        return html.notice(said, kind="warn", role="alert")
