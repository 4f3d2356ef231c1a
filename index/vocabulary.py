"""The library's own words with their vectors: a dictionary that its documents bring along.

Words that mean the same lie near each other, in whichever language: "барьеры", "obstacles" and „Hindernisse“. So a
question's words find their translations and synonyms among the words that the documents really use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors

_FEWEST_LETTERS = 3
_MOST_LETTERS = 40
_SHORTEST_COMPOUND = 12


def is_indexed(word: str) -> bool:
    """Whether a word gets a vector: numbers, letters alone and what is no word are compared as they are written."""
    return _FEWEST_LETTERS <= len(word) <= _MOST_LETTERS and word.isalpha()


@dataclass(frozen=True)
class Vocabulary:
    """Words and their vectors.

    Attributes:
        places: word -> row of `vectors`.
        vectors: unit vectors, shape (len(places), dim).
        is_english: per row, whether English documents use the word.
        words: by row.
    """

    places: dict[str, int]
    vectors: Vectors
    is_english: NDArray[np.bool_]
    words: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, Vectors]]) -> Vocabulary:
        """Build it from (word, languages parted by ",", vector)."""
        listed = list(rows)
        if not listed:
            return cls({}, np.empty((0, 0), dtype=np.float32), np.empty(0, dtype=bool), ())
        return cls(
            places={word: place for place, (word, _, _) in enumerate(listed)},
            vectors=np.stack([vector for _, _, vector in listed]),
            is_english=np.array(["en" in languages.split(",") for _, languages, _ in listed], dtype=bool),
            words=tuple(word for word, _, _ in listed),
        )

    def near(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the cosines of words with every word held: shape (len(vectors), len(places))."""
        if not self.places or not len(vectors):
            return np.zeros((len(vectors), len(self.places)), dtype=np.float32)
        cosines: NDArray[np.float32] = vectors @ self.vectors.T
        return cosines

    def holding(self, part: str) -> list[int]:
        """Return the places of the long words that have a part inside, as German compounds do."""
        return [place for word, place in self._long if part in word]

    @cached_property
    def _long(self) -> list[tuple[str, int]]:
        return [(word, place) for word, place in self.places.items() if len(word) >= _SHORTEST_COMPOUND]

    def rows(self, words: Sequence[str]) -> list[int]:
        """Return the places of those words that are held."""
        return [self.places[word] for word in words if word in self.places]
