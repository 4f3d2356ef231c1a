"""How near what a reader found is to what stands in a document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel

from eval.layout.readers import Found
from eval.layout.records import Known

_WORD = re.compile(r"\w+")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Shares from 0 to 1, higher is better; None where a document has nothing of the kind or a reader no notion of it.

    Attributes:
        text: likeness of all characters in order (normalised Indel similarity).
        order: of the places where the same three words stand in both, the share that comes in the right order.
        sentences: that stand whole in the running text, broken words joined, with no note, head or foot within.
        headings, headings_right: of the known headings, those found; of those found, the ones that are known.
        labels: pages whose printed number is right, and wrong_labels those with another one.
        rows: table rows that read as they should.
        notes: footnotes found as such, whole.
    """

    text: float
    order: float
    sentences: float
    headings: float | None = None
    headings_right: float | None = None
    labels: float | None = None
    wrong_labels: int = 0
    rows: float | None = None
    notes: float | None = None


def measure(found: Found, known: Known) -> Marks:
    """Hold what a reader found against what is known."""
    flow = " ".join(" ".join(known.flow).split())
    letters = _letters(found.flow)
    labels = list(zip(found.labels, known.labels, strict=True)) if found.labels is not None and known.labels else []
    return Marks(
        text=Indel.normalized_similarity(found.flow, flow),
        order=order(found.flow, flow),
        sentences=_share(_letters(sentence) in letters for sentence in known.sentences),
        headings=_recall(found.headings, known.headings),
        headings_right=_recall(known.headings, found.headings) if found.headings is not None else None,
        labels=_share(said == label for said, label in labels) if labels else None,
        wrong_labels=sum(said != label and bool(said) for said, label in labels),
        rows=_recall(found.rows, known.rows),
        notes=_recall(found.notes and [note.lstrip("0123456789 ") for note in found.notes], known.notes),
    )


def order(found: str, flow: str) -> float:
    """Return the share of the known text's own triples of words that the found text has in the right order.

    The longest rising sequence of their places there, over their number in the known text; what occurs twice is left
    out, since nobody knows which is which.
    """
    here, there = _triples(found), _triples(flow)
    places = [here[triple] for triple in sorted(there, key=lambda triple: there[triple]) if triple in here]
    return _longest_rising(places) / max(len(there), 1)


def _triples(text: str) -> dict[tuple[str, ...], int]:
    """Return the triples of words that occur once, each with its place."""
    words = _WORD.findall(text.casefold())
    triples = list(zip(words, words[1:], words[2:], strict=False))
    counts = Counter(triples)
    return {triple: place for place, triple in enumerate(triples) if counts[triple] == 1}


def _longest_rising(places: Iterable[int]) -> int:
    """Return the length of the longest rising subsequence."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def _letters(text: str) -> str:
    """Return letters and figures alone."""
    return _NOT_LETTERS.sub("", text).casefold()


def _share(claims: Iterable[bool]) -> float:
    values = list(claims)
    return sum(values) / len(values) if values else 1.0


def _recall(found: Sequence[str] | None, known: Sequence[str] | None) -> float | None:
    """Return the share of the known texts that were found, each as often as it is known; None without any."""
    if found is None or not known:
        return None
    wanted = Counter(" ".join(text.split()) for text in known)
    return sum((wanted & Counter(" ".join(text.split()) for text in found)).values()) / sum(wanted.values())


def words_lost_and_gained(found: str, other: str) -> tuple[int, int, int]:
    """Return how many words of `other` the found text lacks, how many it has beyond them, and how many `other` has.

    Words are runs of letters or of figures, in lower case; a word broken at a line end is joined in both.
    """
    mine, theirs = _words(found), _words(other)
    return (theirs - mine).total(), (mine - theirs).total(), theirs.total()


_BROKEN = re.compile("(?<=[^\\W\\d_])[-\u00ad\u2010\ufffe\x02][ \t]*\r?\n[ \t]*(?=[^\\W\\d_])|[\u00ad\ufffe\x02]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


def _words(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(_BROKEN.sub("", text).casefold()))


def neighbours(text: str) -> Counter[tuple[str, str]]:
    """Count the pairs of adjacent words."""
    return Counter(pairwise(_TOKEN.findall(_BROKEN.sub("", text).casefold())))
