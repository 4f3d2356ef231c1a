"""Whether a question is on the field at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from answer.topic import Topic, load_topic
from index.bundled import BundledEncoder


@pytest.mark.parametrize(
    ("question", "is_off"),
    [
        ("How do I renew a driving licence in Porto?", True),
        ("Quelle est la meilleure recette de ratatouille ?", True),
        ("Wer wurde 2022 Fußballweltmeister?", True),
        ("Какая погода будет завтра в Риге?", True),
        ("Which countries regulate AI in hospitals?", False),
        ("Qui contrôle les algorithmes de diagnostic ?", False),
        ("Wie schützt Finnland Gesundheitsdaten?", False),
        ("Как врачей учат работать с искусственным интеллектом?", False),
    ],
)
def test_the_field_is_told_in_each_language(bundled: BundledEncoder, question: str, is_off: bool) -> None:
    vector = bundled.probes(question).meaning[-1]
    leaning = load_topic().leaning(vector, model=bundled.identity)
    assert leaning is not None
    assert (leaning >= 0) is is_off


def test_it_does_not_speak_of_another_models_vectors() -> None:
    topic = Topic(weights=np.ones(3, dtype=np.float32), bias=10.0, model="one")
    vector = np.ones(3, dtype=np.float32)
    assert topic.leaning(vector, model="one") == pytest.approx(13.0)
    assert topic.leaning(vector, model="other") is None
    assert topic.leaning(np.ones(4, dtype=np.float32), model="one") is None


def test_it_is_kept_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "topic.npz"
    Topic(weights=np.array([0.5, -2.0], dtype=np.float32), bias=-0.25, model="one").save(file)
    held = load_topic(file)
    assert (held.weights.tolist(), held.bias, held.model) == ([0.5, -2.0], -0.25, "one")
