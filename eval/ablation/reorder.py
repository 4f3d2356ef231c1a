"""What could be done to an order once it is there: spread over documents, or slots for what opens a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from eval.systems import Ranking

_CONSIDERED = 60  # passages of a ranking that take part
_SHOWN = 10
_SLOTS = 2


def spread(ranking: Ranking, documents: Mapping[str, str], *, share: float) -> Ranking:
    """Return a ranking in which a document that has been shown makes way for others.

    Args:
        ranking: best first.
        documents: passage id -> document id.
        share: lambda, what the score counts; 1 - lambda is taken off where the document stands above already. Scores
            are scaled to 0 to 1 before.

    Source: Carbonell and Goldstein, The Use of MMR, SIGIR 1998, doi:10.1145/290941.291025; two passages are alike where
    they are of one document.
    """
    rest = ranking[:_CONSIDERED]
    if not rest:
        return []
    low, high = rest[-1][1], rest[0][1]
    worth = {key: (score - low) / max(high - low, 1e-9) for key, score in rest}
    order: Ranking = []
    shown: set[str] = set()
    left = [key for key, _ in rest]
    while left:
        values = {key: share * worth[key] - (1 - share) * (documents[key] in shown) for key in left}
        best = max(left, key=lambda key: values[key])  # the first of equals, which is the better one
        order.append((best, values[best]))
        shown.add(documents[best])
        left.remove(best)
    return order


def with_slots(ranking: Ranking, openings: Collection[str]) -> Ranking:
    """Return a ranking whose last two places of ten are kept for passages that open a document.

    Where the ten hold two of them already, nothing changes; else the best of those below take the last places.

    Args:
        ranking: best first.
        openings: ids of passages that open a document or belong to its summary.
    """
    shown, below = ranking[:_SHOWN], ranking[_SHOWN:]
    missing = max(_SLOTS - sum(key in openings for key, _ in shown), 0)
    raised = [pair for pair in below if pair[0] in openings][:missing]
    if not raised:
        return ranking
    giving_way = [pair for pair in shown if pair[0] not in openings][-len(raised) :]
    kept = [pair for pair in shown if pair not in giving_way]
    rest = [pair for pair in [*giving_way, *below] if pair not in raised]
    return [*kept, *raised, *rest]
