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
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.command import CACHE, Place, read_set
from eval.library import cached
from eval.metrics import rank_figures
from eval.records import Question
from eval.run import MAIN, Options, judged_evidence, sample
from eval.systems import Library, Ranking
from index.knowledge_base import KnowledgeBase
from index.rank import FEATURES, FILE
from index.records import Filters
from index.retrieve import Considered, Retriever
from index.stores import Stores

SETS = ("own-dev", "covidqa", "piaf", "obliqa", "squad2")
MOST = 150  # questions of a set
PROPOSED = 30  # passages wanted of a search; more than twice as many are proposed
FOLDS = 5
_SEED = 5
_RIDGE = 0.003  # keeps weights small that the questions say little about
# What more words or a nearer meaning say can only speak for a passage; a negative weight would be chance.
POSITIVE = frozenset(
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
        found = retriever.consider(reading, filters=Filters(), k=PROPOSED)
        made.append(judged(name, question, found, grades))
    return made


def judged(name: str, question: Question, found: Considered, grades: Mapping[str, int]) -> Proposed:
    """Return the passages considered for a question with their grades."""
    ids = tuple(passage.passage_id for passage in found.passages)
    return Proposed(
        name=name, question=question, passage_ids=ids, features=found.features.astype(np.float64),
        grades=np.array([grades.get(key, 0) for key in ids], dtype=np.float64), qrels=grades,
    )  # fmt: skip


def fit(proposed: Sequence[Proposed], *, names: Sequence[str] = FEATURES) -> NDArray[np.float64]:
    """Fit the weights; each set counts the same.

    Args:
        proposed: questions of all sets.
        names: of the columns of their features; those in `POSITIVE` get no weight below 0.

    Returns:
        The weights, shape (len(names),); all 0 where no question has a relevant passage proposed.
    """
    useful = [one for one in proposed if one.grades.any()]
    if not useful:
        return np.zeros(len(names))
    sizes = {name: sum(one.name == name for one in useful) for name in {one.name for one in useful}}
    features = np.concatenate([one.features for one in useful])
    target = np.concatenate([one.grades / one.grades.sum() for one in useful])
    lengths = [len(one.grades) for one in useful]
    starts = np.cumsum([0, *lengths])[:-1]
    share = np.repeat([1 / sizes[one.name] for one in useful], lengths)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = features @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        softmax = raised / np.repeat(np.add.reduceat(raised, starts), lengths)
        total = -float((share * target * np.log(softmax + 1e-12)).sum()) + _RIDGE * float(weights @ weights)
        return total, features.T @ (share * (softmax - target)) + 2 * _RIDGE * weights

    bounds = [(0, None) if name in POSITIVE else (None, None) for name in names]
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: NDArray[np.float64] = found.x
    return weights


def rank(one: Proposed, weights: NDArray[np.float64]) -> Ranking:
    """Return the passages proposed for a question with their scores, best first; equal scores by passage id."""
    scores = one.features @ weights
    order = sorted(range(len(one.passage_ids)), key=lambda i: (-scores[i], one.passage_ids[i]))
    return [(one.passage_ids[i], float(scores[i])) for i in order]


def folds(proposed: Sequence[Proposed]) -> list[int]:
    """Return the fold of each question, from 0 on; the questions of a group are in one, whatever else is measured."""
    groups = sorted({one.question.group or one.question.question_id for one in proposed})
    random.Random(_SEED).shuffle(groups)  # noqa: S311 - no secret
    fold = {group: place % FOLDS for place, group in enumerate(groups)}
    return [fold[one.question.group or one.question.question_id] for one in proposed]


def fits_left_out(proposed: Sequence[Proposed], *, names: Sequence[str] = FEATURES) -> list[NDArray[np.float64]]:
    """Return for each question the weights of a fit that did not see its group."""
    of = folds(proposed)
    fits = [fit([one for one, own in zip(proposed, of, strict=True) if own != n], names=names) for n in range(FOLDS)]
    return [fits[own] for own in of]


def left_out(proposed: Sequence[Proposed], *, without: Sequence[str] = ()) -> dict[str, float]:
    """Return nDCG@10 per set where each question is ranked by a fit that did not see its group.

    Args:
        proposed: questions of all sets.
        without: features that are left out, to tell what they are worth.
    """
    seen = [blind(one, without) for one in proposed]
    rankings = {
        one.question.question_id: rank(one, weights)
        for one, weights in zip(seen, fits_left_out(seen), strict=True)
    }  # fmt: skip
    figures = rank_figures(rankings, {one.question.question_id: one.qrels for one in seen})
    rows: dict[str, list[float]] = {}
    for one in seen:
        rows.setdefault(one.name, []).append(figures[one.question.question_id][MAIN])
    return {name: round(float(np.mean(values)), 4) for name, values in rows.items()}


def blind(one: Proposed, without: Sequence[str]) -> Proposed:
    """Return a question with some features left out: they are 0 for every passage."""
    if not without:
        return one
    features = one.features.copy()
    features[:, [FEATURES.index(name) for name in without]] = 0
    return replace(one, features=features)


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
