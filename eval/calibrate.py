"""Fit the decision whether a sentence answers a question: `policy-kb eval calibrate`.

A logistic regression over the sentences proposed for the own development questions, those without an answer included.
The threshold is read off a curve on which each question was judged by a fit that did not see it. What comes out is
`answer/decision.json`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from answer.ask import HITS, fitting
from answer.candidates import Candidate
from answer.decision import FEATURES, features
from answer.records import Reason
from answer.topic import Topic
from eval.command import Place, Rooms, library_opener, read_set
from eval.qrels import Found
from eval.qrels import Place as Stretch
from eval.records import EvalError, Part, Question
from eval.run import Options, judged_evidence, sample
from eval.systems import Library
from index.update import Step

MOST = 150  # questions of a public set
_FOLDS = 5
_SEED = 7
_PUBLIC_SHARE = 0.25  # what a public set counts beside the own one, where some are named
# Share of the questions with an answer. Names and countries not held refuse some more, and more are refused of those
# for whose words no row of the glossary was written.
_MOST_FALSE_REFUSALS = 0.065
# Rows of a table that lost their rules hold answers as often as sentences do, but read worse; and a number of something
# else is as often of what the question counts in other words as it is none, but misleads where it is none.
_SET_BY_HAND = {"scrap": -0.5, "uncounted": -0.5}
_TOPIC_C = 3.0
# Of what a regression on both would give (0.27) nearly twice: what is answered off topic costs more trust than what is
# refused on it. On the development questions, each by fits without it, 0.45 lets 1 of 93 off topic through where 0 lets
# 5, at the same share of false refusals.
_TOPIC_SLOPE = 0.45
_STEPS = np.arange(0.01, 0.98, 0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its candidates.

    Attributes:
        features: shape (n, len(FEATURES)).
        is_right: which of them hold an answer, shape (n,).
        nearest: cosine of the question and the nearest passage.
        vector: of the question, by the part of the model that reads any language, shape (dim,).
    """

    name: str
    question: Question
    features: NDArray[np.float64]
    is_right: NDArray[np.bool_]
    nearest: float
    vector: NDArray[np.float32]

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
        vector=result.reading.probes.meaning[-1],
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
    """A question's likeliest candidate.

    Attributes:
        probability: that it answers; 0 without candidates.
        leaning: log odds that the question is off topic.
    """

    asked: Asked
    probability: float
    is_right: bool
    leaning: float


def top(model: LogisticRegression, topic: LogisticRegression, asked: Asked) -> Top:
    """Return the likeliest candidate."""
    leaning = float(topic.decision_function(asked.vector[None])[0])
    if not len(asked.features):
        return Top(asked=asked, probability=0.0, is_right=False, leaning=leaning)
    probabilities = model.predict_proba(asked.features)[:, 1]
    best = int(np.argmax(probabilities))
    is_right = bool(asked.is_right[best])
    return Top(asked=asked, probability=float(probabilities[best]), is_right=is_right, leaning=leaning)


def left_out(asked: Sequence[Asked]) -> list[Top]:
    """Return the likeliest candidate of each question by a fit that did not see its group."""
    models, topics = _by_fold(asked, fit), _by_fold(asked, fit_topic)
    return [top(models[one.group], topics[one.group], one) for one in asked]


def usual_topic(tops: Sequence[Top]) -> float:
    """Return how far the questions that have an answer lean off topic: the median of their log odds."""
    return round(float(np.median([one.leaning for one in tops if one.asked.question.is_answerable])), 2)


def level(one: Top, usual: float) -> float:
    """Return the probability that the threshold is held against: lower where the question leans off topic, 0 to 1."""
    odds = np.log(max(one.probability, 1e-9) / max(1 - one.probability, 1e-9))
    return float(1 / (1 + np.exp(-(odds - _TOPIC_SLOPE * (one.leaning - usual)))))


def curve(tops: Sequence[Top], usual: float) -> list[dict[str, float]]:
    """Return, per threshold, how questions with and without an answer fare; a question nobody names is not asked.

    Of the questions without an answer those count that only this decision refuses: the names that no document knows
    and the countries without a document are refused before.
    """
    with_answer = [one for one in tops if one.asked.question.is_answerable]
    without = [one for one in tops if not one.asked.question.is_answerable]
    return [
        {
            "threshold": round(float(t), 2),
            "answered": _share(level(one, usual) >= t for one in with_answer),
            "right_of_answered": _share(one.is_right for one in with_answer if level(one, usual) >= t),
            "false_answers": _share(level(one, usual) >= t for one in without),
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


def choose_threshold(tops: Sequence[Top], usual: float) -> float:
    """Return the highest threshold at which few enough of the questions with an answer are refused."""
    rows = [row for row in curve(tops, usual) if 1 - row["answered"] <= _MOST_FALSE_REFUSALS]
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


def fit_topic(asked: Sequence[Asked]) -> LogisticRegression:
    """Return a logistic regression over the questions' vectors: whether one is off topic."""
    x = np.stack([one.vector for one in asked])
    return LogisticRegression(C=_TOPIC_C, max_iter=2000).fit(x, [_is_off(one) for one in asked])


def _is_off(one: Asked) -> bool:
    return Reason.OFF_TOPIC.value in one.question.reasons


def topic_left_out(asked: Sequence[Asked]) -> dict[str, float]:
    """Return how well fits that did not see a question's group tell whether it is off topic."""
    models = _by_fold(asked, fit_topic)
    is_told = [bool(models[one.group].predict(one.vector[None])[0]) for one in asked]
    return {
        "told": _share(told for told, one in zip(is_told, asked, strict=True) if _is_off(one)),
        "wrongly_told": _share(told for told, one in zip(is_told, asked, strict=True) if not _is_off(one)),
    }


def _by_fold(
    asked: Sequence[Asked], fit_one: Callable[[Sequence[Asked]], LogisticRegression]
) -> dict[str, LogisticRegression]:
    """Return group -> a fit on the groups of the other folds."""
    groups = sorted({one.group for one in asked})
    random.Random(_SEED).shuffle(groups)  # noqa: S311 - no secret
    fold = {group: place % _FOLDS for place, group in enumerate(groups)}
    models = [fit_one([one for one in asked if fold[one.group] != n]) for n in range(_FOLDS)]
    return {group: models[n] for group, n in fold.items()}


def calibrate(
    sets: Sequence[str], *, most: int, place: Place, rooms: Rooms, say: Callable[[str], None],
    report: Callable[[Step], None],
) -> tuple[dict[str, Any], Topic]:  # fmt: skip
    """Return what `decision.json` holds, and what tells a question off topic, fitted on some sets.

    Args:
        sets: their names; the threshold is chosen on the first.
        most: questions of a public set; 0 for all.
        place: where things are.
        rooms: how the libraries are opened.
        say: is told what is being done.
        report: is shown how far the filling of a library has come.

    Raises:
        EvalError: a set is missing, is one that nothing may be fitted on, or has no question with or without an answer.
    """
    kept_apart = [name for name in sets if name.endswith(Part.REPORT.value)]
    if kept_apart:
        raise EvalError(f"nothing is fitted on {kept_apart[0]}: it is there to report on")
    asked: list[Asked] = []
    model = ""
    for one_set in [read_set(name, place) for name in sets]:
        questions = sample(one_set, Options(systems=(), most=most, answers=True))
        with library_opener(place, rooms, report)(one_set, one_set.libraries[0]) as library:
            model = library.stores.encoder.identity
            asked += ask_all(one_set.name, library, questions)
        say(f"{one_set.name}: {sum(one.name == one_set.name for one in asked)} questions")
    if len({one.question.is_answerable for one in asked}) < 2 or not any(map(_is_off, asked)):
        raise EvalError(
            "a decision is fitted on questions with an answer, some without one and some off topic; name another --set"
        )
    topic = fit_topic(asked)
    return calibrated(asked), Topic(
        weights=topic.coef_[0].astype(np.float32), bias=float(topic.intercept_[0]), model=model
    )  # fmt: skip


def calibrated(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return what `decision.json` holds."""
    model, tops = fit(asked), left_out(asked)
    usual = usual_topic(tops)
    off_topic, parts = choose_off_topic(asked)
    names = list(dict.fromkeys(one.name for one in asked))
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": choose_threshold([one for one in tops if one.asked.name == names[0]], usual),
        "topic_slope": _TOPIC_SLOPE,
        "usual_topic": usual,
        "off_topic_similarity": off_topic,
        "fitted_on": {name: sum(one.name == name for one in asked) for name in names},
        "off_topic": parts,
        "topic_left_out": topic_left_out(asked),
        "curves_left_out": {name: curve([one for one in tops if one.asked.name == name], usual) for name in names},
        "reliability_left_out": reliability(tops),
    }


def at_threshold(decision: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each set: how its questions fare at the threshold of a decision that was just fitted."""
    yield f"threshold {decision['threshold']}, off topic below a cosine of {decision['off_topic_similarity']}"
    for name, rows in decision["curves_left_out"].items():
        (row,) = [one for one in rows if one["threshold"] == decision["threshold"]]
        yield (
            f"{name}, each question by a fit that did not see it: {row['answered']:.0%} answered, "
            f"{row['right_of_answered']:.0%} of these right, {row['false_answers']:.0%} false answers"
        )
