"""The order of passages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.evidence import Evidence
from index.rank import FEATURES, FILE, Ranking, features, load_ranking
from ingest.records import BlockKind
from tests.factories import make_metadata, make_passage

EVIDENCE = Evidence(
    meaning=0.5, meaning_english=0.6, sentences=np.array([0.1, 0.7], dtype=np.float32),
    sentences_english=np.array([0.8, 0.2], dtype=np.float32), answers=np.array([0.15, 0.35], dtype=np.float32),
    answers_english=np.array([0.25, 0.45], dtype=np.float32), vectors=np.zeros((2, 4), dtype=np.float32),
    matches=np.zeros((2, 1), dtype=np.float32), above=np.zeros(1, dtype=np.float32), coverage=0.9,
    sentence_coverage=np.array([0.3, 0.4], dtype=np.float32),
)  # fmt: skip


def told(
    *, evidence: Evidence = EVIDENCE, kind: BlockKind = BlockKind.PARAGRAPH, words: float = 0.25, asked: str = "en",
    countries: tuple[str, ...] = (), **document: Any,
) -> dict[str, float]:  # fmt: skip
    """Return the features by name."""
    found = features(
        evidence, make_passage(kind=kind), make_metadata(**document), words=words, language=asked, countries=countries
    )
    return dict(zip(FEATURES, map(float, found), strict=True))


@pytest.mark.parametrize(
    ("name", "changes", "value"),
    [
        ("meaning", {}, 0.5), ("meaning_english", {}, 0.6), ("sentence", {}, 0.7), ("sentence_english", {}, 0.8),
        ("answer", {}, 0.35), ("answer_english", {}, 0.45),
        ("meaning_english", {"language": "fr"}, 0), ("sentence_english", {"language": "fr"}, 0),
        ("is_english", {}, 1), ("is_english", {"language": "fr"}, 0),
        ("coverage", {}, 0.9), ("sentence_coverage", {}, 0.4), ("words", {}, 0.25),
        ("own_country", {"countries": ("FRA", "MLT")}, 1), ("other_country", {"countries": ("FRA", "MLT")}, 0),
        ("own_country", {"countries": ("MLT",)}, 0), ("other_country", {"countries": ("MLT",)}, 1),
        ("own_country", {}, 0), ("other_country", {}, 0),
        ("own_language", {}, 1), ("own_language", {"asked": "ru"}, 0),
        ("own_language", {"asked": "ru", "language": "ru"}, 1),
        ("is_row", {"kind": BlockKind.TABLE_ROW}, 1), ("is_row", {}, 0),
        ("is_heading", {"kind": BlockKind.HEADING}, 1), ("is_heading", {}, 0),
    ],
)  # fmt: skip
def test_each_feature_stands_in_its_place(name: str, changes: dict[str, Any], value: float) -> None:
    assert told(**changes)[name] == pytest.approx(value)


def test_every_feature_is_tested_above() -> None:
    (mark,) = test_each_feature_stands_in_its_place.pytestmark
    assert {name for name, _, _ in mark.args[1]} == set(FEATURES)


def test_a_passage_without_sentences_has_its_other_features() -> None:
    none = np.empty(0, dtype=np.float32)
    found = told(evidence=replace(EVIDENCE, sentences=none, sentences_english=none, sentence_coverage=none))
    assert (found["sentence"], found["sentence_english"], found["sentence_coverage"]) == (0, 0, 0)
    assert found["meaning"] == 0.5


def test_scores_are_sums_of_weighted_features() -> None:
    weights = np.arange(len(FEATURES), dtype=np.float32)
    rows = np.eye(len(FEATURES), dtype=np.float32)
    assert Ranking(weights).score(rows).tolist() == weights.tolist()
    assert Ranking(weights).score(rows[1:2] + rows[3:4]).tolist() == [4]


def test_the_ranking_that_ships_weighs_every_feature_and_nothing_else() -> None:
    weights = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    assert set(weights) == set(FEATURES)
    assert load_ranking().weights == pytest.approx([weights[name] for name in FEATURES])
    assert np.isfinite(load_ranking().weights).all()


def test_a_ranking_without_a_weight_is_refused(tmp_path: Path) -> None:
    fitted = json.loads(FILE.read_text(encoding="utf-8"))
    del fitted["weights"]["coverage"]
    (tmp_path / "ranking.json").write_text(json.dumps(fitted), encoding="utf-8")
    with pytest.raises(KeyError, match="coverage"):
        load_ranking(tmp_path / "ranking.json")
