"""Tables without drawn cells: rows whose cells stand side by side in the same columns.

pdfium gives a page's text as it was written into the file, and programs write a table row by row and within a row
cell by cell. So a row is a stretch of lines in which the text steps back up and to the right, and two columns of
running text are none: there the text steps back once a page. Where words stand in no row is the gutter between two
columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.readers.pdf_lines import Line, PageLines
from ingest.readers.pdf_table import Table, words_at
from ingest.readers.tables import Cell

_MARK = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,5})[.)]|[A-Z]?\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[^\w\s]|o)\s", re.IGNORECASE
)
_FEWEST_STRONG = 3  # columns of rows that need not stand under one another exactly
_ALIGNED = 4.0  # points
_LONGEST_CELL = 400  # characters; longer ones side by side are columns of text
_MOST_BETWEEN = 2  # lines in no row between two rows of one table
_TIGHT = 1.45  # sizes of the type from line to line of one cell at most; rows stand further apart
_GUTTER = 0.5  # heights of a line between two columns at least
_HANGING = 10.0  # points by which a cell's text may begin further left than its first line
_FEWEST_ENTRIES = 4  # of a list in two columns
_HEADER_REACH = 3.0  # heights of a line between it and the first row of the table whose columns it names
_TOP = 0.4  # heights by which the first lines of two cells in one row may differ


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a line; `start` and `end` are offsets into the page's text."""

    start: int
    end: int
    left: float
    right: float


@dataclass(slots=True)
class _Row:
    """Lines that make a row, as far as it has been read.

    Attributes:
        lefts: where its cells begin.
        last: the line read last, and the right edge of what stands before the cell it belongs to.
        cell: characters in that cell.
    """

    numbers: list[int]
    lefts: list[float]
    top: float
    bottom: float
    last: Line
    cell: int
    is_short: bool = True

    @classmethod
    def of(cls, page: PageLines, numbers: Sequence[int]) -> _Row:
        """Begin a row with the lines of its first cell."""
        lines = [page.lines[n] for n in numbers]
        lefts = _lefts(lines[0]) if len(lines) == 1 else [min(line.left for line in lines)]
        cell = sum(len(line.text) for line in lines)
        return cls(
            list(numbers), list(lefts), lines[0].top, max(line.bottom for line in lines), lines[-1], cell,
            is_short=cell <= _LONGEST_CELL or len(lefts) > 1,
        )  # fmt: skip

    def takes(self, line: Line) -> bool:
        """Whether the next line belongs to the row: beside its cells, or below the last one in the same column."""
        overlap = min(self.bottom, line.bottom) - max(self.top, line.top)
        if line.left >= self.last.right - 2:
            return overlap > 0.5 * min(line.height, self.bottom - self.top)
        return _is_tight(self.last, line) and len(self.lefts) > 1 and self._is_in_last_column(line)

    def _is_in_last_column(self, line: Line) -> bool:
        if len(_lefts(line)) > 1:  # cells that go on side by side: none of them may be the first
            return line.left >= self.lefts[1] - _ALIGNED and len(_lefts(line)) < len(self.lefts)
        return self.lefts[-1] - _HANGING <= line.left < max(self.last.right, self.lefts[-1] + 1)

    def add(self, n: int, line: Line) -> None:
        """Take the next line in."""
        if line.left >= self.last.right - 2 or line.left < self.lefts[0]:
            self.lefts = sorted([*self.lefts, *_lefts(line)])
            self.cell = 0
        self.cell += len(line.text)
        self.is_short &= self.cell <= _LONGEST_CELL or len(_lefts(line)) > 1
        self.numbers.append(n)
        self.top, self.bottom = min(self.top, line.top), max(self.bottom, line.bottom)
        self.last = line

    def is_aligned(self, other: _Row) -> bool:
        """Whether both have two cells or more, and those of one begin where the other's do."""
        few, many = sorted((self.lefts, other.lefts), key=len)
        return len(few) > 1 and all(any(abs(a - b) <= _ALIGNED for b in many) for a in few)


def find_columns(page: PageLines, numbers: Sequence[int]) -> list[Table]:
    """Return the tables among the lines with these numbers, in reading order."""
    rows = [row for row in _rows(page, numbers) if row.is_short and len(row.lefts) > 1]
    tables: list[list[_Row]] = []
    for rest in _tables(rows):
        if tables and len(tables[-1]) == 1 and _is_above(tables[-1][0], rest[0]):
            rest = [*tables.pop(), *rest]  # noqa: PLW2901
        tables.append(rest)
    filled = (_filled(page, table) for table in tables if len(table) > 1 and not _is_list(page, table))
    return [table for table in filled if len(table.lefts) > 1]


def _lefts(line: Line) -> list[float]:
    """Return where the pieces of a line begin; a mark or number in front of a text is no piece of its own."""
    lefts = line.cells or (line.left,)
    return [lefts[0], *lefts[2:]] if _MARK.match(line.text) else list(lefts)


def _rows(page: PageLines, numbers: Sequence[int]) -> Iterator[_Row]:  # noqa: C901 - one pass with its states
    """Yield stretches of lines that stand side by side."""
    row: _Row | None = None
    stack: list[int] = []  # lines under one another that may be a row's first cell
    reach = 0.0  # right edge of the one that reaches furthest; a row's second cell stands or ends further right
    last = -1
    for n in numbers:
        line = page.lines[n]
        is_next, last = n == last + 1, n
        if row is not None and is_next and row.takes(line):
            row.add(n, line)
            continue
        reaches_on = line.right > reach or line.left >= reach - 2
        if stack and is_next and reaches_on and _is_beside(page, [page.lines[m] for m in stack], line):
            if row is not None:
                yield row
            row = _Row.of(page, _first_cell(page, stack, line))
            row.add(n, line)
            stack = []
            continue
        if not (stack and is_next and _is_under(page.lines[stack[-1]], line)):
            stack = []
        if len(_lefts(line)) > 1:
            if row is not None:
                yield row
            row, stack = _Row.of(page, [n]), []
        elif line.height:
            if row is not None and stack == []:
                yield row
                row = None
            reach = max(reach, line.right) if stack else line.right
            stack.append(n)
    if row is not None:
        yield row


def _is_beside(page: PageLines, stack: Sequence[Line], line: Line) -> bool:
    """Whether a line stands to the right of lines that may be a first cell, or its pieces on both sides of them."""
    left, right = min(other.left for other in stack), max(other.right for other in stack)
    overlap = min(stack[-1].bottom, line.bottom) - max(stack[0].top, line.top)
    if line.left >= right - 2:
        return overlap > 0.5 * line.height
    is_level = any(abs(other.bottom - line.bottom) <= _TOP * line.height for other in stack)
    return is_level and line.right > right and all(run.right <= left or run.left >= right for run in _runs(page, line))


def _first_cell(page: PageLines, stack: Sequence[int], line: Line) -> Sequence[int]:
    """Return which of the lines make the first cell of the row that a line beside them belongs to."""
    lines = [page.lines[n] for n in stack]
    first = next(n for n, other in enumerate(lines) if other.bottom > line.top + 0.3 * line.height)
    if abs(lines[first].bottom - line.bottom) > _TOP * line.height:  # cells in the middle of their row's height
        while first and _is_tight(lines[first - 1], lines[first]):
            first -= 1
    return stack[first:]


def _is_tight(last: Line, line: Line) -> bool:
    """Whether a line stands as close below another one as lines of one cell do."""
    return 0 < line.bottom - last.bottom <= _TIGHT * max(last.size, line.size, 1)


def _is_under(last: Line, line: Line) -> bool:
    return line.top - last.top > 0 and min(last.right, line.right) > max(last.left, line.left)


def _tables(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield rows that follow one another closely."""
    table: list[_Row] = []
    for row in rows:
        if table and not _follows(table[-1], row):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _follows(last: _Row, row: _Row) -> bool:
    is_near = row.numbers[0] - last.numbers[-1] <= _MOST_BETWEEN + 1 and row.top > last.top
    is_strong = min(len(last.lefts), len(row.lefts)) >= _FEWEST_STRONG
    return is_near and (last.is_aligned(row) or is_strong)


def _is_above(header: _Row, row: _Row) -> bool:
    """Whether a row is the upper one of a header: set as the next one is, right above it, with fewer cells."""
    is_alike = header.last.is_bold and row.last.is_bold and abs(header.last.size - row.last.size) <= 0.3
    is_next = row.numbers[0] == header.numbers[-1] + 1
    return is_next and is_alike and 0 < row.top - header.bottom <= 2 * header.last.height


def _is_list(page: PageLines, rows: Sequence[_Row]) -> bool:
    """Whether rows are entries of one list set in two columns: in both, the same indent follows the first line.

    So are names with what each person stands for; a row would join two that have nothing to do with one another.
    """
    alike = sum(_are_entries([page.lines[n] for n in row.numbers], row.lefts) for row in rows)
    return len(rows) >= _FEWEST_ENTRIES and alike >= 0.8 * len(rows)


def _are_entries(lines: Sequence[Line], lefts: Sequence[float]) -> bool:
    if len(lefts) != 2 or any(len(line.cells) > 1 for line in lines):
        return False
    first = [line.left - lefts[0] for line in lines if line.left < lefts[1] - _ALIGNED]
    second = [line.left - lefts[1] for line in lines if line.left >= lefts[1] - _ALIGNED]
    indents = [max(part[1:], default=0.0) for part in (first, second)]
    return min(indents) > _ALIGNED and abs(indents[0] - indents[1]) < 1


def _filled(page: PageLines, rows: Sequence[_Row]) -> Table:
    """Return the table that the rows make: each run of words in its column."""
    runs = [[run for n in row.numbers for run in _runs(page, page.lines[n])] for row in rows]
    columns = max(_intervals(runs), _intervals(runs[1:]), key=len)  # a header may reach over several columns
    table = Table(
        lines=tuple(tuple(row.numbers) for row in rows),
        grid=[_line(page, row, columns) for row in runs],
        lefts=tuple(left for left, _ in columns),
        is_ruled=False,
    )
    return with_header_above(page, table, columns) if len(columns) > 2 else table


def with_header_above(page: PageLines, table: Table, columns: Sequence[tuple[float, float]]) -> Table:
    """Return the table with the line right above it as its header, if words in it stand over each of the columns.

    One line may stand between the two: it names the first rows. The first column needs no name.

    Args:
        columns: left and right edge of each.
    """
    first = table.lines[0][0]
    top = min(page.lines[n].top for n in table.lines[0])
    for n in range(first - 1, max(first - 3, -1), -1):
        line = page.lines[n]
        runs = _runs(page, line) if line.height else []
        if len(runs) < 2 and n == first - 1 and line.left - columns[0][0] <= _ALIGNED and line.bottom <= top + 1:
            continue
        taken = [column for run in runs for column in _over(run, columns)]
        is_near = line.height and 0 <= top - line.bottom + 1 <= _HEADER_REACH * line.height
        if not is_near or len(set(taken)) < len(taken) or set(range(1, len(columns))) - set(taken) or len(runs) < 2:
            return table
        return replace(table, lines=((n,), *table.lines), grid=[_line(page, runs, columns), *table.grid], named=1)
    return table


def _over(run: _Run, columns: Sequence[tuple[float, float]]) -> list[int]:
    return [n for n, (left, right) in enumerate(columns) if min(right, run.right) > max(left, run.left)]


def _runs(page: PageLines, line: Line) -> list[_Run]:
    """Return the runs of words of a line with no gap as wide as a gutter; a mark in front of a text belongs to it."""
    if page.boxes is None or not line.height:
        return [_Run(line.span.start, line.span.end, line.left, line.right)]
    boxes = page.boxes[line.span.start : line.span.end]
    drawn = [n for n, sign in enumerate(line.text) if not sign.isspace() and boxes[n, 2]]
    cuts = [m for n, m in pairwise(drawn) if boxes[m, 0] - boxes[n, 2] > _GUTTER * line.height]
    if cuts and _MARK.match(line.text):
        cuts = cuts[1:]
    found = []
    for start, end in pairwise([*drawn[:1], *cuts, drawn[-1] + 1]):
        shown = [n for n in drawn if start <= n < end]
        left, right = float(boxes[shown, 0].min()), float(boxes[shown, 2].max())
        found.append(_Run(line.span.start + start, line.span.start + shown[-1] + 1, left, right))
    return found


def _intervals(rows: Sequence[Sequence[_Run]]) -> list[tuple[float, float]]:
    """Return the columns: stretches of the page's width in which runs of words overlap."""
    columns: list[tuple[float, float]] = []
    for run in sorted((run for row in rows for run in row), key=lambda run: run.left):
        if columns and run.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], run.right))
        else:
            columns.append((run.left, run.right))
    return columns


def _line(page: PageLines, runs: Sequence[_Run], columns: Sequence[tuple[float, float]]) -> list[Cell]:
    """Return the cell in each column of a row; runs in one column make one cell, one over several spans them."""
    owners: list[set[int]] = [set() for _ in columns]
    for n, run in enumerate(runs):
        for column in _columns_of(run, columns):
            owners[column].add(n)
    cells: dict[frozenset[int], Cell] = {}
    line = []
    for mine in owners:
        key = frozenset(mine)
        places = [place for n in sorted(mine) for place in range(runs[n].start, runs[n].end)]
        cell = cells.get(key) or Cell(words_at(page.text, np.array(places, dtype=np.intp)))
        if mine:
            cells[key] = cell
        line.append(cell)
    return line


def _columns_of(run: _Run, columns: Sequence[tuple[float, float]]) -> list[int]:
    """Return the columns that a run stands in, the nearest one where it stands between two."""
    over = _over(run, columns)
    middle = (run.left + run.right) / 2
    return over or [min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))]

