"""The maintainer's list of documents: a CSV file that says what each file is."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from ingest.errors import ManifestError, MetadataError
from ingest.places import is_place
from ingest.records import Metadata, Status

FILE_NAME = "manifest.csv"
EDITABLE = (
    "title", "publisher", "year", "date", "country", "doc_type", "language", "status", "url", "licence", "stands_for",
)  # fmt: skip
"""Columns that say what a document is, apart from its id, which stays."""
_REQUIRED = ("id", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One line of a manifest.

    Attributes:
        file: the file's path, made absolute from the manifest's folder; "" where the file is known by its id.
        url_status: how the address is known ("seen", "pattern" …), as the manifest says.
    """

    metadata: Metadata
    file: str = ""
    url_status: str = ""


def read_manifest(path: Path) -> dict[str, ManifestRow]:
    """Return the rows by document id, in the file's order.

    Raises:
        ManifestError: the file cannot be read, a column is missing, an id comes twice, or a cell holds what it may not.
    """
    rows: dict[str, ManifestRow] = {}
    for number, cells in _read_csv(path):
        row = _row(path, number, cells)
        if row.metadata.document_id in rows:
            raise ManifestError(
                path, number, f"column id: {row.metadata.document_id!r} comes a second time; ids must differ"
            )
        rows[row.metadata.document_id] = row
    return rows


def find_manifest(folder: Path) -> Path | None:
    """Return the folder's own manifest, if it has one."""
    path = folder / FILE_NAME
    return path if path.is_file() else None


def match(rows: Mapping[str, ManifestRow], path: Path) -> Metadata | None:
    """Return what the manifest says of a file: by its `file` column, else by an id that equals the file's stem."""
    resolved = str(path.resolve())
    for row in rows.values():
        if row.file == resolved:
            return row.metadata
    row_by_id = rows.get(path.stem) or rows.get(path.stem.lower())
    return row_by_id.metadata if row_by_id and not row_by_id.file else None


def cells_of(metadata: Metadata) -> dict[str, str]:
    """Return what is known of a document as the cells of a manifest's row, by column."""
    known = {name: getattr(metadata, name) for name in EDITABLE}
    return {"id": metadata.document_id} | {name: "" if value is None else str(value) for name, value in known.items()}


def edited(metadata: Metadata, cells: Mapping[str, str]) -> Metadata:
    """Return `metadata` with cells of a manifest's row in its place; an empty cell empties it.

    Raises:
        MetadataError: there is no such column, or a cell holds what it may not.
    """
    unknown = next((name for name in cells if name not in EDITABLE), None)
    if unknown is not None:
        raise MetadataError(unknown, f"there is no such field to edit; there are {', '.join(EDITABLE)}")
    given = {name: cell.strip() for name, cell in cells.items()}
    said = _checked({"id": "document", "title": metadata.title or "document"} | given).metadata()
    return replace(metadata, **{name: getattr(said, name) for name in cells})


def _read_csv(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return each line's number in the file and its cells by column, without empty lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(path, None, "it is not in UTF-8; save it as CSV UTF-8") from error
    except OSError as error:
        raise ManifestError(path, None, f"it cannot be read ({error.strerror}); check the path") from error
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise ManifestError(
            path, reader.line_num, f"the line is no CSV ({error}); look for an open quotation mark"
        ) from error
    return _by_column(path, [(number, cells) for number, cells in lines if any(cells)])


def _delimiter(text: str) -> str:
    """Return ";" where the head uses it: Excel writes so in many European countries."""
    head = text.split("\n", 1)[0]
    return ";" if head.count(";") > head.count(",") else ","


def _by_column(path: Path, lines: list[tuple[int, list[str]]]) -> list[tuple[int, dict[str, str]]]:
    header = [name.lower() for name in lines[0][1]] if lines else []
    for name in _REQUIRED:
        if name not in header:
            raise ManifestError(path, None, f"the column {name} is missing; the first line must name the columns")
    for number, cells in lines[1:]:
        if len(cells) > len(header):
            raise ManifestError(
                path, number, "it has more cells than the first line; put texts with commas in quotation marks"
            )
    return [(number, dict(zip(header, cells, strict=False))) for number, cells in lines[1:]]


def _row(path: Path, number: int, cells: dict[str, str]) -> ManifestRow:
    try:
        return _checked(cells).row(path.parent)
    except MetadataError as error:
        raise ManifestError(path, number, f"column {error}") from error


def _checked(cells: Mapping[str, str]) -> _Row:
    try:
        return _Row.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise MetadataError(str(first["loc"][0]), f"{first['input']!r}: {reason}") from error


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        raise ValueError("an id is made of lower-case letters, digits and single hyphens")
    return value


def _country(value: str) -> str:
    if value and not is_place(value):
        raise ValueError("no ISO 3166-1 alpha-3 code, nor EURO, EU, OECD or GLOBAL")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2}|und", value):
        raise ValueError("no ISO 639-1 code, such as en or ru")
    return value


def _date(value: str) -> str:
    if not re.fullmatch(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?", value):
        raise ValueError("no date of the form 2025, 2025-11 or 2025-11-19")
    if value:
        date.fromisoformat(value + "2025-01-01"[len(value) :])  # its error names the day or month that is no such
    return value


def _year(value: Any) -> int | None:
    if value in {"", None}:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", str(value)):
        raise ValueError("no year between 1900 and 2099")
    return int(value)


def _status(value: Any) -> Status:
    try:
        return Status(str(value).lower())
    except ValueError:
        known = ", ".join(status.value for status in Status if status)
        raise ValueError(f"no status; known are {known}, or nothing") from None


class _Row(BaseModel):
    """The cells of one line, checked."""

    id: Annotated[str, AfterValidator(_id)]
    title: Annotated[str, Field(min_length=1)]
    file: str = ""
    publisher: str = ""
    year: Annotated[int | None, BeforeValidator(_year)] = None
    date: Annotated[str, AfterValidator(_date)] = ""
    country: Annotated[str, AfterValidator(_country)] = ""
    doc_type: str = ""
    language: Annotated[str, BeforeValidator(lambda value: value or "und"), AfterValidator(_language)] = "und"
    url: str = ""
    url_status: str = ""
    licence: str = ""
    status: Annotated[Status, BeforeValidator(_status)] = Status.UNKNOWN
    stands_for: str = ""

    def row(self, folder: Path) -> ManifestRow:
        """Return the row as the rest of the project knows it."""
        file = str((folder / self.file).resolve()) if self.file else ""
        return ManifestRow(metadata=self.metadata(), file=file, url_status=self.url_status)

    def metadata(self) -> Metadata:
        """Return what the row says of the document; a date gives the year where that is not stated."""
        year = self.year if self.year is not None or not self.date else int(self.date[:4])
        return Metadata(
            document_id=self.id,
            title=self.title,
            publisher=self.publisher,
            year=year,
            date=self.date,
            country=self.country,
            doc_type=self.doc_type,
            language=self.language,
            url=self.url,
            licence=self.licence,
            status=self.status,
            stands_for=self.stands_for,
        )
