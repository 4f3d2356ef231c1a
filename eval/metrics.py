"""Figures: of rankings by ir_measures, of answers and refusals by counting; means with bootstrap intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from answer.records import Abstention, Answer, Citation, Outcome
from eval.qrels import Found, Judge, Place
from eval.records import EvalError, Question
from eval.systems import Ranking

MEASURES = ("nDCG@10", "R@5", "R@20", "RR")
DEPTH = 20  # passages of a ranking that are judged; RR is 0 where none of them is relevant
_RESAMPLES = 1000
_SEED = 7
_BINS = 10

Figures = dict[str, Any]


def ir_measures() -> Any:
    """Return the package that calculates the measures of rankings.

    Raises:
        EvalError: it is not installed.
    """
    try:
        import ir_measures as package  # noqa: PLC0415 - an extra, not needed to answer
    except ImportError as error:
        raise EvalError("the measures need the package ir-measures: pip install 'policy-kb[eval]'") from error
    return package


def rank_figures(
    rankings: Mapping[str, Ranking], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return question id -> measure -> value, for every question of `qrels`.

    The order of a ranking counts, not its scores, so that ties stand as the system broke them. The gain of nDCG is the
    grade.
    """
    package = ir_measures()
    measures = {str(measure): measure for measure in map(package.parse_measure, MEASURES)}
    run = {key: {doc: 1 / n for n, (doc, _) in enumerate(found[:DEPTH], 1)} for key, found in rankings.items()}
    values = {key: dict.fromkeys(MEASURES, 0.0) for key in qrels}
    judged = {key: dict(grades) for key, grades in qrels.items() if grades}
    if judged:
        for metric in package.iter_calc(list(measures.values()), judged, run):
            values[metric.query_id][str(metric.measure)] = float(metric.value)
    return values


def mean_with_interval(values: Sequence[float], groups: Sequence[str]) -> Figures:
    """Return mean, and the bounds of its 95 % interval by bootstrap over groups of questions.

    The questions of a group, one question in several languages, are drawn together, as they are no independent
    observations. Percentile method: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if not values:
        return {"mean": None, "low": None, "high": None, "n": 0}
    sums: dict[str, list[float]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        sums[group].append(value)
    totals = np.array([sum(some) for some in sums.values()])
    sizes = np.array([len(some) for some in sums.values()])
    chooser = np.random.default_rng(_SEED)
    drawn = chooser.integers(0, len(totals), size=(_RESAMPLES, len(totals)))
    means = totals[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": _round(np.mean(values)), "low": _round(low), "high": _round(high), "n": len(values)}


def percentiles(milliseconds: Sequence[float]) -> Figures:
    """Return median and 95th percentile."""
    if not milliseconds:
        return {"p50_ms": None, "p95_ms": None}
    return {f"p{p}_ms": round(float(np.percentile(milliseconds, p)), 1) for p in (50, 95)}


# Answers.


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question's outcome, judged.

    Attributes:
        reason: of a refusal; "" where there was an answer.
        statements: per statement shown, in order: whether one of its citations is where some evidence stands.
        citations: per citation shown, the same.
        covered: evidence that some citation shows.
        evidence: evidence that the library holds.
        verbatim: citations whose quote is the page's own text at their span.
        proposed: of a refusal, whether each statement that would have been shown without the threshold is right;
            empty where nothing would have been.
    """

    question: Question
    confidence: float
    reason: str
    statements: tuple[bool, ...] = ()
    citations: tuple[bool, ...] = ()
    covered: int = 0
    evidence: int = 0
    verbatim: int = 0
    milliseconds: float = 0.0
    proposed: tuple[bool, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether there was an answer, right or wrong."""
        return not self.reason

    def hit(self, n: int) -> bool:
        """Whether one of the first n statements rests on the evidence."""
        return any(self.statements[:n])

    def proposes(self, n: int) -> bool | None:
        """Whether the first n statements, shown or only proposed, hold a right one; None where there are none."""
        statements = self.statements or self.proposed
        return any(statements[:n]) if statements else None

    def row(self) -> Figures:
        """Return what is kept of it."""
        return {
            "answered": self.is_answered, "reason": self.reason, "confidence": _round(self.confidence),
            "hit@1": int(self.hit(1)), "hit@3": int(self.hit(3)), "citations": len(self.citations),
            "right_citations": sum(self.citations), "ms": round(self.milliseconds, 1),
        }  # fmt: skip


def judge_answer(
    question: Question, outcome: Outcome, found: Sequence[Found], *, judge: Judge,
    page_text: Callable[[Citation], str], milliseconds: float, proposed: Outcome | None = None,
) -> Judged:  # fmt: skip
    """Hold an outcome against the evidence.

    Args:
        question: what was asked.
        outcome: what came of it.
        found: where the question's evidence stands.
        judge: of the library asked.
        page_text: the page that a citation cites.
        milliseconds: how long it took.
        proposed: what a refusal would have been without the threshold.
    """
    if isinstance(outcome, Abstention):
        return Judged(
            question=question, confidence=outcome.confidence, reason=outcome.reason.value, milliseconds=milliseconds,
            evidence=len(found), proposed=_right_statements(proposed, found, judge),
        )  # fmt: skip
    places = _places(outcome)
    right = {n: any(judge.holds(place, one) for one in found) for n, place in places.items()}
    return Judged(
        question=question,
        confidence=outcome.confidence,
        reason="",
        statements=_right_statements(outcome, found, judge),
        citations=tuple(right.values()),
        covered=sum(any(judge.holds(place, one) for place in places.values()) for one in found),
        evidence=len(found),
        verbatim=sum(citation.span.of(page_text(citation)) == citation.quote for citation in outcome.citations),
        milliseconds=milliseconds,
    )


def _places(answer: Answer) -> dict[int, Place]:
    return {c.n: Place(c.document.document_id, c.page, c.span) for c in answer.citations}


def _right_statements(outcome: Outcome | None, found: Sequence[Found], judge: Judge) -> tuple[bool, ...]:
    if not isinstance(outcome, Answer):
        return ()
    right = {n: any(judge.holds(place, one) for one in found) for n, place in _places(outcome).items()}
    return tuple(any(right[n] for n in statement.citations) for statement in outcome.statements)


def answer_figures(judged: Sequence[Judged]) -> Figures:
    """Return the figures of answers and refusals.

    - hit@1, hit@3: of the questions that the library answers, those of whose first (three) statements one rests on the
      evidence; a refusal is a miss.
    - citation precision: of an answer's citations, those where evidence stands; citation recall: of a question's
      evidence, what is cited. Means over the answered questions that have an answer.
    - verbatim: of all citations, those whose quote is the page's own text.
    - false answers: of the questions without an answer, those answered; false refusals: of the others, those refused.
    - right reason: of the questions without an answer that were refused, those with an acceptable reason.
    """
    with_answer = [one for one in judged if one.question.is_answerable]
    without = [one for one in judged if not one.question.is_answerable]
    answered = [one for one in with_answer if one.is_answered]
    refused = [one for one in without if not one.is_answered]
    shown = [one for one in judged if one.is_answered]
    citations = sum(len(one.citations) for one in shown)
    return {
        "hit@1": _mean(with_answer, lambda one: one.hit(1)),
        "hit@3": _mean(with_answer, lambda one: one.hit(3)),
        "citation_precision": _mean(answered, lambda one: sum(one.citations) / len(one.citations)),
        "citation_recall": _mean(answered, lambda one: one.covered / one.evidence),
        "verbatim": _round(sum(one.verbatim for one in shown) / citations) if citations else None,
        "citations": citations,
        "false_answers": _mean(without, lambda one: one.is_answered),
        "false_answers_by_reason": _by_reason(without, lambda one: one.is_answered),
        "right_reason": _mean(refused, lambda one: one.reason in one.question.reasons),
        "right_reason_by_reason": _by_reason(refused, lambda one: one.reason in one.question.reasons),
        "false_refusals": _mean(with_answer, lambda one: not one.is_answered),
        "by_language": _by_language(judged),
        "risk_coverage": risk_coverage(judged),
        "reliability": reliability(judged),
        **percentiles([one.milliseconds for one in judged]),
    }


def _mean(judged: Sequence[Judged], value: Callable[[Judged], float]) -> Figures:
    groups = [one.question.group or one.question.question_id for one in judged]
    return mean_with_interval([float(value(one)) for one in judged], groups)


def _by_reason(judged: Sequence[Judged], value: Callable[[Judged], float]) -> dict[str, Figures]:
    """Return the mean per acceptable reason; a question with two counts under both."""
    reasons = sorted({reason for one in judged for reason in one.question.reasons})
    return {reason: _mean([one for one in judged if reason in one.question.reasons], value) for reason in reasons}


def _by_language(judged: Sequence[Judged]) -> dict[str, Figures]:
    rows = {}
    for language in sorted({one.question.language for one in judged}):
        some = [one for one in judged if one.question.language == language]
        with_answer = [one for one in some if one.question.is_answerable]
        rows[language] = {
            "hit@1": _mean(with_answer, lambda one: one.hit(1)),
            "hit@3": _mean(with_answer, lambda one: one.hit(3)),
            "false_refusals": _mean(with_answer, lambda one: not one.is_answered),
            "false_answers": _mean([o for o in some if not o.question.is_answerable], lambda one: one.is_answered),
        }
    return rows


def risk_coverage(judged: Sequence[Judged]) -> list[Figures]:
    """Return (coverage, risk) from the surest answer to the least sure.

    Coverage is the share of all questions answered at that confidence or above, risk the share of those whose first
    three statements hold no evidence, questions without an answer included. What a refusal would have said without the
    threshold counts where that is known, so that the curve shows other thresholds too; it ends where the reason of the
    refusals is another. `is_answered` tells which points the system's own threshold lets through.
    """
    answers = sorted((one for one in judged if one.proposes(3) is not None), key=lambda one: -one.confidence)
    wrong = np.cumsum([not one.proposes(3) for one in answers])
    rows = []
    for n, one in enumerate(answers, start=1):
        is_last_of_its_confidence = n == len(answers) or answers[n].confidence < one.confidence
        if is_last_of_its_confidence:
            rows.append(
                {
                    "confidence": _round(one.confidence), "coverage": _round(n / len(judged)),
                    "risk": _round(float(wrong[n - 1]) / n), "is_answered": one.is_answered,
                }
            )  # fmt: skip
    return rows


def reliability(judged: Sequence[Judged]) -> list[Figures]:
    """Return, per tenth of stated confidence, how often the first statement, shown or proposed, was right."""
    answers = [one for one in judged if one.proposes(1) is not None]
    rows = []
    for number in range(_BINS):
        some = [one for one in answers if min(int(one.confidence * _BINS), _BINS - 1) == number]
        if some:
            stated, right = np.mean([one.confidence for one in some]), np.mean([bool(one.proposes(1)) for one in some])
            rows.append({"stated": _round(stated), "found": _round(right), "questions": len(some)})
    return rows


def _round(value: float | np.floating[Any]) -> float:
    return round(float(value), 4)
