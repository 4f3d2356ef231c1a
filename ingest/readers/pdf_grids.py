"""Tables whose cells are drawn: the grid of a page's rules, found by pdfplumber, filled with the page's characters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_table import Table, words_at
from ingest.readers.tables import Cell

_SNAP = 3.0  # points by which rules may miss one another; pdfplumber's own
_FEWEST_RULES = 6  # a grid of two cells has more
_MOST_CROSSINGS = 2_000  # of a page; a chart's grid may have more, and it takes the square of it to find cells
_CLEAR = 8.0  # points between words that stand in two columns
_LEAST_ABREAST = 0.5  # share of the rows that have words in two columns; others are boxes around text
_MOST_STRAY = 0.05  # share of the letters in a table's lines that lie in none of its cells
_LEAST_SHARE = 0.3  # of a table's width that its drawn cells cover
_LEAST_FILLED = 0.3  # share of the cells that hold words; a chart's grid is empty
_FEWEST_LEVELS = 3  # level rules cut at the same places, above and below two rows

_Box = tuple[float, float, float, float]
_Point = tuple[float, float]
_Edge = dict[str, Any]


def find_grids(page: PageLines) -> tuple[list[Table], list[int] | None]:
    """Return the tables of a page whose cells are drawn, and the order of its lines in which they read row by row.

    The order is None where they do so already; else the tables are those found among the lines in that order. Some
    programs write the merged cells of a table, or whole columns, before or after the rest of it.
    """
    grids = _grids(page)
    scattered = [grid for grid in grids if not grid.is_in_order]
    if not scattered:
        return [grid.table(named=int(grid.is_headed(page.shades))) for grid in grids], None
    order = list(range(len(page.lines)))
    for grid in scattered:
        inside = sorted(grid.places, key=lambda n: (*grid.places[n], n))
        at = next(place for place, n in enumerate(order) if n in grid.places)
        outside = [n for n in order if n not in grid.places]
        order = [*outside[:at], *inside, *outside[at:]]
    return [], order


@dataclass(frozen=True, slots=True)
class _Grid:
    """A drawn table filled with words.

    Attributes:
        slots: number of the cell that covers each row and column, shape (rows, columns).
        texts: of the cells.
        lefts, tops: where the columns and the rows begin, and where the last ones end.
        places: row and column of the cell that each of the table's lines stands in.
    """

    slots: NDArray[np.intp]
    texts: Sequence[str]
    lefts: NDArray[np.float64]
    tops: NDArray[np.float64]
    places: Mapping[int, tuple[int, int]]

    def overlaps(self, other: _Grid) -> bool:
        """Whether the two tables share any place of the page."""
        is_across = self.lefts[0] < other.lefts[-1] and other.lefts[0] < self.lefts[-1]
        return bool(is_across and self.tops[0] < other.tops[-1] and other.tops[0] < self.tops[-1])

    @property
    def columns(self) -> list[int]:
        """The columns that hold words."""
        return [c for c in range(self.slots.shape[1]) if any(self.texts[n] for n in self.slots[:, c])]

    @property
    def rows(self) -> list[int]:
        """The rows that begin with words of their own."""
        return sorted({row for row, _ in self.places.values()})

    @property
    def is_text(self) -> bool:
        """Whether it is a table of text: words in many of its cells, and side by side in most rows."""
        filled = sum(map(bool, self.texts))
        worded = {n for n, text in enumerate(self.texts) if any(map(str.isalnum, text))}
        abreast = sum(len(worded & set(self.slots[r].tolist())) > 1 for r in self.rows)
        is_table = len(self.rows) > 1 and abreast >= max(2, _LEAST_ABREAST * len(self.rows))
        return is_table and filled >= max(3, _LEAST_FILLED * len(self.texts))

    @property
    def has_rows(self) -> bool:
        """Whether the cells of one column at least end at every row's end: boxes side by side by chance do not."""
        ends = [int((self.slots[1:, c] != self.slots[:-1, c]).sum()) for c in range(self.slots.shape[1])]
        return max(ends) == len(self.slots) - 1

    @property
    def begins_rows(self) -> bool:
        """Whether cells begin side by side in two rows at least: a cell that is shaded line by line has none below."""
        worded = [n for n, text in enumerate(self.texts) if text]
        firsts = Counter(int(np.argwhere(self.slots == n)[0, 0]) for n in worded)
        return sum(count > 1 for count in firsts.values()) > 1

    @property
    def is_in_order(self) -> bool:
        """Whether the page's text has the table row by row, with nothing else in between."""
        numbers = list(self.places)
        rows = [row for row, _ in self.places.values()]
        return rows == sorted(rows) and numbers == list(range(numbers[0], numbers[-1] + 1))

    def is_headed(self, shades: NDArray[np.float64]) -> bool:
        """Whether its first row is shaded and no other one."""
        is_level = shades[:, 3] - shades[:, 1] < shades[:, 2] - shades[:, 0]
        inside = shades[is_level & (shades[:, 2] > self.lefts[0] + _SNAP) & (shades[:, 0] < self.lefts[-1] - _SNAP)]
        first = inside[(inside[:, 1] > self.tops[0] - _SNAP) & (inside[:, 1] < self.tops[1] + _SNAP)]
        others = inside[(inside[:, 1] >= self.tops[1] + _SNAP) & (inside[:, 1] < self.tops[-1] + _SNAP)]
        is_first = self.rows[:1] == [0] and _covered(first) > (self.lefts[-1] - self.lefts[0]) / 2
        return bool(is_first) and not len(others)

    def table(self, *, named: int = 0) -> Table:
        """Return it as a table: rows and columns without words left out; `named` rows are its header."""
        cells = [Cell(text) for text in self.texts]
        return Table(
            lines=tuple(tuple(n for n, (row, _) in self.places.items() if row == r) for r in self.rows),
            grid=[[cells[self.slots[r, c]] for c in self.columns] for r in self.rows],
            lefts=tuple(float(self.lefts[c]) for c in self.columns),
            is_ruled=True,
            named=named,
        )


def _covered(level: NDArray[np.float64]) -> float:
    """Return how much of the page's width level lines cover, in points."""
    reach = covered = 0.0
    for left, right in sorted(level[:, [0, 2]].tolist()):
        covered += max(right - max(left, reach), 0.0)
        reach = max(reach, right)
    return covered


def _grids(page: PageLines) -> list[_Grid]:
    """Return the drawn tables of a page that hold text.

    Those of rules come first, then those whose cells are open at the sides, then those that shaded cells make, too.
    """
    if page.boxes is None:
        return []
    found = _filled(page, page.boxes, page.rules)
    sides = _open_sides(page, page.boxes)
    if len(sides):
        opened = _filled(page, page.boxes, np.vstack([page.rules, sides]))
        found += [grid for grid in opened if not _overlaps(grid, found) and not _holds_rows(page, grid)]
    shades = _inside(page)
    if len(shades):
        shaded = _filled(page, page.boxes, np.vstack([page.rules, shades]))
        found += [grid for grid in shaded if not _overlaps(grid, found) and grid.begins_rows]
    return found


def _inside(page: PageLines) -> NDArray[np.float64]:
    """Return the edges of shaded areas without those of the page itself, which a coloured ground has."""
    left, top, right, bottom = page.shades.T
    is_edge = (right <= _SNAP) | (bottom <= _SNAP) | (left >= page.width - _SNAP) | (top >= page.height - _SNAP)
    shades: NDArray[np.float64] = page.shades[~is_edge]
    return shades


def _overlaps(grid: _Grid, others: Sequence[_Grid]) -> bool:
    return any(grid.overlaps(other) for other in others)


def _open_sides(page: PageLines, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the upright rules that are not drawn where level ones are cut into cells at the same places, row by row.

    Programs draw the edges of each cell by themselves, so a table without upright rules, or without those at its sides,
    still shows where its columns end.
    """
    sides: list[_Box] = []
    for ticks, levels in _cut_alike(page.rules):
        start = 0
        for n in range(1, len(levels) + 1):
            if n == len(levels) or _is_crossed(boxes, ticks, levels[n - 1], levels[n]):
                if n - start >= _FEWEST_LEVELS:
                    sides += [(tick, levels[start], tick, levels[n - 1]) for tick in ticks]
                start = n
    return np.array(sides, dtype=np.float64).reshape(-1, 4)


def _cut_alike(rules: NDArray[np.float64]) -> list[tuple[list[float], list[float]]]:
    """Return where level rules are cut into two cells or more, and the levels at which they are cut there."""
    by_level: list[tuple[float, list[tuple[float, float]]]] = []
    for left, top, right, _ in sorted(rules[rules[:, 2] - rules[:, 0] > _CLEAR].tolist(), key=lambda rule: rule[1]):
        if not by_level or top - by_level[-1][0] > _SNAP:
            by_level.append((top, []))
        by_level[-1][1].append((left, right))
    found: list[tuple[list[float], list[float]]] = []
    for level, pieces in by_level:
        for ticks in _chains(pieces):
            levels = next((levels for other, levels in found if _are_same(ticks, other)), None)
            if levels is None:
                found.append((ticks, [level]))
            else:
                levels.append(level)
    return found


def _chains(pieces: Sequence[tuple[float, float]]) -> Iterator[list[float]]:
    """Yield the ends of pieces that lie end to end, at least two of them."""
    ticks: list[float] = []
    for left, right in sorted(pieces):
        if ticks and abs(left - ticks[-1]) <= _SNAP:
            ticks.append(right)
        elif not (len(ticks) > 1 and abs(left - ticks[-2]) <= _SNAP and abs(right - ticks[-1]) <= _SNAP):
            if len(ticks) > 2:
                yield ticks
            ticks = [left, right]
    if len(ticks) > 2:
        yield ticks


def _are_same(ticks: Sequence[float], others: Sequence[float]) -> bool:
    return len(ticks) == len(others) and all(abs(a - b) <= _SNAP for a, b in zip(ticks, others, strict=True))


def _is_crossed(boxes: NDArray[np.float64], ticks: Sequence[float], top: float, bottom: float) -> bool:
    """Whether words between two levels run on over the place where columns would meet: there is no table."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    inside = boxes[(boxes[:, 2] > 0) & (middle > top) & (middle < bottom)]
    return any(bool(((inside[:, 0] < tick - 1) & (inside[:, 2] > tick + 1)).any()) for tick in ticks[1:-1])


def _holds_rows(page: PageLines, grid: _Grid) -> bool:
    """Whether a row between two level rules is several: two of its lines have pieces in the same columns."""
    inner = grid.lefts[1:-1]
    seen: set[tuple[int, int, int]] = set()
    for n, (row, _) in grid.places.items():
        columns = sorted(set(np.searchsorted(inner, page.lines[n].cells).tolist()))
        pairs = {(row, one, other) for one, other in combinations(columns, 2)}
        if pairs & seen:
            return True
        seen |= pairs
    return False


def _filled(page: PageLines, boxes: NDArray[np.float64], rules: NDArray[np.float64]) -> list[_Grid]:
    grids = (_fill(page, boxes, cells) for cells in _cells(rules))
    return [grid for grid in grids if grid is not None and grid.is_text and grid.has_rows]


def _cells(rules: NDArray[np.float64]) -> list[list[_Box]]:
    """Return the cells of each table that the rules draw: left, top, right, bottom."""
    if len(rules) < _FEWEST_RULES:
        return []
    from pdfplumber import table as plumber  # noqa: PLC0415 - slow to import, and many documents have no rules

    edges = plumber.merge_edges([_edge(rule) for rule in rules.tolist()], _SNAP, _SNAP, _SNAP, _SNAP)
    level = sum(edge["orientation"] == "h" for edge in edges)
    if level < 2 or len(edges) - level < 2 or level * (len(edges) - level) > _MOST_CROSSINGS**1.5:
        return []
    tables = _tables(edges)
    corners = {(round(x), cell[1], cell[3]) for cells in tables for cell in cells for x in (cell[0], cell[2])}
    free = [edge for edge in edges if edge["orientation"] == "v" and not _bounds_any(edge, corners)]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    added = [_edge(rule) for cells in tables for rule in _prolonged(cells, free, across)]
    return _tables(plumber.merge_edges([*edges, *added], _SNAP, _SNAP, _SNAP, _SNAP)) if added else tables


def _tables(edges: Sequence[_Edge]) -> list[list[_Box]]:
    from pdfplumber import table as plumber  # noqa: PLC0415 - as above

    crossings = plumber.edges_to_intersections(edges, _SNAP, _SNAP)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    tables: list[list[_Box]] = plumber.cells_to_tables(_smallest_cells(crossings))
    return tables


def _smallest_cells(crossings: Mapping[_Point, Mapping[str, Sequence[_Edge]]]) -> list[_Box]:
    """Return, for each crossing of rules, the smallest cell that it is the upper left corner of.

    What pdfplumber's `intersections_to_cells` returns, in its order; that one gathers the rules through a crossing
    anew at every comparison, which took a sixth of the time of reading.
    """
    points = sorted(crossings)
    upright = {point: {_ends(edge) for edge in crossings[point]["v"]} for point in points}
    level = {point: {_ends(edge) for edge in crossings[point]["h"]} for point in points}
    columns: defaultdict[float, list[_Point]] = defaultdict(list)
    rows: defaultdict[float, list[_Point]] = defaultdict(list)
    cells = []
    for point in reversed(points):  # so that what is gathered so far stands to the right of it or below it
        left, top = point
        below = [other for other in reversed(columns[left]) if upright[point] & upright[other]]
        right = [other for other in reversed(rows[top]) if level[point] & level[other]] if below else []
        corners = ((x, y, (x, bottom)) for _, bottom in below for x, y in right)
        cell = next(
            (
                (left, top, x, corner[1])
                for x, y, corner in corners
                if corner in upright and upright[corner] & upright[x, y] and level[corner] & level[left, corner[1]]
            ),
            None,
        )
        if cell is not None:
            cells.append(cell)
        columns[left].append(point)
        rows[top].append(point)
    return cells[::-1]


def _ends(edge: _Edge) -> _Box:
    return edge["x0"], edge["top"], edge["x1"], edge["bottom"]


def _bounds_any(edge: _Edge, sides: Set[tuple[int, float, float]]) -> bool:
    """Whether an upright rule is the side of a cell; `sides` holds where each stands, its top and its bottom."""
    return any(x == round(edge["x0"]) and top < edge["bottom"] and edge["top"] < bottom for x, top, bottom in sides)


def _prolonged(cells: Sequence[_Box], free: Sequence[_Edge], across: Sequence[_Edge]) -> Iterator[_Box]:
    """Yield the rules between rows as far as upright rules of the table's height reach: some columns lack them.

    Args:
        free: the upright rules that bound no cell.
        across: the level rules; one that closes the table reaches as far as it does.
    """
    left, right = min(cell[0] for cell in cells), max(cell[2] for cell in cells)
    top, bottom = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
    outside = [
        edge["x0"] for edge in free
        if not left - _SNAP <= edge["x0"] <= right + _SNAP
        and edge["top"] <= top + _SNAP and edge["bottom"] >= bottom - _SNAP
    ]  # fmt: skip
    if not outside:
        return
    sides = min(left, *outside), max(right, *outside)
    closes = any(
        edge["x0"] <= sides[0] + _SNAP and edge["x1"] >= sides[1] - _SNAP
        and min(abs(edge["top"] - top), abs(edge["top"] - bottom)) <= _SNAP
        for edge in across
    )  # fmt: skip
    is_most = right - left >= _LEAST_SHARE * (sides[1] - sides[0])  # an icon between two rules is no table of theirs
    if not closes and (len(outside) < 2 or not is_most):
        return
    for level in {value for cell in cells for value in (cell[1], cell[3])}:
        yield sides[0], level, sides[1], level


def _edge(rule: Sequence[float]) -> _Edge:
    """Return a rule as pdfplumber has it."""
    left, top, right, bottom = rule
    orientation = "h" if right - left > bottom - top else "v"
    return {
        "x0": left, "x1": right, "top": top, "bottom": bottom, "width": right - left, "height": bottom - top,
        "orientation": orientation, "object_type": "line",
    }  # fmt: skip


def _fill(page: PageLines, boxes: NDArray[np.float64], cells: Sequence[_Box]) -> _Grid | None:
    """Return the table with the words that stand in its cells; None for one row or column, and for a table's part."""
    lefts, tops = _ticks(cells, 0), _ticks(cells, 1)
    if min(len(lefts), len(tops)) < 3:
        return None
    slots = np.full((len(tops) - 1, len(lefts) - 1), -1)
    wide: list[int] = []
    for n, (left, top, right, bottom) in enumerate(cells):
        first, last = _tick(lefts, left), _tick(lefts, right)
        slots[_tick(tops, top) : _tick(tops, bottom), first:last] = n
        if last - first > 1:
            wide.append(n)
    is_open = slots < 0  # cells cut by the end of the page are not closed
    slots[is_open] = range(len(cells), len(cells) + is_open.sum())
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    is_inside = (boxes[:, 2] > 0) & (across > lefts[0]) & (across < lefts[-1]) & (down > tops[0]) & (down < tops[-1])
    chars = np.flatnonzero(is_inside)
    if not len(chars):
        return None
    owner = np.full(len(boxes), -1)
    rows, columns = np.searchsorted(tops, down[chars]) - 1, np.searchsorted(lefts, across[chars]) - 1
    owner[chars] = slots[rows, columns]
    for n in wide:
        _part(n, slots, lefts, boxes, owner)
    owner[chars] = slots[rows, columns]
    by_cell = chars[np.argsort(owner[chars], kind="stable")]
    bounds = np.searchsorted(owner[by_cell], range(slots.max() + 2))
    texts = [words_at(page.text, by_cell[start:end]) for start, end in pairwise(bounds)]
    places = _places(page, owner, slots)
    spans = [page.lines[n].span for n in places]
    held = [owner[span.start : span.end][boxes[span.start : span.end, 2] > 0] for span in spans]
    stray = sum(int((some < 0).sum()) for some in held)
    is_whole = stray <= _MOST_STRAY * sum(map(len, held))  # else it is the drawn part of a larger table
    return _Grid(slots, texts, lefts, tops, places) if is_whole else None


def _part(
    n: int, slots: NDArray[np.intp], lefts: NDArray[np.float64], boxes: NDArray[np.float64], owner: NDArray[np.intp]
) -> None:
    """Part a cell over several columns where words stand clear of a column's edge: a header without upright rules."""
    covered = np.unique(np.argwhere(slots == n)[:, 1])
    mine = boxes[owner == n]
    for column in covered[1:]:
        before, after = mine[mine[:, 0] < lefts[column], 2], mine[mine[:, 2] > lefts[column], 0]
        if len(before) and len(after) and after.min() - before.max() > _CLEAR:
            slots[:, column:][slots[:, column:] == n] = slots.max() + 1
            mine = mine[mine[:, 0] > lefts[column]]
            n = slots.max()


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


def _places(page: PageLines, owner: NDArray[np.intp], slots: NDArray[np.intp]) -> dict[int, tuple[int, int]]:
    """Return row and column of the cell that each line stands in, for those that stand in one for the most part."""
    found: dict[int, tuple[int, int]] = {}
    held = np.concatenate([[0], np.cumsum(owner >= 0)])  # characters in cells before each place
    for n, line in enumerate(page.lines):
        if held[line.span.end] == held[line.span.start]:
            continue
        owners = Counter(owner[line.span.start : line.span.end].tolist())
        drawn = sum(map(str.isalnum, line.text)) or 1
        inside = {cell: count for cell, count in owners.items() if cell >= 0}
        if inside and sum(inside.values()) >= 0.5 * drawn:
            row, column = np.argwhere(slots == max(inside, key=lambda cell: inside[cell]))[0]
            found[n] = (int(row), int(column))
    return found
