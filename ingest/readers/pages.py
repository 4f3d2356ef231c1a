"""Pages out of formats that have none: pieces in reading order become sections, sections become pages.

How a document is cut (`by_section`): one page per section of the *page level*. That is the outermost level of heading,
except that a heading which stands alone at its level and before all others is the document's title, and the level below
it counts instead. What stands before the first section is a page of its own if it holds more than headings. A section
that runs on for more than about eight printed pages goes on on a new page, at a heading if one comes soon, so that
every page can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.readers.tables import Cell, own_texts, readings, spread
from ingest.records import Block, BlockKind, OutlineEntry, Page, Span

_SOFT_CHARS = 15_000  # from here on a page ends before the next heading of any level
_HARD_CHARS = 30_000  # from here on it ends before the next block; a printed page has about 3,500 characters
_LONGEST_HEADING = 300
_CLOSE_KIN = frozenset(
    {BlockKind.TABLE_ROW, BlockKind.LIST_ITEM}
)  # one line break between two of these, else a blank line

HARD_BREAK = "\v"  # stands for a line break that the reader sees, until `flow` has folded the others

_FOLDABLE = re.compile(r"[ \t\n\r\f]+")
_BREAKS = re.compile(rf" ?(?:{HARD_BREAK} ?)+")
_LINE_ENDS = re.compile(r"[ \t]*(?:\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029])[ \t]*")
_BLANK_LINES = re.compile(r"\n{2,}")
# Soft hyphen, zero-width space, word joiner, byte order mark, control characters, lone surrogates: nobody sees them,
# and a word that holds one is not found. Zero-width joiner and non-joiner shape letters in some scripts: they stay.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SHIFTABLE = re.compile(r"[0-9+-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block before it has a place on a page.

    Attributes:
        level: of a heading: 1 for the outermost, 0 for a title above all headings.
        context, reading: as in `Block`.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 1
    context: str = ""
    reading: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it opens a section."""
        return self.kind is BlockKind.HEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Pages with their blocks and outline.

    Attributes:
        title: the heading that stands above all sections, else the first heading; "" where there is none.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    outline: tuple[OutlineEntry, ...]
    title: str


def heading(text: str, *, level: int) -> Piece:
    """Return a heading; a whole paragraph that is only set as one becomes a paragraph."""
    title = one_line(text)
    is_prose = level > 0 and (
        len(title) > _LONGEST_HEADING or (len(title) > _LONGEST_HEADING // 2 and title.endswith("."))
    )
    return Piece(text=text) if is_prose else Piece(text=text, kind=BlockKind.HEADING, level=level)


def flow(text: str) -> str:
    """Return running text on one line: line breaks of the source become spaces, `HARD_BREAK` becomes a line break."""
    return _BREAKS.sub("\n", _FOLDABLE.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """Return the text without any line break, as a heading or a table's cell needs it."""
    return " ".join(scrub(text.replace(HARD_BREAK, " ")).split())


def scrub(text: str) -> str:
    r"""Return the text without unseen characters, blank lines and spaces at line ends; lines end in "\n"."""
    return _BLANK_LINES.sub("\n", _LINE_ENDS.sub("\n", _UNSEEN.sub("", text))).strip()


def raised(text: str) -> str:
    """Return figures as superscript characters, so that 10 to the 6th is not read as 106; other text as it is."""
    return text.translate(_RAISED) if _SHIFTABLE.fullmatch(text.strip()) else text


def lowered(text: str) -> str:
    """Return figures as subscript characters, other text as it is."""
    return text.translate(_LOWERED) if _SHIFTABLE.fullmatch(text.strip()) else text


def table_pieces(rows: Sequence[Sequence[Cell]], *, header_rows: int) -> Iterator[Piece]:
    """Yield a table's rows as lines of cells; each body row has the header as context and is read with its names.

    Args:
        rows: the cells in each row; an empty cell keeps its place, a column without any text has none.
        header_rows: how many rows at the top name the columns.
    """
    grid = spread([[replace(cell, text=one_line(cell.text)) for cell in row] for row in rows])
    texts = own_texts(grid)
    width = max(map(len, texts), default=0)
    used = [n for n in range(width) if any(n < len(row) and row[n] for row in texts)]
    lines = [_row_line([row[n] for n in used if n < len(row)]) for row in texts]
    header = "; ".join(filter(None, lines[:header_rows]))
    for n, (line, reading) in enumerate(zip(lines, readings(grid, header_rows=header_rows), strict=True)):
        context = header if n >= header_rows else ""
        yield Piece(text=line, kind=BlockKind.TABLE_ROW, context=context, reading=reading if reading != line else "")


def _row_line(cells: Sequence[str]) -> str:
    """Return cells in one line; empty ones at its end are left out."""
    last = max((n for n, cell in enumerate(cells) if cell), default=-1)
    return " | ".join(cells[: last + 1]).replace("|  |", "| |").strip()


def by_section(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Cut pieces into pages; the module's docstring states the rule. Footnotes go to the end of their page."""
    seen = [piece for piece in pieces if scrub(piece.text)]
    top = page_level([piece.level for piece in seen if piece.is_heading])
    pages: list[list[Piece]] = [[]]
    size = 0
    for piece in seen:
        if _is_new_page(piece, pages[-1], size=size, top=top):
            pages.append([])
            size = 0
        pages[-1].append(piece)
        size += len(piece.text)
    return [sorted(page, key=lambda piece: piece.kind is BlockKind.FOOTNOTE) for page in pages if page]


def page_level(levels: Sequence[int]) -> int:
    """Return the level whose headings open a page, given all heading levels in reading order.

    Below the title another lone heading is passed over, too (a subtitle), if several stand below it.
    """
    rest = list(levels)
    while len(rest) > 1 and rest[0] < (below := min(rest[1:])):
        if len(rest) < len(levels) and rest.count(below) < 2:
            break
        rest.pop(0)
    return min(rest, default=1)


def _is_new_page(piece: Piece, page: Sequence[Piece], *, size: int, top: int) -> bool:
    """Whether a piece opens a page."""
    if not page or all(other.is_heading and other.level < top for other in page):
        return False
    if piece.is_heading:
        return piece.level <= top or size >= _SOFT_CHARS
    return size >= _HARD_CHARS and not page[-1].is_heading


def lay_out(pages: Sequence[Sequence[Piece]]) -> Layout:
    """Write each page's text and say where its blocks lie; a page without pieces is kept, empty.

    A title above all sections is not repeated in the section paths below it.
    """
    levels = [piece.level for page in pages for piece in page if piece.is_heading]
    writer = _Writer(top=page_level(levels))
    for number, pieces in enumerate(pages, 1):
        writer.write_page(number, pieces)
    return Layout(
        pages=tuple(writer.pages),
        blocks=tuple(writer.blocks),
        outline=tuple(writer.outline),
        title=next((entry.title for entry in writer.outline), ""),
    )


@dataclass(slots=True, kw_only=True)
class _Writer:
    """What has been written so far, and the headings that are open."""

    top: int
    pages: list[Page] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    open_headings: list[tuple[int, str]] = field(default_factory=list)

    def write_page(self, number: int, pieces: Sequence[Piece]) -> None:
        """Append one page."""
        parts: list[str] = []
        length = 0
        before: Piece | None = None
        for piece in pieces:
            text = scrub(piece.text)
            if not text:
                continue
            gap = _gap(before, piece)
            start = length + len(gap)
            length = start + len(text)
            parts += (gap, text)
            self._add_block(piece, page=number, span=Span(start, length), text=text)
            before = piece
        self.pages.append(Page(number=number, label="", text="".join(parts)))

    def _add_block(self, piece: Piece, *, page: int, span: Span, text: str) -> None:
        if piece.is_heading:
            title = one_line(text)
            self.open_headings = [
                (level, name) for level, name in self.open_headings if self.top <= level < piece.level
            ]
            self.open_headings.append((piece.level, title))
            self.outline.append(OutlineEntry(title=title, level=max(piece.level, 1), page=page))
        section = tuple(name for level, name in self.open_headings if level >= self.top or piece.is_heading)
        context = one_line(piece.context)
        self.blocks.append(
            Block(page=page, span=span, kind=piece.kind, section=section, context=context, reading=piece.reading)
        )


def _gap(before: Piece | None, piece: Piece) -> str:
    """What stands between two blocks."""
    if before is None:
        return ""
    return "\n" if before.kind is piece.kind and piece.kind in _CLOSE_KIN else "\n\n"
