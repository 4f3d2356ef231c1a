"""A recognised page is a page like any other: a box for every character, in its place on the sheet."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.ocr.records import Line, Recognition, Word
from ingest.readers.pdf_scan import ScannedPage, scanned_page, usual_size
from ingest.readers.pdf_text import PageText, Style
from ingest.records import Box

WIDTH, HEIGHT = 600.0, 800.0
SHEET = PageText(text="", boxes=np.zeros((0, 4)), styles=(Style(),), width=WIDTH, height=HEIGHT)


def recognition(*lines: tuple[str, float], turn: int = 0, slant: float = 0, confidence: float = 90) -> Recognition:
    """Lines of words 40 wide and 10 high, 20 apart, from 100, 50 on."""
    made = []
    for n, (text, size) in enumerate(lines):
        words = tuple(
            Word(word, Box(100 + 50 * m, 50 + 20 * n, 140 + 50 * m, 60 + 20 * n), confidence)
            for m, word in enumerate(text.split())
        )
        made.append(Line(words, size, opens=n == 1))
    return Recognition(tuple(made), turn, slant)


def page_of(recognised: Recognition) -> ScannedPage:
    return scanned_page(recognised, SHEET, usual=usual_size([recognised]))


def test_every_character_has_a_box_and_what_is_not_drawn_has_none() -> None:
    page = page_of(recognition(("Two words.", 10), ("More words.", 10)))
    assert page.displayed.text == "Two words.\n\nMore words."
    assert len(page.displayed.boxes) == len(page.displayed.text)
    drawn = page.displayed.boxes.sum(axis=1) > 0
    assert [sign for sign, is_drawn in zip(page.displayed.text, drawn, strict=True) if not is_drawn] == list(" \n\n ")
    assert len(page.displayed.styles) == page.displayed.text.count("\n") + 1


@pytest.mark.parametrize(("turn", "expected"), [
    # The word stands 100 from the left and 50 from the top of the page as it is read.
    pytest.param(0, (100, 50, 140, 60), id="upright"),
    pytest.param(90, (50, HEIGHT - 140, 60, HEIGHT - 100), id="its head lies to the left"),
    pytest.param(180, (WIDTH - 140, HEIGHT - 60, WIDTH - 100, HEIGHT - 50), id="on its head"),
    pytest.param(270, (WIDTH - 60, 100, WIDTH - 50, 140), id="its head lies to the right"),
])  # fmt: skip
def test_boxes_lie_where_the_sheet_has_the_words(turn: int, expected: tuple[float, ...]) -> None:
    page = page_of(recognition(("word", 10), turn=turn))
    boxes = page.displayed.boxes
    assert (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)) == pytest.approx(expected)
    assert page.upright.boxes[0, 0] == 100
    turned = (HEIGHT, WIDTH) if turn in (90, 270) else (WIDTH, HEIGHT)
    assert (page.upright.width, page.upright.height) == turned
    assert (page.displayed.width, page.displayed.height) == (WIDTH, HEIGHT)


def test_boxes_of_a_straightened_page_lie_on_the_slanted_words() -> None:
    """Lines that rise by 2 degrees were turned clockwise to lie level: what stands at the right stood higher."""
    level = page_of(recognition(("one two three four five six seven", 10))).displayed.boxes
    slanted = page_of(recognition(("one two three four five six seven", 10), slant=-2)).displayed.boxes
    first, last = slanted[0, 1] - level[0, 1], slanted[-1, 1] - level[-1, 1]
    assert first - last == pytest.approx(np.sin(np.radians(2)) * (level[-1, 0] - level[0, 0]), abs=0.1)
    assert (slanted[:, 3] - slanted[:, 1])[0] == pytest.approx(10)


def test_sizes_that_differ_by_chance_are_one_and_the_same() -> None:
    lines = (("A heading", 16.0), ("some running text of the page", 10.4), ("and more of the same text", 9.4))
    sizes = [style.size for style in page_of(recognition(*lines)).upright.styles if style.size]
    assert sizes[0] == 16
    assert sizes[1] == sizes[2]


def test_a_line_that_was_hardly_read_is_no_heading() -> None:
    lines = (("A heading", 16.0), ("some running text of the page", 10.0))
    page = page_of(recognition(*lines, confidence=75))
    assert {style.size for style in page.upright.styles if style.size} == {10}


def test_a_page_read_with_doubt_is_set_in_the_type_of_the_document() -> None:
    page = scanned_page(recognition(("all of this page", 14.0), confidence=70), SHEET, usual=10)
    assert {style.size for style in page.upright.styles} == {10}
    page = scanned_page(recognition(("all of this page", 14.0)), SHEET, usual=10)
    assert {style.size for style in page.upright.styles} == {14}


def test_a_page_without_words_is_an_empty_page() -> None:
    page = page_of(Recognition(()))
    assert page.displayed.text == ""
    assert page.displayed.boxes.shape == (0, 4)
