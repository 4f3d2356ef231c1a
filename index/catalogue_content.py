"""The content of a revision written, and what is done noted, within a transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence

from index.rows import page_row, passage_row
from ingest.records import Document, Passage


def put_content(
    connection: sqlite3.Connection, document_id: str, document: Document, passages: Sequence[Passage]
) -> None:
    """Write pages and passages, and what has read those pages that are scans, in place of what was held of them."""
    revision = document.revision
    connection.execute("DELETE FROM passages WHERE document_id = ? AND revision = ?", (document_id, revision))
    connection.execute("DELETE FROM pages WHERE revision = ?", (revision,))
    connection.execute("DELETE FROM scans WHERE revision = ?", (revision,))
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [page_row(revision, page) for page in document.pages]
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [passage_row(p) for p in passages]
    )
    if document.scan_reader:
        row = (revision, document.scan_reader, _recognised(document))
        connection.execute("INSERT INTO scans VALUES (?, ?, ?)", row)


def log(connection: sqlite3.Connection, at: str, action: str, subject: str, detail: str) -> None:
    """Note in the journal what is done."""
    connection.execute(
        "INSERT INTO journal (at, action, subject, detail) VALUES (?, ?, ?, ?)", (at, action, subject, detail)
    )


def _recognised(document: Document) -> str:
    """Name the recognised text of a document: equal names, equal texts; "" where there is none."""
    texts = "\0".join(f"{page.number}\0{page.text}" for page in document.pages if page.is_ocr)
    return hashlib.sha256(texts.encode()).hexdigest() if texts else ""
