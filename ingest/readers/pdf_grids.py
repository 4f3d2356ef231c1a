"""Tables whose cells are drawn: the grid of a page's rules, found by pdfplumber, filled with the page's characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_table import Table, words_at
from ingest.readers.tables import Cell

_SNAP = 3.0  # points by which rules may miss one another; pdfplumber's own
_FEWEST_RULES = 6  # a grid of two cells has more
_MOST_CROSSINGS = 2_000  # of a page; a chart's grid may have more, and it takes the square of it to find cells
_LEAST_FILLED = 0.3  # share of the cells that hold words; a chart's grid is empty

_Box = tuple[float, float, float, float]


def find_grids(page: PageLines) -> list[Table]:
    """Return the tables of a page whose cells are drawn, from the top."""
    if len(page.rules) < _FEWEST_RULES or page.boxes is None:
        return []
    tables = (_fill(page, page.boxes, cells) for cells in _cells(page.rules))
    return [table for table in tables if table is not None]


def _cells(rules: NDArray[np.float64]) -> list[list[_Box]]:
    """Return the cells of each table that the rules draw: left, top, right, bottom."""
    from pdfplumber import table as plumber  # noqa: PLC0415 - slow to import, and many documents have no rules

    edges = plumber.merge_edges([_edge(rule) for rule in rules.tolist()], _SNAP, _SNAP, _SNAP, _SNAP)
    level = sum(edge["orientation"] == "h" for edge in edges)
    if level < 2 or len(edges) - level < 2 or level * (len(edges) - level) > _MOST_CROSSINGS**1.5:
        return []
    crossings = plumber.edges_to_intersections(edges, _SNAP, _SNAP)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    tables: list[list[_Box]] = plumber.cells_to_tables(plumber.intersections_to_cells(crossings))
    return tables


def _edge(rule: Sequence[float]) -> dict[str, object]:
    """Return a rule as pdfplumber has it."""
    left, top, right, bottom = rule
    orientation = "h" if right - left > bottom - top else "v"
    return {
        "x0": left, "x1": right, "top": top, "bottom": bottom, "width": right - left, "height": bottom - top,
        "orientation": orientation, "object_type": "line",
    }  # fmt: skip


def _fill(page: PageLines, boxes: NDArray[np.float64], cells: Sequence[_Box]) -> Table | None:
    """Return the table with the words that stand in its cells; None where it is no table of text."""
    lefts, tops = _ticks(cells, 0), _ticks(cells, 1)
    if min(len(lefts), len(tops)) < 3:
        return None
    slots = np.full((len(tops) - 1, len(lefts) - 1), -1)
    for n, (left, top, right, bottom) in enumerate(cells):
        rows = slice(_tick(tops, top), _tick(tops, bottom))
        slots[rows, _tick(lefts, left) : _tick(lefts, right)] = n
    is_open = slots < 0  # cells cut by the end of the page are not closed
    slots[is_open] = range(len(cells), len(cells) + is_open.sum())
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    is_inside = (boxes[:, 2] > 0) & (across > lefts[0]) & (across < lefts[-1]) & (down > tops[0]) & (down < tops[-1])
    chars = np.flatnonzero(is_inside)
    owner = np.full(len(boxes), -1)
    owner[chars] = slots[np.searchsorted(tops, down[chars]) - 1, np.searchsorted(lefts, across[chars]) - 1]
    texts = [words_at(page.text, np.flatnonzero(owner == n)) for n in range(slots.max() + 1)]
    first_rows = [int(slots_of[0, 0]) if len(slots_of := np.argwhere(slots == n)) else 0 for n in range(len(texts))]
    lines = _lines_by_row(page, owner, first_rows, rows=len(tops) - 1)
    return _table(page, slots, texts, lines, lefts) if lines is not None else None


def _ticks(cells: Sequence[_Box], axis: int) -> NDArray[np.float64]:
    """Return where rows or columns begin and end, those closer than rules may miss one another as one."""
    values = sorted({value for cell in cells for value in (cell[axis], cell[axis + 2])})
    kept = values[:1]
    for value in values[1:]:
        if value - kept[-1] > _SNAP:
            kept.append(value)
    return np.array(kept)


def _tick(ticks: NDArray[np.float64], value: float) -> int:
    return int(np.abs(ticks - value).argmin())


def _lines_by_row(
    page: PageLines, owner: NDArray[np.intp], first_rows: Sequence[int], *, rows: int
) -> list[list[int]] | None:
    """Return the numbers of the lines in each row; None where the page's text runs across the rows."""
    found: list[list[int]] = [[] for _ in range(rows)]
    last = -1
    for n, line in enumerate(page.lines):
        owners = Counter(owner[line.span.start : line.span.end].tolist())
        drawn = sum(map(str.isalnum, line.text)) or 1
        inside = {cell: count for cell, count in owners.items() if cell >= 0}
        if sum(inside.values()) < 0.5 * drawn:
            continue
        row = first_rows[max(inside, key=lambda cell: inside[cell])]
        found[row].append(n)
        if row < last:
            return None
        last = row
    return found


def _table(
    page: PageLines, slots: NDArray[np.intp], texts: Sequence[str], lines: Sequence[Sequence[int]],
    lefts: NDArray[np.float64],
) -> Table | None:  # fmt: skip
    """Return the table of the rows and columns that hold words."""
    cells = [Cell(text) for text in texts]
    columns = [c for c in range(slots.shape[1]) if any(texts[n] for n in slots[:, c])]
    rows = [r for r in range(slots.shape[0]) if lines[r]]
    grid = [[cells[slots[r, c]] for c in columns] for r in rows]
    filled = sum(bool(text) for text in texts)
    if len(columns) < 2 or len(rows) < 2 or filled < max(3, _LEAST_FILLED * len(texts)):
        return None
    return Table(
        lines=tuple(tuple(lines[r]) for r in rows),
        grid=grid,
        lefts=tuple(float(lefts[c]) for c in columns),
        is_ruled=True,
    )
