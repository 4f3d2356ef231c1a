"""PDFs made for tests: set with typst, bent with pypdf."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import typst
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import NameObject, NumberObject, RectangleObject

from ingest.readers.pdf import read_pdf
from ingest.records import Document

DATA = Path(__file__).parents[3] / "shared" / "data"
PLAIN = "#set page(width: 300pt, height: 400pt, margin: 40pt)\n#set text(size: 10pt)\n"


@lru_cache(maxsize=64)
def typeset(source: str) -> bytes:
    """Return typst source as a PDF."""
    pdf: bytes = typst.compile(source.encode())
    return pdf


def make_pdf(folder: Path, body: str = "Some words.", *, head: str = PLAIN, name: str = "made.pdf") -> Path:
    """Write a PDF with the body set on small pages."""
    path = folder / name
    path.write_bytes(typeset(head + body))
    return path


def bend(
    path: Path, *, rotate: int = 0, crop: tuple[float, float, float, float] | None = None, user_unit: float = 1
) -> Path:
    """Rotate, crop or scale every page of a PDF, in place."""
    writer = PdfWriter(clone_from=path)
    for page in writer.pages:
        page.rotate(rotate)
        if crop is not None:
            page.cropbox = RectangleObject(crop)
        if user_unit != 1:
            page[NameObject("/UserUnit")] = NumberObject(int(user_unit))
    writer.write(path)
    return path


def lock(path: Path, *, user: str, owner: str = "owner") -> Path:
    """Encrypt a PDF in place."""
    writer = PdfWriter(clone_from=path)
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    writer.write(path)
    return path


def with_labels(path: Path, *ranges: tuple[int, int, PageLabelStyle, int]) -> Path:
    """Give a PDF page labels in place: first page, last page (0-based), style, start."""
    writer = PdfWriter(clone_from=path)
    for first, last, style, start in ranges:
        writer.set_page_label(first, last, style=style, start=start)
    writer.write(path)
    return path


def read(path: Path, *, max_pages: int = 5000) -> Document:
    """Read a PDF with its real revision."""
    return read_pdf(path, revision=hashlib.sha256(path.read_bytes()).hexdigest(), max_pages=max_pages)


@lru_cache(maxsize=4)
def read_real(path: Path) -> Document:
    """Read a document that no test changes, once."""
    return read(path)
