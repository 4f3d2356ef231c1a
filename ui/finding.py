"""Find words in one document, page by page, as a reader's eye would: whatever case, line breaks and hyphenation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clean import SOFT_HYPHEN
from ingest.errors import NotHeld
from ui.ports import Library

MOST_CHARS = 200  # of what is looked for
MOST_MATCHES = 100
_BEFORE, _AFTER = 50, 90  # characters of a match's surroundings
_BREAK = rf"(?:{SOFT_HYPHEN}[ \t]*\n?\s*)?"  # a soft hyphen with its line break, inside a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One place where the words stand.

    Attributes:
        span: start and end in the page's text.
        lead, words, rest: the page's characters around it and in it.
    """

    page: int
    page_label: str
    span: tuple[int, int]
    lead: str
    words: str
    rest: str


def find(words: str, library: Library, document_id: str, *, revision: str, pages: int) -> list[Match]:
    """Return the first matches in a document, in reading order; none for no words."""
    pattern = _pattern(words)
    if pattern is None:
        return []
    matches: list[Match] = []
    for page in range(1, pages + 1):
        for match in _on_page(pattern, library, document_id, revision, page):
            matches.append(match)
            if len(matches) == MOST_MATCHES:
                return matches
    return matches


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = words[:MOST_CHARS].split()
    if not parts:
        return None
    return re.compile(r"[\s\u00ad]+".join(_BREAK.join(map(re.escape, part)) for part in parts), re.IGNORECASE)


def _on_page(
    pattern: re.Pattern[str], library: Library, document_id: str, revision: str, page: int
) -> Iterator[Match]:
    try:
        view = library.page(document_id, page, revision=revision)
    except NotHeld:
        return
    for found in pattern.finditer(view.text):
        start, end = found.span()
        yield Match(
            page=page, page_label=view.page_label, span=(start, end), words=found[0],
            lead=_cut_lead(view.text[:start]), rest=_cut_rest(view.text[end:]),
        )  # fmt: skip


def _cut_lead(text: str) -> str:
    if len(text) <= _BEFORE:
        return text
    return f"…{text[-_BEFORE:].partition(' ')[2]}"


def _cut_rest(text: str) -> str:
    if len(text) <= _AFTER:
        return text
    return f"{text[:_AFTER].rpartition(' ')[0]} …"
