"""An OpenAI-compatible service on loopback that replies by script: for measurements and tests without a model."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How one request is replied to.

    Attributes:
        pieces: what the model writes, piece by piece.
        gap_s: seconds before each piece.
        is_endless: the pieces are repeated for ever.
        ending: "done" as it should be; "reset" drops the connection after the pieces; "silent" ends the stream without
            a finishing mark.
    """

    pieces: tuple[str, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    gap_s: float = 0.0
    is_endless: bool = False
    ending: str = "done"


Reply = Script | Callable[[dict[str, Any]], Script]
"""A script, or what makes one of a request's body."""

_QUOTE = re.compile(r"^Quote: (.+)$", re.MULTILINE)
_PIECE = 7  # characters, about a token and a half


def says(text: str, *, gap_s: float = 0.0) -> Script:
    """Reply with a text, a few characters at a time, each after `gap_s` seconds."""
    return Script(pieces=tuple(text[start : start + _PIECE] for start in range(0, len(text), _PIECE)), gap_s=gap_s)


def quotes(body: dict[str, Any], *, most: int, gap_s: float = 0.0) -> Script:
    """Reply with the first quotes of a request, each as a sentence that cites its number, as a faithful model would."""
    found = _QUOTE.findall(body["messages"][-1]["content"])[:most]
    return says(" ".join(f"{quote.rstrip(' .')} [{n}]." for n, quote in enumerate(found, start=1)), gap_s=gap_s)


@dataclass(slots=True)
class ScriptedLLM:
    """The running service.

    Attributes:
        scripts: one per request; the last is used for all that follow.
        requests: the bodies received; `keys` the Authorization headers.
        was_left: set when a client went away in the middle of a stream.
    """

    scripts: Sequence[Reply]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    was_left: threading.Event = field(default_factory=threading.Event)
    is_closing: threading.Event = field(default_factory=threading.Event)

    def next_script(self) -> Script:
        """Return how the request that came last is replied to."""
        reply = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
        return reply if isinstance(reply, Script) else reply(self.requests[-1])


@contextmanager
def serve(*scripts: Reply) -> Iterator[ScriptedLLM]:
    """Run the service while the block runs."""
    scripted = ScriptedLLM(scripts)

    class Handler(_Handler):
        service = scripted

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scripted.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield scripted
    finally:
        scripted.is_closing.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    service: ScriptedLLM
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.service.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.service.keys.append(self.headers["Authorization"])
        script = self.service.next_script()
        self.close_connection = True
        if script.status != 200:
            self._refuse(script)
            return
        try:
            self._stream(script)
        except OSError:
            self.service.was_left.set()

    def _refuse(self, script: Script) -> None:
        body = json.dumps({"error": {"message": "scripted fault with the key sk-secret in it"}}).encode()
        self.send_response(script.status)
        for name, value in (*script.headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, script: Script) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            for piece in script.pieces:
                self._wait(script.gap_s)
                self._send(_chunk({"content": piece}, None))
            if not script.is_endless or self.service.is_closing.is_set():
                break
        if script.ending == "done":
            self._send(_chunk({}, "stop"))
            self._send("data: [DONE]\n\n")
        if script.ending != "reset":
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.service.is_closing.is_set():
            time.sleep(min(seconds, 0.02))

    def _send(self, event: str) -> None:
        data = event.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Keep the tests' output clean."""


def _chunk(delta: dict[str, str], finish_reason: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish_reason}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
    return f"data: {json.dumps(body)}\n\n"
