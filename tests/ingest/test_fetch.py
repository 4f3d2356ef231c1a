"""Fetching official documents: each turn a server may take, and what is left in the folder."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.errors import HomeError
from ingest.fetch import FetchReport, FetchStatus, SourceOutcome, fetch
from ingest.fetch_addresses import Guard, PinnedTransport
from ingest.fetch_download import Limits
from ingest.fetch_record import RECORD_NAME
from ingest.manifest import ManifestRow, match, read_manifest
from tests.factories import make_metadata
from tests.ingest.fetch_server import OLD, Reply, Server, ToLoopback, html_reply, pdf_reply, resolver, to
from tests.ingest.pdfs import PLAIN, typeset

ROOT = Path(__file__).parents[2]
PDF = typeset(PLAIN + "A plan for health.")
OTHER = typeset(PLAIN + "A newer plan for health.")
LIMITS = Limits(pause_s=0, backoff_s=0.01, connect_s=2, read_s=2, total_s=2, max_bytes=1_000_000)


class Fetching:
    """Fetches from a scripted server into one folder."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server

    def all(self, urls: dict[str, str], **changes: Any) -> FetchReport:
        rows = {key: make_row(key, url, **changes.pop(key, {})) for key, url in urls.items()}
        options = {"limits": LIMITS, "guard": Guard(allow_private=True), **changes}
        return fetch(rows, folder=self.folder, **options)

    def one(self, url: str, **changes: Any) -> SourceOutcome:
        return self.all({"plan": url}, **changes).sources[0]

    def files(self) -> list[str]:
        """Names of the documents, and of anything half-done."""
        passed_over = {RECORD_NAME, ".fetch.lock", "manifest.csv"}
        return sorted(path.name for path in self.folder.iterdir() if path.name not in passed_over)


def make_row(document_id: str, url: str, *, url_status: str = "seen", doc_type: str = "strategy") -> ManifestRow:
    return ManifestRow(metadata=make_metadata(document_id, url=url, doc_type=doc_type), url_status=url_status)


def words(number: int, *, title: str = "National plan", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><p>{'word ' * number}</p></body></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def fetching(tmp_path: Path, server: Server) -> Fetching:
    return Fetching(tmp_path / "fetched", server)


# What comes.


def test_a_good_pdf_is_kept_with_its_record(fetching: Fetching, server: Server) -> None:
    outcome = fetching.one(server.on("/plan.pdf", pdf_reply(PDF)))
    assert (outcome.status, fetching.files()) == (FetchStatus.FETCHED, ["plan.pdf"])
    assert (fetching.folder / "plan.pdf").read_bytes() == PDF
    entry = json.loads((fetching.folder / RECORD_NAME).read_text())["plan"]
    assert (entry["bytes"], entry["etag"], entry["file"]) == (len(PDF), '"1"', "plan.pdf")
    assert server.asked["/plan.pdf"][0]["user-agent"] == "policy-kb/0.1 (+policy library)"


@pytest.mark.parametrize(("path", "reply", "file"), [
    pytest.param("/plan.pdf", pdf_reply(PDF), "plan.pdf", id="pdf"),
    pytest.param("/download?id=7", Reply(PDF), "plan.pdf", id="pdf without type or ending"),
    pytest.param("/plan.html", Reply(PDF, headers={"Content-Type": "text/html"}), "plan.pdf", id="pdf called html"),
    pytest.param("/law", html_reply(words(2000)), "plan.html", id="long web page"),
    pytest.param("/law", Reply(b"Article 1. " * 99, headers={"Content-Type": "text/plain"}), "plan.txt", id="text"),
    pytest.param(
        "/law", html_reply("", body=gzip.compress(words(2000).encode()), headers={"Content-Encoding": "gzip"}),
        "plan.html", id="packed unasked",
    ),
])  # fmt: skip
def test_the_extension_follows_the_content(
    fetching: Fetching, server: Server, path: str, reply: Reply, file: str
) -> None:
    outcome = fetching.one(server.on(path, reply))
    assert (outcome.status, fetching.files()) == (FetchStatus.FETCHED, [file])


def test_a_word_file_is_kept(fetching: Fetching, server: Server, tmp_path: Path) -> None:
    from docx import Document

    made = Document()
    made.add_paragraph("A plan.")
    made.save(str(tmp_path / "made.docx"))
    outcome = fetching.one(server.on("/get", Reply((tmp_path / "made.docx").read_bytes())))
    assert (outcome.status, fetching.files()) == (FetchStatus.FETCHED, ["plan.docx"])


def test_a_chain_of_redirects_is_followed(fetching: Fetching, server: Server) -> None:
    server.on("/b", to("c", 301))
    server.on("/c", to(server.url("/d/plan.pdf"), 307))
    server.on("/d/plan.pdf", pdf_reply(PDF))
    outcome = fetching.one(server.on("/a", to("/b")))
    assert outcome.status is FetchStatus.FETCHED
    assert outcome.entry is not None
    assert outcome.entry.final_url == server.url("/d/plan.pdf")


def test_a_declared_pdf_is_taken_in_the_place_of_a_page_about_it(fetching: Fetching, server: Server) -> None:
    server.on("/files/1", pdf_reply(PDF))
    page = words(100, head="<meta name='citation_pdf_url' content='/files/1'>")
    url = server.on("/item", html_reply(page))
    first, second = fetching.one(url), fetching.one(url)
    assert (first.status, second.status) == (FetchStatus.FETCHED, FetchStatus.UNCHANGED)
    assert fetching.files() == ["plan.pdf"]
    assert server.asked["/files/1"][1]["if-none-match"] == '"1"'


# What is tried again.


def test_a_server_in_trouble_is_asked_again(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", Reply(status=500), Reply(status=503), pdf_reply(PDF))
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert len(server.asked["/plan.pdf"]) == 3


def test_a_lasting_trouble_ends_after_four_tries(fetching: Fetching, server: Server) -> None:
    outcome = fetching.one(server.on("/plan.pdf", Reply(status=502)))
    assert outcome.status is FetchStatus.FAILED
    assert "502 Bad Gateway, 4 times" in outcome.message
    assert len(server.asked["/plan.pdf"]) == 4


def test_the_wait_a_server_asks_for_is_kept(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", Reply(status=429, headers={"Retry-After": "1"}), pdf_reply(PDF))
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert server.times[1] - server.times[0] >= 1


@pytest.mark.parametrize("is_date", [False, True], ids=["seconds", "a date"])
def test_a_wait_beyond_the_limit_ends_the_source(fetching: Fetching, server: Server, is_date: bool) -> None:
    wait = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True) if is_date else "3600"
    outcome = fetching.one(server.on("/plan.pdf", Reply(status=503, headers={"Retry-After": wait})))
    assert outcome.status is FetchStatus.FAILED
    assert "come back in 3," in outcome.message
    assert len(server.asked["/plan.pdf"]) == 1


def test_one_host_is_asked_with_pauses(fetching: Fetching, server: Server) -> None:
    urls = {f"plan-{n}": server.on(f"/{n}.pdf", pdf_reply(PDF)) for n in range(3)}
    fetching.all(urls, limits=Limits(pause_s=1.0))
    # What is measured is when they arrive: on a busy machine the earlier may be late, and the later not.
    assert all(later - earlier >= 0.5 for earlier, later in zip(server.times, server.times[1:], strict=False))


# What is carried on.


@pytest.mark.parametrize("mark", [{"ETag": '"1"'}, {"Last-Modified": OLD}], ids=["etag", "date"])
def test_a_broken_download_is_carried_on(fetching: Fetching, server: Server, mark: dict[str, str]) -> None:
    whole = pdf_reply(PDF, headers=mark, ranges=True)
    url = server.on("/plan.pdf", pdf_reply(PDF, headers=mark, cut=500, length=len(PDF)), whole)
    assert fetching.one(url).status is FetchStatus.FETCHED
    again = server.asked["/plan.pdf"][1]
    assert (again["range"], again["if-range"]) == ("bytes=500-", next(iter(mark.values())))
    assert (fetching.folder / "plan.pdf").read_bytes() == PDF


@pytest.mark.parametrize("reply", [
    pytest.param(pdf_reply(OTHER, headers={"ETag": '"2"'}, ranges=True), id="changed meanwhile"),
    pytest.param(pdf_reply(OTHER, headers={"ETag": '"1"'}), id="no ranges"),
])  # fmt: skip
def test_a_rest_that_does_not_fit_is_not_glued_on(fetching: Fetching, server: Server, reply: Reply) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF, cut=500, length=len(PDF)), reply)
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert (fetching.folder / "plan.pdf").read_bytes() == OTHER


def test_a_wrong_rest_makes_it_begin_anew(fetching: Fetching, server: Server) -> None:
    lie = Reply(PDF[400:], 206, {"ETag": '"1"', "Content-Range": f"bytes 400-{len(PDF) - 1}/{len(PDF)}"})
    url = server.on("/plan.pdf", pdf_reply(PDF, cut=500, length=len(PDF)), lie, pdf_reply(PDF))
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert (fetching.folder / "plan.pdf").read_bytes() == PDF


def test_without_a_mark_a_broken_download_begins_anew(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", Reply(PDF, cut=500, length=len(PDF)), Reply(PDF))
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert "range" not in server.asked["/plan.pdf"][1]


def test_the_next_run_carries_on_where_this_one_broke_off(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF, cut=500, length=len(PDF)))
    assert fetching.one(url).status is FetchStatus.FAILED
    assert fetching.files() == [".plan.partial", ".plan.partial.json"]
    server.on("/plan.pdf", pdf_reply(PDF, ranges=True))
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert server.asked["/plan.pdf"][-1]["range"] == "bytes=500-"
    assert fetching.files() == ["plan.pdf"]


# What is not taken.


@pytest.mark.parametrize(("path", "reply", "status", "words_said"), [
    pytest.param("/x.pdf", Reply(status=404), "failed", "the document is not there", id="404"),
    pytest.param("/x.pdf", Reply(status=403), "failed", "it lets no program in", id="403"),
    pytest.param("/x.pdf", Reply(status=202), "failed", "answers 202", id="robot check of 202"),
    pytest.param("/x.pdf", html_reply(words(2000)), "failed", "a web page came", id="page named pdf"),
    pytest.param(
        "/x", Reply(words(2000).encode(), headers={"Content-Type": "application/pdf"}), "failed", "a web page came",
        id="page of type pdf",
    ),
    pytest.param("/x.pdf", Reply(b"Sorry", headers={"Content-Type": "text/plain"}), "failed", "a PDF was promised",
                 id="text named pdf"),
    pytest.param("/x.pdf", Reply(PDF[:-200]), "failed", "cut short", id="pdf without an end"),
    pytest.param("/x.docx", Reply(b"PK\x03\x04" + b"x" * 99), "failed", "cannot be opened", id="broken word file"),
    pytest.param("/x", Reply(b"PK\x03\x04" + b"x" * 99), "failed", "a ZIP archive", id="zip"),
    pytest.param("/x", Reply(b'{"a": 1}', headers={"Content-Type": "application/json"}), "failed", "JSON", id="json"),
    pytest.param("/x.pdf", Reply(b""), "failed", "an empty file", id="empty"),
    pytest.param("/x", html_reply(words(2000, title="404 - Page not found")), "failed", "an error page", id="soft 404"),
    pytest.param("/x.pdf", Reply(b"%PDF-", length=3_000_000_000), "refused", "3,000.0 MB", id="3 GB announced"),
    pytest.param("/x.pdf", Reply(b"%PDF-" + b"x" * 2_000_000), "refused", "1.0 MB are allowed", id="too large"),
    pytest.param("/x", to("ftp://example.org/x.pdf"), "refused", "no web address", id="to another protocol"),
    pytest.param("/x", to("http://169.254.169.254/"), "refused", "no public address", id="to a cloud's metadata"),
    pytest.param("/x", to("http://[::ffff:169.254.1.1]/"), "refused", "no public address", id="wrapped in IPv6"),
    pytest.param("/x", to("/x"), "failed", "more than 10 redirects", id="round and round"),
    pytest.param("/x", to("http://["), "failed", "", id="to no address"),
    pytest.param("/x", html_reply(words(300)), "skipped", "a short page about the document", id="page about it"),
])  # fmt: skip
def test_what_is_no_document_is_not_kept(
    fetching: Fetching, server: Server, *, path: str, reply: Reply, status: str, words_said: str
) -> None:
    outcome = fetching.one(server.on(path, reply))
    assert (outcome.status, fetching.files()) == (status, [])
    assert words_said in outcome.message
    assert "\n" not in outcome.message


def test_a_body_without_a_length_stops_at_the_limit(fetching: Fetching, server: Server) -> None:
    packed = gzip.compress(b"%PDF-" + b"x" * 5_000_000)
    outcome = fetching.one(server.on("/x.pdf", Reply(packed, headers={"Content-Encoding": "gzip", "ETag": '"1"'})))
    assert (outcome.status, fetching.files()) == (FetchStatus.REFUSED, [])


@pytest.mark.parametrize(("mark", "left"), [({}, []), ({"ETag": '"1"'}, [".plan.partial", ".plan.partial.json"])])
def test_a_slow_drip_ends_with_the_time_it_may_take(
    fetching: Fetching, server: Server, mark: dict[str, str], left: list[str]
) -> None:
    url = server.on("/plan.pdf", Reply(PDF, headers=mark, drip_s=0.05))
    outcome = fetching.one(url, limits=Limits(pause_s=0, total_s=0.5))
    assert outcome.status is FetchStatus.FAILED
    assert "longer than 0.5 s" in outcome.message
    assert outcome.seconds < 2
    assert fetching.files() == left


def test_a_silent_server_is_not_waited_for(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", Reply(PDF, drip_s=5))
    outcome = fetching.one(url, limits=Limits(pause_s=0, backoff_s=0, read_s=0.2, attempts=2))
    assert "does not answer" in outcome.message


def test_a_closed_port_is_a_site_that_cannot_be_reached(fetching: Fetching, server: Server) -> None:
    url = server.url("/plan.pdf")
    server.close()
    assert "cannot be reached" in fetching.one(url).message


def test_a_certificate_that_does_not_hold_is_not_tried_again(fetching: Fetching) -> None:
    asked: list[httpx.Request] = []

    def fail(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired")

    options = {"guard": Guard(resolve=resolver({"docs.example": ["8.8.8.8"]})), "transport": httpx.MockTransport(fail)}
    outcome = fetching.one("https://docs.example/plan.pdf", **options)
    assert "certificate does not hold" in outcome.message
    assert len(asked) == 1


@pytest.mark.parametrize(("url", "url_status", "said"), [
    ("https://example.org/", "landing", "only the publisher's site is known"),
    ("", "seen", "no address"),
])  # fmt: skip
def test_what_has_no_address_of_its_own_is_skipped(fetching: Fetching, url: str, url_status: str, said: str) -> None:
    outcome = fetching.one(url, plan={"url_status": url_status})
    assert outcome.status is FetchStatus.SKIPPED
    assert said in outcome.message


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "plan.pdf", "http://", "http://["])
def test_what_is_no_web_address_is_never_asked(fetching: Fetching, url: str) -> None:
    assert fetching.one(url).status in (FetchStatus.REFUSED, FetchStatus.FAILED)


# Where it may go.


def internet(server: Server, **names: Any) -> dict[str, Any]:
    """Options by which names lead to public addresses, all of them answered by the scripted server."""
    known = {name.replace("_", "."): found for name, found in names.items()}
    inner = ToLoopback(server.port)
    return {"guard": Guard(resolve=resolver(known)), "transport": PinnedTransport(inner)}


def test_loopback_is_refused_by_default(fetching: Fetching, server: Server) -> None:
    outcome = fetching.one(server.on("/plan.pdf", pdf_reply(PDF)), guard=Guard())
    assert outcome.status is FetchStatus.REFUSED
    assert "--allow-private" in outcome.message
    assert not server.asked


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "http://10.0.0.1/", "http://inside.example/"])
def test_a_public_site_may_not_lead_into_a_private_network(
    fetching: Fetching, server: Server, target: str
) -> None:
    server.on("/plan.pdf", to(target))
    options = internet(server, docs_example=["93.184.216.34"], inside_example=["192.168.1.1"])
    options["guard"] = Guard(allow_private=True, resolve=options["guard"].resolve)
    outcome = fetching.one("http://docs.example/plan.pdf", **options)
    assert outcome.status is FetchStatus.REFUSED
    assert "redirects to" in outcome.message
    assert len(server.times) == 1


def test_the_address_that_was_looked_at_is_the_one_connected_to(fetching: Fetching, server: Server) -> None:
    """A resolver that turns to a private address at its second reply is not asked a second time."""
    replies = iter([["93.184.216.34"], ["127.0.0.1"]])
    server.on("/plan.pdf", pdf_reply(PDF))
    options = internet(server, docs_example=lambda: next(replies))
    assert fetching.one("http://docs.example/plan.pdf", **options).status is FetchStatus.FETCHED
    assert options["transport"]._inner.connected == [("93.184.216.34", "docs.example")]


# The second run.


@pytest.mark.parametrize("mark", [{"ETag": '"1"'}, {"Last-Modified": OLD}, {}], ids=["etag", "date", "no mark"])
def test_the_second_run_changes_nothing(fetching: Fetching, server: Server, mark: dict[str, str]) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF, headers=mark))
    first = fetching.one(url)
    written = (fetching.folder / "plan.pdf").stat().st_mtime_ns
    second = fetching.one(url)
    assert (first.status, second.status) == (FetchStatus.FETCHED, FetchStatus.UNCHANGED)
    assert first.entry == second.entry
    assert (fetching.folder / "plan.pdf").stat().st_mtime_ns == written
    assert fetching.files() == ["plan.pdf"]


def test_what_has_changed_is_fetched_again(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF))
    fetching.one(url)
    server.on("/plan.pdf", pdf_reply(OTHER, headers={"ETag": '"2"'}))
    outcome = fetching.one(url)
    assert outcome.status is FetchStatus.FETCHED
    assert "changed since" in outcome.message
    assert (fetching.folder / "plan.pdf").read_bytes() == OTHER


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF- half")])
def test_a_lost_or_damaged_file_is_fetched_again(fetching: Fetching, server: Server, damage: Any) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF))
    fetching.one(url)
    damage(fetching.folder / "plan.pdf")
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert (fetching.folder / "plan.pdf").read_bytes() == PDF


def test_another_address_in_the_manifest_is_asked_without_conditions(fetching: Fetching, server: Server) -> None:
    fetching.one(server.on("/old.pdf", pdf_reply(PDF)))
    assert fetching.one(server.on("/new.pdf", pdf_reply(OTHER))).status is FetchStatus.FETCHED


def test_a_new_kind_of_file_takes_the_place_of_the_old(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan", html_reply(words(2000)), pdf_reply(PDF))
    fetching.one(url)
    fetching.one(url)
    assert fetching.files() == ["plan.pdf"]


def test_what_fails_later_leaves_the_earlier_copy(fetching: Fetching, server: Server) -> None:
    url = server.on("/plan.pdf", pdf_reply(PDF), Reply(status=404))
    fetching.one(url)
    outcome = fetching.one(url)
    assert outcome.status is FetchStatus.FAILED
    assert "The copy of " in outcome.message
    assert (fetching.folder / "plan.pdf").read_bytes() == PDF


def test_a_file_put_there_by_hand_is_kept(fetching: Fetching, server: Server) -> None:
    fetching.folder.mkdir()
    (fetching.folder / "plan.pdf").write_bytes(OTHER)
    outcome = fetching.one(server.on("/plan.pdf", pdf_reply(PDF)))
    assert (outcome.status, server.times) == (FetchStatus.SKIPPED, [])
    assert (fetching.folder / "plan.pdf").read_bytes() == OTHER


# The whole.


class Death(BaseException):
    """What nothing in the program catches."""


def test_one_failing_source_never_stops_the_rest(fetching: Fetching, server: Server) -> None:
    urls = {
        "bad": server.url("/none"), "worse": "nonsense", "good": server.on("/good.pdf", pdf_reply(PDF)),
        "cut": server.on("/cut.pdf", Reply(PDF, cut=9, length=len(PDF))),
    }  # fmt: skip
    report = fetching.all(urls)
    assert [outcome.id for outcome in report.sources] == list(urls)
    assert report.counts == {"fetched": 1, "unchanged": 0, "failed": 2, "refused": 1, "skipped": 0}
    assert not report.is_complete


def test_the_manifest_names_what_each_file_is(fetching: Fetching, server: Server) -> None:
    fetching.all({"one": server.on("/1.pdf", pdf_reply(PDF)), "two": server.url("/none")})
    rows = read_manifest(fetching.folder / "manifest.csv")
    assert match(rows, fetching.folder / "one.pdf") == make_metadata("one", url=server.url("/1.pdf"))
    by_hand = match(rows, fetching.folder / "two.pdf")
    assert by_hand is not None
    assert by_hand.document_id == "two"


def test_the_manifest_keeps_what_another_list_brought(fetching: Fetching, server: Server) -> None:
    fetching.all({"one": server.on("/1.pdf", pdf_reply(PDF))})
    fetching.all({"two": server.on("/2.pdf", pdf_reply(OTHER))})
    assert sorted(read_manifest(fetching.folder / "manifest.csv")) == ["one", "two"]


def test_two_runs_do_not_write_to_one_folder(fetching: Fetching, server: Server) -> None:
    def again(_: object) -> None:
        with pytest.raises(HomeError, match="another fetch"):
            fetching.one(server.url("/none"))

    assert fetching.one(server.on("/plan.pdf", pdf_reply(PDF)), report=again).status is FetchStatus.FETCHED


@pytest.mark.parametrize("text", ["{", '{"a": {}}', json.dumps({"a": {
    "id": "a", "url": "", "final_url": "", "file": "../a.pdf", "sha256": "", "bytes": 1, "date": "",
}})], ids=["no json", "no entry", "a path"])  # fmt: skip
def test_a_damaged_record_is_told(fetching: Fetching, text: str) -> None:
    fetching.folder.mkdir()
    (fetching.folder / RECORD_NAME).write_text(text)
    with pytest.raises(HomeError, match="Delete it, and fetch again"):
        fetching.one("https://example.org/")


def test_a_full_disk_is_told_and_leaves_nothing(
    fetching: Fetching, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.fetch_download.os.fsync", full)
    monkeypatch.setattr("ingest.fetch_record.os.fsync", full)
    with pytest.raises(HomeError, match="No space left on device"):
        fetching.one(server.on("/plan.pdf", Reply(PDF)))
    assert fetching.files() == []


def test_a_death_before_the_final_name_leaves_no_half_file(
    fetching: Fetching, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step is one rename: before it there is no file, and the next run brings it."""
    url = server.on("/plan.pdf", pdf_reply(PDF))
    real = os.replace

    def die(source: Path, target: Path) -> None:
        if Path(target).name == "plan.pdf":
            raise Death
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("ingest.fetch_record.os.replace", die)
        with pytest.raises(BaseExceptionGroup):
            fetching.one(url)
    assert "plan.pdf" not in fetching.files()
    assert fetching.one(url).status is FetchStatus.FETCHED


def test_a_killed_run_is_carried_on_by_the_next(fetching: Fetching, server: Server, tmp_path: Path) -> None:
    body = PDF[:-6] + b" " * 600_000 + PDF[-6:]
    stalled = pdf_reply(body, cut=300_000, length=len(body), hold_s=20)
    url = server.on("/plan.pdf", stalled, pdf_reply(body, ranges=True))
    manifest = tmp_path / "sources.csv"
    manifest.write_text(f"id,title,url\nplan,Plan,{url}\n")
    words = ["fetch", "--allow-private", "--manifest", str(manifest), "--into", str(fetching.folder)]
    with subprocess.Popen([sys.executable, str(ROOT / "cli.py"), *words], cwd=tmp_path) as process:
        partial = fetching.folder / ".plan.partial"
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and not (partial.exists() and partial.stat().st_size >= 100_000):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert "plan.pdf" not in fetching.files()
    assert fetching.one(url).status is FetchStatus.FETCHED
    assert "range" in server.asked["/plan.pdf"][-1]
    assert (fetching.folder / "plan.pdf").read_bytes() == body
    assert fetching.files() == ["plan.pdf"]
