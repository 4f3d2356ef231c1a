"""A table found on a PDF page: which lines make each row, what stands in each cell, which rows are the header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.clean import readable
from ingest.readers.pdf_lines import PageLines
from ingest.readers.tables import Cell, column_names, own_texts, reading

_MOST_HEADER_ROWS = 3
_LONGEST_HEADER_CELL = 100
_LONGEST_HEADER = 300
_FEWEST_ANSWERS = 4  # rows below a header that is known by the answers in them
_SAME_COLUMN = 8.0  # points between the places of one column on two pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, or the part of one that stands on a page.

    Attributes:
        lines: per row, the numbers of its lines on the page, in order; at least one.
        grid: per row, the cell that covers each column; with line breaks, as hyphens at line ends are undone later.
        lefts: where the columns begin, in points.
        is_ruled: the cells are drawn.
    """

    lines: tuple[tuple[int, ...], ...]
    grid: list[list[Cell]]
    lefts: tuple[float, ...]
    is_ruled: bool

    @property
    def numbers(self) -> set[int]:
        """Numbers of all its lines on the page."""
        return {n for lines in self.lines for n in lines}


@dataclass(frozen=True, slots=True)
class Header:
    """What a table's columns are called.

    Attributes:
        words: of the header's rows, on one line.
        lefts: where the columns begin, by which the table is known again on the next page.
        last: the last row read, whose first cell may name those of the next page, too.
    """

    names: tuple[str, ...]
    words: str
    lefts: tuple[float, ...]
    last: tuple[Cell, ...] = ()

    def heads(self, table: Table) -> bool:
        """Whether a table has the same columns in the same places."""
        pairs = list(zip(self.lefts, table.lefts, strict=False))
        return len(self.lefts) == len(table.lefts) and all(abs(a - b) <= _SAME_COLUMN for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        lines: numbers of its lines on the page, consecutive.
        header: the words of the table's header; "" for its own rows and where there is none.
        reading: the row as it can be read alone, cells with their line breaks; "" for the header's own rows.
    """

    lines: tuple[int, ...]
    header: str = ""
    reading: str = ""


def words_at(text: str, places: NDArray[np.intp]) -> str:
    """Return the characters at these places of a page's text, with the white space that stands between them."""
    if not len(places):
        return ""
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts, ends = [places[0], *places[breaks + 1]], [*places[breaks], places[-1]]
    parts = [text[starts[0] : ends[0] + 1]]
    for before, start, end in zip(ends, starts[1:], ends[1:], strict=False):
        between = text[before + 1 : start]
        parts += (between if between.isspace() else "\n" if "\n" in between else " ", text[start : end + 1])
    return "".join(parts).strip()


def read_rows(page: PageLines, table: Table, *, before: Header | None) -> tuple[list[Row], Header]:
    """Return a table's rows, and what its columns are called.

    Args:
        before: the header of a table that ended the page before, if this one begins its page.
    """
    count = 0
    header = before if before is not None and before.heads(table) else None
    last = () if header is None else header.last
    if header is None or header.words == _words(table, 1) or _is_set_as_header(page, table):
        count = _header_rows(page, table)
        named = _with_names_over_columns(table, _titles(table), count)
        header = Header(tuple(column_names(named)), _words(table, count)[:_LONGEST_HEADER], table.lefts)
    body = list(_with_groups(table.grid[count:], last, is_ruled=table.is_ruled))
    pairs = zip(table.lines[count:], body, strict=True)
    read = [Row(lines, header.words, reading(line, header.names)) for lines, line in pairs]
    last = tuple(body[-1]) if body else last
    return [*map(Row, table.lines[:count]), *read], replace(header, last=last)


def _with_names_over_columns(table: Table, first: int, end: int) -> list[list[Cell]]:
    """Return the header's rows, a name that stands alone over several columns given to each of them.

    Where cells are drawn they say themselves how far they reach; else the nearest name above holds.
    """
    rows = table.grid[first:end]
    if table.is_ruled or len(rows) < 2:
        return [list(line) for line in rows]
    shown: list[list[Cell]] = []
    for line, below in zip(rows, [*rows[1:], []], strict=True):
        named = [n for n, cell in enumerate(line) if cell.text]
        shown.append([
            line[min(named, key=lambda m: abs(m - n))] if named and below and below[n].text and not cell.text else cell
            for n, cell in enumerate(line)
        ])  # fmt: skip
    return shown


def _with_groups(grid: Sequence[Sequence[Cell]], last: Sequence[Cell], *, is_ruled: bool) -> Iterator[list[Cell]]:
    """Yield rows, a first cell left empty filled with the one above it: it names a group of rows.

    Where cells are drawn only one at the top of a page is: it may be the rest of one that began on the page before.
    """
    for n, line in enumerate(grid):
        is_group = bool(last) and not line[0].text and bool(last[0].text) and sum(bool(cell.text) for cell in line) > 1
        last = [last[0], *line[1:]] if is_group and (n == 0 or not is_ruled) else line
        yield list(last)


def _words(table: Table, rows: int) -> str:
    texts = own_texts(table.grid[:rows])
    return " | ".join(readable(text) for row in texts for text in row if text)


def _titles(table: Table) -> int:
    """Return how many rows at the top are one cell each: titles of the table."""
    for n, line in enumerate(table.grid):
        if len({cell for cell in line if cell.text}) != 1 or line[0].text == "":
            return n
    return 0


def _header_rows(page: PageLines, table: Table) -> int:
    """Return how many rows at the top name the columns, the titles above them counted in; 0 where none do."""
    titles = _titles(table)
    if len(table.grid) - titles < 2:
        return 0
    if _is_set_as_header(page, table):
        bold = [_is_bold(page, lines) for lines in table.lines]
        count = next((n for n in range(titles, len(bold)) if not bold[n]), len(bold))
        return min(count, titles + _MOST_HEADER_ROWS)
    is_header = _names_columns(table, titles) or _stands_over_answers(table, titles)
    return titles + _merged_rows(table.grid[titles:]) if is_header else 0


def _is_set_as_header(page: PageLines, table: Table) -> bool:
    """Whether the first rows are bold and those below them are not."""
    bold = [_is_bold(page, lines) for lines in table.lines[_titles(table) :]]
    return bool(bold) and bold[0] and not all(bold) and sum(bold) <= max(_MOST_HEADER_ROWS, len(bold) / 2)


def _is_bold(page: PageLines, lines: Sequence[int]) -> bool:
    return all(page.lines[n].is_bold for n in lines)


def _names_columns(table: Table, n: int) -> bool:
    """Whether row n reads as a header set like the rows below it: short words, no figures where they have some."""
    texts = [cell.text for cell in dict.fromkeys(table.grid[n])]
    if not all(texts) or max(map(len, texts)) > _LONGEST_HEADER_CELL or any(map(str.isdigit, "".join(texts))):
        return False
    below = ["".join(cell.text for cell in line) for line in table.grid[n + 1 :]]
    have_figures = sum(any(map(str.isdigit, text)) for text in below)
    is_wide = table.is_ruled and len(table.lefts) > 2 and len(below) > 1
    return is_wide or (len(below) > 1 and have_figures > len(below) / 2)


def _stands_over_answers(table: Table, n: int) -> bool:
    """Whether row n says other words than the columns below it, which say the same few again and again: Yes, No."""
    texts = [cell.text for cell in table.grid[n]]
    below = table.grid[n + 1 :]
    if not all(texts) or len(set(texts)) < len(texts) or len(texts) < 2 or len(below) < _FEWEST_ANSWERS:
        return False
    columns = [[line[column].text for line in below] for column in range(1, len(texts))]
    repeat = all(len(set(column)) <= len(column) / 2 for column in columns)
    return repeat and not any(text in column for text, column in zip(texts[1:], columns, strict=True))


def _merged_rows(grid: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows the first one reaches down: two where one of its cells covers several columns."""
    first = grid[0]
    is_parted = len(set(first)) < len(first) and len(grid) > 2
    return 2 if is_parted or (len(grid) > 2 and any(cell in grid[1] for cell in first)) else 1
