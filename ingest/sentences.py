"""Where sentences begin and end in a stretch of text."""

from __future__ import annotations

import re

import sentencex

from ingest.records import Span

# sentencex cuts before one of these, or a lower-case letter, only where an abbreviation misled it.
_CONTINUES = frozenset(",;:)]")
# Words whose full stop belongs to them where a number follows: "L'art. 5", "согласно ст. 5".
_CITES = re.compile(
    r"(?<!\w)(?:art|abs|al|ch|chap|fig|no|nr|nos|p|pp|par|para|sec|tab|vol|ziff|"
    r"гл|п|пп|разд|рис|ст|стр|табл|ч)\.\Z",
    re.IGNORECASE,
)
_UNKNOWN = "und"


def split_sentences(text: str, *, language: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order, without the white space around them.

    Together they cover every character that is not white space. A sentence that begins with a small letter is a piece
    cut off by an abbreviation ("т. е.", "z. B."), so it stays with the one before it; so does a number after "art.".

    Args:
        language: ISO 639-1 code; "und" is read by the English rules.
    """
    spans: list[Span] = []
    for boundary in sentencex.get_sentence_boundaries("en" if language == _UNKNOWN else language, text):
        span = strip(text, Span(boundary["start_index"], boundary["end_index"]))
        if not span:
            continue
        if spans and _is_continued(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _is_continued(text: str, before: Span, span: Span) -> bool:
    if "\n\n" in text[before.end : span.start]:
        return False
    first = text[span.start]
    cites = first.isdecimal() and _CITES.search(text, max(before.start, before.end - 8), before.end)
    return bool(first in _CONTINUES or first.islower() or cites)


def strip(text: str, span: Span) -> Span:
    """Return `span` without the white space at its two ends; empty where there is nothing else."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
