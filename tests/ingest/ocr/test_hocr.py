"""What tesseract writes becomes lines of words, each where it stands."""

from __future__ import annotations

import pytest

from ingest.ocr.hocr import is_sideways, read_hocr, slant
from ingest.ocr.records import Line, Recognition, Word
from ingest.records import Box
from tests.ingest.scans import hocr


def read(text: str) -> tuple[Line, ...]:
    return read_hocr(text.encode(), points_per_pixel=0.5)


def words_line(words: str, *, title: str) -> str:
    return f"<html><body><p><span class='ocr_line' title='{title}'>{words}</span></p></body></html>"


def word(text: str, bbox: str, confidence: int = 90) -> str:
    return f"<span class='ocrx_word' title='bbox {bbox}; x_wconf {confidence}'>{text}</span>"


def test_words_come_with_their_place_in_points() -> None:
    (line,) = read(hocr("Two words"))
    assert [one.text for one in line.words] == ["Two", "words"]
    assert [(one.box.left, one.box.right) for one in line.words] == [(50, 95), (100, 145)]
    assert line.words[0].confidence == 95


def test_the_size_of_type_is_told_by_its_tall_letters() -> None:
    (line,) = read(hocr("Two words"))
    assert line.size == pytest.approx(28 / 0.7 / 2, abs=0.1)


def test_a_line_without_tall_letters_has_its_size_too() -> None:
    title = "bbox 0 80 100 100; baseline 0 0; x_size 90"
    (line,) = read(words_line(word("сон", "0 80 100 100"), title=title))
    assert line.size == pytest.approx(20 / 0.5 / 2, abs=0.1)


def test_boxes_are_as_high_as_the_type_whatever_the_letters() -> None:
    title = "bbox 0 72 300 110; baseline 0 -10; x_size 44"
    (line,) = read(words_line(word("Two", "0 72 90 100") + word("eggs", "100 80 190 110"), title=title))
    two, eggs = (one.box for one in line.words)
    assert (two.top, two.bottom) == (eggs.top, eggs.bottom)
    assert two.top < 72 / 2
    assert two.bottom > 100 / 2


def test_boxes_follow_the_slope_of_a_line() -> None:
    title = "bbox 0 60 1000 140; baseline 0.05 -50; x_size 44"
    line = words_line(word("Low", "0 62 100 90") + word("High", "900 107 1000 137"), title=title)
    (read_line,) = read(line)
    assert read_line.words[1].box.bottom - read_line.words[0].box.bottom == pytest.approx(0.05 * 900 / 2, abs=0.1)
    assert slant((read_line,) * 3) == pytest.approx(2.86, abs=0.1)
    assert slant((read_line,)) == 0  # one line tells nothing of a page


@pytest.mark.parametrize(("written", "expected"), [
    pytest.param("o\ufb03ce", "office", id="ligature"),
    pytest.param("re\u00adport", "report", id="soft hyphen"),
    pytest.param("e\u0301tat", "état", id="letter and accent"),
    pytest.param("a &amp; b", "a&b", id="white space within a word"),
])  # fmt: skip
def test_a_word_is_written_as_in_any_page(written: str, expected: str) -> None:
    (line,) = read(words_line(word(written, "0 0 50 20"), title="bbox 0 0 50 20"))
    assert line.words[0].text == expected


def test_a_line_that_the_engine_itself_doubts_is_left_out() -> None:
    assert read(hocr("specks", confidence=20)) == ()


@pytest.mark.parametrize("broken", [b"", b"<html", b"no HTML", b"<html><span class='ocr_line' title='bbox'/></html>"])
def test_what_is_no_hocr_holds_no_lines(broken: bytes) -> None:
    assert read_hocr(broken, points_per_pixel=1) == ()


def test_a_paragraph_is_set_off_but_never_within_a_sentence() -> None:
    lines = read(hocr("First words\ngo on here.\nSecond words.\nthird", opens=(0, 1, 2)))
    assert Recognition(lines).text == "First words\ngo on here.\n\nSecond words.\nthird"


def test_a_line_far_below_the_one_before_begins_a_paragraph() -> None:
    near = [words_line(word("Word", f"0 {top} 90 {top + 28}"), title=f"bbox 0 {top} 90 {top + 28}; baseline 0 0")
            for top in (0, 50, 100, 190, 240)]  # fmt: skip
    lines = read("".join(near).replace("</p></body></html><html><body><p>", ""))
    assert [line.opens for line in lines] == [True, False, False, True, False]


def test_text_that_runs_down_the_page_is_noticed() -> None:
    boxes = [Box(0, 50 * n, 10, 50 * n + 40) for n in range(3)]
    down = Line(tuple(Word("word", box, 90) for box in boxes), 10)
    across = Line(tuple(Word("word", Box(box.top, box.left, box.bottom, box.right), 90) for box in boxes), 10)
    assert is_sideways((down,))
    assert not is_sideways((across,))
    assert not is_sideways(())


def test_a_recognition_is_kept_as_json_and_comes_back() -> None:
    recognition = Recognition(read(hocr("Two lines\nof words.")), 90, -1.25)
    assert Recognition.from_json(recognition.as_json()) == recognition
