from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.place_names import REGIONS
from ingest.places import LANGUAGES, alpha3, country_name, find_countries, is_place, names_country

NAMED = [
    "Northern Ireland", "Niger", "the UK", "no place",
    *(country_name(code, language) for code in ("FRA", "DEU", "KAZ", "GBR", "IRL", "NGA") for language in LANGUAGES),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        pytest.param("en", "Nigeria, not Niger; then Niger", ("NGA", "NER"), id="a name within a name"),
        pytest.param("en", "Ireland and Malta and Ireland", ("IRL", "MLT"), id="order, each once"),
        pytest.param("en", "hospitals of Northern Ireland", ("GBR",), id="Northern Ireland"),
        pytest.param("en", "England, Scotland and Wales", ("GBR",), id="parts of the United Kingdom"),
        pytest.param("en", "the UK and the US", ("GBR", "USA"), id="short codes"),
        pytest.param("en", "tell us", (), id="us"),
        pytest.param("en", "JOIN US TODAY", (), id="shouting is no code"),
        pytest.param("en", "Turkey, or Türkiye; a turkey", ("TUR",), id="the country and the bird"),
        pytest.param("en", "what about france and the czech republic", ("FRA", "CZE"), id="small letters"),
        pytest.param("en", "Guinea-Bissau and Papua New Guinea", ("GNB", "PNG"), id="three Guineas"),
        pytest.param("en", "South Georgia, New Mexico", (), id="no countries of the list"),
        pytest.param("en", "Georgia's law", ("GEO",), id="possessive"),
        pytest.param("en", "Holland; the Russian Federation", ("NLD", "RUS"), id="other names"),
        pytest.param("en", "Bosnia and Herzegovina, Cote d'Ivoire", ("BIH", "CIV"), id="and for &, plain apostrophe"),
        pytest.param(
            "fr", "aux Etats-Unis, à la Réunion de Malte", ("USA", "MLT"), id="no accent; a meeting is no island"
        ),
        pytest.param("fr", "l’Irlande du Nord et les Pays-Bas", ("GBR", "NLD"), id="elision"),
        pytest.param(
            "de", "in der Türkei, den Niederlanden und Deutschlands Ländern", ("TUR", "NLD", "DEU"), id="German cases"
        ),
        pytest.param(
            "de", "des Vereinigten Königreichs und der Vereinigten Staaten", ("GBR", "USA"), id="German adjectives"
        ),
        pytest.param("de", "Island und Irland", ("ISL", "IRL"), id="Iceland in German"),
        pytest.param("en", "an island strategy", (), id="island in English"),
        pytest.param("ru", "в России, на Мальте и в Нидерландах", ("RUS", "MLT", "NLD"), id="Russian cases"),
        pytest.param("ru", "между Францией и Нигерией, Нигером", ("FRA", "NGA", "NER"), id="Russian instrumental"),
        pytest.param("ru", "Соединённого Королевства и Чешской Республики", ("GBR", "CZE"), id="Russian adjectives, ё"),
        pytest.param("ru", "малая доля того, что есть", (), id="Russian words like names"),
        pytest.param("ru", "США и РФ", ("USA", "RUS"), id="Russian short forms"),
        pytest.param("fr", "Malta?", ("MLT",), id="language misjudged"),
        pytest.param("xx", "Deutschland", ("DEU",), id="language unknown"),
        pytest.param("en", "", (), id="nothing"),
    ],
)
def test_countries_are_found_where_they_are_named(language: str, text: str, codes: tuple[str, ...]) -> None:
    assert find_countries(text, language=language) == codes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["FRA", "GBR", "DEU", "KAZ", "MDA", "BIH", "TUR", "XKX", "CZE", "USA", "MKD", "CHE", "PRK"]
)
def test_every_name_is_found_again(code: str, language: str) -> None:
    name = country_name(code, language)
    assert find_countries(f"({name})", language=language) == (code,)
    assert alpha3(name) == code


def test_regions_are_found_on_request() -> None:
    text = "the EU and the WHO European Region, Malta"
    assert find_countries(text, language="en") == ("MLT",)
    assert find_countries(text, language="en", regions=True) == ("EU", "EURO", "MLT")
    assert find_countries("в Европейском союзе", language="ru", regions=True) == ("EU",)


def test_more_names_come_from_a_file_and_its_absence_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "countries.csv"
    path.write_text(
        "code,en,fr,de,ru\nDEU,German,allemand,deutsch,немецкий\nPOL,Polish;Poles,,,\nZZZ,Nowhere,,,\n",
        encoding="utf-8",
    )

    def found(text: str, language: str) -> tuple[str, ...]:
        return find_countries(text, language=language, extra=path)

    assert found("Germans and the Polish plan; polish it; Nowhere", "en") == ("DEU", "POL")
    assert found("les lois allemandes", "fr") == ("DEU",)
    assert found("die deutschen Gesetze", "de") == ("DEU",)
    assert found("в немецкой стратегии", "ru") == ("DEU",)
    assert find_countries("German", language="en", extra=tmp_path / "none.csv") == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("FRA", "FRA"), ("fr", "FRA"), ("uk", "GBR"), ("eu", "EU"), ("EURO", "EURO"), ("QA", "QAT"), ("Turquie", "TUR"),
        ("Россия", "RUS"), ("Weltweit", ""), ("ZZ", ""), ("XKK", ""), ("DDR", ""), ("", ""), ("Atlantis", ""),
    ],
)  # fmt: skip
def test_code_or_name_gives_the_code(given: str, code: str) -> None:
    assert alpha3(given) == code


def test_names_are_told_in_the_readers_language() -> None:
    assert [country_name("MLT", language) for language in LANGUAGES] == ["Malta", "Malte", "Malta", "Мальта"]
    assert country_name("EU", "ru") == "Европейский союз"
    assert country_name("FRA", "xx") == "France"
    assert country_name("QQQ", "en") == "QQQ"
    assert all(set(names) == set(LANGUAGES) for names in REGIONS.values())


def test_all_members_of_the_united_nations_are_places() -> None:
    from ingest.place_names import SOUGHT

    assert len(SOUGHT) == len(set(SOUGHT)) == 197
    assert all(is_place(alpha3(code)) for code in SOUGHT)


@pytest.mark.parametrize(
    ("language", "text", "code", "is_named"),
    [
        pytest.param("en", "The strategy of Malta covers data.", "MLT", True, id="a name"),
        pytest.param("en", "The strategy of Malta covers data.", "FRA", False, id="another"),
        pytest.param("en", "A register of Northern Ireland.", "IRL", False, id="inside another name"),
        pytest.param("en", "A register of Northern Ireland.", "GBR", True, id="the other name"),
        pytest.param("de", "Die Strategie Frankreichs und Maltas.", "FRA", True, id="a German form"),
        pytest.param("ru", "Стратегия Казахстана принята.", "KAZ", True, id="a Russian form"),
        pytest.param("en", "The plan tells us what to do.", "USA", False, id="a common word"),
        pytest.param("en", "No place is named here.", "MLT", False, id="none"),
    ],
)
def test_whether_a_country_is_named_is_what_finding_all_says(
    language: str, text: str, code: str, is_named: bool
) -> None:
    assert names_country(text, [code], language=language) is is_named
    assert (code in find_countries(text, language=language)) is is_named


@given(words=st.lists(st.sampled_from(NAMED), min_size=1, max_size=6), code=st.sampled_from(["FRA", "KAZ", "GBR"]))
def test_the_short_way_never_disagrees_with_the_long_one(words: list[str], code: str) -> None:
    text = " and ".join(words)
    for language in ("en", "fr", "de", "ru"):
        found = find_countries(text, language=language)
        in_language = names_country(text, [code], language=language)
        assert not in_language or code in found
