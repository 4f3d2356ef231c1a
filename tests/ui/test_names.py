"""Codes are shown by their names."""

from __future__ import annotations

import pytest

from ui.names import country_name, language_name, page_name, type_name
from ui.strings import strings


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("FRA", "en", "France"), ("FRA", "de", "Frankreich"), ("DEU", "ru", "Германия"),
        ("EURO", "en", "WHO European Region"), ("OECD", "fr", "OCDE"), ("XYZ", "en", "XYZ"),
    ],
)  # fmt: skip
def test_countries_and_regions_have_names(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


@pytest.mark.parametrize(("code", "name"), [("fr", "Французский"), ("und", ""), ("qq", "Qq")])
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code, "ru") == name


def test_an_unknown_type_is_shown_as_it_is_written() -> None:
    assert type_name("white_paper", strings("de")) == "white paper"


@pytest.mark.parametrize(
    ("page", "label", "name"),
    [
        pytest.param(6, "iv", "p. iv (PDF page 6)", id="roman front matter"),
        pytest.param(24, "12", "p. 12 (PDF page 24)", id="numbers apart"),
        pytest.param(24, "24", "page 24", id="same number"),
        pytest.param(24, "", "page 24", id="no printed number"),
    ],
)
def test_both_page_numbers_are_shown_where_they_differ(page: int, label: str, name: str) -> None:
    assert page_name(page, label, strings("en")) == name
