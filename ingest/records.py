"""What a file becomes: pages of exact text, blocks of structure, passages to index.

Pages and ranks count from 1. Offsets count Unicode code points from 0, and spans are half-open.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ingest.clean import readable

# Boxes are kept in tenths of a point: finer than any screen, and a page of 6,553 points (2.3 m) fits 16 bits.
_UNITS_PER_POINT = 10
_MAX_UNIT = 65_535


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one page's text: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner of the page as it is displayed (rotation applied)."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class CharBoxes:
    """One box per code point of a page's text, packed to about 2 bytes per character.

    A character that is not drawn (a line break, say) has the box 0, 0, 0, 0.

    Attributes:
        packed: zlib over four runs of little-endian uint16 (all lefts, tops, rights, bottoms), in tenths of a point.
    """

    packed: bytes

    @classmethod
    def pack(cls, boxes: Sequence[tuple[float, float, float, float]]) -> CharBoxes:
        """Pack (left, top, right, bottom) per character, in points; what lies off the page is clipped to it."""
        columns = [[_to_unit(box[side]) for box in boxes] for side in range(4)]
        flat = [value for column in columns for value in column]
        return cls(zlib.compress(struct.pack(f"<{len(flat)}H", *flat), 1))

    def unpack(self) -> list[Box]:
        """Return one Box per character of the page's text."""
        raw = zlib.decompress(self.packed)
        values = struct.unpack(f"<{len(raw) // 2}H", raw)
        n = len(values) // 4
        scaled = [value / _UNITS_PER_POINT for value in values]
        sides = zip(scaled[:n], scaled[n : 2 * n], scaled[2 * n : 3 * n], scaled[3 * n :], strict=True)
        return [Box(*side) for side in sides]


def _to_unit(points: float) -> int:
    return min(max(round(points * _UNITS_PER_POINT), 0), _MAX_UNIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    r"""One page of a document, exact.

    Attributes:
        number: position in the file, 1-based; a format without pages has one page per top-level section.
        label: the number printed on the page ("8", "iv", "A-3"); "" where it is not known for certain.
        text: the page's characters; lines end in "\n". Every quote is a slice of this.
        width, height: size as displayed, in points; 0 for a format without pages.
        boxes: where each character stands; None for a format without pages.
        is_ocr: the text was recognised from a picture.
    """

    number: int
    label: str
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: CharBoxes | None = None
    is_ocr: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the page holds no text at all."""
        return not self.text.strip()


class BlockKind(StrEnum):
    """What a stretch of a page is, for the cutting of passages."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"  # running head or foot, page number, contents list: kept in the text, never in a passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item or table row of a page.

    Every character of a page that is not white space lies in exactly one block, so nothing is lost unnoticed.

    Attributes:
        page: position of the page in the file, 1-based.
        span: where the block lies in that page's text.
        section: titles of the headings above it, outermost first; for a heading, its own title is the last.
        context: the header of the table that a row belongs to, on one line; mostly "".
        reading: a table row as it can be read alone, with the header's cells carried down ("Country: Malta | Year:
            2024"); "" for a header, and for all that reads as it stands on the page.
    """

    page: int
    span: Span
    kind: BlockKind
    section: tuple[str, ...] = ()
    context: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One line of a document's table of contents.

    Attributes:
        level: 1 for the outermost.
        page: position in the file, 1-based.
    """

    title: str
    level: int
    page: int


class Format(StrEnum):
    """A kind of file that can be read."""

    PDF = "pdf"
    HTML = "html"
    DOCX = "docx"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a reader found in one file.

    Attributes:
        revision: sha256 of the file's bytes, in hexadecimal.
        pages: in the file's order, numbered 1, 2, 3 …
        blocks: in reading order.
        language: ISO 639-1 code of the text, detected; "und" where there is too little text.
        title, year: as the file itself tells (metadata, first heading); "" and None where it does not.
        warnings: what a maintainer should know, one line each.
        blank: numbers of the pages that show nothing, so that nothing of them is lost.
        unread: why the other pages without text have none, and what brings it; "" where nobody has looked.
        scan_reader: what has looked at the pages without text; "" for nothing.
        seconds: that reading took.
    """

    path: Path
    revision: str
    format: Format
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    outline: tuple[OutlineEntry, ...] = ()
    language: str = "und"
    title: str = ""
    year: int | None = None
    warnings: tuple[str, ...] = ()
    blank: tuple[int, ...] = ()
    unread: str = ""
    scan_reader: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def empty_pages(self) -> list[int]:
        """Numbers of the pages that hold no text."""
        return [page.number for page in self.pages if page.is_empty]

    @property
    def unread_pages(self) -> list[int]:
        """Numbers of the pages whose text, if they have any, is missing."""
        return [number for number in self.empty_pages if number not in self.blank]


class Status(StrEnum):
    """Where a document stands in its own life."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the catalogue says of a document.

    Attributes:
        document_id: key in the catalogue; lower-case letters, digits and hyphens.
        country: ISO 3166-1 alpha-3, or EURO (WHO European Region), EU, OECD, GLOBAL; "" where not known.
        date: ISO 8601, as precise as it is known ("2025-11-19", "2025-11", "2025"); "" where not known.
        language: ISO 639-1 code.
        stands_for: id of the official document that this one is a digest of; "" where it is the document itself.
        url: address of the official document.
    """

    document_id: str
    title: str
    publisher: str = ""
    year: int | None = None
    date: str = ""
    country: str = ""
    doc_type: str = ""
    language: str = "und"
    url: str = ""
    licence: str = ""
    status: Status = Status.UNKNOWN
    stands_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one page: the unit that is indexed, retrieved and cited.

    Attributes:
        document_id: key of the document in the catalogue.
        revision: sha256 of the file the text was read from.
        page: position in the file, 1-based; not the number printed on the page.
        span: where `text` lies in that page's text.
        text: the page's characters in `span`, unaltered.
        section: titles of the headings above it, outermost first.
        context: what stands above it and is needed to understand it: the header of the table whose rows it holds, or
            the sentence that announces the list in which it begins ("The plan asks for"); not part of the span.
        kind: what its blocks are.
        sentences: where its sentences (or table rows) lie in the page's text; what an answer quotes.
        readings: per sentence, how it reads alone where that is not what stands on the page, else ""; empty where none
            has any. A table row reads with its header's cells.
    """

    document_id: str
    revision: str
    page: int
    span: Span
    text: str
    section: tuple[str, ...] = ()
    context: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    sentences: tuple[Span, ...] = ()
    readings: tuple[str, ...] = ()

    def read(self, span: Span | None = None) -> str:
        """Return the sentences that begin within a span (without one, all) as a reader would have them, on one line."""
        if not self.readings:
            return readable(self.text if span is None else self.sentence(span))
        pairs = zip(self.sentences, self.readings, strict=True)
        inside = [(own, reading) for own, reading in pairs if span is None or span.start <= own.start < span.end]
        return "; ".join(reading or readable(self.sentence(own)) for own, reading in inside)

    def sentence(self, span: Span) -> str:
        """Return the page's characters in a span that lies within the passage."""
        return self.text[span.start - self.span.start : span.end - self.span.start]

    @property
    def passage_id(self) -> str:
        """A key made of what the passage is, so that cutting the same revision again gives the same keys."""
        place = f"{self.document_id}\0{self.revision}\0{self.page}\0{self.span.start}\0{self.span.end}"
        return hashlib.sha256(place.encode()).hexdigest()[:24]
