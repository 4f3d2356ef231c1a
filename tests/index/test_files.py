"""Originals, by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index.files import Files
from ingest.errors import FileRejected, NotHeld


def write(path: Path, data: bytes = b"words") -> tuple[Path, str]:
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def test_an_original_is_kept_when_its_source_is_gone(tmp_path: Path) -> None:
    source, revision = write(tmp_path / "Plan.PDF")
    files = Files(tmp_path / "files")
    files.keep(source, revision)
    files.keep(source, revision)
    source.unlink()
    kept = files.find(revision)
    assert (kept.read_bytes(), kept.suffix) == (b"words", ".pdf")
    assert len(list((tmp_path / "files").rglob("*.*"))) == 1


def test_what_is_not_kept_is_not_held(tmp_path: Path) -> None:
    _, revision = write(tmp_path / "plan.pdf")
    with pytest.raises(NotHeld, match="ingest"):
        Files(tmp_path / "files").find(revision)


def test_a_copy_that_was_never_finished_is_not_held(tmp_path: Path) -> None:
    _, revision = write(tmp_path / "plan.pdf")
    partial = tmp_path / "files" / revision[:2] / f"{revision[2:]}.pdf.77.partial"
    partial.parent.mkdir(parents=True)
    partial.touch()
    with pytest.raises(NotHeld):
        Files(tmp_path / "files").find(revision)


def test_another_content_is_not_kept_under_the_name_of_this_one(tmp_path: Path) -> None:
    source, revision = write(tmp_path / "plan.pdf")
    write(source, b"other words")
    with pytest.raises(FileRejected, match="changed"):
        Files(tmp_path / "files").keep(source, revision)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_source_that_went_away_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="went away"):
        Files(tmp_path / "files").keep(tmp_path / "plan.pdf", "a" * 64)
