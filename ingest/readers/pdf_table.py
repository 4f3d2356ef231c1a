"""A table found on a PDF page: which lines make each row, what stands in each cell, which rows are the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
_LONGEST_LABEL = 60  # characters of a name above cells of text
_LEAST_TEXT = 100  # characters of a cell that is a text, not a name
_FEWEST_COUNTED = 3  # columns that a row counts
_LARGER = 1.15  # times the size of the type of the rows below: a header's
_LONGEST_LISTS = 300  # characters of a row of lists that is read as one
_LONGEST_ROW = 800  # characters of a row that is read as one
_PARAGRAPH = 1.2  # times the usual distance of a cell's lines: a new paragraph
_NUMBER = re.compile(r"\d{1,2}[.)](?!\d)")
_ITEM = re.compile(r"(?:[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff]|[–—o-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, or the part of one that stands on a page.

    Attributes:
        lines: per row, the numbers of its lines on the page, in order; at least one.
        grid: per row, the cell that covers each column; with line breaks, as hyphens at line ends are undone later.
        lefts: where the columns begin, in points.
        is_ruled: the cells are drawn.
        named: how many rows at the top are its header for certain; 0 where their place and shade do not tell.
    """

    lines: tuple[tuple[int, ...], ...]
    grid: list[list[Cell]]
    lefts: tuple[float, ...]
    is_ruled: bool
    named: int = 0

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
        group: the sub-header that the last row stands under; "" for none.
    """

    names: tuple[str, ...]
    words: str
    lefts: tuple[float, ...]
    last: tuple[Cell, ...] = ()
    group: str = ""

    def of(self, table: Table) -> Header | None:
        """Return the header for a table with the same columns in the same places, or nearly all of them; else None.

        A column without a word on the page is none of that page's table.
        """
        if len(table.lefts) < max(2, len(self.lefts) / 2):
            return None
        at = [_nearest(left, self.lefts) for left in table.lefts]
        if any(abs(self.lefts[n] - left) > _SAME_COLUMN for n, left in zip(at, table.lefts, strict=True)):
            return None
        if len(table.lefts) == len(self.lefts):
            return self
        is_safe = table.is_ruled and len(table.lefts) > 2 and len(set(at)) == len(at)
        kept = at if len(self.names) == len(self.lefts) else []
        return replace(self, names=tuple(self.names[n] for n in kept), lefts=table.lefts, last=()) if is_safe else None


def _nearest(left: float, lefts: Sequence[float]) -> int:
    return min(range(len(lefts)), key=lambda n: abs(lefts[n] - left))


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


def read_rows(
    page: PageLines, table: Table, *, before: Header | None, goes_on: bool = True
) -> tuple[list[Row], Header]:
    """Return a table's rows, and what its columns are called.

    Args:
        before: the header of the table read last.
        goes_on: that table ended the page before, and this one begins its page.
    """
    count, header = _header_of(page, table, before, goes_on=goes_on)
    grid = table.grid[count:]
    filled = list(_with_groups(grid, header.last, is_ruled=table.is_ruled))
    groups = _groups_above(page, table)
    read: list[Row] = []
    names, words, group = header.names, header.words, header.group
    for n, (line, own) in enumerate(zip(filled, grid, strict=True), count):
        if _renames(page, table, n, names):
            names, words, group = tuple(column_names([own])), _words(table, 1, first=n), ""
            read.append(Row(table.lines[n]))
            continue
        if _is_group(own) or (_is_stub(own) and (group or _is_bold(page, table.lines[n]))):
            group = "" if n + 1 == len(table.grid) else readable(own[0].text)
            read.append(Row(table.lines[n], words, reading(line, names)))
            continue
        group = groups.get(n, group)
        read += _row(page, table, n, line, Header(names, words, table.lefts, group=group))
    last = tuple(filled[-1]) if filled else header.last
    return [*map(Row, table.lines[:count]), *read], Header(names, words, table.lefts, last, group)


def _header_of(page: PageLines, table: Table, before: Header | None, *, goes_on: bool) -> tuple[int, Header]:
    """Return how many rows at the top are the table's header, and the header, be it that of the table before."""
    known = before.of(table) if before is not None else None
    if known is not None and known.words:
        repeated = next((n for n in range(1, _MOST_HEADER_ROWS + 1) if _words(table, n) == known.words), 0)
        if repeated and repeated < len(table.grid):
            return repeated, known if goes_on else replace(known, last=(), group="")
    if known is not None and goes_on and not (_is_set_as_header(page, table) or _renames(page, table, 0, known.names)):
        return 0, known
    count = _header_rows(page, table)
    counting = bool(count) and count == _counted_columns(table)
    named = _with_names_over_columns(table, _titles(table), count - counting)
    return count, Header(tuple(column_names(named)), _words(table, count), table.lefts)


def _renames(page: PageLines, table: Table, n: int, names: Sequence[str]) -> bool:
    """Whether row n names the columns anew: all of it is bold, and its first cell is the first column's name again."""
    texts = [readable(cell.text) for cell in table.grid[n]]
    is_full = len(set(table.grid[n])) > 1 and all(texts) and max(map(len, texts)) <= _LONGEST_HEADER_CELL
    is_named = bool(names) and bool(names[0]) and texts[0] == readable(names[0])
    return is_full and is_named and n + 1 < len(table.grid) and _is_bold(page, table.lines[n])


def _is_group(line: Sequence[Cell]) -> bool:
    """Whether a row is one cell over all columns that names the rows below it."""
    text = line[0].text
    return len(set(line)) == 1 < len(line) and 0 < len(text) <= _LONGEST_HEADER_CELL and not text.endswith((".", ";"))


def _is_stub(line: Sequence[Cell]) -> bool:
    """Whether a row has words in its first cell alone, and they can name the rows below."""
    text = line[0].text
    is_alone = not any(cell.text for cell in line if cell is not line[0]) and len(set(line)) > 1
    return is_alone and 0 < len(text) <= _LONGEST_HEADER_CELL and not text.endswith((".", ";", ","))


def _groups_above(page: PageLines, table: Table) -> dict[int, str]:
    """Return the sub-headers that stand between rows of an undrawn table, by the row that each stands above.

    They are bold where rows are not; the first one below the header may be plain.
    """
    found: dict[int, str] = {}
    if table.is_ruled:
        return found
    for n in range(len(table.lines) - 1, 0, -1):
        between = range(table.lines[n - 1][-1] + 1, table.lines[n][0])
        if len(between) == 1 and not _is_bold(page, table.lines[n]):
            line, below = page.lines[between[0]], page.lines[table.lines[n][0]]
            is_stub = abs(line.left - below.left) <= _SAME_COLUMN and line.bottom <= below.top + 1
            if is_stub and len(line.text) <= _LONGEST_HEADER_CELL and (line.is_bold or (n == table.named and found)):
                found[n] = line.text
    return found


def _row(page: PageLines, table: Table, n: int, line: Sequence[Cell], header: Header) -> list[Row]:
    """Return row n, in pieces where a long cell of it holds several paragraphs: each is read with the other cells."""
    whole = Row(table.lines[n], header.words, _read(line, header))
    if table.is_ruled and any(header.names) and len(whole.reading) > _LONGEST_LISTS:
        items = _items(page, table, n)
        if items:
            return [Row(lines, header.words, _read_item(page, lines, column, header)) for column, lines in items]
    if not table.is_ruled or len(whole.reading) <= _LONGEST_ROW:
        return [whole]
    column, pieces = _paragraphs_at_end(page, table, n)
    texts = _parted(line[column].text, [page.lines[piece[0]].text for piece in pieces[1:]]) if len(pieces) > 1 else []
    others = sum(len(cell.text) for cell in dict.fromkeys(line) if cell is not line[column])
    if not texts or others > _LONGEST_ROW // 2:
        return [whole]
    return [
        Row(lines, header.words, _read([Cell(text) if cell is line[column] else cell for cell in line], header))
        for lines, text in zip(pieces, texts, strict=True)
    ]


def _items(page: PageLines, table: Table, n: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return column and lines of each item where every cell of row n is a list: "Strengths | Weaknesses".

    None where a cell is something else, since that one names the row.
    """
    items: list[tuple[int, list[int]]] = []
    numbered: dict[int, bool] = {}  # column -> whether its items have numbers; then a dash begins none
    for m in table.lines[n]:
        line = page.lines[m]
        column = int(np.searchsorted(table.lefts, line.left + 1)) - 1
        is_number = bool(_NUMBER.match(line.text))
        begins = is_number or bool(_ITEM.match(line.text))
        if len(line.cells) > 1 and not begins:
            return []
        if begins and numbered.setdefault(column, is_number) is is_number:
            items.append((column, [m]))
        elif items and items[-1][0] == column:
            items[-1][1].append(m)
        else:
            return []
    columns = [column for column, _ in items]
    is_each = set(columns) == set(range(len(table.lefts))) and columns == sorted(columns)
    is_listed = is_each and min(map(columns.count, set(columns))) > 1
    return [(column, tuple(lines)) for column, lines in items] if is_listed else []


def _read_item(page: PageLines, lines: Sequence[int], column: int, header: Header) -> str:
    words = "\n".join(page.lines[n].text for n in lines)
    name = header.names[column] if column < len(header.names) else ""
    return " | ".join(filter(None, (header.group, f"{name}: {words}" if name else words)))


def _read(line: Sequence[Cell], header: Header) -> str:
    told = reading(line, header.names)
    return f"{header.group} | {told}" if header.group and told else told


def _paragraphs_at_end(page: PageLines, table: Table, n: int) -> tuple[int, list[tuple[int, ...]]]:
    """Return the column that row n's last lines stand in, and the row's lines cut between paragraphs of that cell."""
    numbers = table.lines[n]
    columns = [{int(np.searchsorted(table.lefts, left + 1)) - 1 for left in page.lines[m].cells} for m in numbers]
    start = len(numbers) - 1
    while start and columns[start - 1] == columns[-1]:
        start -= 1
    lines = [page.lines[m] for m in numbers]
    steps = [lines[k].top - lines[k - 1].top for k in range(start + 1, len(lines))]
    if len(columns[-1]) != 1 or not steps or min(steps) <= 0:
        return 0, [numbers]
    usual = sorted(steps)[len(steps) // 2]
    cuts = [0]
    size = sum(len(line.text) for line in lines[:start])
    begins = [
        k for k in range(start + 1, len(lines))
        if lines[k].top - lines[k - 1].top > _PARAGRAPH * usual or _ITEM.match(lines[k].text)
    ]  # fmt: skip
    for k, end in pairwise([start, *begins, len(lines)]):
        held = sum(len(line.text) for line in lines[k:end])
        if size + held > _LONGEST_ROW and k > start:
            cuts.append(k)
            size = 0
        size += held
    return columns[-1].pop(), [numbers[k:end] for k, end in pairwise([*cuts, len(numbers)])]


def _parted(text: str, begins: Sequence[str]) -> list[str]:
    """Return a text cut where these lines begin; none where it does not hold them in this order."""
    cuts = [0]
    for line in begins:
        at = text.find(line, cuts[-1] + 1)
        if at < 0:
            return []
        cuts.append(at)
    return [text[start:end].strip() for start, end in pairwise([*cuts, len(text)])]


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
        filled = sum(bool(cell.text) for cell in line)
        is_group = bool(last) and not line[0].text and bool(last[0].text) and filled > (0 if is_ruled else 1)
        last = [last[0], *line[1:]] if is_group and (n == 0 or not is_ruled) else line
        yield list(last)


def _words(table: Table, rows: int, *, first: int = 0) -> str:
    texts = own_texts(table.grid[first : first + rows])
    return " | ".join(readable(text) for row in texts for text in row if text)[:_LONGEST_HEADER]


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
    if _is_set_as_header(page, table) and not _counted_columns(table):
        loud = _loud_rows(page, table)
        rows = range(titles + 1, len(loud))
        count = next((n for n in rows if not loud[n] or _is_group(table.grid[n])), len(loud))
        return min(count, titles + _MOST_HEADER_ROWS)
    counted = _counted_columns(table)
    if table.named or counted:
        return table.named or counted
    if _names_columns(table, titles) or _stands_over_answers(table, titles):
        return titles + _merged_rows(table.grid[titles:])
    return titles + 1 if _answers_columns(table, titles) else 0


def _counted_columns(table: Table) -> int:
    """Return how many rows reach down to one that counts the columns, 1, 2, 3 …: forms have it below the header."""
    for n, line in enumerate(table.grid[: _MOST_HEADER_ROWS + 2]):
        texts = [cell.text.strip() for cell in dict.fromkeys(line) if cell.text]
        if n and len(texts) >= _FEWEST_COUNTED and texts == [str(k) for k in range(1, len(texts) + 1)]:
            return n + 1
    return 0


def _is_set_as_header(page: PageLines, table: Table) -> bool:
    """Whether the first rows are bold or in larger type, and those below them are not."""
    loud = _loud_rows(page, table)[_titles(table) :]
    return bool(loud) and loud[0] and not all(loud) and sum(loud) <= max(_MOST_HEADER_ROWS, len(loud) / 2)


def _loud_rows(page: PageLines, table: Table) -> list[bool]:
    """Return for each row whether it is bold, or in larger type than the last row."""
    last = max(page.lines[n].size for n in table.lines[-1])
    return [
        _is_bold(page, lines) or (last > 0 and min(page.lines[n].size for n in lines) >= _LARGER * last)
        for lines in table.lines
    ]


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
    return is_wide or (len(below) > 1 and have_figures > len(below) / 2) or _is_short_above_long(table, n)


def _is_short_above_long(table: Table, n: int) -> bool:
    """Whether the drawn cells of row n are a word or two and each below them is a text: "Strengths | Weaknesses"."""
    texts = [cell.text for cell in table.grid[n]]
    below = [[len(cell.text) for cell in line] for line in table.grid[n + 1 :]]
    is_short = max(map(len, texts)) <= _LONGEST_LABEL and not any(text.endswith((".", ":", ";")) for text in texts)
    return table.is_ruled and is_short and bool(below) and all(size >= _LEAST_TEXT for line in below for size in line)


def _answers_columns(table: Table, n: int) -> bool:
    """Whether the rows below row n answer what it asks: with the same few words or figures again and again."""
    names = [cell.text for cell in table.grid[n]]
    below = table.grid[n + 1 :]
    if len(below) < _FEWEST_ANSWERS or not all(names) or len(set(table.grid[n])) < len(names):
        return False
    columns = [[line[c].text for line in below if line[c].text] for c in range(1, len(names))]
    answered = sum(_is_answered(name, values) for name, values in zip(names[1:], columns, strict=True))
    return answered >= max(1, len(columns) / 2)


def _is_answered(name: str, values: Sequence[str]) -> bool:
    if not values or sum(map(str.isalpha, name)) < 4 or len(name) <= max(map(len, values)):
        return False
    figures = sum(not any(map(str.isalpha, value)) for value in values)
    return len(set(values)) <= len(values) / 2 or figures >= 0.8 * len(values)


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
