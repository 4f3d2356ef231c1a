"""What is measured: our reader, and pypdf and pypdfium2 as their first example shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pypdfium2

from ingest.clean import readable
from ingest.passages import cut_passages
from ingest.read import read_document
from ingest.records import BlockKind, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reader found in a file.

    Attributes:
        flow: the running text on one line, without what the reader knows to be no part of it.
        headings, labels, rows, notes: None where the reader has no notion of them.
        text: all characters of the pages.
    """

    flow: str
    text: str
    headings: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    rows: Sequence[str] | None = None
    notes: Sequence[str] | None = None


def ours(path: Path) -> Found:
    """Read with this project's reader."""
    return of_document(read_document(path))


def of_document(document: Document) -> Found:
    """Return what a document holds: its blocks in order, footnotes last, heads and feet left out."""
    pages = {page.number: page.text for page in document.pages}
    words = [(block, readable(block.span.of(pages[block.page]))) for block in document.blocks]
    notes = [text for block, text in words if block.kind is BlockKind.FOOTNOTE]
    flow = [text for block, text in words if block.kind not in (BlockKind.FOOTNOTE, BlockKind.FURNITURE)]
    passages = cut_passages(document, document_id="measured")
    rows = [passage for passage in passages if passage.kind is BlockKind.TABLE_ROW]
    return Found(
        flow=" ".join([*flow, *notes]),
        text="\n".join(page.text for page in document.pages),
        headings=[text for block, text in words if block.kind is BlockKind.HEADING],
        labels=[page.label for page in document.pages],
        rows=[passage.read(span) for passage in rows for span in passage.sentences],
        notes=notes,
    )


def plain_pypdf(path: Path) -> Found:
    """Read with pypdf's `extract_text`."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return Found(flow=" ".join(text.split()), text=text)


def plain_pypdfium2(path: Path) -> Found:
    """Read with pypdfium2's `get_text_bounded`."""
    with pypdfium2.PdfDocument(path) as pdf:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return Found(flow=" ".join(text.split()), text=text)


READERS: dict[str, Callable[[Path], Found]] = {"ours": ours, "pypdf": plain_pypdf, "pypdfium2": plain_pypdfium2}
