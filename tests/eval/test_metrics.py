"""Figures of rankings, answers and refusals."""

from __future__ import annotations

from math import log2
from typing import Any

import pytest

from answer.records import Abstention, Answer, Citation, Mode, Reason, Statement, Understanding
from eval.metrics import (
    Judged,
    answer_figures,
    judge_answer,
    mean_with_interval,
    percentiles,
    rank_figures,
    reliability,
    risk_coverage,
)
from eval.qrels import Judge
from eval.records import Evidence, Question
from ingest.records import Span
from tests.factories import REVISION, make_metadata, make_passage

PAGE = "The register is public. Fees are 10 euros. The law binds all."
UNDERSTOOD = Understanding(question="?", standalone="?", language="en")


def test_a_ranking_is_judged_by_its_order_and_grades() -> None:
    qrels = {"q": {"a": 2, "b": 1}, "missed": {"c": 1}}
    rankings = {"q": [("x", 0.5), ("b", 0.5), ("a", 0.5)], "missed": []}
    figures = rank_figures(rankings, qrels)
    ideal = 2 + 1 / log2(3)
    assert figures["q"]["nDCG@10"] == pytest.approx((1 / log2(3) + 2 / log2(4)) / ideal)
    assert figures["q"]["R@5"] == figures["q"]["R@20"] == 1
    assert figures["q"]["RR"] == 0.5
    assert set(figures["missed"].values()) == {0}


def test_recall_at_5_does_not_see_the_sixth() -> None:
    ranking = [(f"x{n}", 0.0) for n in range(5)] + [("a", 0.0)]
    figures = rank_figures({"q": ranking}, {"q": {"a": 1}})["q"]
    assert (figures["R@5"], figures["R@20"]) == (0, 1)
    assert figures["RR"] == pytest.approx(1 / 6)


def test_an_interval_holds_the_mean_and_is_the_same_every_time() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 0.25, 1.0]
    figures = mean_with_interval(values, list("abcdef"))
    assert figures == mean_with_interval(values, list("abcdef"))
    assert figures["low"] < figures["mean"] < figures["high"]
    assert figures["mean"] == pytest.approx(0.625)


def test_translations_of_a_question_are_no_independent_observations() -> None:
    values = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0] * 2
    alone = mean_with_interval(values, [str(n) for n in range(16)])
    together = mean_with_interval(values, [str(n // 4) for n in range(16)])
    assert together["high"] - together["low"] > alone["high"] - alone["low"]


def test_nothing_measured_is_no_zero() -> None:
    assert mean_with_interval([], [])["mean"] is None
    assert percentiles([])["p50_ms"] is None


# Answers.


def make_question(number: int = 1, *, quote: str = "Fees are 10 euros.", **changes: Any) -> Question:
    """A question with one evidence on the page; with an empty quote, one without an answer."""
    evidence = (Evidence(document_id="plan", page=1, quote=quote, grade=2),) if quote else ()
    fields: dict[str, Any] = {
        "question_id": f"q{number}", "text": "?", "language": "en", "evidence": evidence,
        "reasons": () if quote else ("silent",),
    }  # fmt: skip
    return Question(**(fields | changes))


def make_answer(*quotes: str, confidence: float = 0.8, wrong_quote: bool = False) -> Answer:
    """An answer of a statement per quote."""
    citations = []
    for n, quote in enumerate(quotes, start=1):
        start = PAGE.index(quote)
        citations.append(
            Citation(
                n=n, document=make_metadata(), revision=REVISION, page=1, page_label="", section=(),
                span=Span(start, start + len(quote)), quote="else" if wrong_quote else quote,
            )
        )  # fmt: skip
    return Answer(
        understanding=UNDERSTOOD, citations=tuple(citations), confidence=confidence, mode=Mode.EXTRACTIVE,
        statements=tuple(Statement(text=c.quote, citations=(c.n,), support=1) for c in citations), snapshot="s",
        timings_ms={},
    )  # fmt: skip


def make_refusal(reason: Reason = Reason.SILENT, *, confidence: float = 0.1) -> Abstention:
    """A refusal."""
    return Abstention(
        understanding=UNDERSTOOD, reason=reason, message="", related=(), confidence=confidence, snapshot="s",
        timings_ms={},
    )  # fmt: skip


def judged(question: Question, outcome: Answer | Abstention, **changes: Any) -> Judged:
    """Judge an outcome on the one page."""
    judge = Judge([make_passage(PAGE)], page_count=lambda _: 1, page_text=lambda *_: PAGE)
    found = [judge.find(evidence) for evidence in question.evidence]
    return judge_answer(
        question, outcome, found, judge=judge, page_text=lambda _: PAGE, milliseconds=5, **changes
    )  # fmt: skip


def test_a_statement_hits_where_its_citation_stands_on_the_evidence() -> None:
    one = judged(make_question(), make_answer("The law binds all.", "Fees are 10 euros."))
    assert (one.hit(1), one.hit(3), one.citations, one.covered) == (False, True, (False, True), 1)


def test_citation_precision_and_recall_are_of_answered_questions() -> None:
    figures = answer_figures(
        [
            judged(make_question(1), make_answer("The law binds all.", "Fees are 10 euros.")),
            judged(make_question(2), make_answer("Fees are 10 euros.")),
            judged(make_question(3), make_refusal()),
        ]
    )
    assert figures["citation_precision"]["mean"] == 0.75
    assert figures["citation_recall"]["mean"] == 1
    assert figures["hit@3"]["mean"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["false_refusals"]["mean"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_quote_that_is_not_the_pages_own_is_seen() -> None:
    right, wrong = make_answer("The law binds all."), make_answer("Fees are 10 euros.", wrong_quote=True)
    figures = answer_figures([judged(make_question(1), right), judged(make_question(2), wrong)])
    assert (figures["verbatim"], figures["citations"]) == (0.5, 2)


def test_false_answers_and_right_reasons_are_told_by_reason() -> None:
    trick: dict[str, Any] = {"quote": "", "reasons": ("unknown_name", "silent")}
    figures = answer_figures(
        [
            judged(make_question(1, **trick), make_answer("Fees are 10 euros.")),
            judged(make_question(2, **trick), make_refusal(Reason.UNKNOWN_NAME)),
            judged(make_question(3, quote=""), make_refusal(Reason.OFF_TOPIC)),
        ]
    )
    assert figures["false_answers"]["mean"] == pytest.approx(1 / 3, abs=1e-4)
    assert {key: one["mean"] for key, one in figures["false_answers_by_reason"].items()} == {
        "silent": pytest.approx(1 / 3, abs=1e-4), "unknown_name": 0.5,
    }  # fmt: skip
    assert figures["right_reason"]["mean"] == 0.5
    assert figures["right_reason_by_reason"]["unknown_name"]["mean"] == 1


def test_risk_grows_with_coverage_as_less_sure_answers_are_let_in() -> None:
    rows = risk_coverage(
        [
            judged(make_question(1), make_answer("Fees are 10 euros.", confidence=0.9)),
            judged(make_question(2), make_answer("The law binds all.", confidence=0.5)),
            judged(make_question(3), make_refusal(confidence=0.1), proposed=make_answer("Fees are 10 euros.")),
            judged(make_question(4), make_refusal(confidence=0.2)),
        ]
    )
    assert [(row["coverage"], row["risk"], row["is_answered"]) for row in rows] == [
        (0.25, 0.0, True), (0.5, 0.5, True), (0.75, pytest.approx(1 / 3, abs=1e-4), False),
    ]  # fmt: skip


def test_answers_of_one_confidence_are_one_point() -> None:
    same = [judged(make_question(n), make_answer("Fees are 10 euros.", confidence=0.5)) for n in range(3)]
    assert [row["coverage"] for row in risk_coverage(same)] == [1.0]


def test_reliability_holds_stated_against_found() -> None:
    rows = reliability(
        [
            judged(make_question(1), make_answer("Fees are 10 euros.", confidence=0.85)),
            judged(make_question(2), make_answer("The law binds all.", confidence=0.81)),
            judged(make_question(3), make_answer("Fees are 10 euros.", confidence=1.0)),
        ]
    )
    assert rows == [
        {"stated": 0.83, "found": 0.5, "questions": 2}, {"stated": 1.0, "found": 1.0, "questions": 1},
    ]  # fmt: skip
