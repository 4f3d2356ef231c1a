"""Which files an ingest has to read: told from what the catalogue knows of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from index.catalogue import Catalogue
from index.catalogue_files import Location
from ingest.manifest import FILE_NAME
from ingest.records import Metadata


class FileStatus(StrEnum):
    """How a file handed to ingest ended."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    PARTLY_INDEXED = "partly_indexed"
    REJECTED = "rejected"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file as it is on disk now.

    Attributes:
        root: the folder that was handed to ingest, None for a file that was named itself.
        size: in bytes.
        mtime_ns: time of the last change, in nanoseconds.
    """

    path: Path
    root: Path | None
    size: int
    mtime_ns: int

    def at(self, document_id: str, revision: str, *, is_twin: bool = False) -> Location:
        """Return the catalogue's note of this file."""
        return Location(str(self.path), document_id, revision, self.size, self.mtime_ns, is_twin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A file, and what is to be done with it.

    Attributes:
        status: UNCHANGED, MOVED or DUPLICATE where nothing has to be read; INDEXED where it has; REJECTED with a fault.
        document_id: of the document it is or was; "" for a new one.
        revision: sha256 of its content; "" where the file was not opened, or cannot be.
        moved_from: the path it was at before.
        fault: why it cannot be read.
        original: the kept copy that is read in place of the file.
        metadata: what is known of its document; None has it told from the content.
        beside: id of a document that gets other content in this run, while this file holds what it held.
    """

    file: FileState
    status: FileStatus
    document_id: str = ""
    revision: str = ""
    moved_from: str = ""
    fault: str = ""
    original: Path | None = None
    metadata: Metadata | None = None
    beside: str = ""

    @property
    def source(self) -> Path:
        """What is read."""
        return self.original or self.file.path


def absolute(path: Path) -> Path:
    """Return the one spelling of a path that the catalogue knows: absolute, without ".." and "~"."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - `Path.resolve` would follow links as well


def find_files(paths: Sequence[Path], *, home: Path) -> Iterator[tuple[Path, Path | None]]:
    """Yield (absolute path, root) of every file under `paths`, once each, folders in order of name.

    Hidden files, manifests and the home itself are passed over; a path that is not there, or a folder that cannot be
    opened, is yielded all the same, so that it is accounted for.
    """
    seen: set[Path] = set()
    for given in paths:
        path = absolute(given)
        found: Iterator[tuple[Path, Path | None]]
        found = ((file, path) for file in _walk(path, home)) if path.is_dir() else iter([(path, None)])
        for file, root in found:
            if file not in seen:
                seen.add(file)
                yield file, root


def _walk(folder: Path, home: Path) -> Iterator[Path]:
    closed: list[Path] = []
    entered = {home.resolve()}  # real paths, so that a link to a folder above does not go round for ever
    for current, folders, files in os.walk(folder, followlinks=True, onerror=lambda e: closed.append(Path(e.filename))):
        here = Path(current)
        if here.resolve() in entered:
            folders.clear()
            continue
        entered.add(here.resolve())
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (here / name for name in sorted(files) if not name.startswith(".") and name != FILE_NAME)
    yield from closed


def plan(path: Path, root: Path | None, catalogue: Catalogue) -> Planned:
    """Decide what is to be done with one file: by size and time first, then by its sha256."""
    try:
        facts = path.stat()
    except OSError as error:
        missing = FileState(path=path, root=root, size=0, mtime_ns=0)
        return Planned(file=missing, status=FileStatus.REJECTED, fault=f"cannot be found ({error.strerror})")
    file = FileState(path=path, root=root, size=facts.st_size, mtime_ns=facts.st_mtime_ns)
    if not stat.S_ISREG(facts.st_mode):  # a pipe would make the reader wait for ever
        return Planned(file=file, status=FileStatus.REJECTED, fault="is no file that can be read")
    known = catalogue.location(str(path))
    try:
        is_as_it_was = known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)
        revision = known.revision if known and is_as_it_was else sha256(path)
    except OSError as error:
        return Planned(file=file, status=FileStatus.REJECTED, fault=f"cannot be read ({error.strerror})")
    if known and known.revision == revision == catalogue.live_revision(known.document_id):
        return _known(file, known, catalogue)
    return _by_content(file, revision, known, catalogue)


def _known(file: FileState, known: Location, catalogue: Catalogue) -> Planned:
    """The file is as it was; a twin becomes the document's own file when that one has gone."""
    owners = [x for x in catalogue.locations_of(known.revision) if not x.is_twin and x.path != known.path]
    is_twin = known.is_twin and any(_is_still(owner) for owner in owners)
    status = FileStatus.DUPLICATE if is_twin else FileStatus.UNCHANGED
    return Planned(file=file, status=status, document_id=known.document_id, revision=known.revision)


def _by_content(file: FileState, revision: str, known: Location | None, catalogue: Catalogue) -> Planned:
    holder = catalogue.document_of(revision)
    if not holder:
        # A twin that has been edited is a document of its own; the one it was a copy of stays.
        document_id = known.document_id if known and not known.is_twin else ""
        return Planned(file=file, status=FileStatus.INDEXED, document_id=document_id, revision=revision)
    places = [x for x in catalogue.locations_of(revision) if x.path != str(file.path)]
    if any(_is_still(place) for place in places):
        return Planned(file=file, status=FileStatus.DUPLICATE, document_id=holder, revision=revision)
    before = places[0].path if places else ""
    return Planned(file=file, status=FileStatus.MOVED, document_id=holder, revision=revision, moved_from=before)


def _is_still(place: Location) -> bool:
    """Whether the file holds what it held."""
    try:
        facts = Path(place.path).stat()
        return (facts.st_size, facts.st_mtime_ns) == (place.size, place.mtime_ns) or (
            facts.st_size == place.size and sha256(Path(place.path)) == place.revision
        )
    except OSError:
        return False


def without_losses(planned: dict[Path, Planned]) -> dict[Path, Planned]:
    """Have a file read on its own where the document that it was taken for gets new content from another file."""
    replaced = {x.document_id for x in planned.values() if x.status is FileStatus.INDEXED and x.document_id}
    return {
        path: replace(item, status=FileStatus.INDEXED, document_id="", moved_from="", beside=item.document_id)
        if item.document_id in replaced and item.status not in (FileStatus.INDEXED, FileStatus.REJECTED)
        else item
        for path, item in planned.items()
    }


def firsts_of(items: Sequence[Planned]) -> dict[str, Planned]:
    """Return, per content, the first file that holds it."""
    firsts: dict[str, Planned] = {}
    for item in items:
        firsts.setdefault(item.revision, item)
    return firsts


def in_reading_order(items: Sequence[Planned]) -> list[Planned]:
    """Put files that hold what a document held right after the one that brings its new content: they go together."""
    followers: dict[str, list[Planned]] = {}
    for item in items:
        if item.beside:
            followers.setdefault(item.beside, []).append(item)
    ordered: list[Planned] = []
    for item in items:
        if not item.beside:
            ordered += [item, *followers.pop(item.document_id, ())]
    return ordered + [item for some in followers.values() for item in some]


def sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
