"""`policy-kb fetch` as a user meets it: the table, the lines for programs, exit codes, and on into the library."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli import main
from ingest.fetch_download import Limits
from tests.fakes import without_model
from tests.ingest.fetch_server import Reply, Server, html_reply, pdf_reply
from tests.ingest.pdfs import PLAIN, typeset

ROOT = Path(__file__).parents[2]
PDF = typeset(PLAIN + "The ministry keeps a register of all systems.")
LINE = {
    "id", "url", "status", "message", "seconds", "file", "final_url", "sha256", "bytes", "date", "etag",
    "last_modified",
}  # fmt: skip


class Command:
    """Runs `policy-kb` on one home, with a manifest of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.manifest = folder / "home", folder / "sources.csv"
        self._capsys = capsys

    def lists(self, **urls: str) -> None:
        with self.manifest.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "title", "doc_type", "country", "language", "url", "url_status"])
            for key, url in urls.items():
                status = "landing" if key == "landing" else "seen"
                writer.writerow([key, f"Plan {key}", "strategy", "MLT", "en", url, status])

    def fetch(self, *words: str) -> int:
        return self("fetch", "--manifest", str(self.manifest), "--allow-private", *words)

    def __call__(self, *words: str) -> int:
        code = main([*words, "--home", str(self.home)])
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("POLICY_KB_")]:
        monkeypatch.delenv(name)
    without_model(monkeypatch)
    monkeypatch.setattr("ingest.fetch.Limits", lambda: Limits(pause_s=0, backoff_s=0))
    return Command(tmp_path, capsys)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_the_table_says_what_came_what_did_not_and_why(command: Command, server: Server) -> None:
    command.lists(
        gone=server.url("/gone.pdf"), good=server.on("/good.pdf", pdf_reply(PDF)), landing="https://example.org/",
        large=server.on("/large.pdf", Reply(b"%PDF-", length=3_000_000_000)),
    )  # fmt: skip
    assert command.fetch() == 1
    *rows, last = command.out.splitlines()
    assert [row.split()[:2] for row in rows] == [
        ["fetched", "good"], ["failed", "gone"], ["refused", "large"], ["skipped", "landing"],
    ]  # fmt: skip
    assert last.startswith("4 sources: 1 fetched, 1 failed, 1 refused, 1 skipped; ")
    assert command.err == ""


def test_programs_get_a_line_for_each_source(command: Command, server: Server) -> None:
    command.lists(gone=server.url("/gone.pdf"), good=server.on("/good.pdf", pdf_reply(PDF)))
    assert command.fetch("--json") == 1
    gone, good = (json.loads(line) for line in command.out.splitlines())
    assert set(gone) == set(good) == LINE
    assert (gone["id"], gone["status"], gone["file"]) == ("gone", "failed", None)
    assert Path(good["file"]).read_bytes() == PDF
    assert good["bytes"] == len(PDF)


def test_all_well_is_0_also_the_second_time(command: Command, server: Server) -> None:
    command.lists(good=server.on("/good.pdf", pdf_reply(PDF)), landing="https://example.org/")
    assert [command.fetch(), command.fetch()] == [0, 0]
    assert "1 unchanged, 1 skipped" in command.out


def test_only_some_are_fetched(command: Command, server: Server) -> None:
    command.lists(one=server.on("/1.pdf", pdf_reply(PDF)), two=server.on("/2.pdf", pdf_reply(PDF)))
    assert command.fetch("--only", "two") == 0
    assert list(server.asked) == ["/2.pdf"]


@pytest.mark.parametrize(("words", "code", "said"), [
    (["--only", "nope"], 2, "nope is not in sources.csv"),
    (["--manifest", "none.csv"], 1, "none.csv: it cannot be read"),
])  # fmt: skip
def test_what_cannot_be_is_one_line(command: Command, words: list[str], code: int, said: str) -> None:
    command.lists(one="https://example.org/")
    assert command.fetch(*words) == code
    assert command.err.startswith("error: ")
    assert said in command.err
    assert command.err.count("\n") == 1


def test_without_the_flag_this_machine_is_refused(command: Command, server: Server) -> None:
    command.lists(good=server.on("/good.pdf", pdf_reply(PDF)))
    assert command("fetch", "--manifest", str(command.manifest)) == 1
    assert command.out.startswith("refused")
    assert not server.asked


def test_a_folder_of_ones_own_may_be_named(command: Command, server: Server, tmp_path: Path) -> None:
    command.lists(good=server.on("/good.pdf", pdf_reply(PDF)))
    assert command.fetch("--into", str(tmp_path / "mine")) == 0
    assert (tmp_path / "mine" / "good.pdf").exists()
    assert not command.home.exists()


def documents(command: Command) -> dict[str, Any]:
    assert command("search", "register of systems", "-k", "20", "--json") == 0
    return {hit["document_id"]: hit for hit in json.loads(command.out)["hits"]}


def test_what_was_fetched_goes_into_the_library_and_its_digest_gives_way(
    command: Command, server: Server, tmp_path: Path
) -> None:
    digests = tmp_path / "digests"
    digests.mkdir()
    (digests / "digest.md").write_text("# Digest: Plan\n\nThe ministry keeps a register of systems, it is said.\n")
    (digests / "manifest.csv").write_text("file,id,title,stands_for\ndigest.md,digest,Digest: Plan,plan\n")
    assert command("ingest", str(digests)) == 0
    assert set(documents(command)) == {"digest"}
    page = html_reply("<html><title>404 Not Found</title></html>")
    command.lists(plan=server.on("/plan.pdf", pdf_reply(PDF)), bad=server.on("/bad", page))
    assert command.fetch("--ingest") == 1  # for the one that failed
    assert "1 files: 1 indexed" in command.out
    hit = documents(command)["plan"]
    assert (hit["title"], hit["country"]) == ("Plan plan", "MLT")
    assert "digest" not in documents(command)
    assert command("ingest", str(command.home / "fetched"), "--json") == 0
    assert json.loads(command.out)["counts"]["unchanged"] == 1


def test_ctrl_c_keeps_what_has_come(command: Command, server: Server) -> None:
    held = pdf_reply(PDF, cut=500, length=len(PDF), hold_s=20)
    command.lists(good=server.on("/good.pdf", pdf_reply(PDF)), slow=server.on("/slow.pdf", held))
    words = ["fetch", "--allow-private", "--manifest", str(command.manifest), "--home", str(command.home)]
    folder = command.home / "fetched"
    with subprocess.Popen([sys.executable, str(ROOT / "cli.py"), *words], stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 15
        wanted = [folder / ".slow.partial.json", folder / "good.pdf"]  # which of the two is begun first is open
        while time.monotonic() < deadline and not all(file.exists() for file in wanted):
            time.sleep(0.02)
        time.sleep(1)  # for the first bytes, which lie in a buffer
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (130, b"error: stopped; what was finished is kept\n")
    assert (folder / "good.pdf").read_bytes() == PDF
    assert "good.pdf,good" in (folder / "manifest.csv").read_text()
    assert (folder / ".slow.partial").read_bytes() == PDF[:500]
