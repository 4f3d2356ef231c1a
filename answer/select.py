"""Which sentences make the answer, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from answer.candidates import Candidate, says_unknown
from answer.polarity import denies
from answer.words import content_stems
from index.reading import PLACE_NAMES
from ingest.place_names import REGIONS
from ingest.places import find_countries, names_country
from ingest.records import BlockKind, Span

MAX_STATEMENTS = 5
MAX_GATHERED = 8  # where each sentence answers a part
_SAME = 0.93  # cosine above which two sentences say the same
_SAME_ACROSS = 0.65  # … of two languages, where they name the same figures and countries
_SAME_AS_ROW = 0.5  # … of a table's row and a sentence that has all of its figures
_PART = 0.8  # share of a sentence's words of meaning that another has, from which it adds nothing
_FEWEST_STEMS = 3  # such words that it must have, to be compared by them
_DIGITS = re.compile(r"\d+")
# Probability that a sentence in the question's language may be behind one in another and still go first; and an English
# one behind one that is in neither: more readers read it.
_OWN_LANGUAGE, _ENGLISH = 0.35, 0.2
_ROW = 0.2  # probability that a sentence may be behind a table's row and still go first: it reads better, and a row has
# the words of its header, which the question has too
_SHARE_COVERED = 0.85  # of what the first sentence has of the question; another that has less speaks of something else
_SHARE_COVERED_GATHERED = 0.6  # … where each sentence answers a part
_LIKELY_BESIDE = 0.15  # probability from which a neighbour of the first sentence may answer half of a question
_LIKELY_OF_A_COUNTRY = 0.03  # … of a country, once a sentence of another answers "Which countries …?": the words that
# only such a question has ("run or foresee") are in none
_SURE_OF_A_LIST = 0.2  # probability that the best must have for that: beside a doubtful one they are guesses
_LIKELY_OF_EACH = 0.06  # … of each country that a question compares, likewise: no sentence has both names
_MOST_OF_EACH = 2  # sentences of one document, where countries are compared
_GAP = 3  # characters between two sentences that follow each other
_SHARE_OF_BEST = 0.6  # of the best sentence's probability; what is far behind it only dilutes the answer
_SHARE_OF_BEST_GATHERED = 0.3  # … where each sentence answers a part, of one that stands in none of the first passages
_FIRST_PASSAGES = 8  # of the search; from further down come sentences that share words with the question by chance
_LIKE = 0.3  # cosine, any language, that a sentence of another passage than the first one's has with the question and
# with the first one: what has less shares words with the question, and is on another matter
_NEXT_PASSAGES = 3  # of the search, from which such a sentence may come
_SURE = 0.9  # probability above which the first sentence answers by itself, and one of another passage adds nothing


def select(
    scored: Sequence[tuple[float, Candidate]], *, threshold: float, most: int = MAX_STATEMENTS, gathers: bool = False,
    is_double: bool = False, is_denied: bool = False, language: str = "", countries: Sequence[str] = (),
) -> list[tuple[float, Candidate]]:  # fmt: skip
    """Choose the sentences to show: the likeliest first, the others grouped with their document.

    Args:
        scored: (probability, candidate) in any order.
        threshold: probability below which no sentence is shown.
        most: number of sentences at most.
        gathers: whether each sentence answers a part ("Which countries …?"): then those far behind the best are shown
            too, of each country's own documents the best one, and what denies something last; and once one is well
            above the threshold, the best of each other country may be below it.
        is_double: whether two things are asked: then what stands beside the best sentence may answer the other one.
        is_denied: whether a question that gathers asks for those that are or have something not: then what denies
            something is the answer, where there is any.
        language: of the question; a sentence in it goes before one that is little likelier in another.
        countries: alpha-3 codes of those that the question names; of several each gets its best sentence, once any
            reaches the threshold.

    Returns:
        (probability, candidate); empty where no sentence reaches the threshold. None repeats another.
    """
    ranked = sorted(scored, key=lambda pair: (-_wanted(pair, language), -pair[0], pair[1].rank, pair[1].span))
    if not gathers:
        own = _without_other_versions(ranked, language, floor=_floor(ranked, threshold))
        near = _near_the_first([pair for pair in own if pair[0] >= _floor(own, threshold)])
        if len(countries) > 1 and near:
            ranked = _of_each(own, near, countries)
        else:
            ranked = [*near[:1], *_beside(near[0][1], own), *near[1:]] if is_double and near else near
    else:
        own = _without_other_versions(ranked, language, floor=threshold)
        gathered = _each_country_once(_gathered(own, threshold))
        denials = [pair for pair in gathered if _says_no(pair) and not says_unknown(pair[1].text)] if is_denied else []
        ranked = denials or sorted(gathered, key=_says_no)
    chosen: list[tuple[float, Candidate]] = []
    for probability, candidate in ranked:
        if len(chosen) == most:
            break
        told = _as_read(candidate, scored, language)
        if not any(_repeats(told, other) for _, other in chosen):
            chosen.append((probability, told))
    return _grouped(chosen)


def _as_read(candidate: Candidate, scored: Sequence[tuple[float, Candidate]], language: str) -> Candidate:
    """Return the same statement in the question's language, or else in English, where the library has one.

    A digest never takes the place of an official document.
    """
    for spoken in dict.fromkeys((language, "en")):
        if candidate.hit.document.language == spoken:
            break
        versions = [
            other for _, other in scored
            if other.hit.document.language == spoken and other.is_whole >= candidate.is_whole
            and bool(other.hit.document.stands_for) <= bool(candidate.hit.document.stands_for)
            and other.hit.document.country == candidate.hit.document.country and _is_translation(candidate, other)
        ]  # fmt: skip
        if versions:
            return max(versions, key=lambda other: float(candidate.meaning @ other.meaning))
    return candidate


def _floor(ranked: Sequence[tuple[float, Candidate]], threshold: float) -> float:
    return max(threshold, max((probability for probability, _ in ranked), default=0.0) * _SHARE_OF_BEST)


def _near_the_first(ranked: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Leave out what has much less of the question than the first sentence, or is on another matter."""
    if not ranked:
        return []
    covers = _SHARE_COVERED * ranked[0][1].coverage
    return [pair for pair in ranked if pair[1].coverage >= covers and _is_on_the_matter(pair[1], ranked[0])]


def _is_on_the_matter(candidate: Candidate, best: tuple[float, Candidate]) -> bool:
    """Whether a sentence stands in the first one's passage, or else is near to it and to the question."""
    probability, first = best
    if candidate.hit.passage.passage_id == first.hit.passage.passage_id:
        return True
    reads_alike = candidate.hit.document.language == first.hit.document.language and not _is_row(first)
    if candidate.hit.rank > _NEXT_PASSAGES or (probability > _SURE and reads_alike):
        return False
    return candidate.similarity >= _LIKE and float(candidate.meaning @ first.meaning) >= _LIKE


def _is_row(candidate: Candidate) -> bool:
    return candidate.hit.passage.kind is BlockKind.TABLE_ROW


def _beside(best: Candidate, ranked: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Return what stands right before and after the best sentence and is not unlikely."""
    return [
        pair for pair in ranked
        if pair[0] >= _LIKELY_BESIDE and pair[1].is_whole
        and pair[1].hit.passage.passage_id == best.hit.passage.passage_id and _touch(pair[1].span, best.span)
    ]  # fmt: skip


def _of_each(
    ranked: Sequence[tuple[float, Candidate]], near: Sequence[tuple[float, Candidate]], countries: Sequence[str]
) -> list[tuple[float, Candidate]]:
    """Return the best sentence about each of several countries, then the others near the first."""
    firsts: list[tuple[float, Candidate]] = []
    for code in countries:
        if any(is_about(candidate, [code]) for _, candidate in firsts):
            continue
        own = (pair for pair in ranked if pair[0] >= _LIKELY_OF_EACH and is_about(pair[1], [code]))
        firsts += [best for best in [next(own, None)] if best]
    shown = Counter(candidate.hit.document.document_id for _, candidate in firsts)
    others: list[tuple[float, Candidate]] = []
    for pair in near:
        document_id = pair[1].hit.document.document_id
        if pair not in firsts and shown[document_id] < _MOST_OF_EACH:
            others.append(pair)
            shown[document_id] += 1
    return firsts + others


def is_about(candidate: Candidate, countries: Sequence[str]) -> bool:
    """Whether a sentence is about one of some countries: by its document, or because it names one."""
    document = candidate.hit.document
    if document.country in countries:
        return True
    about = f"{document.title} {' '.join(candidate.hit.passage.section)} {candidate.text}"
    return names_country(about, countries, language=document.language, extra=PLACE_NAMES)


def _gathered(ranked: Sequence[tuple[float, Candidate]], threshold: float) -> list[tuple[float, Candidate]]:
    """Return what is likely enough, and where one is quite so, the best of each other country that is not unlikely."""
    behind = _SHARE_OF_BEST_GATHERED * max((probability for probability, _ in ranked), default=0.0)
    covers = _SHARE_COVERED_GATHERED * (ranked[0][1].coverage if ranked else 0.0)
    ranked = [
        pair for pair in ranked
        if (pair[1].hit.rank <= _FIRST_PASSAGES or pair[0] >= behind)
        and (pair[1].coverage >= covers or pair[0] < threshold)
    ]  # fmt: skip
    likely = [pair for pair in ranked if pair[0] >= threshold]
    seen = {candidate.hit.document.country for _, candidate in likely} | {"", *REGIONS}
    more: dict[str, tuple[float, Candidate]] = {}
    is_sure = any(probability >= _SURE_OF_A_LIST for probability, _ in likely)
    for pair in ranked:
        country = pair[1].hit.document.country
        if is_sure and country not in seen and pair[0] >= _LIKELY_OF_A_COUNTRY and pair[1].is_whole:
            more.setdefault(country, pair)
    return likely + list(more.values())


def _touch(one: Span, other: Span) -> bool:
    gap = max(one.start, other.start) - min(one.end, other.end)
    return 0 <= gap <= _GAP


def _without_other_versions(
    ranked: list[tuple[float, Candidate]], language: str, *, floor: float
) -> list[tuple[float, Candidate]]:
    """Leave out digests in another language where the one in the question's language of the same document answers."""
    own = {
        candidate.hit.document.stands_for for probability, candidate in ranked
        if probability >= floor and candidate.hit.document.language == language
    } - {""}  # fmt: skip
    return [
        (probability, candidate) for probability, candidate in ranked
        if candidate.hit.document.language == language or candidate.hit.document.stands_for not in own
    ]  # fmt: skip


def _wanted(pair: tuple[float, Candidate], language: str) -> float:
    probability, candidate = pair
    spoken = candidate.hit.document.language
    bonus = _OWN_LANGUAGE if spoken == language else _ENGLISH if spoken == "en" else 0.0
    return probability + bonus - (_ROW if _is_row(candidate) else 0.0)


def _each_country_once(ranked: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Return the best sentence of each country's documents, and all of the regions'."""
    chosen: list[tuple[float, Candidate]] = []
    seen: set[str] = set()
    for pair in ranked:
        country = pair[1].hit.document.country
        if country in REGIONS or not country or country not in seen:
            chosen.append(pair)
        seen.add(country)
    return chosen


def _says_no(pair: tuple[float, Candidate]) -> bool:
    """Whether a sentence has a denial, as that a country is not among those asked for."""
    return denies(pair[1].text, language=pair[1].hit.document.language)


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if _overlap(candidate, other) or candidate.text.casefold() == other.text.casefold():
        return True
    if _is_part_of(candidate, other):
        return True
    if candidate.hit.document.language == other.hit.document.language:
        return float(candidate.vector @ other.vector) > _SAME or _is_row_of(candidate, other)
    return _is_translation(candidate, other)


def _is_translation(candidate: Candidate, other: Candidate) -> bool:
    return float(candidate.meaning @ other.meaning) > _SAME_ACROSS and _facts(candidate) == _facts(other)


def _is_part_of(candidate: Candidate, other: Candidate) -> bool:
    """Whether another sentence has nearly all the words and all the figures of this one, such as a list of its item."""
    language = candidate.hit.document.language
    is_alike = (language, candidate.hit.document.country) == (other.hit.document.language, other.hit.document.country)
    if not is_alike or _is_row(other):
        return False
    own, theirs = (content_stems(one.text, language=language) for one in (candidate, other))
    is_held = len(own) >= _FEWEST_STEMS and len(own & theirs) >= _PART * len(own)
    return is_held and set(_DIGITS.findall(candidate.text)) <= set(_DIGITS.findall(other.text))


def _is_row_of(candidate: Candidate, other: Candidate) -> bool:
    """Whether one is a table's row and the other a sentence that says the same."""
    rows = [one for one in (candidate, other) if _is_row(one)]
    if len(rows) != 1:
        return False
    sentence = other if rows[0] is candidate else candidate
    figures = set(_DIGITS.findall(rows[0].text))
    is_held = bool(figures) and figures <= set(_DIGITS.findall(sentence.text))
    return is_held and float(candidate.meaning @ other.meaning) > _SAME_AS_ROW


def _facts(candidate: Candidate) -> tuple[frozenset[str], frozenset[str]]:
    """Return the figures and the countries that a sentence names: what a translation keeps."""
    language = candidate.hit.document.language
    countries = find_countries(candidate.text, language=language) or [candidate.hit.document.country]
    return frozenset(_DIGITS.findall(candidate.text)), frozenset(countries)


def _overlap(candidate: Candidate, other: Candidate) -> bool:
    one, two = candidate.hit.passage, other.hit.passage
    is_same_page = (one.revision, one.page) == (two.revision, two.page)
    return is_same_page and candidate.span.start < other.span.end and other.span.start < candidate.span.end


def _grouped(chosen: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Keep the order of documents by their best sentence; within one document, the best first, then as it reads."""
    order = list(dict.fromkeys(candidate.hit.document.document_id for _, candidate in chosen))
    best = chosen[0][1] if chosen else None

    def key(pair: tuple[float, Candidate]) -> tuple[int, bool, int, int]:
        candidate = pair[1]
        passage = candidate.hit.passage
        place = order.index(candidate.hit.document.document_id)
        return place, candidate is not best, passage.page, candidate.span.start

    return sorted(chosen, key=key)
