"""What the catalogue holds, read: documents, revisions, pages and passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from index.database import MAX_VARIABLES, Database
from index.records import DocumentInfo
from index.rows import metadata_of, passage_of
from ingest.errors import NotHeld
from ingest.records import CharBoxes, Format, Metadata, OutlineEntry, Page, Passage

_DOCUMENT_INFO = """
SELECT d.metadata, r.revision, r.format, r.pages, r.empty_pages, r.passages, r.file_name, r.document_id
FROM documents d JOIN revisions r ON r.document_id = d.document_id AND r.revision = d.live_revision
"""

_PASSAGE = "p.document_id, p.revision, p.page, p.start, p.end, p.section, p.context, p.kind, p.sentences, g.text"
_LIVE_PASSAGES = f"""
SELECT {_PASSAGE}, g.label, g.is_ocr, d.metadata, p.passage_id
FROM passages p JOIN documents d ON d.document_id = p.document_id AND d.live_revision = p.revision
JOIN pages g ON g.revision = p.revision AND g.page = p.page
WHERE p.passage_id IN (?)
"""  # noqa: S608 - put together from the constants above
_PASSAGES_OF_REVISION = f"""
SELECT {_PASSAGE} FROM passages p JOIN pages g ON g.revision = p.revision AND g.page = p.page
WHERE p.document_id = ? AND p.revision = ? ORDER BY p.page, p.start
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One content of a document, live now or held before."""

    is_live: bool
    format: Format
    pages: int
    outline: tuple[OutlineEntry, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveMark:
    """By what another store's part of a live revision is known.

    Attributes:
        passages: how many it has.
        first: key of the first one.
    """

    document_id: str
    revision: str
    passages: int
    first: str


class HeldDocuments(Database):
    """The documents that are held, with their pages and passages."""

    def documents(self) -> list[DocumentInfo]:
        """Return the live documents, ordered by id."""
        rows = self._connection().execute(_DOCUMENT_INFO + " ORDER BY d.document_id").fetchall()
        held = {row[7] for row in rows}
        digests = {}
        infos = []
        for row in rows:
            metadata = metadata_of(row[0])
            digests[row[7]] = metadata.stands_for if metadata.stands_for in held - {row[7]} else ""
            infos.append(
                DocumentInfo(
                    metadata=metadata, revision=row[1], format=row[2], pages=row[3], empty_pages=row[4],
                    passages=row[5], file_name=row[6], replaced_by=digests[row[7]],
                )
            )
        return infos

    def metadata(self, document_id: str) -> Metadata:
        """Return what the catalogue says of a document.

        Raises:
            NotHeld: there is no such document.
        """
        row = (
            self._connection()
            .execute("SELECT metadata FROM documents WHERE document_id = ?", (document_id,))
            .fetchone()
        )
        if row is None:
            raise NotHeld(f"the library holds no document {document_id!r}; `policy-kb status` lists what it holds")
        return metadata_of(row[0])

    def live_revision(self, document_id: str) -> str:
        """Return the sha256 of the document's live content, "" where none is live."""
        row = (
            self._connection()
            .execute("SELECT live_revision FROM documents WHERE document_id = ?", (document_id,))
            .fetchone()
        )
        return str(row[0] or "") if row else ""

    def live_revisions(self) -> dict[str, str]:
        """Return document id -> sha256 of its live content."""
        rows = self._connection().execute(
            "SELECT document_id, live_revision FROM documents WHERE live_revision IS NOT NULL"
        )
        return dict(rows.fetchall())

    def document_of(self, revision: str) -> str:
        """Return the id of the document whose live content this is, "" where there is none."""
        row = (
            self._connection()
            .execute("SELECT document_id FROM documents WHERE live_revision = ?", (revision,))
            .fetchone()
        )
        return str(row[0]) if row else ""

    def revision(self, document_id: str, revision: str) -> Revision:
        """Return what is known of one content of a document.

        Raises:
            NotHeld: the revision was never held.
        """
        row = (
            self._connection()
            .execute(
                "SELECT state, format, pages, outline, warnings FROM revisions WHERE document_id = ? AND revision = ?",
                (document_id, revision),
            )
            .fetchone()
        )
        if row is None:
            raise NotHeld(f"the library holds no revision {revision[:12]} of {document_id!r}")
        outline = tuple(OutlineEntry(title=title, level=level, page=page) for title, level, page in json.loads(row[3]))
        return Revision(
            is_live=row[0] == "live", format=Format(row[1]), pages=row[2], outline=outline,
            warnings=tuple(json.loads(row[4])),
        )  # fmt: skip

    def page(self, revision: str, number: int) -> Page:
        """Return one page with its boxes.

        Raises:
            NotHeld: the revision has no such page.
        """
        row = (
            self._connection()
            .execute(
                "SELECT label, text, width, height, boxes, is_ocr FROM pages WHERE revision = ? AND page = ?",
                (revision, number),
            )
            .fetchone()
        )
        if row is None:
            raise NotHeld(f"there is no page {number} in revision {revision[:12]}")
        return Page(
            number=number, label=row[0], text=row[1], width=row[2], height=row[3],
            boxes=None if row[4] is None else CharBoxes(row[4]), is_ocr=bool(row[5]),
        )  # fmt: skip

    def live_passages(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Metadata, Page]]:
        """Return those of the passages whose revision is live, with their document and page (without its boxes)."""
        found: dict[str, tuple[Passage, Metadata, Page]] = {}
        with self.reading() as connection:
            for start in range(0, len(passage_ids), MAX_VARIABLES):
                some = passage_ids[start : start + MAX_VARIABLES]
                marks = ",".join("?" * len(some))
                for row in connection.execute(_LIVE_PASSAGES.replace("?", marks), list(some)):
                    page = Page(number=row[2], label=row[10], text=row[9], is_ocr=bool(row[11]))
                    found[row[13]] = (passage_of(row), metadata_of(row[12]), page)
        return found

    def passages(self, document_id: str, revision: str) -> list[Passage]:
        """Return the passages of a revision, in reading order by page."""
        rows = self._connection().execute(_PASSAGES_OF_REVISION, (document_id, revision))
        return [passage_of(row) for row in rows]

    def passage_ids(self, document_id: str, revision: str) -> list[str]:
        """Return the keys of a revision's passages."""
        rows = self._connection().execute(
            "SELECT passage_id FROM passages WHERE document_id = ? AND revision = ?", (document_id, revision)
        )
        return [row[0] for row in rows]

    def live_passage_count(self) -> int:
        """Return how many passages a search can find."""
        row = self._connection().execute("SELECT SUM(passages) FROM revisions WHERE state = 'live'").fetchone()
        return int(row[0] or 0)

    def live_marks(self) -> list[LiveMark]:
        """Return for each live revision how many passages it has, and the key of its first."""
        rows = self._connection().execute(
            "SELECT r.document_id, r.revision, r.passages, (SELECT p.passage_id FROM passages p"
            " WHERE p.document_id = r.document_id AND p.revision = r.revision ORDER BY p.page, p.start LIMIT 1)"
            " FROM revisions r WHERE r.state = 'live'"
        )
        return [LiveMark(document_id=row[0], revision=row[1], passages=row[2], first=row[3] or "") for row in rows]
