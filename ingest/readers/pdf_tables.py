"""Which lines of a PDF's page are rows of a table, and how each row reads alone.

Two finders, each where it is certain: a grid of drawn rules (`pdf_grids`, by pdfplumber) says itself what its cells
are; where nothing is drawn, cells that stand side by side in the same columns row after row do (`pdf_columns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_columns import find_columns, with_header_above
from ingest.readers.pdf_heads import find_named_columns
from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_table import Header, Row, Table, read_rows

_CONTINUED = re.compile(
    r"\(?(?:table )?(?:continued|cont[’']?d)(?: (?:on|from) .{1,20})?\)?\W*|\(?(?:suite|fortsetzung|продолжение)\)?\W*"
    r"|.{5,150}\((?:continued|cont[’']?d\.?|suite|fortsetzung|продолжение)\)",
    re.IGNORECASE,
)


def find_rows(
    page: PageLines, skipped: set[int], drawn: Sequence[Table], *, before: Header | None, goes_on: bool
) -> tuple[list[Row], Header | None, bool]:
    """Return the rows of a page's tables in reading order, the header of the last table, and whether it ends the page.

    Args:
        skipped: numbers of the lines that can be in no table: running lines, contents, notes.
        drawn: the tables whose cells are drawn.
        before: the header of the table read last.
        goes_on: that table ended the page before.
    """
    taken = {n for table in drawn for n in table.numbers}
    text = [n for n in range(len(page.lines)) if n not in skipped and not says_continued(page.lines[n].text)]
    free = [n for n in text if n not in taken]
    named = [_with_header_above(page, table, set(free)) for table in drawn]
    found_at = {n for table in named for n in table.numbers}
    free = [n for n in free if n not in found_at]
    boxed = find_named_columns(page, free)
    found_at |= {n for row in boxed for n in row.lines}
    columns = find_columns(page, [n for n in free if n not in found_at])
    tables = sorted([*named, *columns], key=lambda table: table.lines[0])
    rows = boxed
    header = before
    for table in tables:
        is_first = min(table.lines[0]) == text[0]
        found, header = read_rows(page, table, before=header, goes_on=goes_on and is_first)
        rows += found
    is_last = bool(tables) and tables[-1].lines[-1][-1] == text[-1]
    return rows, header, is_last


def _with_header_above(page: PageLines, table: Table, free: set[int]) -> Table:
    """Return a drawn table with the line above its frame as its header, if that names its columns."""
    columns = list(pairwise([*table.lefts, page.width]))
    found = with_header_above(page, table, columns) if len(columns) > 2 else table
    return found if found.numbers - table.numbers <= free else table


def says_continued(text: str) -> bool:
    """Whether a line says no more than that a table goes on, or is its title with that word."""
    return bool(_CONTINUED.fullmatch(text))
