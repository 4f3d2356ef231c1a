"""Quotes as CSV and as a spreadsheet; no cell is ever computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from answer.export.escape import csv_cell, is_formula, one_line, web_address
from answer.export.labels import label
from answer.export.paper import Paper
from answer.export.references import Reference, pages_in_words
from answer.export.rows import BEFORE_SOURCE, CellValue, header, rows, verdict
from answer.export.subjects import Matrix, Occasion, Quotations
from answer.records import Answer
from ingest.places import country_name

_WIDTHS = {0: 60, 1: 24, 2: 40, 10: 30, 11: 40}  # in characters, of a source's columns that hold much: quote, title …
_WIDTHS_BEFORE = {0: 24, 3: 60}  # topic and text
_WIDTH = 14
_WIDEST = 32_767  # characters that a cell of Excel holds
_LINE_PT, _HIGHEST_PT = 15.0, 409.0  # a line of text, and the highest row that Excel has
_HAIR, _LINE, _SHADE = 1, "#BFC5CC", "#E6F0F7"  # a thin line under each row, and the ground of the header
_A4 = 9  # Excel's number for it


def write_csv(subject: Quotations | Matrix, occasion: Occasion, language: str) -> str:
    """Return CSV with a header row, all cells quoted; with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header(subject, language))
    writer.writerows([csv_cell(_shown(value)) for value in row] for row in rows(subject, occasion, language))
    return f"\ufeff{buffer.getvalue()}"


def _shown(value: CellValue) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def write_spreadsheet(subject: Quotations | Matrix, occasion: Occasion, paper: Paper) -> bytes:
    """Return an .xlsx file: of a comparison the matrix, countries down and topics across; then a row per quote."""
    language = paper.language
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    day = occasion.on
    workbook.set_properties(
        {
            "title": one_line(paper.title)[:255], "author": "policy-kb",
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None),
        }
    )  # fmt: skip
    sheets = _Sheets(workbook)
    if isinstance(subject, Matrix):
        sheets.add(
            label("matrix", language), (label("country", language), *(one.topic for one in subject.topics)),
            _matrix(subject, occasion, language), {0: 22} | dict.fromkeys(range(1, len(subject.topics) + 1), 60),
        )  # fmt: skip
    lines = rows(subject, occasion, language)
    sheets.add(label("quotes", language), header(subject, language), lines, _widths(subject))
    facts: list[tuple[CellValue, ...]] = [*paper.facts, *(("", line) for line in paper.closing)]
    sheets.add(label("about", language), (paper.title, ""), facts, {0: 40, 1: 90}, is_filtered=False)
    workbook.close()
    return buffer.getvalue()


def _widths(subject: Quotations | Matrix) -> dict[int, int]:
    if isinstance(subject, Quotations):
        return _WIDTHS
    return _WIDTHS_BEFORE | {BEFORE_SOURCE + column: width for column, width in _WIDTHS.items()}


def _matrix(subject: Matrix, occasion: Occasion, language: str) -> Iterable[tuple[CellValue, ...]]:
    by_topic = [{row.country: row for row in one.rows} for one in subject.topics]
    for country in subject.countries:
        cells = []
        for found in by_topic:
            row = found.get(country)
            if row is None:
                cells.append(label("not_asked", language))
            elif isinstance(row.outcome, Answer):
                cells.append(_quotes(row.outcome, occasion, language))
            else:
                cells.append(verdict(row.cell, language))
        yield (country_name(country, language), *cells)


def _quotes(answer: Answer, occasion: Occasion, language: str) -> str:
    """Return the quotes of an answer, a line each: the quote, its document and its page."""
    lines = []
    for citation in answer.citations:
        reference = Reference.of_citation(citation, snapshot=answer.snapshot, accessed=occasion.on)
        quote = label("quote", language).format(one_line(citation.quote))
        where = f"{one_line(citation.document.title)}, {pages_in_words(reference.places, language)}"
        digest = f" [{label('digest', language)}]" if reference.is_digest else ""
        lines.append(f"{quote} ({where}){digest}")
    return "\n".join(lines)


class _Sheets:
    """Writes sheets of one workbook, text as text."""

    def __init__(self, workbook: Any) -> None:
        # Left, numbers and days too: else a page number touches the heading in the next column.
        wrapped = {"text_wrap": True, "align": "left", "valign": "top", "bottom": _HAIR, "bottom_color": _LINE}
        self._workbook = workbook
        self._bold = workbook.add_format({**wrapped, "bold": True, "bg_color": _SHADE})
        self._plain = workbook.add_format(wrapped)
        # The mark of text keeps a cell text when somebody edits it.
        self._text = workbook.add_format({**wrapped, "quote_prefix": True})
        self._day = workbook.add_format({**wrapped, "num_format": "yyyy-mm-dd"})
        self._link = workbook.add_format({**wrapped, "font_color": "blue", "underline": 1})

    def add(
        self, name: str, columns: Sequence[str], lines: Iterable[Sequence[CellValue]], widths: Mapping[int, int],
        *, is_filtered: bool = True,
    ) -> None:  # fmt: skip
        """Add a sheet whose header row stays in sight; `widths` of columns are in characters, `_WIDTH` by default."""
        sheet = self._workbook.add_worksheet(name[:31])
        table: list[Sequence[CellValue]] = [columns, *lines]
        for column in range(len(columns)):
            sheet.set_column(column, column, widths.get(column, _WIDTH))
        for row, line in enumerate(table):
            for column, value in enumerate(line):
                self._write(sheet, row, column, value, self._plain if row else self._bold)
            sheet.set_row(row, _height(line, widths))
        if is_filtered:
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(table) - 1, len(columns) - 1)
            sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def _write(self, sheet: Any, row: int, column: int, value: CellValue, plain: Any) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, column, None, plain)
            case date():
                sheet.write_datetime(row, column, value, self._day)
            case int():
                sheet.write_number(row, column, value, plain)
            case _:
                self._write_text(sheet, row, column, value, plain)

    def _write_text(self, sheet: Any, row: int, column: int, value: str, plain: Any) -> None:
        text = "\n".join(map(one_line, value.split("\n")))[:_WIDEST]
        link = web_address(text)
        if link and sheet.write_url(row, column, link, self._link, text) == 0:
            return
        sheet.write_string(row, column, text, self._text if is_formula(text) else plain)


def _height(line: Sequence[CellValue], widths: Mapping[int, int]) -> float:
    """Return a row's height in points: not every program finds it out by itself."""
    rows_of_text = (
        sum(len(part) // widths.get(column, _WIDTH) + 1 for part in _shown(value).split("\n"))
        for column, value in enumerate(line)
    )
    return min(_LINE_PT * max(rows_of_text, default=1), _HIGHEST_PT)
