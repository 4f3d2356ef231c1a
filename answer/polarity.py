"""Whether a text says something or denies it, clause by clause, by its words of negation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache

from answer.words import content_stems, is_held

_ENOUGH_SHARED = 0.5  # share of a clause's words that another must hold to be about the same

_DENIAL = {
    "en": r"not|never|no|none|neither|nor|cannot|nobody|nothing|nowhere|\w+n't",
    "fr": r"pas|jamais|aucune?|ni|nulle?|rien|nullement|non",
    "de": r"nicht|kein\w*|nie|niemals|weder|nichts|nirgends|keinesfalls",
    "ru": r"не|нет|ни|никогда|никак\w*|ничего|нельзя|нигде",
}
# Words that deny by their meaning: a text with one of them may stand for a negated one, or not.
_SOFT = {
    "en": r"without|lack\w*|absen\w+|fail\w*|prohibit\w*|forbid\w*|ban|bans|banned|unable|refus\w+|exclud\w+|except\w*"
    r"|exempt\w*|unless|hardly|rarely|missing|un\w{4,}|in(?:adequate|sufficient|complete|consistent)\w*|non",
    "fr": r"sans|absen\w+|manqu\w+|interdi\w+|exclu\w*|sauf|refus\w+|hors|insuffisa\w+|incapable\w*|défaut",
    "de": r"ohne|fehl\w+|mangel\w*|verbot\w*|verbiet\w+|untersag\w+|ausgeschlossen\w*|außer|kaum|un\w{5,}",
    "ru": r"без|отсутств\w+|запре\w+|исключ\w+|кроме|отказ\w*|недостат\w+|невозможн\w+",
}
# Turns of phrase whose words of negation deny nothing.
_IDIOM = {
    "en": r"not only|whether or not|no\.? ?(?=\d)|(?:no|not) (?:later|less|more|fewer|sooner) than",
    "fr": r"non seulement|pas seulement|non plus",
    "de": r"nicht nur|nicht zuletzt",
    "ru": r"не только|не менее|не более|не позднее",
}
_BOUNDARY = {
    "en": r"but|however|while|whereas|although|though",
    "fr": r"mais|cependant|tandis que|alors que|bien que",
    "de": r"aber|sondern|jedoch|während|obwohl",
    "ru": r"но|однако|тогда как|хотя",
}


class Polarity(Enum):
    """What a clause does with what it says."""

    PLAIN = "plain"
    NEGATED = "negated"
    EITHER = "either"


def contradicts(sentence: str, quotes: Iterable[str], *, language: str) -> bool:
    """Whether the sentence denies what the quotes say, or says what they deny, as far as words of negation tell.

    Each clause of the sentence is held against the clauses of the quotes that share most of its words.

    Args:
        language: ISO 639-1 code of sentence and quotes; one without a list of words never contradicts.
    """
    if language not in _DENIAL:
        return False
    held = [clause for quote in quotes for clause in _clauses(quote, language)]
    return any(_is_denied(clause, held) for clause in _clauses(sentence, language))


def denies(text: str, *, language: str) -> bool:
    """Whether a clause of the text has a word of negation; never in a language without a list of them."""
    return language in _DENIAL and any(stance is Polarity.NEGATED for _, stance in _clauses(text, language))


_Clause = tuple[frozenset[str], Polarity]


def _is_denied(clause: _Clause, held: Sequence[_Clause]) -> bool:
    stems, polarity = clause
    if polarity is Polarity.EITHER:
        return False
    shares = [(_share(stems, other), stance) for other, stance in held]
    best = max((share for share, _ in shares), default=0.0)
    stances = {stance for share, stance in shares if share == best}
    if best < _ENOUGH_SHARED:
        # Nothing to compare it with: a denial then needs one somewhere in the quotes.
        return polarity is Polarity.NEGATED and all(stance is Polarity.PLAIN for _, stance in shares)
    return polarity not in stances and Polarity.EITHER not in stances


def _share(stems: frozenset[str], other: frozenset[str]) -> float:
    return sum(is_held(stem, other) for stem in stems) / len(stems)


def _clauses(text: str, language: str) -> list[_Clause]:
    plain = _idiom(language).sub(" ", text.replace("’", "'"))
    parts = [(part, content_stems(part, language=language)) for part in _boundary(language).split(plain)]
    return [(stems, _polarity(part, language)) for part, stems in parts if stems]


def _polarity(clause: str, language: str) -> Polarity:
    if _denial(language).search(clause):
        return Polarity.NEGATED
    return Polarity.EITHER if _soft(language).search(clause) else Polarity.PLAIN


@lru_cache(maxsize=8)
def _denial(language: str) -> re.Pattern[str]:
    return _whole_words(_DENIAL[language])


@lru_cache(maxsize=8)
def _soft(language: str) -> re.Pattern[str]:
    return _whole_words(_SOFT[language])


@lru_cache(maxsize=8)
def _idiom(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_IDIOM[language]})", re.IGNORECASE)


@lru_cache(maxsize=8)
def _boundary(language: str) -> re.Pattern[str]:
    return re.compile(rf"[,;:.!?()—–]+(?:\s+|$)|\s+(?=\()|(?<!\w)(?:{_BOUNDARY[language]})(?!\w)", re.IGNORECASE)


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def differ_in_denial(sentence: str, source: str, *, language: str, source_language: str) -> bool:
    """Whether one of two texts in two languages denies something, and the other has no word that could stand for it.

    Their clauses cannot be told apart by words, so a longer source with a denial of its own leaves it open.

    Args:
        language, source_language: ISO 639-1 codes; without a list of words for both nothing differs.
    """
    if language not in _DENIAL or source_language not in _DENIAL:
        return False
    ours, theirs = _stance(sentence, language), _stance(source, source_language)
    if ours is Polarity.NEGATED:
        return theirs is Polarity.PLAIN
    return ours is Polarity.PLAIN and _denies_throughout(source, source_language)


def _stance(text: str, language: str) -> Polarity:
    """Return what a whole text does; what refuses or rules out may stand for a denial."""
    plain = _idiom(language).sub(" ", text.replace("’", "'"))
    stance = _polarity(plain, language)
    is_open_word = stance is Polarity.PLAIN and _whole_words_of(_REFUSAL[language]).search(plain)
    return Polarity.EITHER if is_open_word else stance


def _denies_throughout(text: str, language: str) -> bool:
    clauses = _clauses(text, language)
    return bool(clauses) and all(stance is Polarity.NEGATED for _, stance in clauses)


# What a text does that ends, refuses or rules out: not said by a text that has no such word at all.
_REFUSAL = {
    "en": r"ban\w*|prohibit\w*|forbid\w*|reject\w*|refus\w+|repeal\w*|abolish\w*|withdr\w+|oppos\w+|cancel\w*"
    r"|suspend\w*|revok\w+|ceas\w+|halt\w*|lack\w*|without|exclud\w+|exempt\w*|den(?:y|ies|ied)",
    "fr": r"interdi\w+|rejet\w+|refus\w+|abrog\w+|aboli\w*|retir\w+|oppos\w+|annul\w+|suspend\w*|manqu\w+|sans"
    r"|exclu\w*",
    "de": r"verb[io]t\w*|untersag\w+|ablehn\w*|abgelehnt\w*|verweiger\w+|aufgehoben|abgeschafft|widerruf\w*|ohne"
    r"|ausgeschlossen\w*",
    "ru": r"запре\w+|отклон\w+|отказ\w*|отмен\w+|приостан\w+|исключ\w+|без|отсутств\w+",
}


def is_open(sentence: str, source: str, *, language: str) -> bool:
    """Whether the sentence denies, refuses or rules out something, and the source has no clause that clearly does so.

    Stricter than `contradicts`, for texts that nobody wrote about each other: what is left open counts as not said.
    """
    if language not in _DENIAL:
        return False
    if _whole_words_of(_REFUSAL[language]).search(sentence):
        return not (_whole_words_of(_REFUSAL[language]).search(source) or _denial(language).search(source))
    held = [clause for clause in _clauses(source, language) if clause[1] is Polarity.NEGATED]
    denied = [stems for stems, polarity in _clauses(sentence, language) if polarity is Polarity.NEGATED]
    return any(all(_share(stems, other) < _ENOUGH_SHARED for other, _ in held) for stems in denied)


@lru_cache(maxsize=8)
def _whole_words_of(pattern: str) -> re.Pattern[str]:
    return _whole_words(pattern)
