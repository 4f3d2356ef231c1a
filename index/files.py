"""Originals, kept by content: a citation opens its page even after the source has moved."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ingest.errors import NotHeld


class Files:
    """Files under a folder, named by the sha256 of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: Path, revision: str) -> None:
        """Copy a file in; nothing happens where its content is there already."""
        target = self._target(revision, source.suffix)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        try:
            shutil.copyfile(source, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def find(self, revision: str) -> Path:
        """Return the file that holds this content.

        Raises:
            NotHeld: it is not kept here.
        """
        found = sorted((self._folder / revision[:2]).glob(f"{revision[2:]}.*"))
        if not found or found[0].suffix == ".partial":
            raise NotHeld(f"the original of revision {revision[:12]} is not kept; ingest its file again")
        return found[0]

    def _target(self, revision: str, suffix: str) -> Path:
        return self._folder / revision[:2] / f"{revision[2:]}{suffix.lower() or '.bin'}"
