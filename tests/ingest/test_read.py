from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from ingest.errors import FileRejected
from ingest.read import SUFFIXES, read_document
from ingest.records import Format

TEXT = "The ministry of health will publish a strategy for the use of artificial intelligence in hospitals."
REAL = Path(__file__).parents[3] / "shared" / "data" / "documents"


def test_document_carries_its_hash_format_and_language(tmp_path: Path) -> None:
    path = tmp_path / "Plan.TXT"
    path.write_text(TEXT)
    document = read_document(path)
    assert document.revision == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (document.format, document.language, document.path) == (Format.TEXT, "en", path)


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        pytest.param("a.docx", b"just text", "no Word file", id="text named docx"),
        pytest.param("a.docx", b"%PDF-1.7\n", "holds a PDF", id="PDF named docx"),
        pytest.param("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "old or protected Office", id="old Word named docx"),
        pytest.param("a.docx", b"PK\x03\x04rest", "Word file", id="broken zip named docx"),
        pytest.param("a.pdf", b"<!DOCTYPE html><html>", "holds a web page", id="web page named pdf"),
        pytest.param("a.pdf", b"", "empty", id="nothing"),
        pytest.param("a.txt", b"\0\0\0\0 \n", "empty", id="zeros"),
        pytest.param("a.txt", b"%PDF-1.4 ...", "holds a PDF", id="PDF named txt"),
        pytest.param("a.txt", b"ELF\x00\x01\x02binary", "binary data", id="binary named txt"),
        pytest.param("a.txt", " \u200b\n".encode(), "no text", id="unseen characters only"),
        pytest.param("a.md", b"<!-- nothing -->\n", "no text", id="comment only"),
        pytest.param("a.html", b"PK\x03\x04", "ZIP archive", id="archive named html"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0", "not read", id="old Word"),
        pytest.param("a.jpg", b"\xff\xd8", "picture", id="picture"),
        pytest.param("a.xyz", b"text", "extension .xyz is unknown", id="unknown extension"),
        pytest.param("README", b"text", "no extension", id="no extension"),
    ],
)
def test_file_that_is_not_what_it_seems_is_rejected_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, fault: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileRejected, match=fault) as caught:
        read_document(path)
    assert caught.value.path == path
    assert caught.value.remedy.endswith(".")


def test_folder_missing_file_and_pipe_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    os.mkfifo(tmp_path / "b.txt")
    for name, fault in [("a.txt", "folder"), ("b.txt", "no regular file"), ("c.txt", "not there")]:
        with pytest.raises(FileRejected, match=fault):
            read_document(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    path.chmod(0)
    with pytest.raises(FileRejected, match="may not be read"):
        read_document(path)


def test_file_changed_while_it_is_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    from ingest.readers import text

    def read_and_write(path: Path, *, revision: str) -> object:
        document = text_reader(path, revision=revision)
        path.write_text(TEXT * 2)
        return document

    text_reader = text.read_text
    monkeypatch.setattr(text, "read_text", read_and_write)
    with pytest.raises(FileRejected, match="changed"):
        read_document(path)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\f".join("abc"))
    assert len(read_document(path, max_pages=3).pages) == 3
    with pytest.raises(FileRejected, match="more than the 2 allowed"):
        read_document(path, max_pages=2)


def test_every_format_has_a_suffix_and_word_files_are_read(tmp_path: Path) -> None:
    assert set(SUFFIXES.values()) == set(Format)
    word = docx.Document()
    word.add_paragraph(TEXT)
    word.save(str(tmp_path / "a.docx"))
    assert read_document(tmp_path / "a.docx").pages[0].text == TEXT


def test_importing_the_door_imports_no_heavy_library() -> None:
    code = (
        "import sys, ingest.read; "
        "heavy = {'trafilatura', 'docx', 'lxml', 'pypdf', 'pypdfium2', 'py3langid', 'numpy', 'markdown_it'}; "
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is absent")
def test_real_documents_are_read_whole() -> None:
    names = [path for path in sorted(REAL.rglob("*")) if path.suffix in {".md", ".txt", ".docx"}]
    documents = {path.name: read_document(path) for path in names}
    assert len(documents) == 11
    assert {(path.parent.name, documents[path.name].language) for path in names} == {
        ("en", "en"),
        ("fr", "fr"),
        ("de", "de"),
    }
    assert all(len(document.pages) < 200 for document in documents.values())
    # The law's sections, counted in the file by their heading lines.
    assert len(documents["GDNG-BJNR0660B0024.md"].pages) == 10
    for path in names:
        if path.suffix == ".txt":
            kept = "".join(page.text for page in documents[path.name].pages)
            said = path.read_text(encoding="utf-8")
            assert [char for char in kept if char.isalnum()] == [char for char in said if char.isalnum()]
