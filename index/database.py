"""One open SQLite file: connections, transactions, and what is kept about the whole."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from index.schema import SCHEMA, SCHEMA_VERSION
from ingest.errors import HomeError

MAX_VARIABLES = 500  # per statement; SQLite's own limit is far higher, the plan is not
_BUSY_TIMEOUT_S = 30
_EMPTY_SNAPSHOT = hashlib.sha256(b"").hexdigest()[:12]


class Database:
    """One open file. Safe to share between threads: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Open the catalogue at `path`, making it where there is none.

        Raises:
            HomeError: it cannot be opened, or was written by a newer version.
        """
        self._path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            connection.executescript(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise HomeError(f"{path}: the catalogue cannot be opened ({error}). Check the folder's rights.") from error
        self._check_version()

    def _check_version(self) -> None:
        found = self.meta("schema_version")
        if not found:
            with self.transaction() as connection:
                set_meta_in(connection, "schema_version", str(SCHEMA_VERSION))
        elif int(found) != SCHEMA_VERSION:
            raise HomeError(
                f"{self._path}: written by another version (schema {found}, this program reads {SCHEMA_VERSION}). "
                "Use the version that wrote it, or ingest the documents into a new --home."
            )

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one write transaction: all of it or nothing."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:  # a full disk makes SQLite roll back by itself
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run the block on one state of the file, whatever is written meanwhile."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def meta(self, key: str) -> str:
        """Return a value kept about the whole, "" where there is none."""
        row = self._connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, **values: str) -> None:
        """Keep values about the whole."""
        with self.transaction() as connection:
            for key, value in values.items():
                set_meta_in(connection, key, value)

    def library_id(self) -> str:
        """Return what tells this library from others on a shared vector store; made with the catalogue."""
        if not self.meta("library_id"):
            with self.transaction() as connection:
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('library_id', ?)", (uuid4().hex,))
        return self.meta("library_id")

    def snapshot(self) -> str:
        """Name the state that a search runs on now: equal names, equal documents and metadata."""
        return self.meta("snapshot") or _EMPTY_SNAPSHOT

    def renew_snapshot(self) -> None:
        """Name the state anew after what it holds."""
        with self.transaction() as connection:
            renew_snapshot(connection)


def set_meta_in(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a value about the whole, within a transaction."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def renew_snapshot(connection: sqlite3.Connection) -> None:
    """Name the state anew after its live documents and the rules they were read by, within a transaction."""
    # Recognised text is no part of what a revision is named by, so the snapshot names it besides.
    rows = connection.execute(
        "SELECT document_id, live_revision || COALESCE(recognised, ''), metadata FROM documents"
        " LEFT JOIN scans ON revision = live_revision WHERE live_revision IS NOT NULL ORDER BY document_id"
    ).fetchall()
    digest = hashlib.sha256("".join("\0".join(row) + "\0" for row in rows).encode()) if rows else hashlib.sha256()
    for (rules,) in connection.execute("SELECT value FROM meta WHERE key = 'rules'"):
        digest.update(rules.encode())
    set_meta_in(connection, "snapshot", digest.hexdigest()[:12])
