"""Live contents of which more could be read: scans, once there is what reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from index.catalogue_content import log, put_content
from index.database import Database, renew_snapshot
from ingest.records import Document, Metadata, Passage


class RefilledDocuments(Database):
    """Takes over what more was read, and remembers what the other stores still hold of before."""

    def will_refill(self, contents: Iterable[tuple[Metadata, Document, Sequence[Passage]]]) -> None:
        """Note the passages that the other stores are about to get, in case `refill` is never come to."""
        with self.transaction() as connection:
            for metadata, document, passages in contents:
                ids = json.dumps(sorted(passage.passage_id for passage in passages))
                row = (metadata.document_id, document.revision, ids)
                connection.execute("INSERT OR REPLACE INTO unswept VALUES (?, ?, ?)", row)

    def will_rewrite(self, document_id: str, revision: str) -> None:
        """Note that the other stores are about to get other metadata, in case `set_metadata` is never come to."""
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO unswept VALUES (?, ?, '[]')", (document_id, revision))

    def refill(self, contents: Iterable[tuple[Metadata, Document, Sequence[Passage]]], *, at: str) -> None:
        """Put what more was read of live revisions in place of what is held of them, all in one transaction.

        The passages that no longer are stay in the stores until they are swept; see `unswept`.
        """
        with self.transaction() as connection:
            for metadata, document, passages in contents:
                key = (metadata.document_id, document.revision)
                rows = connection.execute(
                    "SELECT passage_id FROM passages WHERE document_id = ? AND revision = ?", key
                ).fetchall()
                gone = sorted({row[0] for row in rows} - {passage.passage_id for passage in passages})
                connection.execute(
                    "UPDATE revisions SET empty_pages = ?, passages = ?, warnings = ?"
                    " WHERE document_id = ? AND revision = ?",
                    (len(document.empty_pages), len(passages), json.dumps(document.warnings), *key),
                )
                connection.execute(
                    "UPDATE documents SET metadata = ? WHERE document_id = ?",
                    (json.dumps(asdict(metadata)), metadata.document_id),
                )
                put_content(connection, metadata.document_id, document, passages)
                connection.execute("INSERT OR REPLACE INTO unswept VALUES (?, ?, ?)", (*key, json.dumps(gone)))
                log(connection, at, "read anew", metadata.document_id, document.revision)
            renew_snapshot(connection)

    def unswept(self) -> dict[tuple[str, str], list[str]]:
        """Return (document_id, revision) -> the keys of passages that the other stores may hold beyond this one."""
        rows = self._connection().execute("SELECT document_id, revision, passage_ids FROM unswept")
        return {(row[0], row[1]): json.loads(row[2]) for row in rows}

    def swept(self, document_id: str, revision: str) -> None:
        """Note that the other stores hold what this one holds of a revision."""
        with self.transaction() as connection:
            connection.execute(
                "DELETE FROM unswept WHERE document_id = ? AND revision = ?", (document_id, revision)
            )

    def scan_reader(self, revision: str) -> str:
        """Return what has looked at the pages without text of a content; "" for nothing."""
        row = self._connection().execute("SELECT reader FROM scans WHERE revision = ?", (revision,)).fetchone()
        return str(row[0]) if row else ""
