"""A page's lines: what they say, where they stand, how they are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_text import PageText, Style, is_space
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
    return PageLines(
        number=number, width=page.width, height=page.height, lines=tuple(_lines(page)), text=page.text,
        boxes=page.boxes if page.is_placed else None, rules=page.rules, shades=page.shades,
    )  # fmt: skip


def _lines(page: PageText) -> Iterator[Line]:
    """Yield the lines that hold more than white space."""
    rows = page.text.split("\n")
    starts = list(accumulate((len(words) + 1 for words in rows), initial=0))
    drawn = np.flatnonzero(~is_space(page.text) & (page.boxes[:, 2] != 0))
    places = _Places.of(page.boxes[drawn], np.searchsorted(drawn, starts))
    for n, (start, words, style) in enumerate(zip(starts, rows, page.styles, strict=False)):
        shown = words.strip()
        if shown:
            head = start + len(words) - len(words.lstrip())
            yield places.line(n, Span(head, head + len(shown)), shown, style)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where the lines of a page stand, reckoned for all of them at once.

    Attributes:
        counts: how many characters of each line are drawn.
        first, last: box of each line's first and last drawn character.
        least, middle, most: of each line's boxes, side by side: left, top, right, bottom. The middle one of an even
            number is the one behind.
        pieces: left edges of the characters that a wide gap stands before; those of line n begin at cuts[n].

    What stands for a line without boxes means nothing.
    """

    counts: list[int]
    first: list[list[float]]
    last: list[list[float]]
    least: list[list[float]]
    middle: list[list[float]]
    most: list[list[float]]
    pieces: list[float]
    cuts: list[int]

    @classmethod
    def of(cls, boxes: NDArray[np.float64], bounds: NDArray[np.intp]) -> _Places:
        """Reckon the places of lines that have the boxes between these bounds."""
        starts, ends = bounds[:-1], bounds[1:]
        owner = np.repeat(np.arange(len(starts)), ends - starts)
        sides = np.column_stack([boxes, boxes[:, 3] - boxes[:, 1]])
        ordered = np.vstack([np.column_stack([side[np.lexsort((side, owner))] for side in sides.T]), np.zeros(5)])
        middle = ordered[starts + (ends - starts) // 2]
        gap = _WIDE_GAP * np.maximum(middle[owner, 4], 1.0)
        is_wide = (owner[1:] == owner[:-1]) & (boxes[1:, 0] - boxes[:-1, 2] > gap[1:])
        pieces = np.flatnonzero(is_wide) + 1
        padded = np.vstack([boxes, np.zeros(4)])
        return cls(
            counts=(ends - starts).tolist(), first=padded[starts].tolist(), last=padded[ends - 1].tolist(),
            least=ordered[starts].tolist(), middle=middle.tolist(), most=ordered[ends - 1].tolist(),
            pieces=boxes[pieces, 0].tolist(), cuts=np.searchsorted(pieces, bounds).tolist(),
        )  # fmt: skip

    def line(self, n: int, span: Span, text: str, style: Style) -> Line:
        """Return line n, without a place where nothing of it is drawn."""
        if not self.counts[n]:
            return Line(span=span, text=text, size=style.size, is_bold=style.is_bold)
        least, middle, most = self.least[n], self.middle[n], self.most[n]
        turn = _turn(self.first[n], self.last[n]) if self.counts[n] > 2 else 0
        if turn:
            left, right, top, bottom = middle[0], middle[2], least[1], most[3]
            cells: tuple[float, ...] = (left,)
        else:
            # A raised figure or a sign out of another font reaches higher: the middle one stands for the line.
            left, right, top, bottom = least[0], most[2], middle[1], middle[3]
            cells = (self.first[n][0], *self.pieces[self.cuts[n] : self.cuts[n + 1]])
        return Line(
            span=span, text=text, left=left, top=top, right=right, bottom=bottom, size=style.size,
            is_bold=style.is_bold, cells=cells, turn=turn,
        )  # fmt: skip


def _turn(first: Sequence[float], last: Sequence[float]) -> int:
    """Return 90 for a line of which these are the first and last box if it runs up the page, 270 if down, else 0."""
    across, down = abs(last[0] - first[0]), last[1] - first[1]
    is_sideways = abs(down) > 2 * across
    return (90 if down < 0 else 270) if is_sideways else 0
