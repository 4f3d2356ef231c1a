"""The names by which a question may call a country, beside those of CLDR."""

import csv
import re
from pathlib import Path

import pytest

from ingest.places import find_countries, is_place

COUNTRIES = Path(__file__).parents[2] / "corpus" / "countries.csv"
with COUNTRIES.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))

# The Member States of the WHO European Region.
MEMBER_STATES = {
    "ALB", "AND", "ARM", "AUT", "AZE", "BEL", "BGR", "BIH", "BLR", "CHE", "CYP", "CZE", "DEU", "DNK",
    "ESP", "EST", "FIN", "FRA", "GBR", "GEO", "GRC", "HRV", "HUN", "IRL", "ISL", "ISR", "ITA", "KAZ",
    "KGZ", "LTU", "LUX", "LVA", "MCO", "MDA", "MKD", "MLT", "MNE", "NLD", "NOR", "POL", "PRT", "ROU",
    "RUS", "SMR", "SRB", "SVK", "SVN", "SWE", "TJK", "TKM", "TUR", "UKR", "UZB",
}  # fmt: skip
BEYOND = {
    "LIE", "USA", "CHN", "CAN", "JPN", "IND", "AUS", "BRA", "EU", "EURO", "OECD", "GLOBAL",
    "ARE", "ARG", "CHL", "DZA", "EGY", "IDN", "IRN", "KEN", "KOR", "MAR", "MEX", "NGA", "NZL", "PAK",
    "SAU", "SGP", "THA", "TUN", "TWN", "VNM", "ZAF",
}  # fmt: skip


def test_all_53_member_states_are_listed_and_each_code_once() -> None:
    codes = [row["code"] for row in ROWS]
    assert len(MEMBER_STATES) == 53
    assert set(codes) == MEMBER_STATES | BEYOND
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_every_row_has_names_in_four_languages(row: dict[str, str]) -> None:
    assert list(row) == ["code", "en", "fr", "de", "ru"]
    assert is_place(row["code"])
    for language in ("en", "fr", "de", "ru"):
        names = row[language].split(";")
        assert all(name == name.strip() and name for name in names), language
        assert len(names) == len(set(names)), language
    assert all(re.fullmatch(r"[А-Яа-яЁё /-]+", name) for name in row["ru"].split(";"))
    assert not re.search(r"[А-Яа-яЁё]", row["en"] + row["fr"] + row["de"])


def test_no_name_stands_for_two_countries() -> None:
    for language in ("en", "fr", "de", "ru"):
        seen: dict[str, str] = {}
        for row in ROWS:
            for name in row[language].split(";"):
                assert seen.setdefault(name.lower(), row["code"]) == row["code"], name


@pytest.mark.parametrize(
    ("question", "language", "code"),
    [
        pytest.param("What does the Maltese strategy say?", "en", "MLT", id="adjective"),
        pytest.param("How is the Dutch programme funded?", "en", "NLD", id="adjective unlike the name"),
        pytest.param("Que prévoit la stratégie française ?", "fr", "FRA", id="feminine"),
        pytest.param("Que dit la loi tchèque ?", "fr", "CZE", id="accent"),
        pytest.param("Les hôpitaux tunisiens se servent-ils de l'IA ?", "fr", "TUN", id="beyond the Region"),
        pytest.param("Was steht in der estnischen Strategie?", "de", "EST", id="inflected adjective"),
        pytest.param("Что говорит казахстанский закон?", "ru", "KAZ", id="Russian adjective"),
        pytest.param("Какая стратегия есть в Португалии?", "ru", "PRT", id="Russian noun, inflected"),
        pytest.param("Что делают в российском здравоохранении?", "ru", "RUS", id="Russian adjective, prepositional"),
    ],
)
def test_a_question_names_its_country_by_adjective(question: str, language: str, code: str) -> None:
    assert find_countries(question, language=language, extra=COUNTRIES) == (code,)
