"""Files that a maintainer uploads: bounded, given clean names, and kept where a later ingest finds them again."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from starlette.concurrency import run_in_threadpool

from ingest.errors import PolicyKbError

FOLDER = "uploads"
_MIB = 1 << 20
_LONGEST_NAME = 150  # bytes, so that no file system refuses it, a suffix of ours included
_ODD = re.compile(r"[^\w .,()&'+-]")


class UploadRefused(PolicyKbError):
    """A file that was sent is not taken.

    Attributes:
        reason: name, full, too_large or disk; the page's words for it are named so.
        limit: the number that was passed; 0 where there is none.
    """

    def __init__(self, reason: str, limit: int = 0) -> None:
        self.reason, self.limit = reason, limit
        super().__init__(f"{reason} {limit}".strip())


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded."""

    name: str
    size: int


def clean_name(name: str) -> str:
    """Return a name that is no path and no hidden file, as near to the one given as may be; "" where none is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = _ODD.sub("_", "".join(char for char in last if char.isprintable())).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if not dot:
        stem, suffix = cleaned, ""
    room = _LONGEST_NAME - len(f"{dot}{suffix}".encode())
    short = stem.encode()[: max(room, 0)].decode(errors="ignore").strip(" .")
    return f"{short}{dot}{suffix}" if short and len(suffix) <= 10 else ""


class Uploads:
    """The folder of uploads of one home."""

    def __init__(self, home: Path, *, max_files: int, max_file_mb: int, max_total_mb: int) -> None:
        self.folder = home / FOLDER
        self._max_files, self._max_file_mb, self._max_total_mb = max_files, max_file_mb, max_total_mb

    def files(self) -> list[Upload]:
        """Return what was uploaded, by name."""
        if not self.folder.is_dir():
            return []
        found = [entry for entry in os.scandir(self.folder) if entry.is_file() and not entry.name.startswith(".")]
        return sorted((Upload(entry.name, entry.stat().st_size) for entry in found), key=lambda one: one.name)

    async def take(self, name: str, content: AsyncIterator[bytes]) -> Upload:
        """Keep a file under its cleaned name; one of that name is replaced once all has come.

        Raises:
            UploadRefused: its name or its size will not do, the folder is full, or the disk.
        """
        cleaned = clean_name(name)
        if not cleaned:
            raise UploadRefused("name")
        room = self._room(cleaned)
        partial = self.folder / f".{uuid4().hex}.partial"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            size = await self._write(partial, content, room)
            partial.replace(self.folder / cleaned)
        except OSError as error:
            raise UploadRefused("disk") from error
        finally:
            partial.unlink(missing_ok=True)
        return Upload(cleaned, size)

    def _room(self, name: str) -> int:
        """Return how many bytes a file may have; one of the same name makes room."""
        others = [one for one in self.files() if one.name != name]
        if len(others) >= self._max_files:
            raise UploadRefused("full", self._max_files)
        return self._max_total_mb * _MIB - sum(one.size for one in others)

    async def _write(self, partial: Path, content: AsyncIterator[bytes], room: int) -> int:
        size = 0
        with partial.open("xb") as stream:
            async for block in content:
                size += len(block)
                if size > self._max_file_mb * _MIB:
                    raise UploadRefused("too_large", self._max_file_mb)
                if size > room:
                    raise UploadRefused("total", self._max_total_mb)
                await run_in_threadpool(stream.write, block)
        return size

    def delete(self, name: str) -> bool:
        """Delete a file that was uploaded; False where there is none of this name."""
        if name not in {one.name for one in self.files()}:
            return False
        (self.folder / name).unlink(missing_ok=True)
        return True

    def forget_partial(self) -> None:
        """Delete what uploads that were broken off have left; for the start, when none is coming in."""
        for partial in self.folder.glob(".*.partial"):
            partial.unlink(missing_ok=True)
