"""The web application serves the page and its pictures, and keeps the browser at home."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.ui.fakes import REVISION, rooms
from ui.serve import web_app
from ui.start import Start

_PICTURE = "/picture/regional-report-2025/24.png"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    start = Start(rooms)
    start.run()
    with TestClient(web_app(start)) as served:
        yield served


def test_a_picture_of_a_revision_may_be_kept(client: TestClient) -> None:
    reply = client.get(_PICTURE, params={"revision": REVISION, "spans": "10-90"})
    assert reply.headers["content-type"] == "image/png"
    assert reply.content.startswith(b"\x89PNG")
    assert "immutable" in reply.headers["cache-control"]


def test_a_picture_of_the_live_document_is_asked_for_again(client: TestClient) -> None:
    assert client.get(_PICTURE).headers["cache-control"] == "private, no-cache"


def test_marks_change_the_picture(client: TestClient) -> None:
    assert client.get(_PICTURE).content != client.get(_PICTURE, params={"spans": "10-90"}).content


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/picture/no-such-document/1.png", 404, id="document not held"),
        pytest.param("/picture/regional-report-2025/999.png", 404, id="page not held"),
        pytest.param(f"{_PICTURE}?revision={'b' * 64}", 404, id="revision not held"),
        pytest.param(f"{_PICTURE}?revision=abc", 422, id="not a revision"),
        pytest.param(f"{_PICTURE}?spans=9-1", 422, id="span turned round"),
        pytest.param(f"{_PICTURE}?spans=a", 422, id="not a span"),
        pytest.param(f"{_PICTURE}?scale=99", 422, id="too large"),
        pytest.param("/picture/regional-report-2025/0.png", 422, id="page 0"),
        pytest.param("/picture/..%2f..%2fetc/1.png", 404, id="a path"),
    ],
)
def test_what_cannot_be_drawn_is_refused(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_no_picture_before_the_library_is_open() -> None:
    with TestClient(web_app(Start(rooms))) as closed:
        assert closed.get(_PICTURE).status_code == 503


@pytest.mark.parametrize("address", ["/", _PICTURE, "/picture/no-such-document/1.png"])
def test_every_response_forbids_other_hosts(client: TestClient, address: str) -> None:
    policy = client.get(address).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_the_page_names_no_font_or_script_of_another_host(client: TestClient) -> None:
    """Namespaces and link previews may name addresses; nothing may be fetched from one."""
    page, theme = client.get("/").text, client.get("/theme.css").text
    assert not re.search(r"<(script|link)[^>]+(src|href)=.?(https?:)?//", page)
    assert not re.search(r"@import|@font-face|url\(.?https?:", theme)
