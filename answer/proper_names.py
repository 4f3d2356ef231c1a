"""The proper names of a sentence, and whether its sources name them too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.figures import LANGUAGES
from answer.words import is_held, stem, unify
from index.reading import PLACE_NAMES
from ingest.places import country_name, find_countries

_WORD = re.compile(r"[^\W\d_]+")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;•·*»«\"“„(\[–—-])\W*$")
_NO_NAMES = frozenset({"I"})


@dataclass(frozen=True, slots=True)
class _Name:
    """A word that is written like a name, or several that stand together.

    Attributes:
        is_opening: the first word has its capital because it opens the sentence, perhaps.
    """

    words: tuple[str, ...]
    is_opening: bool


def missing_names(sentence: str, sources: Sequence[str], *, language: str) -> list[str]:
    """Return the proper names of a sentence that stand in no source, countries first.

    Args:
        language: ISO 639-1 code of the sentence.
    """
    missing = missing_countries(sentence, sources, language=language)
    if sentence.isupper():
        return missing
    held = _Held.of(sources, language)
    for name in _names(unify(sentence), language):
        missing += [] if held.has(name) else [word for word in held.lacks(name) if not places_named(word)]
    return list(dict.fromkeys(missing))


def missing_countries(sentence: str, sources: Sequence[str], *, language: str) -> list[str]:
    """Return the countries and regions of a sentence that no source names in any language, by their names."""
    named = _countries(sentence, (language,))
    codes = named - frozenset[str]().union(*(_countries(s, LANGUAGES) for s in sources if named))
    return sorted(country_name(code, language) for code in codes)


def names_not_held(sentence: str, sources: Sequence[str], *, language: str) -> list[list[str]]:
    """Return of each name that no source has as it is the words that are not there; names of places left out."""
    held = _Held.of(sources, language)
    names = [name for name in _names(unify(sentence), language) if not held.has(name)]
    return [held.lacks(name) for name in names if not any(places_named(gap.join(name.words)) for gap in " -")]


def places_named(text: str) -> frozenset[str]:
    """Return the codes of the countries and regions that a text names in any language."""
    return _countries(text, LANGUAGES)


@lru_cache(maxsize=8192)  # the same titles and passages are held against many sentences
def _countries(text: str, languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        code for one in languages for code in find_countries(text, language=one, regions=True, extra=PLACE_NAMES)
    )


def _names(text: str, language: str) -> Iterator[_Name]:
    run: list[re.Match[str]] = []
    for found in _WORD.finditer(text):
        if run and (not _is_name(found[0], language) or text[run[-1].end() : found.start()] not in {" ", "-"}):
            yield _name(text, run)
            run = []
        if _is_name(found[0], language):
            run.append(found)
    if run:
        yield _name(text, run)


def _name(text: str, run: Sequence[re.Match[str]]) -> _Name:
    return _Name(tuple(word[0] for word in run), bool(_OPENS_SENTENCE.search(text[: run[0].start()])))


def _is_name(word: str, language: str) -> bool:
    """Whether a word is written like a name; in German, where every noun has a capital, only by its inner capitals."""
    if len(word) > 1 and any(char.isupper() for char in word[1:]):
        return True
    return language != "de" and word[0].isupper() and word not in _NO_NAMES


@dataclass(frozen=True, slots=True)
class _Held:
    """The words of the sources.

    Attributes:
        initials: per source, the first letters of its words with a capital, and of all its longer words.
    """

    language: str
    folded: frozenset[str]
    stems: frozenset[str]
    initials: tuple[str, ...]

    @classmethod
    def of(cls, sources: Sequence[str], language: str) -> _Held:
        per_source = [_WORD.findall(unify(source)) for source in sources]
        words = {word for found in per_source for word in found}
        return cls(
            language,
            frozenset(word.casefold() for word in words),
            frozenset(filter(None, (stem(word, language=language) for word in words))),
            tuple(_initials(found) for found in per_source),
        )

    def has(self, name: _Name) -> bool:
        """Whether the name stands there, word by word or as the short form of all its words."""
        short = "".join(word[0] for word in name.words).casefold()
        shorts = {short, short[1:]} if name.is_opening else {short}  # "The European Medicines Agency"
        return not self.lacks(name) or any(len(one) > 1 and one in self.folded for one in shorts)

    def lacks(self, name: _Name) -> list[str]:
        """Return the words of the name that are not there; an ordinary word that opens a sentence is no name."""
        words = name.words
        if name.is_opening and not any(char.isupper() for char in words[0][1:]):
            words = words[1:]
        return [word for word in words if not self._has_word(word)]

    def _has_word(self, word: str) -> bool:
        if word.casefold() in self.folded:
            return True
        if word.isupper() and any(word.casefold() in initials for initials in self.initials):
            return True
        root = stem(word, language=self.language)
        return bool(root) and is_held(root, self.stems)


def _initials(words: Sequence[str]) -> str:
    capitals = "".join(word[0] for word in words if word[0].isupper())
    longer = "".join(word[0] for word in words if len(word) > 3)
    return f"{capitals} {longer}".casefold()
