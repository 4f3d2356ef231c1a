"""The sentences that could answer a question, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.wanted import wanted
from index.evidence import Evidence
from index.reading import Reading
from index.records import Hit, SearchResult
from ingest.records import BlockKind, Span

_LETTERS = re.compile(r"[^\W\d_]")
_ENDS = re.compile(r"[.!?…;»”\"')\]]\s*$")
_BEGINS_INSIDE = re.compile(r"^[a-zà-öø-ÿа-яё]")
_BULLET = re.compile("^(?:[•●▪■◦‣⁃–—*\ue000-\uf8ff-]\\s*)+")  # some fonts keep bullets in the private use area
_FEWEST_LETTERS = 12  # fewer are a heading's remains, a number or a name in a list
_FEWEST_WORDS = 4
_FEWEST_WORDS_OPEN = 8  # of what does not end as a sentence does: a title or a running head is shorter
_MOST_WORDS_OPEN = 30  # a longer one is a table or a list run together
_MOST_WORDS = 100  # nobody reads a longer one as an answer
_LEANS_BACK = re.compile(
    r"^\W*(?:this|these|those|it|its|they|their|he|she|such|both|the (?:latter|former)|"
    r"ce|cet|cette|ces|il|elle|ils|elles|celui-ci|celle-ci|"
    r"dies|diese|dieser|dieses|diesem|diesen|er|sie|es|"
    r"это|этот|эта|эти|он|она|они|такой|такая|такие)\b",
    re.IGNORECASE,
)
# "The meeting also aimed to …" goes on with what stands before.
_GOES_ON = re.compile(
    r"^\W*(?:[\w’'-]+ ){1,6}?(?:also|aussi|également|auch|ebenfalls|zudem|также|тоже)\b", re.IGNORECASE
)
# A list of sources matches many questions and answers none.
_SOURCES = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:references|bibliography|endnotes|notes|works cited|sources|références|bibliographie|"
    r"quellen|literatur(?:verzeichnis)?|список литературы|литература|источники)\W*$",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"doi\.org|\bdoi:|\bet al\.,? \(?\d{4}\)?[.:]|\bOJ [LC]\b.*\d|\bISBN\b|\baccessed \d", re.IGNORECASE
)
_BELOW = re.compile(
    r"\b(?:conclusions?|tables?|figures?|lists?|sections?|points?|paragraphs?|steps?|examples?) below\b|"
    r"\bas follows\W*$|\bci-(?:dessous|après)\b|\b(?:folgende[nrs]?|nachstehende[nrs]?) "
    r"(?:schlussfolgerungen|tabellen?|abschnitte?|punkte|übersicht|beispiele|listen?)\b|"
    r"\b(?:ниже(?:следующ\w+| привед\w+)|приведён\w+ ниже)\b",
    re.IGNORECASE,
)

# What says that something is not known answers who asks for just that, and hardly anyone else.
_UNKNOWN = re.compile(
    r"\b(?:is|are|was|were) (?:not (?:yet )?known|unknown)\b|\bnot known here\b|"
    r"\bn['’](?:est|était|ont été|a été) pas connue?s?\b|\bne sont pas connue?s?\b|\bnicht bekannt\b|\bunbekannt\b|"
    r"\b(?:не ?известн\w+)\b",
    re.IGNORECASE,
)
_SHARE_UNKNOWN = 0.5  # of the question that such a sentence must have


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence (or table row) and what speaks for it.

    Attributes:
        span: in its page's text; covers the sentence before too where this one cannot be understood alone.
        text: as it is shown.
        vector: unit vector of the sentence, shape (dim,).
        meaning: unit vector by the part of the model that reads any language, shape (dim,).
        similarity: cosine of question and sentence, by the part of the model that reads any language.
        similarity_english: by the part that reads English best; the other one again where the document is not English.
        answer: cosine of the sentence and what an answer would be near to, by the part that reads any language.
        answer_english: the same as with `similarity_english`.
        coverage: share of the question's terms that stand in the sentence, by weight of their rarity, 0 to 1; those
            that stand in the title or the headings above it count nearly as much.
        passage_coverage: the same for its passage with title and section path.
        missing: weight, as a share of the question's, of the heaviest term that neither passage nor title has.
        score: of its passage in the search.
        rank: of its passage in the search, 1 for the best.
        is_whole: whether it ends as a sentence does.
        counts: whether its number is one of what the question counts; true where it counts nothing.
    """

    hit: Hit
    span: Span
    text: str
    vector: NDArray[np.float32]
    meaning: NDArray[np.float32]
    similarity: float
    similarity_english: float
    answer: float
    answer_english: float
    coverage: float
    passage_coverage: float
    missing: float
    score: float
    rank: int
    is_whole: bool
    counts: bool


def candidates(found: SearchResult) -> list[Candidate]:
    """Return the sentences of the hits' passages, in the order of the hits.

    Headings, questions, lists of sources and scraps of text are left out: they match a question and answer nothing.
    Where a number or a date is asked for, so is what holds none.
    """
    reading = found.reading
    asked = wanted(reading)
    made: list[Candidate] = []
    for hit in found.hits:
        evidence = found.evidence[hit.passage.passage_id]
        is_english = hit.document.language == "en"
        meanings = reading.probes.in_any_language(evidence.vectors)
        missing = _missing(evidence, reading)
        made += [
            Candidate(
                hit=hit,
                span=span,
                text=text,
                vector=evidence.vectors[place],
                meaning=meanings[place],
                similarity=float(evidence.sentences[place]),
                similarity_english=float((evidence.sentences_english if is_english else evidence.sentences)[place]),
                answer=float(evidence.answers[place]),
                answer_english=float((evidence.answers_english if is_english else evidence.answers)[place]),
                coverage=float(evidence.sentence_coverage[place]),
                passage_coverage=evidence.coverage,
                missing=missing,
                score=hit.score,
                rank=hit.rank,
                is_whole=_is_whole(text) or hit.passage.kind is BlockKind.TABLE_ROW,
                counts=asked.counts(text, hit, evidence.matches[place]),
            )
            for place, span, text in _sentences(hit)
            if asked.fits(text, hit, evidence.matches[place])
            and not (says_unknown(text) and evidence.sentence_coverage[place] < _SHARE_UNKNOWN)
        ]
    return made


def says_unknown(text: str) -> bool:
    """Whether a sentence says that something is not known."""
    return bool(_UNKNOWN.search(text))


def _missing(evidence: Evidence, reading: Reading) -> float:
    held = np.maximum(evidence.matches.max(axis=0, initial=0.0), evidence.above)
    return float(((1 - held) * reading.weights).max(initial=0.0))


def _sentences(hit: Hit) -> Iterator[tuple[int, Span, str]]:
    """Yield each sentence's place in its passage, the span to show and its text."""
    passage = hit.passage
    if passage.kind is BlockKind.HEADING or any(_SOURCES.match(title) for title in passage.section):
        return
    before: Span | None = None
    for place, span in enumerate(passage.sentences):
        shown = _with_sentence_before(hit, span, before)
        text = _BULLET.sub("", passage.read(shown))
        if _says_something(text) and not _points_elsewhere(text) and not _is_header(hit, text):
            yield place, shown, text
        before = span


def _points_elsewhere(text: str) -> bool:
    """Whether a sentence only says where to read on: a source, an address, or what stands below."""
    return bool(_SOURCE.search(text) or _BELOW.search(text)) or "://" in text


def _is_header(hit: Hit, text: str) -> bool:
    """Whether a table row names columns and no more: it has no figure, and no header stands above it."""
    passage = hit.passage
    is_named = bool(passage.context or passage.readings)
    return passage.kind is BlockKind.TABLE_ROW and not is_named and not any(c.isdigit() for c in text)


def _with_sentence_before(hit: Hit, span: Span, before: Span | None) -> Span:
    """Take in the sentence before where this one leans on it ("This plan …"), so that it can be understood alone."""
    passage = hit.passage
    text = passage.read(span)
    leans = before is not None and bool(_LEANS_BACK.match(text) or _GOES_ON.match(text))
    if before is None or not leans or passage.sentence(before).rstrip().endswith("?"):
        return span
    return Span(before.start, span.end)


def _is_whole(text: str) -> bool:
    """Whether the words begin and end as a sentence does, and do not only announce a list."""
    return bool(_ENDS.search(text)) and not _BEGINS_INSIDE.match(text)


def _says_something(text: str) -> bool:
    is_question = text.endswith("?")
    letters = sum(1 for _ in _LETTERS.finditer(text))
    is_open = not _ENDS.search(text) and "|" not in text
    fewest, most = (_FEWEST_WORDS_OPEN, _MOST_WORDS_OPEN) if is_open else (_FEWEST_WORDS, _MOST_WORDS)
    return not is_question and letters >= _FEWEST_LETTERS and fewest <= len(text.split()) <= most
