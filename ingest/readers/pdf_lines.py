"""A page's lines: what they say, where they stand, how they are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_text import PageText, Style
from ingest.records import Span

if TYPE_CHECKING:
    from ingest.readers.pdf_table import Table

_WIDE_GAP = 1.5  # in heights of the type: wider than any space between the words of a justified line


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page's text that holds a drawn character.

    Attributes:
        span: where the line lies in the page's text, without white space at its ends.
        left, top, right, bottom: in points from the displayed page's top left corner; zeros where boxes are missing.
        size: height of the type in points; 0 where it is not known.
        cells: left edges of its pieces between wide gaps; one for running text, several for a table's row.
        turn: how far the line must be turned clockwise to be read: 90 if it runs up the page, 270 if down, else 0.
    """

    span: Span
    text: str
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    is_bold: bool = False
    cells: tuple[float, ...] = ()
    turn: int = 0

    @property
    def height(self) -> float:
        """From top to bottom, in points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """The lines of one page, in reading order.

    Attributes:
        text: of the page, that the lines' spans point into.
        boxes: of its characters, shape (len(text), 4): left, top, right, bottom; zeros for what is not drawn. None
            where nobody knows them.
        rules: level and upright lines drawn on the page, shape (rules, 4), likewise.
        shades: edges of shaded areas, likewise.
        drawn: its tables whose cells are drawn.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    text: str = ""
    boxes: NDArray[np.float64] | None = field(default=None, compare=False)
    rules: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)), compare=False)
    shades: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)), compare=False)
    drawn: tuple[Table, ...] = ()

    def upright(self) -> PageLines:
        """Return the page as a reader would hold it: turned if most of its text runs up or down the sheet."""
        turns: Counter[int] = Counter()
        for line in self.lines:
            turns[line.turn] += len(line.text)
        turn = turns.most_common(1)[0][0] if turns else 0
        if turn == 0:
            return self
        return replace(
            self, width=self.height, height=self.width, lines=self._turned(turn),
            rules=self._turned_boxes(self.rules, turn), shades=self._turned_boxes(self.shades, turn),
            boxes=None if self.boxes is None else self._turned_boxes(self.boxes, turn),
        )  # fmt: skip

    def _turned_boxes(self, boxes: NDArray[np.float64], turn: int) -> NDArray[np.float64]:
        left, top, right, bottom = boxes.T
        columns = (
            (self.height - bottom, left, self.height - top, right)
            if turn == 90
            else (top, self.width - right, bottom, self.width - left)
        )
        is_drawn = boxes.sum(axis=1, keepdims=True) > 0
        return np.where(is_drawn, np.column_stack(columns), 0.0)

    def _turned(self, turn: int) -> tuple[Line, ...]:
        return tuple(
            replace(
                line,
                left=self.height - line.bottom if turn == 90 else line.top,
                right=self.height - line.top if turn == 90 else line.bottom,
                top=line.left if turn == 90 else self.width - line.right,
                bottom=line.right if turn == 90 else self.width - line.left,
            )
            for line in self.lines
        )


def in_order(page: PageText, lines: PageLines, order: Sequence[int]) -> PageText:
    """Return the page with its lines in another order; lines of white space are left out."""
    begins = accumulate((len(words) + 1 for words in page.text.split("\n")), initial=0)
    styles = dict(zip(begins, page.styles, strict=False))
    spans = [lines.lines[n].span for n in order]
    starts = [page.text.rfind("\n", 0, span.start) + 1 for span in spans]
    ends = [(page.text + "\n").index("\n", span.end) for span in spans]
    gap = np.zeros((1, 4))
    boxes = [part for start, end in zip(starts, ends, strict=True) for part in (page.boxes[start:end], gap)]
    return replace(
        page, text="\n".join(page.text[start:end] for start, end in zip(starts, ends, strict=True)),
        boxes=np.vstack(boxes[:-1]), styles=tuple(styles[start] for start in starts),
    )  # fmt: skip


def split_lines(number: int, page: PageText) -> PageLines:
    """Return the lines of a page."""
    lines = []
    start = 0
    for words, style in zip(page.text.split("\n"), page.styles, strict=True):
        span = Span(start, start + len(words))
        start = span.end + 1
        if words.strip():
            lines.append(_line(words, span, style, page.boxes[span.start : span.end]))
    return PageLines(
        number=number, width=page.width, height=page.height, lines=tuple(lines), text=page.text,
        boxes=page.boxes if page.is_placed else None, rules=page.rules, shades=page.shades,
    )  # fmt: skip


def _line(words: str, span: Span, style: Style, boxes: NDArray[np.float64]) -> Line:
    head, tail = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    span = Span(span.start + head, span.end - tail)
    drawn = [box for box, sign in zip(boxes.tolist(), words, strict=True) if box[2] and not sign.isspace()]
    if not drawn:
        return Line(span=span, text=words.strip(), size=style.size, is_bold=style.is_bold)
    turn = _turn(drawn)
    lefts, tops, rights, bottoms = zip(*drawn, strict=True)
    if turn:
        left, right, top, bottom = _middle_one(lefts), _middle_one(rights), min(tops), max(bottoms)
        cells: tuple[float, ...] = (left,)
    else:
        # A raised figure or a sign out of another font reaches higher: the middle one stands for the line.
        left, right, top, bottom = min(lefts), max(rights), _middle_one(tops), _middle_one(bottoms)
        cells = _cells(drawn)
    return Line(
        span=span, text=words.strip(), left=left, top=top, right=right, bottom=bottom, size=style.size,
        is_bold=style.is_bold, cells=cells, turn=turn,
    )  # fmt: skip


def _turn(drawn: Sequence[Sequence[float]]) -> int:
    """Return 90 for a line that runs up the page, 270 for one that runs down, else 0."""
    across, down = abs(drawn[-1][0] - drawn[0][0]), drawn[-1][1] - drawn[0][1]
    is_sideways = len(drawn) > 2 and abs(down) > 2 * across
    return (90 if down < 0 else 270) if is_sideways else 0


def _middle_one(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _cells(drawn: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the left edges of the pieces between wide gaps."""
    gap = _WIDE_GAP * max(_middle_one([box[3] - box[1] for box in drawn]), 1.0)
    starts = [box[0] for last, box in pairwise(drawn) if box[0] - last[2] > gap]
    return (drawn[0][0], *starts)
