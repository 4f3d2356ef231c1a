"""A catalogue copied for the next state of a home: what has been encoded goes along, what is held is told anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

# Of one state alone: its own collection of vectors, its model, its name.
_OWN = (
    "library_id", "model", "precision", "snapshot", "rules", "stage_kind", "stage_based_on", "stage_requests",
    "stage_complete",
)  # fmt: skip
_CACHES = {"vectors": "model, text_hash, vector", "sentence_vectors": "model, text_hash, vectors"}


def copy_catalogue(source: Path, target: Path, *, with_documents: bool) -> None:
    """Copy a catalogue as it is at one moment.

    Args:
        source: an open one may go on being used.
        target: a file that is not there yet.
        with_documents: whether its documents stay live; without, they are retired, so that they can be read anew.
    """
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        with copy:
            copy.execute(f"DELETE FROM meta WHERE key IN ({','.join('?' * len(_OWN))})", _OWN)  # noqa: S608 - marks
            copy.execute("UPDATE words SET languages = ''")  # those that documents use are found out anew
            copy.execute("DELETE FROM unswept")  # the vectors and words of the copy are written anew
            if not with_documents:
                copy.execute("UPDATE revisions SET state = 'retired'")
                copy.execute("UPDATE documents SET live_revision = NULL")
                copy.execute("DELETE FROM passages")


def lend_vectors(source: Path, target: Path) -> None:
    """Take over what another state has encoded."""
    with _attached(source, target) as connection, connection:
        for table, columns in _CACHES.items():
            connection.execute(f"INSERT OR IGNORE INTO {table} SELECT {columns} FROM other.{table}")  # noqa: S608 - ours
        connection.execute("INSERT OR IGNORE INTO words SELECT model, word, '', vector FROM other.words")


def _attached(source: Path, target: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(target, timeout=30)
    connection.execute("ATTACH DATABASE ? AS other", (str(source),))
    return closing(connection)
