"""A draft as the page takes it: pasted or uploaded, within bounds, read, and forgotten again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from answer.draft import Draft, read_draft
from ingest.errors import FileRejected
from ingest.isolate import read_many
from ingest.read import read_document
from ingest.records import Document
from ui.tabs.check.strings import words as words_of

MOST_CHARACTERS = 100_000
MOST_SENTENCES = 400  # minutes of waiting: on a busy machine each takes a second
MOST_MEGABYTES = 5
SUFFIXES = (".txt", ".md", ".docx")
_READ_S = 60.0
_READ_MEMORY_MB = 1024


class DraftRefused(Exception):
    """A draft cannot be checked; the message is the line for the reader."""


def read_pasted(text: str, language: str) -> Draft:
    """Return a pasted draft.

    Raises:
        DraftRefused: it is empty or too long.
    """
    words = words_of(language)
    # Halves of characters and control characters are not printable; no speech has them, and no file could hold them.
    clean = "".join(char for char in text if char.isprintable() or char in "\n\t\u00ad\u200b")
    if not clean.strip():
        raise DraftRefused(words.nothing)
    _check_length(len(clean), language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "draft.txt")
        path.write_text(clean, encoding="utf-8")
        return _read(path, path.name, language, read_document)


def read_uploaded(path: Path, language: str) -> Draft:
    """Return an uploaded draft and delete its file.

    Raises:
        DraftRefused: it is too large, of another kind, or cannot be read.
    """
    words = words_of(language)
    try:
        if path.suffix.lower() not in SUFFIXES:
            raise DraftRefused(words.not_text.format(name=path.name))
        if path.stat().st_size > MOST_MEGABYTES << 20:
            raise DraftRefused(words.too_large.format(megabytes=MOST_MEGABYTES))
        return _read(path, path.name, language, _read_apart if path.suffix.lower() == ".docx" else read_document)
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path, name: str, language: str, read: Callable[[Path], Document]) -> Draft:
    words = words_of(language)
    try:
        draft = read_draft(path, read=read)
    except FileRejected as error:
        raise DraftRefused(words.unreadable.format(name=name)) from error
    _check_length(sum(len(sentence.text) for sentence in draft.sentences), language)
    if not draft.sentences:
        raise DraftRefused(words.no_sentence)
    if len(draft.sentences) > MOST_SENTENCES:
        raise DraftRefused(words.too_many.format(count=len(draft.sentences), most=MOST_SENTENCES))
    return draft


def _check_length(count: int, language: str) -> None:
    if count > MOST_CHARACTERS:
        raise DraftRefused(words_of(language).too_long.format(count=count, most=MOST_CHARACTERS))


def _read_apart(path: Path) -> Document:
    """Read a Word file in a process of its own: a small one may unpack to gigabytes."""
    ((_, found),) = read_many(
        [path], workers=1, timeout_s=_READ_S, max_memory_mb=_READ_MEMORY_MB, max_pages=MOST_SENTENCES
    )
    if isinstance(found, FileRejected):
        raise found
    return found
