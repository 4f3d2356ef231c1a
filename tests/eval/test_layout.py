"""Documents set from known text are read as they were written, and better than plain extraction reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from eval.layout import typst_files
from eval.layout.command import Result, measure_file
from eval.layout.files import path_of, specs
from eval.layout.measure import order, words_lost_and_gained
from eval.layout.records import Grid

NAMES = [
    "typst-one-column-en", "typst-two-columns-de", "typst-tables-ruled-fr", "typst-tables-unruled-en",
    "typst-labels-fr", "typst-odd-letters-ru",
]  # fmt: skip


@cache
def result(name: str) -> Result:
    """The marks of one document."""
    spec = next(spec for spec in specs() if spec.name == name)
    with TemporaryDirectory() as folder:
        path = path_of(spec, Path(folder))
        path.write_bytes(typst_files.make(spec))
        return measure_file(spec, path)


@pytest.mark.parametrize("name", NAMES)
def test_text_and_its_order_are_nearer_to_what_was_written_than_plain_extraction(name: str) -> None:
    marks = result(name).marks["ours"]
    assert result(name).is_best
    assert marks.text >= 0.98
    assert marks.order >= 0.9
    assert marks.sentences >= 0.99


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_page_numbers_are_right_and_none_is_made_up(name: str) -> None:
    marks = result(name).marks["ours"]
    assert (marks.headings, marks.headings_right, marks.labels, marks.wrong_labels) == (1, 1, 1, 0)


@pytest.mark.parametrize("name", ["typst-tables-ruled-fr", "typst-tables-unruled-en"])
def test_rows_read_alone_with_their_header(name: str) -> None:
    marks = result(name).marks["ours"]
    assert marks.rows is not None
    assert marks.rows >= 0.98


@pytest.mark.parametrize("name", ["typst-one-column-en", "typst-two-columns-de", "typst-labels-fr"])
def test_footnotes_stand_apart(name: str) -> None:
    assert result(name).marks["ours"].notes == 1


def test_there_are_documents_enough_from_three_producers_in_four_languages() -> None:
    made = specs()
    assert len(made) >= 40
    assert len({spec.name for spec in made}) == len(made)
    assert {spec.producer for spec in made} == {"typst", "chromium", "libreoffice"}
    assert {spec.language for spec in made} == {"en", "fr", "de", "ru"}


def test_the_same_document_is_made_again() -> None:
    assert specs() == specs()


def test_a_text_in_another_order_has_a_lower_mark() -> None:
    flow = "one two three four five six seven eight nine ten eleven twelve"
    swapped = "seven eight nine ten eleven twelve one two three four five six"
    assert order(flow, flow) == 1
    assert 0.3 < order(swapped, flow) < 0.5
    assert order("nothing of it stands here", flow) == 0


def test_words_broken_at_line_ends_are_neither_lost_nor_gained() -> None:
    assert words_lost_and_gained("inter\u00ad\noperable data", "interoperable data") == (0, 0, 2)
    assert words_lost_and_gained("data", "other data") == (1, 0, 2)


def test_a_table_with_a_header_in_two_rows_names_its_columns_by_both() -> None:
    grid = Grid(
        header=(("Country", "Value", "", ""), ("", "2020", "2021", "2022")), spans=(1, 3),
        rows=(("Malta", "1", "2", "3"),), widths=(1, 1, 1, 1),
    )  # fmt: skip
    assert grid.readings() == ["Country: Malta | Value, 2020: 1 | Value, 2021: 2 | Value, 2022: 3"]
