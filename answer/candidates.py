"""The sentences that could answer a question, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.evidence import Evidence
from index.reading import Reading
from index.records import Hit, SearchResult
from ingest.place_names import REGIONS
from ingest.places import find_countries
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
    r"\bcombien\b.*\b(?:coût\w*|argent|budget|dépens\w+|investi\w*)\b|"
    r"\bquel (?:est le |était le )?(?:budget|coût)\b|"
    r"\bwie ?viel\b.*\b(?:kostet|kosten|geld|ausgeben|investier\w+)\b|"
    r"\bwie hoch (?:ist|sind|war\w*) .*(?:budget|kosten|bußgeld\w*|strafe\w*|förderung)\b|"
    r"\bсколько\b.*\b(?:стоит|стоить|денег|средств|потратит\w*)|\bкаков?\w* бюджет",
    re.IGNORECASE,
)
# A currency: "million" alone counts people and records too.
_MONEY = re.compile(r"[€$£₽]|\b(?:EUR|USD|GBP|CHF|RUB|[A-Z]{3} ?\d)|\b(?:euros?|dollars?|pounds?|kwacha|руб\w*|евро)\b")
_COUNTRY_WORDS = (
    r"(?:countr(?:y|ies)|states|governments|nations|jurisdictions|pays|états|gouvernements|länder\w*|\w*staaten|"
    r"regierungen|стран\w*|государств\w*|правительств\w*)"
)
_COUNTS_COUNTRIES = re.compile(
    r"\b(?:how many|what (?:share|percentage|proportion)|combien|quelle (?:part|proportion)|quel pourcentage|"
    r"wie ?viele?|welcher anteil|сколько|как(?:ая|ой|ую|ова|ов) (?:доля|долю|процент|часть))\b(?: [\w'’-]+){0,5} "
    rf"{_COUNTRY_WORDS}\b",
    re.IGNORECASE,
)
_ON_COUNTRIES = re.compile(rf"\b{_COUNTRY_WORDS}\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(
    r"\b(?:what|which) (?:share|percentage|proportion)\b|\bhow many percent\b|\bshare of \w+|"
    r"\bquel(?:le)? (?:est (?:la|le) )?(?:part|proportion|pourcentage)\b|\bwelche[rn]? anteil\b|\bwie viel prozent\b|"
    r"\bкак(?:ая|ой|ую|ова|ов) (?:доля|долю|процент|часть)\b|\bсколько процентов\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d\s?%|\b(?:percent|per cent|pour cent|prozent|процент\w*|half|moitié|hälfte|половин\w+|third|tiers|drittel|"
    r"трет\w+|quarter|quart|viertel|четверт\w+)\b|\d+ (?:of|out of|sur|von|из) (?:the |les |den )?\d+",
    re.IGNORECASE,
)
_ASKS_COUNTRIES = re.compile(
    r"\b(?:which|what|name the|list the)(?: \w+){0,2} (?:countries|(?:member )?states|governments)\b|"
    r"\bquels?(?: \w+){0,2} (?:pays|états)\b|"
    r"\bwelche[nr]?(?: \w+){0,2}[ -](?:länder\w*|staaten|mitgliedstaaten|eu-länder\w*)\b|"
    r"\b(?:как(?:ие|их|им)|назовите)(?: \w+){0,2} (?:стран\w*|государств\w*)\b",
    re.IGNORECASE,
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
_BELOW = re.compile(
    r"\b(?:conclusions?|tables?|figures?|lists?|sections?|points?|paragraphs?|steps?|examples?) below\b|"
    r"\bas follows\W*$|\bci-(?:dessous|après)\b|\b(?:folgende[nrs]?|nachstehende[nrs]?) "
    r"(?:schlussfolgerungen|tabellen?|abschnitte?|punkte|übersicht|beispiele|listen?)\b|"
    r"\b(?:ниже(?:следующ\w+| привед\w+)|приведён\w+ ниже)\b",
    re.IGNORECASE,
)
# A count is asked for, so that a year alone answers nothing; nor does "one", which is an article in French and German
# and stands in "according to one source".
_NUMBER = re.compile(
    r"(?<![\d.,–-])(?!(?:19|20)\d\d(?!\d))\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|all|none|no|"
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|moitié|tiers|quart|tous|toutes|aucune?|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hälfte|drittel|viertel|alle|keine?|"
    r"дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять|"
    r"половин\w+|треть|четверт\w+|все|ни одн\w+)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")  # a year, not the number of a regulation (2025/327)


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


def candidates(found: SearchResult) -> list[Candidate]:
    """Return the sentences of the hits' passages, in the order of the hits.

    Headings, questions, lists of sources and scraps of text are left out: they match a question and answer nothing.
    Where a number or a date is asked for, so is what holds none.
    """
    reading = found.reading
    fits = _fits(reading.question)
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
            )
            for place, span, text in _sentences(hit)
            if fits(text, hit)
        ]
    return made


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


def asks_countries(question: str) -> bool:
    """Whether a question asks which countries do something, so that each of several sentences may answer a part."""
    asks_how_many = _ASKS_SHARE.search(question) or _ASKS_NUMBER.search(question)
    return bool(_ASKS_COUNTRIES.search(question)) and not asks_how_many


def _fits(question: str) -> Callable[[str, Hit], bool]:
    """Return what tells whether a sentence holds the kind of thing that is asked for."""
    if asks_countries(question):
        return _is_on_a_country
    wanted = _wanted(question)
    counts_countries = _COUNTS_COUNTRIES.search(question) is not None
    return lambda text, hit: (wanted is None or bool(wanted.search(text))) and (
        not counts_countries or _is_on_countries(text, hit)
    )


def _is_on_countries(text: str, hit: Hit) -> bool:
    """Whether a figure may be one of countries: a sentence says so, of a table row perhaps what stands above it."""
    is_row = hit.passage.kind is BlockKind.TABLE_ROW
    return bool(_ON_COUNTRIES.search(" ".join((text, hit.passage.context, *hit.passage.section)) if is_row else text))


def _is_on_a_country(text: str, hit: Hit) -> bool:
    country = hit.document.country
    about_one = bool(country) and country not in REGIONS
    return about_one or bool(find_countries(text, language=hit.document.language))


def _wanted(question: str) -> re.Pattern[str] | None:
    for asks, holds in (
        (_ASKS_MONEY, _MONEY), (_ASKS_SHARE, _SHARE), (_ASKS_NUMBER, _NUMBER), (_ASKS_TIME, _TIME),
    ):  # fmt: skip
        if asks.search(question):
            return holds
    return None
