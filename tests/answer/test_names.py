"""Names in a question, and whether the library knows them."""

from __future__ import annotations

import re

import pytest

from answer.names import unknown_names

LIBRARY = (
    "The EU AI Act and the General Data Protection Regulation apply. The National Digital Health Strategy of Malta. "
    "The Health Data Hub is a platform. WHO. GDPR. Gematik. The Artificial Intelligence Act. "
    "Закон о персональных данных. Gesundheitsdatennutzungsgesetz."
)


def holds(phrase: str, gap: int) -> bool:
    words = [re.escape(word) for word in re.findall(r"\w+", phrase.lower())]
    between = rf"(?:\W+\w+){{0,{gap}}}\W+"
    return bool(words) and bool(re.search(rf"\b{between.join(words)}\b", LIBRARY.lower()))


def unknown(question: str, language: str = "en") -> list[str]:
    return unknown_names(question, language=language, holds=holds)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("What does the EU AI Act say?", "en", id="a law that is held"),
        pytest.param("What does Germany's AI Act say?", "en", id="a law of a country"),
        pytest.param("What is the Health Data Hub?", "en", id="a body that is held"),
        pytest.param("Does Malta have a National Digital Health Strategy?", "en", id="everyday words"),
        pytest.param("Does Spain have a National AI Strategy?", "en", id="everyday words that are not held"),
        pytest.param("What does WHO ask of Member States?", "en", id="an acronym that is held"),
        pytest.param("who reviews results?", "en", id="no name"),
        pytest.param("Clinicians: who reviews? Hospitals?", "en", id="capitals that begin sentences"),
        pytest.param("Welche Krankenhäuser führen Register in Deutschland?", "de", id="German nouns"),
        pytest.param("Was regelt das Gesundheitsdatennutzungsgesetz?", "de", id="a German law"),
        pytest.param("Что говорит Закон о персональных данных?", "ru", id="a Russian law"),
        pytest.param("Que fait la France et le Royaume-Uni ?", "fr", id="countries"),
    ],
)
def test_what_the_library_knows_is_no_unknown_name(question: str, language: str) -> None:
    assert unknown(question, language) == []


@pytest.mark.parametrize(
    ("question", "language", "names"),
    [
        pytest.param("What does the AI Liability Act say?", "en", ["AI Liability Act"], id="law"),
        pytest.param("What does Germany's AI Liability Act say?", "en", ["AI Liability Act"], id="law of a country"),
        pytest.param("What is the Medtech Oversight Board?", "en", ["Medtech Oversight Board"], id="body"),
        pytest.param("What is ZXQV?", "en", ["ZXQV"], id="acronym"),
        pytest.param("What says “the blue charter”?", "en", ["the blue charter"], id="in quotation marks"),
        pytest.param("Was regelt das Robotikpflegegesetz?", "de", ["Robotikpflegegesetz"], id="de law"),
    ],
)
def test_what_the_library_does_not_know_is_named(question: str, language: str, names: list[str]) -> None:
    found = unknown(question, language)
    assert [name.removeprefix("the ") for name in found] == [name.removeprefix("the ") for name in names]


def test_a_name_is_given_once() -> None:
    assert unknown("What is ZXQV? Where is ZXQV?") == ["ZXQV"]
