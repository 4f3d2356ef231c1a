"""The Maintain tab: who is let in, what is taken, and that nothing happens without a session."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.ui.fakes import rooms
from ui.api.calls import Calls
from ui.api.endpoints import endpoints
from ui.login import COOKIE, SESSION_S, Login, WaitFirst, hash_password, is_password
from ui.page import build
from ui.serve import web_app
from ui.start import Start, prepare
from ui.tabs.maintain.desk import Desk, End, Kind
from ui.tabs.maintain.handlers import Handlers
from ui.tabs.maintain.maintenance import Maintenance, NotAllowed
from ui.tabs.maintain.uploads import Uploads, clean_name
from ui.tabs.maintain.view_frame import failed_login, uploaded

PASSWORD = "correct horse battery"
HASHED = hash_password(PASSWORD)
_TELLS = """
import sys, time
print('{"progress": {"files_done": 1, "files": 2, "name": "a.md", "ended": {"path": "a.md", "status": "indexed"}}}',
      file=sys.stderr, flush=True)
time.sleep(float(sys.argv[1]))
print('{"counts": {"indexed": 1}}')
"""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def maintenance(tmp_path: Path) -> Maintenance:
    """Rooms whose commands tell one step, sleep as long as they are told, and print a result."""
    (tmp_path / "allowed").mkdir()
    return Maintenance(
        home=tmp_path / "home", login=Login("maintainer", HASHED), desk=Desk([sys.executable, "-c", _TELLS], {}),
        uploads=Uploads(tmp_path / "home", max_files=2, max_file_mb=1, max_total_mb=1),
        folders=(tmp_path / "allowed",),
    )  # fmt: skip


@pytest.fixture
def client(maintenance: Maintenance) -> Iterator[TestClient]:
    start = Start(rooms)
    start.run()
    with TestClient(web_app(start, maintenance=maintenance), follow_redirects=False) as served:
        yield served


def log_in(client: TestClient, password: str = PASSWORD) -> str:
    """Send the form, and return where it leads."""
    form = {"user": "maintainer", "password": password, "lang": "fr"}
    return str(client.post("/maintain/login", data=form).headers["location"])


def ended(desk: Desk) -> End:
    """Wait for the job, and return how it ended."""
    deadline = time.monotonic() + 60
    while desk.is_busy and time.monotonic() < deadline:
        time.sleep(0.02)
    assert desk.job is not None
    assert desk.job.end is not None
    return desk.job.end


# The login.


def test_a_hash_knows_its_password_and_no_other() -> None:
    assert is_password(PASSWORD, HASHED)
    assert not is_password(PASSWORD + " ", HASHED)
    assert hash_password(PASSWORD) != HASHED, "each hash has a salt of its own"
    assert PASSWORD not in HASHED


def test_a_session_ends_by_itself_and_by_leaving() -> None:
    clock = Clock()
    login = Login("maintainer", HASHED, clock=clock)
    cookies = {COOKIE: str(login.enter("maintainer", PASSWORD, address="a"))}
    assert login.is_in(cookies, {})
    assert not login.is_in({COOKIE: "guessed"}, {})
    assert not login.is_in({}, {})
    assert not login.is_in(cookies, {"sec-fetch-site": "cross-site"}), "another site's page must not use it"
    clock.now = SESSION_S + 1
    assert not login.is_in(cookies, {})
    again = {COOKIE: str(login.enter("maintainer", PASSWORD, address="a"))}
    login.leave(again)
    assert not login.is_in(again, {})


def test_failures_make_their_address_wait_and_no_other() -> None:
    clock = Clock()
    login = Login("maintainer", HASHED, clock=clock)
    assert login.enter("somebody", PASSWORD, address="a") is None
    assert [login.enter("maintainer", "wrong", address="a") for _ in range(4)] == [None] * 4
    with pytest.raises(WaitFirst) as wait:
        login.enter("maintainer", PASSWORD, address="a")
    assert wait.value.seconds == 30
    assert login.enter("maintainer", PASSWORD, address="b")
    clock.now = 31
    assert login.enter("maintainer", PASSWORD, address="a")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: TestClient) -> None:
    reply = client.post("/maintain/login", data={"user": "maintainer", "password": PASSWORD, "lang": "fr"})
    assert (reply.status_code, reply.headers["location"]) == (303, "../?tab=maintain&lang=fr")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert log_in(client, "wrong").endswith("login=wrong")


def test_a_failed_login_is_told_in_words_of_ours_alone() -> None:
    assert "<script>" not in failed_login("wait-<script>", "en") + failed_login("<script>", "en")
    assert "30 seconds" in failed_login("wait-30", "en")


# Nothing without a session.


@pytest.mark.parametrize(("method", "address"), [
    ("PUT", "/maintain/uploads/a.md"), ("POST", "/maintain/logout"), ("GET", "/maintain/report/a.html"),
    ("GET", "/maintain/measurement/a.html"),
])  # fmt: skip
def test_every_route_but_the_login_asks_for_a_session(client: TestClient, method: str, address: str) -> None:
    assert client.request(method, address, content=b"x").status_code == 403


def test_every_event_of_the_tab_asks_for_a_session(client: TestClient, maintenance: Maintenance) -> None:
    start = Start(rooms)
    # With the calls for programs, as served: an event goes by its number.
    page = build(start, maintenance=maintenance, rest=endpoints(Calls(start, limit_s=1)))
    ours = {
        number: block for number, block in page.fns.items()
        if isinstance(getattr(block.fn, "__self__", None), Handlers)
    }  # fmt: skip
    names = {str(block.name) for block in ours.values()}
    done = {"ingest", "path_ingest", "promote", "roll_back", "drop", "save", "remove", "measure", "stop", "tick"}
    assert done <= names
    for number, block in ours.items():
        given = ["en"] + [None] * (len(block.inputs) - 1)
        body = {"data": given, "fn_index": number, "event_data": {"name": "a"}}
        reply = client.post("/gradio_api/run/predict", json=body)
        assert reply.status_code == 200, block.name
        assert "kb-login" in reply.text, block.name
        assert "kb-job" not in reply.text, block.name
    assert maintenance.desk.job is None


def test_without_a_login_set_there_is_neither_tab_nor_route() -> None:
    start = Start(rooms)
    start.run()
    with TestClient(web_app(start)) as served:
        assert served.post("/maintain/login", data={"user": "a", "password": "b"}).status_code in {404, 405}
        assert '"kb-tab-maintain"' not in served.get("/config").text


# Uploads and paths.


def test_an_upload_is_kept_under_a_clean_name_and_bounded(client: TestClient, maintenance: Maintenance) -> None:
    log_in(client)
    assert client.put("/maintain/uploads/..%5C..%5Cplan.md", content=b"# A").json() == {"name": "plan.md", "size": 3}
    big = client.put("/maintain/uploads/big.pdf", content=b"x" * (1 << 20) + b"x")
    assert (big.status_code, big.json()) == (422, {"reason": "too_large", "limit": 1})
    assert client.put("/maintain/uploads/b.md", content=b"x").status_code == 200
    assert client.put("/maintain/uploads/c.md", content=b"x").json()["reason"] == "full"
    assert client.put("/maintain/uploads/b.md", content=b"yy").json()["size"] == 2, "the same name takes its place"
    assert sorted(path.name for path in maintenance.uploads.folder.iterdir()) == ["b.md", "plan.md"]


@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), (".hidden", "hidden"), ("a\x00b\n.md", "ab.md"), ("<b>.pdf", "_b_.pdf"),
    ("Стратегия 2025.pdf", "Стратегия 2025.pdf"), ("..", ""), ("", ""),
])  # fmt: skip
def test_a_name_is_no_path_and_no_hidden_file(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("ж" * 300 + ".pdf")
    assert name.endswith("ж.pdf")
    assert len(name.encode()) <= 150


def test_a_name_is_shown_as_text(maintenance: Maintenance) -> None:
    maintenance.uploads.folder.mkdir(parents=True)
    (maintenance.uploads.folder / "<img src=x onerror=alert(1)>.md").write_text("x")
    assert "<img" not in uploaded(maintenance.uploads.files(), "en")


def test_only_paths_below_the_allowed_folders_are_taken(maintenance: Maintenance, tmp_path: Path) -> None:
    allowed = maintenance.folders[0]
    (allowed / "plan.md").write_text("x")
    (allowed / "out").symlink_to(tmp_path)
    assert maintenance.allowed(str(allowed / "plan.md")) == (allowed / "plan.md").resolve()
    for path in (tmp_path, allowed / ".." / "allowed2", allowed / "out", allowed / "none", "", "\0"):
        with pytest.raises(NotAllowed):
            maintenance.allowed(str(path))


# The desk.


def test_a_job_tells_its_steps_and_its_result(maintenance: Maintenance) -> None:
    desk = maintenance.desk
    assert desk.begin(Kind.INGEST, ["0"], limit_s=60)
    assert ended(desk) is End.DONE
    assert desk.job is not None
    assert desk.job.files == ({"path": "a.md", "status": "indexed"},)
    assert desk.job.result == {"counts": {"indexed": 1}}


def test_one_job_at_a_time_which_can_be_stopped(maintenance: Maintenance) -> None:
    desk = maintenance.desk
    assert desk.begin(Kind.INGEST, ["600"], limit_s=600)
    assert not desk.begin(Kind.MEASURE, ["0"], limit_s=60)
    desk.stop()
    assert ended(desk) is End.STOPPED


def test_a_job_that_takes_too_long_is_given_up(maintenance: Maintenance) -> None:
    assert maintenance.desk.begin(Kind.MEASURE, ["600"], limit_s=0.5)
    assert ended(maintenance.desk) is End.TOO_SLOW


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    desk = Desk([sys.executable, "-c", "import sys; sys.exit('error: home: another is writing to it')"], {})
    assert desk.begin(Kind.PROMOTE, [], limit_s=60)
    assert ended(desk) is End.FAILED
    assert desk.job is not None
    assert desk.job.said == "home: another is writing to it"


def test_an_error_of_several_lines_is_kept_whole(tmp_path: Path) -> None:
    desk = Desk([sys.executable, "-c", r"import sys; sys.exit('one step\nerror: two faults:\na.md\nb.md')"], {})
    assert desk.begin(Kind.MEASURE, [], limit_s=60)
    ended(desk)
    assert desk.job is not None
    assert desk.job.said == "two faults:\na.md\nb.md"


def test_nothing_in_a_language_is_asked_for_before_the_readers_is_known(maintenance: Maintenance) -> None:
    # The reply to such a call would come in English, maybe after the page was drawn in the reader's own language.
    page = build(prepare(rooms), maintenance=maintenance)
    at_once = [block for block in page.fns.values() if any(event == "load" for _, event in block.targets)]
    assert [(block.name, block.inputs) for block in at_once] == [("load", [])]
