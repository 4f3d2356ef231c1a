"""Acronyms written out before a search."""

from __future__ import annotations

from pathlib import Path

import pytest

from answer.acronyms import write_out

ROWS = """key,en,fr,de,ru,domain
ehds,European Health Data Space;EHDS,espace européen des données de santé;EEDS,Europäischer Raum für Gesundheitsdaten;EHDS,Европейское пространство данных о здоровье;ЕПДЗ,data
ehr,electronic health record;EHR,dossier médical électronique;DME,elektronische Patientenakte;ePA,электронная медицинская карта;ЭМК,digital-health
ai,artificial intelligence;AI,intelligence artificielle;IA,künstliche Intelligenz;KI,искусственный интеллект;ИИ,ai
who,World Health Organization;WHO,organisation mondiale;OMS,Weltorganisation;WGO,Всемирная организация;ВОЗ,bodies
one,data protection officer;DPO,délégué;DPD,Beauftragter;DSB,инспектор;ИЗД,data
two,digital policy office;DPO,bureau;BPN,Büro;BDP,бюро;БЦП,data
"""  # noqa: E501 - rows of a table


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    file = tmp_path / "glossary.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "question", "written"),
    [
        pytest.param("en", "Does the EHDS apply?", "Does the EHDS (European Health Data Space) apply?", id="en"),
        pytest.param("de", "Wer nutzt die ePA?", "Wer nutzt die ePA (elektronische Patientenakte)?", id="de"),
        pytest.param("ru", "Что такое ЭМК?", "Что такое ЭМК (электронная медицинская карта)?", id="ru"),
        pytest.param("en", "What is the European Health Data Space (EHDS)?", None, id="written out already"),
        pytest.param("en", "Who names the DPO?", None, id="two meanings"),
        pytest.param("fr", "Quand l'EHDS s'applique-t-il ?", None, id="of another language"),
        pytest.param("en", "Who is in charge?", None, id="none"),
        pytest.param("en", "What does WHO say of AI?", None, id="known by their acronyms"),
    ],
)
def test_an_acronym_is_followed_by_what_it_stands_for(
    glossary: Path, language: str, question: str, written: str | None
) -> None:
    assert write_out(question, language=language, glossary=glossary) == (written or question)


def test_without_a_glossary_a_question_stays_as_it_is(tmp_path: Path) -> None:
    assert write_out("What is the EHDS?", language="en", glossary=tmp_path / "none.csv") == "What is the EHDS?"
