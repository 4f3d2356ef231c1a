"""A PDF's pages drawn as pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from ingest.errors import IngestError, NotHeld
from ingest.readers.pdf_structure import StructureError, repaired
from ingest.readers.pdf_text import PDFIUM_LOCK

_MOST_OBJECTS = 2000  # of a page that are looked at for pictures
_GOOD_PART = 0.25  # of a page's area


def draw_page(
    path: Path, page: int, *, scale: Callable[[pdfium.PdfPage], float], is_grey: bool = False
) -> tuple[Image.Image, float]:
    """Return a page's picture and the scale it was drawn at.

    Args:
        path: the file; a damaged one is drawn from a repaired copy, as `read_pdf` reads it, so that places fit.
        page: position in the file, 1-based.
        scale: gives the pixels per point for the opened page.
        is_grey: in grey, which is all that reading needs, or in colours.

    Raises:
        NotHeld: the file has no such page.
        IngestError: the file or the page cannot be drawn.
    """
    try:
        with PDFIUM_LOCK, _open(path) as pdf:
            if not 1 <= page <= len(pdf):
                raise NotHeld(f"{path.name} has no page {page}; its pages count from 1 to {len(pdf)}")
            sheet = pdf[page - 1]
            drawn_at = scale(sheet)
            picture: Image.Image = sheet.render(scale=drawn_at, grayscale=is_grey).to_pil()
            sheet.close()
            return picture.convert("L" if is_grey else "RGB"), drawn_at
    except (pdfium.PdfiumError, StructureError, OSError, MemoryError, ValueError) as error:
        raise IngestError(f"{path.name}, page {page}: cannot be drawn ({error}). Read its text instead.") from error


def picture_scale(sheet: pdfium.PdfPage) -> float:
    """Return the pixels per point of the finest picture that fills a good part of a page, 0 where there is none.

    The caller holds the lock.
    """
    width, height = sheet.get_size()
    finest = 0.0
    images = sheet.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4)
    for _, image in zip(range(_MOST_OBJECTS), images, strict=False):
        try:
            left, bottom, right, top = image.get_bounds()
            across, down = image.get_px_size()
        except pdfium.PdfiumError:
            continue
        area = max(right - left, 0.0) * max(top - bottom, 0.0)
        if area >= _GOOD_PART * width * height:
            finest = max(finest, (across * down / area) ** 0.5)
    return finest


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return pdfium.PdfDocument(repaired(path))
