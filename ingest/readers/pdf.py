"""A PDF becomes a document: text and boxes by pdfium, structure by pypdf, blocks by how the lines are set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.errors import FileRejected, NoText
from ingest.furniture import edges
from ingest.labels import page_labels
from ingest.ocr.records import Recognition
from ingest.page_numbers import name_pages
from ingest.readers import pdf_structure
from ingest.readers.pdf_blocks import build_blocks
from ingest.readers.pdf_grids import find_grids
from ingest.readers.pdf_lines import PageLines, in_order, split_lines
from ingest.readers.pdf_order import with_late_headings
from ingest.readers.pdf_parting import part_columns
from ingest.readers.pdf_scan import ScannedPage, scanned_page, usual_size
from ingest.readers.pdf_structure import PasswordNeeded, Structure, StructureError
from ingest.readers.pdf_text import PDFIUM_LOCK, PageText, read_page, unplaced
from ingest.readers.pdf_title import find_title, find_year
from ingest.records import Block, BlockKind, Document, Format, Page

_FETCH_AGAIN = "Fetch it again from its source, then ingest it."
_LOCKED = "it opens with a password only"
_UNLOCK = "Save it without the password (`qpdf --decrypt --password=… in.pdf out.pdf`), then ingest that."
_OCR = "Have it recognised (the extra `ocr`, see README.md), then ingest it."
_EDGE_BYTES = 2048


def read_pdf(
    path: Path, *, revision: str, max_pages: int, recognised: Mapping[int, Recognition] | None = None
) -> Document:
    """Read a PDF.

    Args:
        path: the file.
        revision: sha256 of its bytes.
        max_pages: that it may have.
        recognised: page number -> what was recognised in the picture of it; taken for pages that hold no text.

    Raises:
        FileRejected: it cannot be opened, has more than `max_pages` pages, or holds no text.
    """
    warnings: list[str] = []
    structure = _structure(path, warnings)
    texts = _texts(path, warnings, max_pages=max_pages)
    scanned = _scanned(texts, recognised or {})
    texts = [scanned[number].displayed if number in scanned else text for number, text in enumerate(texts, 1)]
    _check_text(path, texts, warnings)
    in_rows = [
        (text, split_lines(number, scanned[number].upright)) if number in scanned else _row_by_row(number, text)
        for number, text in enumerate(texts, 1)
    ]
    texts, lines = [text for text, _ in in_rows], [page for _, page in in_rows]
    outline = tuple(entry for entry in structure.outline if entry.page <= len(texts))
    blocks = build_blocks(lines, outline)
    title = find_title(structure.title, lines) or _first_heading(blocks, texts)
    labels = page_labels([edges(page) for page in lines], structure.labels)
    return Document(
        path=path,
        revision=revision,
        format=Format.PDF,
        pages=_pages(texts, labels, scanned.keys()),
        blocks=blocks,
        outline=outline,
        title=title,
        year=find_year(title, [text.text for text in texts], structure.made),
        warnings=tuple(warnings),
    )


def _row_by_row(number: int, text: PageText) -> tuple[PageText, PageLines]:
    """Return a page's text and lines with the drawn tables in them row by row."""
    text, lines = part_columns(number, text, split_lines(number, text))
    drawn, order = find_grids(lines.upright())
    if order is not None:
        text = in_order(text, lines, order)
        lines = split_lines(number, text)
        drawn, _ = find_grids(lines.upright())
    order = with_late_headings(lines.upright(), {n for table in drawn for n in table.numbers})
    if order is not None:
        text = in_order(text, lines, order)
        lines = split_lines(number, text)
        drawn, _ = find_grids(lines.upright())
    return text, replace(lines, drawn=tuple(drawn))


def _scanned(texts: Sequence[PageText], recognised: Mapping[int, Recognition]) -> dict[int, ScannedPage]:
    """Return page number -> the recognised page, for those without text of their own."""
    usual = usual_size(recognised.values())
    return {
        number: scanned_page(recognised[number], text, usual=usual)
        for number, text in enumerate(texts, 1)
        if number in recognised and not text.text.strip()
    }


def _structure(path: Path, warnings: list[str]) -> Structure:
    """Return what pypdf finds, nothing where it fails."""
    try:
        structure = pdf_structure.read_structure(path)
    except PasswordNeeded as error:
        raise FileRejected(path, _LOCKED, _UNLOCK) from error
    except StructureError as error:
        warnings.append(f"its outline, page labels and title cannot be read ({_short(error)})")
        return Structure()
    warnings += structure.faults
    return structure


def _texts(path: Path, warnings: list[str], *, max_pages: int) -> list[PageText]:
    """Return every page's text: by pdfium, by pdfium from pypdf's rewrite of the file, or by pypdf alone."""
    try:
        return _by_pdfium(path, path, warnings, max_pages=max_pages)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise FileRejected(path, _LOCKED, _UNLOCK) from error
        return _from_broken(path, warnings, max_pages=max_pages)


def _from_broken(path: Path, warnings: list[str], *, max_pages: int) -> list[PageText]:
    """Return the pages of a file that pdfium does not open."""
    try:
        texts = _by_pdfium(path, pdf_structure.repaired(path), warnings, max_pages=max_pages)
        warnings.append("the file is damaged; it was read from a repaired copy")
    except (pdfium.PdfiumError, StructureError):
        texts = _by_pypdf(path, max_pages=max_pages)
        warnings.append("the file is damaged; its text was read without places, so no line can be marked on its pages")
    return texts


def _by_pypdf(path: Path, *, max_pages: int) -> list[PageText]:
    try:
        texts = pdf_structure.plain_texts(path, max_pages=max_pages)
    except StructureError as error:
        raise FileRejected(path, _fault(path), _FETCH_AGAIN) from error
    if not texts:
        raise FileRejected(path, _fault(path), _FETCH_AGAIN)
    _check_count(path, len(texts), max_pages)
    return [unplaced(text) for text in texts]


def _by_pdfium(path: Path, source: Path | bytes, warnings: list[str], *, max_pages: int) -> list[PageText]:
    with PDFIUM_LOCK, pdfium.PdfDocument(source) as pdf:
        _check_count(path, len(pdf), max_pages)
        return [_page_text(pdf, n, warnings) for n in range(len(pdf))]


def _page_text(pdf: pdfium.PdfDocument, n: int, warnings: list[str]) -> PageText:
    """Return one page's text; an empty one where pdfium cannot read it."""
    try:
        page = pdf[n]
        try:
            return read_page(page)
        finally:
            page.close()
    except (pdfium.PdfiumError, MemoryError, ValueError, KeyError) as error:
        warnings.append(f"page {n + 1} cannot be read ({_short(error)}); it is kept as an empty page")
        return unplaced("")


def _check_count(path: Path, count: int, max_pages: int) -> None:
    if count > max_pages:
        fault = f"it has {count:,} pages, more than the {max_pages:,} allowed"
        raise FileRejected(path, fault, "Split it, or raise the limit.")


def _check_text(path: Path, texts: Sequence[PageText], warnings: list[str]) -> None:
    """Raise NoText if no page holds text; warn of those that do not."""
    empty = [number for number, text in enumerate(texts, 1) if not text.text.strip()]
    if len(empty) == len(texts):
        pages = "its page holds" if len(texts) == 1 else f"its {len(texts)} pages hold"
        raise NoText(path, f"{pages} no text, only a picture of it (a scan) or nothing", _OCR, len(texts))
    if empty:
        warnings.append(f"{len(empty)} of {len(texts)} pages hold no text: {name_pages(empty)}")


def _fault(path: Path) -> str:
    """Say what is wrong with a file that nothing can read as a PDF."""
    with path.open("rb") as file:
        head = file.read(_EDGE_BYTES)
        file.seek(max(path.stat().st_size - _EDGE_BYTES, 0))
        tail = file.read()
    if b"%PDF-" not in head:
        is_web_page = b"<html" in head.lower() or b"<!doctype" in head.lower()
        return "it is a web page, not a PDF" if is_web_page else "it is not a PDF, whatever its name says"
    return "the file is damaged" if b"%%EOF" in tail else "the file ends too early (a broken download?)"


def _short(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:120]


def _pages(texts: Sequence[PageText], labels: Sequence[str], scanned: Set[int]) -> tuple[Page, ...]:
    return tuple(
        Page(
            number=number, label=label, text=text.text, width=text.width, height=text.height,
            boxes=text.pack() if text.is_placed else None, is_ocr=number in scanned,
        )
        for number, (text, label) in enumerate(zip(texts, labels, strict=True), 1)
    )  # fmt: skip


def _first_heading(blocks: Sequence[Block], texts: Sequence[PageText]) -> str:
    """Return the first heading of the first page that holds text."""
    first = next(number for number, text in enumerate(texts, 1) if text.text.strip())
    found = (block for block in blocks if block.kind is BlockKind.HEADING and block.page == first)
    return next((block.section[-1] for block in found), "")
