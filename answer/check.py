"""A draft held against the library, sentence by sentence: what it supports, contradicts, or does not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answer.as_json import citation_json
from answer.conflict import Conflict, find_conflict_across
from answer.draft import Draft, DraftSentence
from answer.faults import find_faults
from answer.figures import figures
from answer.polarity import is_open
from answer.reasons import reason
from answer.records import Citation
from answer.stance import Stance, Stand, conflict_with, contradicted
from answer.support import (
    Encode,
    Means,
    Reading,
    are_readable,
    covered,
    encoded,
    fitting_encode,
    likeness,
    load_support,
    means_of,
    shared_words,
)
from answer.verify import Finding, Verdict, judge
from answer.words import is_held, ordered_stems, stem
from index.evidence import ABOVE
from index.knowledge_base import KnowledgeBase
from index.reading import Reading as Asked
from index.records import Filters, Hit, SearchResult
from index.words import split_words
from ingest.places import country_name
from ingest.records import BlockKind, Span

_HITS = 16  # passages whose sentences are held against one of the draft's
_WINDOWS = 16  # sentences and pairs of sentences that are looked at closely
# Share of a sentence's words, by rarity, that must stand in what supports it: likeness alone finds the topic.
_FEWEST_WORDS = 0.6
_FEWEST_OWN = 0.5  # the same without the words of the title and the headings above it
# The same in two languages, by meaning: share of the sentence's terms, by rarity, that a passage has in its language.
# Read off paraphrases of the starter corpus, which reach 0.6 to 1, and sentences beside them, which stay below 0.4.
_FEWEST_SAID = 0.6
_FEWEST_SAID_UNCOUNTED = 0.7  # where the sentence has no figure that must stand there too
_NO_LIKENESS = 0.45  # cosine below which two texts in two languages are on different matters, whatever words they share
_FAINT = 0.4  # likeness of two words below which they have nothing in common
_FEWEST_TERMS = 2  # terms of meaning that a sentence must have, so that their share says something
_SUBJECT = 1  # words of meaning that a sentence opens with; what supports it must hold them, or it speaks of another
_SMOOTHED = 3.0  # added to the number of sentences that hold a word, so that a word none holds does not decide alone
_FEWEST_STEMS = 3  # words of meaning that a part of a sentence has
_BETWEEN_PARTS = re.compile(r"[;,:]\s+|\s+(?:and|but|while|whereas|et|mais|tandis que|und|aber|während|и|но|а)\s+")
_MOST_CITED = 3
_WEAKER = 0.1  # support by which a further citation may fall behind the best
_MORE_WORDS = 0.1  # share of the words that a window in conflict must have beyond those that carry the sentence
_LONGER = 0.03  # what a second sentence must add, or the first alone is cited
_NEAREST = 2  # passages shown where nothing says it
# Words without a meaning of their own that the stemmer's lists of stop words leave in.
_EMPTY_WORDS = {
    "en": """
them we us our ours you your he she his her him has have had been being do does did which who whom what where when than
from its can may might should would could must also only some any more most all each so such out up about over under
between among one both
eur euro euros chf usd dollars pounds percent year years
""",
    "fr": """
ont avoir avait disposent dispose seul seuls seule seules seulement uniquement aussi ainsi comme dont chaque tout toute
euros euro francs dollars an ans année années
""",
    "de": """
hat haben hatte hatten verfügen verfügt nur lediglich auch bereits schon sowie wird werden wurde wurden als
euro franken dollar prozent jahr jahre jahren jahres
""",
    "ru": """
имеют имеет имел имели имеется только лишь также уже как который которая которые является являются был была были
евро франков долларов рублей процентов год года году годы годов годах
""",
}
_LEANS_BACK = re.compile(
    r"^\W*(?:this|these|those|it|its|they|their|such|cette|ce|ces|il|elle|ils|elles|dies\w*|er|sie|es|это|эти|он\w?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """One sentence of a draft and what the library makes of it.

    Attributes:
        stand: None where the sentence is not checked.
        citations: of a supported or contradicted sentence, what says so, best first; otherwise the nearest passages.
    """

    sentence: DraftSentence
    stand: Stand | None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A whole draft; its sentences in order."""

    draft: Draft
    sentences: tuple[CheckedSentence, ...]
    snapshot: str

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences are supported, contradicted, not found, and not checked."""
        counted = Counter(verdict_of(one) for one in self.sentences)
        return {name: counted[name] for name in (*(stance.value for stance in Stance), NOT_CHECKED)}


NOT_CHECKED = "not_checked"


def verdict_of(one: CheckedSentence) -> str:
    """Return the verdict as the JSON names it."""
    return one.stand.stance.value if one.stand else NOT_CHECKED


Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The terms of a sentence as the library reads them, in whatever language; figures and empty words weigh nothing.

    Attributes:
        weights: of every term of what was searched for, by rarity, shape (terms,); sum 1, or 0 where too few are left.
        subject: place of the first that weighs something.
    """

    weights: Floats
    subject: int

    @classmethod
    def of(cls, claim: Reading, asked: Asked) -> _Terms:
        """Weigh the terms that stand in the claim: with it the sentence before it may have been searched for."""
        words, empty = set(split_words(claim.text)), _empty(claim)
        weights = np.array([
            term.weight if (some := set(term.text.split())) <= words and not _is_empty(some, empty, claim) else 0.0
            for term in asked.terms
        ], dtype=np.float32)  # fmt: skip
        if np.count_nonzero(weights) < _FEWEST_TERMS:
            return cls(weights=np.zeros_like(weights), subject=0)
        return cls(weights=weights / weights.sum(), subject=int(np.flatnonzero(weights)[0]))

    def said(self, matches: Floats) -> float:
        """Return the share of them, by weight, that is said; 0 where there are too few to tell."""
        return float(np.where(matches < _FAINT, 0.0, matches) @ self.weights)


def _is_empty(words: set[str], empty: frozenset[str], claim: Reading) -> bool:
    return all(any(char.isdigit() for char in word) or {word, stem(word, language=claim.language)} & empty
               for word in words)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """A sentence of the library, or two that adjoin, as evidence.

    Attributes:
        own, above: how far it has each term of what was searched for, and how far its title and headings have it, in
            whatever language: 0 to 1, shape (terms,).
    """

    hit: Hit
    span: Span
    reading: Reading
    own: Floats
    above: Floats

    def known(self, language: str) -> list[str]:
        """Return what the document and the headings above name."""
        document, passage = self.hit.document, self.hit.passage
        country = country_name(document.country, language) if document.country else ""
        names = (document.title, document.publisher, country, *passage.section, passage.context)
        return [name for name in names if name]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A window held against a sentence of the draft, both as the score could read them."""

    window: _Window
    claim: Reading
    reading: Reading
    finding: Finding
    rarity: Mapping[str, float]
    terms: _Terms

    @property
    def is_supporting(self) -> bool:
        """Whether the score and the rules let it carry the sentence, enough of its words stand there, and none is open.

        Two sentences that adjoin may speak of two things, so more is asked of them. In two languages a single sentence
        must carry all, by the score or because it says the same words in its language.
        """
        is_one = len(self.reading.sentences) == 1
        if self.means is Means.ACROSS:
            return is_one and (self.finding.verdict is Verdict.SUPPORTED or self._is_said_across())
        if self.finding.verdict is not Verdict.SUPPORTED:
            return False
        return self._holds_words() and (_conflict(self) is None if is_one else self._is_carried_by_both())

    @property
    def support(self) -> float:
        """The score, 0 to 1; what the words carry across languages stands at the line at least."""
        if self.finding.verdict is Verdict.SUPPORTED or not self.is_supporting:
            return self.finding.support
        return load_support().weights(self.claim, self.reading).draft_threshold

    @property
    def means(self) -> Means:
        """What the two are compared by."""
        return means_of(self.claim, self.reading)

    @property
    def words(self) -> float:
        """Share of the sentence's words that stand here, as they are or, in another language, by what they mean."""
        return self.said if self.means is Means.ACROSS else self._covered(self.claim, self.reading)

    @property
    def said(self) -> float:
        """Share of the sentence's terms that is said here or in the headings above, in whatever language, 0 to 1."""
        return self.terms.said(np.maximum(self.window.own, ABOVE * self.window.above))

    def _is_said_across(self) -> bool:
        """Whether no rule is broken, and the words that the score does not look for are there."""
        if self.finding.verdict is not Verdict.NOT_SUPPORTED or not self.is_on_the_matter:
            return False
        has_figures = bool(figures(self.claim.text, language=self.claim.language))
        return self.said >= (_FEWEST_SAID if has_figures else _FEWEST_SAID_UNCOUNTED)

    @property
    def is_on_the_matter(self) -> bool:
        """Whether two texts in two languages are near enough for their words to tell."""
        return likeness(self.claim, self.reading)[0] >= _NO_LIKENESS

    def _holds_words(self) -> bool:
        if not self._holds_subject() or self._covered(self.claim, self.reading) < _FEWEST_WORDS:
            return False
        if covered(self.claim, self.reading, weights=self.rarity) < _FEWEST_OWN:
            return False
        return not is_open(self.claim.text, self.reading.text, language=self.claim.language)

    def _covered(self, claim: Reading, reading: Reading) -> float:
        return covered(claim, reading, known=self.window.known(claim.language), weights=self.rarity)

    def _holds_subject(self) -> bool:
        stems = [stem for some in self.claim.stems for stem in some if self.rarity[stem] > 0]
        opening = replace(self.claim, stems=(tuple(stems[:_SUBJECT]),))
        return covered(opening, self.reading, known=self.window.known(self.claim.language)) >= 1

    def _is_carried_by_both(self) -> bool:
        """Whether two sentences carry it without lending each other their figures and subjects.

        Either the second leans on the first ("It has three pillars"), or each part of the claim stands in one of them.
        """
        sentences = self.reading.parts()
        if _LEANS_BACK.match(sentences[1].text):
            return any(_holds_figures(self.claim, one) for one in sentences)
        parts = _parts(self.claim)
        return len(parts) > 1 and all(
            any(self._covered(part, one) >= _FEWEST_WORDS and _holds_figures(part, one) for one in sentences)
            for part in parts
        )


def _holds_figures(claim: Reading, sentence: Reading) -> bool:
    faults = find_faults(claim.text, sentence.texts, language=claim.language, quote_language=sentence.language)
    return not faults.figures and not faults.quantities


def _parts(claim: Reading) -> list[Reading]:
    """Return the parts of a claim that say something each; a scrap stays with the part before it."""
    parts: list[str] = []
    for piece in _BETWEEN_PARTS.split(claim.text):
        reading = Reading.of(piece, language=claim.language, is_one=True)
        if parts and len(reading.stems[0] if reading.stems else ()) < _FEWEST_STEMS:
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return [Reading.of(part, language=claim.language, is_one=True) for part in parts if part.strip()]


def check_draft(
    draft: Draft, library: KnowledgeBase, *, filters: Filters | None = None,
    report: Callable[[int, int], None] = lambda _done, _all: None,
) -> CheckedDraft:  # fmt: skip
    """Hold each sentence of a draft against the library.

    Args:
        filters: which documents count; all by default.
        report: told how many sentences are done, and of how many.
    """
    checked = CheckedDraft(draft=draft, sentences=(), snapshot=library.snapshot())
    for checked in checking(draft, library, filters=filters):
        report(len(checked.sentences), len(draft.sentences))
    return checked


def checking(draft: Draft, library: KnowledgeBase, *, filters: Filters | None = None) -> Iterator[CheckedDraft]:
    """Yield the draft as far as it is checked, after each of its sentences; whoever has seen enough stops asking."""
    claims = _claims(draft, library)
    encode = fitting_encode(library.encode, library.model())
    found: list[CheckedSentence] = []
    before = ""
    for sentence in draft.sentences:
        if sentence.unchecked:
            found.append(CheckedSentence(sentence=sentence, stand=None))
        else:
            asked = f"{before} {sentence.text}" if _LEANS_BACK.match(sentence.text) else sentence.text
            result = library.search(asked, filters=filters, k=_HITS, language=draft.language)
            found.append(_check(sentence, claims[sentence.text], result, library, encode))
        before = "" if sentence.unchecked else sentence.text
        yield CheckedDraft(draft=draft, sentences=_numbered(found), snapshot=library.snapshot())


def _claims(draft: Draft, library: KnowledgeBase) -> dict[str, Reading]:
    """Return the sentences to check, read and encoded, by their text."""
    texts = dict.fromkeys(sentence.text for sentence in draft.sentences if not sentence.unchecked)
    readings = [Reading.of(text, language=draft.language, is_one=True) for text in texts]
    return dict(zip(texts, encoded(readings, library.encode), strict=True))


def _check(
    sentence: DraftSentence, claim: Reading, result: SearchResult, library: KnowledgeBase, encode: Encode | None
) -> CheckedSentence:
    windows = list(_windows(result))
    rarity = _rarity(claim, windows)
    terms = _Terms.of(claim, result.reading)
    nearest = _nearest(claim, windows, is_fitted=encode is not None)
    judged = [_judge(claim, window, rarity, terms, encode) for window in nearest]
    stand, chosen = _decide(judged)
    citations = [_cite(library, one.window) for one in chosen]
    return CheckedSentence(sentence=sentence, stand=stand, citations=tuple(citations))


def _windows(result: SearchResult) -> Iterator[_Window]:
    """Yield each sentence of the hits, and each two that adjoin in one passage."""
    seen: set[tuple[str, int, Span]] = set()
    for hit in result.hits:
        passage = hit.passage
        if passage.kind is BlockKind.HEADING or not passage.sentences:
            continue
        language = hit.document.language
        texts = [passage.read(span) for span in passage.sentences]
        told = result.evidence[passage.passage_id]
        whole = Reading.of_sentences(texts, language=language, vectors=told.vectors)
        for size in (1, 2):
            for first in range(len(texts) - size + 1):
                span = Span(passage.sentences[first].start, passage.sentences[first + size - 1].end)
                if (place := (passage.revision, passage.page, span)) not in seen:
                    seen.add(place)
                    own = told.matches[first : first + size].max(axis=0)
                    yield _Window(
                        hit=hit, span=span, reading=whole.window(first, first + size), own=own, above=told.above
                    )


def _nearest(claim: Reading, windows: Sequence[_Window], *, is_fitted: bool) -> list[_Window]:
    """Return the windows most like the claim, and of those alike in that the shorter first.

    Words tell only within one language, so each language has its own.
    """
    chosen: list[_Window] = []
    for is_across in (False, True):
        some = [one for one in windows if (one.reading.language != claim.language) is is_across]
        ranked = sorted(some, key=lambda one: (-_likeness(claim, one.reading, is_fitted), len(one.span)))
        chosen += ranked[:_WINDOWS]
    return chosen


def _likeness(claim: Reading, reading: Reading, is_fitted: bool) -> float:
    words = shared_words(claim, reading)
    if is_fitted and are_readable(claim, reading):
        return words + likeness(claim, reading)[0]
    return words + float(reading.vector @ claim.vector)


def _rarity(claim: Reading, windows: Sequence[_Window]) -> dict[str, float]:
    """Return a weight for each of the claim's stems: what few of the sentences found hold tells them apart.

    The inverse document frequency, smoothed, over the sentences at hand. Words of a figure weigh nothing: a rule of
    their own holds them against the figures of the evidence.
    """
    held = [frozenset(one.reading.stems[0]) for one in windows if len(one.reading.sentences) == 1]
    counts = {stem: sum(is_held(stem, some) for some in held) for some in claim.stems for stem in some}
    empty = _empty(claim)
    return {
        stem: 0.0 if stem in empty else log(1 + (len(held) + 1) / (_SMOOTHED + count))
        for stem, count in counts.items()
    }


def _empty(claim: Reading) -> frozenset[str]:
    """Return the words and stems of the claim's language without a meaning of their own, its figures among them."""
    spelled = " ".join(figure.text for figure in figures(claim.text, language=claim.language))
    return _empty_words(claim.language).union(ordered_stems(spelled, language=claim.language), split_words(spelled))


@lru_cache(maxsize=8)
def _empty_words(language: str) -> frozenset[str]:
    words = _EMPTY_WORDS.get(language, "").split()
    return frozenset([*words, *(stem(word, language=language) for word in words)])


def _judge(
    claim: Reading, window: _Window, rarity: Mapping[str, float], terms: _Terms, encode: Encode | None
) -> _Judged:
    reading = window.reading
    if encode is None or not are_readable(claim, reading):
        claim, reading = claim.without_vectors(), reading.without_vectors()
    finding = judge(claim, reading, known=window.known(claim.language), is_best_of_many=True, encode=encode)
    return _Judged(window=window, claim=claim, reading=reading, finding=finding, rarity=rarity, terms=terms)


def _decide(judged: Sequence[_Judged]) -> tuple[Stand, list[_Judged]]:
    """Return where the library stands, and the windows to cite."""
    ranked = sorted(judged, key=lambda one: -one.support + _LONGER * len(one.reading.sentences))
    carrying = [one for one in ranked if one.is_supporting]
    nearer = _nearer_conflict(ranked, carrying)
    if nearer:
        return contradicted(nearer[0].claim, nearer[0].finding, nearer[1]), [nearer[0]]
    if carrying:
        support = max(one.support for one in carrying)
        close = [one for one in carrying if one.support >= support - _WEAKER]
        return Stand(stance=Stance.SUPPORTED, support=support), _apart(close, _MOST_CITED)
    for one in ranked:
        conflict = _conflict(one)
        if conflict:
            return contradicted(one.claim, one.finding, conflict), [one]
    if not ranked:
        return Stand(stance=Stance.NOT_FOUND, support=0.0), []
    nearest = _apart(ranked, _NEAREST)
    return _not_found(nearest[0]), nearest


def _nearer_conflict(ranked: Sequence[_Judged], carrying: Sequence[_Judged]) -> tuple[_Judged, Conflict] | None:
    """Return a conflicting window that has clearly more of the sentence's words than any that would carry it.

    "4 of 50 prepare a strategy" is not carried by "4 of 50 have a strategy" where another says "7 of 50 prepare one".
    """
    most = {means: max((one.words for one in carrying if one.means is means), default=1.0) for means in Means}
    for one in ranked if carrying else ():
        if one.words >= most[one.means] + _MORE_WORDS and (conflict := _conflict(one)):
            return one, conflict
    return None


def _conflict(one: _Judged) -> Conflict | None:
    if len(one.reading.sentences) != 1:
        return None
    if one.means is Means.ACROSS:
        if one.said < _FEWEST_SAID_UNCOUNTED or not one.is_on_the_matter:
            return None
        return find_conflict_across(one.claim, one.reading, one.finding.faults)
    known = one.window.known(one.claim.language)
    return conflict_with(one.claim, one.reading, known=known, is_best_of_many=True, said=one.said)


def _not_found(nearest: _Judged) -> Stand:
    """Return what the nearest window lacks; where it is only its words that are too few, that is the reason."""
    finding = nearest.finding
    support, reasons = finding.support, finding.reasons
    if finding.verdict is Verdict.SUPPORTED:
        support = min(support, load_support().weights(nearest.claim, nearest.reading).draft_threshold - 0.001)
        reasons = (reason("NOT_SUPPORTED", language=nearest.claim.language),)
    return Stand(stance=Stance.NOT_FOUND, support=support, reasons=reasons)


def _apart(ranked: Sequence[_Judged], most: int) -> list[_Judged]:
    """Return the first ones that do not share a passage's words with one before."""
    chosen: list[_Judged] = []
    for one in ranked:
        if len(chosen) < most and not any(_overlap(one.window, other.window) for other in chosen):
            chosen.append(one)
    return chosen


def _overlap(one: _Window, other: _Window) -> bool:
    ours, theirs = one.hit.passage, other.hit.passage
    is_same_page = (ours.revision, ours.page) == (theirs.revision, theirs.page)
    return is_same_page and one.span.start < other.span.end and other.span.start < one.span.end


def _cite(library: KnowledgeBase, window: _Window) -> Citation:
    """Cite the page as the catalogue holds it; numbered later."""
    passage = window.hit.passage
    page = library.page(passage.document_id, passage.page, revision=passage.revision)
    return Citation.of_page(
        page.text, n=1, document=window.hit.document, revision=passage.revision, page=passage.page,
        page_label=page.page_label, section=passage.section, span=window.span, is_ocr=page.is_ocr,
    )  # fmt: skip


def _numbered(found: Sequence[CheckedSentence]) -> tuple[CheckedSentence, ...]:
    """Number the citations through the draft; the same lines keep their number."""
    numbers: dict[tuple[str, int, Span], int] = {}

    def numbered(citation: Citation) -> Citation:
        n = numbers.setdefault((citation.revision, citation.page, citation.span), len(numbers) + 1)
        return replace(citation, n=n)

    return tuple(replace(one, citations=tuple(map(numbered, one.citations))) for one in found)


def draft_json(checked: CheckedDraft) -> dict[str, Any]:
    """Return a checked draft in the contract's shape."""
    return {
        "title": checked.draft.title,
        "language": checked.draft.language,
        "snapshot": checked.snapshot,
        "counts": checked.counts,
        "sentences": [_sentence_json(one) for one in checked.sentences],
    }


def _sentence_json(one: CheckedSentence) -> dict[str, Any]:
    sentence = one.sentence
    return {
        "text": sentence.text,
        "verdict": verdict_of(one),
        "support": round(one.stand.support, 4) if one.stand else None,
        "reasons": list(one.stand.reasons) if one.stand else [str(sentence.unchecked)],
        "citations": [citation_json(citation) for citation in one.citations],
        "paragraph": sentence.paragraph,
        "page": sentence.page,
        "start": sentence.start,
        "end": sentence.end,
    }
