"""Which lines of a PDF's page are rows of a table, and how each row reads alone.

Two finders, each where it is certain: a grid of drawn rules (`pdf_grids`, by pdfplumber) says itself what its cells are;
where nothing is drawn, cells that stand side by side in the same columns row after row do (`pdf_columns`). Measured
side by side with camelot and pdfplumber's own guess from the words (`python -m eval.layout`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.readers.pdf_columns import find_columns
from ingest.readers.pdf_grids import find_grids
from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_table import Header, Row, Table, read_rows

FreeCells = Callable[[set[int]], Sequence[Sequence[int]]]


def find_rows(
    page: PageLines, skipped: set[int], free_cells: FreeCells, *, before: Header | None
) -> tuple[list[Row], Header | None]:
    """Return the rows of a page's tables in reading order, and the header of a table that ends the page.

    Args:
        skipped: numbers of the lines that can be in no table: running lines, contents, notes.
        free_cells: given the lines taken by drawn tables, returns the numbers of the other lines that stand together,
            as paragraphs do.
        before: the header of the table that ended the page before.
    """
    drawn = [table for table in find_grids(page) if not skipped & {n for lines in table.lines for n in lines}]
    taken = {n for table in drawn for lines in table.lines for n in lines}
    tables = sorted([*drawn, *find_columns(page, free_cells(taken))], key=lambda table: table.lines[0])
    text = [n for n in range(len(page.lines)) if n not in skipped]
    rows: list[Row] = []
    header: Header | None = None
    for table in tables:
        is_first = table.lines[0][0] == text[0]
        found, header = read_rows(page, table, before=before if is_first else None)
        rows += found
    is_last = bool(tables) and tables[-1].lines[-1][-1] == text[-1]
    return rows, header if is_last else None
