"""Names in a question, and whether the library knows them."""

from __future__ import annotations

import re

import pytest

from answer.names import thing_asked, unknown_names

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
    return [name.text for name in unknown_names(question, language=language, holds=holds)]


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
        pytest.param("Must GPs and SMEs follow what it says?", "en", id="the plural of an acronym"),
        pytest.param("Was regelt das Gematik-Gesetz?", "de", id="a German law by its name"),
        pytest.param("Clinicians: who reviews? Hospitals?", "en", id="capitals that begin sentences"),
        pytest.param("Welche Krankenhäuser führen Register in Deutschland?", "de", id="German nouns"),
        pytest.param("Was regelt das Gesundheitsdatennutzungsgesetz?", "de", id="a German law"),
        pytest.param("Что говорит Закон о персональных данных?", "ru", id="a Russian law"),
        pytest.param("Que fait la France et le Royaume-Uni ?", "fr", id="countries"),
        pytest.param("May doctors use models like ChattyGPT or not?", "en", id="an example"),
        pytest.param("Dürfen Ärzte Modelle wie ZXQV nutzen?", "de", id="an example in German"),
        pytest.param("Что известно о законах Центральной Азии?", "ru", id="a part of the world"),
        pytest.param("What changed in November, and since Monday?", "en", id="months and days"),
        pytest.param("Who reads X-rays?", "en", id="one letter of a hyphenated word"),
        pytest.param("Что умеет GDPR-помощник?", "ru", id="a known name in a hyphenated word"),
        pytest.param("Wie viele nutzen ihre ePA?", "de", id="capitals inside a word"),
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
        pytest.param("What does the Alpine Accord ask?", "en", ["Alpine Accord"], id="treaty"),
        pytest.param("What did the Lindqvist Report find?", "en", ["Lindqvist Report"], id="report"),
        pytest.param("What is ZXQV?", "en", ["ZXQV"], id="acronym"),
        pytest.param("Is TriageWise approved?", "en", ["TriageWise"], id="a product"),
        pytest.param("What does Regulation (EU) 2024/9911 say?", "en", ["2024/9911"], id="a number"),
        pytest.param("Was regelt das Zelix-Gesetz?", "de", ["Zelix-Gesetz"], id="a German law by a name not held"),
        pytest.param("Was regelt das KI-Gesetz?", "de", ["KI-Gesetz"], id="a German law by an everyday word"),
        pytest.param("What is the Tarn Inspectorate?", "en", ["Tarn Inspectorate"], id="a body"),
        pytest.param("Was bewilligt das KIHAG-Programm?", "de", ["KIHAG"], id="an acronym in a compound"),
        pytest.param("What says “the blue charter”?", "en", ["the blue charter"], id="in quotation marks"),
        pytest.param("Was steht in „Health Act Data“?", "de", ["Health Act Data"], id="known words, unknown title"),
        pytest.param("Was sagt der Potsdamer Kodex?", "de", ["Potsdamer Kodex"], id="a text by its place"),
        pytest.param("Что говорит закон «О цифровых врачах»?", "ru", ["О цифровых врачах"], id="ru title"),
        pytest.param("What is Ireland's place in the Care Robots Index?", "en", ["Care Robots Index"], id="an index"),
        pytest.param("What says the Riga Protocol?", "en", ["Riga Protocol"], id="a protocol"),
        pytest.param("Is KotiTekoäly approved?", "en", ["KotiTekoäly"], id="a product with a letter of its own"),
        pytest.param("Is MediGPT approved?", "en", ["MediGPT"], id="a product that ends in an acronym"),
        pytest.param("Was regelt das Robotikpflegegesetz?", "de", ["Robotikpflegegesetz"], id="de law"),
        pytest.param("Que fait l'Agence Tournesol ?", "fr", ["Agence Tournesol"], id="after an apostrophe"),
    ],
)
def test_what_the_library_does_not_know_is_named(question: str, language: str, names: list[str]) -> None:
    found = unknown(question, language)
    assert [name.removeprefix("the ") for name in found] == [name.removeprefix("the ") for name in names]


def test_a_name_is_given_once() -> None:
    assert unknown("What is ZXQV? Where is ZXQV?") == ["ZXQV"]


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Que dit la loi sur la robotique médicale ?", "loi sur la robotique médicale"),
        ("Quand ouvre le registre luxembourgeois des algorithmes ?", "registre luxembourgeois des algorithmes"),
        ("Que dit la loi sur la robotique en 2024 ?", "loi sur la robotique"),
        ("Was regelt das Übereinkommen über Haftung?", "Übereinkommen über Haftung"),
        ("Que dit l'accord de Riga sur les robots ?", "accord de Riga sur les robots"),
        ("Wer ist im Konkordat über Algorithmen?", "Konkordat über Algorithmen"),
        ("Wem untersteht der Bundesbeauftragte für Algorithmen?", "Bundesbeauftragte für Algorithmen"),
        ("Что требует закон Казахстана об этике ИИ?", "закон Казахстана об этике ИИ"),
        ("На что тратит деньги европейский фонд здоровья?", "деньги европейский фонд здоровья"),
        ("À quoi sert le fonds de relance ?", "fonds de relance"),
        ("Que paie-t-on avec les fonds de relance ?", ""),
        ("Is there a law on medical robots?", ""),
        ("Faut-il une loi sur la robotique ?", ""),
        ("Gibt es ein Gesetz zur Nutzung von Daten?", ""),
        ("Что решил совет по этике ИИ?", "совет по этике ИИ"),
        ("Когда принят закон об ИИ и в каком чтении?", "закон об ИИ"),
        ("Wer leitet das Institut für Algorithmen und seit wann?", "Institut für Algorithmen"),
        ("Что ВОЗ советует странам по обучению врачей?", ""),
        ("Есть ли закон об ИИ?", ""),
        ("Who reviews results?", ""),
    ],
)
def test_a_thing_is_named_by_its_matter(question: str, thing: str) -> None:
    assert thing_asked(question) == thing


def test_three_capitals_are_of_a_body_as_often_as_not() -> None:
    (name,) = unknown_names("Что предусматривает закон АБВ?", language="ru", holds=holds)
    assert (name.text, name.is_title) == ("АБВ", True)


def test_a_title_is_told_from_a_word_written_like_a_name() -> None:
    question = "What does the AI Liability Act say of Madrid?"
    assert [(name.text, name.is_title) for name in unknown_names(question, language="en", holds=holds)] == [
        ("AI Liability Act", True), ("Madrid", False),
    ]  # fmt: skip


def test_a_word_that_means_the_same_is_known_and_a_title_is_not() -> None:
    question = "What does the AI Liability Act say of Madrid?"
    found = unknown_names(question, language="en", holds=holds, means=lambda word: True)
    assert [name.text for name in found] == ["AI Liability Act"]
