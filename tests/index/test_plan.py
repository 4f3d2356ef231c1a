"""Which files an ingest finds, and how it tells them from what it knows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.plan import FileStatus, absolute, find_files, plan, sha256


def write(path: Path, text: str = "Words.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path, home: Path = Path("nowhere")) -> list[str]:
    return [path.name for path, _ in find_files(paths, home=home)]


def test_files_come_in_order_of_name_folders_after_their_files(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "sub/c.md", "also/d.md"):
        write(tmp_path / name)
    assert names(tmp_path) == ["a.md", "b.md", "d.md", "c.md"]


def test_hidden_files_manifests_and_the_home_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", ".hidden.md", ".git/b.md", "manifest.csv", "var/files/c.md"):
        write(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for home in (tmp_path / "var", Path("var"), Path("..") / tmp_path.name / "var"):
        for folder in (tmp_path, Path(), Path("..") / tmp_path.name):
            assert names(folder, home=home) == ["a.md"]


def test_a_file_named_in_several_spellings_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "docs" / "a.md")
    monkeypatch.chdir(tmp_path / "docs")
    assert names(path, Path("a.md"), Path("../docs/a.md"), tmp_path) == ["a.md"]
    assert absolute(Path("../docs/a.md")) == path


def test_a_path_that_is_not_there_is_accounted_for(tmp_path: Path) -> None:
    assert names(tmp_path / "nothing.md") == ["nothing.md"]
    planned = plan(tmp_path / "nothing.md", None, Catalogue(tmp_path / "c.sqlite"))
    assert (planned.status, "cannot be found" in planned.fault) == (FileStatus.REJECTED, True)


def test_a_folder_that_is_a_link_is_entered_once(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.md")
    write(tmp_path / "elsewhere" / "b.md")
    (tmp_path / "docs" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "docs" / "round").symlink_to(tmp_path / "docs")
    assert names(tmp_path / "docs") == ["a.md", "b.md"]


def test_a_folder_that_cannot_be_opened_is_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "docs" / "closed" / "a.md")
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(tmp_path / "docs") == ["closed"]
    planned = plan(tmp_path / "docs" / "closed", None, Catalogue(tmp_path / "c.sqlite"))
    assert planned.status is FileStatus.REJECTED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this platform")
def test_a_pipe_is_rejected_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert plan(tmp_path / "pipe.md", None, Catalogue(tmp_path / "c.sqlite")).status is FileStatus.REJECTED


def test_an_unknown_file_is_to_be_indexed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md")
    planned = plan(path, tmp_path, Catalogue(tmp_path / "c.sqlite"))
    assert (planned.status, planned.document_id, planned.revision) == (FileStatus.INDEXED, "", sha256(path))
