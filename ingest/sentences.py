"""Where sentences begin and end in a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import sentencex

from ingest.records import Span

# sentencex cuts before one of these, or a lower-case letter, only where an abbreviation misled it.
_CONTINUES = frozenset(",;:)]")
# Words whose full stop belongs to them where a number follows: "L'art. 5", "согласно ст. 5".
_CITES = re.compile(
    r"(?<!\w)(?:art|abs|al|ch|chap|fig|no|nr|nos|p|pp|par|para|s|sec|tab|vol|ziff|"
    r"гл|п|пп|разд|рис|с|ст|стр|табл|ч)\.\Z",
    re.IGNORECASE,
)
_CITES_IN_GERMAN = re.compile(
    r"(?<!\w)(?:abb|anh|anm|bd|ca|kap|rn|rz|gem|hrsg|inkl|exkl|max|min|mind|mio|mrd|"
    r"jan|feb|mär|apr|jun|jul|aug|sept?|okt|nov|dez)\.\Z",
    re.IGNORECASE,
)
# What an item of a list begins with: a bullet, "(3)", "(1a)", "a)", "iv)", "3.", "1.1.4", "a.", "1°". A year is none.
_ENUMERATOR = re.compile(
    r"""[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff]
    | [–—*-](?=\s|\Z)
    | [(\[]?(?:\d{1,3}[a-z]?|[^\W\d_]{1,2}|[ivxlc]{1,6})[)\]](?=\s|\Z)
    | \d{1,3}(?:\.\d{1,3})*[a-z]?[.°](?=\s|\Z)
    | \d{1,3}(?:\.\d{1,3})+(?=\s+[^\W\d_]|\Z)
    | (?:[^\W\d_]|[ivxIVX]{1,5})\.(?=\s|\Z)
    """,
    re.VERBOSE,
)
_HEAD = re.compile(rf"\s*(?:(?:{_ENUMERATOR.pattern})\s*){{1,3}}", re.VERBOSE)
# The mark of a note after the end of a sentence, raised by the characters themselves.
_RAISED = re.compile(r"(?<=[.!?…»”\"’)\]])[¹²³⁰⁴-⁹]+")
# An ordinal in German: "das 68. Lebensjahr", "zum 3. Quartal"; not "Absatz 2 und 3. Der Rat".
_ORDINAL = re.compile(
    r"(?<!\w)(?:das|de[rnms]|die|am|im|vom|zu[mr]|beim|ein(?:e[mnrs]?)?|jede[mnrs]?|diese[mnrs]?)\s\d{1,3}\.\Z"
)
# In German a figure after a full stop that follows a word, a year, a sign of per cent or a bracket: such a stop makes
# no ordinal, so the figure may begin a sentence ("… im Jahr 2025. 12 Staaten …").
_FIGURE_AFTER_STOP = re.compile(r"(?:[^\W\d_]{2}|(?<!\d)(?:19|20)\d\d|[%)\]»“”\"])[.]\s+\d")
_UNKNOWN = "und"


def split_sentences(text: str, *, language: str, marks: Sequence[Span] = ()) -> list[Span]:
    """Return the spans of the sentences of `text`, in order, without the white space around them.

    Together they cover every character that is not white space. A sentence that begins with a small letter is a piece
    cut off by an abbreviation ("т. е.", "z. B."), so it stays with the one before it; so does a number after "art.".
    What numbers an item of a list ("3.", "(a)", "•") belongs to the sentence that it stands before, and the mark of a
    note to the one that it stands after.

    Args:
        language: ISO 639-1 code; "und" is read by the English rules.
        marks: where marks of notes lie that follow the end of a sentence ("… is so. 58 Trustworthy …").
    """
    # Without the marks the sentences are told apart as if there were none; no place in the text moves.
    plain = _blanked(text, [*marks, *(Span(*match.span()) for match in _RAISED.finditer(text))])
    spans: list[Span] = []
    for piece in _pieces(plain, Span(0, len(text)), "en" if language == _UNKNOWN else language):
        span = strip(text, piece)
        if not span:
            continue
        if spans and _is_one(text, spans[-1], span, language):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def enumerator(text: str) -> str:
    """Return what an item begins with ("3.", "(a)", "•"), "" where the text begins with words."""
    match = _ENUMERATOR.match(text)
    return match[0] if match else ""


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * len(span) + text[span.end :]
    return text


def _pieces(text: str, span: Span, language: str) -> Iterator[Span]:
    """Yield the pieces that sentencex makes of a stretch of text, which lie one behind the other.

    It makes one piece of all that follows "(3)" or a bullet, so these are kept from it.
    """
    head = _HEAD.match(text, span.start, span.end)
    start = head.end() if head else span.start
    if start == span.end:
        yield span
        return
    shown = text[start : span.end]
    if language == "de":  # sentencex takes any full stop before a figure for an ordinal's; before a word it tells well
        shown = _FIGURE_AFTER_STOP.sub(lambda found: f"{found[0][:-1]}A", shown)
    for n, boundary in enumerate(sentencex.get_sentence_boundaries(language, shown)):
        piece = Span(start + boundary["start_index"], start + boundary["end_index"])
        if n == 0:
            yield Span(span.start, piece.end)
        elif _HEAD.match(text, piece.start, piece.end):
            yield from _pieces(text, piece, language)
        else:
            yield piece


def _is_one(text: str, before: Span, span: Span, language: str) -> bool:
    """Whether two pieces are one sentence: the one cut off by an abbreviation, or only a number before the other."""
    if "\n\n" in text[before.end : span.start]:
        return False
    is_ordinal = language == "de" and _ORDINAL.search(text, max(before.start, before.end - 16), before.end)
    is_number = _ENUMERATOR.fullmatch(text, before.start, before.end)
    return bool(is_ordinal or is_number) or _is_continued(text, before, span, language)


def _is_continued(text: str, before: Span, span: Span, language: str) -> bool:
    first, near = text[span.start], max(before.start, before.end - 8)
    patterns = (_CITES, _CITES_IN_GERMAN) if language == "de" else (_CITES,)
    cites = first.isdecimal() and any(pattern.search(text, near, before.end) for pattern in patterns)
    return bool(first in _CONTINUES or first.islower() or cites)


def strip(text: str, span: Span) -> Span:
    """Return `span` without the white space at its two ends; empty where there is nothing else."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
