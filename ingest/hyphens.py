"""Which hyphens at line ends break a word, and which belong to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ingest.clean import CONJUNCTIONS, SOFT_HYPHEN, readable
from ingest.records import Document

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
# Each begins at a word's first letter: from the others it would look for the word's end in vain.
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)([-‐‑])(?=[ \t]*\n[ \t]*([^\W\d_]+)([-‐‑](?=[^\W\d_]))?)")
_HALVES = re.compile(r"(?<![^\W\d_])[^\W\d_]+[-‐‑][ \t]*\n[ \t]*[^\W\d_]+")
_TORN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[ \t]*\n[ \t]*(?=([^\W\d_]+))")
_LONGEST_LINK = 3  # letters of a word within a chain of hyphens
# An address up to a hyphen at a line's end; it may have been broken before, after one of its own signs.
_ADDRESS = re.compile(r"(?:https?://|www\.)(?:\S|(?<=[-‐‑/_&=?])[ \t]*\n[ \t]*)*\Z")
_LONGEST_ADDRESS = 400
# What French sets after a verb with a hyphen: "est-elle", "rendez-vous", "est-ce".
_AFTER_VERB = frozenset(["ce", "elle", "elles", "il", "ils", "je", "nous", "on", "tu", "vous"])
_ONE_HYPHEN = str.maketrans("‐‑", "--")


def mark_hyphenation(document: Document) -> Document:
    """Return the document with the hyphens that only break words made soft; no offset changes.

    Rows of tables, read alone, are put on one line, and words that a narrow cell tears without a hyphen are joined.
    """
    words = count_words(page.text for page in document.pages)
    torn = _count_torn(page.text for page in document.pages)
    marked = partial(mark_broken_words, words=words, language=document.language)
    pages = tuple(replace(page, text=marked(page.text)) for page in document.pages)
    blocks = tuple(
        replace(block, reading=readable(marked(_joined(block.reading, words, torn)))) if block.reading else block
        for block in document.blocks
    )
    return replace(document, pages=pages, blocks=blocks)


def _joined(reading: str, words: Counter[str], torn: Counter[tuple[str, str]]) -> str:
    """Return a row with its torn words whole."""
    return _TORN.sub(lambda match: match[1] if _is_torn(match, words, torn) else match[0], reading)


def _count_torn(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count the pairs of words around line ends, lower-case."""
    return Counter((match[1].lower(), match[2].lower()) for text in texts for match in _TORN.finditer(text))


def _is_torn(match: re.Match[str], words: Counter[str], torn: Counter[tuple[str, str]]) -> bool:
    """Whether two lines hold the halves of one word: the document has it whole, and one half nowhere but there."""
    head, tail = match[1].lower(), match[2].lower()
    is_small = match[2].islower() or match[1].isupper()
    return is_small and words[head + tail] > 0 and min(words[head], words[tail]) <= torn[head, tail]


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of a document, lower-case; a compound with its hyphens, a word broken at a line end not."""
    written = Counter(word for text in texts for word in _WORD.findall(_HALVES.sub(" ", text)))
    words: Counter[str] = Counter()
    for word, count in written.items():
        words[word.lower().translate(_ONE_HYPHEN)] += count
    return words


def mark_broken_words(text: str, words: Counter[str], *, language: str = "und") -> str:
    """Return `text`, of the same length, with each hyphen that only breaks a word at a line's end made a soft hyphen.

    The document itself tells: if it writes "interoperability" elsewhere the hyphen goes, if it writes "health-related"
    it stays. A form met in neither way goes by its letters: small ones on both sides are one word. A web address keeps
    its hyphens, and so does a French verb before its subject ("est-elle").

    Args:
        words: the document's words, by `count_words`.
        language: ISO 639-1 code of the text.
    """
    return _BROKEN.sub(lambda match: match[1] + _hyphen(match, words, language), text)


def _hyphen(match: re.Match[str], words: Counter[str], language: str) -> str:
    head, hyphen, tail = match[1], match[2], match[3]
    is_link = len(tail) <= _LONGEST_LINK and bool(match[4])  # "state-of-the-art", "face-to-face"
    if is_link or tail.lower() in CONJUNCTIONS or _is_in_address(match):
        return hyphen
    whole = words[(head + tail).lower()]
    compound = words[f"{head}-{tail}".lower()]
    if language == "fr" and tail in _AFTER_VERB and not whole and words[head.lower()]:
        return hyphen
    if whole == compound:
        # Acronyms and names keep theirs: "AI-based", "Baden-Württemberg".
        is_one_word = head[-1].islower() and tail[0].islower() and not _are_words(head, tail, words)
    else:
        is_one_word = whole > compound
    return SOFT_HYPHEN if is_one_word else hyphen


def _is_in_address(match: re.Match[str]) -> bool:
    return bool(_ADDRESS.search(match.string, max(0, match.start() - _LONGEST_ADDRESS), match.end()))


def _are_words(head: str, tail: str, words: Counter[str]) -> bool:
    """Whether both halves stand alone in the document often enough to be words of their own."""
    return min(len(head), len(tail)) > 3 and words[head.lower()] > 1 and words[tail.lower()] > 1
