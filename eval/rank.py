"""Fit the weights by which passages are ordered: `python -m eval.rank`.

Fitted on the development questions of several sets, each set counting the same; writes `index/ranking.json` with the
figures of a fit that left each fifth of the questions out in turn. The loss is that of ListNet: cross entropy between
the grades of the passages proposed for a question and the softmax of their scores.

Source: Cao, Qin, Liu, Tsai and Li, Learning to Rank: From Pairwise Approach to Listwise Approach, ICML 2007,
doi:10.1145/1273496.1273513.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.command import CACHE, Place, read_set
from eval.library import cached
from eval.metrics import rank_figures
from eval.records import Question
from eval.run import MAIN, Options, judged_evidence, sample
from eval.systems import Library
from index.knowledge_base import KnowledgeBase
from index.rank import FEATURES, FILE
from index.records import Filters
from index.retrieve import Retriever
from index.stores import Stores

SETS = ("own-dev", "covidqa", "piaf", "obliqa", "squad2")
MOST = 150  # questions of a set
_PROPOSED = 30  # passages wanted of a search; more than twice as many are proposed
_FOLDS = 5
_SEED = 5
_RIDGE = 0.003  # keeps weights small that the questions say little about
# What more words or a nearer meaning say can only speak for a passage; a negative weight would be chance.
_POSITIVE = frozenset(
    {
        "meaning", "meaning_english", "sentence", "sentence_english", "answer", "answer_english", "coverage",
        "sentence_coverage", "words", "own_country", "own_language",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One question with the passages proposed for it.

    Attributes:
        features: shape (passages, len(FEATURES)).
        grades: of each passage, 0 where it is not relevant.
        qrels: passage id -> grade, of all passages of the library.
    """

    name: str
    question: Question
    passage_ids: tuple[str, ...]
    features: NDArray[np.float64]
    grades: NDArray[np.float64]
    qrels: Mapping[str, int]


def propose(name: str, library: Library, questions: Sequence[Question]) -> list[Proposed]:
    """Return what the library proposes for each question that it answers."""
    _, qrels = judged_evidence(library, questions)
    retriever = Retriever(library.stores)
    made = []
    for question in questions:
        grades = qrels.get(question.question_id)
        if not grades:
            continue
        reading = retriever.read(question.text, language=question.language)
        found = retriever.consider(reading, filters=Filters(), k=_PROPOSED)
        ids = tuple(passage.passage_id for passage in found.passages)
        made.append(
            Proposed(
                name=name, question=question, passage_ids=ids, features=found.features.astype(np.float64),
                grades=np.array([grades.get(key, 0) for key in ids], dtype=np.float64), qrels=grades,
            )
        )  # fmt: skip
    return made


def fit(proposed: Sequence[Proposed]) -> NDArray[np.float64]:
    """Return the weights, one per feature; each set counts the same."""
    useful = [one for one in proposed if one.grades.any()]
    sizes = {name: sum(one.name == name for one in useful) for name in {one.name for one in useful}}
    lists = [(one.features, one.grades / one.grades.sum(), 1 / sizes[one.name]) for one in useful]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, target, share in lists:
            scores = features @ weights
            scores -= scores.max()
            softmax = np.exp(scores) / np.exp(scores).sum()
            total -= share * float((target * np.log(softmax + 1e-12)).sum())
            slope -= share * (features.T @ (target - softmax))
        return total + _RIDGE * float(weights @ weights), slope + 2 * _RIDGE * weights

    bounds = [(0, None) if name in _POSITIVE else (None, None) for name in FEATURES]
    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: NDArray[np.float64] = found.x
    return weights


def measure(proposed: Sequence[Proposed], weights: Sequence[NDArray[np.float64]]) -> dict[str, float]:
    """Return nDCG@10 per set, each question ranked by weights of its own."""
    rankings = {}
    for one, own in zip(proposed, weights, strict=True):
        scores = one.features @ own
        order = sorted(range(len(one.passage_ids)), key=lambda i: (-scores[i], one.passage_ids[i]))
        rankings[one.question.question_id] = [(one.passage_ids[i], float(scores[i])) for i in order]
    figures = rank_figures(rankings, {one.question.question_id: one.qrels for one in proposed})
    rows: dict[str, list[float]] = {}
    for one in proposed:
        rows.setdefault(one.name, []).append(figures[one.question.question_id][MAIN])
    return {name: round(float(np.mean(values)), 4) for name, values in rows.items()}


def left_out(proposed: Sequence[Proposed], *, without: Sequence[str] = ()) -> dict[str, float]:
    """Return nDCG@10 per set where each question is ranked by a fit that did not see its group.

    Args:
        proposed: questions of all sets.
        without: features that are left out, to tell what they are worth.
    """
    groups = sorted({one.question.group or one.question.question_id for one in proposed})
    random.Random(_SEED).shuffle(groups)  # noqa: S311 - no secret
    fold = {group: place % _FOLDS for place, group in enumerate(groups)}
    blind = [FEATURES.index(name) for name in without]
    seen = [_without(one, blind) for one in proposed]
    of = [fold[one.question.group or one.question.question_id] for one in seen]
    fits = [fit([one for one, own in zip(seen, of, strict=True) if own != n]) for n in range(_FOLDS)]
    return measure(seen, [fits[own] for own in of])


def _without(one: Proposed, blind: Sequence[int]) -> Proposed:
    if not blind:
        return one
    features = one.features.copy()
    features[:, blind] = 0
    return Proposed(
        name=one.name, question=one.question, passage_ids=one.passage_ids, features=features, grades=one.grades,
        qrels=one.qrels,
    )  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Fit, report and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.rank", description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="filled libraries")
    parser.add_argument("--sets", default=",".join(SETS), help="separated by commas")
    parser.add_argument("--ablation", action="store_true", help="also tell what each feature is worth")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    proposed: list[Proposed] = []
    for name in arguments.sets.split(","):
        asked = read_set(name, Place())
        questions = sample(asked, Options(systems=(), most=MOST))
        with cached(
            asked, asked.libraries[0], cache=arguments.cache, model="bundled", open_stores=Stores,
            open_base=KnowledgeBase,
        ) as library:  # fmt: skip
            proposed += propose(name, library, questions)
        print(f"{name}: {sum(one.name == name for one in proposed)} questions", file=sys.stderr)
    figures = left_out(proposed)
    weights = fit(proposed)
    result = {
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)},
        "fitted_on": {name: sum(one.name == name for one in proposed) for name in figures},
        "ndcg@10_left_out": figures,
    }
    print(json.dumps(result, indent=1))
    if arguments.ablation:
        for name in FEATURES:
            print(f"without {name}: {left_out(proposed, without=[name])}")
    if not arguments.dry:
        FILE.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
