"""Marks of notes after the end of a sentence: figures set small and raised."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import Box, Page, Span

# "… are so.58 Trustworthy", "… is so. 12, 13 It": the figure stands behind the full stop that ends the sentence.
_AFTER_END = re.compile(r"[.!?…][”\"»’)\]]*\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)(?=\s)")
# A raised figure measures 0.63 to 0.70 of the full stop before it and stands 0.3 to 0.5 of it higher; any other, 1.0.
_SMALL, _RAISED = 0.85, 0.15


def note_marks(page: Page) -> list[Span]:
    """Return where marks of notes stand behind the end of a sentence; none where nobody knows how the text is set."""
    found = list(_AFTER_END.finditer(page.text)) if page.boxes is not None else []
    if not found or page.boxes is None:
        return []
    boxes = page.boxes.unpack()
    return [Span(*match.span(1)) for match in found if _is_raised(boxes, match)]


def _is_raised(boxes: Sequence[Box], match: re.Match[str]) -> bool:
    end, figure = boxes[match.start()], boxes[match.start(1)]
    height = end.bottom - end.top
    is_beside = end.top < figure.bottom and figure.top < end.bottom
    is_small = 0 < figure.bottom - figure.top <= _SMALL * height
    return is_beside and is_small and end.bottom - figure.bottom >= _RAISED * height
