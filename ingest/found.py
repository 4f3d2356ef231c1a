"""What a reader found in a document, counted: what a person wants to know before trusting it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ingest.records import Block, BlockKind, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Counts of what was found in one document.

    Attributes:
        ocr_pages: pages whose text was recognised from a picture.
        labels: pages whose printed number is known.
        language: ISO 639-1 code that the document goes by.
        warnings: of the reader, one line each.
    """

    ocr_pages: int
    tables: int
    headings: int
    labels: int
    language: str
    warnings: tuple[str, ...]


def count_found(document: Document, *, language: str) -> Found:
    """Count what was found in a document that goes by a language."""
    return Found(
        ocr_pages=sum(page.is_ocr for page in document.pages),
        tables=_tables(document.blocks),
        headings=sum(block.kind is BlockKind.HEADING for block in document.blocks),
        labels=sum(bool(page.label) for page in document.pages),
        language=language,
        warnings=document.warnings,
    )


def _tables(blocks: tuple[Block, ...]) -> int:
    """Count runs of table rows; a table that goes on over the page is counted once for each page."""
    rows = [block.page if block.kind is BlockKind.TABLE_ROW else 0 for block in blocks]
    return sum(now > 0 and now != before for before, now in pairwise([0, *rows]))
