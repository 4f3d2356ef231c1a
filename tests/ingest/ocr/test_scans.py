"""What becomes of files with pages that hold no text, with tesseract and without."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import FileRejected, NoText
from ingest.isolate import read_many
from ingest.ocr.engine import Engine, NoEngine, find_engine, install_command
from ingest.ocr.records import OcrLimits
from ingest.ocr.scans import Known, ScanReader
from ingest.records import Document
from tests.fakes import read_inline
from tests.ingest.pdfs import make_pdf
from tests.ingest.scans import WORDS, FakeTesseract, bind, blank_sheet, dark_sheet, hocr, inline, mixed

FRENCH = "Un médecin doit vérifier chaque résultat avant qu’il ne parvienne au patient,\net le ministère le publie."
GERMAN = "Eine Ärztin muss jedes Ergebnis prüfen, bevor es die Patienten erreicht,\nund das Ministerium veröffentlicht."


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    """A stand-in for tesseract, called by this very process."""
    monkeypatch.setattr("ingest.ocr.scans.running", inline)
    return FakeTesseract(tmp_path, monkeypatch)


def reader(folder: Path, **limits: object) -> ScanReader:
    return ScanReader(
        limits=OcrLimits(**limits),  # type: ignore[arg-type]
        cache=folder / "recognised", workers=1, max_memory_mb=2000, timeout_s=60, max_pages=100,
    )  # fmt: skip


def read(path: Path, *, language: str = "und", show: Callable[[str], None] = lambda _: None, **limits: object):
    results = read_inline([path], max_pages=100)
    scans = reader(path.parent, **limits)
    ((_, result),) = scans.complete(results, known_of=lambda named: Known(named, language), show=show)
    return result


def languages(program: FakeTesseract) -> list[str]:
    """The languages of each call that reads."""
    return [call.split(" -l ")[1].split()[0] for call in program.calls if " -l " in call]


def without_program(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))


def test_a_scan_becomes_a_document_of_recognised_pages(tmp_path: Path, program: FakeTesseract) -> None:
    shown: list[str] = []
    document = read(bind([dark_sheet(), dark_sheet()], tmp_path / "scan.pdf"), language="en", show=shown.append)
    assert isinstance(document, Document)
    assert [(page.text, page.is_ocr) for page in document.pages] == [(WORDS, True)] * 2
    assert (document.empty_pages, document.unread, document.warnings) == ([], "", ())
    assert shown == ["scan.pdf, page 1", "scan.pdf, page 2"]


def test_only_pages_without_text_are_recognised(tmp_path: Path, program: FakeTesseract) -> None:
    document = read(mixed(tmp_path))
    assert isinstance(document, Document)
    assert [page.is_ocr for page in document.pages] == [False, True, False]
    assert document.warnings == ()
    assert languages(program) == ["eng"]  # as the pages with text are


def test_a_file_whose_pages_all_hold_text_asks_for_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.ocr.scans.scan_engine", lambda _: pytest.fail("looked for an engine"))
    assert isinstance(read(make_pdf(tmp_path)), Document)


def test_a_blank_page_of_a_scan_is_no_loss(tmp_path: Path, program: FakeTesseract) -> None:
    document = read(bind([dark_sheet(), blank_sheet()], tmp_path / "scan.pdf"), language="en")
    assert isinstance(document, Document)
    assert (document.empty_pages, document.unread_pages, document.unread) == ([2], [], "")


def test_a_blank_page_among_text_is_told(tmp_path: Path, program: FakeTesseract) -> None:
    document = read(make_pdf(tmp_path, f"{WORDS}\n#pagebreak()\n#pagebreak()\n{WORDS}"))
    assert isinstance(document, Document)
    assert (document.unread_pages, document.unread) == ([2], "Page 2: nothing is seen on it.")


def test_pages_that_are_read_with_too_little_confidence_are_left_out_and_named(
    tmp_path: Path, program: FakeTesseract
) -> None:
    program.writes(hocr(confidence=60))
    path = mixed(tmp_path)
    document = read(path)
    assert isinstance(document, Document)
    assert document.unread_pages == [2]
    assert document.unread.startswith("Page 2: too hard to read")
    assert "below 65 of 100" in document.unread
    again = read(path, min_confidence=55)
    assert isinstance(again, Document)
    assert again.unread_pages == []
    (warning,) = again.warnings
    assert warning.startswith("mixed.pdf: the text of page 2 was recognised with some doubt")


@pytest.mark.parametrize(("text", "expected"), [(FRENCH, "fra"), (GERMAN, "deu")])
def test_the_language_of_a_scan_is_told_by_a_first_look(
    tmp_path: Path, program: FakeTesseract, text: str, expected: str
) -> None:
    program.writes(hocr(text))
    read(bind([dark_sheet()] * 4, tmp_path / "scan.pdf"))
    assert languages(program) == ["eng+fra+deu+rus", expected]  # the pages are alike, so each is read once


def test_a_scan_with_too_little_text_is_read_in_all_languages(tmp_path: Path, program: FakeTesseract) -> None:
    read(bind([dark_sheet()], tmp_path / "scan.pdf"))
    assert languages(program) == ["eng+fra+deu+rus"]


def test_the_declared_language_goes_before_any_other(tmp_path: Path, program: FakeTesseract) -> None:
    read(mixed(tmp_path), language="ru")
    assert languages(program) == ["rus"]


def test_a_language_that_is_missing_is_named_with_what_brings_it(tmp_path: Path, program: FakeTesseract) -> None:
    program.install("eng", "osd")
    path = bind([dark_sheet()], tmp_path / "scan.pdf")
    result = read(path, language="fr")
    assert isinstance(result, FileRejected)
    assert "`apt-get install tesseract-ocr tesseract-ocr-fra`" in result.remedy
    assert f"policy-kb ingest {path}" in result.remedy
    assert program.calls == []


def test_a_page_that_may_be_in_a_missing_language_says_so(tmp_path: Path, program: FakeTesseract) -> None:
    program.install("eng")
    program.writes(hocr(confidence=45))
    result = read(bind([dark_sheet()], tmp_path / "scan.pdf"))
    assert isinstance(result, FileRejected)
    assert "too hard to read" in result.remedy
    assert "tesseract-ocr-fra tesseract-ocr-deu tesseract-ocr-rus" in result.remedy


def test_without_the_program_pages_are_named_with_what_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_program(monkeypatch, tmp_path)
    document = read(mixed(tmp_path))
    assert isinstance(document, Document)
    assert document.unread_pages == [2]
    assert "`apt-get install tesseract-ocr tesseract-ocr-fra" in document.unread
    assert "policy-kb ingest" in document.unread
    result = read(bind([dark_sheet()], tmp_path / "scan.pdf"))
    assert isinstance(result, FileRejected)
    assert not isinstance(result, NoText)
    assert "its page holds no text" in result.fault
    assert "apt-get install tesseract-ocr" in result.remedy


def test_without_the_extra_the_command_that_installs_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    engine = find_engine(["fr"])
    assert isinstance(engine, NoEngine)
    assert engine.commands == (
        "pip install -c constraints.txt -e '.[ocr]'", "apt-get install tesseract-ocr tesseract-ocr-fra",
    )  # fmt: skip


def test_what_is_switched_off_reads_nothing(tmp_path: Path, program: FakeTesseract) -> None:
    document = read(mixed(tmp_path), is_on=False)
    assert isinstance(document, Document)
    assert "POLICY_KB_OCR=auto" in document.unread
    assert reader(tmp_path, is_on=False).identity == ""
    assert program.calls == []


def test_an_engine_is_another_one_with_another_language_or_version(tmp_path: Path, program: FakeTesseract) -> None:
    first = find_engine()
    program.install("eng", "osd")
    second = find_engine()
    program.install("eng", version="5.5.0")
    third = find_engine()
    assert isinstance(first, Engine)
    assert isinstance(second, Engine)
    assert isinstance(third, Engine)
    assert second.languages == {"eng"}
    assert len({first.identity, second.identity, third.identity}) == 3


def test_the_program_that_reads_is_named_with_the_languages_it_lacks() -> None:
    assert install_command(["en"]) == "apt-get install tesseract-ocr"
    assert install_command(["ru", "kk", "xx"]) == "apt-get install tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz"


def test_a_page_that_takes_too_long_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes of their own, as in an ingest; the file's own time of 60 s has nothing to do with it."""
    program = FakeTesseract(tmp_path, monkeypatch)
    program.install("eng", "fra", "deu", "rus", seconds=30)
    path = mixed(tmp_path)
    results = read_many([path], workers=1, timeout_s=60, max_memory_mb=2000, max_pages=100)
    scans = reader(tmp_path, page_timeout_s=1)
    ((_, document),) = scans.complete(results, known_of=lambda named: Known(named, "en"))
    assert isinstance(document, Document)
    assert document.unread == "Page 2: reading it took too long (ocr_page_timeout_s)."
    assert [page.is_empty for page in document.pages] == [False, True, False]


def test_pages_are_recognised_in_processes_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeTesseract(tmp_path, monkeypatch)
    path = bind([dark_sheet(), blank_sheet(), dark_sheet()], tmp_path / "scan.pdf")
    results = read_many([path], workers=1, timeout_s=60, max_memory_mb=2000, max_pages=100)
    ((_, document),) = reader(tmp_path).complete(results, known_of=lambda named: Known(named, "en"))
    assert isinstance(document, Document)
    assert [page.text for page in document.pages] == [WORDS, "", WORDS]
    assert "OMP_THREAD_LIMIT" not in os.environ
