"""Figures are told alike however they are written."""

from __future__ import annotations

import pytest

from answer.figures import figures, held_figures


def readings(text: str, language: str = "en") -> list[set[str]]:
    return [set(figure.readings) for figure in figures(text, language=language)]


@pytest.mark.parametrize(("text", "expected"), [
    ("1234", [{"1234"}]),
    ("1 234", [{"1234"}]),
    ("1\u202f234", [{"1234"}]),
    ("1,234", [{"1234", "1.234"}]),
    ("1.234", [{"1234", "1.234"}]),
    ("1’234", [{"1234"}]),
    ("1.234,5 and 1,234.5", [{"1234.5"}, {"1234.5"}]),
    ("1.234.567", [{"1234567"}]),
    ("0,50 and .5", [{"0.5"}, {"5"}]),
    ("section 3.2.1", [{"3.2.1"}]),
    ("8% 8 % 8 per cent 8 percent eight percent", [{"8%"}] * 5),
    ("8 to 12 %", [{"8%"}, {"12%"}]),
    ("2021–2025", [{"2021"}, {"2025"}]),
    ("Regulation (EU) 2024/1689", [{"2024"}, {"1689"}]),
    ("1.2 million and 3 thousand", [{"1200000"}, {"3000"}]),
    ("2 billion", [{"2000000000", "2000000000000"}]),
    ("19 November 2025", [{"19"}, {"month 11"}, {"2025"}]),
    ("2025-11-19", [{"19"}, {"month 11"}, {"2025"}]),
    ("11/19/2025", [{"19"}, {"month 11"}, {"2025"}]),
    ("countries may 3 times", [{"3"}]),
    ("four of 50, one of which", [{"4"}, {"50"}]),
    ("twenty-two", [{"22"}]),
    ("COVID-19 and SARS-CoV-2 in 19 countries", [{"19"}]),
    ("", []),
])  # fmt: skip
def test_a_figure_is_read_as_it_is_meant(text: str, expected: list[set[str]]) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize(("text", "language", "expected"), [
    ("deux pays sur 50", "fr", [{"2"}, {"50"}]),
    ("8 pour cent, le 1er mars 2024", "fr", [{"8%"}, {"1"}, {"month 3"}, {"2024"}]),
    ("zwölf Länder, 8 Prozent, 3 Mio. Euro", "de", [{"12"}, {"8%"}, {"3000000"}]),
    ("четырёх из 50, 8 процентов, 5 мая", "ru", [{"4"}, {"50"}, {"8%"}, {"5"}, {"month 5"}]),
])  # fmt: skip
def test_each_language_has_its_own_words(text: str, language: str, expected: list[set[str]]) -> None:
    assert readings(text, language) == expected


def test_a_quote_offers_its_number_words_in_every_language() -> None:
    assert held_figures("one country, deux pays, drei Länder, четыре страны") >= {"1", "2", "3", "4"}
