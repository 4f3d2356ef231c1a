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
_LAST_WORD = re.compile(r"(\w+)\s+$")
_LOOK_BACK = 28  # characters before a figure in which a hedge stands
_YEAR = re.compile(r"(?:19|20)\d\d")

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


def find_conflict(claim: Reading, sentence: Reading, faults: Faults) -> Conflict | None:
    """Return where a sentence contradicts a claim of the same matter, or None where it does not, or in doubt.

    Args:
        claim, sentence: one sentence each, in one language.
        faults: of the claim, held against this sentence.
    """
    if faults.names or faults.quantities or claim.language != sentence.language:
        return None
    if _is_hypothetical(claim) or _is_hypothetical(sentence):
        return None
    if faults.figures:
        return None if faults.is_denial else _other_figure(claim, sentence, faults)
    return _opposite(claim, sentence) or _denial(claim, sentence, faults)


_IF = re.compile(r"\b(?:if|whether|si|wenn|falls|ob|если|ли)\b|\?\s*$", re.IGNORECASE)


def _is_hypothetical(reading: Reading) -> bool:
    return bool(_IF.search(reading.text))


# Figures.


def _other_figure(claim: Reading, sentence: Reading, faults: Faults) -> Conflict | None:
    """Return the one figure of the claim in whose place the sentence has another of the same thing."""
    ours = [figure for figure in figures(claim.text, language=claim.language) if figure.text in faults.figures]
    theirs = figures(sentence.text, language=sentence.language)
    if len(ours) != 1 or _OUT_OF.search(claim.text[: ours[0].start]):
        return None  # "of 27" instead of "of 50" is about other countries
    claimed = frozenset(r for figure in figures(claim.text, language=claim.language) for r in figure.readings)
    if _held_share(_stems_without(claim, ours[0].text), sentence) < _SAME_MATTER:
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
    one, other = _thing(claim, ours), _thing(sentence, theirs)
    # Percentages without a noun are told by their sign; bare numbers count nothing that could be compared.
    return is_held(one, frozenset({other})) if one and other else kind == "percent" and not (one and other)


def _kind(figure: Figure) -> str:
    reading = min(figure.readings)
    if reading.endswith("%"):
        return "percent"
    if reading.startswith("month"):
        return "month"
    return "year" if _YEAR.fullmatch(reading) and figure.text == reading else "number"


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
