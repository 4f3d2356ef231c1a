"""The support score between two languages, fitted on parallel sentences: TICO-19 (health) and NTREX-128 (news).

A claim is a sentence of one language; its evidence is the counterpart in the other, or that of another sentence near
to it by the English model, which does not carry it. Every second evidence is a sentence with its two neighbours. The
documents of a set are shared out between fitting and reporting.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answer.faults import Faults
from answer.support import FOREIGN_FEATURES, Encode, Reading, Vectors, encoded, features
from eval.adapters import alternate, ntrex_rows, tico_rows
from eval.records import Part
from index.bundled import halves

_SEED = 7
_SETS = (("tico", "fr"), ("tico", "ru"), ("ntrex", "fr"), ("ntrex", "de"), ("ntrex", "ru"))
_ROWS = {"tico": tico_rows, "ntrex": ntrex_rows}
_SENTENCES = 300  # per set, and for each one pair that is supported and one that is not
_FEWEST_WORDS = 8  # of a sentence that claims something
_C = 0.1
_FALSE_SUPPORT = 0.02
# Of the news only: each of its documents is on a matter of its own, while those of TICO-19 repeat each other.
_DRAFT_SET = "ntrex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """A claim and its evidence in another language, with their likeness.

    Attributes:
        found: the `FOREIGN_FEATURES`.
        top: cosine to the nearest sentence of other documents, once per claim; None otherwise.
    """

    name: str
    part: Part
    is_supported: bool
    found: dict[str, float]
    top: float | None


def parallel_pairs(english: Encode, encode: Encode) -> list[Parallel]:
    """Return the pairs of all sets.

    Args:
        english: gives unit vectors of English texts.
        encode: of texts in any language, the multilingual model's in the half where `answer.support` looks for it.
    """
    near: dict[str, Vectors] = {}
    vectors: dict[str, Vectors] = {}
    found: list[Parallel] = []
    for name, language in _SETS:
        rows, sources = _ROWS[name]()
        if name not in near:
            near[name] = english([row["en"] for row in rows])
        for one in ("en", language):
            if f"{name}-{one}" not in vectors:
                vectors[f"{name}-{one}"] = halves(encode([row[one] for row in rows]))["multilingual"]
        found += _pairs(name, language, rows, sources, english=near[name], vectors=vectors, encode=encode)
    return found


def _pairs(
    name: str, language: str, rows: Sequence[dict[str, str]], sources: Sequence[str], *,
    english: Vectors, vectors: dict[str, Vectors], encode: Encode,
) -> list[Parallel]:  # fmt: skip
    long = [place for place, row in enumerate(rows) if len(row["en"].split()) >= _FEWEST_WORDS]
    parts = alternate(sources)
    found = []
    for number, place in enumerate(random.Random(_SEED).sample(long, _SENTENCES)):  # noqa: S311 - no secret
        ours, theirs = ("en", language) if number % 2 else (language, "en")
        claim_vector = vectors[f"{name}-{ours}"][place]
        claim = Reading.of(rows[place][ours], language=ours, is_one=True)
        reach = number % 4 > 1
        near = english @ english[place]
        near[[other for other in range(len(rows)) if _is_same(rows, place, other, reach=2)]] = -1
        elsewhere = np.array([source != sources[place] for source in sources])
        top = float((vectors[f"{name}-{theirs}"] @ claim_vector)[elsewhere].max())
        for is_supported, other in ((True, place), (False, int(np.argmax(near)))):
            around = [
                rows[n][theirs] for n in range(other - reach, other + reach + 1)
                if 0 <= n < len(rows) and sources[n] == sources[other]
            ]  # fmt: skip
            read = encoded([claim, Reading.of(*around, language=theirs)], encode)
            row = features(read[0], read[1], Faults())
            found.append(
                Parallel(
                    name=f"{name}-{language}", part=parts[sources[place]], is_supported=is_supported,
                    found={key: row[key] for key in FOREIGN_FEATURES}, top=top if is_supported else None,
                )
            )  # fmt: skip
    return found


def _is_same(rows: Sequence[dict[str, str]], place: int, other: int, *, reach: int) -> bool:
    return abs(place - other) <= reach or rows[place]["en"].casefold() == rows[other]["en"].casefold()


def fit_across(pairs: Sequence[Parallel]) -> dict[str, Any]:
    """Return weights, thresholds and what they are worth on the documents that were not fitted on."""
    to_fit = [pair for pair in pairs if pair.part is Part.DEV]
    x, y = _columns(to_fit)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=_C, max_iter=2000).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)

    def score(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1 / (1 + np.exp(-(bias + rows @ weights))))

    steps = np.arange(0.5, 0.96, 0.01)
    threshold = round(float(steps[int(np.argmax([((score(x) >= step) == y).mean() for step in steps]))]), 2)
    tops = score(_tops(to_fit))
    draft = max(round(float(np.quantile(tops, 1 - _FALSE_SUPPORT)), 2), threshold)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(FOREIGN_FEATURES, weights, strict=True)},
        "bias": round(bias, 4),
        "threshold": threshold,
        "draft_threshold": draft,
        "fitted_on": f"{len(to_fit)} pairs of parallel sentences",
        "reported": {
            f"{name}-{language}": _judged(pairs, f"{name}-{language}", score, threshold, draft)
            for name, language in _SETS
        },
    }


def _columns(pairs: Sequence[Parallel]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    x = np.array([[pair.found[name] for name in FOREIGN_FEATURES] for pair in pairs])
    return x, np.array([pair.is_supported for pair in pairs])


def _tops(pairs: Sequence[Parallel]) -> NDArray[np.float64]:
    """Return the features of the claims of the draft's set beside the nearest single sentence of other documents."""
    tops = [pair.top for pair in pairs if pair.top is not None and pair.name.startswith(_DRAFT_SET)]
    return np.array([[top] * len(FOREIGN_FEATURES) for top in tops])


def _judged(pairs: Sequence[Parallel], name: str, score: Any, threshold: float, draft: float) -> dict[str, float]:
    some = [pair for pair in pairs if pair.part is Part.REPORT and pair.name == name]
    x, y = _columns(some)
    scores = score(x)
    passed = scores >= threshold
    tops = [pair.top for pair in some if pair.top is not None]
    return {
        "auc": round(float(roc_auc_score(y, scores)), 3),
        "precision_of_supported": round(float(y[passed].mean()), 3),
        "recall_of_supported": round(float(passed[y].mean()), 3),
        "false_support_in_a_draft": round(float((score(np.array([[t, t] for t in tops])) >= draft).mean()), 3),
        "pairs": len(some),
    }
