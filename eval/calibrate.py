"""Fit the decision whether a sentence answers a question: `python -m eval.calibrate`.

A logistic regression over the sentences proposed for the own development questions, those without an answer included.
The threshold is read off a curve on which each question was judged by a fit that did not see it. Writes
`answer/decision.json`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from answer.ask import HITS, fitting
from answer.candidates import Candidate
from answer.decision import FEATURES, FILE, features
from eval.command import CACHE, Place, read_set
from eval.library import cached
from eval.qrels import Found
from eval.qrels import Place as Stretch
from eval.records import Question
from eval.run import Options, judged_evidence, sample
from eval.systems import Library
from index.knowledge_base import KnowledgeBase
from index.stores import Stores

SETS = ("own-dev",)  # the public sets ask otherwise: fitted on them too, the own questions are decided worse
MOST = 150  # questions of a set
_FOLDS = 5
_SEED = 7
_PUBLIC_SHARE = 0.25  # what a public set counts beside the own one, where some are named
_MOST_FALSE_REFUSALS = 0.07  # share of the questions with an answer; names and countries not held refuse some more
# Rows of a table that lost their rules hold answers as often as sentences do, but read worse.
_SET_BY_HAND = {"scrap": -0.5}
_STEPS = np.arange(0.01, 0.98, 0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its candidates.

    Attributes:
        features: shape (n, len(FEATURES)).
        is_right: which of them hold an answer, shape (n,).
        nearest: cosine of the question and the nearest passage.
    """

    name: str
    question: Question
    features: NDArray[np.float64]
    is_right: NDArray[np.bool_]
    nearest: float

    @property
    def group(self) -> str:
        """Questions that belong to one fold: one in several languages, or all of one document."""
        return self.question.group or self.question.document_id or self.question.question_id


def ask_all(name: str, library: Library, questions: Sequence[Question]) -> list[Asked]:
    """Return what the library proposes for each question; without those whose evidence it does not hold."""
    found, _ = judged_evidence(library, questions)
    return [
        _ask(name, library, question, found[question.question_id])
        for question in questions
        if question.question_id in found
    ]


def _ask(name: str, library: Library, question: Question, evidence: Sequence[Found]) -> Asked:
    result = library.base.search(question.text, k=HITS)
    proposed = fitting(result)
    rows = [features(candidate) for candidate in proposed]
    return Asked(
        name=name,
        question=question,
        features=np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES)),
        is_right=np.array([_is_right(candidate, evidence, library) for candidate in proposed], dtype=bool),
        nearest=max((hit.similarity for hit in result.hits), default=0.0),
    )


def _is_right(candidate: Candidate, evidence: Sequence[Found], library: Library) -> bool:
    passage = candidate.hit.passage
    place = Stretch(passage.document_id, passage.page, candidate.span)
    return any(library.judge.holds(place, one) for one in evidence)


def fit(asked: Sequence[Asked]) -> LogisticRegression:
    """Return a logistic regression over all candidates, without class weights, so that it gives probabilities."""
    some = [one for one in asked if len(one.features)]
    sizes = {name: sum(one.name == name for one in some) for name in {one.name for one in some}}
    x = np.concatenate([one.features for one in some])
    y = np.concatenate([one.is_right for one in some])
    shares = np.concatenate([np.full(len(one.features), _weight(one, sizes)) for one in some])
    columns = [FEATURES.index(name) for name in _SET_BY_HAND]
    by_hand = x[:, columns] @ np.array(list(_SET_BY_HAND.values()))
    x[:, columns] = 0
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y, sample_weight=shares)
    model.coef_[0, columns] = list(_SET_BY_HAND.values())
    # What the weights set by hand add on the average is in the constant term already.
    model.intercept_[0] -= float(by_hand.mean())
    return model


def _weight(one: Asked, sizes: dict[str, int]) -> float:
    if one.name.startswith("own"):
        return 1.0
    return _PUBLIC_SHARE * sizes.get("own-dev", sizes[one.name]) / sizes[one.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """A question's likeliest candidate: its probability, and whether it is right; (0, False) without candidates."""

    asked: Asked
    probability: float
    is_right: bool


def top(model: LogisticRegression, asked: Asked) -> Top:
    """Return the likeliest candidate."""
    if not len(asked.features):
        return Top(asked=asked, probability=0.0, is_right=False)
    probabilities = model.predict_proba(asked.features)[:, 1]
    best = int(np.argmax(probabilities))
    return Top(asked=asked, probability=float(probabilities[best]), is_right=bool(asked.is_right[best]))


def left_out(asked: Sequence[Asked]) -> list[Top]:
    """Return the likeliest candidate of each question by a fit that did not see its group."""
    groups = sorted({one.group for one in asked})
    random.Random(_SEED).shuffle(groups)  # noqa: S311 - no secret
    fold = {group: place % _FOLDS for place, group in enumerate(groups)}
    models = [fit([one for one in asked if fold[one.group] != n]) for n in range(_FOLDS)]
    return [top(models[fold[one.group]], one) for one in asked]


def curve(tops: Sequence[Top]) -> list[dict[str, float]]:
    """Return, per threshold, how questions with and without an answer fare; a question nobody names is not asked.

    Of the questions without an answer those count that only this decision refuses: the names that no document knows
    and the countries without a document are refused before.
    """
    with_answer = [one for one in tops if one.asked.question.is_answerable]
    without = [one for one in tops if not one.asked.question.is_answerable]
    return [
        {
            "threshold": round(float(t), 2),
            "answered": _share(one.probability >= t for one in with_answer),
            "right_of_answered": _share(one.is_right for one in with_answer if one.probability >= t),
            "false_answers": _share(one.probability >= t for one in without),
        }
        for t in _STEPS
    ]


def _share(claims: Iterable[bool]) -> float:
    values = [bool(claim) for claim in claims]
    return round(sum(values) / len(values), 4) if values else 0.0


def reliability(tops: Sequence[Top]) -> list[dict[str, float]]:
    """Return, per tenth of stated probability, how often the likeliest candidate was right."""
    rows = []
    for low in np.arange(0, 1, 0.1):
        some = [one for one in tops if low <= one.probability < low + 0.1]
        if some:
            stated, found = np.mean([o.probability for o in some]), np.mean([o.is_right for o in some])
            rows.append({"stated": round(float(stated), 3), "found": round(float(found), 3), "questions": len(some)})
    return rows


def choose_threshold(tops: Sequence[Top]) -> float:
    """Return the highest threshold at which few enough of the questions with an answer are refused."""
    rows = [row for row in curve(tops) if 1 - row["answered"] <= _MOST_FALSE_REFUSALS]
    return max((row["threshold"] for row in rows), default=float(_STEPS[0]))


def choose_off_topic(asked: Sequence[Asked]) -> tuple[float, dict[str, float]]:
    """Return the cosine that parts best what is off topic from all else, and how well it does."""
    own = [one for one in asked if one.name.startswith("own")]
    is_off = np.array(["off_topic" in one.question.reasons for one in own])
    nearest = np.array([one.nearest for one in own])
    if not is_off.any():
        return 0.3, {}
    grid = np.arange(0.1, 0.7, 0.01)
    worth = [(nearest[is_off] < t).mean() + (nearest[~is_off] >= t).mean() for t in grid]
    best = float(grid[int(np.argmax(worth))])
    return round(best, 2), {
        "told": _share(nearest[is_off] < best), "wrongly_told": _share(nearest[~is_off] < best),
    }  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Fit, report and write the decision."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="filled libraries")
    parser.add_argument("--sets", default=",".join(SETS), help="separated by commas")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    asked: list[Asked] = []
    for name in arguments.sets.split(","):
        one_set = read_set(name, Place())
        questions = sample(one_set, Options(systems=(), most=MOST, answers=True))
        with cached(
            one_set, one_set.libraries[0], cache=arguments.cache, model="bundled", open_stores=Stores,
            open_base=KnowledgeBase,
        ) as library:  # fmt: skip
            asked += ask_all(name, library, questions)
        print(f"{name}: {sum(one.name == name for one in asked)} questions", file=sys.stderr)
    result = calibrated(asked)
    print(json.dumps(result, indent=1))
    if not arguments.dry:
        FILE.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def calibrated(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return what `decision.json` holds."""
    model, tops = fit(asked), left_out(asked)
    off_topic, parts = choose_off_topic(asked)
    names = list(dict.fromkeys(one.name for one in asked))
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": choose_threshold([one for one in tops if one.asked.name == names[0]]),
        "off_topic_similarity": off_topic,
        "fitted_on": {name: sum(one.name == name for one in asked) for name in names},
        "off_topic": parts,
        "curves_left_out": {name: curve([one for one in tops if one.asked.name == name]) for name in names},
        "reliability_left_out": reliability(tops),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
