"""One page of a scan is read: upright, straight, once, and within its time."""

from __future__ import annotations

import io
import time
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.ocr.cache import RecognitionCache
from ingest.ocr.engine import Engine, find_engine
from ingest.ocr.page import PageTask, recognise_page
from ingest.ocr.records import PageOutcome
from ingest.picture import line_boxes, page_png
from ingest.read import read_document
from ingest.records import Page, Span
from tests.ingest.pdfs import make_pdf
from tests.ingest.scans import LANGUAGES, FakeTesseract, bind, blank_sheet, dark_sheet, hocr, needs_tesseract, scan

HEAD = "#set page(width: 420pt, height: 320pt, margin: 40pt)\n#set text(size: 11pt)\n"
TEXTS = {
    "en": "A clinician must review each result before it reaches a patient. The ministry keeps a register of all "
    "systems in use, and publishes it once a year. Hospitals report every incident within 15 days.",
    "fr": "Un médecin doit vérifier chaque résultat avant qu’il ne parvienne au patient. Le ministère tient un "
    "registre de tous les systèmes utilisés et le publie une fois par an. Les hôpitaux déclarent tout incident.",
    "de": "Eine Ärztin muss jedes Ergebnis prüfen, bevor es die Patienten erreicht. Das Ministerium führt ein "
    "Register aller genutzten Systeme und veröffentlicht es jährlich. Krankenhäuser müssen größere Vorfälle melden.",
    "ru": "Врач должен проверить каждый результат, прежде чем он попадёт к пациенту. Министерство ведёт реестр "
    "всех используемых систем и публикует его раз в год. Больницы сообщают о каждом происшествии.",
}


def task(path: Path, *languages: str, page: int = 1, timeout_s: float = 60) -> PageTask:
    engine = find_engine()
    assert isinstance(engine, Engine)
    return PageTask(
        path=path, page=page, engine=engine, languages=languages or ("eng",),
        cache=RecognitionCache(path.parent / "cache"), timeout_s=timeout_s,
    )  # fmt: skip


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def read_scan(path: Path, outcome: PageOutcome) -> Page:
    assert outcome.recognition is not None
    return read_document(path, recognised={1: outcome.recognition}).pages[0]


@pytest.mark.parametrize("language", [pytest.param(code, marks=needs_tesseract(code)) for code in LANGUAGES])
def test_a_scan_is_read_in_its_language(tmp_path: Path, language: str) -> None:
    path = scan(make_pdf(tmp_path, TEXTS[language], head=HEAD), tmp_path / "scan.pdf")
    outcome = recognise_page(task(path, LANGUAGES[language]))
    assert outcome.recognition is not None
    assert likeness(outcome.recognition.text, TEXTS[language]) > 0.9
    assert outcome.recognition.confidence > 85
    page = read_scan(path, outcome)
    assert page.is_ocr
    assert page.boxes is not None
    assert len(page.boxes.unpack()) == len(page.text)


@needs_tesseract()
@pytest.mark.parametrize(("turn", "skew"), [(0, 0), (90, 0), (180, 0), (270, 0), (0, 2), (90, -2)])
def test_marks_lie_on_the_words_however_the_sheet_lies(tmp_path: Path, turn: int, skew: float) -> None:
    """Inside the marks of the whole text there is its ink; outside there is none."""
    path = scan(make_pdf(tmp_path, TEXTS["en"], head=HEAD), tmp_path / "scan.pdf", turn=turn, skew=skew)
    outcome = recognise_page(task(path))
    assert outcome.recognition is not None
    assert outcome.recognition.turn == turn
    page = read_scan(path, outcome)
    assert page.boxes is not None
    boxes = page.boxes.unpack()
    picture = np.asarray(Image.open(io.BytesIO(page_png(path, 1, marks=[], scale=2))).convert("L")) < 110
    assert picture.shape == pytest.approx((page.height * 2, page.width * 2), abs=2)

    marked = np.zeros_like(picture)
    for n in range(len(page.text)):
        for mark in line_boxes(boxes, Span(n, n + 1)):
            left, top, right, bottom = (round(side * 2) for side in (mark.left, mark.top, mark.right, mark.bottom))
            marked[top - 2 : bottom + 2, left - 2 : right + 2] = True
    assert (picture & marked).sum() > 0.97 * picture.sum()

    for word in ("clinician", "register", "publishes"):  # each has ink of its own, from its first letter to its last
        start = page.text.index(word)
        (mark,) = line_boxes(boxes, Span(start, start + len(word)))
        left, top, right, bottom = (round(side * 2) for side in (mark.left, mark.top, mark.right, mark.bottom))
        inked = picture[top:bottom, left:right]
        across = np.flatnonzero(inked.sum(axis=1 if turn in (90, 270) else 0))
        length = inked.shape[0 if turn in (90, 270) else 1]
        assert across.min() < length / 4
        assert across.max() > 3 * length / 4
        assert inked.mean() > 0.08


def test_a_blank_page_is_empty_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = FakeTesseract(tmp_path, monkeypatch)
    outcome = recognise_page(task(bind([blank_sheet()], tmp_path / "scan.pdf")))
    assert outcome.is_blank
    assert program.calls == []


def test_a_page_is_read_once_by_the_same_engine_in_the_same_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = FakeTesseract(tmp_path, monkeypatch)
    path = bind([dark_sheet()], tmp_path / "scan.pdf")
    first = recognise_page(task(path))
    assert recognise_page(task(path)) == first
    moved = path.rename(tmp_path / "moved.pdf")
    assert recognise_page(task(moved)) == first
    assert len(program.calls) == 1
    recognise_page(task(moved, "fra"))
    program.install("eng", version="5.4.1")
    recognise_page(task(moved))
    assert len(program.calls) == 3


def test_a_damaged_entry_of_the_cache_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = FakeTesseract(tmp_path, monkeypatch)
    path = bind([dark_sheet()], tmp_path / "scan.pdf")
    first = recognise_page(task(path))
    (kept,) = (tmp_path / "cache").rglob("*.z")
    kept.write_bytes(kept.read_bytes()[:20])
    assert recognise_page(task(path)) == first
    assert len(program.calls) == 2


def test_a_page_that_reads_badly_is_tried_in_every_turn_the_likeliest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = FakeTesseract(tmp_path, monkeypatch)
    program.install("eng", turn=180)
    program.writes(hocr(confidence=40))
    outcome = recognise_page(task(bind([dark_sheet()], tmp_path / "scan.pdf")))
    assert outcome.recognition is not None
    assert outcome.recognition.turn == 0  # none is better, so it stays as it lies
    assert ["--psm 0" in call for call in program.calls] == [False, True, False, False, False]


def test_a_page_has_its_time_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeTesseract(tmp_path, monkeypatch).install("eng", seconds=30)
    path = bind([dark_sheet()], tmp_path / "scan.pdf")
    begun = time.monotonic()
    outcome = recognise_page(task(path, timeout_s=1))
    assert "too long" in outcome.fault
    assert time.monotonic() - begun < 15
    assert not list((tmp_path / "cache").rglob("*.z"))


def test_a_picture_without_words_is_told_from_a_blank_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeTesseract(tmp_path, monkeypatch).writes(hocr(""))
    outcome = recognise_page(task(bind([dark_sheet()], tmp_path / "scan.pdf")))
    assert "no words" in outcome.fault


def test_a_tiny_page_with_a_fine_picture_is_read_as_fine_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = FakeTesseract(tmp_path, monkeypatch)
    for dpi, drawn_at in ((1200, 1200), (200, 300), (90, 200)):
        recognise_page(task(bind([dark_sheet()], tmp_path / f"{dpi}.pdf", dpi=dpi)))
        assert f"--dpi {drawn_at} " in program.calls[-1]
