"""What passages are made of: sentences, table rows and headings, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.note_marks import note_marks
from ingest.records import Block, BlockKind, Document, Page, Span
from ingest.sentences import enumerator, split_sentences, strip

_WHOLE = (BlockKind.TABLE_ROW, BlockKind.HEADING)
_ENDS = (".", "!", "?", "…", ":", ";")


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing a passage is made of: a sentence, a table row or a heading.

    Attributes:
        text: the page's characters in `span`.
        block: number of the block it lies in, in reading order.
        above: the sentences that announce the list in which it stands, outermost first.
    """

    page: int
    span: Span
    text: str
    kind: BlockKind
    block: int
    section: tuple[str, ...] = ()
    context: str = ""
    reading: str = ""
    above: tuple[Unit, ...] = ()

    def joins(self, other: Unit) -> bool:
        """Whether the two may share a passage."""
        same_place = (self.page, self.section, self.context) == (other.page, other.section, other.context)
        return same_place and self.family is other.family

    @property
    def family(self) -> BlockKind:
        """Its kind; a list reads on from the paragraph that announces it, all others stand by themselves."""
        return BlockKind.PARAGRAPH if self.kind is BlockKind.LIST_ITEM else self.kind

    @property
    def is_enumerator(self) -> bool:
        """Whether it is nothing but "3." or "(a)"."""
        return self.kind not in _WHOLE and enumerator(self.text) == self.text


def read_units(document: Document, pages: Mapping[int, Page]) -> list[Unit]:
    """Return the units of a document in reading order, without furniture."""
    found: list[Unit] = []
    marks: tuple[int, list[Span]] = (0, [])
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.FURNITURE:
            continue
        page = pages[block.page]
        if marks[0] != page.number:
            marks = (page.number, note_marks(page))
        found += _units(block, number, page, marks[1], document.language)
    return _with_numbers(found, pages)


def _units(block: Block, number: int, page: Page, marks: list[Span], language: str) -> Iterator[Unit]:
    for span in _spans(block, page.text, marks, language):
        yield Unit(
            page.number, span, span.of(page.text), block.kind, number, block.section, block.context, block.reading
        )


def _spans(block: Block, text: str, marks: list[Span], language: str) -> list[Span]:
    if block.kind in _WHOLE:
        whole = strip(text, block.span)
        return [whole] if whole else []
    start, end = block.span.start, block.span.end
    own = [Span(mark.start - start, mark.end - start) for mark in marks if start <= mark.start and mark.end <= end]
    found = split_sentences(block.span.of(text), language=language, marks=own)
    return [Span(start + span.start, start + span.end) for span in found]


def _with_numbers(units: list[Unit], pages: Mapping[int, Page]) -> list[Unit]:
    """Join what only numbers an item, and stands in a block of its own, with the words of the item.

    Where there are none it ends the sentence before: "… pour la vague" and, in a line of its own, "2.".
    """
    kept: list[Unit] = []
    for unit, following in zip_longest(units, units[1:]):
        text = pages[unit.page].text
        last = kept[-1] if kept else None
        if last and (_is_number_of(last, unit, text) or _is_end(last, unit, following, text)):
            kept[-1] = _joined(last, unit, text)
        else:
            kept.append(unit)
    return kept


def _is_number_of(last: Unit, unit: Unit, text: str) -> bool:
    return last.is_enumerator and not enumerator(unit.text) and _adjoin(last, unit, text)


def _is_end(last: Unit, unit: Unit, following: Unit | None, text: str) -> bool:
    is_open = unit.is_enumerator and unit.text[0].isdecimal() and not last.text.endswith(_ENDS)
    numbers_none = following is None or not _adjoin(unit, following, text) or bool(enumerator(following.text))
    return is_open and numbers_none and _adjoin(last, unit, text)


def _adjoin(one: Unit, two: Unit, text: str) -> bool:
    """Whether two sentences stand in one place with nothing but white space between them."""
    is_running = one.kind not in _WHOLE and two.kind not in _WHOLE
    is_after = one.page == two.page and one.span.end <= two.span.start
    return is_running and is_after and one.joins(two) and not text[one.span.end : two.span.start].strip()


def _joined(one: Unit, two: Unit, text: str) -> Unit:
    span = Span(one.span.start, two.span.end)
    return replace(one, span=span, text=span.of(text), block=two.block)
