"""What a folder of fetched documents keeps beside them: the record of each file, its manifest, half-done downloads.

All of it but the manifest is hidden by a leading dot, so that ingesting the folder passes it over.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import HomeError
from ingest.manifest import FILE_NAME, ManifestRow, read_manifest
from ingest.read import SUFFIXES

RECORD_NAME = ".fetched.json"
_COLUMNS = ("file", "id", "title", "publisher", "year", "date", "country", "doc_type", "language", "url", "licence",
            "status", "stands_for", "url_status")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one fetched file.

    Attributes:
        id: of the document.
        url: the address that was asked.
        final_url: the address that answered, after redirects.
        file: its name in the folder.
        sha256: of its bytes, in hexadecimal.
        bytes: its size.
        date: when it was fetched, ISO 8601 in UTC.
        etag, last_modified: as the server sent them; "" where it did not.
    """

    id: str
    url: str
    final_url: str
    file: str
    sha256: str
    bytes: int
    date: str
    etag: str = ""
    last_modified: str = ""


class Record:
    """The entries of one folder by document id, on disk after every change."""

    def __init__(self, folder: Path) -> None:
        """Read the folder's record, if it has one.

        Raises:
            HomeError: the record is damaged.
        """
        self.folder = folder
        self._path = folder / RECORD_NAME
        self.entries = _read_entries(self._path)

    def intact(self, document_id: str) -> Entry | None:
        """Return the entry of a file that is still what was fetched."""
        entry = self.entries.get(document_id)
        if entry is None or not (self.folder / entry.file).is_file():
            return None
        return entry if sha256_of(self.folder / entry.file) == entry.sha256 else None

    def own_file(self, document_id: str) -> str:
        """Return the name of a file that somebody has put in place by hand; "" where there is none."""
        entry = self.entries.get(document_id)
        names = [f"{document_id}{suffix}" for suffix in SUFFIXES]
        return next((x for x in names if (self.folder / x).is_file() and (entry is None or x != entry.file)), "")

    def note(self, entry: Entry) -> None:
        """Keep what is newly known of a file that stays."""
        self.entries[entry.id] = entry
        self._save()

    def take(self, entry: Entry, part: Path) -> None:
        """Put a finished download under its final name, at one moment.

        The record goes first: a file without an entry would count as put there by hand and never be fetched again.
        """
        before = self.entries.get(entry.id)
        self.note(entry)
        os.replace(part, self.folder / entry.file)  # noqa: PTH105  # the one call that a crash cannot halve
        if before is not None and before.file != entry.file:
            (self.folder / before.file).unlink(missing_ok=True)

    def _save(self) -> None:
        files = {document_id: asdict(entry) for document_id, entry in sorted(self.entries.items())}
        write_whole(self._path, json.dumps(files, ensure_ascii=False, indent=1) + "\n")


def _read_entries(path: Path) -> dict[str, Entry]:
    if not path.exists():
        return {}
    try:
        entries = TypeAdapter(dict[str, Entry]).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise HomeError(f"{path}: the record of fetched files cannot be read. Delete it, and fetch again.") from error
    if any(Path(entry.file).name != entry.file or entry.id != key for key, entry in entries.items()):
        raise HomeError(f"{path}: the record names files outside its folder. Delete it, and fetch again.")
    return entries


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one, whole."""
    part = path.with_name(f".{path.name.lstrip('.')}.partial")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)  # noqa: PTH105
    except OSError:
        part.unlink(missing_ok=True)
        raise


# Half-done downloads.


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a download that was broken off: where it came from, and what tells that it is still the same."""

    url: str
    validator: str


class Partial:
    """A download on its way. It outlives a run only while the server's own mark tells that the rest will fit."""

    def __init__(self, folder: Path, document_id: str) -> None:
        """Nothing is touched yet."""
        self.path = folder / f".{document_id}.partial"
        self._note = folder / f".{document_id}.partial.json"

    @property
    def size(self) -> int:
        """Bytes that have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    def validator(self, url: str) -> str:
        """Return the mark by which the rest can be asked for; "" where the download has to begin anew."""
        if not self.size:
            return ""
        try:
            begun = TypeAdapter(Begun).validate_json(self._note.read_bytes())
        except (OSError, ValidationError):
            return ""
        return begun.validator if begun.url == url else ""

    def begin(self, url: str, validator: str) -> None:
        """Start with no bytes; the note goes first away and last in, so that it never speaks of other bytes."""
        self._note.unlink(missing_ok=True)
        self.path.write_bytes(b"")
        if validator:
            write_whole(self._note, json.dumps({"url": url, "validator": validator}))

    def discard(self) -> None:
        """Leave nothing."""
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def settle(self, url: str) -> None:
        """After a break: keep what can be carried on, and leave nothing else."""
        if not self.validator(url):
            self.discard()


# The manifest.


def write_manifest(folder: Path, rows: Mapping[str, ManifestRow], record: Record) -> None:
    """Write the folder's manifest: the row of every source, with its file where it has one.

    A row without a file still names a document that is put there by hand as ID.pdf. Rows of files that came by
    another list stay.
    """
    path = folder / FILE_NAME
    before = read_manifest(path) if path.is_file() else {}
    others = {key: row for key, row in before.items() if key in record.entries and key not in rows}
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for document_id, row in {**rows, **others}.items():
        writer.writerow(_cells(row, _file_of(document_id, record)))
    if not path.is_file() or path.read_text(encoding="utf-8-sig") != text.getvalue():
        write_whole(path, text.getvalue())


def _file_of(document_id: str, record: Record) -> str:
    own, entry = record.own_file(document_id), record.entries.get(document_id)
    return own or (entry.file if entry and (record.folder / entry.file).is_file() else "")


def _cells(row: ManifestRow, file: str) -> dict[str, object]:
    said = asdict(row.metadata)
    return {
        **{name: said[name] for name in _COLUMNS if name in said},
        "id": row.metadata.document_id,
        "year": row.metadata.year or "",
        "status": row.metadata.status.value,
        "url_status": row.url_status,
        "file": file,
    }
