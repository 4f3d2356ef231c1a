"""Headings known by their words: Chapter II, Article 5, § 3. Laws often set them as plain paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.pages import Piece
from ingest.records import BlockKind

_RANKS = (
    (1, "part|title|partie|titre|teil|часть"),
    (3, "chapter|chapitre|kapitel|глава|annex|appendix|annexe|anhang|anlage|приложение"),
    (5, "section|abschnitt|раздел"),
    (7, "article|artikel|статья"),
)
_NUMBER = r"\s+(?:\d+[a-z]?|[ivxlc]+|[a-z])\b"
_HEADINGS = tuple((level, re.compile(rf"(?:{words}){_NUMBER}.{{0,80}}", re.IGNORECASE)) for level, words in _RANKS)
_PARAGRAPH = re.compile(r"§\s?\d+\w?\b.{0,80}")
_ENDS = (".", "!", "?", "…", ":", ";", ",")
_LONGEST_TITLE = 150


def level_of(line: str) -> int | None:
    """Return the level of a numbered heading (1 for a part, 7 for an article), None for any other line."""
    if line.endswith(_ENDS):
        return None
    if _PARAGRAPH.fullmatch(line):
        return 7
    return next((level for level, words in _HEADINGS if words.fullmatch(line)), None)


def with_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces; where none is a heading, numbered lines and the titles right below them become headings."""
    return list(pieces) if any(piece.is_heading for piece in pieces) else list(_promoted(pieces))


def _promoted(pieces: Sequence[Piece]) -> Iterator[Piece]:
    above: int | None = None  # level of the bare number right above, "Article 5", which a title may follow
    for piece in pieces:
        level = level_of(piece.text) if piece.kind is BlockKind.PARAGRAPH else None
        if level is None and above is not None and _is_title(piece):
            level, above = above + 1, None
        else:
            above = level if level is not None and len(piece.text.split()) <= 2 else None
        yield piece if level is None else replace(piece, kind=BlockKind.HEADING, level=level)


def _is_title(piece: Piece) -> bool:
    text = piece.text
    return (
        piece.kind is BlockKind.PARAGRAPH
        and len(text) <= _LONGEST_TITLE
        and text[:1].isupper()
        and not text.endswith(_ENDS)
    )
