"""The field's terms, found in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.glossary import LANGUAGES, Glossary, load_glossary
from index.words import split_words

ROWS = """key,en,fr,de,ru,domain
ai,artificial intelligence;AI,intelligence artificielle;IA,künstliche Intelligenz;KI,искусственный интеллект;ИИ,ai
ai-strategy,AI strategy;national AI strategy,stratégie d'IA,KI-Strategie;nationale KI-Strategie,стратегия ИИ,ai
ehds,European Health Data Space;EHDS,espace européen des données de santé;EEDS,Gesundheitsdatenraum;EHDS,Европейское пространство данных о здоровье;ЕПДЗ,data
health-data,health data,données de santé,Gesundheitsdaten,данные о здоровье,data
one,data protection officer;DPO,délégué;DPD,Beauftragter;DSB,инспектор;ИЗД,data
two,digital policy office;DPO,bureau;BPN,Büro;BDP,бюро;БЦП,data
device,medical device,dispositif médical,Medizinprodukt,медицинское изделие,devices
drug,medicinal device,produit,Produkt,средство,devices
how-many,how many,combien de,wie viele,сколько,question
register,register;registry,registre,Register;Verzeichnis,реестр;учёт,data
"""  # noqa: E501 - rows of a table


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("glossary") / "glossary.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def glossary(file: Path) -> Glossary:
    return load_glossary(file)


def found(glossary: Glossary, text: str, language: str = "en") -> list[tuple[str, str]]:
    """Return (keys, words) of each mention."""
    words = split_words(text)
    return [
        ("/".join(concept.key for concept in mention.concepts), " ".join(words[mention.start : mention.end]))
        for mention in glossary.find(text, language=language)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param(
            "en", "The national AI strategy and AI", [("ai-strategy", "national ai strategy"), ("ai", "ai")],
            id="the longest form wins",
        ),
        pytest.param("en", "European Health Data Space", [("ehds", "european health data space")], id="also inside"),
        pytest.param("en", "health data in Europe", [("health-data", "health data")], id="a part stands alone"),
        pytest.param("fr", "L'IA en France", [("ai", "ia")], id="acronym"),
        pytest.param("fr", "ce que dit l'EHDS", [("ehds", "ehds")], id="acronym of another language"),
        pytest.param("en", "he said aie and ia, ai", [], id="not written as the acronym is"),
        pytest.param("ru", "Что такое ИИ?", [("ai", "ии")], id="Russian acronym"),
        pytest.param("en", "Who is the DPO?", [("one/two", "dpo")], id="two meanings"),
        pytest.param("de", "Teil der nationalen KI-Strategien", [("ai-strategy", "nationalen ki strategien")],
                     id="inflected forms of several words"),
        pytest.param("ru", "об искусственном интеллекте", [("ai", "искусственном интеллекте")], id="in Russian too"),
        pytest.param("en", "medical device, medicinal device",
                     [("device", "medical device"), ("drug", "medicinal device")], id="word for word first"),
        pytest.param("en", "registered or registrar", [], id="a single word is no other that begins alike"),
        pytest.param("en", "health database", [], id="an ending, not another word"),
        pytest.param("fr", "the health data of France", [], id="words of another language"),
        pytest.param("ru", "Учет и учёт", [("register", "учет"), ("register", "учет")], id="Russian ё"),
        pytest.param("en", "How many are there?", [("how-many", "how many")], id="what only asks"),
        pytest.param("it", "la data del registro EHDS", [("ehds", "ehds")], id="a language that is not there"),
        pytest.param("en", "", [], id="empty"),
        pytest.param("en", "İ AI İ", [("ai", "ai")], id="odd capitals around"),
    ],
)  # fmt: skip
def test_a_text_names_concepts(
    glossary: Glossary, language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(glossary, text, language) == expected


def test_a_concept_knows_its_forms_in_every_language(glossary: Glossary) -> None:
    (mention,) = glossary.find("The EHDS", language="en")
    (concept,) = mention.concepts
    assert concept.preferred == {
        "en": "European Health Data Space", "fr": "espace européen des données de santé", "de": "Gesundheitsdatenraum",
        "ru": "Европейское пространство данных о здоровье",
    }  # fmt: skip
    assert {("eeds",), ("gesundheitsdatenraum",), ("european", "health", "data", "space")} <= set(concept.forms)
    assert len(set(concept.forms)) == len(concept.forms)


def test_rows_that_only_ask_are_told_from_terms(glossary: Glossary) -> None:
    mentions = glossary.find("How many AI", language="en")
    asks = {mention.concepts[0].key: mention.concepts[0].is_question for mention in mentions}
    assert asks == {"how-many": True, "ai": False}


@given(text=st.text() | st.lists(st.sampled_from(split_words(ROWS, keep_case=True))).map(" ".join),
       language=st.sampled_from([*LANGUAGES, "und"]))  # fmt: skip
def test_mentions_are_in_order_and_do_not_overlap(glossary: Glossary, text: str, language: str) -> None:
    last = 0
    for mention in glossary.find(text, language=language):
        assert last <= mention.start < mention.end <= len(split_words(text))
        assert mention.concepts
        last = mention.end


def test_a_library_can_do_without_a_glossary(tmp_path: Path) -> None:
    assert load_glossary(tmp_path / "none.csv").find("The EHDS", language="en") == []


def test_the_glossary_that_ships_names_the_fields_terms() -> None:
    mentions = load_glossary().find("Beginn des Europäischen Gesundheitsdatenraums", language="de")
    assert "European Health Data Space" in {mention.concepts[0].preferred["en"] for mention in mentions}
