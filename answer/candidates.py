"""The sentences that could answer a question, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.records import Hit
from ingest.clean import readable
from ingest.places import names_country
from ingest.records import BlockKind, Span

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
Terms = Callable[[str, str], list[str]]

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
_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|often|large|old|long|high)|"
    r"what (?:share|percentage|proportion|number|budget|amount)|percent|"
    r"combien|quelle (?:part|proportion)|quel (?:nombre|pourcentage|budget|montant)|"
    r"wie ?viele?|welcher anteil|wie hoch|wie lange|"
    r"сколько|как(?:ая|ой) (?:доля|процент))\b",
    re.IGNORECASE,
)
_ASKS_MONEY = re.compile(
    r"\bhow much\b.*\b(?:costs?|money|budget|fund(?:s|ing)?|spend|spent|invest(?:s|ed|ment)?|pay)\b|"
    r"\bwhat (?:is|was|are|were|will be) (?:the |its )?(?:\w+ ){0,2}(?:costs?|budget|price)\b|"
    r"\bcombien\b.*\b(?:coûte\w*|argent|budget|dépens\w+|investi\w*)\b|"
    r"\bquel (?:est le |était le )?(?:budget|coût)\b|"
    r"\bwie ?viel\b.*\b(?:kostet|kosten|geld|ausgeben|investier\w+)\b|"
    r"\bwie hoch (?:ist|sind|war\w*) .*(?:budget|kosten)\b|"
    r"\bсколько\b.*\b(?:стоит|стоить|денег|средств|потратит\w*)|\bкаков?\w* бюджет",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[€$£₽]|\b(?:EUR|USD|GBP|CHF|RUB|[A-Z]{3} ?\d)|\b(?:euros?|dollars?|pounds?|kwacha|million|billion|milliard\w*|"
    r"million\w*|mio|mrd|руб\w*|млн|млрд)\b",
)
_ASKS_TIME = re.compile(
    r"^\W*(?:since |until |by |from )?when\b|\bwhen (?:do|does|did|will|is|are|was|were|has|have|can|should|must)\b|"
    r"\bwhat (?:year|date)\b|^\W*(?:depuis |à partir de )?quand\b|\ben quelle année\b|^\W*(?:seit |bis |ab )?wann\b|"
    r"^\W*(?:с |до )?когда\b|\bв каком году\b",
    re.IGNORECASE,
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
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|all|none|no|"
    r"une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|moitié|tiers|quart|tous|toutes|aucune?|"
    r"eine?[rsnm]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hälfte|drittel|viertel|alle|keine?|"
    r"од(?:ин|на|но)|дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять|"
    r"половин\w+|треть|четверт\w+|все|ни одн\w+)\b",
    re.IGNORECASE,
)
_AROUND = 0.8  # what a word counts that stands in the title or a heading and not in the sentence
_TIME = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")  # a year, not the number of a regulation (2025/327)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence (or table row) and what speaks for it.

    Attributes:
        span: in its page's text; covers the sentence before too where this one cannot be understood alone.
        text: as it is shown.
        vector: unit vector of the sentence, shape (dim,).
        similarity: cosine of question and sentence.
        passage_similarity: cosine of question and passage, as the search found it.
        heading_similarity: cosine of question and the heading that the sentence stands under.
        coverage: share of the question's words that stand in the sentence, by weight of their rarity, 0 to 1; those
            that stand in the title or the headings above it count nearly as much.
        passage_coverage: the same for its passage with title and section path.
        rank: of its passage in the search, 1 for the best.
        is_whole: whether it ends as a sentence does.
        is_elsewhere: whether the question names a country, and the document neither is that country's nor has it in
            its title.
    """

    hit: Hit
    span: Span
    text: str
    vector: NDArray[np.float32]
    similarity: float
    passage_similarity: float
    heading_similarity: float
    coverage: float
    passage_coverage: float
    rank: int
    is_whole: bool
    is_elsewhere: bool


def candidates(
    question: str, hits: Sequence[Hit], *, encode: Encode, vectors: Mapping[str, Vectors], terms: Terms,
    language: str, countries: Sequence[str] = (),
) -> list[Candidate]:  # fmt: skip
    """Return the sentences of the hits' passages, in the order of the hits.

    Headings, questions, lists of sources and scraps of text are left out: they match a question and answer nothing.
    Where a number or a date is asked for, so is what holds none.

    Args:
        question: whole, without need of what was asked before.
        hits: of a search, best first.
        encode: gives unit vectors, shape (n, dim); asked for the question and the headings only.
        vectors: passage id -> unit vectors of its sentences, shape (n, dim).
        terms: gives the stems of a text in a language.
        language: ISO 639-1 code of the question.
        countries: that the question names.
    """
    headings = list(dict.fromkeys(_heading(hit) for hit in hits))
    asked, *under = encode([question, *headings])
    near_heading = {heading: float(vector @ asked) for heading, vector in zip(headings, under, strict=True)}
    weights = _weights(question, hits, terms, language)
    # A passage that only its words have found is no nearer than the last that its vector has.
    farthest = min((hit.similarity for hit in hits if hit.similarity is not None), default=0.0)
    covered = {hit.passage.passage_id: _coverage(_whole_text(hit), weights, terms, hit) for hit in hits}
    elsewhere = {hit.passage.passage_id: _is_elsewhere(hit, countries) for hit in hits}
    wanted = _wanted(question)
    return [
        Candidate(
            hit=hit,
            span=span,
            text=text,
            vector=vectors[hit.passage.passage_id][place],
            similarity=float(vectors[hit.passage.passage_id][place] @ asked),
            passage_similarity=farthest if hit.similarity is None else hit.similarity,
            heading_similarity=near_heading[_heading(hit)],
            coverage=_coverage(text, weights, terms, hit, about=_about(hit)),
            passage_coverage=covered[hit.passage.passage_id],
            rank=hit.rank,
            is_whole=_is_whole(text) or hit.passage.kind is BlockKind.TABLE_ROW,
            is_elsewhere=elsewhere[hit.passage.passage_id],
        )
        for hit in hits
        for place, span, text in _sentences(hit)
        if wanted is None or wanted.search(text)
    ]


def _sentences(hit: Hit) -> Iterator[tuple[int, Span, str]]:
    """Yield each sentence's place in its passage, the span to show and its text."""
    passage = hit.passage
    if passage.kind is BlockKind.HEADING or any(_SOURCES.match(title) for title in passage.section):
        return
    before: Span | None = None
    for place, span in enumerate(passage.sentences):
        shown = _with_sentence_before(hit, span, before)
        text = _BULLET.sub("", readable(passage.sentence(shown)))
        if _says_something(text) and not _SOURCE.search(text) and not _is_header(hit, text):
            yield place, shown, text
        before = span


def _is_header(hit: Hit, text: str) -> bool:
    """Whether a table row names columns and no more: it has no figure, and no header stands above it."""
    passage = hit.passage
    return passage.kind is BlockKind.TABLE_ROW and not passage.context and not any(c.isdigit() for c in text)


def _with_sentence_before(hit: Hit, span: Span, before: Span | None) -> Span:
    """Take in the sentence before where this one leans on it ("This plan …"), so that it can be understood alone."""
    passage = hit.passage
    leans = before is not None and _LEANS_BACK.match(passage.sentence(span)) is not None
    if before is None or not leans or passage.sentence(before).rstrip().endswith("?"):
        return span
    return Span(before.start, span.end)


def _is_whole(text: str) -> bool:
    """Whether the words begin and end as a sentence does, and do not only announce a list or point to an address."""
    return bool(_ENDS.search(text)) and not _BEGINS_INSIDE.match(text) and "://" not in text


def _says_something(text: str) -> bool:
    is_question = text.endswith("?")
    letters = sum(1 for _ in _LETTERS.finditer(text))
    is_open = not _ENDS.search(text) and "|" not in text
    fewest, most = (_FEWEST_WORDS_OPEN, _MOST_WORDS_OPEN) if is_open else (_FEWEST_WORDS, _MOST_WORDS)
    return not is_question and letters >= _FEWEST_LETTERS and fewest <= len(text.split()) <= most


def _is_elsewhere(hit: Hit, countries: Sequence[str]) -> bool:
    document = hit.document
    if not countries or document.country in countries:
        return False
    return not names_country(document.title, countries, language=document.language)


def _heading(hit: Hit) -> str:
    return hit.passage.section[-1] if hit.passage.section else hit.document.title


def _about(hit: Hit) -> str:
    return f"{hit.document.title} {hit.document.year or ''} {' '.join(hit.passage.section)}"


def _whole_text(hit: Hit) -> str:
    return f"{_about(hit)} {readable(hit.passage.text)}"


def _weights(question: str, hits: Sequence[Hit], terms: Terms, language: str) -> dict[str, float]:
    """Weigh each of the question's words by how few of the passages found hold it.

    The usual inverse document frequency, over the passages at hand: a word that all of them hold tells them apart no
    more, and counts least.
    """
    held = [set(terms(_whole_text(hit), language)) for hit in hits]
    words = dict.fromkeys(terms(question, language))
    return {word: log(1 + (len(held) + 1) / (0.5 + sum(word in some for some in held))) for word in words}


def _coverage(text: str, weights: dict[str, float], terms: Terms, hit: Hit, *, about: str = "") -> float:
    if not weights:
        return 0.0
    language = hit.document.language
    words, around = set(terms(text, language)), set(terms(about, language)) if about else set()
    covered = sum(w if word in words else w * _AROUND for word, w in weights.items() if word in words | around)
    return covered / sum(weights.values())


def _wanted(question: str) -> re.Pattern[str] | None:
    if _ASKS_MONEY.search(question):
        return _MONEY
    if _ASKS_NUMBER.search(question):
        return _NUMBER
    return _TIME if _ASKS_TIME.search(question) else None
