"""Lines of two columns that pdfium took for one line, because they stand at the same height, are parted again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.readers.pdf_lines import Line, PageLines, in_order, split_lines
from ingest.readers.pdf_text import PageText

_FEWEST_CHARS = 20  # of the part to the left; a shorter one may be a label with its value beside it
_ALIGNED = 4.0  # points between the left edges of lines of one column
_TIGHT = 1.6  # sizes of the type from line to line of one paragraph, at most
_ENDS = (".", "!", "?", ":", ";", "…")


@dataclass(frozen=True, slots=True)
class _Parted:
    """A line of two columns: where its second part begins in the page's text, and how many lines it must go back."""

    number: int
    start: int
    after: int


def part_columns(number: int, page: PageText, lines: PageLines) -> tuple[PageText, PageLines]:
    """Return the page with each such line in two, the second part behind the rest of the column to the left.

    So is a line whose left part goes on in the next line, and no other line falls into pieces at the same places: that
    would be a table's row.
    """
    parted = {part.number: part for part in _parted(lines)}
    if not parted:
        return page, lines
    broken = _broken(page, parted)
    order: list[int] = []
    waiting: dict[int, list[int]] = {}  # number of a line -> second parts that come right behind it
    at = 0
    for n in range(len(lines.lines)):
        order.append(at)
        at += 1
        if n in parted:
            waiting.setdefault(parted[n].after, []).append(at)
            at += 1
        order += waiting.pop(n, [])
    text = in_order(broken, split_lines(number, broken), order)
    return text, split_lines(number, text)


def _broken(page: PageText, parted: dict[int, _Parted]) -> PageText:
    """Return the page with a line break in place of the white space before each second part."""
    signs, boxes, styles = list(page.text), page.boxes.copy(), list(page.styles)
    for part in sorted(parted.values(), key=lambda part: part.start, reverse=True):
        row = page.text.count("\n", 0, part.start)
        signs[part.start - 1] = "\n"
        boxes[part.start - 1] = 0.0
        styles.insert(row, styles[row])
    return replace(page, text="".join(signs), boxes=boxes, styles=tuple(styles))


def _parted(page: PageLines) -> Iterator[_Parted]:
    if page.boxes is None:
        return
    for n, (line, below) in enumerate(zip(page.lines, page.lines[1:], strict=False)):
        if len(line.cells) != 2 or line.turn or not _is_single(page, line):
            continue
        start = _second_part(page, line)
        first = page.text[line.span.start : start].rstrip()
        runs_on = not first.endswith(_ENDS) and below.text[0].islower() and first[-1:].isalpha()
        if len(first) >= _FEWEST_CHARS and page.text[start - 1].isspace() and runs_on and _is_below(line, below):
            yield _Parted(n, start, _last_of_column(page, n))


def _is_single(page: PageLines, line: Line) -> bool:
    """Whether no other line falls into pieces where this one does, and some stand below its second part."""
    left = line.cells[1]
    rows = sum(any(abs(cell - left) <= _ALIGNED for cell in other.cells[1:]) for other in page.lines)
    column = sum(abs(other.left - left) <= 6 * _ALIGNED and other is not line for other in page.lines)
    return rows == 1 and column >= 2


def _second_part(page: PageLines, line: Line) -> int:
    """Return where the second piece of a line begins in the page's text."""
    if page.boxes is None:
        raise ValueError("nobody knows where the characters stand")
    lefts = page.boxes[line.span.start : line.span.end, 0]
    return line.span.start + next(n for n, left in enumerate(lefts.tolist()) if left >= line.cells[1] - 0.01)


def _is_below(line: Line, below: Line) -> bool:
    """Whether the next line goes on in the column of the first piece, and there alone."""
    is_tight = 0 < below.top - line.top <= _TIGHT * max(line.size, line.height)
    return is_tight and abs(below.left - line.left) <= _ALIGNED and below.right < line.cells[1]


def _last_of_column(page: PageLines, n: int) -> int:
    """Return the number of the last of the lines behind line n that stand in the column of its first piece."""
    line, last = page.lines[n], n
    while last + 1 < len(page.lines):
        following = page.lines[last + 1]
        is_inside = line.left - _ALIGNED <= following.left and following.right < line.cells[1]
        if not is_inside or following.top <= page.lines[last].top:
            break
        last += 1
    return last
