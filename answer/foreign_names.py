"""The proper names of a sentence whose sources are in another language: what they may be called there.

A name is held where the sources have it, the same in their letters ("Женева", "Geneva"), an acronym of their own in the
place of an acronym ("OTAN", "NATO"), or a word that means the same ("Maison Blanche", "White House").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from answer.proper_names import missing_countries, names_not_held, places_named
from answer.words import unify
from index.embed import Vectors

_WORD = re.compile(r"[^\W\d_]+")
_SAME_LETTERS = 0.7  # share of letters in order, from which two spellings are one name
_SAME_MEANING = 0.6  # cosine of two words from which one may be the other's translation; see `index.reading`
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
         "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "iu", "ia"),
        strict=True,
    )
)  # fmt: skip


def missing_foreign_names(
    sentence: str, sources: Sequence[str], *, language: str,
    encode_words: Callable[[Sequence[str]], Vectors] | None = None,
) -> list[str]:  # fmt: skip
    """Return the proper names of a sentence that its sources, in another language, have under no form, countries first.

    Args:
        language: ISO 639-1 code of the sentence.
        encode_words: gives unit vectors of single words in any language; without it only letters are compared.
    """
    missing = missing_countries(sentence, sources, language=language)
    if sentence.isupper():
        return missing
    candidates = [
        word
        for name in names_not_held(sentence, sources, language=language)
        for word in name
        if len(word) > 1 and not places_named(word)
    ]
    words = list(dict.fromkeys(word for source in sources for word in _WORD.findall(unify(source)) if len(word) > 1))
    ours = {word for word in _WORD.findall(unify(sentence)) if _is_acronym(word)}
    spare = sum(1 for word in words if _is_acronym(word) and word not in ours)
    left: list[str] = []
    for word in dict.fromkeys(candidates):
        if any(_has_same_letters(word, other) for other in words):
            continue
        if _is_acronym(word) and spare > 0:
            spare -= 1
            continue
        left.append(word)
    if left and words and encode_words is not None:
        left = list(_without_meaning(left, words, encode_words))
    return [*missing, *left]


def _without_meaning(
    names: Sequence[str], words: Sequence[str], encode_words: Callable[[Sequence[str]], Vectors]
) -> Iterator[str]:
    vectors = encode_words([*names, *words])
    nearest = (vectors[: len(names)] @ vectors[len(names) :].T).max(axis=1)
    yield from (name for name, cosine in zip(names, np.asarray(nearest), strict=True) if cosine < _SAME_MEANING)


def _is_acronym(word: str) -> bool:
    return sum(char.isupper() for char in word) > 1


def _has_same_letters(one: str, other: str) -> bool:
    ours, theirs = _latin(one), _latin(other)
    if min(len(ours), len(theirs)) < 3 or abs(len(ours) - len(theirs)) > 4:
        return ours == theirs
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _SAME_LETTERS


@lru_cache(maxsize=8192)
def _latin(word: str) -> str:
    plain = "".join(_LATIN.get(char, char) for char in word.casefold())
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
