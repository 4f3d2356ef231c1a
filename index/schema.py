"""The tables of the catalogue."""

from __future__ import annotations

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    document_id TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    live_revision TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revisions (
    document_id TEXT NOT NULL,
    revision TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staged', 'live', 'retired')),
    format TEXT NOT NULL,
    pages INTEGER NOT NULL,
    empty_pages INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    outline TEXT NOT NULL,
    warnings TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (document_id, revision)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
    revision TEXT NOT NULL,
    page INTEGER NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    boxes BLOB,
    is_ocr INTEGER NOT NULL,
    PRIMARY KEY (revision, page)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages (
    passage_id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    revision TEXT NOT NULL,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    section TEXT NOT NULL,
    context TEXT NOT NULL,
    kind TEXT NOT NULL,
    sentences TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS scans (
    revision TEXT PRIMARY KEY,
    reader TEXT NOT NULL,
    recognised TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unswept (
    document_id TEXT NOT NULL,
    revision TEXT NOT NULL,
    passage_ids TEXT NOT NULL,
    PRIMARY KEY (document_id, revision)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_of_revision ON passages (document_id, revision, page, start);
CREATE TABLE IF NOT EXISTS locations (
    path TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    revision TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS locations_of_revision ON locations (revision);
CREATE TABLE IF NOT EXISTS twins (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sentence_vectors (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    vectors BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS words (
    model TEXT NOT NULL,
    word TEXT NOT NULL,
    languages TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, word)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS edits (document_id TEXT PRIMARY KEY, cells TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS problems (
    path TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;
"""
