"""Answers that were kept, and what people said of them: a store apart from the library, in `HOME/kept.sqlite`.

It is apart because taking the library back to an earlier state, or building it anew, must not take back what people
said. It holds whole answers, the text of each page they cite and where the quotes stand on it, so that a kept answer
opens with the passages of its day whatever the library has become. A question is written here only when its reader
keeps the answer or gives feedback, or where the setting `keep_questions` says that refused questions are kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from answer.as_json import outcome_json
from answer.from_json import outcome_of
from answer.records import Abstention, Answer, Citation, Outcome
from index.records import DocumentInfo, PageView
from ingest.errors import FeedbackError, HomeError, NotHeld
from ingest.records import Box, Page, Span, Status

FILE = "kept.sqlite"
MOST_COMMENT = 2000  # characters of a comment; more is a text of its own
_ID = re.compile(r"[0-9a-f]{16}")  # 64 bits of a sha256: nobody meets another's answer by guessing
_SCHEMA_VERSION = 1
_BUSY_TIMEOUT_S = 30
_PAST = frozenset({Status.SUPERSEDED, Status.EXPIRED})

_SCHEMA = f"""
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked INTEGER NOT NULL DEFAULT 0,
    last_at TEXT NOT NULL,
    state TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
    revision TEXT NOT NULL,
    page INTEGER NOT NULL,
    label TEXT NOT NULL,
    is_ocr INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (revision, page)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (
    revision TEXT NOT NULL,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    boxes TEXT NOT NULL,
    PRIMARY KEY (revision, page, start, end)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY,
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    citation INTEGER,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'not_supported')),
    comment TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS feedback_of_answer ON feedback (answer_id);
PRAGMA user_version = {_SCHEMA_VERSION};
"""


class Pages(Protocol):
    """Where pages are read; a KnowledgeBase does it."""

    def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
        """Return one page of a content held now or before."""

    def marks(self, document_id: str, page: int, spans: Sequence[Span], *, revision: str | None = None) -> list[Box]:
        """Return the rectangles of the lines that spans of a page cover."""


class Originals(Protocol):
    """Where the files are that documents were read from; a KnowledgeBase knows."""

    def original(self, revision: str) -> Path:
        """Return the file that a content held now or before was read from."""


class Change(StrEnum):
    """What has happened to a cited document since."""

    NONE = "none"
    REVISED = "revised"  # another content is live
    REMOVED = "removed"
    REPLACED = "replaced"  # a digest whose official document is held now
    SUPERSEDED = "superseded"  # marked as superseded or expired, which it was not


class Judgement(StrEnum):
    """What a reader says of an answer or of one of its citations."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer or a refusal as it was given.

    Attributes:
        kept_id: its permanent id.
        at: when it was first kept.
        pages: (revision, page) -> the cited page, without its boxes.
        marks: number of the citation -> the rectangles of its quote's lines; none for a format without pages.
    """

    kept_id: str
    at: datetime
    outcome: Outcome
    pages: Mapping[tuple[str, int], Page]
    marks: Mapping[int, tuple[Box, ...]]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its citations; a refusal has none."""
        return _citations(self.outcome)

    def picture(self, n: int, originals: Originals, *, scale: float = 1.5) -> bytes:
        """Return a PNG of the page that citation `n` is on, with the quote marked, as long as its file is kept.

        Raises:
            NotHeld: the answer has no such citation, its file is not kept, or is none that has pages.
        """
        citation = next((one for one in self.citations if one.n == n), None)
        if citation is None:
            raise NotHeld(f"the answer has no citation {n}; it has {_listed([one.n for one in self.citations])}")
        file = originals.original(citation.revision)
        if file.suffix != ".pdf":
            raise NotHeld(f"{citation.document.document_id} is not a PDF, so its pages have no picture")
        from ingest.picture import page_png  # noqa: PLC0415 - pdfium and Pillow are needed for nothing else here

        return page_png(file, citation.page, marks=self.marks[n], scale=scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What one reader said.

    Attributes:
        citation: number of the citation it is about, None for the whole answer.
    """

    kept_id: str
    question: str
    citation: int | None
    judgement: Judgement
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that was refused.

    Attributes:
        reason: of the last refusal, as the JSON names it.
        asked: how often it was asked while questions were kept; 0 where a reader kept it.
        last_at: when it was last asked or kept.
    """

    kept_id: str
    question: str
    language: str
    reason: str
    asked: int
    last_at: datetime


def id_of(outcome: Outcome) -> str:
    """Return the permanent id of an answer: the same words from the same lines on the same snapshot have the same.

    How long it took and how sure it is do not count: another machine may compute a last digit otherwise.
    """
    item = outcome_json(outcome)
    said = {name: item[name] for name in ("question", "standalone", "language", "filters", "mode", "snapshot")}
    said["statements"] = [[one["text"], one["citations"]] for one in item["statements"]]
    said["citations"] = [
        [one["n"], one["document_id"], one["revision"], one["page"], one["start"], one["end"]]
        for one in item["citations"]
    ]
    said["refusal"] = item["refusal"] and [item["refusal"]["reason"], item["refusal"]["message"]]
    return hashlib.sha256(_storable(json.dumps(said, ensure_ascii=False, sort_keys=True)).encode()).hexdigest()[:16]


def changes_since(citations: Sequence[Citation], documents: Iterable[DocumentInfo]) -> dict[int, Change]:
    """Return number of the citation -> what has happened to its document since.

    Args:
        documents: what the library holds now.
    """
    held = {info.document_id: info for info in documents}
    return {citation.n: _change(citation, held.get(citation.document.document_id)) for citation in citations}


def _change(citation: Citation, info: DocumentInfo | None) -> Change:
    if info is None:
        return Change.REMOVED
    if info.replaced_by:
        return Change.REPLACED
    if info.revision != citation.revision:
        return Change.REVISED
    is_past = info.metadata.status in _PAST and citation.document.status not in _PAST
    return Change.SUPERSEDED if is_past else Change.NONE


class Kept:
    """The store of one home. Safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        """Open the store of a home, making it at the first use.

        Raises:
            HomeError: it cannot be opened, or was written by a newer version.
        """
        self._path = home / FILE
        try:
            home.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)) as connection:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if version not in {0, _SCHEMA_VERSION}:
                    raise HomeError(
                        f"{self._path}: written by another version (schema {version}, this program reads "
                        f"{_SCHEMA_VERSION}). Use the version that wrote it."
                    )
                connection.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise HomeError(f"{self._path}: cannot be opened ({error}). Check the folder's rights.") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            with connection:
                yield connection

    # Keeping and opening again.

    def keep(self, outcome: Outcome, pages: Pages, *, at: datetime) -> str:
        """Keep an answer with the pages it cites, and return its permanent id; kept already, it stays as it was.

        Raises:
            NotHeld: the library never held a page that it cites, or the quote does not stand there.
        """
        cited, marks = _cited_pages(outcome, pages), _marks(outcome, pages)
        kept_id = id_of(outcome)
        question, moment = outcome.understanding, _stored(at)
        reason = outcome.reason.value if isinstance(outcome, Abstention) else ""
        with self._transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO pages VALUES (?, ?, ?, ?, ?)", cited)
            connection.executemany("INSERT OR IGNORE INTO marks VALUES (?, ?, ?, ?, ?)", marks)
            connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING",
                (kept_id, moment, _storable(question.question), question.language, reason, moment, _state(outcome)),
            )
        return kept_id

    def note_refused(self, refused: Abstention, pages: Pages, *, at: datetime) -> str:
        """Keep a refused question, counting how often it is asked; for where the settings keep questions."""
        kept_id = self.keep(refused, pages, at=at)
        with self._transaction() as connection:
            connection.execute(
                "UPDATE answers SET asked = asked + 1, last_at = ? WHERE id = ?", (_stored(at), kept_id)
            )
        return kept_id

    def reopen(self, kept_id: str) -> KeptAnswer:
        """Return a kept answer as it was given, with the text of the pages it cites.

        Raises:
            NotHeld: none is kept under this id.
        """
        fault = NotHeld(f"no answer is kept as {kept_id[:40]!r}; an id has 16 digits and letters from a to f")
        if not _ID.fullmatch(kept_id):
            raise fault
        with self._transaction() as connection:
            row = connection.execute("SELECT at, state FROM answers WHERE id = ?", (kept_id,)).fetchone()
            if row is None:
                raise fault
            outcome = outcome_of(json.loads(row[1]))
            pages = {place: _page(connection, *place) for place in _places(outcome)}
            marks = {citation.n: _boxes(connection, citation) for citation in _citations(outcome)}
        at = datetime.fromisoformat(row[0])
        return KeptAnswer(kept_id=kept_id, at=at, outcome=outcome, pages=pages, marks=marks)

    def forget(self, kept_id: str) -> None:
        """Delete a kept answer and all that was said of it.

        Raises:
            NotHeld: none is kept under this id.
        """
        self.reopen(kept_id)
        with self._transaction() as connection:
            connection.execute("DELETE FROM answers WHERE id = ?", (kept_id,))
            states = connection.execute("SELECT state FROM answers").fetchall()
            cited = {place for (state,) in states for place in _places(outcome_of(json.loads(state)))}
            for place in connection.execute("SELECT revision, page FROM pages").fetchall():
                if place not in cited:
                    connection.execute("DELETE FROM pages WHERE revision = ? AND page = ?", place)
                    connection.execute("DELETE FROM marks WHERE revision = ? AND page = ?", place)

    # What people say.

    def judge(
        self, kept_id: str, judgement: Judgement, *, at: datetime, citation: int | None = None, comment: str = ""
    ) -> None:
        """Keep what a reader says of a kept answer, or of one of its citations.

        Raises:
            NotHeld: none is kept under this id.
            FeedbackError: the answer has no such citation, or the comment is longer than `MOST_COMMENT` characters.
        """
        numbers = [one.n for one in self.reopen(kept_id).citations]
        if citation is not None and citation not in numbers:
            raise FeedbackError(f"the answer has no citation {citation}; it has {_listed(numbers)}")
        said = "".join(char for char in comment.strip() if char.isprintable() or char == "\n")
        if len(said) > MOST_COMMENT:
            raise FeedbackError(f"the comment has {len(said)} characters; {MOST_COMMENT} is the most")
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO feedback (answer_id, citation, verdict, comment, at) VALUES (?, ?, ?, ?, ?)",
                (kept_id, citation, judgement.value, said, _stored(at)),
            )

    def feedback(self, kept_id: str = "") -> list[Feedback]:
        """Return what people said, of one answer or of all, newest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT a.id, a.question, f.citation, f.verdict, f.comment, f.at"
                " FROM feedback f JOIN answers a ON a.id = f.answer_id"
                " WHERE ?1 = '' OR a.id = ?1 ORDER BY f.number DESC",
                (kept_id,),
            ).fetchall()
        return [
            Feedback(
                kept_id=row[0], question=row[1], citation=row[2], judgement=Judgement(row[3]), comment=row[4],
                at=datetime.fromisoformat(row[5]),
            )
            for row in rows
        ]  # fmt: skip

    def counts(self) -> dict[Judgement, int]:
        """Return how often each judgement was given."""
        with self._transaction() as connection:
            counted = dict(connection.execute("SELECT verdict, COUNT(*) FROM feedback GROUP BY verdict").fetchall())
        return {judgement: counted.get(judgement.value, 0) for judgement in Judgement}

    def unanswered(self) -> list[Unanswered]:
        """Return the refused questions that are kept, those asked most first, then the latest."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT id, question, language, reason, asked, last_at FROM answers WHERE reason <> '' ORDER BY last_at"
            ).fetchall()
        found: dict[tuple[str, str], Unanswered] = {}
        for kept_id, question, language, reason, asked, last_at in rows:
            before = found.get((question, language))
            found[question, language] = Unanswered(
                kept_id=kept_id, question=question, language=language, reason=reason,
                asked=asked + (before.asked if before else 0), last_at=datetime.fromisoformat(last_at),
            )  # fmt: skip
        return sorted(found.values(), key=lambda one: (-one.asked, -one.last_at.timestamp(), one.question))


def _state(outcome: Outcome) -> str:
    """Return all that an answer is, but for how long it took."""
    item = outcome_json(outcome)
    item["timings_ms"] = {}
    return _storable(json.dumps(item, ensure_ascii=False, sort_keys=True))


def _storable(text: str) -> str:
    """Return text that SQLite can hold: halves of characters become "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _citations(outcome: Outcome) -> tuple[Citation, ...]:
    return outcome.citations if isinstance(outcome, Answer) else ()


def _places(outcome: Outcome) -> list[tuple[str, int]]:
    return list(dict.fromkeys((citation.revision, citation.page) for citation in _citations(outcome)))


def _cited_pages(outcome: Outcome, pages: Pages) -> list[tuple[str, int, str, int, str]]:
    """Return the rows of the cited pages; each quote must stand where its citation says."""
    found: dict[tuple[str, int], PageView] = {}
    for citation in _citations(outcome):
        place = citation.revision, citation.page
        if place not in found:
            found[place] = pages.page(citation.document.document_id, citation.page, revision=citation.revision)
        if citation.span.of(found[place].text) != citation.quote:
            raise NotHeld(
                f"{citation.document.document_id}, page {citation.page}: the quote [{citation.n}] does not stand "
                "there, so the answer is not kept; ask the question again"
            )
    return [
        (revision, number, view.page_label, int(view.is_ocr), view.text) for (revision, number), view in found.items()
    ]


def _marks(outcome: Outcome, pages: Pages) -> list[tuple[str, int, int, int, str]]:
    """Return the rows of where the quotes stand on the pictures of their pages."""
    rows = []
    for citation in _citations(outcome):
        boxes = pages.marks(
            citation.document.document_id, citation.page, [citation.span], revision=citation.revision
        )
        sides = json.dumps([[box.left, box.top, box.right, box.bottom] for box in boxes])
        rows.append((citation.revision, citation.page, citation.span.start, citation.span.end, sides))
    return rows


def _boxes(connection: sqlite3.Connection, citation: Citation) -> tuple[Box, ...]:
    row = connection.execute(
        "SELECT boxes FROM marks WHERE revision = ? AND page = ? AND start = ? AND end = ?",
        (citation.revision, citation.page, citation.span.start, citation.span.end),
    ).fetchone()
    return tuple(Box(*sides) for sides in json.loads(row[0]))


def _page(connection: sqlite3.Connection, revision: str, number: int) -> Page:
    row = connection.execute(
        "SELECT label, text, is_ocr FROM pages WHERE revision = ? AND page = ?", (revision, number)
    ).fetchone()
    return Page(number=number, label=row[0], text=row[1], is_ocr=bool(row[2]))


def _stored(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
