"""Serve the page over rooms of paper: `python -m tests.e2e.serve_fake PORT [ready|empty|slow|broken|narrow]`.

In the mode `slow` the library is being built for as long as the file that the variable `SLOW_GATE` names is there.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from functools import partial
from pathlib import Path

from ingest.errors import HomeError
from tests.ui.fakes import FakeAssistant, FakeLibrary, checked_by_rule, rooms
from ui.ports import Ingest, Report, Rooms
from ui.serve import run, web_app
from ui.start import prepare


def _ingest_slowly(report: Report) -> None:
    gate = Path(os.environ["SLOW_GATE"])
    for done in itertools.takewhile(lambda _: gate.exists(), itertools.cycle(range(40))):
        report(done, 40, f"document-{done}.pdf")
        time.sleep(0.1)


def _open(mode: str) -> Rooms:
    if mode == "broken":
        raise HomeError("var: the folder is not writable. Choose another with --home, or change its rights.")
    return rooms(
        library=FakeLibrary([] if mode == "empty" else None), assistant=FakeAssistant(pause_s=0.15),
        check=partial(checked_by_rule, pause_s=0.15),
    )  # fmt: skip


def main(port: int, mode: str = "ready") -> None:
    """Serve until killed."""
    ingest: Ingest | None = _ingest_slowly if mode == "slow" else None
    start = prepare(lambda: _open(mode), ingest=ingest)
    concurrency, most_waiting = (1, 1) if mode == "narrow" else (4, 200)
    app = web_app(start, answer_limit_s=8.0, concurrency=concurrency, most_waiting=most_waiting)
    run(app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3])
