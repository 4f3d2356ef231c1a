"""Whether a text says something else of the very thing a claim speaks of: another figure, the opposite, or a denial.

Meant to be rare and right: the two must be alike in everything but the point of conflict, and what is hedged ("about
60 %") or speaks of another name or year contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.faults import Faults
from answer.figures import Figure, figures
from answer.polarity import contradicts
from answer.support import Reading
from answer.words import is_held, ordered_stems

_SAME_MATTER = 0.7  # share of the claim's words that a conflicting figure's sentence must hold
_SAME_WORDS = 0.8  # the same where a word of negation, or of opposite meaning, is the whole conflict
_NEAR = 40  # characters after a figure in which the thing counted is named

_BOUND = re.compile(
    r"(?:over|above|below|under|up to|at least|at most|(?:more|less|fewer|no more|no less|no fewer) than|"
    r"plus de|moins de|au moins|au plus|jusqu'à|über|unter|mehr als|weniger als|mindestens|höchstens|bis zu|"
    r"более|менее|свыше|до)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|some|environ|près de|presque|quelque|"
    r"etwa|rund|ungefähr|fast|knapp|gut|около|примерно|почти)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_ROUNDED = 0.2  # a round figure may be this much off, as a share
_OUT_OF = re.compile(r"\b(?:of|des|sur|von|из)\s+(?:the\s+|all\s+|les\s+|den\s+)?$", re.IGNORECASE)
_MONEY = (
    r"(?:eur(?:os?)?|chf|usd|gbp|pln|rub|nis|nok|sek|dkk|dollars?|pounds?|francs?|franken|zloty\w*|"
    r"евро|франк\w*|доллар\w*|рубл\w*|фунт\w*|[€$£])"
)
_MONEY_BEFORE = re.compile(rf"(?<!\w){_MONEY}\s*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"\s*(?:(?:de|d['’])\s?)?{_MONEY}(?!\w)", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\w+)\s+$")
_LOOK_BACK = 28  # characters before a figure in which a hedge stands
_YEAR = re.compile(r"(?:19|20)\d\d")
# What may stand between the parts of one date ("12 de noviembre", "12.11.2025") or of one period ("2019 bis 2021").
_IN_DATE = re.compile(r"[\s.,/]*(?:st|nd|rd|th|er|of)?[\s.,/]*", re.IGNORECASE)
_IN_PERIOD = re.compile(r"\s*(?:[-‐‑–—/]|to|and|until|à|et|au|bis|und|до|по|и)\s*", re.IGNORECASE)

# Words that cannot both be true of one thing.
_OPPOSITES = {
    "en": (
        (r"mandatory|compulsory|obligatory", r"voluntary|optional"),
        (r"legally binding|binding", r"non-?binding|not binding"),
        (r"increas\w+|grew|grown|rose|risen", r"decreas\w+|declin\w+|fell|fallen|shrank"),
        (r"allow(?:s|ed)?|permit(?:s|ted)?", r"prohibit(?:s|ed)?|forbid(?:s|den)?|ban(?:s|ned)?"),
        (r"majority|most", r"minority|few"),
        (r"highest|largest|most", r"lowest|smallest|least"),
        (r"high-risk", r"low-risk|minimal-risk"),
        (r"opt-in", r"opt-out"),
    ),
    "fr": (
        (r"obligatoires?", r"facultati\w+|volontaires?"),
        (r"augment\w+", r"diminu\w+|baiss\w+"),
        (r"autoris\w+|permet\w*", r"interdi\w+"),
        (r"majorité|plupart", r"minorité"),
    ),
    "de": (
        (r"verpflichtend\w*|obligatorisch\w*", r"freiwillig\w*"),
        (r"gestiegen|zugenommen|steigt|steigen", r"gesunken|abgenommen|sinkt|sinken"),
        (r"erlaub\w+|gestatt\w+", r"verb[io]t\w*|untersag\w+"),
        (r"mehrheit|meisten", r"minderheit|wenigsten"),
    ),
    "ru": (
        (r"обязательн\w+", r"добровольн\w+"),
        (r"увелич\w+|вырос\w*|возрос\w*", r"уменьш\w+|сниз\w+|сократ\w+"),
        (r"разреш\w+", r"запре\w+"),
        (r"большинств\w+", r"меньшинств\w+"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where a claim and a sentence part.

    Attributes:
        ours: the claim's words; "" where one of the two is a denial.
        theirs: the sentence's.
    """

    ours: str
    theirs: str


def find_conflict(claim: Reading, sentence: Reading, faults: Faults, *, said: float = 0.0) -> Conflict | None:
    """Return where a sentence contradicts a claim of the same matter, or None where it does not, or in doubt.

    Args:
        claim, sentence: one sentence each, in one language.
        faults: of the claim, held against this sentence.
        said: share of the claim's words that the sentence is known to say in its own, 0 to 1.
    """
    if faults.names or faults.quantities or claim.language != sentence.language:
        return None
    if _is_hypothetical(claim) or _is_hypothetical(sentence):
        return None
    if faults.figures:
        if faults.is_denial:
            return None
        return _other_date(claim, sentence, faults, said) or _other_figure(claim, sentence, faults, said)
    return _opposite(claim, sentence) or _denial(claim, sentence, faults)


def find_conflict_across(claim: Reading, sentence: Reading, faults: Faults) -> Conflict | None:
    """Return where a sentence in another language has another figure or date than the claim, or None, or in doubt.

    Words cannot be told to be opposites across languages, nor a denial to be one of the same thing, so figures alone
    tell; what they count is not compared, so there must be one figure alone in whose place the other can stand.

    Args:
        claim, sentence: one sentence each, in two languages, and known to be on the same matter.
        faults: of the claim, held against this sentence.
    """
    if faults.names or faults.quantities or faults.is_denial or not faults.figures:
        return None
    if _is_hypothetical(claim) or _is_hypothetical(sentence):
        return None
    dates = _rival_dates(claim, sentence, faults)
    other = _parted(claim, sentence, *dates) if dates else None
    return other or _only_other_figure(claim, sentence, faults)


_IF = re.compile(r"\b(?:if|whether|si|wenn|falls|ob|если|ли)\b|\?\s*$", re.IGNORECASE)


def _is_hypothetical(reading: Reading) -> bool:
    return bool(_IF.search(reading.text))


# Figures.


def _other_figure(claim: Reading, sentence: Reading, faults: Faults, said: float) -> Conflict | None:
    """Return the one figure of the claim in whose place the sentence has another of the same thing."""
    ours = [figure for figure in figures(claim.text, language=claim.language) if figure.text in faults.figures]
    theirs = figures(sentence.text, language=sentence.language)
    if len(ours) != 1 or _OUT_OF.search(claim.text[: ours[0].start]):
        return None  # "of 27" instead of "of 50" is about other countries
    claimed = frozenset(r for figure in figures(claim.text, language=claim.language) for r in figure.readings)
    if max(said, _held_share(_stems_without(claim, ours[0].text), sentence)) < _SAME_MATTER:
        return None
    rivals = [
        figure
        for figure in theirs
        if not figure.readings & claimed and _is_same_thing(claim, ours[0], sentence, figure)
    ]
    if len(rivals) > 1:  # "in 2017" is answered by "in 2019", not by "to 2030"
        before = _word_before(claim, ours[0])
        rivals = [figure for figure in rivals if before and _word_before(sentence, figure) == before]
    if len(rivals) != 1 or not _is_incompatible(claim, ours[0], sentence, rivals[0]):
        return None  # which of several figures is meant would be a guess
    return Conflict(_with_sign(claim.text, ours[0]), _with_sign(sentence.text, rivals[0]))


def _only_other_figure(claim: Reading, sentence: Reading, faults: Faults) -> Conflict | None:
    """Return the figure of the claim that the sentence lacks, and the one figure of its kind that the claim lacks."""
    ours = _missing(claim, faults)
    if len(ours) != 1 or _OUT_OF.search(claim.text[: ours[0].start]):
        return None
    if any(ours[0] in date.parts and not date.is_period for date in _dates(claim)):
        return None  # a day that the sentence leaves out
    claimed = frozenset(r for figure in figures(claim.text, language=claim.language) for r in figure.readings)
    rivals = [
        figure for figure in figures(sentence.text, language=sentence.language)
        if not figure.readings & claimed and _kind(figure) == _kind(ours[0])
        and _is_money(sentence, figure) is _is_money(claim, ours[0])
    ]  # fmt: skip
    if len(rivals) != 1 or not _is_incompatible(claim, ours[0], sentence, rivals[0]):
        return None
    return Conflict(_with_sign(claim.text, ours[0]), _with_sign(sentence.text, rivals[0]))


def _missing(claim: Reading, faults: Faults) -> list[Figure]:
    return [figure for figure in figures(claim.text, language=claim.language) if figure.text in faults.figures]


# Dates.


@dataclass(frozen=True, slots=True)
class _Date:
    """The figures of one date, or of one period from year to year, as they stand together."""

    parts: tuple[Figure, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(_kind(part) for part in self.parts)

    @property
    def is_period(self) -> bool:
        return self.kinds == ("year", "year")

    def of_kind(self, kind: str) -> frozenset[str]:
        return frozenset(r for part in self.parts if _kind(part) == kind for r in part.readings)

    def text(self, whole: str) -> str:
        return whole[self.parts[0].start : self.parts[-1].end].strip()


def _dates(reading: Reading) -> list[_Date]:
    """Return the dates of a text that name more than a year, and its periods."""
    runs: list[list[Figure]] = []
    for figure in figures(reading.text, language=reading.language):
        before = runs[-1][-1] if runs else None
        if before is not None and _is_of_one_date(reading.text, before, figure):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    dates = [_Date(tuple(run)) for run in runs if len(run) > 1]
    return [date for date in dates if date.is_period or {"month", "year"} <= set(date.kinds)]


def _is_of_one_date(text: str, before: Figure, figure: Figure) -> bool:
    if before.start == figure.start:
        return True  # a date in figures is day, month and year in one place
    between = _IN_PERIOD if _kind(before) == _kind(figure) == "year" else _IN_DATE
    is_pair = (_kind(before), _kind(figure)) in {("number", "month"), ("month", "number"), ("month", "year"),
                                                ("number", "year"), ("year", "year")}  # fmt: skip
    return is_pair and bool(between.fullmatch(text, before.end, figure.start))


def _other_date(claim: Reading, sentence: Reading, faults: Faults, said: float) -> Conflict | None:
    """Return the one date of the claim in whose place the sentence has another, in one language."""
    dates = _rival_dates(claim, sentence, faults)
    if not dates:
        return None
    held = _held_share(_stems_without(claim, dates[0].text(claim.text)), sentence)
    if max(said, held) < _SAME_MATTER:
        return None
    return _parted(claim, sentence, *dates)


def _rival_dates(claim: Reading, sentence: Reading, faults: Faults) -> tuple[_Date, _Date] | None:
    """Return the date of the claim that lacks in the sentence, and the only one there that may stand in its place."""
    missing = _missing(claim, faults)
    ours = [date for date in _dates(claim) if any(part in missing for part in date.parts)]
    if len(ours) != 1 or any(figure not in ours[0].parts for figure in missing):
        return None
    theirs = [date for date in _dates(sentence) if date.is_period is ours[0].is_period]
    return (ours[0], theirs[0]) if len(theirs) == 1 else None


def _parted(claim: Reading, sentence: Reading, ours: _Date, theirs: _Date) -> Conflict | None:
    """Return the conflict of two dates: only where a part that both have differs, for one may say no day."""
    kinds = set(ours.kinds) & set(theirs.kinds)
    if all(ours.of_kind(kind) & theirs.of_kind(kind) for kind in kinds) or (
        ours.is_period and ours.of_kind("year") & theirs.of_kind("year")
    ):
        return None
    return Conflict(ours.text(claim.text), theirs.text(sentence.text))


def _word_before(reading: Reading, figure: Figure) -> str:
    found = _LAST_WORD.search(reading.text[: figure.start])
    return found[1].casefold() if found else ""


def _is_incompatible(claim: Reading, ours: Figure, sentence: Reading, theirs: Figure) -> bool:
    """Whether both cannot be true: round figures must be well apart, and a bound ("at least") leaves it open."""
    before = [one.text[max(0, figure.start - _LOOK_BACK) : figure.start] for one, figure in
              ((claim, ours), (sentence, theirs))]  # fmt: skip
    if any(_BOUND.search(text) for text in before):
        return False
    if not any(_ROUND.search(text) for text in before):
        return True
    one, other = _value(ours), _value(theirs)
    return one is not None and other is not None and abs(one - other) > _ROUNDED * max(one, other)


def _value(figure: Figure) -> float | None:
    try:
        return float(min(figure.readings).removesuffix("%"))
    except ValueError:
        return None


def _is_same_thing(claim: Reading, ours: Figure, sentence: Reading, theirs: Figure) -> bool:
    kind = _kind(ours)
    if kind != _kind(theirs):
        return False
    if kind in {"month", "year"}:
        return True
    if _is_money(claim, ours) or _is_money(sentence, theirs):
        return _is_money(claim, ours) and _is_money(sentence, theirs)
    one, other = _thing(claim, ours), _thing(sentence, theirs)
    # Percentages without a noun are told by their sign; bare numbers count nothing that could be compared.
    return is_held(one, frozenset({other})) if one and other else kind == "percent" and not (one and other)


def _is_money(reading: Reading, figure: Figure) -> bool:
    before = reading.text[max(0, figure.start - _LOOK_BACK) : figure.start]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(reading.text, figure.end))


def _kind(figure: Figure) -> str:
    reading = min(figure.readings)
    if reading.endswith("%"):
        return "percent"
    if reading.startswith("month"):
        return "month"
    is_written_so = figure.text == reading or sum(map(str.isdigit, figure.text)) > len(reading)  # "12.11.2025"
    return "year" if _YEAR.fullmatch(reading) and is_written_so else "number"


_CLOSES = re.compile(r"[.,;:()]")


def _thing(reading: Reading, figure: Figure) -> str:
    """Return the stem of the first word of meaning after a figure: what it counts; "" where none follows."""
    after = reading.text[figure.end : figure.end + _NEAR].lstrip(" %")
    stems = ordered_stems(_CLOSES.split(after)[0], language=reading.language)
    return stems[0] if stems else ""


def _with_sign(text: str, figure: Figure) -> str:
    return text[figure.start : figure.end].strip() + ("%" if min(figure.readings).endswith("%") else "")


# Words.


def _opposite(claim: Reading, sentence: Reading) -> Conflict | None:
    for one, other in _opposites(claim.language):
        for ours_pattern, theirs_pattern in ((one, other), (other, one)):
            ours, theirs = ours_pattern.search(claim.text), theirs_pattern.search(sentence.text)
            if not ours or not theirs or ours_pattern.search(sentence.text) or theirs_pattern.search(claim.text):
                continue
            rest = _stems_without(claim, ours[0])
            if len(rest) >= 3 and _held_share(rest, sentence) >= _SAME_WORDS and not _denies(claim, sentence):
                return Conflict(ours[0], theirs[0])
    return None


def _denial(claim: Reading, sentence: Reading, faults: Faults) -> Conflict | None:
    """Return a conflict where the claim denies the sentence and the sentence the claim, word for word."""
    stems = frozenset(stem for some in claim.stems for stem in some)
    if not faults.is_denial or not _denies(sentence, claim) or len(stems) < 3:
        return None
    is_same = _held_share(stems, sentence) >= _SAME_WORDS
    return Conflict("", "") if is_same else None


def _denies(one: Reading, other: Reading) -> bool:
    return contradicts(one.text, [other.text], language=one.language)


def _stems_without(claim: Reading, words: str) -> frozenset[str]:
    left_out = frozenset(ordered_stems(words, language=claim.language))
    return frozenset(stem for some in claim.stems for stem in some) - left_out


def _held_share(stems: frozenset[str], sentence: Reading) -> float:
    held = frozenset(stem for some in sentence.stems for stem in some)
    return sum(is_held(stem, held) for stem in stems) / len(stems) if stems else 0.0


@lru_cache(maxsize=8)
def _opposites(language: str) -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    return list(_compiled(language))


def _compiled(language: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    for one, other in _OPPOSITES.get(language, ()):
        yield tuple(  # type: ignore[misc]
            re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE) for pattern in (one, other)
        )
