"""A table's rows as they can be read alone: merged cells spread over the grid, the header's cells carried down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_COLUMNS = 100  # that one cell spans; more is a slip or a trick
_MOST_ROWS = 1000
_LONGEST_NAME = 120  # characters of a column's name; a longer one is no name


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell where it is written; two cells with the same words are two.

    Attributes:
        columns, rows: how many it spans.
        goes_on: it is no cell of its own but the rest of the one above.
    """

    text: str
    columns: int = 1
    rows: int = 1
    goes_on: bool = False


Grid = Sequence[Sequence[Cell]]
"""Per row, the cell that covers each column; a cell that spans several stands in each of them."""


def spread(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the grid that cells make, as HTML places them: each in the next free column of its row."""
    grid: list[list[Cell]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # column -> a cell that reaches down to here, and rows it covers yet
    for row in rows:
        line: list[Cell] = []
        for cell in row:
            _hang(line, hanging)
            above = grid[-1][len(line)] if cell.goes_on and grid and len(line) < len(grid[-1]) else cell
            for _ in range(max(1, min(cell.columns, _MOST_COLUMNS))):
                if cell.rows > 1:
                    hanging[len(line)] = (cell, min(cell.rows, _MOST_ROWS))
                line.append(above)
        _hang(line, hanging)
        hanging = {column: (cell, left - 1) for column, (cell, left) in hanging.items() if left > 1}
        grid.append(line)
    return grid


def _hang(line: list[Cell], hanging: dict[int, tuple[Cell, int]]) -> None:
    """Append the cells from above that cover the next columns."""
    while len(line) in hanging:
        line.append(hanging[len(line)][0])


def own_texts(grid: Grid) -> list[list[str]]:
    """Return each row's words by column; a cell speaks once, where it begins."""
    told: set[Cell] = set()
    texts: list[list[str]] = []
    for line in grid:
        texts.append([])
        for cell in line:
            texts[-1].append("" if cell in told else cell.text)
            told.add(cell)
    return texts


def readings(grid: Grid, *, header_rows: int) -> list[str]:
    """Return each row as "Country: Malta | Year: 2024"; "" for the header's own rows.

    Cells merged over several rows are read in each of them; of a header in several rows a column bears all names, the
    uppermost first. A cell over all columns, such as a title between rows, is read without any name.
    """
    names = column_names(grid[:header_rows])
    return ["" if n < header_rows else reading(line, names) for n, line in enumerate(grid)]


def column_names(header: Grid) -> list[str]:
    """Return what each column is called; "" where the header does not say."""
    width = max(map(len, header), default=0)
    columns = ([line[column].text for line in header if column < len(line)] for column in range(width))
    return [_joined(texts)[:_LONGEST_NAME] for texts in columns]


def reading(line: Sequence[Cell], names: Sequence[str]) -> str:
    """Return one row with its columns' names."""
    parts = []
    for cell in dict.fromkeys(line):
        columns = [column for column, other in enumerate(line) if other is cell]
        is_over_all = len(columns) == len(line) > 1
        name = "" if is_over_all else _joined(names[column] for column in columns if column < len(names))
        if cell.text:
            parts.append(f"{name}: {cell.text}" if name and name != cell.text else cell.text)
    return " | ".join(parts)


def _joined(texts: Iterable[str]) -> str:
    """Return the texts without repeats, separated by commas."""
    return ", ".join(dict.fromkeys(filter(None, texts)))
