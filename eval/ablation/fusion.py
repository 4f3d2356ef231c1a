"""Other ways to make one ranking of three: rank fusion, and sums of scores whose weights other questions choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from eval.fuse import fuse
from eval.metrics import rank_figures
from eval.rank import FOLDS
from eval.run import MAIN
from eval.systems import Ranking

ARMS = ("bm25", "dense", "multilingual")
_STEPS = 10  # weights are tenths
_DEPTH = 60

Runs = Mapping[str, Ranking]
"""What each of `ARMS` found for one question, best first."""
Weights = tuple[float, ...]


def rank_fused(runs: Runs, arms: Sequence[str]) -> Ranking:
    """Return plain reciprocal rank fusion of some arms."""
    return fuse([[key for key, _ in runs[arm]] for arm in arms], k=_DEPTH)


def summed(runs: Runs, weights: Weights) -> Ranking:
    """Return the weighted sum of the arms' scores, each scaled to 0 to 1 over what it found; what it did not has 0.

    Source: Bruch, Gai and Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023,
    doi:10.1145/3596512.
    """
    totals: defaultdict[str, float] = defaultdict(float)
    for arm, weight in zip(ARMS, weights, strict=True):
        for key, score in _scaled(runs[arm]):
            totals[key] += weight * score
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


def _scaled(ranking: Ranking) -> Iterator[tuple[str, float]]:
    low = min((score for _, score in ranking), default=0.0)
    high = max((score for _, score in ranking), default=0.0)
    for key, score in ranking:
        yield key, (score - low) / (high - low) if high > low else 1.0


def all_weights() -> list[Weights]:
    """Return every way to share 1 among the arms in tenths."""
    return [
        (first / _STEPS, second / _STEPS, (_STEPS - first - second) / _STEPS)
        for first in range(_STEPS + 1)
        for second in range(_STEPS + 1 - first)
    ]


def summed_left_out(
    runs: Mapping[str, Runs], qrels: Mapping[str, Mapping[str, int]], *, sets: Mapping[str, str],
    folds: Mapping[str, int],
) -> tuple[dict[str, Ranking], list[Weights]]:  # fmt: skip
    """Return each question's sum with the weights that are best on the other folds, and those weights fold by fold.

    Args:
        runs: question id -> what the arms found.
        qrels: question id -> grades.
        sets: question id -> its set; each set counts the same.
        folds: question id -> its fold, below `FOLDS`.
    """
    choices = all_weights()
    values = []  # per choice, question id -> nDCG@10
    for weights in choices:
        figures = rank_figures({key: summed(one, weights) for key, one in runs.items()}, qrels)
        values.append({key: row[MAIN] for key, row in figures.items()})
    chosen = [choices[_best(values, [key for key in runs if folds[key] != n], sets)] for n in range(FOLDS)]
    return {key: summed(one, chosen[folds[key]]) for key, one in runs.items()}, chosen


def _best(values: Sequence[Mapping[str, float]], keys: Sequence[str], sets: Mapping[str, str]) -> int:
    """Return which choice has the best mean of the sets' means; the first of equals."""
    by_set: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_set[sets[key]].append(key)
    means = [np.mean([np.mean([one[key] for key in some]) for some in by_set.values()]) for one in values]
    return int(np.argmax(means))
