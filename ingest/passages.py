"""Cut a document into passages: the units that are indexed, retrieved and cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.records import Block, BlockKind, Document, Page, Passage, Span
from ingest.sentences import split_sentences, strip

_SKIPPED = frozenset({BlockKind.FURNITURE})


@dataclass(frozen=True, slots=True)
class _Unit:
    """The smallest thing a passage is made of: a sentence, a table row or a heading."""

    page: int
    span: Span
    kind: BlockKind
    section: tuple[str, ...]
    context: str
    reading: str

    def joins(self, other: _Unit) -> bool:
        """Whether the two may share a passage."""
        same_place = (self.page, self.section, self.context) == (other.page, other.section, other.context)
        return same_place and _family(self.kind) == _family(other.kind)


def _family(kind: BlockKind) -> BlockKind:
    # A list reads on from the paragraph that announces it; rows, notes and headings stand by themselves.
    return BlockKind.PARAGRAPH if kind is BlockKind.LIST_ITEM else kind


def cut_passages(document: Document, *, document_id: str, max_chars: int = 900) -> list[Passage]:
    """Cut a document at sentence and section boundaries, in reading order.

    A passage lies on one page, under one heading, and is an exact slice of the page's text. Running heads, page numbers
    and contents lists are left out; a heading is in the section path of what follows it, and becomes a passage only
    where nothing follows it on its page.

    Args:
        document_id: the key that the passages carry.
        max_chars: length a passage grows to; only a single sentence may be longer, and is then cut at white space.
    """
    pages = {page.number: page for page in document.pages}
    whole = _without_followed_headings(list(_units(document, pages)))
    units = (piece for unit in whole for piece in _cut(unit, pages[unit.page].text, max_chars))
    return [
        _passage(group, pages[group[0].page].text, document_id=document_id, revision=document.revision)
        for group in _groups(units, pages, max_chars)
    ]


def _units(document: Document, pages: dict[int, Page]) -> Iterator[_Unit]:
    for block in document.blocks:
        if block.kind in _SKIPPED:
            continue
        text = pages[block.page].text
        for span in _unit_spans(block, text, document.language):
            yield _Unit(block.page, span, block.kind, block.section, block.context, block.reading)


def _unit_spans(block: Block, text: str, language: str) -> list[Span]:
    if block.kind in (BlockKind.TABLE_ROW, BlockKind.HEADING):
        whole = strip(text, block.span)
        return [whole] if whole else []
    start = block.span.start
    found = split_sentences(block.span.of(text), language=language)
    return [Span(start + span.start, start + span.end) for span in found]


def _cut(unit: _Unit, text: str, max_chars: int) -> Iterator[_Unit]:
    """Yield a unit, in pieces where it is too long; each piece of a row reads as it stands on the page."""
    pieces = list(_pieces(text, unit.span, max_chars))
    for piece in pieces:
        yield unit if len(pieces) == 1 else replace(unit, span=piece, reading="")


def _pieces(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    """Cut what is longer than a passage may be, at white space where there is some."""
    while len(span) > max_chars:
        limit = span.start + max_chars
        cut = max(text.rfind(" ", span.start + 1, limit), text.rfind("\n", span.start + 1, limit))
        cut = cut if cut > span.start else limit
        head, span = strip(text, Span(span.start, cut)), strip(text, Span(cut, span.end))
        if head:
            yield head
    if span:
        yield span


def _without_followed_headings(units: list[_Unit]) -> list[_Unit]:
    """Drop each heading under which text follows on the same page: it stands in that text's section path."""
    kept: list[_Unit] = []
    for unit, following in zip_longest(units, units[1:]):
        is_followed = following is not None and following.page == unit.page and _is_under(following, unit)
        if unit.kind is not BlockKind.HEADING or not is_followed:
            kept.append(unit)
    return kept


def _is_under(unit: _Unit, heading: _Unit) -> bool:
    depth = len(heading.section)
    return depth > 0 and unit.section[:depth] == heading.section


def _groups(units: Iterable[_Unit], pages: dict[int, Page], max_chars: int) -> Iterator[list[_Unit]]:
    group: list[_Unit] = []
    for unit in units:
        if group and not _fits(group, unit, pages[unit.page].text, max_chars):
            yield group
            group = []
        group.append(unit)
    if group:
        yield group


def _fits(group: list[_Unit], unit: _Unit, text: str, max_chars: int) -> bool:
    first, last = group[0], group[-1]
    if not last.joins(unit) or unit.span.start < last.span.end:
        return False
    # Between two units there is nothing but white space; otherwise a page number or a footnote would slip in.
    is_next = not text[last.span.end : unit.span.start].strip()
    return is_next and unit.span.end - first.span.start <= max_chars


def _passage(group: list[_Unit], text: str, *, document_id: str, revision: str) -> Passage:
    first = group[0]
    span = Span(first.span.start, group[-1].span.end)
    return Passage(
        document_id=document_id,
        revision=revision,
        page=first.page,
        span=span,
        text=span.of(text),
        section=first.section,
        context=first.context,
        kind=_family(first.kind),
        sentences=tuple(unit.span for unit in group),
        readings=tuple(unit.reading for unit in group) if any(unit.reading for unit in group) else (),
    )
