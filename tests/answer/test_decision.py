"""The calibrated decision."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from typing import Any

import pytest

from answer.decision import FEATURES, FILE, features, load_decision
from tests.factories import make_candidate, make_decision

NO_WEIGHTS = (0.0,) * len(FEATURES)


def test_without_evidence_the_bias_decides() -> None:
    assert make_decision(weights=NO_WEIGHTS, bias=0.0).probability(make_candidate()) == 0.5
    found = make_decision(weights=NO_WEIGHTS, bias=-2.0).probability(make_candidate())
    assert found == pytest.approx(1 / (1 + exp(2)))


@pytest.mark.parametrize(
    ("name", "changes", "value"),
    [
        ("similarity", {"similarity": 0.9}, 0.9), ("similarity_english", {"similarity_english": 0.8}, 0.8),
        ("answer", {"answer": 0.1}, 0.1), ("answer_english", {"answer_english": 0.2}, 0.2),
        ("coverage", {"coverage": 0.7}, 0.7), ("passage_coverage", {"passage_coverage": 0.3}, 0.3),
        ("missing", {"missing": 0.6}, 0.6), ("score", {"score": 7.5}, 7.5), ("reciprocal_rank", {"rank": 4}, 0.25),
        ("scrap", {"is_whole": False}, 1), ("uncounted", {"counts": False}, 1),
    ],
)  # fmt: skip
def test_each_feature_stands_in_its_place(name: str, changes: dict[str, Any], value: float) -> None:
    assert features(make_candidate(**changes))[FEATURES.index(name)] == value


def test_the_decision_that_ships_can_be_used() -> None:
    decision = load_decision()
    assert 0 < decision.threshold < 1
    assert 0 < decision.off_topic_similarity < 1
    assert 0 < decision.probability(make_candidate(similarity=0.0, coverage=0.0)) < decision.threshold
    assert decision.probability(make_candidate(similarity=0.9, coverage=1.0, passage_coverage=1.0)) > decision.threshold
    assert set(json.loads(FILE.read_text(encoding="utf-8"))["weights"]) == set(FEATURES)


def test_a_decision_without_a_weight_is_refused(tmp_path: Path) -> None:
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    del fitted["weights"]["coverage"]
    (tmp_path / "decision.json").write_text(json.dumps(fitted), encoding="utf-8")
    with pytest.raises(KeyError, match="coverage"):
        load_decision(tmp_path / "decision.json")


@pytest.mark.parametrize(
    ("leaning", "floor"),
    [
        pytest.param(None, 0.2, id="nothing tells"),
        pytest.param(-4.0, 0.2, id="a usual question"),
        pytest.param(-2.0, 1 / (1 + 4 / 2.718281828459045), id="one that leans off topic"),
    ],
)
def test_a_question_that_leans_off_topic_needs_a_likelier_sentence(leaning: float | None, floor: float) -> None:
    decision = make_decision(threshold=0.2, topic_slope=0.5, usual_topic=-4.0)
    assert decision.floor(leaning) == pytest.approx(floor)


def test_without_a_threshold_every_sentence_may_answer() -> None:
    assert make_decision(threshold=0.0, topic_slope=0.5).floor(3.0) == 0.0
