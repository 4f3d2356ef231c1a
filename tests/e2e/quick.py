"""The program itself, with quick stand-ins for its models: `python -m tests.e2e.quick app|cli ARGUMENT…`.

What the page starts in a process of its own is started with the same stand-ins. While the file that the variable
`QUICK_GATE` names is there, an ingest waits once it has told which files cannot be read, so that a test can look at it
half done, and a measurement waits before it asks. A measurement asks the questions of one file alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import app
import cli
from eval.run import evaluate
from ingest.errors import FileRejected
from tests.fakes import read_inline, without_model

_PATIENCE_S = 120.0


def _read_at_gate(paths: Sequence[Path], **limits: Any) -> Iterator[Any]:
    read = list(read_inline(paths, **limits))
    yield from (pair for pair in read if isinstance(pair[1], FileRejected))
    _wait_at_gate()
    yield from (pair for pair in read if not isinstance(pair[1], FileRejected))


def _measured_at_gate(*given: Any, **named: Any) -> Any:
    _wait_at_gate()
    return evaluate(*given, **named)


def _wait_at_gate() -> None:
    gate = Path(os.environ.get("QUICK_GATE", os.devnull))
    deadline = time.monotonic() + _PATIENCE_S
    while gate.is_file() and time.monotonic() < deadline:
        time.sleep(0.05)


def main(program: str, arguments: Sequence[str]) -> int:
    """Run one of the two programs and return its exit code."""
    patched = pytest.MonkeyPatch()
    without_model(patched)
    patched.setattr("index.update.read_many", _read_at_gate)
    patched.setattr("eval.command.evaluate", _measured_at_gate)
    patched.setattr("eval.questions.FILES", {"own-dev": "dev-countries.jsonl"})
    patched.setattr(app, "_COMMAND", (sys.executable, "-m", "tests.e2e.quick", "cli"))
    return {"app": app.main, "cli": cli.main}[program](arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
