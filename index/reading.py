"""A question as the library reads it: its terms, how each may be said in any language, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Encoder, Probes
from index.glossary import LANGUAGES, Concept, Glossary, Mention
from index.lexical import Form, LexicalIndex
from index.vocabulary import Vocabulary, is_indexed
from index.words import split_words
from ingest.places import country_name, find_countries

PLACE_NAMES = Path(__file__).parent.parent / "corpus" / "countries.csv"  # adjectives and other names of countries

# Cosine of two words from which they have something in common, and from which they mean the same. Read off pairs of
# words: translations reach 0.75 to 1 ("стоимость" and "price" 0.83), other words of one field 0.55 to 0.65.
_NOT_KIN, _SAME = 0.55, 0.9
_IS_GLOSS = 0.6  # cosine from which an English word stands for one of another language
_IS_FORM = 0.72  # cosine from which a word is looked for in place of the question's own
_MOST_NEIGHBOURS = 6
_SHORTEST_PART = 5  # letters of a word that is looked for inside compounds ("Gesetz" in "Datennutzungsgesetz")
_IS_PART = 0.85  # how far a compound means the same as one of its parts
_LOOSE = 0.9  # what a term of several words counts where they stand apart
_SHORTEST_ACRONYM = 3
_EVERYDAY = frozenset({"WHO", "OMS", "ВОЗ", "WGO"})
_ANY_WORD = re.compile(r"[^\W_]+")
_MOST_TERMS = 48  # of a question; what comes after is hardly a question any more

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing a question names: a word, or several that stand for one concept.

    Attributes:
        text: as asked, in lower case.
        parts: which of the reading's words it is made of.
        forms: what is the same thing, in any language.
        weight: by how rare it is in the library: inverse document frequency.
    """

    text: str
    parts: tuple[int, ...]
    forms: tuple[tuple[str, ...], ...]
    weight: float


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question, read.

    Attributes:
        language: ISO 639-1 code of the question.
        english: the question in English, word for word where it was asked in another language.
        countries: codes of those that it names.
        probes: what it looks for among the vectors.
        words: the words its terms are made of.
        alike: how far each of them means the same as each word held, 0 to 1: shape (len(words), words held).
    """

    question: str
    language: str
    english: str
    countries: tuple[str, ...]
    terms: tuple[Term, ...]
    probes: Probes
    words: tuple[str, ...]
    alike: Floats
    vocabulary: Vocabulary

    @property
    def weights(self) -> Floats:
        """Weight of each term, with sum 1; empty where the question has none."""
        weights = np.array([term.weight for term in self.terms], dtype=np.float32)
        total: Floats = weights / max(float(weights.sum()), 1e-9)
        return total

    def matches(self, texts: Sequence[str]) -> Floats:
        """Tell how far each text has each term, in whatever language: shape (len(texts), len(terms)), 0 to 1."""
        found = np.zeros((len(texts), len(self.terms)), dtype=np.float32)
        if not self.terms:
            return found
        cut = [split_words(text) for text in texts]
        parts = self._parts(cut)
        for place, term in enumerate(self.terms):
            if term.parts:
                looseness = _LOOSE if len(term.parts) > 1 else 1.0
                found[:, place] = looseness * parts[:, term.parts].mean(axis=1)
        for row, words in enumerate(cut):
            for place in self._named(words):
                found[row, place] = 1.0
        return found

    def _parts(self, cut: Sequence[Sequence[str]]) -> Floats:
        """Tell how far each text has each word that the terms are made of: shape (len(cut), len(self.words))."""
        places = self.vocabulary.places
        rows = [[places[word] for word in dict.fromkeys(words) if word in places] for words in cut]
        parts = np.zeros((len(cut), len(self.words)), dtype=np.float32)
        filled = [place for place, some in enumerate(rows) if some]
        if filled and self.words:
            starts = np.cumsum([0, *(len(rows[place]) for place in filled)])[:-1]
            alike = self.alike[:, [row for place in filled for row in rows[place]]]
            parts[filled] = np.maximum.reduceat(alike, starts, axis=1).T
        return parts

    def _named(self, words: Sequence[str]) -> Iterator[int]:
        """Yield the terms that a text has in one of their forms, word for word."""
        running = ""
        for first in self._forms_by_first.keys() & set(words):
            for form, place in self._forms_by_first[first]:
                running = running or f" {' '.join(words)} "
                if len(form) == 1 or f" {' '.join(form)} " in running:
                    yield place

    @cached_property
    def _forms_by_first(self) -> dict[str, list[tuple[tuple[str, ...], int]]]:
        """First word -> the forms that begin with it, and whose term they are."""
        forms: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for place, term in enumerate(self.terms):
            for form in term.forms:
                forms.setdefault(form[0], []).append((form, place))
        return forms

    def means(self, word: str) -> bool:
        """Whether a word, folded, is one that the word index looks for in place of a word of the question."""
        place = self.vocabulary.places.get(word)
        floor = float(_likeness(np.array(_IS_FORM)))
        return place is not None and bool(self.words) and bool(self.alike[:, place].max() >= floor)

    def coverage(self, matches: Floats) -> Floats:
        """Return the share of the question, by weight, that each row of `matches` has: shape (len(matches),)."""
        covered: Floats = matches @ self.weights
        return covered

    def lexical_terms(self) -> list[list[Form]]:
        """Return the terms as the word index looks for them: as asked, in its stems, and in the words near to it."""
        return [self._lexical_forms(term) for term in self.terms]

    def _lexical_forms(self, term: Term) -> list[Form]:
        forms = [Form(form, 1.0) for form in term.forms]
        if len(term.parts) == 1:
            forms.append(Form((self.words[term.parts[0]],), 1.0, stem_of=self.language))
            alike = self.alike[term.parts[0]]
            floor = _likeness(np.array(_IS_FORM))
            near = [int(place) for place in np.argsort(-alike)[:_MOST_NEIGHBOURS] if alike[place] >= floor]
            known = {form.words for form in forms}
            forms += [
                Form((self.vocabulary.words[place],), float(alike[place]))
                for place in near
                if (self.vocabulary.words[place],) not in known
            ]
        return forms


def read_question(
    question: str, *, language: str, encoder: Encoder, lexical: LexicalIndex, vocabulary: Vocabulary,
    glossary: Glossary,
) -> Reading:  # fmt: skip
    """Read a question against the words of a library.

    Args:
        question: whole, in any language.
        language: ISO 639-1 code.
        encoder: whose vectors the library holds.
        lexical: tells how rare a word is, and which words only ask.
        vocabulary: the library's words.
        glossary: the field's terms.
    """
    asked = _Asked.of(question, language=language, lexical=lexical, glossary=glossary)
    spelled = _spelled(asked)
    words = tuple(dict.fromkeys(word for _, parts, _ in spelled for word in parts))
    known = _Known(words, _alike(words, encoder, vocabulary), vocabulary, lexical)
    terms = tuple(
        Term(
            text=text, parts=tuple(words.index(part) for part in parts), forms=forms,
            weight=_weight(parts, forms, known),
        )
        for text, parts, forms in spelled
    )  # fmt: skip
    whole = written_out(question, language=language, glossary=glossary)
    english = whole if language == "en" else _english(asked, known)
    return Reading(
        question=question, language=language, english=english, countries=asked.countries, terms=terms,
        probes=encoder.probes(whole, english=english), words=words, alike=known.alike, vocabulary=vocabulary,
    )  # fmt: skip


def written_out(question: str, *, language: str, glossary: Glossary) -> str:
    """Return the question with each acronym of the glossary followed by what it stands for, in its own language.

    Left as they are: those whose words stand in the question already, those of two letters and the likes of WHO, which
    are written so everywhere, and those that stand for two things.
    """
    written = split_words(question, keep_case=True)
    terms: dict[str, str] = {}
    for mention in glossary.find(question, language=language):
        word = written[mention.start]
        is_acronym = mention.end - mention.start == 1 and sum(char.isupper() for char in word) > 1
        if not is_acronym or len(word) < _SHORTEST_ACRONYM or word in _EVERYDAY or len(mention.concepts) > 1:
            continue
        term = mention.concepts[0].preferred.get(language, "")
        if term and term.lower() not in question.lower():
            terms[word] = term
    return _ANY_WORD.sub(lambda match: f"{match[0]} ({terms[match[0]]})" if match[0] in terms else match[0], question)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question cut into words.

    Attributes:
        words, written: in lower case, and as they are written.
        stops: of each word whether it carries no meaning.
        mentions: where a concept of the glossary begins -> the mention.
        countries: codes of those that it names.
    """

    words: list[str]
    written: list[str]
    stops: list[bool]
    mentions: dict[int, Mention]
    countries: tuple[str, ...]

    @classmethod
    def of(cls, question: str, *, language: str, lexical: LexicalIndex, glossary: Glossary) -> _Asked:
        words = split_words(question)
        mentions = {mention.start: mention for mention in glossary.find(question, language=language)}
        countries = find_countries(question, language=language, extra=PLACE_NAMES)
        return cls(words, split_words(question, keep_case=True), lexical.stops(words), mentions, countries)

    def pieces(self) -> Iterator[tuple[int, int, Mention | None]]:
        """Yield (start, end, mention) of each concept that is named, and of each word besides, in order."""
        position = 0
        while position < len(self.words):
            mention = self.mentions.get(position)
            end = mention.end if mention else position + 1
            yield position, end, mention
            position = end


@dataclass(frozen=True, slots=True)
class _Known:
    """A question's words beside those that the library holds; `alike` as in `Reading`."""

    words: tuple[str, ...]
    alike: Floats
    vocabulary: Vocabulary
    lexical: LexicalIndex

    def frequency(self, word: str) -> int:
        """Return in how many passages a word stands, or one that means the same."""
        floor = float(_likeness(np.array(_IS_FORM)))
        near = np.flatnonzero(self.alike[self.words.index(word)] >= floor)
        return sum(self.lexical.frequency([self.vocabulary.words[int(row)] for row in near]))

    def english(self, word: str) -> str:
        """Return the nearest word of the library's English documents; the word itself where none is near."""
        if word not in self.words or not self.alike.size:
            return word
        row = np.where(self.vocabulary.is_english, self.alike[self.words.index(word)], -1.0)
        best = int(np.argmax(row))
        return self.vocabulary.words[best] if row[best] >= float(_likeness(np.array(_IS_GLOSS))) else word


_Spelled = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]


def _spelled(asked: _Asked) -> list[_Spelled]:
    """Return (text, words that carry meaning, forms) of each term, once each."""
    terms: dict[str, _Spelled] = {}
    for start, end, mention in asked.pieces():
        some = asked.words[start:end]
        parts = tuple(word for word, stop in zip(some, asked.stops[start:end], strict=True) if not stop)
        concepts = [concept for concept in (mention.concepts if mention else ()) if not concept.is_question]
        is_asking = mention is not None and not concepts
        if concepts and not parts:
            parts = tuple(some)  # "AI" and "EU" are stop words of French, and "WHO" one that asks
        if parts and not is_asking:
            text = " ".join(some)
            terms.setdefault(text, (text, parts, _forms(tuple(some), concepts, names_countries=bool(asked.countries))))
        if len(terms) == _MOST_TERMS:
            break
    return list(terms.values())


def _forms(
    words: tuple[str, ...], concepts: Sequence[Concept], *, names_countries: bool
) -> tuple[tuple[str, ...], ...]:
    forms = dict.fromkeys([words, *(form for concept in concepts for form in concept.forms)])
    for code in _countries_of(" ".join(words)) if names_countries else ():
        for language in LANGUAGES:
            forms.setdefault(tuple(split_words(country_name(code, language))))
    return tuple(form for form in forms if form)


@lru_cache(maxsize=4096)
def _countries_of(words: str) -> tuple[str, ...]:
    """Return the one country that the words of a term name."""
    for language in LANGUAGES:
        codes = find_countries(words.title(), language=language, extra=PLACE_NAMES)
        if codes:
            return codes
    return ()


def _alike(words: Sequence[str], encoder: Encoder, vocabulary: Vocabulary) -> Floats:
    """Return how far words mean the same as those held; numbers and single letters only are what they are."""
    alike = np.zeros((len(words), len(vocabulary.places)), dtype=np.float32)
    read = [place for place, word in enumerate(words) if is_indexed(word)]
    if read and vocabulary.places:
        alike[read] = _likeness(vocabulary.near(encoder.encode_words([words[place] for place in read])))
    for place, word in enumerate(words):
        if len(word) >= _SHORTEST_PART:
            alike[place, vocabulary.holding(word[:-1] if len(word) > _SHORTEST_PART else word)] = _IS_PART
        if word in vocabulary.places:
            alike[place, vocabulary.places[word]] = 1.0
    return alike


def _likeness(cosines: NDArray[np.floating]) -> Floats:
    likeness: Floats = np.clip((cosines - _NOT_KIN) / (_SAME - _NOT_KIN), 0.0, 1.0).astype(np.float32)
    return likeness


def _weight(parts: tuple[str, ...], forms: tuple[tuple[str, ...], ...], known: _Known) -> float:
    """Weigh a term by how few passages have it in any form.

    Source: Robertson and Spärck Jones, JASIS 1976, doi:10.1002/asi.4630270302.
    """
    passages = known.lexical.count()
    own = min(known.frequency(part) for part in parts)
    told = sum(min(known.lexical.frequency(form)) for form in forms)
    held = min(max(own, told), passages)
    return float(np.log(1 + (passages - held + 0.5) / (held + 0.5)))


def _english(asked: _Asked, known: _Known) -> str:
    """Say a question in English word for word: the glossary's terms, else the nearest English word of the library."""
    said: list[str] = []
    for start, end, mention in asked.pieces():
        if mention is not None:
            said.append(mention.concepts[0].preferred.get("en", " ".join(asked.written[start:end])))
        elif not asked.stops[start]:
            codes = _countries_of(asked.words[start]) if asked.countries else ()
            said.append(country_name(codes[0], "en") if codes else known.english(asked.words[start]))
    return " ".join(word for word, before in zip(said, ["", *said], strict=False) if word != before)
