from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.describe import describe, guess_type, is_title, slug
from ingest.readers.pages import Piece, by_section, heading, lay_out
from ingest.records import Document, Format, Metadata, Status


def make(
    name: str = "plan.pdf", *, title: str = "", headings: str = "", before: str = "", year: int | None = None
) -> Document:
    pieces = [Piece(text=before), *([heading(headings, level=1)] if headings else []), Piece(text="Words.")]
    layout = lay_out(by_section(pieces))
    return Document(
        path=Path("/library") / name, revision="0", format=Format.PDF, pages=layout.pages, blocks=layout.blocks,
        language="en", title=title, year=year,
    )  # fmt: skip


def described(document: Document, said: Metadata | None = None) -> Metadata:
    return describe(document, root=Path("/library"), manifest_metadata=said)


@pytest.mark.parametrize(
    ("document", "title"),
    [
        pytest.param(make(title="Health plan"), "Health plan", id="embedded"),
        pytest.param(
            make(title="Microsoft Word - x.doc", headings="Health plan"), "Health plan", id="made by a program"
        ),
        pytest.param(make("a_b.pdf", title="a_b", headings="Health plan"), "Health plan", id="file name"),
        pytest.param(make(title="Report template - website", headings="Health plan"), "Health plan", id="template"),
        pytest.param(make(title="untitled", headings="Health plan"), "Health plan", id="untitled"),
        pytest.param(
            make("health-plan_2024.pdf", headings="1. Introduction"), "Health plan 2024", id="a chapter is no title"
        ),
        pytest.param(
            make("health-plan.pdf", headings="Event", before="x" * 300), "Health plan", id="heading after running text"
        ),
        pytest.param(make(headings="10 Year Health Plan"), "10 Year Health Plan", id="a number is no chapter"),
        pytest.param(make("01_health plan.pdf"), "Health plan", id="file name only"),
    ],
)
def test_title_is_the_best_that_is_sane(document: Document, title: str) -> None:
    assert described(document).title == title


def test_manifest_has_the_last_word_where_it_says_something() -> None:
    said = Metadata(
        document_id="fra-1", title="La loi", year=2020, country="FRA", language="fr", status=Status.ADOPTED, url="u"
    )
    document = make("MLT_law_2024.pdf", title="Health law 2023")
    assert described(document, said) == Metadata(
        document_id="fra-1", title="La loi", year=2020, country="FRA", doc_type="legislation", language="fr",
        status=Status.ADOPTED, url="u",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("document", "country"),
    [
        pytest.param(make("MWI_Malawi.pdf", title="Plan of Malta"), "MWI", id="prefix before title"),
        pytest.param(make("ECO_FRANCE.pdf"), "FRA", id="a prefix that is no code"),
        pytest.param(make("ETHICS AND_GOVERNANCE.pdf"), "", id="AND is Andorra only in front"),
        pytest.param(make("sub/MLT/plan.pdf"), "MLT", id="folder"),
        pytest.param(make(title="Strategy for the European Union"), "EU", id="region in the title"),
        pytest.param(make(title="France and Malta compared"), "", id="two countries: none is sure"),
    ],
)
def test_country_is_told_by_the_file_before_the_title(document: Document, country: str) -> None:
    assert described(document).country == country


@pytest.mark.parametrize(
    ("document", "year"),
    [
        pytest.param(make("x_2019.pdf", title="Plan 2020-2025", year=2018), 2020, id="title"),
        pytest.param(make("x_2019.pdf", title="Health plan", year=2018), 2019, id="file name"),
        pytest.param(make("x.pdf", title="Plan until 2030", year=2018), 2018, id="an aim is no year of its own"),
        pytest.param(make("x.pdf", title="Vision 2035"), None, id="a year to come"),
        pytest.param(make("111662019.pdf", title="Report 12019"), None, id="digits of a longer number"),
    ],
)
def test_year_is_one_that_can_be_the_documents_own(document: Document, year: int | None) -> None:
    assert described(document).year == year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Plan d'action été 2024", "plan-d-action-ete-2024", id="French"),
        pytest.param("Größe & Maß", "grosse-mass", id="German"),
        pytest.param("Стратегия здоровья", "strategiya-zdorovya", id="Russian"),
        pytest.param("a__b--c", "a-b-c", id="signs"),
    ],
)
def test_key_is_readable(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(text=st.text())
def test_key_is_always_a_valid_key(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60
    assert slug(text) == slug(text)


def test_long_names_that_begin_alike_get_different_keys() -> None:
    assert slug("x" * 80 + "1") != slug("x" * 80 + "2")
    assert slug("健康") != slug("保健")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("National digital health strategy", "strategy"),
        ("Strategy and action plan", "action_plan"),
        ("Stratégie nationale", "strategy"),
        ("Feuille de route du numérique", "action_plan"),
        ("Gesetz zur Nutzung von Gesundheitsdaten", "legislation"),
        ("Gesundheitsdatennutzungsgesetz", "legislation"),
        ("Digitale-Gesundheitsanwendungen-Verordnung", "legislation"),
        ("Федеральный закон о данных", "legislation"),
        ("Guidance on ethics", "guidance"),
        ("Методические рекомендации", "guidance"),
        ("Annual report", "report"),
        ("Bericht der Bundesregierung", "report"),
        ("Health and wellbeing framework", "framework"),
        ("Interactions of action", ""),
    ],
)
def test_kind_is_told_by_the_title_in_four_languages(title: str, kind: str) -> None:
    assert guess_type(title) == kind


@pytest.mark.parametrize(
    "title", ["Document1", "x.indd", "Layout 1", "20240512_final", "Titel", "---", "abc", "PowerPoint-Präsentation"]
)
def test_programs_titles_are_no_titles(title: str) -> None:
    assert not is_title(title)
