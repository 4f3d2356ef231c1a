"""Countries and regions: their codes, their names, and where a text names them.

Names come from CLDR (by Babel); `place_names` adds what CLDR does not list. More names and adjectives can be given as a
CSV file with the columns code, en, fr, de, ru, whose cells list them separated by ";".
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from ingest.place_names import ALIASES, REGION_ALIASES, REGIONS, SOUGHT

LANGUAGES = ("en", "fr", "de", "ru")


_RETIRED = frozenset(
    {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR", "ROM", "XKK"}
)  # three-letter codes that CLDR still explains
_NO_COUNTRIES = frozenset({"QO", "ZZ", "XA", "XB"})  # "outlying Oceania", "unknown region" and test codes
_KOSOVO = "XKX"  # assigned by no standard, used by the World Bank, the EU and WHO

# In small letters these are other words: the bird, fumes, a cube, the Russian "of that" …
_ALSO_WORDS = frozenset(
    [
        "turkey",
        "chad",
        "guinea",
        "jordan",
        "polish",
        "pole",
        "poles",
        "dane",
        "danes",
        "finn",
        "thai",
        "grenade",
        "maurice",
        "dominique",
        "argentine",
        "island",
        "salvador",
        "dominica",
        "moldau",
        "wales",
        "saint-marin",
        "чад",
        "куба",
        "катар",
        "перу",
        "чили",
        "мали",
        "гана",
    ]
)
_NEVER = frozenset({"того"})  # Togo, in Russian: far more often the word "that", and capital at a sentence's beginning
_WORD = re.compile(r"\w+")
_BEGINNING = 4  # letters of a name that no ending changes
_APART = r"[\s‐-―-]+"


def is_place(code: str) -> bool:
    """Whether a code is ISO 3166-1 alpha-3 or one of the four regions."""
    return code in REGIONS or code in _alpha2()


def alpha3(code_or_name: str) -> str:
    """Return the code of a country or region given by a code or by its name in one of `LANGUAGES`; "" where unknown."""
    upper = code_or_name.strip().upper()
    if is_place(upper):
        return upper
    by_alpha2 = {two: three for three, two in _alpha2().items()}
    return by_alpha2.get(upper) or _by_name().get(_fold(code_or_name.strip()).lower(), "")


def country_name(code: str, language: str) -> str:
    """Return the name of a country or region; in English where the language is unknown, the code where that is."""
    if code in REGIONS:
        return REGIONS[code].get(language, REGIONS[code]["en"])
    two = _alpha2().get(code, "")
    return _territories(language).get(two) or _territories("en").get(two, code)


def names_country(text: str, codes: Iterable[str], *, language: str, extra: Path | None = None) -> bool:
    """Whether a text in a known language names one of the countries; much faster than to find all it names.

    Args:
        codes: alpha-3 codes.
        extra: as for `find_countries`.
    """
    wanted = frozenset(codes)
    sought = language if language in LANGUAGES else "en"
    extra = extra if extra is not None and extra.is_file() else None
    # Only the whole expression can tell Ireland from Northern Ireland; the short one tells that neither is there.
    if not _names_of(sought, extra, wanted).search(_fold(text)):
        return False
    return not wanted.isdisjoint(_finder(sought, extra, False).codes(text))


@lru_cache(maxsize=64)
def _names_of(language: str, extra: Path | None, codes: frozenset[str]) -> re.Pattern[str]:
    own = [(name, is_extra) for name, code, is_extra in _named(language, extra, regions=False) if code in codes]
    groups = "|".join(_expression(name, language, is_extra=is_extra) for name, is_extra in own)
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)" if own else r"(?!)", re.IGNORECASE)


def find_countries(text: str, *, language: str, extra: Path | None = None, regions: bool = False) -> tuple[str, ...]:
    """Return the codes of the countries a text names, in order, each once.

    Names are sought in the language given; only where there is none, in the other three, so that a misjudged language
    loses nothing. Capital letters do not matter but for short names and those that are also common words.

    Args:
        extra: CSV file of further names and adjectives; a missing file adds none.
        regions: also seek the four regions ("the EU").
    """
    first = language if language in LANGUAGES else "en"
    extra = extra if extra is not None and extra.is_file() else None
    words = _WORD.findall(_fold(text).lower())
    for sought in (first, *(other for other in LANGUAGES if other != first)):
        if _beginnings(sought, extra, regions).isdisjoint(word[:_BEGINNING] for word in words):
            continue  # an expression of thousands of names takes a tenth of a second to compile
        codes = tuple(dict.fromkeys(_finder(sought, extra, regions).codes(text)))
        if codes:
            return codes
    return ()


@lru_cache(maxsize=16)
def _beginnings(language: str, extra: Path | None, regions: bool) -> frozenset[str]:
    """Return how the longest word of each name begins: no text without one names a country, for only endings vary."""
    named = _named(language, extra, regions=regions)
    return frozenset(max(_WORD.findall(name.lower()), key=len)[:_BEGINNING] for name, _, _ in named)


@dataclass(frozen=True, slots=True)
class _Finder:
    """One language's names as one expression.

    Attributes:
        codes_by_group: code that each group of the expression stands for; "" for names to be passed over.
    """

    pattern: re.Pattern[str]
    codes_by_group: tuple[str, ...]

    def codes(self, text: str) -> Iterator[str]:
        """Yield the codes named, in order, with repeats."""
        is_shouted = text.isupper()
        for match in self.pattern.finditer(_fold(text)):
            code = self.codes_by_group[(match.lastindex or 1) - 1]
            if code and not (is_shouted and len(match[0]) <= 2):  # "JOIN US"
                yield code


@lru_cache(maxsize=16)
def _finder(language: str, extra: Path | None, regions: bool) -> _Finder:
    named = _named(language, extra, regions=regions)
    groups = "|".join(f"({_expression(name, language, is_extra=is_extra)})" for name, _, is_extra in named)
    return _Finder(re.compile(rf"(?<!\w)(?:{groups})(?!\w)"), tuple(code for _, code, _ in named))


def _named(language: str, extra: Path | None, *, regions: bool) -> list[tuple[str, str, bool]]:
    """Return (name, code, whether it is an extra one), the longest first."""
    named = [(name, code, False) for code, name in _names(language)]
    named += [(name, code, True) for code, name in _extra_names(extra, language)]
    if regions:
        named += [(name, code, False) for code, name in _region_names(language)]
    return sorted(
        {entry for entry in named if entry[0].lower() not in _NEVER}, key=lambda entry: (-len(entry[0]), entry)
    )


def _names(language: str) -> Iterator[tuple[str, str]]:
    """Yield (alpha-3 code, folded name) from CLDR and the aliases above."""
    territories = _territories(language)
    by_alpha2 = {two: three for three, two in _alpha2().items()}
    for two in SOUGHT:
        for name in re.split(r"[()]", territories[two]):
            if name.strip():
                yield by_alpha2[two], _fold(name.strip()).replace("о-ва", "острова")
    yield from _listed(ALIASES[language])


def _region_names(language: str) -> Iterator[tuple[str, str]]:
    for code, names in REGIONS.items():
        if code != "GLOBAL":
            yield code, _fold(names[language])
    yield from _listed(REGION_ALIASES[language])


def _listed(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code, cell in names.items():
        yield from ((code, _fold(name.strip())) for name in cell.split(";") if name.strip())


def _extra_names(path: Path | None, language: str) -> list[tuple[str, str]]:
    if path is None:
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = {row.get("code") or "": row.get(language) or "" for row in csv.DictReader(file)}
    return [(code, name) for code, name in _listed(cells) if is_place(code)]


def _expression(name: str, language: str, *, is_extra: bool) -> str:
    """Return the expression that finds a name in its inflected forms, too."""
    is_code = name.isupper() or len(name) <= 3
    words = [_word(word, language, is_extra=is_extra, is_code=is_code) for word in re.split(_APART, name)]
    expression = _APART.join(words)
    has_capitals = is_code or name.lower() in _ALSO_WORDS
    return expression if has_capitals else f"(?i:{expression})"


def _word(word: str, language: str, *, is_extra: bool, is_code: bool) -> str:
    if is_code:
        return re.escape(word)
    if word in {"&", "and"}:
        return "(?:&|and)"
    if word == "St.":
        return r"(?:St\.?|Saint)"
    if language == "ru":
        return _russian(word)
    escaped = re.escape(word)
    if language == "de":
        return _german(word)
    return escaped + {"en": "s?", "fr": "(?:ne?)?(?:e?s?)"}[language] if is_extra else escaped


def _german(word: str) -> str:
    """Return a German word with the endings of nouns and adjectives: Deutschlands, Vereinigten, der Niederlanden."""
    stem = re.sub(r"(?<=\w{4})e[sr]?$", "", word)
    return re.escape(stem) + ("(?:e[snmr]?|s|n)" if stem != word else "(?:e[snmr]?|s|n)?")


# Russian endings by declension: what a word ends in, and what takes its place.
_RUSSIAN = (
    (r"(?:ий|ый|ой)$", "(?:ий|ый|ой|ого|его|ому|ему|им|ым|ом|ем|ая|ую|ою|ое|ее|ие|ые|их|ых|ими|ыми)"),
    (r"ая$", "(?:ая|ой|ую|ою)"),
    (r"ое$", "(?:ое|ого|ому|ым|ом|им)"),
    (r"(?:ые|ие)$", "(?:ые|ие|ых|их|ым|им|ыми|ими)"),
    (r"(?<=и)я$", "[яиюе][йю]?"),
    (r"а$", "(?:а|ы|и|е|у|ой|ою)"),
    (r"я$", "(?:я|и|е|ю|ей|ею)"),
    (r"ы$", "(?:ы|ов|ам|ами|ах)?"),
    (r"ь$", "(?:ь|я|ю|и|е|ем|ью)"),
    (r"й$", "(?:й|я|ю|ем|е)"),
    (r"(?<=ств)о$", "(?:о|а|у|ом|е)"),
    (r"(?<=[бвгджзклмнпрстфхцчшщ])$", "(?:а|у|ом|е|ы)?"),
)


def _russian(word: str) -> str:
    """Return a Russian word in all its cases; one that is not declined (Чили, Конго) as it is."""
    for ending, forms in _RUSSIAN:
        stem, count = re.subn(ending, "", word)
        if count and len(stem) >= 3:
            return re.escape(stem) + forms
    return re.escape(word)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """Return a Latin letter without its accent, ß as ss, ё as е, any apostrophe as "'"."""
    if char in "’ʼ‘`":
        return "'"
    if char in "ёЁ":
        return "е" if char == "ё" else "Е"
    if char == "ß":
        return "ss"
    base = unicodedata.normalize("NFD", char)[:1]
    return base if base.isascii() and base.isalpha() else char


def _fold(text: str) -> str:
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=1)
def _alpha2() -> Mapping[str, str]:
    """Return alpha-2 codes by alpha-3."""
    named = _territories("en")
    codes = {
        three: twos[0]
        for three, twos in get_global("territory_aliases").items()
        if re.fullmatch("[A-Z]{3}", three)
        and len(twos) == 1
        and twos[0] in named
        and three not in _RETIRED
        and twos[0] not in _NO_COUNTRIES
    }
    return MappingProxyType({**codes, _KOSOVO: "XK"})


@lru_cache(maxsize=8)
def _territories(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    """Return codes by folded name in small letters."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        pairs: Iterable[tuple[str, str]] = [*_names(language), *_region_names(language)]
        for code, name in pairs:
            if code:
                found.setdefault(name.lower(), code)
    return found
