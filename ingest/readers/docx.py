"""Word files: paragraphs, lists with their numbers, tables, notes, text boxes; no deleted and no hidden text."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml import etree

from ingest.errors import FileRejected
from ingest.readers.legal import with_headings
from ingest.readers.numbering import Numbering, W, value
from ingest.readers.numerals import roman
from ingest.readers.pages import (
    HARD_BREAK,
    Piece,
    by_section,
    flow,
    heading,
    lay_out,
    lowered,
    one_line,
    raised,
    table_pieces,
)
from ingest.readers.tables import Cell
from ingest.records import BlockKind, Document, Format

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError)  # what a damaged archive raises
_MAX_UNPACKED_BYTES = 300_000_000
_MAX_RATIO = 200  # Word's XML shrinks to about a tenth; only a bomb shrinks to a two-hundredth
_SMALL_BYTES = 20_000_000  # below this no ratio hurts
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SKIPPED = frozenset(
    {
        f"{W}del",
        f"{W}moveFrom",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}txbxContent",
        f"{W}instrText",
        f"{W}delText",
        f"{W}sdtPr",
        f"{_COMPATIBILITY}Fallback",
    }
)
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_SIGNS = {f"{W}tab": "\t", f"{W}cr": HARD_BREAK, f"{W}noBreakHyphen": "\u2011", f"{W}ptab": "\t"}
_OFF = frozenset({"0", "false", "off"})
_LONGEST_HEADER_CELL = 80
_LONGEST_BOLD_HEADING = 80
_BOLD_LEVEL = 9  # below all headings that are set with a style


def read_docx(path: Path, *, revision: str) -> Document:
    """Read a Word file; one page per top-level section.

    Raises:
        FileRejected: it is no Word file, is damaged, or would fill the memory when unpacked.
    """
    _check_size(path)
    word = _open(path)
    layout = lay_out(by_section(with_headings(list(_Body(word).pieces()))))
    title, year = _properties(word)
    return Document(
        path=path,
        revision=revision,
        format=Format.DOCX,
        pages=layout.pages,
        blocks=layout.blocks,
        outline=layout.outline,
        title=title or layout.title,
        year=year,
    )


def _check_size(path: Path) -> None:
    """Raise FileRejected for a file that unpacks to absurd size; the sizes are those the reader will not go beyond."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (*_BAD_ZIP, ValueError) as error:
        raise _damaged(path) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > _MAX_UNPACKED_BYTES or (unpacked > _SMALL_BYTES and unpacked / packed > _MAX_RATIO):
        fault = f"it unpacks to {unpacked / 1e6:,.0f} MB, which no real document does"
        raise FileRejected(path, fault, "Open it in Word, shrink its pictures, save it anew, then ingest it.")


def _damaged(path: Path) -> FileRejected:
    return FileRejected(
        path, "it is no Word file, or a damaged one", "Open it in Word, save it as .docx, then ingest it."
    )


def _open(path: Path) -> Any:
    """Return python-docx's document."""
    try:
        word = docx.Document(str(path))
        word.element.body  # noqa: B018  # a part that is missing shows only when it is touched
    except (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError, *_BAD_ZIP, OSError) as error:
        raise _damaged(path) from error
    return word


def _properties(word: Any) -> tuple[str, int | None]:
    """Return title and year of creation, as far as the file states them sanely."""
    try:
        core = word.core_properties
        title, created = one_line(core.title or ""), core.created
    except (KeyError, ValueError, AttributeError):
        return "", None
    is_sane = created is not None and 1990 <= created.year <= datetime.now(UTC).year + 1
    # Every file that python-docx makes from its own template claims to be of 23 December 2013.
    is_template = created is not None and (created.year, created.month, created.day) == (2013, 12, 23)
    return title, created.year if is_sane and not is_template else None


@dataclass(slots=True)
class _Body:
    """A pass over a Word document's body."""

    word: Any
    styles: dict[str, Any] = field(init=False)
    numbering: Numbering = field(init=False)
    notes: dict[str, dict[str, Any]] = field(init=False)
    note_numbers: dict[str, int] = field(default_factory=lambda: {"footnote": 0, "endnote": 0})
    has_begun: bool = False  # whether any paragraph has been written
    waiting: list[Piece] = field(default_factory=list)  # notes referred to, not yet written

    def __post_init__(self) -> None:
        styles = self.word.styles.element.iterchildren(f"{W}style")
        self.styles = {style.get(f"{W}styleId", ""): style for style in styles}
        self.numbering = Numbering(_part_root(self.word, "numbering"))
        self.notes = {kind: _notes(_part_root(self.word, f"{kind}s"), kind) for kind in ("footnote", "endnote")}

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in reading order."""
        yield from self._blocks(self.word.element.body)

    def _blocks(self, parent: Any) -> Iterator[Piece]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif _is_contents(child):
                yield from (_furniture(piece) for piece in self._blocks(child.find(f"{W}sdtContent")))
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child)
            notes, self.waiting = self.waiting, []
            yield from notes

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        text = flow(self._text(paragraph))
        style = _style_id(paragraph)
        marker = self._marker(paragraph, style) if text else ""
        if text:
            yield self._piece(paragraph, style, text=f"{marker} {text}".strip(), is_item=bool(marker))
            self.has_begun = True
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(parent.tag == f"{_COMPATIBILITY}Fallback" for parent in box.iterancestors()):
                yield from self._blocks(box)

    def _piece(self, paragraph: Any, style: str, *, text: str, is_item: bool) -> Piece:
        names = [value(element, "name").lower() for element in self._chain(style)]
        if any(name.startswith(("toc ", "table of figures", "index ")) for name in names):
            return Piece(text=text, kind=BlockKind.FURNITURE)
        level = self._heading_level(paragraph, style, names)
        if level is None and not is_item and _reads_as_heading(paragraph, text):
            level = _BOLD_LEVEL
        if level is not None:
            return heading(text, level=level)
        return Piece(text=text, kind=BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH)

    def _chain(self, style: str) -> Iterator[Any]:
        """Yield a style and those it is based on; a circle of styles ends."""
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = value(self.styles[style], "basedOn")

    def _heading_level(self, paragraph: Any, style: str, names: Iterable[str]) -> int | None:
        """Return 1 for the outermost level, 0 for the title, None for no heading.

        Style names are stored in English whatever Word's language is, and a style of one's own is based on them or has
        an outline level, of which 0 is the outermost and 9 means running text.
        """
        for element in (paragraph, *self._chain(style)):
            own = element.find(f"{W}pPr")
            outline = "" if own is None else value(own, "outlineLvl")
            if outline.isdecimal():
                return int(outline) + 1 if int(outline) < 9 else None
        for name in names:
            if name == "title" or (name == "subtitle" and not self.has_begun):
                return 0
            if name.startswith("heading ") and name[8:].isdecimal():
                return int(name[8:])
        return None

    def _marker(self, paragraph: Any, style: str) -> str:
        """Return the number or bullet that Word shows before a paragraph."""
        for element in (paragraph, *self._chain(style)):
            own = element.find(f"{W}pPr/{W}numPr")
            if own is None:
                continue
            list_id, level = value(own, "numId"), value(own, "ilvl")
            if not list_id and element is paragraph:
                continue  # the level alone; the list is the style's
            number = int(level) if level.isdecimal() else self.numbering.level_of_style(list_id, style)
            return self.numbering.marker(list_id, number)
        return ""

    def _text(self, element: Any) -> str:
        """Return what a reader sees of a paragraph."""
        return "".join(self._parts(element))

    def _parts(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag in {f"{W}t", _MATH_TEXT}:
                yield child.text or ""
            elif tag == f"{W}br":
                yield " " if child.get(f"{W}type") in {"page", "column"} else HARD_BREAK
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                yield self._note(child)
            elif tag == f"{W}r":
                yield self._run(child)
            else:
                yield from self._parts(child)

    def _run(self, run: Any) -> str:
        own = run.find(f"{W}rPr")
        if own is not None and _is_on(own, "vanish"):
            return ""
        text = "".join(self._parts(run))
        shift = "" if own is None else value(own, "vertAlign")
        return {"superscript": raised, "subscript": lowered}.get(shift, str)(text)

    def _note(self, reference: Any) -> str:
        """Return the sign of a note, and keep its text until the paragraph has been written."""
        kind = reference.tag.removeprefix(W).removesuffix("Reference")
        note = self.notes[kind].pop(reference.get(f"{W}id", ""), None)
        if note is None:
            return ""
        self.note_numbers[kind] += 1
        number = self.note_numbers[kind]
        sign = f"[{number if kind == 'footnote' else roman(number)}]"
        words = " ".join(self._text(paragraph) for paragraph in note.iter(f"{W}p"))
        self.waiting.append(Piece(text=f"{sign} {flow(words)}", kind=BlockKind.FOOTNOTE))
        return sign

    def _table(self, table: Any) -> Iterator[Piece]:
        """Yield rows as lines; a table of one column only sets the layout, so its cells are read as paragraphs."""
        rows = [(row, list(_cells(row))) for row in _inside(table, f"{W}tr")]
        if all(len(cells) <= 1 for _, cells in rows):
            for _, cells in rows:
                for cell in cells:
                    yield from self._blocks(cell)
            return
        cells = [[self._cell(cell) for cell in row] for _, row in rows]
        yield from table_pieces(cells, header_rows=_header_rows(table, [row for row, _ in rows], cells))

    def _cell(self, cell: Any) -> Cell:
        """Return a cell; of cells merged downwards only the first shows any words."""
        width = cell.find(f"{W}tcPr")
        span = "" if width is None else value(width, "gridSpan")
        columns = int(span) if span.isdigit() else 1
        if _is_merged(cell):
            return Cell("", columns=columns, goes_on=True)
        return Cell(" ".join(filter(None, map(self._marked, cell.iter(f"{W}p")))), columns=columns)

    def _marked(self, paragraph: Any) -> str:
        text = one_line(self._text(paragraph))
        return f"{self._marker(paragraph, _style_id(paragraph))} {text}".strip() if text else ""


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Yield children of a kind, through the wrappers that change tracking and forms put around them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _cells(row: Any) -> Iterator[Any]:
    return _inside(row, f"{W}tc")


def _is_merged(cell: Any) -> bool:
    """Whether a cell is the continuation of the one above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _header_rows(table: Any, rows: Sequence[Any], cells: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows at the top name the columns: marked so, or set apart by the table's look and short."""
    if len(rows) < 2:
        return 0
    marked = next((n for n, row in enumerate(rows) if row.find(f"{W}trPr/{W}tblHeader") is None), len(rows))
    if marked:
        return min(marked, len(rows) - 1)
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return 0
    is_set_apart = look.get(f"{W}firstRow") == "1" or bool(int(look.get(f"{W}val", "0"), 16) & 0x20)
    texts = [cell.text for cell in cells[0]]
    return int(is_set_apart and len(texts) > 1 and all(text and len(text) <= _LONGEST_HEADER_CELL for text in texts))


def _style_id(paragraph: Any) -> str:
    own = paragraph.find(f"{W}pPr")
    return "" if own is None else value(own, "pStyle")


def _reads_as_heading(paragraph: Any, text: str) -> bool:
    """Whether a line without a heading's style is set as one: short, bold throughout, no sentence, not in a table."""
    if len(text) > _LONGEST_BOLD_HEADING or not text[:1].isupper() or text.endswith((".", ":", ";", ",")):
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if one_line("".join(t.text or "" for t in run.iter(f"{W}t")))]
    is_bold = all((own := run.find(f"{W}rPr")) is not None and _is_on(own, "b") for run in runs)
    return bool(runs) and is_bold and paragraph.getparent().tag != f"{W}tc"


def _is_on(element: Any, name: str) -> bool:
    child = element.find(f"{W}{name}")
    return child is not None and child.get(f"{W}val", "1") not in _OFF


def _is_contents(element: Any) -> bool:
    """Whether an element is the table of contents that Word keeps up to date."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _furniture(piece: Piece) -> Piece:
    return Piece(text=piece.text, kind=BlockKind.FURNITURE)


def _part_root(word: Any, name: str) -> Any:
    """Return the root of a part that belongs to the document ("numbering", "footnotes"), or None."""
    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            return parse_xml(relation.target_part.blob)
    return None


def _notes(root: Any, kind: str) -> dict[str, Any]:
    """Return notes by id, without the separators Word keeps among them."""
    notes = [] if root is None else root.iterchildren(f"{W}{kind}")
    return {note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"}
