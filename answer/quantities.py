"""Quantities that a sentence states without a figure: all, half, the second, the most common.

A sentence that says "all" where its source names some, or "the most common" where it is the second most common, is as
wrong as one with another number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_ALL = {
    "en": r"all|every|always|everywhere",
    "fr": r"tous|toutes|chaque|toujours|partout",
    "de": r"alle[nrs]?|jede[rsnm]?|immer|überall",
    "ru": r"все|всех|всем|всеми|кажд\w+|всегда|везде",
}
_ALSO_ALL = {
    "en": r"each|any|both|whole|entire|100 ?%",
    "fr": r"l'ensemble|100 ?%",
    "de": r"sämtlich\w*|100 ?%",
    "ru": r"100 ?%",
}
_ORDINALS = {
    "en": ("second", "third", "fourth", "fifth", "sixth"),
    "fr": ("deuxième|second|seconde", "troisième", "quatrième", "cinquième", "sixième"),
    "de": (
        r"zweite\w*|zweithäufigste\w*|zweitgrößte\w*", r"dritte[nrs]?|dritthäufigste\w*", "vierte[nrs]?",
        "fünfte[nrs]?", "sechste[nrs]?",
    ),
    "ru": (
        r"втор(?!ник)\w+", "трет(?:ий|ья|ье|ьего|ьей)", "четв[её]рт(?:ый|ая|ое)", "пят(?:ый|ая|ое)", "шест(?:ой|ая|ое)",
    ),
}  # fmt: skip
_SUPERLATIVE = {
    "en": r"most (?:common|frequent|widespread|important|named|used)|largest|biggest|highest|greatest"
    r"|lowest|smallest",
    "fr": r"plus (?:courant|fréquent|répandu|important|grand|élevé|cité)\w*",
    "de": r"häufigste\w*|größte\w*|höchste\w*|wichtigste\w*|niedrigste\w*|kleinste\w*",
    "ru": r"самы[йе]|самая|самое|наибольш\w+|крупнейш\w+|главн\w+",
}
# Shares in words, with the per cent they stand for.
_SHARES = {
    "en": (
        ("three quarters", 75), ("two thirds", 67), ("half|majority|minority", 50),
        ("a third|one third|one in three", 33), ("a quarter|one quarter|one in four", 25),
    ),
    "fr": (
        ("trois quarts", 75), ("deux tiers", 67), ("moitié|majorité|minorité", 50), ("un tiers", 33), ("un quart", 25),
    ),
    "de": (
        ("drei viertel", 75), ("zwei drittel", 67), ("hälfte|mehrheit|minderheit", 50), ("ein drittel", 33),
        ("ein viertel", 25),
    ),
    "ru": (
        ("три четверти", 75), ("две трети", 67), (r"половин\w+|большинств\w+|меньшинств\w+", 50), ("треть", 33),
        ("четверть", 25),
    ),
}  # fmt: skip
_MOST = {  # what another language may say for "the majority"
    "en": "most", "fr": "plupart|plus grande partie", "de": r"meiste[nr]?|größte[nr]? teils?",
    "ru": r"больш\w+ част\w+",
}  # fmt: skip
_FEWER = re.compile(
    r"(?:fewer|less) than|under|minority|moins d|minorité|weniger als|minderheit|менее|меньш", re.IGNORECASE
)
_MORE = re.compile(r"more than|over|majority|plus d|majorité|mehr als|mehrheit|более|больш", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent|pour ?cent|prozent|процент)", re.IGNORECASE)
_AS_GOOD_AS = 3  # per cent by which "half" may be off
_AROUND = 14  # characters before a share in which "more than" stands


def missing_quantities(sentence: str, source: str, *, language: str, source_language: str = "") -> list[str]:
    """Return the quantities in words that a sentence states and its source does not, as written.

    Args:
        language: ISO 639-1 code of the sentence.
        source_language: of the source, where it is another: superlatives are not compared then, and a language without
            a list of words states nothing.
    """
    theirs = source_language or language
    if language not in _ALL or theirs not in _ALL:
        return []
    text, other = sentence.replace("’", "'"), source.replace("’", "'")
    return [
        *_missing_all(text, other, language, theirs),
        *_missing_ordinals(text, other, language, theirs),
        *(_missing_superlatives(text, other, language) if theirs == language else ()),
        *_missing_shares(text, other, language, theirs),
    ]


def _missing_all(text: str, other: str, language: str, theirs: str) -> Iterator[str]:
    found = _words(_ALL[language]).search(text)
    if found and not _words(f"{_ALL[theirs]}|{_ALSO_ALL[theirs]}").search(other):
        yield found[0]


def _missing_ordinals(text: str, other: str, language: str, theirs: str) -> Iterator[str]:
    if theirs != language:  # "one third" is a share, which another language may write without its ordinal
        text = _words("|".join(pattern for pattern, _ in _SHARES[language])).sub(" ", text)
    for pattern, their_pattern in zip(_ORDINALS[language], _ORDINALS[theirs], strict=True):
        found = _words(pattern).search(text)
        if found and not _words(their_pattern).search(other):
            yield found[0]


def _missing_superlatives(text: str, other: str, language: str) -> Iterator[str]:
    """Yield a superlative where the source has none, or only with an ordinal before it, as the sentence has not."""
    any_superlative = _words(_SUPERLATIVE[language])
    ranked = _words(rf"(?:{'|'.join(_ORDINALS[language])})[\s-]+(?:{_SUPERLATIVE[language]})")
    found = any_superlative.search(text)
    if found and not ranked.search(text) and len(any_superlative.findall(other)) == len(ranked.findall(other)):
        yield found[0]


def _missing_shares(text: str, other: str, language: str, theirs: str) -> Iterator[str]:
    stated = [float(value.replace(",", ".")) for value in _PERCENT.findall(other)]
    for (pattern, percent), (their_pattern, _) in zip(_SHARES[language], _SHARES[theirs], strict=True):
        for found in _words(pattern).finditer(text):
            before = text[max(0, found.start() - _AROUND) : found.end()]
            is_most = percent == 50 and theirs != language and _MORE.search(before)
            if is_most and _words(_MOST[theirs]).search(other):
                continue
            if not _has_share(before, their_pattern, percent, other, stated):
                yield found[0]


def _has_share(words: str, pattern: str, percent: int, other: str, stated: list[float]) -> bool:
    fewer, more = bool(_FEWER.search(words)), bool(_MORE.search(words))
    if any(_fits(value, percent, fewer=fewer, more=more) for value in stated):
        return True
    for found in _words(pattern).finditer(other):
        there = other[max(0, found.start() - _AROUND) : found.end()]
        if (bool(_FEWER.search(there)), bool(_MORE.search(there))) == (fewer, more):
            return True
    return False


def _fits(value: float, percent: int, *, fewer: bool, more: bool) -> bool:
    if fewer:
        return value < percent
    return value > percent if more else abs(value - percent) <= _AS_GOOD_AS


@lru_cache(maxsize=256)
def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
