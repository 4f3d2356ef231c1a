"""Scans in a library: read when they come in, or once tesseract does, and marked as what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answer.as_json import search_json
from index.catalogue import Catalogue
from index.staging import Staging
from index.update import ReadLimits, Updater
from ingest.ocr.records import OcrLimits
from ingest.records import Span
from tests.index.conftest import Library
from tests.ingest.scans import WORDS, FakeTesseract, bind, blank_sheet, dark_sheet, hocr, inline, mixed

OFF = ReadLimits(ocr=OcrLimits(is_on=False))
SCANNED = "A ministry keeps the register of systems."


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    """A stand-in for tesseract, called by this very process."""
    monkeypatch.setattr("ingest.ocr.scans.running", inline)
    program = FakeTesseract(tmp_path, monkeypatch)
    program.writes(hocr(SCANNED))
    return program


def put_mixed(library: Library, folder: Path) -> None:
    """Put a file into the library's folder whose second page of three is a scan."""
    (library.folder / "mixed.pdf").write_bytes(mixed(folder).read_bytes())


def is_found(library: Library, words: str) -> bool:
    return any(words in hit.passage.text for hit in library.base().search(words, k=5).hits)


def test_a_scan_is_indexed_found_and_marked(library: Library, program: FakeTesseract) -> None:
    bind([dark_sheet(), blank_sheet()], library.folder / "scan.pdf")
    assert library.ingest() == {"scan.pdf": "indexed"}
    (outcome,) = library.report.documents
    assert (outcome.pages, outcome.empty_pages, outcome.message) == (2, (2,), "")
    result = library.base().search("register of systems")
    (hit,) = search_json(result)["hits"]
    assert (hit["text"], hit["page"], hit["is_ocr"]) == (SCANNED, 1, True)
    view = library.base().page("scan", 1)
    assert view.is_ocr
    start = view.text.index("register")
    (mark,) = library.base().marks("scan", 1, [Span(start, start + len("register"))])
    assert mark.left > 100
    assert mark.right - mark.left == pytest.approx(90 * 72 / 300, abs=1)


def test_a_second_ingest_asks_no_engine(library: Library, program: FakeTesseract) -> None:
    bind([dark_sheet()], library.folder / "scan.pdf")
    program.writes(hocr(SCANNED, confidence=50))
    bad = bind([dark_sheet(), dark_sheet()], library.folder / "bad.pdf", dpi=150)
    assert library.ingest() == {"scan.pdf": "rejected", "bad.pdf": "rejected"}
    program.forget()
    library.ingest()
    bad.rename(library.folder / "renamed.pdf")
    assert library.ingest() == {"scan.pdf": "rejected", "renamed.pdf": "rejected"}
    assert program.calls == []


def test_a_new_edition_has_only_its_new_pages_read(library: Library, program: FakeTesseract) -> None:
    sheet, other = dark_sheet(), dark_sheet()
    other.paste(0, (50, 50, 90, 90))
    bind([sheet], library.folder / "scan.pdf")
    library.ingest()
    program.forget()
    bind([sheet, other], library.folder / "scan.pdf")
    assert library.ingest() == {"scan.pdf": "indexed"}
    assert len(program.calls) == 1
    assert library.base().documents()[0].pages == 2


def test_what_came_in_before_the_engine_is_completed_by_the_next_ingest(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    assert library.ingest() == {"mixed.pdf": "partly_indexed"}
    (problem,) = library.base().problems()
    assert "page 2 of 3" in problem[2]
    assert library.ingest() == {"mixed.pdf": "unchanged"}
    before = library.base().snapshot()
    assert not is_found(library, SCANNED)

    library.updater = Updater(library.stores)
    assert library.ingest() == {"mixed.pdf": "indexed"}
    assert library.base().problems() == []
    assert is_found(library, SCANNED)
    assert is_found(library, WORDS)
    assert library.is_whole()
    assert library.base().snapshot() != before
    assert library.base().documents()[0].empty_pages == 0
    assert library.ingest() == {"mixed.pdf": "unchanged"}


def test_pages_that_could_not_be_read_wait_for_another_engine(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    program.writes(hocr(SCANNED, confidence=50))
    assert library.ingest() == {"mixed.pdf": "partly_indexed"}
    assert library.ingest() == {"mixed.pdf": "unchanged"}
    program.install("eng", version="6.0.0")
    program.writes(hocr(SCANNED))
    assert library.ingest() == {"mixed.pdf": "indexed"}
    assert is_found(library, SCANNED)


@pytest.mark.parametrize("owner", [
    pytest.param((Catalogue, "refill"), id="before it is taken over"),
    pytest.param((Catalogue, "unswept"), id="before the stores are swept"),
    pytest.param((Catalogue, "swept"), id="after the stores were swept"),
])  # fmt: skip
def test_a_completion_that_broke_off_is_finished_by_the_next_ingest(
    library: Library, tmp_path: Path, program: FakeTesseract, monkeypatch: pytest.MonkeyPatch, owner: tuple[type, str]
) -> None:
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    library.ingest()
    library.updater = Updater(library.stores, limits=ReadLimits(passage_chars=200))
    with monkeypatch.context() as broken:
        original = getattr(*owner)
        calls: list[int] = []

        def dying(*args: object, **kwargs: object) -> object:
            calls.append(1)
            if owner[1] == "unswept" and len(calls) == 1:
                return original(*args, **kwargs)  # the look at the beginning of an ingest
            raise KeyboardInterrupt

        broken.setattr(*owner, dying)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert is_found(library, WORDS)  # searchable all along
    library.ingest()
    assert is_found(library, SCANNED)
    assert library.is_whole()
    assert library.stores.catalogue.unswept() == {}


def test_a_completion_that_broke_off_and_is_not_wanted_any_more_leaves_the_stores(
    library: Library, tmp_path: Path, program: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    library.ingest()
    library.updater = Updater(library.stores, limits=ReadLimits(passage_chars=200))
    with monkeypatch.context() as broken:
        broken.setattr(Catalogue, "refill", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert not library.is_whole()
    library.updater = Updater(library.stores, limits=OFF)
    assert library.ingest() == {"mixed.pdf": "unchanged"}
    assert library.is_whole()
    assert is_found(library, WORDS)


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_passages_that_a_completion_leaves_behind_leave_the_stores(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    """Cut anew at another length, the pages with text have other passages: none of the old ones stays."""
    text = " ".join(f"Sentence number {n} of a long page speaks of registers." for n in range(12))
    (library.folder / "mixed.pdf").write_bytes(mixed(tmp_path, text).read_bytes())
    library.updater = Updater(library.stores, limits=ReadLimits(ocr=OcrLimits(is_on=False), passage_chars=900))
    library.ingest()
    before = library.arms()
    library.updater = Updater(library.stores, limits=ReadLimits(passage_chars=200))
    assert library.ingest() == {"mixed.pdf": "indexed"}
    assert library.arms() > before
    assert library.is_whole()


def test_a_file_that_twins_an_uncompleted_one_stays_its_twin(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    library.ingest()
    (library.folder / "a-copy.pdf").write_bytes((library.folder / "mixed.pdf").read_bytes())
    assert library.ingest() == {"a-copy.pdf": "duplicate", "mixed.pdf": "unchanged"}
    library.updater = Updater(library.stores)
    assert library.ingest() == {"a-copy.pdf": "duplicate", "mixed.pdf": "indexed"}
    assert library.ids() == ["mixed"]


def test_reindex_and_remove_leave_nothing_behind(library: Library, program: FakeTesseract) -> None:
    bind([dark_sheet()], library.folder / "scan.pdf")
    library.ingest()
    library.staging.reindex()
    assert library.is_whole()
    library.updater.remove(["scan"])
    assert library.arms() == (0, 0)


def test_the_report_counts_the_pages_that_were_recognised(library: Library, program: FakeTesseract) -> None:
    bind([dark_sheet(), blank_sheet()], library.folder / "scan.pdf")
    library.ingest()
    (outcome,) = library.report.documents
    assert outcome.found is not None
    assert outcome.found.ocr_pages == 1
    assert library.report.report is not None
    (row,) = json.loads(library.report.report.read_text(encoding="utf-8"))["documents"]
    assert (row["ocr_pages"], row["empty_pages"]) == (1, [2])


def test_scans_go_with_the_states_of_a_home(library: Library, tmp_path: Path, program: FakeTesseract) -> None:
    """What is staged has them read, from what was recognised before; a rollback has them as they were."""
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    library.ingest()
    before = library.base().snapshot()
    library.staging.build()
    assert len(program.calls) > 0
    assert not is_found(library, SCANNED)
    library.staging.promote()
    assert is_found(library, SCANNED)
    assert library.is_whole()
    program.forget()
    library.updater = Updater(library.stores)
    assert library.ingest() == {"mixed.pdf": "unchanged"}
    library.staging.rollback()
    assert not is_found(library, SCANNED)
    assert library.base().snapshot() == before
    assert library.ingest() == {"mixed.pdf": "indexed"}
    assert is_found(library, SCANNED)
    assert program.calls == []


def test_a_staged_state_is_begun_anew_for_another_engine(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    library.updater = Updater(library.stores, limits=OFF)
    library.ingest()
    Staging(library.stores, limits=OFF).build()
    library.staging.build()
    library.staging.promote()
    assert is_found(library, SCANNED)


def test_a_state_without_an_engine_forgets_what_was_recognised(library: Library, program: FakeTesseract) -> None:
    bind([dark_sheet()], library.folder / "scan.pdf")
    put_mixed(library, library.folder.parent)
    library.ingest()
    Staging(library.stores, limits=OFF).build()
    library.staging.promote()
    assert not is_found(library, SCANNED)
    assert library.stores.catalogue.scan_reader(library.stores.catalogue.live_revision("mixed")) == ""


def test_files_read_from_their_kept_copies_are_named_as_they_are_called(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    program.writes(hocr(SCANNED, confidence=70))
    library.ingest()
    (library.folder / "mixed.pdf").unlink()
    shown: list[str] = []
    report = library.staging.build(report=lambda step: shown.append(step.name))
    (outcome,) = report.documents
    assert outcome.message.startswith("mixed.pdf: the text of page 2")
    assert "mixed.pdf, page 2" in shown


def test_a_page_that_ran_out_of_time_is_read_again_where_it_may_take_longer(
    library: Library, tmp_path: Path, program: FakeTesseract
) -> None:
    put_mixed(library, tmp_path)
    program.install("eng", seconds=30)
    library.updater = Updater(library.stores, limits=ReadLimits(ocr=OcrLimits(page_timeout_s=0.5)))
    assert library.ingest() == {"mixed.pdf": "partly_indexed"}
    assert "took too long" in library.report.documents[0].message
    program.install("eng")
    assert library.ingest() == {"mixed.pdf": "unchanged"}
    library.updater = Updater(library.stores)
    assert library.ingest() == {"mixed.pdf": "indexed"}
