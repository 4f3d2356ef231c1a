"""What `policy-kb status` prints is a table that fits the terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from index.records import DocumentInfo
from tests.ui.fakes import REPORT, FakeLibrary, info
from ui.terminal import status_lines

_COUNTRIES = (
    "AUT", "BIH", "CHE", "DEU", "ESP", "FIN", "GBR", "HUN", "ITA", "KAZ", "LUX", "MKD", "NLD", "EURO", "", "DEU",
)  # fmt: skip


def _documents() -> list[DocumentInfo]:
    return [info(replace(REPORT, document_id=f"d{n}", country=code)) for n, code in enumerate(_COUNTRIES)]


def _counts(lines: list[str], heading: str) -> dict[str, int]:
    block = "\n".join(lines[lines.index(heading) + 1 :]).split("\n\n")[0]
    return {name.strip(): int(count) for name, count in re.findall(r"(\S.*?) +(\d+)(?=\s|$)", block)}


@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, status_lines(_documents(), [], width=width))) <= width


def test_countries_stand_in_columns_read_downwards() -> None:
    lines = list(status_lines(_documents(), [], width=80))
    first = lines.index("by country") + 1
    table = lines[first : first + 5]
    columns = [[line[start : start + 23].split() for line in table] for start in (2, 27, 52)]
    names = [" ".join(words[:-1]) for column in columns for words in column]
    assert names == [*sorted(names[:-1]), "unknown"]
    assert len(names) == 15
    assert [words[-1] for column in columns for words in column if words[0] == "Germany"] == ["2"]


def test_every_document_is_counted_in_every_table() -> None:
    lines = list(status_lines(FakeLibrary().documents(), []))
    assert _counts(lines, "by country") == {"European Union": 1, "France": 1, "Portugal": 1, "WHO European Region": 1}
    assert _counts(lines, "by year") == {"2025": 3, "2026": 1}
    assert _counts(lines, "by language") == {"en": 3, "fr": 1}
    assert _counts(lines, "by type") == {"legislation": 1, "regional_report": 1, "strategy": 2}


def test_a_name_longer_than_the_terminal_keeps_a_line_of_its_own() -> None:
    lines = list(status_lines([info(replace(REPORT, doc_type="x" * 100)), *FakeLibrary().documents()], [], width=80))
    assert f"  {'x' * 100} 1" in lines


def test_what_needs_attention_comes_last() -> None:
    lines = list(status_lines([], [("/a.pdf", "rejected", "a.pdf: no text"), ("/b.pdf", "rejected", "")]))
    assert lines == [
        "0 documents, 0 pages", "", "needs attention", "  rejected: a.pdf: no text", "  rejected: /b.pdf",
    ]  # fmt: skip
