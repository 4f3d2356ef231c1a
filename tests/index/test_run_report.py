"""The report of a run: what was found in each file, for programs and for people."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from index.run_report import reports
from tests.index.conftest import Library

PLAN = "# National plan\n\nClinicians review every result of a model.\n\n| year | models |\n|---|---|\n| 2024 | 12 |\n"
ODD = "<script>alert('x')<b>.md"


class Page(HTMLParser):
    """The text and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and what it refers to."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def kept(library: Library) -> tuple[dict[str, Any], Page]:
    assert library.report.report is not None
    told = json.loads(library.report.report.read_text(encoding="utf-8"))
    return told, Page(library.report.report.with_suffix(".html").read_text(encoding="utf-8"))


def test_a_run_leaves_what_was_found_in_each_file(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.write("empty.md", "")
    library.ingest()
    told, page = kept(library)
    assert (told["action"], told["snapshot"], told["counts"]) == (
        "ingest", library.report.snapshot, library.report.counts,
    )  # fmt: skip
    rows = {Path(row["path"]).name: row for row in told["documents"]}
    assert rows["plan.md"]["seconds"] >= 0
    assert {name: value for name, value in rows["plan.md"].items() if name not in ("path", "seconds")} == {
        "document_id": "plan", "status": "indexed", "message": "", "pages": 1, "empty_pages": [], "ocr_pages": 0,
        "tables": 1, "headings": 1, "labels": 0, "passages": 3, "language": "en", "warnings": [],
    }  # fmt: skip
    assert "pages" not in rows["empty.md"]
    assert "the file is empty" in page.text
    assert "plan.md" in page.text
    assert page.links == []


def test_what_files_are_called_is_shown_and_never_run(library: Library) -> None:
    library.write(ODD, "")
    library.ingest()
    _, page = kept(library)
    assert "script" not in page.tags
    assert ODD in page.text


def test_a_file_that_is_unchanged_is_counted_and_has_no_counts_of_its_own(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    library.ingest()
    told, page = kept(library)
    assert [row["status"] for row in told["documents"]] == ["unchanged"]
    assert "Not read anew (1)" in page.text


def test_a_staged_state_leaves_one_report(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    before = len(reports(library.stores.home))
    library.report = library.staging.build([library.folder])
    assert len(reports(library.stores.home)) == before + 1
    assert kept(library)[0]["action"] == "stage"


def test_old_reports_go(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.run_report._KEPT", 2)
    for number in range(4):
        library.write(f"{number}.md", PLAN.replace("12", str(number)))
        library.ingest()
    names = {file.name for file in (library.stores.home / "reports").iterdir()}
    assert len(reports(library.stores.home)) == 2
    assert names == {f"{file.stem}{end}" for file in reports(library.stores.home) for end in (".json", ".html")}


def test_without_room_for_a_report_the_run_goes_on(library: Library) -> None:
    (library.stores.home / "reports").write_text("in the way")
    library.write("plan.md", PLAN)
    assert library.ingest() == {"plan.md": "indexed"}
    assert library.report.report is None
