"""From evidence to passages: where a quote stands in a library, and which of the library's passages hold it.

Quotes and pages are compared by their visible characters: without white space, soft hyphens and the like. A quote that
stands in several places of its page (or, where no page is named, of its document) stands in each of them, unless the
evidence says which one is meant. A passage is relevant, with the highest grade of

- every evidence of whose characters it holds at least half, and
- every evidence that holds at least half of its own characters (a long quote cut into several passages);

where no passage fulfils either, the passage with the most characters of the quote counts.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.records import SEEN, Evidence, visible
from ingest.records import Passage, Span

ENOUGH = 0.5  # share of characters from which two stretches of a page are taken for the same


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one page of a document."""

    document_id: str
    page: int
    span: Span


@dataclass(frozen=True, slots=True)
class Found:
    """Where one evidence stands: mostly one place; a quote that runs over a page's end has one on each page."""

    evidence: Evidence
    places: tuple[Place, ...]


def stands_on(quote: str, text: str) -> bool:
    """Whether the quote stands in the text, by the visible characters of both."""
    return bool(visible(quote)) and visible(quote) in visible(text)


class DocumentText:
    """A document's visible characters in one string, each with its page and offset."""

    def __init__(self, document_id: str, pages: Sequence[tuple[int, str]]) -> None:
        """Lay out (page number, text) pairs."""
        self._document_id = document_id
        letters: list[str] = []
        self._pages, self._offsets = array("L"), array("L")  # of each letter; millions of pairs would take gigabytes
        for number, text in pages:
            for stretch in SEEN.finditer(text):
                letters.append(stretch[0])
                self._pages.extend([number] * len(stretch[0]))
                self._offsets.extend(range(stretch.start(), stretch.end()))
        self._letters = "".join(letters)

    def find(self, evidence: Evidence) -> tuple[Place, ...]:
        """Return the places where the evidence stands; empty where it stands nowhere."""
        quote = visible(evidence.quote)
        starts = [start for start in _starts(quote, self._letters) if evidence.page in (None, self._pages[start])]
        if evidence.near is not None and starts:
            near = evidence.near
            starts = [min(starts, key=lambda start: abs(start - near))]
        return tuple(place for start in starts for place in self._places(start, start + len(quote)))

    def _places(self, start: int, end: int) -> Iterator[Place]:
        pages: dict[int, list[int]] = defaultdict(list)
        for number, offset in zip(self._pages[start:end], self._offsets[start:end], strict=True):
            pages[number].append(offset)
        for number, offsets in pages.items():
            yield Place(self._document_id, number, Span(offsets[0], offsets[-1] + 1))


def _starts(quote: str, letters: str) -> Iterator[int]:
    start = letters.find(quote) if quote else -1
    while start >= 0:
        yield start
        start = letters.find(quote, start + 1)


def is_same(one: Span, other: Span, text: str) -> bool:
    """Whether two spans of one page share at least half of the shorter's visible characters."""
    shared = _shared(one, other, text)
    shorter = min(_length(one, text), _length(other, text))
    return shared > 0 and shared >= ENOUGH * shorter


def _shared(one: Span, other: Span, text: str) -> int:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return len(visible(text[start:end])) if start < end else 0


def _length(span: Span, text: str) -> int:
    return len(visible(span.of(text)))


class Judge:
    """Tells which passages of a library hold which evidence."""

    def __init__(
        self, passages: Sequence[Passage], *, page_count: Callable[[str], int], page_text: Callable[[str, int], str]
    ) -> None:
        """Judge the passages of a library.

        Args:
            passages: all that the library holds.
            page_count: document id -> number of pages.
            page_text: (document id, page) -> text.
        """
        self._page_count, self._page_text = page_count, page_text
        self._documents: dict[str, DocumentText] = {}
        self._passages: dict[tuple[str, int], list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.document_id, passage.page].append(passage)
        self._held = {passage.document_id for passage in passages}

    def find(self, evidence: Evidence) -> Found:
        """Return where the evidence stands; without places where it does not, or its document is not held."""
        key = evidence.document_id
        if key not in self._held:
            return Found(evidence, ())
        if key not in self._documents:
            pages = [(number, self._page_text(key, number)) for number in range(1, self._page_count(key) + 1)]
            self._documents[key] = DocumentText(key, pages)
        return Found(evidence, self._documents[key].find(evidence))

    def qrels(self, found: Sequence[Found]) -> dict[str, int]:
        """Return passage id -> grade, by the rule above."""
        grades: dict[str, int] = {}
        for one in found:
            for place in one.places:
                for passage_id in self._holding(place):
                    grades[passage_id] = max(grades.get(passage_id, 0), one.evidence.grade)
        return grades

    def _holding(self, place: Place) -> list[str]:
        text = self._page_text(place.document_id, place.page)
        length = _length(place.span, text)
        shares = [
            (passage, _shared(passage.span, place.span, text))
            for passage in self._passages[place.document_id, place.page]
        ]
        shares = [(passage, shared) for passage, shared in shares if shared]
        enough = [
            passage for passage, shared in shares
            if shared >= ENOUGH * length or shared >= ENOUGH * _length(passage.span, text)
        ]  # fmt: skip
        if not enough and shares:
            enough = [max(shares, key=lambda pair: pair[1])[0]]
        return [passage.passage_id for passage in enough]

    def holds(self, place: Place, found: Found) -> bool:
        """Whether a cited place is where the evidence stands: they share half of the shorter's characters."""
        return any(
            (other.document_id, other.page) == (place.document_id, place.page)
            and is_same(place.span, other.span, self._page_text(place.document_id, place.page))
            for other in found.places
        )
