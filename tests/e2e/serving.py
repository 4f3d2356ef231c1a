"""A server in a process of its own, for as long as it is needed."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_START_S = 120.0  # importing gradio takes seconds, more on a busy machine and where nothing has compiled it yet


@contextlib.contextmanager
def serving(*command: str) -> Iterator[str]:
    """Run a server that takes its port as last argument but the given ones, and yield its address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}/"
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}
    filled = [part.replace("{port}", str(port)) for part in command]
    process = subprocess.Popen([sys.executable, *filled], cwd=_ROOT, env=environment)
    try:
        _await_page(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_page(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the page's server ended with exit code {process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    pytest.fail(f"the page did not answer within {_START_S:.0f} s")
