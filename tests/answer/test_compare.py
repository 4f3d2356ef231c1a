"""The same topic put to several countries."""

from __future__ import annotations

import pytest

from answer.compare import Cell, compare
from answer.records import Abstention, Outcome, Reason
from index.records import Filters
from tests.ui.fakes import abstention, answer


class Asked:
    """Answers for France, has nothing of Malta, and is silent else; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Filters]] = []

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Answer by the one country of the filters."""
        self.asked.append((question, filters))
        if filters.countries == ("FRA",):
            return answer(question)
        return abstention(question, Reason.NO_DOCUMENT if filters.countries == ("MLT",) else Reason.SILENT)


def test_each_country_is_asked_once_in_the_order_given_with_the_other_filters_kept() -> None:
    asked = Asked()
    compare("liability", countries=["FRA", "MLT", "FRA"], assistant=asked, filters=Filters(languages=("fr",)))
    assert asked.asked == [
        ("AI in health: liability", Filters(countries=(code,), languages=("fr",))) for code in ("FRA", "MLT")
    ]


@pytest.mark.parametrize(
    ("country", "cell"), [("FRA", Cell.FOUND), ("DEU", Cell.SILENT), ("MLT", Cell.NO_DOCUMENT)]
)
def test_silence_and_no_document_are_told_apart(country: str, cell: Cell) -> None:
    (row,) = compare("liability", countries=[country], assistant=Asked())
    assert (row.country, row.cell) == (country, cell)


@pytest.mark.parametrize(("topic", "asked"), [
    ("liability", "AI in health: liability"),
    ("responsabilité", "l’IA en santé: responsabilité"),
    ("Haftung", "KI im Gesundheitswesen: Haftung"),
    ("ответственность", "ИИ в здравоохранении: ответственность"),
    ("Who is liable?", "Who is liable?"),
    ("liability of manufacturers", "liability of manufacturers"),
])  # fmt: skip
def test_a_topic_of_a_word_or_two_is_asked_with_its_field_and_kept_as_it_was_given(topic: str, asked: str) -> None:
    assistant = Asked()
    (row,) = compare(topic, countries=["FRA"], assistant=assistant)
    assert [question for question, _ in assistant.asked] == [asked]
    assert row.outcome.understanding.question == topic


class Given:
    """Whoever gives one outcome to everything."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Give it."""
        return self._outcome


@pytest.mark.parametrize(("topic", "reason"), [("liability", Reason.SILENT), ("pizza", Reason.OFF_TOPIC)])
def test_a_country_is_silent_on_a_word_of_the_field_and_not_off_topic(topic: str, reason: Reason) -> None:
    (row,) = compare(topic, countries=["MLT"], assistant=Given(abstention(topic, Reason.OFF_TOPIC)))
    assert isinstance(row.outcome, Abstention)
    assert (row.cell, row.outcome.reason) == (Cell.SILENT, reason)


@pytest.mark.parametrize(("confidence", "cell"), [(0.1, Cell.SILENT), (0.4, Cell.FOUND)])
def test_an_unsure_answer_to_a_single_word_is_none(confidence: float, cell: Cell) -> None:
    (row,) = compare("liability", countries=["MLT"], assistant=Given(answer("liability", confidence=confidence)))
    assert row.cell is cell
    (row,) = compare("Who is liable?", countries=["MLT"], assistant=Given(answer("liability", confidence=confidence)))
    assert row.cell is Cell.FOUND
