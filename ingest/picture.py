"""A page's picture with a passage marked on it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from ingest.records import Box, Span
from ingest.sheet import draw_page

_WIDEST_GAP = 1.2  # in heights of a line: between two words at most, between two columns at least
_MOST_PIXELS = 4000  # of a picture's longer side
_MARK = (255, 232, 110)
_UNDERLINE = (150, 84, 0)  # seen as a dark line without colour vision too
_UNDERLINE_SHARE = 0.09  # of a mark's height
_UPENDED = 2  # times as high as wide: more than any word that lies level


def line_boxes(boxes: Sequence[Box], span: Span) -> list[Box]:
    """Return one rectangle per visual line of a span, in reading order.

    Characters that are not drawn are passed over; a gap as wide as between two columns ends a rectangle.

    Args:
        boxes: one per character of the page's text.
    """
    drawn = [box for box in boxes[span.start : span.end] if box.right > box.left and box.bottom > box.top]
    if _is_sideways(drawn):
        return [_transposed(line) for line in _merged(map(_transposed, drawn))]
    return _merged(drawn)


def _merged(drawn: Iterable[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in drawn:
        if merged and _is_same_line(merged[-1], box):
            merged[-1] = _around(merged[-1], box)
        else:
            merged.append(box)
    return merged


def _is_sideways(drawn: Sequence[Box]) -> bool:
    """Whether the characters follow one another down or up the page, as in a table turned by a quarter."""
    steps = [(abs(b.left - a.left), abs(b.top - a.top)) for a, b in pairwise(drawn)]
    return sum(down > across for across, down in steps) > 0.5 * len(steps) > 0


def _transposed(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _is_same_line(line: Box, box: Box) -> bool:
    heights = (line.bottom - line.top, box.bottom - box.top)
    overlap = min(line.bottom, box.bottom) - max(line.top, box.top)
    distance = max(box.left - line.right, line.left - box.right)  # below 0 where they overlap; text may run leftwards
    return overlap > 0.5 * min(heights) and distance <= _WIDEST_GAP * max(heights)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def page_png(path: Path, page: int, *, marks: Sequence[Box], scale: float = 1.5) -> bytes:
    """Return a page's picture as PNG, with translucent marks on it.

    Args:
        page: position in the file, 1-based.
        marks: in points from the top left corner of the page as displayed, as `line_boxes` gives them.
        scale: pixels per point; less is taken where the picture would be wider or higher than 4,000 pixels.

    Raises:
        NotHeld: the file has no such page.
        IngestError: the file or the page cannot be drawn.
    """
    picture, drawn_scale = draw_page(
        path, page, scale=lambda sheet: min(scale, _MOST_PIXELS / max(*sheet.get_size(), 1))
    )
    _draw(picture, marks, drawn_scale)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _draw(picture: Image.Image, marks: Iterable[Box], scale: float) -> None:
    """Mark rectangles as a highlighter would, with a line under each."""
    overlay = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(overlay)
    for mark in marks:
        left, top, right, bottom = (round(side * scale) for side in (mark.left, mark.top, mark.right, mark.bottom))
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        thickness = max(round(min(right - left, bottom - top) * _UNDERLINE_SHARE), 1)
        pen.rectangle((left, top, right, bottom), fill=_MARK)
        is_upended = bottom - top > _UPENDED * (right - left)  # text that runs down or up the page
        line = (left, top, left + thickness, bottom) if is_upended else (left, bottom - thickness, right, bottom)
        pen.rectangle(line, fill=_UNDERLINE)
    picture.paste(ImageChops.multiply(picture, overlay))
