"""Merged cells are spread over the grid, and the header's cells are carried down to each row."""

from __future__ import annotations

import pytest

from ingest.readers.tables import Cell, own_texts, readings, spread


def cells(*texts: str) -> list[Cell]:
    """Cells that span nothing."""
    return [Cell(text) for text in texts]


@pytest.mark.parametrize(
    ("rows", "header_rows", "read"),
    [
        pytest.param(
            [cells("Country", "Year"), cells("Malta", "2024")], 1, ["", "Country: Malta | Year: 2024"], id="plain"
        ),
        pytest.param([cells("AI", "artificial intelligence")], 0, ["AI | artificial intelligence"], id="no header"),
        pytest.param(
            [cells("Country", "Year", "Note"), cells("Malta", "", "")], 1, ["", "Country: Malta"], id="empty cells"
        ),
        pytest.param(
            [[Cell("Country"), Cell("Value", columns=2)], cells("", "2020", "2021"), cells("Malta", "5", "6")],
            2, ["", "", "Country: Malta | Value, 2020: 5 | Value, 2021: 6"], id="a header in two rows",
        ),
        pytest.param(
            [cells("Goal", "Step"), [Cell("Care", rows=2), Cell("one")], cells("two"), cells("Data", "three")],
            1, ["", "Goal: Care | Step: one", "Goal: Care | Step: two", "Goal: Data | Step: three"],
            id="a cell over two rows, as HTML has it",
        ),
        pytest.param(
            [cells("Goal", "Step"), cells("Care", "one"), [Cell("", goes_on=True), Cell("two")]],
            1, ["", "Goal: Care | Step: one", "Goal: Care | Step: two"], id="a cell over two rows, as Word has it",
        ),
        pytest.param(
            [cells("Goal", "Step"), [Cell("All that follows is planned", columns=2)], cells("Care", "one")],
            1, ["", "All that follows is planned", "Goal: Care | Step: one"], id="a title between rows",
        ),
        pytest.param(
            [cells("Goal", "Step", "Year"), [Cell("Care"), Cell("any", columns=2)]],
            1, ["", "Goal: Care | Step, Year: any"], id="a cell over two columns",
        ),
    ],
)  # fmt: skip
def test_a_row_is_read_with_the_names_of_its_columns(rows: list[list[Cell]], header_rows: int, read: list[str]) -> None:
    assert readings(spread(rows), header_rows=header_rows) == read


def test_a_merged_cell_speaks_once_on_the_page() -> None:
    grid = spread([[Cell("Care", rows=2, columns=2), Cell("one")], cells("two"), cells("a", "b", "c")])
    assert own_texts(grid) == [["Care", "", "one"], ["", "", "two"], ["a", "b", "c"]]


def test_absurd_spans_are_cut() -> None:
    grid = spread([[Cell("wide", columns=10**9), Cell("deep", rows=10**9)], cells("below")])
    assert [len(line) for line in grid] == [101, 1]
