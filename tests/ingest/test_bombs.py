"""Files made to do harm come to nothing: no request, no other file's words, no program's, no end without an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from eval.bombs import HIDDEN, make_bombs
from ingest.errors import FileRejected
from ingest.isolate import read_many
from ingest.records import Document

SECRET = "words of a file that was never handed in"
HEAVY = {"flate-bomb.pdf", "much-text.pdf", "one-line.txt", "brackets.md", "emphasis.md"}  # seconds each


class Asked(BaseHTTPRequestHandler):
    """Answers nothing, and notes that it was asked."""

    paths: list[str]

    def do_GET(self) -> None:
        """Note the path."""
        self.paths.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    Asked.paths = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", Asked.paths
        server.shutdown()


def test_what_would_do_harm_is_inert(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    url, paths = asked
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    folder = tmp_path / "in" / "bombs"
    files = [file for file in make_bombs(folder, url=url, secret=secret) if file.name not in HEAVY]
    before = sorted(tmp_path.rglob("*"))
    results = dict(read_many(files, workers=1, timeout_s=30, max_memory_mb=1024, max_pages=5000))
    assert list(results) == files
    assert paths == []
    assert sorted(tmp_path.rglob("*")) == before, "nothing is unpacked"
    for path, result in results.items():
        if isinstance(result, FileRejected):
            assert "bug to report" not in result.remedy, str(result)
            continue
        text = " ".join(page.text for page in result.pages)
        assert not any(words in text for words in (SECRET, HIDDEN, "launchURL", "ha ha ha", "fetch(")), path.name
    assert "5,000" in str(results[folder / "many-pages.pdf"])
    assert "MB" in str(results[folder / "zip-bomb.docx"])
    for name in ("script.pdf", "launch.pdf", "embedded.pdf", "outside.pdf", "looped-pages.pdf", "looped-outline.pdf"):
        assert isinstance(results[folder / name], Document), name
