"""What the tests of several rooms share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: a busy machine makes no failure.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")

# Files that take a minute come first, so that no worker is left with one of them at the end. The gate fills the home
# that `test_app.py` is given a copy of, so the latter comes late among them.
_LONGEST = (
    "tests/eval/test_gate.py", "tests/e2e/test_maintain.py", "tests/e2e/test_access.py", "tests/e2e/test_page.py",
    "tests/e2e/test_desk.py", "tests/e2e/test_app.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this module's own that `python app.py` has filled with the starter corpus."""
    from tests.starter import filled_once  # it imports what calls a page, which few tests need

    base = tmp_path_factory.getbasetemp()
    filled = filled_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)  # each worker has a folder there
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("starter") / "home"))
