"""Which lines of a PDF's page are rows of a table.

pdfium gives a table row by row, and within a row cell by cell, the lines of a cell together. So a row is a stretch of
cells each of which stands to the right of the one before and beside it; where the spaces are small it is one line with
wide gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.clean import readable
from ingest.readers.pdf_lines import Line, PageLines

_MARK = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,5})[.)]|[A-Z]?\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|[^\w\s]|o)\s", re.IGNORECASE
)
_FEWEST_COLUMNS = 3  # a row of two cells counts only among others whose cells stand in the same places
_ALIGNED = 4.0  # points
_LONGEST_CELL = 400  # characters; longer ones side by side are columns of text
_MOST_BETWEEN = 2  # lines that do not fall into cells between two rows of one table
_LONGEST_HEADER = 300
_INDENT = 10.0  # points by which text in a cell may stand further left than what is above it
_NEAR = 8.0  # points between two stretches of text in one cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        lines: numbers of its lines on the page, consecutive.
        header: the words of the table's first row; "" for that row itself and where the first row is none.
    """

    lines: tuple[int, ...]
    header: str = ""


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


def find_rows(page: PageLines, cells: Sequence[Sequence[int]]) -> list[Row]:
    """Return the rows of a page's tables in reading order.

    Args:
        cells: numbers of the lines that stand together, as paragraphs do.
    """
    rows = [row for row in _side_by_side(page, cells) if len(row.lefts) > 1 and row.longest <= _LONGEST_CELL]
    return [found for table in _tables(rows) if _is_table(table) for found in _with_header(page, table)]


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


def _is_table(table: Sequence[_Cells]) -> bool:
    return len(table) > 1


def _with_header(page: PageLines, table: Sequence[_Cells]) -> Iterator[Row]:
    """Yield a table's rows, each but the first with the first row's words if that one is a header."""
    words = [" ".join(page.lines[n].text for n in row.numbers) for row in table]
    has_figures = [any(map(str.isdigit, text)) for text in words]
    is_bold = all(page.lines[n].is_bold for n in table[0].numbers)
    is_header = len(table) > 2 and (is_bold or (not has_figures[0] and sum(has_figures) > len(table) / 2))
    header = readable(words[0])[:_LONGEST_HEADER] if is_header else ""
    for n, row in enumerate(table):
        yield Row(tuple(row.numbers), header if n else "")
