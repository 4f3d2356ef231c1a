"""Cut a document into passages: the units that are indexed, retrieved and cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from ingest.leads import lead_text, with_leads
from ingest.records import BlockKind, Document, Page, Passage, Span
from ingest.sentences import strip
from ingest.units import Unit, read_units


def cut_passages(document: Document, *, document_id: str, max_chars: int = 900) -> list[Passage]:
    """Cut a document at sentence and section boundaries, in reading order.

    A passage lies on one page, under one heading, and is an exact slice of the page's text. Running heads, page numbers
    and contents lists are left out; a heading is in the section path of what follows it, and becomes a passage only
    where nothing follows it on its page. A sentence that announces a list stays with the first item where the two fit;
    a passage that begins further down in the list has it as its context.

    Args:
        document_id: the key that the passages carry.
        max_chars: length a passage grows to; only a single sentence may be longer, and is then cut at white space.
    """
    pages = {page.number: page for page in document.pages}
    whole = _without_followed_headings(with_leads(read_units(document, pages)))
    units = (piece for unit in whole for piece in _cut(unit, pages[unit.page].text, max_chars))
    return [
        _passage(group, pages[group[0].page].text, document_id=document_id, revision=document.revision)
        for group in _groups(units, pages, max_chars)
    ]


def _cut(unit: Unit, text: str, max_chars: int) -> Iterator[Unit]:
    """Yield a unit, in pieces where it is too long; each piece of a row reads as it stands on the page."""
    pieces = list(_pieces(text, unit.span, max_chars))
    for piece in pieces:
        yield unit if len(pieces) == 1 else replace(unit, span=piece, text=piece.of(text), reading="")


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


def _without_followed_headings(units: list[Unit]) -> list[Unit]:
    """Drop each heading under which text follows on the same page: it stands in that text's section path."""
    kept: list[Unit] = []
    for unit, following in zip_longest(units, units[1:]):
        is_followed = following is not None and following.page == unit.page and _is_under(following, unit)
        if unit.kind is not BlockKind.HEADING or not is_followed:
            kept.append(unit)
    return kept


def _is_under(unit: Unit, heading: Unit) -> bool:
    depth = len(heading.section)
    return depth > 0 and unit.section[:depth] == heading.section


def _groups(units: Iterable[Unit], pages: dict[int, Page], max_chars: int) -> Iterator[list[Unit]]:
    group: list[Unit] = []
    for unit in units:
        text = pages[unit.page].text
        if group and not _fits(group, unit, text, max_chars):
            leads = _leads_of(group, unit, text, max_chars)
            yield group[: len(group) - len(leads)]
            group = leads
        group.append(unit)
    if group:
        yield group


def _leads_of(group: list[Unit], unit: Unit, text: str, max_chars: int) -> list[Unit]:
    """Return the sentences at a group's end that announce the next unit, as far as they fit into a passage with it."""
    start = len(group)
    while start > 1 and group[start - 1] in unit.above and _fits(group[start - 1 :], unit, text, max_chars):
        start -= 1
    return group[start:]


def _fits(group: list[Unit], unit: Unit, text: str, max_chars: int) -> bool:
    first, last = group[0], group[-1]
    if not last.joins(unit) or unit.span.start < last.span.end:
        return False
    # Between two units there is nothing but white space; otherwise a page number or a footnote would slip in.
    is_next = not text[last.span.end : unit.span.start].strip()
    return is_next and unit.span.end - first.span.start <= max_chars


def _passage(group: list[Unit], text: str, *, document_id: str, revision: str) -> Passage:
    first = group[0]
    span = Span(first.span.start, group[-1].span.end)
    return Passage(
        document_id=document_id,
        revision=revision,
        page=first.page,
        span=span,
        text=span.of(text),
        section=first.section,
        context=first.context or lead_text(first),
        kind=first.family,
        sentences=tuple(unit.span for unit in group),
        readings=tuple(unit.reading for unit in group) if any(unit.reading for unit in group) else (),
    )
