"""Short texts that stand in columns under names set side by side, in no rows: milestones under years, say.

Slides are often made so: each text is a box of its own, written in any order, so only its place tells its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.readers.pdf_lines import Line, PageLines
from ingest.readers.pdf_table import Row

_LONGEST_NAME = 40  # characters of a column's name
_LONGEST_TEXT = 400  # characters of one text; longer ones are columns of running text
_SLACK = 4.0  # points
_TIGHT = 1.45  # sizes of the type from line to line of one text, at most
_LEVEL = 3.0  # points by which the tops of two texts side by side may differ
_FEWEST_LEVEL = 2  # pairs of texts side by side


def find_named_columns(page: PageLines, numbers: Sequence[int]) -> list[Row]:
    """Return the texts under names of columns as rows, each read with its column's name, and the line of names itself.

    Args:
        numbers: of the lines that are in no drawn table, no note and no running line.
    """
    for n in numbers:
        names = _names(page, n)
        if names:
            rows = _rows(page, n, names, numbers)
            if rows:
                return sorted([Row((n,)), *rows], key=lambda row: row.lines)
    return []


def _names(page: PageLines, n: int) -> list[tuple[float, str]]:
    """Return left edge and words of the names in a line; none where it is no such line."""
    line = page.lines[n]
    if page.boxes is None or len(line.cells) < 2 or not line.is_bold or line.turn:
        return []
    lefts = page.boxes[line.span.start : line.span.end, 0].tolist()
    starts = [next(k for k, left in enumerate(lefts) if left >= cell - 0.01) for cell in line.cells]
    words = [line.text[start:end].strip() for start, end in pairwise([*starts, len(line.text)])]
    is_named = all(any(map(str.isalpha, name)) and len(name) <= _LONGEST_NAME for name in words)
    return list(zip(line.cells, words, strict=True)) if is_named else []


def _rows(page: PageLines, n: int, names: Sequence[tuple[float, str]], numbers: Sequence[int]) -> list[Row]:
    """Return the texts below the names; none where they are not texts side by side."""
    lefts = [left for left, _ in names]
    head = page.lines[n]
    below = [m for m in numbers if page.lines[m].top >= head.bottom - 1 and page.lines[m].left >= lefts[0] - _SLACK]
    ends = [page.lines[m].top for m in numbers if _crosses(page.lines[m], lefts) and page.lines[m].top >= head.bottom]
    inside = [m for m in below if page.lines[m].bottom <= min(ends, default=page.height) + 1]
    texts = list(_texts(page, inside, lefts))
    tops = [[page.lines[text[0]].top for column, text in texts if column == c] for c in range(len(lefts))]
    level = min(sum(any(abs(a - b) <= _LEVEL for b in other) for a in one) for one, other in pairwise(tops))
    is_short = all(sum(len(page.lines[m].text) for m in text) <= _LONGEST_TEXT for _, text in texts)
    is_smaller = all(page.lines[m].size < head.size and len(page.lines[m].cells) < 2 for m in inside)
    if level < _FEWEST_LEVEL or not is_short or not is_smaller:
        return []
    header = " | ".join(name for _, name in names)
    return [
        Row(text, header, f"{names[column][1]}: " + "\n".join(page.lines[m].text for m in text))
        for column, text in texts
    ]


def _crosses(line: Line, lefts: Sequence[float]) -> bool:
    """Whether a line runs on from one column into another, or from outside into one."""
    return bool(line.height) and any(line.left < left - _SLACK and line.right > left + _SLACK for left in lefts)


def _texts(page: PageLines, inside: Sequence[int], lefts: Sequence[float]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield column and lines of each text: lines that follow one another closely in one column."""
    text: list[int] = []
    column = -1
    for m in inside:
        line = page.lines[m]
        own = max(k for k, left in enumerate(lefts) if line.left >= left - _SLACK)
        last = page.lines[text[-1]] if text else None
        is_next = last is not None and text[-1] == m - 1 and 0 < line.top - last.top <= _TIGHT * line.size
        if text and not (is_next and own == column):
            yield column, tuple(text)
            text = []
        column = own
        text.append(m)
    if text:
        yield column, tuple(text)
