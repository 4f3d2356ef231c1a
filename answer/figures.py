"""The figures of a text: numbers, percentages, years and dates, told alike however they are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

LANGUAGES = ("en", "fr", "de", "ru")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, percentage or month of a text.

    Attributes:
        text: as it is written.
        readings: what it may mean, in one notation: "1234", "1.5", "8%", "month 11". "1.234" may mean two things.
        start, end: where it stands in the text, without the sign of a percentage.
    """

    text: str
    readings: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    readings: frozenset[str]


_GROUP = "[ \u00a0\u202f\u2009]"
_NUMERAL = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*")
_DATE = re.compile(r"(?<![\d./-])(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])(\d{1,2})\5(\d{4}))(?![\d/-]|\.\d)")
_PERCENT = re.compile(r"[\s-]*(?:%|per\s?cent|pour\s?cent|prozent|процент|percentage)", re.IGNORECASE)
# The number of a virus is part of its name, and no figure that a text claims.
_NUMBERED_NAMES = re.compile(r"\b(?:covid[-‐‑ ]?19|sars[-‐‑ ]?cov[-‐‑ ]?2|2019[-‐‑ ]?ncov)\b", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:%\s*)?(?:[-‐‑–—]|to|and|or|à|et|ou|bis|und|oder|до|и|или)\s*")
_SCALES = re.compile(
    r"\s?(?:(?P<z3>thousand|tausend|тыс\w*)|(?P<z6>million\w*|mio\b|млн|миллион\w*)"
    r"|(?P<z9>milliard\w*|mrd\b|млрд|миллиард\w*)|(?P<z9_12>billion\w*|bn\b))",
    re.IGNORECASE,
)
_ZEROS = {"z3": (3,), "z6": (6,), "z9": (9,), "z9_12": (9, 12)}  # a French or German billion is a thousand English ones

_WORDS = {
    "en": "one two|both three four five six seven eight nine ten eleven twelve",
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix onze douze",
    "de": "ein|eine|einer|einem|einen|eines zwei|zweier|beide|beiden|beider drei|dreier vier fünf sechs sieben acht "
    "neun zehn elf zwölf",
    "ru": "один|одна|одно|одного|одной|одному|одним|одном|одну два|две|двух|двум|двумя|оба|обе|обоих|обеих "
    "три|трех|трёх|трем|трём|тремя четыре|четырех|четырёх|четырем|четырём|четырьмя пять|пяти|пятью шесть|шести|шестью "
    "семь|семи|семью восемь|восьми|восемью девять|девяти|девятью десять|десяти|десятью "
    "одиннадцать|одиннадцати двенадцать|двенадцати",
}
_NO_COUNTS = frozenset({"both", "beide", "beiden", "beider", "оба", "обе", "обоих", "обеих", "acht", "neuf"})


def figures(text: str, *, language: str) -> list[Figure]:
    """Return the figures that a sentence claims, in order.

    Number words count from two on, in English to ninety-nine, else to twelve: "one" is mostly an article or a pronoun.

    Args:
        language: ISO 639-1 code of the sentence, for its number words.
    """
    return _figures(text, {word: value for word, value in _number_words((language,)).items() if _is_claim(word, value)})


def held_figures(text: str) -> frozenset[str]:
    """Return every reading of every figure that stands in `text`, its number words in four languages included."""
    return frozenset(reading for found in _figures(text, _number_words(LANGUAGES)) for reading in found.readings)


def _is_claim(word: str, value: str) -> bool:
    return value != "1" and word not in _NO_COUNTS


def _figures(text: str, words: dict[str, str]) -> list[Figure]:
    text = _NUMBERED_NAMES.sub(lambda found: " " * len(found[0]), text)
    dates = list(_dates(text))
    tokens = [*dates, *_months(text)]
    tokens += [token for token in (*_numerals(text), *_spelled(text, words)) if not _lies_in(token, dates)]
    tokens.sort(key=lambda token: token.start)
    return [
        Figure(text[token.start : token.end].strip(), token.readings, token.start, token.end)
        for token in _with_percent(text, tokens)
    ]


def _lies_in(token: _Token, places: Collection[_Token]) -> bool:
    return any(place.start <= token.start and token.end <= place.end for place in places)


def _dates(text: str) -> Iterator[_Token]:
    """Yield day, month and year of each date written in figures, as tokens over the whole date."""
    for found in _DATE.finditer(text):
        year, month, day = found[1] or found[7], found[2] or found[6], found[3] or found[4]
        if found[5] == "/" and int(month) > 12:
            month, day = day, month  # written the American way
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            for reading in (_whole(day), f"month {int(month)}", year):
                yield _Token(found.start(), found.end(), frozenset({reading}))
        else:  # no date there is, but no three numbers either
            yield _Token(found.start(), found.end(), frozenset({found[0]}))


def _months(text: str) -> Iterator[_Token]:
    """Yield the month names that stand beside a number; alone, "May" or "mars" may be another word."""
    names, pattern = _month_names()
    for found in pattern.finditer(text):
        name = found["before"] or found["after"]
        start = found.start("before") if found["before"] else found.start("after")
        yield _Token(start, start + len(name), frozenset({f"month {names[name.lower()]}"}))


@lru_cache(maxsize=1)
def _month_names() -> tuple[dict[str, int], re.Pattern[str]]:
    names: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale(language).months
        for context, width in (("format", "wide"), ("stand-alone", "wide"), ("format", "abbreviated")):
            names |= {name.rstrip(".").lower(): number for number, name in months[context][width].items()}
    del names["may"]  # English: only with its capital
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + "|(?-i:May)"
    day = r"\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?"
    pattern = rf"{day}(?P<before>{words})\b|\b(?P<after>{words})\b(?=\.?\s+\d)"
    return names | {"may": 5}, re.compile(pattern, re.IGNORECASE)


def _numerals(text: str) -> Iterator[_Token]:
    for found in _NUMERAL.finditer(text):
        yield _scaled(text, _Token(found.start(), found.end(), frozenset(_read(found[0]))))


def _spelled(text: str, words: dict[str, str]) -> Iterator[_Token]:
    if words:
        for found in re.finditer(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)", text, re.IGNORECASE):
            yield _scaled(text, _Token(found.start(), found.end(), frozenset({words[found[0].lower()]})))


@lru_cache(maxsize=8)
def _number_words(languages: tuple[str, ...]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in languages:
        for value, forms in enumerate(_WORDS.get(language, "").split(), start=1):
            words |= dict.fromkeys(forms.split("|"), str(value))
    if "en" in languages:
        words |= _english_words()
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))  # "twenty-five" before "twenty"


def _english_words() -> dict[str, str]:
    """Return the number words from thirteen to ninety-nine."""
    teens = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    ones = ["one", *(word.split("|")[0] for word in _WORDS["en"].split()[1:9])]
    words = {word: str(value) for value, word in enumerate(teens, start=13)}
    for value, ten in enumerate(tens, start=2):
        words[ten] = str(10 * value)
        words |= {f"{ten}{gap}{one}": str(10 * value + n) for n, one in enumerate(ones, start=1) for gap in "- "}
    return words


def _read(numeral: str) -> set[str]:
    """Return the readings of a numeral: a lone point or comma before three digits may part thousands or decimals."""
    digits = re.sub(rf"{_GROUP}|['’]", "", numeral)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return {_whole(digits)}
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        whole, _, fraction = digits.rpartition(marks[-1])
        return {_decimal(re.sub(r"[.,]", "", whole), fraction)}
    parts = re.split(r"[.,]", digits)
    is_grouped = 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])
    if len(marks) == 1:
        return {_whole("".join(parts)), ".".join(parts)} if is_grouped else {_decimal(*parts)}
    return {_whole("".join(parts))} if is_grouped and len(set(marks)) == 1 else {digits}


def _whole(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _decimal(whole: str, fraction: str) -> str:
    fraction = fraction.rstrip("0")
    return f"{_whole(whole)}.{fraction}" if fraction else _whole(whole)


def _scaled(text: str, token: _Token) -> _Token:
    """Return the token with "million" and the like counted in."""
    scale = _SCALES.match(text, token.end)
    if not scale or not scale.lastgroup:
        return token
    zeros = _ZEROS[scale.lastgroup]
    return _Token(token.start, scale.end(), frozenset(_shift(r, by) for r in token.readings for by in zeros))


def _shift(reading: str, zeros: int) -> str:
    whole, _, fraction = reading.partition(".")
    fraction = fraction.ljust(zeros, "0")
    return _decimal(whole + fraction[:zeros], fraction[zeros:])


def _with_percent(text: str, tokens: list[_Token]) -> Iterator[_Token]:
    """Yield the tokens, percentages as such; in "8 to 12 %" both are."""
    marked: list[_Token] = []
    for token in reversed(tokens):
        after = marked[-1] if marked else None
        is_start_of_range = (
            after is not None and "%" in next(iter(after.readings)) and _RANGE.fullmatch(text, token.end, after.start)
        )
        if _PERCENT.match(text, token.end) or is_start_of_range:
            token = _Token(token.start, token.end, frozenset(f"{reading}%" for reading in token.readings))  # noqa: PLW2901
        marked.append(token)
    return reversed(marked)
