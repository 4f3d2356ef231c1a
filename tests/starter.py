"""The starter corpus, taken in once for a whole run of the tests: two cores take minutes to encode it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from filelock import FileLock

from tests.e2e.programs import posted
from tests.e2e.serving import serving

_FILLED_S = 480.0  # on two busy cores


def filled_once(folder: Path) -> Path:
    """Return a home that holds the starter corpus, filled by the first who asks; whoever asks meanwhile waits.

    Args:
        folder: the same for all workers of a run.
    """
    home = folder / "starter"
    with FileLock(folder / "starter.lock"):
        if not home.exists():
            begun = folder / "starter-begun"
            shutil.rmtree(begun, ignore_errors=True)  # by a worker that did not get as far
            _fill(begun)
            begun.rename(home)
    return home


def _fill(home: Path) -> None:
    """Fill an empty home as a reader's first start does: `python app.py` serves at once, and answers when done."""
    deadline = time.monotonic() + _FILLED_S
    with serving("app.py", "--home", str(home), "--port", "{port}") as address:
        while (told := posted(address, "status", {})[-1])[0] == "error":
            fault = told[1]["error"]
            if "still being opened" not in fault or time.monotonic() > deadline:
                pytest.fail(f"`python app.py` has not filled an empty home: {fault}")
            time.sleep(1)
