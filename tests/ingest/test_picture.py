"""Marks stand on the lines they are meant for, and the picture shows them."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest.errors import IngestError, NotHeld
from ingest.picture import line_boxes, page_png
from ingest.records import Box, Span
from tests.ingest.pdfs import bend, make_pdf, read

HIDDEN = Box(0, 0, 0, 0)


def row(text: str, *, left: float = 0, top: float = 0) -> list[Box]:
    """Return boxes 5 wide and 10 high, one per character; a space is not drawn."""
    return [
        HIDDEN if sign.isspace() else Box(left + 5 * n, top, left + 5 * n + 5, top + 10) for n, sign in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("boxes", "span", "expected"),
    [
        pytest.param(row("one line"), Span(0, 8), [Box(0, 0, 40, 10)], id="one line"),
        pytest.param(row("one line"), Span(4, 8), [Box(20, 0, 40, 10)], id="part of a line"),
        pytest.param(
            [*row("re-"), HIDDEN, *row("use", top=12)], Span(0, 7), [Box(0, 0, 15, 10), Box(0, 12, 15, 22)],
            id="hyphenated",
        ),
        pytest.param(
            [*row("left"), HIDDEN, *row("right", left=100)], Span(0, 10), [Box(0, 0, 20, 10), Box(100, 0, 125, 10)],
            id="two columns, one height",
        ),
        pytest.param(
            [*row("note"), Box(20, -3, 23, 4)], Span(0, 5), [Box(0, -3, 23, 10)], id="with a raised figure",
        ),
        pytest.param(list(reversed(row("olleh"))), Span(0, 5), [Box(0, 0, 25, 10)], id="right to left"),
        pytest.param(
            [Box(0, 5 * n, 10, 5 * n + 5) for n in range(4)], Span(0, 4), [Box(0, 0, 10, 20)], id="down the page"
        ),
        pytest.param(row("   "), Span(0, 3), [], id="nothing drawn"),
        pytest.param(row("abc"), Span(1, 1), [], id="empty span"),
    ],
)  # fmt: skip
def test_a_span_becomes_one_rectangle_per_line(boxes: list[Box], span: Span, expected: list[Box]) -> None:
    assert line_boxes(boxes, span) == expected


side = st.floats(0, 500)


@given(st.lists(st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), side, side, st.floats(0, 20), st.floats(0, 20))))
def test_every_drawn_character_lies_under_a_mark(boxes: list[Box]) -> None:
    lines = line_boxes(boxes, Span(0, len(boxes)))
    for box in boxes:
        if box.right > box.left and box.bottom > box.top:
            assert any(
                line.left <= box.left and line.top <= box.top and line.right >= box.right and line.bottom >= box.bottom
                for line in lines
            )


def picture_of(path: Path, *marks: Box, scale: float = 2.0) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page_png(path, 1, marks=marks, scale=scale))))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_mark_colours_its_words_and_nothing_else(tmp_path: Path, rotate: int) -> None:
    path = bend(make_pdf(tmp_path, "First words.\n\n#v(1fr)\nLast words."), rotate=rotate)
    page = read(path).pages[0]
    assert page.boxes is not None
    start = page.text.index("Last")
    marks = line_boxes(page.boxes.unpack(), Span(start, start + len("Last words.")))
    plain, marked = picture_of(path), picture_of(path, *marks)
    changed = np.argwhere((plain != marked).any(axis=2)) / 2.0
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert left >= min(mark.left for mark in marks) - 1
    assert top >= min(mark.top for mark in marks) - 1
    assert right <= max(mark.right for mark in marks) + 1
    assert bottom <= max(mark.bottom for mark in marks) + 1
    dark = plain.min(axis=2) < 100
    assert (marked.min(axis=2)[dark] < 100).all()  # the words stay readable


def test_a_mark_is_seen_without_colours(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "#h(1pt)")
    grey = picture_of(path, Box(50, 50, 100, 62)).mean(axis=2)
    assert grey[52 * 2, 70 * 2] > 180
    assert grey[62 * 2 - 1, 70 * 2] < 110


def test_a_giant_page_is_drawn_smaller(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "#set page(width: 9000pt, height: 600pt)\nWords.")
    height, width, _ = picture_of(path).shape
    assert (width, height) == (4000, pytest.approx(267, abs=1))


def test_a_page_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    path = make_pdf(tmp_path)
    for page in (0, 2):
        with pytest.raises(NotHeld, match=rf"made\.pdf has no page {page}"):
            page_png(path, page, marks=[])


def test_what_cannot_be_drawn_is_an_ingest_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"no PDF")
    with pytest.raises(IngestError, match=r"broken\.pdf, page 1"):
        page_png(path, 1, marks=[])


def test_several_threads_can_ask_for_pictures(tmp_path: Path) -> None:
    path = make_pdf(tmp_path)
    expected = page_png(path, 1, marks=[])
    seen: list[bytes] = []
    threads = [threading.Thread(target=lambda: seen.append(page_png(path, 1, marks=[]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 8
