"""What each event of the page does: read the rooms, return the components that change."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.records import DocumentInfo
from ingest.errors import NotHeld, PolicyKbError
from ui import html
from ui.answering import answering
from ui.conversation import Conversation, Exchange, Fault, asked, failed, is_pending
from ui.filtering import choices, filters_of, tags, without
from ui.parts import QUESTION_LIMIT, Parts
from ui.place import Place
from ui.start import Phase, Start
from ui.strings import best_language, strings
from ui.view_examples import examples, heading
from ui.view_library import holdings, library
from ui.view_opening import limits, opening
from ui.view_sources import sources
from ui.view_transcript import transcript
from ui.view_viewer import not_shown, nothing_open, viewer

Changes = dict[Any, Any]
"""New values or settings by component; a component that is not named stays as it is."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's events over one start and one set of components.

    Attributes:
        limit_s: seconds after which a question is given up.
        title: shown in place of the page's own name, where it is not "".
    """

    start: Start
    parts: Parts
    limit_s: float
    title: str = ""

    # The page as a whole

    def load(self, request: gr.Request) -> Changes:
        """Show the page in the reader's language."""
        query = request.query_params or {}
        language = best_language(request.headers.get("accept-language", ""), query.get("lang", ""))
        return self.switch(language, (), 0, None)

    def switch(
        self, language: str, conversation: Conversation, shown: int, place: Place | None, *fields: Any
    ) -> Changes:
        """Show every part in another language, keeping what is open and set."""
        documents = self._documents()
        return {
            **self._labels(language),
            **self._library_parts(language, documents),
            **self._filters(language, documents, fields),
            self.parts.transcript: self._transcript(conversation, language, documents),
            self.parts.sources: sources(_outcome(conversation, shown), language),
            self.parts.viewer: self._viewer(place, language),
        }

    def tick(self, language: str, *fields: Any) -> Changes:
        """Show how far the start is; once it is over, show what there is and stop asking.

        It leaves the conversation alone: what it knew of an answer on its way could reach the page after that answer.
        """
        state = self.start.state
        if state.phase in {Phase.INGESTING, Phase.OPENING}:
            return {self.parts.opening: opening(state, holdings(()), language)}
        documents = self._documents()
        return {
            self.parts.timer: gr.Timer(active=False),
            **self._library_parts(language, documents),
            **self._filters(language, documents, fields),
        }

    def _labels(self, language: str) -> Changes:
        parts, words = self.parts, strings(language)
        labels = (words.country, words.year_from, words.year_to, words.document_language, words.doc_type)
        return {
            parts.heading: heading(language, self.title),
            parts.examples: examples(language),
            parts.language: gr.Dropdown(value=language, label=words.language),
            parts.accordion: gr.Accordion(label=words.filters),
            parts.question: gr.Textbox(label=words.question, placeholder=words.placeholder),
            parts.ask: gr.Button(words.ask),
            parts.stop: gr.Button(words.stop),
            parts.new: gr.Button(words.new_conversation),
            parts.tab_examples: gr.Tab(words.tab_examples),
            parts.tab_sources: gr.Tab(words.tab_sources),
            parts.tab_page: gr.Tab(words.tab_page),
            parts.tab_library: gr.Tab(words.tab_library),
            **{field: gr.Dropdown(label=label) for field, label in zip(parts.fields, labels, strict=True)},
        }

    def _library_parts(self, language: str, documents: Sequence[DocumentInfo]) -> Changes:
        parts, rooms = self.parts, self.start.rooms
        snapshot = rooms.library.snapshot() if rooms else ""
        held = holdings(documents)
        return {
            parts.opening: opening(self.start.state, held, language),
            parts.limits: limits(held, snapshot, language),
            parts.library: library(documents, language),
            parts.ask: gr.Button(strings(language).ask, interactive=bool(rooms and documents)),
        }

    def _filters(self, language: str, documents: Sequence[DocumentInfo], fields: Sequence[Any]) -> Changes:
        parts, words = self.parts, strings(language)
        held = choices(documents, language)
        offered = (held.countries, held.years, held.years, held.languages, held.doc_types)
        labels = (words.country, words.year_from, words.year_to, words.document_language, words.doc_type)
        boxes = {
            field: gr.Dropdown(choices=list(offer), label=label)
            for field, offer, label in zip(parts.fields, offered, labels, strict=True)
        }
        return {**boxes, parts.tags: tags(filters_of(*fields), language) if fields else html.EMPTY}

    def _documents(self) -> list[DocumentInfo]:
        rooms = self.start.rooms
        return rooms.library.documents() if rooms else []

    # Asking

    def ask(self, question: str, conversation: Conversation, language: str, *fields: Any) -> Changes:
        """Put the question into the conversation and make the page ready for the wait."""
        question = question.strip()
        if not question or is_pending(conversation) or not self.start.rooms:
            return {self.parts.question: question}
        conversation = asked(conversation, question, filters_of(*fields))
        if len(question) > QUESTION_LIMIT:
            line = strings(language).too_long.format(limit=QUESTION_LIMIT)
            conversation = failed(conversation, Fault.KNOWN, line)
        return {
            self.parts.question: "",
            self.parts.tabs: gr.Tabs(selected="sources"),
            self.parts.sources: html.notice(strings(language).stages["search"]),
            **self._conversation(conversation, language),
        }

    def ask_example(self, event: gr.EventData, conversation: Conversation, language: str, *fields: Any) -> Changes:
        """Ask a question out of the Examples tab."""
        question = _sent(event).get("question")
        return self.ask(question if isinstance(question, str) else "", conversation, language, *fields)

    def answer(self, conversation: Conversation, language: str) -> Iterator[Changes]:
        """Answer the open question, showing each step; nothing where no question is open."""
        rooms = self.start.rooms
        if not rooms or not is_pending(conversation):
            yield {self.parts.conversation: conversation}
            return
        documents = rooms.library.documents()
        for state in answering(conversation, rooms.assistant, limit_s=self.limit_s):
            conversation = state
            yield {
                self.parts.conversation: state,
                self.parts.transcript: self._transcript(state, language, documents),
            }
        last = len(conversation) - 1
        yield {
            **self._conversation(conversation, language),
            self.parts.sources: sources(_outcome(conversation, last), language),
            self.parts.shown: last,
        }

    def halt(self, conversation: Conversation, language: str) -> Changes:
        """Say that the question was stopped; the answering itself is cancelled by the wiring."""
        if is_pending(conversation):
            conversation = failed(conversation, Fault.STOPPED)
        return self._conversation(conversation, language)

    def clear(self, language: str) -> Changes:
        """Begin a new conversation."""
        return {
            **self._conversation((), language),
            self.parts.sources: sources(None, language),
            self.parts.shown: 0,
            self.parts.tabs: gr.Tabs(selected="examples"),
        }

    def _conversation(self, conversation: Conversation, language: str) -> Changes:
        is_open = is_pending(conversation)
        return {
            self.parts.conversation: conversation,
            self.parts.transcript: self._transcript(conversation, language, self._documents()),
            self.parts.ask: gr.Button(visible=not is_open),
            self.parts.stop: gr.Button(visible=is_open),
            self.parts.new: gr.Button(visible=bool(conversation) and not is_open),
        }

    def _transcript(self, conversation: Conversation, language: str, documents: Sequence[DocumentInfo]) -> str:
        return transcript(conversation, language, holdings=holdings(documents))

    # Sources, pages, filters

    def open_place(self, event: gr.EventData, language: str) -> Changes:
        """Show the page a citation, a source or a turning button names."""
        place = Place.read(_sent(event))
        words = strings(language)
        shown = self._viewer(place, language) if place else not_shown(words.bad_request)
        return {self.parts.viewer: shown, self.parts.place: place, self.parts.tabs: gr.Tabs(selected="page")}

    def _viewer(self, place: Place | None, language: str) -> str:
        rooms = self.start.rooms
        if place is None or rooms is None:
            return nothing_open(language)
        try:
            view = rooms.library.page(place.document_id, place.page, revision=place.revision or None)
        except NotHeld:
            return not_shown(strings(language).not_held)
        except PolicyKbError as error:
            return not_shown(str(error))
        return viewer(view, place, language)

    def show_sources(self, event: gr.EventData, conversation: Conversation, language: str) -> Changes:
        """Show the sources of one answer of the conversation."""
        index = _sent(event).get("index")
        if not isinstance(index, int) or not 0 <= index < len(conversation):
            return {self.parts.sources: html.notice(strings(language).lost, kind="warn")}
        shown = sources(conversation[index].outcome, language)
        return {self.parts.sources: shown, self.parts.shown: index, self.parts.tabs: gr.Tabs(selected="sources")}

    def show_library(self, language: str) -> Changes:
        """Show what the library holds at this moment."""
        return {self.parts.library: library(self._documents(), language), self.parts.tabs: gr.Tabs(selected="library")}

    def refresh_library(self, language: str) -> str:
        """Return what the library holds at this moment."""
        return library(self._documents(), language)

    def show_tags(self, language: str, *fields: Any) -> str:
        """Return the filters that are set, as removable tags."""
        return tags(filters_of(*fields), language)

    def remove_tag(self, event: gr.EventData, language: str, *fields: Any) -> Changes:
        """Take one filter away, or all."""
        sent = _sent(event)
        left = without(fields, str(sent.get("field", "")), str(sent.get("value", "")))
        boxes = dict(zip(self.parts.fields, left, strict=True))
        return {**boxes, self.parts.tags: tags(filters_of(*left), language)}  # type: ignore[arg-type]


def _sent(event: gr.EventData) -> Mapping[str, Any]:
    """Return what page.js sent with an event; whatever a browser may have put in its place counts as nothing."""
    return event._data if isinstance(event._data, dict) else {}


def _outcome(conversation: Conversation, index: int) -> Any:
    exchange: Exchange | None = conversation[index] if 0 <= index < len(conversation) else None
    return exchange.outcome if exchange else None
