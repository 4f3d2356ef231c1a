"""Originals, kept by content: a citation opens its page even after the source has moved."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from ingest.errors import FileRejected, NotHeld

_BLOCK = 1 << 20


class Files:
    """Files under a folder, named by the sha256 of their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: Path, revision: str) -> None:
        """Copy a file in; nothing happens where its content is there already.

        Raises:
            FileRejected: the file is gone or no longer holds this content.
            OSError: the copy cannot be written.
        """
        target = self._target(revision, source.suffix)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        try:
            if _copy(source, partial) != revision:
                raise FileRejected(source, "it was changed while it was being read", "Ingest it again.")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def forget_partial(self) -> None:
        """Delete what copies that were broken off have left; nobody may be copying meanwhile."""
        for partial in self._folder.glob("??/*.partial"):
            partial.unlink(missing_ok=True)

    def find(self, revision: str) -> Path:
        """Return the file that holds this content.

        Raises:
            NotHeld: it is not kept here.
        """
        some = (self._folder / revision[:2]).glob(f"{revision[2:]}.*")
        found = sorted(file for file in some if file.suffix != ".partial")
        if not found:
            raise NotHeld(f"the original of revision {revision[:12]} is not kept; ingest its file again")
        return found[0]

    def _target(self, revision: str, suffix: str) -> Path:
        return self._folder / revision[:2] / f"{revision[2:]}{suffix.lower() or '.bin'}"


def _copy(source: Path, target: Path) -> str:
    """Copy a file and return the sha256 of what was copied."""
    digest = hashlib.sha256()
    with _opened(source) as stream, target.open("wb") as copy:
        while block := stream.read(_BLOCK):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        fault = f"it went away while it was being read ({error.strerror})"
        raise FileRejected(source, fault, "Ingest it again when it is back.") from error
