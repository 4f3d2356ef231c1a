"""An ingest in a process of its own, which a test may have die at a given moment: HOME FOLDER [MOMENT]."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import index.update
from index.catalogue import Catalogue
from index.dense import DenseIndex
from index.files import Files
from index.lexical import LexicalIndex
from index.stores import Stores
from index.update import Updater
from tests.fakes import HashEncoder, read_inline

MOMENTS: dict[str, tuple[type, str, bool]] = {
    "before the original is kept": (Files, "keep", False),
    "before staging": (Catalogue, "stage", False),
    "after staging": (Catalogue, "stage", True),
    "after encoding": (Catalogue, "keep_vectors", True),
    "before the vectors": (DenseIndex, "add", False),
    "after the vectors": (DenseIndex, "add", True),
    "before the words": (LexicalIndex, "write", False),
    "after the words": (LexicalIndex, "write", True),
    "before going live": (Catalogue, "go_live", False),
    "after going live": (Catalogue, "go_live", True),
    "before the old vectors go": (DenseIndex, "delete", False),
    "before the old passages go": (Catalogue, "forget_passages", False),
}


def die_at(moment: str) -> None:
    """Have the process die, as by a power cut, when it first reaches a moment."""
    owner, name, is_after = MOMENTS[moment]
    original = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> None:
        if is_after:
            original(*args, **kwargs)
        os._exit(9)

    setattr(owner, name, dying)


if __name__ == "__main__":
    home, folder, *moments = sys.argv[1:]
    setattr(index.update, "read_many", read_inline)  # noqa: B010 - mypy knows no other name for it
    for moment in moments:
        die_at(moment)
    Updater(Stores(Path(home), encoder=HashEncoder())).ingest([Path(folder)])
