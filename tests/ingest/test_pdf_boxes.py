"""Where a character is said to stand, there is ink in the page's picture."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.picture import page_png
from ingest.readers.pdf_text import PageText, Style, _with_breaks
from ingest.records import Box, CharBoxes, Page
from tests.ingest.pdfs import bend, make_pdf, read

BODY = "Dense words stand here.\n\n#v(1fr)\nAnd some at the foot, to the right: #h(1fr) WWW"
SCALE = 3.0


def ink(path: Path, page: Page) -> tuple[int, int]:
    """Return how many of a page's drawn characters have ink in their box, and how many there are."""
    picture = np.asarray(Image.open(io.BytesIO(page_png(path, page.number, marks=[], scale=SCALE))).convert("L"))
    assert page.boxes is not None
    inked = [
        bool((cut(picture, box) < 128).any())
        for box, sign in zip(page.boxes.unpack(), page.text, strict=True)
        if not sign.isspace()
    ]
    return sum(inked), len(inked)


def cut(picture: np.ndarray, box: Box) -> np.ndarray:
    left, top, right, bottom = (int(side * SCALE) for side in (box.left, box.top, box.right, box.bottom))
    return picture[top : bottom + 1, left : right + 1]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 20, 290, 390)], ids=["whole", "cropped"])
def test_boxes_lie_on_the_ink(tmp_path: Path, rotate: int, crop: tuple[float, float, float, float] | None) -> None:
    path = bend(make_pdf(tmp_path, BODY), rotate=rotate, crop=crop)
    inked, drawn = ink(path, read(path).pages[0])
    assert drawn > 40
    assert inked == drawn


def test_boxes_lie_on_the_ink_of_a_page_with_its_own_unit(tmp_path: Path) -> None:
    path = bend(make_pdf(tmp_path, BODY), user_unit=2)
    inked, drawn = ink(path, read(path).pages[0])
    assert inked == drawn > 40


def test_boxes_do_not_reach_beyond_their_line(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, BODY)
    page = read(path).pages[0]
    assert page.boxes is not None
    heights = [box.bottom - box.top for box, sign in zip(page.boxes.unpack(), page.text, strict=True) if sign.isalpha()]
    assert max(heights) < 16  # the type is 10 points high


def test_a_line_break_has_no_box(tmp_path: Path) -> None:
    page = read(make_pdf(tmp_path, "One.\n\nTwo.")).pages[0]
    assert page.boxes is not None
    breaks = [box for box, sign in zip(page.boxes.unpack(), page.text, strict=True) if sign == "\n"]
    assert breaks
    assert set(breaks) == {Box(0, 0, 0, 0)}


def test_boxes_are_packed_as_the_records_pack_them() -> None:
    rng = np.random.default_rng(1)
    boxes = rng.uniform(-50, 7000, (200, 4))
    page = PageText(text="x" * 200, boxes=boxes, styles=(Style(),))
    assert page.pack() == CharBoxes.pack([tuple(box) for box in boxes.tolist()])


def test_words_at_another_height_and_far_to_the_side_are_a_line_of_their_own() -> None:
    """Programs leave the break out where large words come before small ones, and pdfium does then, too."""
    text = "AB cd"
    boxes = np.array([(100, 0, 120, 24), (120, 0, 140, 24), (0, 0, 0, 0), (10, 24, 18, 40), (18, 24, 26, 40)], float)
    written, index = _with_breaks(text, np.arange(5), boxes)
    assert written == "AB\ncd"
    assert index.tolist() == [0, 1, -1, 3, 4]


def test_a_raised_figure_and_text_that_runs_up_the_page_get_no_break() -> None:
    raised = np.array([(0, 10, 8, 20), (8, 10, 16, 20), (16, 4, 20, 9)], float)
    upward = np.array([(50, 90, 60, 100), (50, 80, 60, 90), (50, 70, 60, 80)], float)
    for boxes in (raised, upward):
        assert _with_breaks("abc", np.arange(3), boxes)[0] == "abc"
