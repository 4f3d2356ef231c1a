"""What other programs can call: the commands' questions and answers, with every input checked and every wait bounded.

Each method's signature is the schema that programs are told, and its first lines are the description. REST and MCP both
call these methods and nothing else, so what one can, the other can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from pydantic import Field

from answer.as_json import outcome_json, page_json, search_json, status_json
from answer.check import CheckedDraft, draft_json
from answer.compare import comparison_json, row_of
from answer.draft import Draft
from answer.records import Abstention, Answer, Progress
from index.given import plain, read_filters
from index.records import Filters
from ingest.errors import PolicyKbError
from ui.place import Place
from ui.ports import Rooms
from ui.start import Phase, Start
from ui.tabs.check.draft import MOST_CHARACTERS, DraftRefused, read_pasted
from ui.waiting import bounded, within

MOST_HITS = 100
MOST_COUNTRIES = 60  # the 53 Member States of the Region, and EURO, EU, OECD and GLOBAL
_LIST = 2000  # characters of a filter

Item = TypeVar("Item")

Question = Annotated[
    str, Field(min_length=1, max_length=2000, description="a question, in English, French, German or Russian")
]
Words = Annotated[str, Field(min_length=1, max_length=2000, description="words or a question, in any language")]
Hits = Annotated[int, Field(ge=1, le=MOST_HITS, description="number of passages")]
Country = Annotated[str, Field(max_length=_LIST, description="countries by code: FRA,MLT or EURO,EU,OECD,GLOBAL")]
Year = Annotated[str, Field(max_length=20, description="a year, or the first and last: 2020-2025")]
Language = Annotated[str, Field(max_length=_LIST, description="languages of the documents by code: fr,de")]
Kind = Annotated[str, Field(max_length=_LIST, description="kinds of document: strategy,legislation")]
Document = Annotated[str, Field(max_length=_LIST, description="ids of the only documents to look at")]
DocumentId = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,199}$", description="id of the document, as a hit has it")
]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000, description="position of the page in the file, from 1")]
Revision = Annotated[
    str, Field(pattern=r"^((sha256:)?[0-9a-f]{64})?$", description="sha256 of an earlier content; empty: the live one")
]
Highlight = Annotated[
    str, Field(pattern=r"^(\d{1,9}:\d{1,9})?$", description="START:END of the characters that the picture marks")
]
Topic = Annotated[str, Field(min_length=1, max_length=2000, description="a topic or a question")]
Compared = Annotated[
    str, Field(min_length=1, max_length=_LIST, description="the countries to compare by code, such as FRA,MLT")
]
Text = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, description="the draft, as plain text")]


class CallError(PolicyKbError):
    """A call that cannot be served as it is; the message says why."""


class Calls:
    """What programs can ask of one library; safe to share between threads."""

    def __init__(self, start: Start, *, limit_s: float = 120.0) -> None:
        """Answer from what `start` opens.

        Args:
            start: the library and the assistant, once they are open.
            limit_s: seconds after which a call is given up.
        """
        self._start, self._limit_s = start, limit_s

    def search(
        self, question: Words, k: Hits = 10, *, country: Country = "", year: Year = "", language: Language = "",
        type: Kind = "", document: Document = "",  # noqa: A002  # filters have the names of the command's flags
    ) -> dict[str, Any]:  # fmt: skip
        """Find passages of the library's policy documents, best first, each with its document, page and place there."""
        rooms, filters = self._rooms(), _filters(country, year, language, type, document)
        words = _said(question, "question")
        return search_json(self._bounded(lambda: rooms.library.search(words, filters=filters, k=k)))

    def ask(
        self, question: Question, *, country: Country = "", year: Year = "", language: Language = "",
        type: Kind = "", document: Document = "",  # noqa: A002  # likewise
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        """Answer a question from the library's policy documents, or say why they hold no answer.

        Every statement names the citations it rests on, each a verbatim quote with its document and page. Before the
        answer come the steps of the work, each an object with status "working" and a stage.
        """
        rooms, filters = self._rooms(), _filters(country, year, language, type, document)
        events = rooms.assistant.events(_said(question, "question"), filters=filters)
        try:
            for event in within(events, limit_s=self._limit_s):
                if isinstance(event, Progress):
                    yield {"status": "working", "stage": event.stage}
                elif isinstance(event, Answer | Abstention):
                    yield outcome_json(event)
        except TimeoutError as error:
            raise self._too_slow() from error

    def compare(
        self, topic: Topic, country: Compared, *, year: Year = "", language: Language = "",
        type: Kind = "", document: Document = "",  # noqa: A002  # likewise
    ) -> dict[str, Any]:  # fmt: skip
        """Ask the same of several countries: a row for each, cited from its own documents, or why it has no answer."""
        rooms, filters = self._rooms(), _filters(country, year, language, type, document)
        words, codes = _said(topic, "topic"), list(dict.fromkeys(filters.countries))
        if not 1 <= len(codes) <= MOST_COUNTRIES:
            raise CallError(f"country: give 1 to {MOST_COUNTRIES} codes, separated by commas, such as FRA,MLT")
        rows = (row_of(words, code, assistant=rooms.assistant, filters=filters) for code in codes)
        return comparison_json(words, self._all(rows))

    def page(
        self, document_id: DocumentId, number: PageNumber, revision: Revision = "", highlight: Highlight = ""
    ) -> dict[str, Any]:
        """Return one page's exact text, and the address of its picture where it has one, relative to this site's."""
        library = self._rooms().library
        sha = revision.removeprefix("sha256:")
        view = self._bounded(lambda: library.page(document_id, number, revision=sha or None))
        spans = _spans(highlight, len(view.text))
        place = Place(document_id=document_id, revision=view.revision, page=number, spans=spans)
        return {**page_json(view), "picture": place.picture_url if view.has_picture else ""}

    def check(
        self, text: Text, *, country: Country = "", year: Year = "", language: Language = "",
        type: Kind = "", document: Document = "",  # noqa: A002  # likewise
    ) -> dict[str, Any]:  # fmt: skip
        """Hold each sentence of a draft against the library: supported, contradicted or not found, with citations."""
        rooms, filters = self._rooms(), _filters(country, year, language, type, document)
        if not rooms.library.documents():
            raise CallError("the library is empty; its maintainer has to bring documents in first")
        draft = _draft(text)
        states = self._all(rooms.check(draft, filters=filters))
        return draft_json(states[-1] if states else CheckedDraft(draft=draft, sentences=(), snapshot=""))

    def status(self) -> dict[str, Any]:
        """Say what the library holds: documents by country, year, language and kind, and what needs attention."""
        library = self._rooms().library
        held = status_json(library.documents(), (), model=library.model(), snapshot=library.snapshot())
        # Where a maintainer's files lie is no business of those who ask, and their names tell which they are; what is
        # named "path" Gradio's client takes for a file, and downloads.
        problems = [
            {"file": PurePath(path).name, "status": status, "message": message}
            for path, status, message in library.problems()
        ]
        return {**held, "problems": problems}

    def _rooms(self) -> Rooms:
        if self._start.rooms is not None:
            return self._start.rooms
        state = self._start.state
        if state.phase is Phase.FAILED:
            raise CallError(f"the library could not be opened: {state.fault}")
        raise CallError("the library is still being opened; try again in a few seconds")

    def _all(self, items: Iterator[Item]) -> list[Item]:
        try:
            return list(within(items, limit_s=self._limit_s))
        except TimeoutError as error:
            raise self._too_slow() from error

    def _bounded(self, call: Callable[[], Item]) -> Item:
        try:
            return bounded(call, limit_s=self._limit_s)
        except TimeoutError as error:
            raise self._too_slow() from error

    def _too_slow(self) -> CallError:
        return CallError(f"nothing came of it within {self._limit_s:.0f} s; ask again, or ask for less")


def _filters(country: str, year: str, language: str, type_: str, document: str) -> Filters:
    named = {"country": country, "year": year, "language": language, "type": type_, "document": document}
    return read_filters(named)


def _said(text: str, name: str) -> str:
    if not text.strip():
        raise CallError(f"{name}: there is nothing in it")
    return plain(text)


def _spans(highlight: str, length: int) -> tuple[tuple[int, int], ...]:
    if not highlight:
        return ()
    start, end = map(int, highlight.split(":"))
    if not start <= end <= length:
        raise CallError(f"highlight: the page has {length} characters; {highlight} does not lie among them")
    return ((start, end),)


def _draft(text: str) -> Draft:
    try:
        return read_pasted(text, "en")
    except DraftRefused as error:
        raise CallError(f"text: {error}") from error
