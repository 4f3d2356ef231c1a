"""What the tests of several rooms share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this module's own that `python app.py` has filled with the starter corpus."""
    from tests.starter import filled_once  # it imports what calls a page, which few tests need

    base = tmp_path_factory.getbasetemp()
    filled = filled_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)  # each worker has a folder there
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("starter") / "home"))
