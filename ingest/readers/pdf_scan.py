"""A recognised page as any other page of a PDF: its text, with the place of every character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, radians, sin

import numpy as np

from ingest.ocr.records import Line, Recognition, Word
from ingest.readers.pdf_text import Boxes, PageText, Style

_NOT_DRAWN = (0.0, 0.0, 0.0, 0.0)
_WELL_READ = 80  # confidence of a page and of its line that may be a heading
_ONE_TYPE = 0.18  # share by which the engine's measure of one and the same type varies from line to line


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page without text of its own, read.

    Attributes:
        upright: as a reader holds it, straight and turned to be read: what its lines and blocks are told from.
        displayed: the same text with its places on the page as it is displayed: what marks are drawn from.
    """

    upright: PageText
    displayed: PageText


def usual_size(recognitions: Iterable[Recognition]) -> float:
    """Return the height of type that most text of a document's recognised pages has, 0 where there is none."""
    lines = [line for recognition in recognitions for line in recognition.lines]
    sizes = np.repeat([line.size for line in lines], [len(line.text) for line in lines])
    return float(np.median(sizes)) if len(sizes) else 0.0


def scanned_page(recognition: Recognition, sheet: PageText, *, usual: float) -> ScannedPage:
    """Return a recognised page.

    Args:
        recognition: of the page.
        usual: height of the document's usual type, by `usual_size`.
        sheet: the page as pdfium reads it: no text, but its size as displayed.
    """
    is_quarter = recognition.turn in (90, 270)
    width, height = (sheet.height, sheet.width) if is_quarter else (sheet.width, sheet.height)
    upright = _upright(recognition, width, height, usual)
    placed = _on_sheet(_unslanted(upright, recognition.slant), recognition.turn, sheet)
    return ScannedPage(upright, replace(upright, boxes=placed, width=sheet.width, height=sheet.height))


def _upright(recognition: Recognition, width: float, height: float, usual: float) -> PageText:
    text = recognition.text
    rows = [
        row
        for gap, line in zip(recognition.gaps, recognition.lines, strict=True)
        for row in (*[_NOT_DRAWN] * len(gap), *_line_rows(line.words))
    ]
    boxes = np.array(rows, dtype=np.float64).reshape(-1, 4)
    boxes = np.clip(boxes, 0, [width, height, width, height])
    return PageText(text=text, boxes=boxes, styles=_styles(recognition, usual), width=width, height=height)


def _line_rows(words: tuple[Word, ...]) -> list[tuple[float, float, float, float]]:
    """Return a box per character of the words; the spaces between them are not drawn."""
    rows: list[tuple[float, float, float, float]] = []
    for word in words:
        box, count = word.box, len(word.text)
        step = (box.right - box.left) / count
        rows += [_NOT_DRAWN] * bool(rows)
        rows += [(box.left + n * step, box.top, box.left + (n + 1) * step, box.bottom) for n in range(count)]
    return rows


def _styles(recognition: Recognition, usual: float) -> tuple[Style, ...]:
    """Return each line's style: the document's usual type unless page and line are clearly of another, and well read.

    A line of other type may become a heading, which names all that stands under it.
    """
    is_sure = recognition.confidence >= _WELL_READ
    own = usual_size([recognition])
    page_size = own if is_sure and abs(own - usual) > _ONE_TYPE * usual else usual
    styles: list[Style] = []
    for gap, line in zip(recognition.gaps, recognition.lines, strict=True):
        styles += [Style()] * (len(gap) > 1)
        styles.append(Style(line.size if is_sure and _is_other_type(line, page_size) else page_size))
    return tuple(styles) or (Style(),)


def _is_other_type(line: Line, usual: float) -> bool:
    return abs(line.size - usual) > _ONE_TYPE * usual and Recognition((line,)).confidence >= _WELL_READ


def _unslanted(page: PageText, degrees: float) -> Boxes:
    """Return the boxes as they lie on the page before it was straightened: each moved, none tilted."""
    if not degrees:
        return page.boxes
    c, s = cos(radians(degrees)), sin(radians(degrees))
    middle = np.array([page.width / 2, page.height / 2])
    centres = (page.boxes[:, :2] + page.boxes[:, 2:]) / 2 - middle
    moved = np.column_stack([c * centres[:, 0] - s * centres[:, 1], s * centres[:, 0] + c * centres[:, 1]]) + middle
    halves = (page.boxes[:, 2:] - page.boxes[:, :2]) / 2
    return _only_drawn(page.boxes, np.hstack([moved - halves, moved + halves]))


def _on_sheet(boxes: Boxes, turn: int, sheet: PageText) -> Boxes:
    """Return boxes of a page that was turned clockwise as they lie on the sheet before."""
    left, top, right, bottom = boxes.T
    sides = {
        0: (left, top, right, bottom),
        90: (top, sheet.height - right, bottom, sheet.height - left),
        180: (sheet.width - right, sheet.height - bottom, sheet.width - left, sheet.height - top),
        270: (sheet.width - bottom, left, sheet.width - top, right),
    }[turn]
    return _only_drawn(boxes, np.column_stack(sides))


def _only_drawn(before: Boxes, after: Boxes) -> Boxes:
    """Return boxes that were moved, zeros for what is not drawn."""
    return np.where(np.any(before, axis=1, keepdims=True), after, 0.0)
