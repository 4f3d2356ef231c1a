from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers.text import read_text
from ingest.records import BlockKind, Document

WRAPPED = """NATIONAL HEALTH STRATEGY

This paragraph was wrapped by its writer at a certain width, so that its lines
go on in the next one until it ends.

- first point of a list that is so long that it has to go on in a second line of
  the file
- second point

Chapter 2 Financing

Short lines
stay apart.
"""
LONG = (
    "This long line is a whole paragraph, as a page copied out of a browser has them, and it ends with a full stop. "
    * 2
)


def read(tmp_path: Path, source: str | bytes) -> Document:
    path = tmp_path / "a.txt"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return read_text(path, revision="0")


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.span.of(document.pages[block.page - 1].text) for block in document.blocks if block.kind is kind]


def test_wrapped_lines_are_joined_and_short_ones_stay_apart(tmp_path: Path) -> None:
    document = read(tmp_path, WRAPPED)
    assert texts(document, BlockKind.PARAGRAPH) == [
        "This paragraph was wrapped by its writer at a certain width, so that its lines go on in the next one until it "
        "ends.",
        "Short lines",
        "stay apart.",
    ]
    assert texts(document, BlockKind.LIST_ITEM)[0].endswith("a second line of the file")
    assert texts(document, BlockKind.HEADING) == ["NATIONAL HEALTH STRATEGY", "Chapter 2 Financing"]


def test_form_feeds_are_page_breaks_and_a_last_one_opens_no_page(tmp_path: Path) -> None:
    document = read(tmp_path, "one\n\ftwo\n\f\fSTRATEGY\n\nfour\n\f\n")
    assert [page.text for page in document.pages] == ["one", "two", "", "STRATEGY\n\nfour"]


@pytest.mark.parametrize(
    ("source", "headings"),
    [
        pytest.param(f"{LONG}\n\nData sharing\n{LONG}", ["Data sharing"], id="short line right above a paragraph"),
        pytest.param(f"{LONG}\n\nWe will:\n\nShare data\n{LONG}", [], id="first item of a list that is announced"),
        pytest.param(f"{LONG}\n\nShare data\nUse data\n{LONG}", [], id="last line of a list"),
        pytest.param("Aims\n====\n\nWords\n\nMeans\n-----\n\nWords", ["Aims", "Means"], id="underlined"),
        pytest.param("WHO\n\nwords", [], id="an abbreviation alone"),
        pytest.param("Article 5\n\nwords", ["Article 5"], id="numbered article"),
        pytest.param("Глава 2 Финансы\n\nслова", ["Глава 2 Финансы"], id="Russian chapter"),
    ],
)
def test_only_certain_headings_are_headings(tmp_path: Path, source: str, headings: list[str]) -> None:
    assert texts(read(tmp_path, source), BlockKind.HEADING) == headings


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Stratégie été".encode("utf-8-sig"), "Stratégie été", id="UTF-8 with mark"),
        pytest.param("Stratégie".encode("utf-16"), "Stratégie", id="UTF-16 with mark"),
        pytest.param(
            ("Стратегия развития здравоохранения на период до конца десятилетия. " * 5).encode("cp1251"),
            ("Стратегия развития здравоохранения на период до конца десятилетия. " * 5).strip(),
            id="Windows Cyrillic",
        ),
    ],
)
def test_encoding_is_found(tmp_path: Path, data: bytes, text: str) -> None:
    assert read(tmp_path, data).pages[0].text == text


def test_label_of_the_kind_above_a_title_is_not_the_title(tmp_path: Path) -> None:
    assert read(tmp_path, "Policy paper\nData saves lives\nUpdated 2022\n").title == "Data saves lives"
    assert read(tmp_path, f"{LONG}\nWords\n").title == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(source=st.text(alphabet="abАБ .:-1\n", max_size=300))
def test_every_word_is_kept_in_order(tmp_path: Path, source: str) -> None:
    """Rules under headings are drawn, not said: they alone may go."""
    document = read(tmp_path, source)
    kept = " ".join(page.text for page in document.pages)
    assert [char for char in kept if char.isalnum()] == [char for char in source if char.isalnum()]
