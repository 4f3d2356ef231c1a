"""A web server on loopback that follows a script: what each path answers, turn by turn."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

OLD = "Wed, 01 Jan 2025 00:00:00 GMT"


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        cut: bytes after which the connection breaks; None for a whole body.
        hold_s: seconds before it does.
        drip_s: seconds between two bytes.
        length: what Content-Length says; None for the truth.
        ranges: whether a Range is honoured.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    hold_s: float = 0
    drip_s: float = 0
    length: int | None = None
    ranges: bool = False


def pdf_reply(body: bytes, **changes: Any) -> Reply:
    """A PDF as most servers send it."""
    return Reply(**{"body": body, "headers": {"Content-Type": "application/pdf", "ETag": '"1"'}, **changes})


def html_reply(text: str, **changes: Any) -> Reply:
    """A web page."""
    return Reply(**{"body": text.encode(), "headers": {"Content-Type": "text/html; charset=utf-8"}, **changes})


def to(location: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": location})


class Server:
    """Answers by path; a list is gone through, and its last reply stays."""

    def __init__(self) -> None:
        self.script: dict[str, list[Reply]] = {}
        self.asked: dict[str, list[dict[str, str]]] = defaultdict(list)  # headers, lower case, by path
        self.times: list[float] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def on(self, path: str, *replies: Reply) -> str:
        """Answer a path; return its address."""
        self.script[path] = list(replies)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def next(self, path: str) -> Reply:
        replies = self.script.get(path) or [html_reply("<html>no such page</html>", status=404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            server.asked[self.path].append(asked)
            server.times.append(time.monotonic())
            try:
                self._send(*_narrowed(server.next(self.path), asked))
            except OSError:  # the client has left
                return

        def _send(self, reply: Reply, extra: Mapping[str, str]) -> None:
            self.send_response(reply.status)
            length = len(reply.body) if reply.length is None else reply.length
            for name, value in {**reply.headers, **extra, "Content-Length": str(length)}.items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = True
            body = reply.body if reply.cut is None else reply.body[: reply.cut]
            if not reply.drip_s:
                self.wfile.write(body)
                time.sleep(reply.hold_s)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(reply.drip_s)

        def log_message(self, *_: object) -> None:
            return

    return Handler


def _narrowed(reply: Reply, asked: Mapping[str, str]) -> tuple[Reply, dict[str, str]]:
    """Return the reply to a conditional or partial request."""
    etag = reply.headers.get("ETag")
    since = reply.headers.get("Last-Modified")
    if reply.status == 200 and (
        (etag and asked.get("if-none-match") == etag) or (since and asked.get("if-modified-since") == since)
    ):
        return Reply(status=304, headers=reply.headers), {}
    start = int(asked.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
    if not reply.ranges or not start or asked.get("if-range") not in (etag, since):
        return reply, {}
    if start >= len(reply.body):
        return Reply(status=416), {}
    place = {"Content-Range": f"bytes {start}-{len(reply.body) - 1}/{len(reply.body)}"}
    return Reply(body=reply.body[start:], status=206, headers=reply.headers), place


class ToLoopback(httpx.AsyncBaseTransport):
    """Stands for the internet: whatever public address is asked for, the scripted server answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[tuple[str, str]] = []  # (IP address, Host header)
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.connected.append((request.url.host, request.headers["host"]))
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return await self._inner.handle_async_request(httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        ))  # fmt: skip

    async def aclose(self) -> None:
        await self._inner.aclose()


def resolver(names: Mapping[str, list[str] | Callable[[], list[str]]]) -> Any:
    """Return a resolver that knows these names; an IP address stands for itself."""

    async def resolve(host: str, port: int) -> list[str]:
        found = names.get(host, [host])
        return found() if callable(found) else found

    return resolve
