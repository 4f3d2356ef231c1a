"""The catalogue: documents, revisions, pages and passages in SQLite, the one truth of a knowledge base.

Every other store (vectors, words) is rebuilt from it. A revision is written as *staged* while its vectors and words
are made, then becomes *live* in the same transaction that retires the one before it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from index.records import DocumentInfo
from ingest.errors import HomeError, NotHeld
from ingest.records import (
    BlockKind,
    CharBoxes,
    Document,
    Format,
    Metadata,
    OutlineEntry,
    Page,
    Passage,
    Span,
    Status,
)

SCHEMA_VERSION = 1
_BUSY_TIMEOUT_S = 30
_MAX_VARIABLES = 500  # per statement; SQLite's own limit is far higher, the plan is not

_SCHEMA = """
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
CREATE TABLE IF NOT EXISTS problems (
    path TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    answer TEXT NOT NULL
);
"""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One content of a document, live now or held before."""

    is_live: bool
    format: Format
    pages: int
    outline: tuple[OutlineEntry, ...]
    warnings: tuple[str, ...]


class Catalogue:
    """One open catalogue. Safe to share between threads: each has a connection of its own."""

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
            connection.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise HomeError(f"{path}: the catalogue cannot be opened ({error}). Check the folder's rights.") from error
        self._check_version()

    def _check_version(self) -> None:
        found = self.meta("schema_version")
        if not found:
            with self.transaction() as connection:
                _set_meta(connection, "schema_version", str(SCHEMA_VERSION))
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

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    # What the knowledge base is built with, and its present state.

    def meta(self, key: str) -> str:
        """Return a value kept about the whole, "" where there is none."""
        row = self._connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, **values: str) -> None:
        """Keep values about the whole."""
        with self.transaction() as connection:
            for key, value in values.items():
                _set_meta(connection, key, value)

    def library_id(self) -> str:
        """Return what tells this library from others on a shared vector store; made with the catalogue."""
        if not self.meta("library_id"):
            with self.transaction() as connection:
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('library_id', ?)", (uuid4().hex,))
        return self.meta("library_id")

    def snapshot(self) -> str:
        """Name the state that a search runs on now: equal names, equal documents and metadata."""
        return self.meta("snapshot") or _EMPTY_SNAPSHOT

    # Documents.

    def documents(self) -> list[DocumentInfo]:
        """Return the live documents, ordered by id."""
        rows = self._connection().execute(_DOCUMENT_INFO + " ORDER BY d.document_id").fetchall()
        held = {row[7] for row in rows}
        digests = {}
        infos = []
        for row in rows:
            metadata = _metadata(row[0])
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
        return _metadata(row[0])

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

    # Pages and passages.

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
        for start in range(0, len(passage_ids), _MAX_VARIABLES):
            some = passage_ids[start : start + _MAX_VARIABLES]
            marks = ",".join("?" * len(some))
            rows = self._connection().execute(_LIVE_PASSAGES.replace("?", marks), list(some))
            for row in rows:
                page = Page(number=row[2], label=row[10], text=row[9], is_ocr=bool(row[11]))
                found[row[13]] = (_passage(row), _metadata(row[12]), page)
        return found

    def passages(self, document_id: str, revision: str) -> list[Passage]:
        """Return the passages of a revision, in reading order by page."""
        rows = self._connection().execute(_PASSAGES_OF_REVISION, (document_id, revision))
        return [_passage(row) for row in rows]

    def stage(self, metadata: Metadata, document: Document, passages: Sequence[Passage], *, at: str) -> None:
        """Write a revision that no search sees yet; writing it again replaces what an interrupted run left."""
        key = (metadata.document_id, document.revision)
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO documents (document_id, metadata) VALUES (?, ?)",
                (metadata.document_id, json.dumps(asdict(metadata))),
            )
            connection.execute("DELETE FROM passages WHERE document_id = ? AND revision = ?", key)
            connection.execute(
                "INSERT OR REPLACE INTO revisions VALUES (?, ?, 'staged', ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *key, document.format.value, len(document.pages), len(document.empty_pages), len(passages),
                    document.path.name, json.dumps([[e.title, e.level, e.page] for e in document.outline]),
                    json.dumps(document.warnings), at,
                ),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [_page_row(document.revision, page) for page in document.pages],
            )
            connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_passage_row(p) for p in passages]
            )

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
                _log(connection, at, "live", metadata.document_id, revision)
            _put_locations(connection, locations)
            _renew_snapshot(connection)
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
                _log(connection, at, "removed", document_id, revision)
            _renew_snapshot(connection)
        return retired

    def set_metadata(self, metadata: Metadata, *, at: str) -> None:
        """Replace what the catalogue says of a live document."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE documents SET metadata = ? WHERE document_id = ?",
                (json.dumps(asdict(metadata)), metadata.document_id),
            )
            _log(connection, at, "metadata", metadata.document_id, metadata.title)
            _renew_snapshot(connection)

    def unfinished(self) -> list[tuple[str, str]]:
        """Return (document_id, revision) of what an interrupted run left staged, or retired with passages."""
        rows = self._connection().execute(
            "SELECT r.document_id, r.revision FROM revisions r WHERE r.state = 'staged' OR (r.state = 'retired' AND"
            " EXISTS (SELECT 1 FROM passages p WHERE p.document_id = r.document_id AND p.revision = r.revision))"
        )
        return [(row[0], row[1]) for row in rows]

    def live_passage_count(self) -> int:
        """Return how many passages a search can find."""
        row = self._connection().execute("SELECT SUM(passages) FROM revisions WHERE state = 'live'").fetchone()
        return int(row[0] or 0)

    def passage_ids(self, document_id: str, revision: str) -> list[str]:
        """Return the keys of a revision's passages."""
        rows = self._connection().execute(
            "SELECT passage_id FROM passages WHERE document_id = ? AND revision = ?", (document_id, revision)
        )
        return [row[0] for row in rows]

    def forget_passages(self, document_id: str, revision: str) -> None:
        """Drop the passages of a revision that is not live, once no other store holds them; a staged one goes whole."""
        with self.transaction() as connection:
            key = (document_id, revision)
            connection.execute("DELETE FROM passages WHERE document_id = ? AND revision = ?", key)
            gone = connection.execute(
                "DELETE FROM revisions WHERE document_id = ? AND revision = ? AND state = 'staged'", key
            ).rowcount
            if gone:
                connection.execute(
                    "DELETE FROM pages WHERE revision = ?1 AND NOT EXISTS"
                    " (SELECT 1 FROM revisions WHERE revision = ?1)",
                    (revision,),
                )
                connection.execute(
                    "DELETE FROM documents WHERE document_id = ?1 AND live_revision IS NULL AND NOT EXISTS"
                    " (SELECT 1 FROM revisions WHERE document_id = ?1)",
                    (document_id,),
                )

    # Files.

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
            _put_locations(connection, locations)

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

    # Vectors already made, by model and text.

    def cached_vectors(self, model: str, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """Return position in `texts` -> vector, for the texts this model has encoded before."""
        places: dict[bytes, list[int]] = {}
        for position, text in enumerate(texts):
            places.setdefault(_text_hash(text), []).append(position)
        query = "SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN (?)"
        rows = self._by_hash(query, model, places)
        return {position: np.frombuffer(blob, dtype=np.float32) for key, blob in rows for position in places[key]}

    def _by_hash(self, query: str, model: str, hashes: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        wanted = list(hashes)
        for start in range(0, len(wanted), _MAX_VARIABLES):
            some = wanted[start : start + _MAX_VARIABLES]
            marks = ",".join("?" * len(some))
            yield from self._connection().execute(query.replace("(?)", f"({marks})"), [model, *some])

    def keep_vectors(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Remember the vectors of texts, row by row."""
        rows = [(model, _text_hash(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def sentence_vectors(self, model: str, passages: Sequence[Passage]) -> dict[str, NDArray[np.float32]]:
        """Return passage id -> unit vectors of its sentences, shape (len(sentences), dim), for those that are kept."""
        keys = {passage.passage_id: _sentences_hash(passage) for passage in passages}
        query = "SELECT text_hash, vectors FROM sentence_vectors WHERE model = ? AND text_hash IN (?)"
        blobs = dict(self._by_hash(query, model, dict.fromkeys(keys.values())))
        return {
            passage.passage_id: np.frombuffer(blobs[keys[passage.passage_id]], dtype=np.float16)
            .astype(np.float32)
            .reshape(len(passage.sentences), -1)
            for passage in passages
            if keys[passage.passage_id] in blobs
        }

    def keep_sentence_vectors(
        self, model: str, passages: Sequence[Passage], vectors: Sequence[NDArray[np.float32]]
    ) -> None:
        """Remember the vectors of each passage's sentences, in half precision: enough to compare them."""
        rows = [
            (model, _sentences_hash(passage), some.astype(np.float16).tobytes())
            for passage, some in zip(passages, vectors, strict=True)
        ]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?, ?)", rows)

    # Words with their vectors, by model.

    def word_languages(self, model: str) -> dict[str, frozenset[str]]:
        """Return word -> languages of the documents it was met in, for the words this model has encoded."""
        rows = self._connection().execute("SELECT word, languages FROM words WHERE model = ?", (model,))
        return {word: frozenset(languages.split(",")) for word, languages in rows}

    def words(self, model: str) -> Iterator[tuple[str, str, NDArray[np.float32]]]:
        """Yield (word, languages parted by ",", unit vector), by word."""
        rows = self._connection().execute(
            "SELECT word, languages, vector FROM words WHERE model = ? ORDER BY word", (model,)
        )
        for word, languages, vector in rows:
            yield word, languages, np.frombuffer(vector, dtype=np.float16).astype(np.float32)

    def keep_words(
        self, model: str, words: Sequence[str], languages: Sequence[frozenset[str]], vectors: NDArray[np.float32]
    ) -> None:
        """Remember words, row by row, in half precision: enough to compare them."""
        rows = [
            (model, word, ",".join(sorted(some)), vector.astype(np.float16).tobytes())
            for word, some, vector in zip(words, languages, vectors, strict=True)
        ]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO words VALUES (?, ?, ?, ?)", rows)

    def note_languages(self, model: str, languages: Mapping[str, frozenset[str]]) -> None:
        """Note in which languages words that are kept already are used."""
        rows = [(",".join(sorted(some)), model, word) for word, some in languages.items()]
        with self.transaction() as connection:
            connection.executemany("UPDATE words SET languages = ? WHERE model = ? AND word = ?", rows)


_EMPTY_SNAPSHOT = hashlib.sha256(b"").hexdigest()[:12]


def _set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _live_revision(connection: sqlite3.Connection, document_id: str) -> str:
    row = connection.execute("SELECT live_revision FROM documents WHERE document_id = ?", (document_id,)).fetchone()
    return str(row[0] or "") if row else ""


def _set_state(connection: sqlite3.Connection, document_id: str, revision: str, state: str) -> None:
    connection.execute(
        "UPDATE revisions SET state = ? WHERE document_id = ? AND revision = ?", (state, document_id, revision)
    )


def _log(connection: sqlite3.Connection, at: str, action: str, subject: str, detail: str) -> None:
    connection.execute(
        "INSERT INTO journal (at, action, subject, detail) VALUES (?, ?, ?, ?)", (at, action, subject, detail)
    )


def _put_locations(connection: sqlite3.Connection, locations: Iterable[Location]) -> None:
    for x in locations:
        row = (x.path, x.document_id, x.revision, x.size, x.mtime_ns)
        connection.execute("INSERT OR REPLACE INTO locations VALUES (?, ?, ?, ?, ?)", row)
        change = "INSERT OR IGNORE INTO twins VALUES (?)" if x.is_twin else "DELETE FROM twins WHERE path = ?"
        connection.execute(change, (x.path,))


def _location(row: tuple[Any, ...]) -> Location:
    path, document_id, revision, size, mtime_ns, is_twin = row
    return Location(path, document_id, revision, size, mtime_ns, bool(is_twin))


def _renew_snapshot(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT document_id, live_revision, metadata FROM documents"
        " WHERE live_revision IS NOT NULL ORDER BY document_id"
    ).fetchall()
    digest = hashlib.sha256("".join("\0".join(row) + "\0" for row in rows).encode()) if rows else hashlib.sha256()
    _set_meta(connection, "snapshot", digest.hexdigest()[:12])


def _metadata(text: str) -> Metadata:
    fields = json.loads(text)
    return replace(Metadata(**fields), status=Status(fields["status"]))


def _page_row(revision: str, page: Page) -> tuple[object, ...]:
    boxes = None if page.boxes is None else page.boxes.packed
    return (revision, page.number, page.label, page.text, page.width, page.height, boxes, int(page.is_ocr))


def _passage_row(passage: Passage) -> tuple[object, ...]:
    return (
        passage.passage_id, passage.document_id, passage.revision, passage.page, passage.span.start, passage.span.end,
        json.dumps(passage.section, ensure_ascii=False), passage.context, passage.kind.value,
        json.dumps([[s.start, s.end] for s in passage.sentences]),
    )  # fmt: skip


def _passage(row: tuple[Any, ...]) -> Passage:
    document_id, revision, page, start, end, section, context, kind, sentences, page_text = row[:10]
    span = Span(start, end)
    return Passage(
        document_id=document_id, revision=revision, page=page, span=span, text=span.of(page_text),
        section=tuple(json.loads(section)), context=context, kind=BlockKind(kind),
        sentences=tuple(Span(*pair) for pair in json.loads(sentences)),
    )  # fmt: skip


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _sentences_hash(passage: Passage) -> bytes:
    """A key by what the vectors are made of, so that a new revision or a move keeps those of unchanged passages."""
    cuts = ",".join(f"{span.start - passage.span.start}:{span.end - passage.span.start}" for span in passage.sentences)
    return _text_hash(f"{cuts}\0{passage.text}")
