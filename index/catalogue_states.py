"""Documents written: staged while no search sees them, live all at one moment, retired, removed, forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from index.catalogue_content import log, put_content
from index.catalogue_files import Location, put_locations
from index.database import Database, renew_snapshot
from ingest.records import Document, Metadata, Passage


class DocumentStates(Database):
    """The life of a revision: staged, live, retired."""

    def stage(self, metadata: Metadata, document: Document, passages: Sequence[Passage], *, at: str) -> None:
        """Write a revision that no search sees yet; writing it again replaces what an interrupted run left."""
        key = (metadata.document_id, document.revision)
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO documents (document_id, metadata) VALUES (?, ?)",
                (metadata.document_id, json.dumps(asdict(metadata))),
            )
            connection.execute(
                "INSERT OR REPLACE INTO revisions VALUES (?, ?, 'staged', ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *key, document.format.value, len(document.pages), len(document.empty_pages), len(passages),
                    document.path.name, json.dumps([[e.title, e.level, e.page] for e in document.outline]),
                    json.dumps(document.warnings), at,
                ),
            )
            put_content(connection, metadata.document_id, document, passages)

    def go_live(
        self, staged: Iterable[tuple[Metadata, str]], *, at: str, locations: Iterable[Location] = ()
    ) -> list[tuple[str, str]]:
        """Make staged revisions live, all in one transaction, and retire the ones they replace.

        Args:
            staged: (metadata, revision) of each.
            at: ISO 8601 time for the journal.
            locations: the files they were read from.

        Returns:
            (document_id, revision) of what was retired.
        """
        retired: list[tuple[str, str]] = []
        with self.transaction() as connection:
            for metadata, revision in staged:
                before = _live_revision(connection, metadata.document_id)
                if before and before != revision:
                    retired.append((metadata.document_id, before))
                    _set_state(connection, metadata.document_id, before, "retired")
                _set_state(connection, metadata.document_id, revision, "live")
                connection.execute(
                    "UPDATE documents SET metadata = ?, live_revision = ? WHERE document_id = ?",
                    (json.dumps(asdict(metadata)), revision, metadata.document_id),
                )
                log(connection, at, "live", metadata.document_id, revision)
            put_locations(connection, locations)
            renew_snapshot(connection)
        return retired

    def remove(self, document_ids: Iterable[str], *, at: str) -> list[tuple[str, str]]:
        """Take documents out of the library, in one transaction; their pages stay for answers given before.

        Returns:
            (document_id, revision) of what was retired.
        """
        retired: list[tuple[str, str]] = []
        with self.transaction() as connection:
            for document_id in document_ids:
                revision = _live_revision(connection, document_id)
                if not revision:
                    continue
                retired.append((document_id, revision))
                _set_state(connection, document_id, revision, "retired")
                connection.execute(
                    "UPDATE documents SET live_revision = NULL WHERE document_id = ?", (document_id,)
                )
                connection.execute("DELETE FROM locations WHERE document_id = ?", (document_id,))
                connection.execute("DELETE FROM edits WHERE document_id = ?", (document_id,))
                log(connection, at, "removed", document_id, revision)
            renew_snapshot(connection)
        return retired

    def edits(self, document_id: str) -> dict[str, str]:
        """Return what a maintainer has put in a document's metadata, by the manifest's column."""
        row = self._connection().execute("SELECT cells FROM edits WHERE document_id = ?", (document_id,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def set_metadata(self, metadata: Metadata, *, at: str, edits: Mapping[str, str] | None = None) -> None:
        """Replace what the catalogue says of a live document, as the other stores have it by now.

        Args:
            metadata: what it says from now on.
            at: ISO 8601 time for the journal.
            edits: all that a maintainer has put there, which later ingests keep to; None leaves it as it is.
        """
        with self.transaction() as connection:
            if edits is not None:
                row = (metadata.document_id, json.dumps(dict(edits), ensure_ascii=False))
                connection.execute("INSERT OR REPLACE INTO edits VALUES (?, ?)", row)
            connection.execute(
                "UPDATE documents SET metadata = ? WHERE document_id = ?",
                (json.dumps(asdict(metadata)), metadata.document_id),
            )
            connection.execute(
                "DELETE FROM unswept WHERE document_id = ? AND passage_ids = '[]'", (metadata.document_id,)
            )
            log(connection, at, "metadata", metadata.document_id, metadata.title)
            renew_snapshot(connection)

    def unfinished(self) -> list[tuple[str, str]]:
        """Return (document_id, revision) of what an interrupted run left staged, or retired with passages."""
        rows = self._connection().execute(
            "SELECT r.document_id, r.revision FROM revisions r WHERE r.state = 'staged' OR (r.state = 'retired' AND"
            " EXISTS (SELECT 1 FROM passages p WHERE p.document_id = r.document_id AND p.revision = r.revision))"
        )
        return [(row[0], row[1]) for row in rows]

    def forget_passages(self, document_id: str, revision: str) -> None:
        """Drop the passages of a revision that is not live, once no other store holds them; a staged one goes whole."""
        with self.transaction() as connection:
            key = (document_id, revision)
            connection.execute("DELETE FROM passages WHERE document_id = ? AND revision = ?", key)
            gone = connection.execute(
                "DELETE FROM revisions WHERE document_id = ? AND revision = ? AND state = 'staged'", key
            ).rowcount
            if gone:
                for table in ("pages", "scans"):
                    connection.execute(
                        f"DELETE FROM {table} WHERE revision = ?1 AND NOT EXISTS"  # noqa: S608 - ours
                        " (SELECT 1 FROM revisions WHERE revision = ?1)",
                        (revision,),
                    )
                connection.execute(
                    "DELETE FROM documents WHERE document_id = ?1 AND live_revision IS NULL AND NOT EXISTS"
                    " (SELECT 1 FROM revisions WHERE document_id = ?1)",
                    (document_id,),
                )


def _live_revision(connection: sqlite3.Connection, document_id: str) -> str:
    row = connection.execute("SELECT live_revision FROM documents WHERE document_id = ?", (document_id,)).fetchone()
    return str(row[0] or "") if row else ""


def _set_state(connection: sqlite3.Connection, document_id: str, revision: str, state: str) -> None:
    connection.execute(
        "UPDATE revisions SET state = ? WHERE document_id = ? AND revision = ?", (state, document_id, revision)
    )
