"""What repeats at the edges of the pages, and lists of contents, are told from the text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.furniture import edges, find_contents, find_running_lines
from ingest.readers.pdf_lines import Line, PageLines
from ingest.records import Span

HEIGHT = 800.0


def make_page(number: int, *rows: tuple[float, str] | tuple[float, str, float]) -> PageLines:
    """Return a page with lines at these distances from its top: distance, words, size of the type (10)."""
    lines = []
    start = 0
    for top, text, *size in rows:
        height = size[0] if size else 10.0
        lines.append(
            Line(
                span=Span(start, start + len(text)), text=text, left=50, top=top, right=50 + 5 * len(text),
                bottom=top + height, size=height, cells=(50,),
            )
        )  # fmt: skip
        start += len(text) + 1
    return PageLines(number=number, width=600, height=HEIGHT, lines=tuple(lines))


def running(*pages: Sequence[tuple[float, str]]) -> list[list[str]]:
    made = [make_page(n, *rows) for n, rows in enumerate(pages, 1)]
    return [
        [page.lines[n].text for n in sorted(found)] for page, found in zip(made, find_running_lines(made), strict=True)
    ]


def body(n: int) -> list[tuple[float, str]]:
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]
    return [(100 + 14 * row, f"Text of {words[n % 7]} in row {words[row % 7]}") for row in range(40)]


def test_a_head_and_a_page_number_that_repeat_are_furniture() -> None:
    pages = [[(30.0, "A plan for health"), *body(n), (770.0, f"Page {n + 5}")] for n in range(6)]
    assert running(*pages) == [["A plan for health", f"Page {n + 5}"] for n in range(6)]


def test_heads_of_left_and_right_pages_are_both_furniture() -> None:
    pages = [[(30.0, ("Ministry", "A plan")[n % 2]), *body(n)] for n in range(8)]
    assert [len(found) for found in running(*pages)] == [1] * 8


def test_a_head_that_changes_with_the_chapter_is_furniture_where_heads_stand() -> None:
    heads = ["Aims", "Aims", "Aims", "Means", "Means", "Means", "A note", "Costs", "Costs", "Costs"]
    assert running(*[[(30.0, head), *body(n)] for n, head in enumerate(heads)]) == [[head] for head in heads]


def test_headings_that_differ_in_their_number_are_no_furniture() -> None:
    numbers = [3, 9, 17, 20, 31, 44]
    pages = [[(30.0, "Journal"), (60.0, f"Article {m}"), *body(n)] for n, m in enumerate(numbers)]
    assert running(*pages) == [["Journal"]] * 6


def test_a_line_inside_the_text_is_no_furniture_however_often_it_comes() -> None:
    pages = [
        [*body(n)[:20], (400.0, "Rationale"), *[(top + 200, text) for top, text in body(n)[20:30]]] for n in range(6)
    ]
    assert running(*pages) == [[]] * 6


def test_the_first_cells_of_a_table_are_no_furniture() -> None:
    pages = [
        [(50.0, "Persons"), (62.0, "without"), (74.0, f"limits of kind {'abcdef'[n]}"), *body(n)] for n in range(6)
    ]
    assert running(*pages) == [[]] * 6


def test_a_single_page_has_no_furniture() -> None:
    assert running([(30.0, "A plan for health"), *body(0)]) == [[]]


def test_edges_are_the_outer_rows_only() -> None:
    page = make_page(1, *[(10.0 + 12 * row, f"row {row}") for row in range(60)])
    assert [edge.line.text for edge in edges(page) if edge.is_head] == [f"row {row}" for row in range(4)]


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        pytest.param(
            ["Contents", "Aims ........ 3", "Means ......... 5", "Costs ..... 9", "Text after it."], 4, id="dot leaders"
        ),
        pytest.param(["Aims . . . . . 3", "Means . . . . . 5", "Costs . . . . . 9"], 3, id="spaced leaders"),
        pytest.param(
            ["Inhalt", "Ziele 3", "Mittel 5", "Kosten 9", "Anhang 12"], 5, id="no leaders, under a title"
        ),
        pytest.param(
            ["Содержание", "Цели ....... 3", "Длинное название", "в две строки .... 5", "Итог ..... 9"], 5, id="wrapped"
        ),
        pytest.param(["Aims 3", "Means 5", "Costs 9", "Annex 12", "Notes 20"], 0, id="no leaders and no title"),
        pytest.param(["Contents of the box", "He said ... and left.", "Then 3", "Two 2"], 0, id="mere text"),
        pytest.param(["Contents", "In 2019", "by 12", "of 7", "in 3"], 0, id="numbers that do not rise"),
    ],
)  # fmt: skip
def test_contents_lists_are_found(rows: list[str], listed: int) -> None:
    page = make_page(1, *[(50.0 + 20 * n, row) for n, row in enumerate(rows)])
    assert find_contents([page], [set()]) == [set(range(listed))]


def test_a_contents_list_goes_on_on_the_next_page() -> None:
    first = make_page(
        1, *[(50.0 + 20 * n, row) for n, row in enumerate(["Contents", "A 1", "B 2", "C 5", "D 7", "E 9"])]
    )
    second = make_page(2, *[(50.0 + 20 * n, row) for n, row in enumerate(["F 11", "G 12", "H 15", "I 17", "J 19"])])
    assert [len(found) for found in find_contents([first, second], [set(), set()])] == [6, 5]
