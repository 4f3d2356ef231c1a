"""What a question means."""

from __future__ import annotations

import pytest

from answer.records import Turn
from answer.understand import understand
from index.records import Filters

ASKED = "Does France have an AI strategy?"
FIRST = Turn(question=ASKED, standalone=ASKED, countries=("FRA",))


@pytest.mark.parametrize(
    ("question", "language", "countries", "years"),
    [
        ("What did France publish in 2025?", "en", ("FRA",), (2025,)),
        ("Que dit la stratégie française de 2021 ?", "fr", ("FRA",), (2021,)),
        ("Was plant Deutschland bis 2030 für die Gesundheit?", "de", ("DEU",), (2030,)),
        ("Какая стратегия есть в Казахстане?", "ru", ("KAZ",), ()),
        ("Compare Malta and Portugal, 2019 and 2019", "en", ("MLT", "PRT"), (2019,)),
        ("Are 1,950 doctors or 2020.5 of them enough?", "en", (), ()),
        ("Is turkey meat healthy?", "en", (), ()),
    ],
)
def test_language_countries_and_years_are_read_from_the_question(
    question: str, language: str, countries: tuple[str, ...], years: tuple[int, ...]
) -> None:
    understood = understand(question, filters=Filters(), history=())
    assert (understood.language, understood.countries, understood.years) == (language, countries, years)
    assert understood.question == understood.standalone == question


@pytest.mark.parametrize(
    ("question", "countries"),
    [
        pytest.param("And in Malta?", ("MLT",), id="en"),
        pytest.param("What about its budget?", ("FRA",), id="en, points back"),
        pytest.param("How is it funded?", ("FRA",), id="en, a pronoun"),
        pytest.param("Et en Allemagne ?", ("DEU",), id="fr"),
        pytest.param("Und in Österreich?", ("AUT",), id="de"),
        pytest.param("А в Казахстане?", ("KAZ",), id="ru"),
    ],
)
def test_a_follow_up_is_completed_by_the_turn_before(question: str, countries: tuple[str, ...]) -> None:
    understood = understand(question, filters=Filters(), history=[FIRST])
    assert understood.question == question
    assert understood.standalone.startswith("Does France have an AI strategy")
    assert understood.standalone.endswith(question)
    assert understood.countries == countries


@pytest.mark.parametrize(
    "question",
    [
        "Which countries keep a register of medical devices?",
        "Android tablets in schools?",
        "Undertakings for health data in the Baltic region",
        "What does the law say on how these systems are audited before they reach any patient at all?",
    ],
)
def test_a_whole_question_stands_alone(question: str) -> None:
    understood = understand(question, filters=Filters(), history=[FIRST])
    assert (understood.standalone, understood.countries) == (question, ())


def test_only_the_last_turn_completes_and_filters_are_kept() -> None:
    malta = Turn(question="And Malta?", standalone="AI strategy — And Malta?", countries=("MLT",))
    filters = Filters(languages=("en",))
    understood = understand("And its costs?", filters=filters, history=[FIRST, malta])
    assert understood.standalone == "AI strategy — And Malta — And its costs?"
    assert understood.countries == ("MLT",)
    assert understood.filters is filters


@pytest.mark.parametrize("question", ["", "?", " \n ", "🙂", "2025"])
def test_no_question_is_too_odd(question: str) -> None:
    assert understand(question, filters=Filters(), history=[FIRST]).question == question
