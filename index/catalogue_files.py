"""Where files were last seen, and which of them a person should look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.database import Database

_LOCATION = "SELECT path, document_id, revision, size, mtime_ns, path IN (SELECT path FROM twins) FROM locations"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a file was last seen, and as what.

    Attributes:
        path: absolute.
        size: in bytes.
        mtime_ns: time of the last change, in nanoseconds.
        is_twin: whether it only holds the same as the file that the document was read from.
    """

    path: str
    document_id: str
    revision: str
    size: int
    mtime_ns: int
    is_twin: bool = False


class KnownFiles(Database):
    """The files that documents were read from."""

    def location(self, path: str) -> Location | None:
        """Return where and how a file was last seen."""
        row = self._connection().execute(f"{_LOCATION} WHERE path = ?", (path,)).fetchone()
        return _location(row) if row else None

    def locations(self) -> list[Location]:
        """Return every file that a live document was read from."""
        return [_location(row) for row in self._connection().execute(_LOCATION)]

    def locations_of(self, revision: str) -> list[Location]:
        """Return the files that hold this content."""
        rows = self._connection().execute(f"{_LOCATION} WHERE revision = ? ORDER BY path", (revision,))
        return [_location(row) for row in rows]

    def set_locations(self, locations: Iterable[Location], *, gone: Iterable[str] = ()) -> None:
        """Note where files are now, and forget the paths that are `gone`."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM locations WHERE path = ?", [(path,) for path in gone])
            put_locations(connection, locations)

    def set_problem(self, path: str, *, status: str, message: str, at: str) -> None:
        """Keep what a person should look at; an empty message clears it."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM problems WHERE path = ?", (path,))
            if message:
                connection.execute("INSERT INTO problems VALUES (?, ?, ?, ?)", (path, status, message, at))

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (path, status, message) of each file that a person should look at, by path."""
        rows = self._connection().execute("SELECT path, status, message FROM problems ORDER BY path")
        return [(row[0], row[1], row[2]) for row in rows]


def put_locations(connection: sqlite3.Connection, locations: Iterable[Location]) -> None:
    """Note where files are, within a transaction."""
    for x in locations:
        row = (x.path, x.document_id, x.revision, x.size, x.mtime_ns)
        connection.execute("INSERT OR REPLACE INTO locations VALUES (?, ?, ?, ?, ?)", row)
        change = "INSERT OR IGNORE INTO twins VALUES (?)" if x.is_twin else "DELETE FROM twins WHERE path = ?"
        connection.execute(change, (x.path,))


def _location(row: tuple[Any, ...]) -> Location:
    path, document_id, revision, size, mtime_ns, is_twin = row
    return Location(path, document_id, revision, size, mtime_ns, bool(is_twin))
