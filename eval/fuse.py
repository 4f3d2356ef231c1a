"""One ranking out of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence


def fuse(runs: Sequence[Sequence[str]], *, k: int, c: int = 60) -> list[tuple[str, float]]:
    """Merge rankings by reciprocal rank fusion.

    Args:
        runs: passage ids per retriever, best first, without repeats.
        k: number of pairs to return, at least 1.
        c: added to each rank; 60 in the source.

    Returns:
        (passage_id, score) pairs, best first; scores lie in (0, len(runs) / (c + 1)].
        Equal scores are ordered by passage_id, so the same input gives the same run.

    Raises:
        ValueError: `k` is below 1.

    Source: Cormack, Clarke and Büttcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """
    if k < 1:
        raise ValueError(f"k is {k}; it must be at least 1")
    scores: defaultdict[str, float] = defaultdict(float)
    for run in runs:
        for rank, passage_id in enumerate(run, start=1):
            scores[passage_id] += 1 / (c + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
