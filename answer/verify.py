"""Whether a sentence is carried by the quotes it cites: rules over figures, names, negation and words, no model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answer.figures import LANGUAGES, figures, held_figures
from answer.polarity import contradicts
from answer.reasons import reason
from answer.words import content_stems, is_held, stem, unify
from ingest.places import country_name, find_countries

MIN_SUPPORT = 0.5  # share of a sentence's words; below it, too much of the sentence is the writer's own
_FAULTY = 0.25  # what is left of the support of a sentence with a wrong figure, name or negation


class Verdict(StrEnum):
    """What the quotes make of a sentence."""

    SUPPORTED = "supported"
    FIGURE_MISSING = "figure missing"  # a number, percentage, date or year stands in no quote
    NAME_MISSING = "name missing"  # a proper name stands in no quote
    NEGATION = "negation"  # the sentence denies what the quotes say, or says what they deny
    NOT_SUPPORTED = "not supported"  # too few of its words stand there


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one sentence.

    Attributes:
        verdict: the gravest fault, in the order of `Verdict`.
        support: 0 to 1; at least `min_support` exactly where the verdict is SUPPORTED.
        reasons: one line per fault, in the sentence's language; empty where it is supported.
    """

    verdict: Verdict
    support: float
    reasons: tuple[str, ...] = ()


def check(
    sentence: str,
    quotes: Sequence[str],
    *,
    language: str,
    quote_language: str = "",
    known: Sequence[str] = (),
    min_support: float = MIN_SUPPORT,
) -> Finding:
    """Hold a sentence against the quotes it cites.

    Args:
        sentence: without its citation marks.
        quotes: as readable text; all of them together must carry the sentence.
        language: ISO 639-1 code of the sentence.
        quote_language: of the quotes, where it is another. Only figures, names and words of one origin can then be
            compared, so a sentence in other words is not supported, true as it may be.
        known: what is known of the cited documents from the catalogue (title, country, publisher): a sentence may
            name it, though no figure may rest on it.
        min_support: 0 to 1; share of the sentence's words that must stand in the quotes.
    """
    quote_language = quote_language or language
    faults = [
        *((Verdict.FIGURE_MISSING, item) for item in _missing_figures(sentence, quotes, language)),
        *((Verdict.NAME_MISSING, item) for item in _missing_names(sentence, [*quotes, *known], language)),
    ]
    if quote_language == language and contradicts(sentence, quotes, language=language):
        faults.append((Verdict.NEGATION, ""))
    covered = _coverage(sentence, quotes, known, language, quote_language)
    if covered < min_support:
        faults.append((Verdict.NOT_SUPPORTED, ""))
    support = _support(covered, {verdict for verdict, _ in faults}, min_support)
    if not faults:
        return Finding(verdict=Verdict.SUPPORTED, support=support)
    is_foreign = quote_language != language
    reasons = tuple(reason(verdict.name, item, language=language, is_foreign=is_foreign) for verdict, item in faults)
    return Finding(verdict=faults[0][0], support=support, reasons=reasons)


def _support(covered: float, faults: set[Verdict], min_support: float) -> float:
    """Return the share of words, brought below the line where anything else is wrong."""
    if faults <= {Verdict.NOT_SUPPORTED}:
        return round(covered, 3)
    return round(min(covered, min_support) * _FAULTY, 3)


def _missing_figures(sentence: str, quotes: Sequence[str], language: str) -> list[str]:
    held = frozenset[str]().union(*(held_figures(quote) for quote in quotes))
    missing = [figure.text for figure in figures(sentence, language=language) if not figure.readings & held]
    return list(dict.fromkeys(missing))


def _coverage(
    sentence: str, quotes: Sequence[str], known: Sequence[str], language: str, quote_language: str
) -> float:
    """Return the share of the sentence's content words that stand in the quotes, 0 to 1."""
    wanted = content_stems(sentence, language=language)
    held = frozenset[str]().union(
        *(content_stems(quote, language=quote_language) for quote in quotes),
        *(content_stems(name, language=language) for name in known),
    )
    if wanted:
        return sum(is_held(word, held) for word in wanted) / len(wanted)
    folded = " ".join(re.findall(r"\w+", sentence.casefold()))
    return float(bool(folded) and any(folded in " ".join(re.findall(r"\w+", quote.casefold())) for quote in quotes))


# Names

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


def _missing_names(sentence: str, sources: Sequence[str], language: str) -> list[str]:
    """Return the proper names of a sentence that stand in no source, countries first."""
    named = _countries(sentence, (language,))
    codes = named - frozenset[str]().union(*(_countries(s, LANGUAGES) for s in sources if named))
    missing = sorted(country_name(code, language) for code in codes)
    held = _Held.of(sources, language)
    if sentence.isupper():
        return missing
    for name in _names(unify(sentence), language):
        missing += [] if held.has(name) else [word for word in held.lacks(name) if not _countries(word, LANGUAGES)]
    return list(dict.fromkeys(missing))


def _countries(text: str, languages: Sequence[str]) -> frozenset[str]:
    return frozenset(code for one in languages for code in find_countries(text, language=one, regions=True))


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
