"""The kind of thing that is asked for, and whether a sentence holds one."""

from __future__ import annotations

import pytest

from answer.wanted import asks_countries, asks_twice
from tests.answer.test_candidates import found, hit

SILENT_OF_A_PERSON = "The health minister of Azerbaijan sees digital technology as the base of reform."
NAMED = "Alastair Denniston chairs the National Commission on the Regulation of AI in Healthcare."


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param("Who is the health minister of Azerbaijan?", SILENT_OF_A_PERSON, 0, id="nobody named"),
        pytest.param("Who chairs the National Commission?", NAMED, 1, id="a person"),
        pytest.param("Who chairs Alastair Denniston's commission?", NAMED, 0, id="the person of the question"),
        pytest.param("Qui préside la commission ?", NAMED, 1, id="a person, in French"),
        pytest.param("Wer leitet die Kommission?", "Dr. Weber leitet die Kommission seit dem Mai.", 1, id="a title"),
        pytest.param("Кто возглавляет комиссию?", "Комиссию возглавляет Анна Серова из министерства.", 1, id="ru"),
        pytest.param("Wer leitet es?", "Das Forschungsdatenzentrum Gesundheit hat 300 Projekte.", 0, id="German nouns"),
        pytest.param("Who chairs the commission?", "The commission has Emily Young as its head.", 1, id="Young"),
        pytest.param("Кто возглавляет комиссию?", "The commission meets four times a year in Riga.", 0, id="nobody"),
        pytest.param("Who is responsible for errors?", "The hospital is responsible for errors of AI.", 1, id="a role"),
    ],
)  # fmt: skip
def test_a_person_is_answered_by_a_name(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param("Which company built the tool?", "The tool was tested in hospitals of Greece.", 0, id="no firm"),
        pytest.param("Which company built the tool?", "The tool was built by the company Medivox.", 1, id="a firm"),
        pytest.param("Which firms sit on it?", "Clinicians and technology firms sit on the board.", 0, id="no name"),
        pytest.param("Which firm built the tool?", "The tool was supplied by SAP in 2024.", 1, id="an acronym"),
        pytest.param("Welche Firma baut das Werkzeug?", "Das Werkzeug kommt von der Medivox GmbH.", 1, id="GmbH"),
        pytest.param("Quelle société vend l'outil ?", "L'outil est utilisé dans les hôpitaux grecs.", 0, id="fr"),
        pytest.param("Какая компания создала систему?", "The system is used in hospitals of Greece.", 0, id="ru"),
        pytest.param("Which regions test the tool?", "Spain tests the tool in 47 centres of 8 regions.", 0, id="count"),
        pytest.param("Which regions test the tool?", "In Spain the tool is tested in Galicia.", 1, id="a region"),
        pytest.param("В каких областях применяют ИИ?", "В России его применяют в визуализации.", 1, id="fields"),
        pytest.param("Какие субъекты ведут их?", "В России ведётся 412 проектов по визуализации.", 0, id="субъекты"),
        pytest.param("Which provinces run it?", "In all, the Russian Federation runs 412 projects.", 0, id="no state"),
        pytest.param("Which hospital was first?", "A call of 2022 provides EUR 2 million for it.", 0, id="EUR"),
        pytest.param("How many hospitals use it?", "The 9th congress in 2023 was on hospitals.", 0, id="an ordinal"),
        pytest.param("How many hospitals use it?", "The report SOU 2026:6 is about hospitals.", 0, id="a paper"),
        pytest.param("In wie vielen Spitälern?", "Der Plan von 2024 gilt in den Spitälern.", 0, id="wie vielen"),
        pytest.param("Which hospitals use it?", "The AI-assisted tool is used as a pilot there.", 0, id="AI"),
        pytest.param("How many hospitals use it?", "No strategy on hospitals is held in Croatia.", 0, id="no, of none"),
        pytest.param("How many countries test it?", "No Member State of the Region tests it now.", 1, id="no country"),
        pytest.param("Wie viele Kliniken nutzen es?", "Keine Strategie zu den Kliniken ist bekannt.", 0, id="keine"),
        pytest.param("What share of hospitals uses it?", "Half of the hospitals use the tool today.", 1, id="a share"),
    ],
)  # fmt: skip
def test_a_firm_or_a_place_is_answered_by_one(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param("What will it cost Ireland?", "Ireland keeps human oversight of 40 systems.", 0, id="no money"),
        pytest.param("What will it cost Ireland?", "Ireland will pay EUR 40 million for the plan.", 1, id="money"),
        pytest.param("Was kostet der Helfer?", "Der Helfer wird seit Oktober in 2 Kliniken erprobt.", 0, id="kostet"),
        pytest.param("Was kosten die Helfer?", "Die Helfer werden in 2 Kliniken erprobt.", 0, id="kosten"),
        pytest.param("What must a clinic pay for it?", "A clinic of 30 beds asks for a permit.", 0, id="to pay"),
        pytest.param("Combien de pays ont un budget ?", "Le budget est prévu par 9 pays de la Région.", 1, id="pays"),
        pytest.param("Сколько людей в Европе лечат?", "В Европе лечат 2 млрд человек каждый год.", 1, id="no euro"),
        pytest.param("How much of the EUR 12 million is paid?", "The EUR 12 million are for Malta.", 0, id="given"),
        pytest.param("How much of the EUR 12 million is paid?", "Of EUR 12 million 3 of 9 parts are paid.", 0, id="no"),
        pytest.param("How much of the EUR 12 million is paid?", "Of EUR 12 million EUR 3 are paid.", 1, id="another"),
        pytest.param("Сколько больниц в 412 проектах?", "В России ведётся 412 проектов по визуализации.", 0, id="412"),
        pytest.param("How much money is it?", "The stage of the programme has NIS 120 million.", 1, id="new shekels"),
        pytest.param("Quel montant est prévu ?", "Le plan EUR/RC72/5 compte douze pages.", 0, id="a document's number"),
        pytest.param("How much does it cost?", "The programme AI4ALL is part of the policy.", 0, id="no Albanian lek"),
        pytest.param("How accurate is the tool?", "The tool was tried on images of 300 patients.", 0, id="no accuracy"),
        pytest.param("How accurate is the tool?", "The tool found 94 % of the tumours in images.", 1, id="accuracy"),
    ],
)  # fmt: skip
def test_an_amount_is_of_what_is_asked(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "text", "counts"),
    [
        pytest.param("How many hospitals use it?", "Three hospitals of the country use the tool.", True, id="counted"),
        pytest.param("How many hospitals use it?", "The country has nine goals for the tool.", False, id="others"),
        pytest.param("Of all tools, how many are in use?", "Nine of them are in use in the country.", True, id="are"),
        pytest.param("How many of the 50 hospitals use it?", "Three hospitals of the country use it.", True, id="of"),
        pytest.param(
            "How many hospitals use it?",
            "Hospitals, which the law means wherever it speaks of places that treat patients by day or by night, in "
            "whatever town and at what cost, have to obey its 20 sections.",
            False, id="a number elsewhere",
        ),
    ],
)  # fmt: skip
def test_a_number_is_of_what_is_counted(question: str, text: str, counts: bool) -> None:
    (candidate,) = found(hit(text), question=question)
    assert candidate.counts is counts


@pytest.mark.parametrize(
    ("question", "is_double"),
    [
        pytest.param("What does Article 10 set up, and who runs it?", True, id="en"),
        pytest.param("Can a firm get data, and with what safeguards?", True, id="after a preposition"),
        pytest.param("Combien d'argent est prévu, et quelle région a signé ?", True, id="fr"),
        pytest.param("Was wollten die Soziologen, und wann?", True, id="de"),
        pytest.param("Что за система ARMED и кому поручено её внедрение?", True, id="ru"),
        pytest.param("What is said on data and AI?", False, id="two words"),
        pytest.param("Welche Ziele und Wege nennt der Plan?", False, id="two words, in German"),
        pytest.param("Quelles règles et quelques exemples ?", False, id="a word that begins so"),
    ],
)
def test_a_question_for_two_things(question: str, is_double: bool) -> None:
    assert asks_twice(question) is is_double


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param("What are the six flagships?", "The plan has principles and six flagships.", 0, id="restated"),
        pytest.param("What are the six flagships?", "The flagships are health, schools, courts, energy.", 1, id="list"),
        pytest.param("Which four axes has it?", "The first axis of the plan is better data.", 1, id="an ordinal"),
        pytest.param("Quels sont les six piliers ?", "La vision de la Slovaquie a six piliers.", 0, id="fr"),
        pytest.param("Перечислите шесть приоритетов.", "Стратегия страны имеет шесть приоритетов.", 0, id="list them"),
        pytest.param("Was sind die drei Ziele?", "Die Strategie nennt drei Ziele für das Land.", 0, id="de"),
        pytest.param("Каковы пять целей плана?", "Стратегия страны называет пять целей.", 0, id="ru"),
        pytest.param("What do three ministries run?", "Three ministries run the national register.", 1, id="no list"),
    ],
)  # fmt: skip
def test_a_counted_list_is_answered_by_what_stands_in_it(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        pytest.param("Which countries use it?", True, id="which"),
        pytest.param("In what other countries is it used?", True, id="what"),
        pytest.param("What do OECD countries use it for?", False, id="what they do"),
        pytest.param("What are EU countries asked for?", False, id="what they are"),
        pytest.param("Welche Länder nutzen es?", True, id="de"),
    ],
)
def test_a_question_for_countries(question: str, is_so: bool) -> None:
    assert asks_countries(question) is is_so


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param("What was the second symposium for?", "The first symposium was held in 2019.", 0, id="another"),
        pytest.param("What was the second symposium for?", "The second symposium followed the first.", 1, id="both"),
        pytest.param("What was the second symposium for?", "The symposium was held to shape the plan.", 1, id="none"),
        pytest.param("Wozu diente das erste Symposium?", "Das zweite Symposium diente dem Plan.", 0, id="de"),
        pytest.param("Чему посвящён второй симпозиум?", "Первый симпозиум был посвящён данным страны.", 0, id="ru"),
    ],
)  # fmt: skip
def test_what_is_counted_by_an_ordinal_is_not_another_one(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        pytest.param(
            "Besides human review, what do clinicians need?", "Clinicians rely on human review of each result.", 0,
            id="set aside",
        ),
        pytest.param(
            "Besides human review, what do clinicians need?", "Clinicians need training on the register.", 1,
            id="the rest",
        ),
        pytest.param(
            "Does clinicians' register need a law à part entière on human review?",
            "An entière law on human review is needed.", 1, id="à part entière",
        ),
        pytest.param(
            "Besides health, what do clinicians study?", "Clinicians study health, ethics and the law of data.", 1,
            id="one word",
        ),
    ],
)  # fmt: skip
def test_what_the_question_sets_aside_is_no_answer(question: str, text: str, count: int) -> None:
    assert len(found(hit(text), question=question)) == count
