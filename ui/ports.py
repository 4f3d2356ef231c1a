"""What the page needs from the rooms below it, so that it can be built and tested on fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from answer.check import CheckedDraft
from answer.draft import Draft
from answer.kept import Kept
from answer.records import Event, Outcome, Turn
from index.records import DocumentInfo, Filters, PageView, SearchResult
from ingest.records import Box, Span
from ui.seal import Seal

Report = Callable[[int, int, str], None]
"""Called with progress: how many are done, how many there are, and the file in work.

While no file is read but passages are being encoded, the name is "" and the numbers count passages.
"""

Ingest = Callable[[Report], None]
"""Fills an empty library, telling `Report` how far it is; raises PolicyKbError with one line for the reader."""


class Library(Protocol):
    """The knowledge base, as far as the page asks it."""

    def snapshot(self) -> str:
        """Return the name of the state that a search would run on now."""
        ...

    def documents(self) -> list[DocumentInfo]:
        """Return every document that is live."""
        ...

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (path, status, message) of each file that a person should look at."""
        ...

    def model(self) -> str:
        """Return the identity of the embedding model."""
        ...

    def search(self, question: str, *, filters: Filters, k: int) -> SearchResult:
        """Return the `k` best passages."""
        ...

    def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
        """Return one page; raises NotHeld."""
        ...

    def picture(
        self,
        document_id: str,
        page: int,
        *,
        revision: str | None = None,
        spans: Sequence[Span] = (),
        scale: float = 1.5,
    ) -> bytes:
        """Return the page as PNG with the spans' lines marked; raises NotHeld."""
        ...

    def marks(self, document_id: str, page: int, spans: Sequence[Span], *, revision: str | None = None) -> list[Box]:
        """Return the rectangles of the lines that spans of a page cover."""
        ...

    def original(self, revision: str) -> Path:
        """Return the file that a content held now or before was read from; raises NotHeld."""
        ...


class Assistant(Protocol):
    """Whoever answers questions."""

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Answer from the documents, or abstain."""
        ...

    def events(self, question: str, *, filters: Filters, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Yield Progress and Draft as they come, then exactly one Answer or Abstention."""
        ...


class Check(Protocol):
    """Whoever checks drafts."""

    def __call__(self, draft: Draft, /, *, filters: Filters | None = None) -> Iterator[CheckedDraft]:
        """Hold a draft against the library: yield it as far as it is checked, after each of its sentences."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The opened rooms below.

    Attributes:
        kept: where answers are kept for good, and what readers say of them.
        seal: marks what a browser keeps, so that it is known again.
        keeps_questions: whether refused questions are kept, to show what the library lacks.
    """

    library: Library
    assistant: Assistant
    kept: Kept
    check: Check
    seal: Seal
    keeps_questions: bool = False
