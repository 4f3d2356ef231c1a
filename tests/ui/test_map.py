"""The map of what is held: every Member State has its square, and nothing held is left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.records import DocumentInfo
from tests.corpus.test_countries import MEMBER_STATES
from tests.ui.fakes import REPORT, info
from tests.ui.reading import HOSTILE, Reading, read
from ui.names import country_name, short_code
from ui.region import COLUMNS, SQUARES
from ui.strings import LANGUAGES, strings
from ui.tabs.library.grouping import by_country
from ui.tabs.library.view_charts import charts
from ui.tabs.library.view_library import library
from ui.tabs.library.view_map import region_map


def _held(*countries: str) -> list[DocumentInfo]:
    return [info(replace(REPORT, document_id=f"d{n}", country=code)) for n, code in enumerate(countries)]


def _map(documents: Sequence[DocumentInfo], language: str = "en") -> Reading:
    return read(region_map(by_country(documents, language), language))


def _said(reading: Reading) -> list[str]:
    return [a["title"] for _, a in reading.elements if "kb-square " in a.get("class", "")]


# The squares


def test_each_of_the_53_member_states_has_one_square_of_its_own() -> None:
    assert set(SQUARES) == MEMBER_STATES
    assert len(set(SQUARES.values())) == 53
    assert all(1 <= column <= COLUMNS for _, column in SQUARES.values())


def test_every_member_state_has_a_short_code_of_its_own() -> None:
    short = [short_code(code) for code in SQUARES]
    assert len(set(short)) == 53
    assert all(re.fullmatch("[A-Z]{2}", code) for code in short)


@pytest.mark.parametrize(
    ("north", "south"), [("FIN", "EST"), ("EST", "LVA"), ("LVA", "LTU"), ("DNK", "DEU"), ("SRB", "GRC"), ("TUR", "CYP")]
)
def test_the_north_is_above(north: str, south: str) -> None:
    assert SQUARES[north][0] < SQUARES[south][0]


@pytest.mark.parametrize(
    ("west", "east"), [("IRL", "GBR"), ("PRT", "ESP"), ("FRA", "CHE"), ("NOR", "SWE"), ("TUR", "ARM"), ("UZB", "KGZ")]
)
def test_the_west_is_to_the_left(west: str, east: str) -> None:
    assert SQUARES[west][1] < SQUARES[east][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_shows_all_53_each_once_with_its_name(language: str) -> None:
    shown = _map(_held("FRA", "FRA", "MLT"), language)
    places = [a["style"] for a in shown.of("li") if "grid-area" in a.get("style", "")]
    assert len(set(places)) == len(places) == 53
    said = _said(shown)
    for code in MEMBER_STATES:
        name = f"{country_name(code, language)} ({short_code(code)})"
        assert sum(text.startswith(name) for text in said) == 1


def test_a_square_says_and_shows_how_many_documents_are_held() -> None:
    shown = _map(_held("FRA", "FRA", "MLT", *["ESP"] * 7))
    buttons = {a["title"]: a["class"] for a in shown.of("button", "kb-square")}
    assert buttons == {
        "Malta (MT), documents: 1": "kb-square kb-level-1",
        "France (FR), documents: 2": "kb-square kb-level-2",
        "Spain (ES), documents: 7": "kb-square kb-level-3",
    }
    assert "Iceland (IS), documents: 0" in _said(shown)
    assert Counter(re.findall(r"documents: (\d+)", shown.text)) == {"0": 50, "1": 1, "2": 1, "7": 1}
    assert "of 3 of the 53 Member States" in shown.text


def test_the_count_stands_on_the_square_beside_its_shade() -> None:
    html = region_map(by_country(_held("FRA", "FRA"), "en"), "en")
    assert re.search(r'>FR</span><span class="kb-square-count" aria-hidden="true">2</span>', html)


def test_the_legend_has_a_key_for_every_shade_in_use() -> None:
    shown = _map(_held("FRA", "FRA", "MLT", *["ESP"] * 7))
    keys = {a["class"].split()[1] for a in shown.of("span", "kb-key")}
    used = {a["class"].split()[1] for _, a in shown.elements if "kb-square " in a.get("class", "")}
    assert used == keys == {"kb-level-0", "kb-level-1", "kb-level-2", "kb-level-3"}


def test_member_states_without_documents_are_named() -> None:
    every = sorted(MEMBER_STATES - {"ISL", "ALB"})
    text = _map(_held(*every)).text
    assert "Member States without documents (2)" in text
    assert "Albania, Iceland" in text
    assert _map(_held(*MEMBER_STATES)).of("details") == []


# Nothing is left out


def test_what_has_no_square_is_a_chip_with_its_count() -> None:
    shown = _map(_held("EURO", "EURO", "EU", "OECD", "GLOBAL", "CAN", "LIE", "", "XYZ", "FRA"))
    assert len(shown.of("button", "kb-chip")) == 8
    chips = ("WHO European Region 2", "European Union 1", "OECD 1", "Global 1", "Canada 1", "Liechtenstein 1", "XYZ 1")
    assert all(chip in shown.text for chip in (*chips, "No country given 1"))


@pytest.mark.parametrize("text", ["", *HOSTILE])
def test_every_table_is_reached_from_exactly_one_square_or_chip(text: str) -> None:
    documents = _held("FRA", "EURO", "CAN", "", "MLT", "FRA", text)
    shown = read(library(documents, "de"))
    targets = [json.loads(a["data-payload"])["id"] for a in shown.of("button") if a["data-event"] == "kb_table"]
    captions = [a["id"] for a in shown.of("caption")]
    assert sorted(targets) == sorted(captions)
    assert len(set(captions)) == len({d.metadata.country for d in documents})
    assert all(re.fullmatch(r"kb-held-\d+", anchor) for anchor in captions)
    assert all(a["tabindex"] == "-1" for a in shown.of("caption"))


def test_a_square_leads_to_the_table_of_its_country() -> None:
    html = str(library(_held("FRA", "EURO", "CAN", "MLT"), "en"))
    anchor = re.search(r"data-payload=\"[^\"]*(kb-held-\d+)[^\"]*\" title=\"France \(FR\)", html)
    assert anchor
    assert f'<caption id="{anchor[1]}" tabindex="-1">France ' in html


def test_an_empty_library_has_a_map_of_empty_squares_and_no_chips() -> None:
    shown = _map([])
    assert shown.of("button") == []
    assert len(_said(shown)) == 53


# The charts


def test_the_charts_count_every_document_by_year_language_and_type() -> None:
    documents = [
        info(replace(REPORT, document_id="a", year=2024, language="fr", doc_type="law")),
        info(replace(REPORT, document_id="b", year=2025, language="fr", doc_type="law")),
        info(replace(REPORT, document_id="c", year=2025, language="de", doc_type="white_paper")),
        info(replace(REPORT, document_id="d", year=None, language="und", doc_type="")),
    ]
    rows = re.findall(r'<li><span>(.*?)</span><span class="kb-bar" style="--share:(\d+)%"></span><span>(\d+)<',
                      str(charts(documents, "en")))  # fmt: skip
    assert rows == [
        ("2025", "100", "2"), ("2024", "50", "1"), ("no year", "50", "1"),
        ("French", "100", "2"), ("German", "50", "1"), ("no language", "50", "1"),
        ("Law", "100", "2"), ("no type", "50", "1"), ("white paper", "50", "1"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charts_are_headed_in_the_readers_language(language: str) -> None:
    text = read(charts(_held("FRA"), language)).text
    words = strings(language)
    assert all(heading in text for heading in (words.by_year, words.by_language, words.by_type))


def test_an_empty_library_has_no_charts() -> None:
    assert charts([], "en") == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_codes_stay_text_in_map_and_charts(text: str) -> None:
    documents = [info(replace(REPORT, country=text, language=text, doc_type=text))]
    assert text in _map(documents).text
    assert text.replace("_", " ") in read(charts(documents, "en")).text
