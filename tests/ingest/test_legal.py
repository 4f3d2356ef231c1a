from __future__ import annotations

import pytest

from ingest.readers.legal import level_of, with_headings
from ingest.readers.pages import Piece, by_section, heading, lay_out


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("PART I", 1), ("Chapter 2 Financing", 3), ("Section 1", 5), ("Article 5", 7), ("Artikel 12a", 7),
        ("§ 3 Zweck", 7), ("Глава 2 Финансы", 3), ("Статья 5", 7), ("Article 5 applies to all providers.", None),
        ("Articles of faith", None), ("Part of the plan", None), ("5", None),
    ],
)  # fmt: skip
def test_numbered_lines_have_a_rank(line: str, level: int | None) -> None:
    assert level_of(line) == level


LAW = [
    "Preamble.",
    "CHAPTER I",
    "GENERAL RULES",
    "Article 1",
    "Subject matter",
    "1. This Act applies.",
    "Article 2",
    "Terms.",
    "CHAPTER II",
]


def test_law_without_headings_gets_them_from_its_numbers() -> None:
    layout = lay_out(by_section(with_headings([Piece(text=line) for line in LAW])))
    assert [block.section for block in layout.blocks][5:8] == [
        ("CHAPTER I", "GENERAL RULES", "Article 1", "Subject matter"),
        ("CHAPTER I", "GENERAL RULES", "Article 2"),
        ("CHAPTER I", "GENERAL RULES", "Article 2"),
    ]
    assert [page.text[:9].strip() for page in layout.pages] == ["Preamble.", "CHAPTER I", "CHAPTER I"]


def test_headings_that_are_there_are_enough() -> None:
    pieces = [heading("Aims", level=1), Piece(text="Article 1")]
    assert with_headings(pieces) == pieces
