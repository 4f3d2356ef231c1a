"""What a search has found, with the counts beside each facet's values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answer.export.subjects import Quotations
from index.marking import matched_spans
from index.records import Filters, Hit, SearchResult
from ui.ports import Library
from ui.tabs.search.query import Facet, Query, Sort, chosen, without

CONSIDERED = 100  # the best passages, out of which the hits are taken and counted
_SHARE = 0.25  # of the query, by the weight of its terms, that a passage must have, be it in other words
_NEAREST = 10  # passages that are hits by their meaning alone, where none shares enough words


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHit:
    """A hit, and (start, end) of the words in its text that it was found by."""

    hit: Hit
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The hits of a query in its order, and for each facet how many hits each value has.

    Attributes:
        counts: with all that is chosen but the facet's own values, so that they tell what choosing another would give.
        names: what a value is called, where the value does not say it: titles of documents.
    """

    query: Query
    hits: tuple[FoundHit, ...]
    counts: Mapping[Facet, Mapping[str, int]]
    names: Mapping[str, str]
    snapshot: str

    @property
    def shown(self) -> tuple[FoundHit, ...]:
        """The hits that are shown."""
        return self.hits[: self.query.shown]

    @property
    def picks(self) -> tuple[Picked, ...]:
        """The hits that are shown, as they are selected."""
        return tuple(Picked(hit=one.hit, query=self.query, snapshot=self.snapshot) for one in self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A hit that is selected, and the search that it was selected from."""

    hit: Hit
    query: Query
    snapshot: str


def quotations(picked: Sequence[Picked], found: Found | None, language: str) -> Quotations | None:
    """Return what is selected, or where nothing is, all that is shown; None where nothing is.

    Args:
        language: that the reader reads the page in; single words tell too little of theirs.
    """
    taken = picked or (found.picks if found else ())
    if not taken:
        return None
    filters = {one.query.filters for one in taken}
    return Quotations(
        query=_once(one.query.text for one in taken), snapshot=_once(one.snapshot for one in taken), language=language,
        filters=filters.pop() if len(filters) == 1 else Filters(), hits=tuple(one.hit for one in taken),
    )  # fmt: skip


def _once(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def find(query: Query, library: Library) -> Found:
    """Search, mark the words, and count."""
    result = library.search(query.text, filters=query.filters, k=CONSIDERED)
    hits = _hits(result)
    counts: dict[Facet, Mapping[str, int]] = {}
    names = {hit.document.document_id: hit.document.title for hit in hits}
    for facet in Facet:
        counted = hits
        if chosen(query.filters, facet):
            wider = library.search(query.text, filters=without(query.filters, facet), k=CONSIDERED)
            counted = _hits(wider)
        counts[facet] = Counter(value for hit in counted if (value := _value(hit, facet)))
        names |= {hit.document.document_id: hit.document.title for hit in counted}
    return Found(
        query=query, hits=tuple(_marked(hit, result) for hit in _ordered(hits, query.sort)), counts=counts, names=names,
        snapshot=result.snapshot,
    )  # fmt: skip


def _hits(result: SearchResult) -> list[Hit]:
    """Leave out passages that are only the nearest of what is left; where no other is, the very nearest stay."""
    told = result.evidence
    sharing = [hit for hit in result.hits if told[hit.passage.passage_id].coverage >= _SHARE]
    return sharing or list(result.hits[:_NEAREST])


def _ordered(hits: Sequence[Hit], sort: Sort) -> list[Hit]:
    if sort is Sort.YEAR:
        return sorted(hits, key=lambda hit: (-(hit.document.year or 0), hit.rank))
    return list(hits)


def _marked(hit: Hit, result: SearchResult) -> FoundHit:
    spans = matched_spans(result.reading, hit.passage.text)
    return FoundHit(hit=hit, marks=tuple((span.start, span.end) for span in spans))


def _value(hit: Hit, facet: Facet) -> str:
    document = hit.document
    match facet:
        case Facet.COUNTRY:
            return document.country
        case Facet.YEAR:
            return str(document.year or "")
        case Facet.DOC_TYPE:
            return document.doc_type
        case Facet.LANGUAGE:
            return document.language
        case Facet.DOCUMENT:
            return document.document_id
