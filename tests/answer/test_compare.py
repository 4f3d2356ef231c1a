"""The same topic put to several countries."""

from __future__ import annotations

import pytest

from answer.compare import Cell, compare
from answer.records import Outcome, Reason
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
        ("liability", Filters(countries=(code,), languages=("fr",))) for code in ("FRA", "MLT")
    ]


@pytest.mark.parametrize(
    ("country", "cell"), [("FRA", Cell.FOUND), ("DEU", Cell.SILENT), ("MLT", Cell.NO_DOCUMENT)]
)
def test_silence_and_no_document_are_told_apart(country: str, cell: Cell) -> None:
    (row,) = compare("liability", countries=[country], assistant=Asked())
    assert (row.country, row.cell) == (country, cell)
