"""Which lines of a PDF's page are rows of a table, and how each row reads alone.

Two finders, each where it is certain: a grid of drawn rules (`pdf_grids`, by pdfplumber) says itself what its cells
are; where nothing is drawn, cells that stand side by side in the same columns row after row do (`pdf_columns`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.pdf_columns import find_columns
from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_table import Header, Row, Table, read_rows


def find_rows(
    page: PageLines, skipped: set[int], drawn: Sequence[Table], *, before: Header | None
) -> tuple[list[Row], Header | None]:
    """Return the rows of a page's tables in reading order, and the header of a table that ends the page.

    Args:
        skipped: numbers of the lines that can be in no table: running lines, contents, notes.
        drawn: the tables whose cells are drawn.
        before: the header of the table that ended the page before.
    """
    taken = {n for table in drawn for n in table.numbers}
    text = [n for n in range(len(page.lines)) if n not in skipped]
    free = [n for n in text if n not in taken]
    tables = sorted([*drawn, *find_columns(page, free)], key=lambda table: table.lines[0])
    rows: list[Row] = []
    header: Header | None = None
    for table in tables:
        is_first = table.lines[0][0] == text[0]
        found, header = read_rows(page, table, before=before if is_first else None)
        rows += found
    is_last = bool(tables) and tables[-1].lines[-1][-1] == text[-1]
    return rows, header if is_last else None
