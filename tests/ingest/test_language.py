from __future__ import annotations

from pathlib import Path

import pytest

from ingest.language import detect_language

ASKED = ("en", "fr", "de", "ru")
PARALLEL = Path(__file__).parents[3] / "shared" / "data" / "questions" / "parallel"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("", "und", id="nothing"),
        pytest.param("2025, 12 %", "und", id="figures"),
        pytest.param("Malta 2025", "und", id="too little"),
        pytest.param("The strategy was adopted by the government in spring.", "en", id="English"),
        pytest.param("Стратегия была принята правительством весной этого года.", "ru", id="Russian"),
        pytest.param("Стратегію було ухвалено урядом навесні цього року.", "uk", id="Ukrainian"),
    ],
)
def test_language_of_a_text(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("Which countries have a strategy?", "en", id="English"),
        pytest.param("Quels pays ?", "fr", id="two French words"),
        pytest.param("Welche Länder?", "de", id="two German words"),
        pytest.param("ЕАСТ и AI?", "ru", id="Cyrillic beside Latin letters"),
        pytest.param("???", "und", id="no letter"),
    ],
)
def test_language_of_a_question_among_four(question: str, language: str) -> None:
    assert detect_language(question, among=ASKED) == language


def test_long_text_is_judged_by_all_of_it() -> None:
    english, german = "The plan names its goals. " * 100, "Der Plan nennt die Ziele des Landes. " * 2000
    assert detect_language(english + german) == "de"


@pytest.mark.real
@pytest.mark.skipif(not PARALLEL.is_dir(), reason="../shared/data is absent")
def test_four_words_are_enough_nearly_always() -> None:
    files = {"en": "src.eng", "fr": "ref.fra", "de": "ref.deu", "ru": "ref.rus"}
    for language, name in files.items():
        lines = (PARALLEL / f"newstest2019-{name}.txt").read_text(encoding="utf-8").splitlines()
        starts = [" ".join(line.split()[:4]) for line in lines]
        right = sum(detect_language(start, among=ASKED) == language for start in starts)
        assert right / len(starts) > 0.95, language
