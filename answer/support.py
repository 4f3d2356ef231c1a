"""How well an evidence text carries a claim: a score between 0 and 1, fitted on labelled pairs, without a large model.

A logistic regression over what can be compared without understanding: the likeness of the claim to the evidence and to
its best sentence (where an encoder is given), the share of the claim's words and word pairs that stand there, and the
figures and names that do not. Weights, thresholds, the curve they were judged by and the table of what was tried stand
in `support.json`, written by `python -m eval.support`. The weights go by what can be read of both texts (see `Means`):
the bundled English model compares English with English, the multilingual one any two of its languages, and in two
languages no word is looked for.

What it cannot do: tell whether a text that speaks of the same matter in other words says the same or the opposite. It
ranks pairs, it does not understand them; the rules of `answer.faults` stand beside it for that reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answer.faults import Faults
from answer.words import is_held, ordered_stems
from index.bundled import halves
from index.multilingual import LANGUAGES
from ingest.clean import readable
from ingest.sentences import split_sentences

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

FEATURES = ("similarity", "best_similarity", "pairs", "missing_figures")
WORD_FEATURES = ("coverage", "pairs", "missing_figures", "missing_names")
FOREIGN_FEATURES = ("similarity", "best_similarity")
FILE = Path(__file__).parent / "support.json"
_MOST_MISSING = 3  # more figures or names that are missing make it no worse
_WORD = re.compile(r"\w+")
_NO_WORDS = re.compile(r"\[\d{1,3}\]|https?://\S+")  # citation marks and addresses say nothing


class Means(StrEnum):
    """What a claim and its evidence are compared by; each has weights of its own."""

    ENGLISH = "english"  # both are English: the English model, and their words
    MULTILINGUAL = "multilingual"  # both are in one other language: the multilingual model, and their words
    ACROSS = "across_languages"  # they are in two languages: the multilingual model alone
    WORDS = "words_alone"  # no encoder reads them


NAMES = {
    Means.ENGLISH: FEATURES, Means.MULTILINGUAL: FEATURES, Means.ACROSS: FOREIGN_FEATURES, Means.WORDS: WORD_FEATURES,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as the score reads it.

    Attributes:
        texts: each on one line, without citation marks and addresses; those that hold nothing else are left out.
        sentences: their sentences, in order.
        stems: of each sentence, the stems of its content words, in order.
        vectors: of the sentences by the two bundled models, unit length, shape (len(sentences), dim); None where
            nothing has encoded them.
    """

    texts: tuple[str, ...]
    language: str
    sentences: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]
    vectors: Vectors | None = None

    @classmethod
    def of(cls, *texts: str, language: str, is_one: bool = False) -> Reading:
        """Read a text or several; with `is_one` each as a single sentence, as a claim is."""
        plain = tuple(one for one in (readable(_NO_WORDS.sub(" ", text)) for text in texts) if one)
        sentences = plain if is_one else tuple(part for one in plain for part in _sentences(one, language))
        return cls(
            texts=plain, language=language, sentences=sentences,
            stems=tuple(tuple(ordered_stems(sentence, language=language)) for sentence in sentences),
        )  # fmt: skip

    @classmethod
    def of_sentences(cls, sentences: Sequence[str], *, language: str, vectors: Vectors | None = None) -> Reading:
        """Return a text that is cut and encoded already."""
        return cls(
            texts=(" ".join(sentences),), language=language, sentences=tuple(sentences), vectors=vectors,
            stems=tuple(tuple(ordered_stems(sentence, language=language)) for sentence in sentences),
        )  # fmt: skip

    @property
    def text(self) -> str:
        """All of it, "" where there is nothing to read."""
        return " ".join(self.texts)

    def parts(self) -> list[Reading]:
        """Return each sentence as a reading of its own."""
        return [self.window(place, place + 1) for place in range(len(self.sentences))]

    def window(self, first: int, last: int) -> Reading:
        """Return the sentences `first` to `last`, the last not included, as a reading of its own."""
        return Reading(
            texts=(" ".join(self.sentences[first:last]),),
            language=self.language,
            sentences=self.sentences[first:last],
            stems=self.stems[first:last],
            vectors=None if self.vectors is None else self.vectors[first:last],
        )

    def without_vectors(self) -> Reading:
        """Return the same text for its words alone."""
        return replace(self, vectors=None)

    @property
    def vector(self) -> Vectors:
        """The mean direction of the sentences: unit length, shape (dim,)."""
        assert self.vectors is not None
        return _direction(self.vectors)


def _sentences(text: str, language: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, language=language)]


def encoded(readings: Sequence[Reading], encode: Encode) -> list[Reading]:
    """Return the readings with their vectors; each different sentence is encoded once, all in one call.

    Args:
        encode: of the bundled pair of models; see `fitting_encode`.
    """
    places: dict[str, int] = {}
    for reading in readings:
        for sentence in reading.sentences:
            places.setdefault(sentence, len(places))
    if not places:
        return list(readings)
    vectors = encode(list(places))
    return [replace(one, vectors=vectors[[places[sentence] for sentence in one.sentences]]) for one in readings]


def features(claim: Reading, evidence: Reading, faults: Faults, *, known: Sequence[str] = ()) -> dict[str, float]:
    """Return what speaks for and against a pair: the `WORD_FEATURES`, and with vectors those of likeness too.

    Args:
        known: names of the document, whose words the claim may use.
    """
    wanted, per_sentence, by_name = _held(claim, evidence, known)
    coverage = _share(by_name.union(*per_sentence), wanted)
    found: dict[str, float] = {
        "coverage": coverage,
        "best_coverage": max((_share(some | by_name, wanted) for some in per_sentence), default=0.0),
        "pairs": _pairs_held(claim, evidence, coverage),
        "missing_figures": float(min(len(faults.figures), _MOST_MISSING)),
        "missing_names": float(min(len(faults.names), _MOST_MISSING)),
    }
    if means_of(claim, evidence) is Means.WORDS:
        return found
    whole, best = likeness(claim, evidence)
    return {"similarity": whole, "best_similarity": best, **found}


def are_readable(claim: Reading, evidence: Reading) -> bool:
    """Whether the bundled models read the languages of both."""
    return bool(evidence.sentences) and {claim.language, evidence.language} <= LANGUAGES


def means_of(claim: Reading, evidence: Reading) -> Means:
    """Return what the two are compared by."""
    if claim.vectors is None or evidence.vectors is None or not are_readable(claim, evidence):
        return Means.WORDS
    if claim.language != evidence.language:
        return Means.ACROSS
    return Means.ENGLISH if claim.language == "en" else Means.MULTILINGUAL


def likeness(claim: Reading, evidence: Reading) -> tuple[float, float]:
    """Return the cosine of the claim to the whole evidence and to its best sentence, by the model that reads both."""
    assert claim.vectors is not None
    assert evidence.vectors is not None
    half = "english" if means_of(claim, evidence) is Means.ENGLISH else "multilingual"
    ours, theirs = _direction(halves(claim.vectors)[half]), halves(evidence.vectors)[half]
    return float(_direction(theirs) @ ours), float((theirs @ ours).max())


def _direction(vectors: Vectors) -> Vectors:
    """Return the mean direction of unit vectors: unit length, shape (dim,)."""
    total: Vectors = vectors.sum(axis=0)
    norm = float(np.linalg.norm(total))
    return total / norm if norm > 0 else total


def covered(
    claim: Reading, evidence: Reading, *, known: Sequence[str] = (), weights: Mapping[str, float] | None = None
) -> float:
    """Return the share of the claim's content words that stand in the evidence or in the names known, 0 to 1.

    Args:
        weights: of the claim's stems; all the same by default.
    """
    wanted, per_sentence, by_name = _held(claim, evidence, known)
    if weights is None:
        return _share(by_name.union(*per_sentence), wanted)
    total = sum(weights[stem] for stem in wanted)
    return sum(weights[stem] for stem in by_name.union(*per_sentence)) / total if total else 0.0


def _held(
    claim: Reading, evidence: Reading, known: Sequence[str]
) -> tuple[frozenset[str], list[set[str]], set[str]]:
    """Return the claim's stems, those that each sentence holds, and those that the known names hold."""
    wanted = frozenset(stem for stems in claim.stems for stem in stems)
    around = frozenset(stem for name in known for stem in ordered_stems(name, language=claim.language))
    per_sentence = [{stem for stem in wanted if is_held(stem, frozenset(stems))} for stems in evidence.stems]
    return wanted, per_sentence, {stem for stem in wanted if is_held(stem, around)}


def _share(some: set[str], wanted: frozenset[str]) -> float:
    return len(some) / len(wanted) if wanted else 0.0


def shared_words(claim: Reading, evidence: Reading) -> float:
    """Return the share of the claim's content words that stand in the evidence as they are, 0 to 1; quick."""
    wanted = {stem for stems in claim.stems for stem in stems}
    return len(wanted & set().union(*evidence.stems)) / len(wanted) if wanted else 0.0


def _pairs_held(claim: Reading, evidence: Reading, coverage: float) -> float:
    """Return the share of the claim's pairs of neighbouring words that stand together in a sentence of the evidence."""
    wanted = _word_pairs(claim)
    return len(wanted & _word_pairs(evidence)) / len(wanted) if wanted else coverage


def _word_pairs(reading: Reading) -> set[tuple[str, str]]:
    return {pair for stems in reading.stems for pair in pairwise(stems)}


def is_verbatim(claim: str, quotes: Sequence[str]) -> bool:
    """Whether the claim's words stand together in one of the quotes, in their order; case and punctuation aside."""
    words = _folded(claim)
    return bool(words.strip()) and any(words in _folded(quote) for quote in quotes)


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One fitted logistic regression.

    Attributes:
        by_feature: a weight for each feature it looks at.
        bias: the constant term.
        threshold: score from which a claim counts as supported, 0 to 1.
        draft_threshold: the same for the best of many passages, which is always more like a claim than one is.
    """

    by_feature: dict[str, float]
    bias: float
    threshold: float
    draft_threshold: float

    def score(self, found: dict[str, float]) -> float:
        """Return how likely the evidence carries the claim, 0 to 1."""
        total = self.bias + sum(weight * found[name] for name, weight in self.by_feature.items())
        return 1 / (1 + exp(-total))


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportModel:
    """The fitted score.

    Attributes:
        encoder: identity of the models whose vectors it was fitted on; those of others lie nearer or farther apart.
        by_means: the weights for each way of comparing.
    """

    encoder: str
    by_means: Mapping[Means, Weights]

    def weights(self, claim: Reading, evidence: Reading) -> Weights:
        """Return the weights for a pair."""
        return self.by_means[means_of(claim, evidence)]

    @property
    def lowest_threshold(self) -> float:
        """The score below which nothing is supported, whatever it is compared by."""
        return min(weights.threshold for weights in self.by_means.values())


def fitting_encode(encode: Encode, identity: str) -> Encode | None:
    """Return the encoder if the score was fitted on its vectors, else None: then the words are compared alone."""
    return encode if identity == load_support().encoder else None


@lru_cache(maxsize=1)
def load_support(file: Path = FILE) -> SupportModel:
    """Return the fitted score that ships with the project."""
    fitted = json.loads(file.read_text(encoding="utf-8"))
    return SupportModel(
        encoder=fitted["encoder"], by_means={means: _weights(fitted[means], names) for means, names in NAMES.items()}
    )


def _weights(fitted: dict[str, Any], names: Sequence[str]) -> Weights:
    return Weights(
        by_feature={name: fitted["weights"][name] for name in names},
        bias=fitted["bias"],
        threshold=fitted["threshold"],
        draft_threshold=fitted["draft_threshold"],
    )
