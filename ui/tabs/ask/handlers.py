"""What each event of the Ask tab does: read the rooms, return the components that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.records import DocumentInfo
from ui import html
from ui.answering import answering
from ui.conversation import Conversation, Exchange, Fault, asked, failed, is_pending
from ui.filtering import choices, filters_of, tags, without
from ui.holdings import holdings
from ui.sent import sent
from ui.start import Phase
from ui.strings import strings
from ui.tabs.ask.parts import QUESTION_LIMIT, Parts
from ui.tabs.ask.view_examples import examples
from ui.tabs.ask.view_opening import limits, opening
from ui.tabs.ask.view_transcript import transcript
from ui.tabs.tab import Changes, Shell
from ui.view_sources import sources


@dataclass(frozen=True, slots=True)
class Handlers:
    """The tab's events over one shell and one set of components."""

    shell: Shell
    parts: Parts

    # The tab as a whole

    def redraw(self, language: str, conversation: Conversation, shown: int, *fields: Any) -> Changes:
        """Show every part in another language, keeping what is open and set."""
        documents = self._documents()
        return {
            **self._labels(language),
            **self._library_parts(language, documents),
            **self._filters(language, documents, fields),
            self.parts.transcript: self._transcript(conversation, language, documents),
            self.parts.sources: sources(_outcome(conversation, shown), language),
        }

    def started(self, language: str, conversation: Conversation, shown: int, *fields: Any) -> Changes:  # noqa: ARG002
        """Show how far the start is; once it is over, show what there is.

        It leaves the conversation alone: what it knew of an answer on its way could reach the page after that answer.
        """
        state = self.shell.start.state
        if state.phase in {Phase.INGESTING, Phase.OPENING}:
            return {self.parts.opening: opening(state, holdings(()), language)}
        documents = self._documents()
        return {**self._library_parts(language, documents), **self._filters(language, documents, fields)}

    def _labels(self, language: str) -> Changes:
        parts, words = self.parts, strings(language)
        return {
            parts.examples: examples(language),
            parts.accordion: gr.Accordion(label=words.filters),
            parts.question: gr.Textbox(label=words.question, placeholder=words.placeholder),
            parts.stop: gr.Button(words.stop),
            parts.new: gr.Button(words.new_conversation),
        }

    def _library_parts(self, language: str, documents: Sequence[DocumentInfo]) -> Changes:
        parts, rooms = self.parts, self.shell.start.rooms
        snapshot = rooms.library.snapshot() if rooms else ""
        held = holdings(documents)
        return {
            parts.opening: opening(self.shell.start.state, held, language),
            parts.limits: limits(held, snapshot, language),
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
        return {**boxes, parts.tags: tags(filters_of(*fields), language)}

    def _documents(self) -> list[DocumentInfo]:
        rooms = self.shell.start.rooms
        return rooms.library.documents() if rooms else []

    # Asking

    def ask(self, question: str, conversation: Conversation, language: str, *fields: Any) -> Changes:
        """Put the question into the conversation and make the page ready for the wait."""
        question = question.strip()
        if not question or is_pending(conversation) or not self.shell.start.rooms:
            return {self.parts.question: question}
        conversation = asked(conversation, question, filters_of(*fields))
        if len(question) > QUESTION_LIMIT:
            line = strings(language).too_long.format(limit=QUESTION_LIMIT)
            conversation = failed(conversation, Fault.KNOWN, line)
        return {
            self.parts.question: "",
            self.parts.sources: html.notice(strings(language).stages["search"]),
            **self.shell.viewer.closed(),
            **self._conversation(conversation, language),
        }

    def ask_example(self, event: gr.EventData, conversation: Conversation, language: str, *fields: Any) -> Changes:
        """Ask one of the example questions."""
        question = sent(event).get("question")
        return self.ask(question if isinstance(question, str) else "", conversation, language, *fields)

    def answer(self, conversation: Conversation, language: str) -> Iterator[Changes]:
        """Answer the open question, showing each step; nothing where no question is open."""
        rooms = self.shell.start.rooms
        if not rooms or not is_pending(conversation):
            yield {self.parts.conversation: conversation}
            return
        documents = rooms.library.documents()
        for state in answering(conversation, rooms.assistant, limit_s=self.shell.limit_s):
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
            **self.shell.viewer.closed(),
            self.parts.sources: sources(None, language),
            self.parts.shown: 0,
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

    # Sources, filters

    def show_sources(self, event: gr.EventData, conversation: Conversation, language: str) -> Changes:
        """Show the sources of one answer of the conversation."""
        index = sent(event).get("index")
        if not isinstance(index, int) or not 0 <= index < len(conversation):
            return {self.parts.sources: html.notice(strings(language).lost, kind="warn")}
        shown = sources(conversation[index].outcome, language)
        return {self.parts.sources: shown, self.parts.shown: index, **self.shell.viewer.closed()}

    def show_tags(self, language: str, *fields: Any) -> str:
        """Return the filters that are set, as removable tags."""
        return tags(filters_of(*fields), language)

    def remove_tag(self, event: gr.EventData, language: str, *fields: Any) -> Changes:
        """Take one filter away, or all."""
        said = sent(event)
        left = without(fields, str(said.get("field", "")), str(said.get("value", "")))
        boxes = dict(zip(self.parts.fields, left, strict=True))
        return {**boxes, self.parts.tags: tags(filters_of(*left), language)}  # type: ignore[arg-type]


def _outcome(conversation: Conversation, index: int) -> Any:
    exchange: Exchange | None = conversation[index] if 0 <= index < len(conversation) else None
    return exchange.outcome if exchange else None
