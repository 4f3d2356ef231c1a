"""CSV and spreadsheets as other programs read them: every fact in its column, nothing computed."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from answer.export.escape import is_formula, one_line
from answer.export.export import Kind, export
from tests.answer.export.making import (
    HOSTILE,
    OCCASION,
    PDF,
    SENTENCES,
    hostile_subjects,
    make_answer,
    make_citation,
    make_matrix,
    make_quotations,
)


def read_csv(subject) -> list[dict[str, str]]:
    text = export(subject, Kind.CSV, OCCASION).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def read_xlsx(subject) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export(subject, Kind.XLSX, OCCASION)))


def test_csv_has_a_row_per_quote() -> None:
    first, second = read_csv(make_quotations("Première phrase.", "Вторая фраза."))
    assert (first["Quote"], second["Quote"]) == ("Première phrase.", "Вторая фраза.")
    assert (first["Title"], first["Year"], first["File page"]) == ("National plan", "2025", "1")
    assert (first["Address"], first["Snapshot"], first["Accessed"]) == (f"{PDF}#page=1", "5nap5h07", "2026-03-09")


def test_csv_of_a_comparison_names_those_who_are_silent() -> None:
    rows = read_csv(make_matrix())
    assert [(row["Country"], row["Verdict"]) for row in rows] == [
        ("France", ""), ("Malta", "Documents held; silent on this"), ("Monaco", "No document held"),
    ]  # fmt: skip
    assert rows[1]["Text"] == "Nothing is said."
    assert {row["Snapshot"] for row in rows} == {"5nap5h07"}


def test_a_comparison_is_a_matrix_and_a_row_per_quote() -> None:
    book = read_xlsx(make_matrix("Oversight", "Data"))
    assert book.sheetnames == ["Matrix", "Quotes", "About"]
    matrix = list(book["Matrix"].values)
    assert matrix[0] == ("Country", "Oversight", "Data")
    assert matrix[1][0] == "France"
    assert matrix[1][1] == f"“{SENTENCES['en']}” (National plan, p. 8 (file page 14))"
    assert matrix[2] == ("Malta", *["Documents held; silent on this"] * 2)
    assert matrix[3] == ("Monaco", *["No document held"] * 2)
    header, quote, *_ = book["Quotes"].values
    row = dict(zip(header, quote, strict=True))
    assert (row["Country"], row["Printed page"], row["File page"]) == ("France", "8", 14)
    assert (row["Year"], row["Accessed"]) == (2025, datetime(2026, 3, 9))  # noqa: DTZ001 - a day has no zone
    about = "\n".join(str(cell) for line in book["About"].values for cell in line)
    assert "5nap5h07" in about
    assert "Every quote is verbatim" in about


@pytest.mark.parametrize("language", list(SENTENCES))
def test_sheets_are_named_in_the_reader_s_language(language: str) -> None:
    book = read_xlsx(make_matrix(language=language))
    assert len(book.sheetnames) == 3
    assert SENTENCES[language] in list(book.worksheets[0].values)[1][1]


def test_a_digest_is_called_one_in_every_cell_that_quotes_it() -> None:
    answer = make_answer(make_citation(stands_for="official"))
    cell = list(read_xlsx(make_matrix(answer=answer))["Matrix"].values)[1][1]
    assert cell.endswith("[Digest in our own words, not the official text]")
    assert read_csv(make_matrix(answer=answer))[0]["Digest of"] == "official"


@pytest.mark.parametrize("name", ["hits", "comparison"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_computed_and_only_web_addresses_are_links(text: str, name: str) -> None:
    subject = hostile_subjects(text)[name]
    for row in read_csv(subject):
        assert not [value for value in row.values() if is_formula(value)]
    assert one_line(text).removeprefix("'") in read_csv(subject)[0]["Quote"]
    cells = [cell for sheet in read_xlsx(subject) for line in sheet.iter_rows() for cell in line]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert one_line(text) in {cell.value for cell in cells}
    assert all(cell.hyperlink.target.startswith("http") for cell in cells if cell.hyperlink)
    tempting = [cell for cell in cells if cell.data_type == "s" and is_formula(cell.value)]
    assert all(cell.quotePrefix for cell in tempting), "it stays text when somebody edits it"


def test_numbers_and_days_begin_where_words_do() -> None:
    sheet = read_xlsx(make_quotations("One."))["Quotes"]
    kinds = {type(cell.value) for cell in sheet[2]}
    assert {int, datetime, str} <= kinds
    assert {cell.alignment.horizontal for cell in sheet[2] if cell.value is not None} == {"left"}
