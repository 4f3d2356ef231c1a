"""Where in a text the words stand that a question was found by, in whatever language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.reading import Reading
from index.words import split_words
from ingest.clean import SOFT_HYPHEN
from ingest.records import Span

# A word as the page has it: a soft hyphen and the line break behind it stand inside.
_WORD = re.compile(rf"[^\W_]+(?:{SOFT_HYPHEN}[ \t]*\n?\s*[^\W_]+)*")
_BREAK = re.compile(SOFT_HYPHEN + r"[ \t]*\n?\s*")


def matched_spans(reading: Reading, text: str) -> list[Span]:
    """Return the words of a text that say what a question asks for, in order; words side by side make one span.

    A word counts as the search counts it: it belongs to one of the forms of a term ("AI" for "artificial
    intelligence"), or means the same as a word of the question ("responsabilité" for "liability").

    Args:
        reading: the question.
        text: a page's own characters, hyphenation included.
    """
    found = list(_WORD.finditer(text))
    # One folded word per match: a match without a letter that folds to a word would shift the others.
    words = [" ".join(split_words(_BREAK.sub("", match[0]))) for match in found]
    marked = _in_forms(reading, words) | {place for place, word in enumerate(words) if reading.means(word)}
    return list(_joined([Span(found[place].start(), found[place].end()) for place in sorted(marked)], text))


def _in_forms(reading: Reading, words: Sequence[str]) -> set[int]:
    """Return the places of the words that make up a form of one of the terms, word for word."""
    forms: dict[str, list[tuple[str, ...]]] = {}
    for term in reading.terms:
        for form in term.forms:
            forms.setdefault(form[0], []).append(form)
    return {
        place
        for start, word in enumerate(words)
        for form in forms.get(word, ())
        if tuple(words[start : start + len(form)]) == form
        for place in range(start, start + len(form))
    }


def _joined(spans: Sequence[Span], text: str) -> Iterator[Span]:
    """Yield the spans, those with only space between them as one."""
    held: Span | None = None
    for span in spans:
        if held and not text[held.end : span.start].strip():
            held = Span(held.start, span.end)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held
