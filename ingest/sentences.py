"""Where sentences begin and end in a stretch of text."""

from __future__ import annotations

import re

import sentencex

from ingest.records import Span

# sentencex cuts before an opening bracket or a lower-case letter only where an abbreviation misled it.
_CONTINUES = re.compile(r"[a-zà-öø-ÿа-яё,;:)\]]")
_UNKNOWN = "und"


def split_sentences(text: str, *, language: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order, without the white space around them.

    Together they cover every character that is not white space. A sentence that begins with a small letter is a piece
    cut off by an abbreviation ("т. е.", "z. B."), so it stays with the one before it.

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
    gap = text[before.end : span.start]
    return "\n\n" not in gap and bool(_CONTINUES.match(text, span.start))


def strip(text: str, span: Span) -> Span:
    """Return `span` without the white space at its two ends; empty where there is nothing else."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
