"""What each event of the Ask tab does: read the rooms, return the components that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.records import DocumentInfo, Filters
from ui import html
from ui.answering import answering
from ui.conversation import Conversation, Fault, asked, changed, failed, is_pending
from ui.filtering import choices, filters_of, tags, without
from ui.holdings import holdings
from ui.sent import sent
from ui.start import Phase
from ui.stopping import Run
from ui.strings import strings
from ui.tabs.ask.doing import judged, kept, note_refused, occasion_of, taken
from ui.tabs.ask.history import Listed, listed, restored
from ui.tabs.ask.parts import QUESTION_LIMIT, Parts
from ui.tabs.ask.strings import words as words_of
from ui.tabs.ask.view_after import judges
from ui.tabs.ask.view_examples import examples
from ui.tabs.ask.view_history import history, saved
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

    def redraw(
        self, language: str, conversation: Conversation, shown: int, items: Sequence[Listed] | None, *fields: Any
    ) -> Changes:
        """Show every part in another language, keeping what is open and set."""
        documents = self._documents()
        return {
            self.parts.history: history(items, language),
            **self._labels(language),
            **self._library_parts(language, documents),
            **self._filters(language, documents, fields),
            self.parts.transcript: self._transcript(conversation, language, documents),
            self.parts.sources: self._sources(conversation, shown, language),
        }

    def started(self, language: str, *fields: Any) -> Changes:
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
        return self.ask_within(question.strip(), filters_of(*fields), conversation, language)

    def ask_within(self, question: str, filters: Filters, conversation: Conversation, language: str) -> Changes:
        """Do the same with filters that are no fields."""
        if not question or is_pending(conversation) or not self.shell.start.rooms:
            return {self.parts.question: question}
        conversation = asked(conversation, question, filters)
        if len(question) > QUESTION_LIMIT:
            conversation = failed(conversation, Fault.TOO_LONG, str(QUESTION_LIMIT))
        return {
            self.parts.question: "",
            self.parts.run: Run(),
            self.parts.sources: html.notice(strings(language).stages["search"]),
            **self.shell.viewer.closed(),
            **self._conversation(conversation, language),
        }

    def ask_example(self, event: gr.EventData, conversation: Conversation, language: str, *fields: Any) -> Changes:
        """Ask one of the example questions."""
        question = sent(event).get("question")
        return self.ask(question if isinstance(question, str) else "", conversation, language, *fields)

    def answer(self, conversation: Conversation, run: Run | None, language: str) -> Iterator[Changes]:
        """Answer the open question, showing each step; nothing where no question is open."""
        rooms = self.shell.start.rooms
        if not (rooms and is_pending(conversation) and run and run.begin()):
            yield {self.parts.conversation: gr.skip()}
            return
        documents = rooms.library.documents()
        try:
            for state in answering(conversation, rooms.assistant, limit_s=self.shell.limit_s, run=run):
                conversation = state
                yield {
                    self.parts.conversation: state,
                    self.parts.transcript: self._transcript(state, language, documents),
                }
            yield {**self._ended(conversation, language), **self._saved(conversation)}
        finally:
            run.end()
        outcome = conversation[-1].outcome
        if outcome:
            note_refused(outcome, rooms)

    def halt(self, conversation: Conversation, run: Run | None, language: str) -> Changes:
        """Stop the question; where it is being answered already it says so itself."""
        if run and run.stop():
            return {self.parts.conversation: gr.skip()}
        if is_pending(conversation):
            conversation = failed(conversation, Fault.STOPPED)
        return self._ended(conversation, language)

    def _ended(self, conversation: Conversation, language: str) -> Changes:
        """Return the conversation with the sources of its last question, which is over."""
        last = len(conversation) - 1
        return {
            **self._conversation(conversation, language),
            self.parts.sources: self._sources(conversation, last, language),
            self.parts.shown: max(last, 0),
        }

    def refuse(self, conversation: Conversation, question: str, language: str) -> Changes:
        """Say that too many are waiting, and give the question back; what is over, or was never asked, stays."""
        if not is_pending(conversation):
            return {self.parts.conversation: conversation}
        asked_last = conversation[-1].question
        conversation = failed(conversation, Fault.BUSY)
        return {
            **self._conversation(conversation, language),
            self.parts.question: question or asked_last,
            self.parts.sources: self._sources(conversation, len(conversation) - 1, language),
        }

    def clear(self, language: str) -> Changes:
        """Begin a new conversation."""
        return {
            **self._conversation((), language),
            **self._saved((), key=""),
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

    # What the reader does with an outcome

    def keep(self, event: gr.EventData, conversation: Conversation, language: str) -> Changes:
        """Keep an outcome for good and show its address."""
        said, rooms = sent(event), self.shell.start.rooms
        index = _index(said, conversation)
        if index is None or rooms is None:
            return {self.parts.conversation: conversation}
        conversation = changed(conversation, index, kept(conversation[index], said, rooms, language))
        return {**self._told(conversation, language), **self._saved(conversation)}

    def take(self, event: gr.EventData, conversation: Conversation, language: str) -> Changes:
        """Make a file of an outcome and hand it to the browser."""
        said = sent(event)
        index = _index(said, conversation)
        if index is None:
            return {self.parts.conversation: conversation}
        before = conversation[index]
        exchange, parcel = taken(before, said, occasion_of(before), language, limit_s=self.shell.limit_s)
        changes = self._told(changed(conversation, index, exchange), language)
        return {**changes, self.parts.file: parcel} if parcel else changes

    def judge(self, event: gr.EventData, conversation: Conversation, shown: int, language: str) -> Changes:
        """Note what the reader says of an outcome or of one of its sources."""
        said, rooms = sent(event), self.shell.start.rooms
        index = _index(said, conversation)
        if index is None or rooms is None:
            return {self.parts.conversation: conversation}
        conversation = changed(conversation, index, judged(conversation[index], said, rooms, language))
        return {
            **self._told(conversation, language),
            self.parts.sources: self._sources(conversation, shown, language),
        }

    def _told(self, conversation: Conversation, language: str) -> Changes:
        return {
            self.parts.conversation: conversation,
            self.parts.transcript: self._transcript(conversation, language, self._documents()),
        }

    # Conversations in the browser

    def _saved(self, conversation: Conversation, *, key: str | None = None) -> Changes:
        rooms = self.shell.start.rooms
        return {self.parts.saved: saved(conversation, rooms.seal, key=key)} if rooms else {}

    def list_stored(self, event: gr.EventData, language: str) -> Changes:
        """Show the conversations that the browser says it keeps."""
        said = sent(event)
        items = None if said.get("off") else listed(said.get("list"))
        return {self.parts.listed: items, self.parts.history: history(items, language)}

    def restore(
        self, event: gr.EventData, conversation: Conversation, items: Sequence[Listed] | None, language: str
    ) -> Changes:
        """Open a conversation that the browser has kept, in place of the one that is open."""
        said, rooms = sent(event), self.shell.start.rooms
        if rooms is None or is_pending(conversation):
            return {self.parts.history: history(items, language, told=strings(language).not_ready)}
        words = words_of(language)
        found, left_out = restored(said.get("items"), rooms.seal)
        if not found:
            return {self.parts.history: history(items, language, told=words.not_restored)}
        last = len(found) - 1
        told = words.left_out.format(count=left_out) if left_out else ""
        return {
            **self._conversation(found, language),
            **self._saved(found, key=str(said.get("key", ""))),
            **self.shell.viewer.closed(),
            self.parts.sources: self._sources(found, last, language),
            self.parts.shown: last,
            self.parts.history: history(items, language, told=told),
        }

    # Sources, filters

    def show_sources(self, event: gr.EventData, conversation: Conversation, language: str) -> Changes:
        """Show the sources of one answer of the conversation."""
        index = _index(sent(event), conversation)
        if index is None:
            return {self.parts.sources: html.notice(strings(language).lost, kind="warn")}
        shown = self._sources(conversation, index, language)
        return {self.parts.sources: shown, self.parts.shown: index, **self.shell.viewer.closed()}

    def _sources(self, conversation: Conversation, index: int, language: str) -> str:
        if not 0 <= index < len(conversation):
            return sources(None, language)
        exchange = conversation[index]
        return sources(exchange.outcome, language, beside=judges(exchange, {"index": index}, language))

    def show_tags(self, language: str, *fields: Any) -> str:
        """Return the filters that are set, as removable tags."""
        return tags(filters_of(*fields), language)

    def remove_tag(self, event: gr.EventData, language: str, *fields: Any) -> Changes:
        """Take one filter away, or all."""
        said = sent(event)
        left = without(fields, str(said.get("field", "")), str(said.get("value", "")))
        boxes = dict(zip(self.parts.fields, left, strict=True))
        return {**boxes, self.parts.tags: tags(filters_of(*left), language)}  # type: ignore[arg-type]


def _index(said: Mapping[str, Any], conversation: Conversation) -> int | None:
    """Return which exchange a button names, None where it names none."""
    index = said.get("index")
    return index if isinstance(index, int) and 0 <= index < len(conversation) else None
