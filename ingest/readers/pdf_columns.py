"""Tables without drawn cells: rows whose cells stand side by side in the same columns.

pdfium gives a table row by row, and within a row cell by cell, the lines of a cell together. So a row is a stretch of
cells each of which stands to the right of the one before and beside it; where the spaces are small it is one line with
wide gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from ingest.readers.pdf_lines import WIDE_GAP, Line, PageLines
from ingest.readers.pdf_table import Table, words_at
from ingest.readers.tables import Cell

_MARK = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,5})[.)]|[A-Z]?\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[^\w\s]|o)\s", re.IGNORECASE
)
_FEWEST_COLUMNS = 3  # a row of two cells counts only among others whose cells stand in the same places
_ALIGNED = 4.0  # points
_LONGEST_CELL = 400  # characters; longer ones side by side are columns of text
_MOST_BETWEEN = 2  # lines that do not fall into cells between two rows of one table
_INDENT = 10.0  # points by which text in a cell may stand further left than what is above it
_NEAR = 8.0  # points between two stretches of text in one cell


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a line between two wide gaps; `start` and `end` are offsets into the page's text."""

    start: int
    end: int
    left: float
    right: float


@dataclass(slots=True)
class _Cells:
    """Cells that stand side by side."""

    numbers: list[int]
    lefts: list[float]
    top: float
    bottom: float
    last: tuple[float, float, float, float] = field(default=(0, 0, 0, 0))
    longest: int = 0

    @property
    def is_strong(self) -> bool:
        return len(self.lefts) >= _FEWEST_COLUMNS

    def is_aligned(self, other: _Cells) -> bool:
        """Whether both have two cells or more, and they begin at the same places."""
        pairs = list(zip(self.lefts, other.lefts, strict=False))
        return len(pairs) > 1 and all(abs(a - b) <= _ALIGNED for a, b in pairs)


def find_columns(page: PageLines, cells: Sequence[Sequence[int]]) -> list[Table]:
    """Return the tables of a page in reading order.

    Args:
        cells: numbers of the lines that stand together, as paragraphs do.
    """
    rows = [row for row in _side_by_side(page, cells) if len(row.lefts) > 1 and row.longest <= _LONGEST_CELL]
    return [_filled(page, table) for table in _tables(rows) if len(table) > 1]


def _side_by_side(page: PageLines, cells: Sequence[Sequence[int]]) -> Iterator[_Cells]:
    row: _Cells | None = None
    for numbers in cells:
        lines = [page.lines[n] for n in numbers]
        box = _box(lines)
        if row is not None and numbers[0] == row.numbers[-1] + 1 and _belongs(row, box):
            _add(row, numbers, lines, box)
            continue
        if row is not None:
            yield row
        row = _Cells([], [], box[1], box[3])
        _add(row, numbers, lines, box)
    if row is not None:
        yield row


def _box(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    return (
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _belongs(row: _Cells, box: tuple[float, float, float, float]) -> bool:
    """Whether a cell stands beside a row's cells: to the right of the last one, or below it in the same column."""
    left, top, _, bottom = box
    overlap = min(row.bottom, bottom) - max(row.top, top)
    is_beside = overlap > 0.5 * min(row.bottom - row.top, bottom - top)
    if left >= row.last[2] - 2:
        return is_beside
    is_same_column = len(row.lefts) > 1 and row.last[0] - _INDENT <= left < row.last[2]
    return is_same_column and -2 <= top - row.last[3] <= (_NEAR if not is_beside else bottom - top)


def _add(row: _Cells, numbers: Sequence[int], lines: Sequence[Line], box: tuple[float, float, float, float]) -> None:
    lefts = _columns(lines[0]) if len(lines) == 1 else (box[0],)
    if not row.lefts or box[0] >= row.last[2] - 2:
        row.lefts += lefts
    row.numbers += numbers
    row.top, row.bottom = min(row.top, box[1]), max(row.bottom, box[3])
    row.last = (lefts[-1], *box[1:])
    row.longest = max(row.longest, sum(len(line.text) for line in lines))


def _columns(line: Line) -> tuple[float, ...]:
    """Return where the pieces of a line begin; a mark or number in front of a text is no piece of its own."""
    lefts = line.cells or (line.left,)
    return (lefts[0], *lefts[2:]) if _MARK.match(line.text) else lefts


def _tables(rows: Sequence[_Cells]) -> Iterator[list[_Cells]]:
    """Yield rows that follow one another closely."""
    table: list[_Cells] = []
    for row in rows:
        if table and not _follows(table[-1], row):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _follows(last: _Cells, row: _Cells) -> bool:
    is_near = row.numbers[0] - last.numbers[-1] <= _MOST_BETWEEN + 1 and row.top > last.top
    return is_near and (last.is_aligned(row) or (last.is_strong and row.is_strong))


def _filled(page: PageLines, rows: Sequence[_Cells]) -> Table:
    """Return the table that the rows make: each piece of text in its column."""
    pieces = [[piece for n in row.numbers for piece in _pieces(page, page.lines[n])] for row in rows]
    columns = max(_intervals(pieces), _intervals(pieces[1:]), key=len)  # a header may reach over several columns
    grid = [_line(page, row, columns) for row in pieces]
    _carry_first(grid)
    return Table(
        lines=tuple(tuple(row.numbers) for row in rows),
        grid=grid,
        lefts=tuple(left for left, _ in columns),
        is_ruled=False,
    )


def _pieces(page: PageLines, line: Line) -> list[_Piece]:
    """Return the pieces of a line; a mark or number in front of a text is no piece of its own."""
    if page.boxes is None or not line.height:
        return [_Piece(line.span.start, line.span.end, line.left, line.right)]
    boxes = page.boxes[line.span.start : line.span.end]
    drawn = [n for n, sign in enumerate(line.text) if not sign.isspace() and boxes[n, 2]]
    gap = WIDE_GAP * max(line.height, 1.0)
    cuts = [m for n, m in pairwise(drawn) if boxes[m, 0] - boxes[n, 2] > gap]
    if cuts and _MARK.match(line.text):
        cuts = cuts[1:]
    found = []
    for start, end in pairwise([*drawn[:1], *cuts, drawn[-1] + 1]):
        shown = [n for n in drawn if start <= n < end]
        found.append(
            _Piece(
                line.span.start + start, line.span.start + shown[-1] + 1,
                float(boxes[shown, 0].min()), float(boxes[shown, 2].max()),
            )
        )  # fmt: skip
    return found


def _intervals(rows: Sequence[Sequence[_Piece]]) -> list[tuple[float, float]]:
    """Return the columns: stretches of the page's width in which pieces overlap."""
    columns: list[tuple[float, float]] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda piece: piece.left):
        if columns and piece.left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.right))
        else:
            columns.append((piece.left, piece.right))
    return columns


def _line(page: PageLines, pieces: Sequence[_Piece], columns: Sequence[tuple[float, float]]) -> list[Cell]:
    """Return the cell in each column of a row; pieces in one column make one cell, one over several spans them."""
    owners: list[set[int]] = [set() for _ in columns]
    for n, piece in enumerate(pieces):
        for column in _columns_of(piece, columns):
            owners[column].add(n)
    cells: dict[frozenset[int], Cell] = {}
    line = []
    for mine in owners:
        key = frozenset(mine)
        places = [place for n in sorted(mine) for place in range(pieces[n].start, pieces[n].end)]
        cell = cells.get(key) or Cell(words_at(page.text, np.array(places, dtype=np.intp)))
        if mine:
            cells[key] = cell
        line.append(cell)
    return line


def _columns_of(piece: _Piece, columns: Sequence[tuple[float, float]]) -> list[int]:
    """Return the columns that a piece stands in, the nearest one where it stands between two."""
    over = [n for n, (left, right) in enumerate(columns) if min(right, piece.right) > max(left, piece.left)]
    middle = (piece.left + piece.right) / 2
    return over or [min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))]


def _carry_first(grid: list[list[Cell]]) -> None:
    """Carry what names a group of rows down: a first cell that is left empty below its group's first row."""
    for above, line in pairwise(grid):
        if not line[0].text and above[0].text and sum(bool(cell.text) for cell in line) > 1:
            line[0] = above[0]
