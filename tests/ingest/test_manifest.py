from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.manifest import find_manifest, match, read_manifest
from ingest.records import Metadata, Status

HEAD = "id,title,publisher,year,date,country,doc_type,language,status,file,url,url_status,licence,stands_for,colour\n"
ROW = (
    'fra-plan,"Plan, first part",Ministry,2024,2024-05,FRA,strategy,fr,adopted,docs/Le plan.pdf,https://x.example/a.pdf,seen,'
    "CC BY 4.0,fra-plan-official,blue\n"
)


def write(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_row_becomes_metadata_and_a_file_beside_the_manifest(tmp_path: Path) -> None:
    row = read_manifest(write(tmp_path, HEAD + ROW, encoding="utf-8-sig"))["fra-plan"]
    assert row.metadata == Metadata(
        document_id="fra-plan",
        title="Plan, first part",
        publisher="Ministry",
        year=2024,
        date="2024-05",
        country="FRA",
        doc_type="strategy",
        language="fr",
        url="https://x.example/a.pdf",
        licence="CC BY 4.0",
        status=Status.ADOPTED,
        stands_for="fra-plan-official",
    )
    assert row.file == str((tmp_path / "docs" / "Le plan.pdf").resolve())
    assert row.url_status == "seen"


def test_two_columns_are_enough_and_a_date_gives_the_year(tmp_path: Path) -> None:
    rows = read_manifest(write(tmp_path, "ID;Title;Date\n\na-1;A;2023-01-31\nb-2;B;\n"))
    assert [(key, row.metadata.title, row.metadata.year) for key, row in rows.items()] == [
        ("a-1", "A", 2023),
        ("b-2", "B", None),
    ]
    assert rows["b-2"].metadata.language == "und"


@pytest.mark.parametrize(
    ("text", "row", "fault"),
    [
        pytest.param("", None, "column id is missing", id="empty file"),
        pytest.param("id,name\na,A\n", None, "column title is missing", id="no title column"),
        pytest.param("id,title\na,A\nb,B\na,C\n", 4, "second time", id="id twice"),
        pytest.param("id,title\na,A\n,B\n", 3, "column id", id="no id"),
        pytest.param("id,title\n../x,A\n", 2, "column id.*lower-case", id="id that is a path"),
        pytest.param("id,title\na,\n", 2, "column title", id="no title"),
        pytest.param("id,title,year\na,A,24\n", 2, "column year: '24'", id="short year"),
        pytest.param("id,title,year\na,A,3024\n", 2, "column year", id="far year"),
        pytest.param("id,title,country\na,A,FR\n", 2, "column country: 'FR'", id="two-letter country"),
        pytest.param("id,title,language\na,A,French\n", 2, "column language", id="language by name"),
        pytest.param("id,title,status\na,A,valid\n", 2, "column status.*adopted", id="unknown status"),
        pytest.param("id,title,date\na,A,19.11.2025\n", 2, "column date", id="date in another form"),
        pytest.param("id,title,date\na,A,2025-02-30\n", 2, "column date.*day", id="no such day"),
        pytest.param("id,title\na,A,B\n", 2, "more cells", id="comma outside quotation marks"),
        pytest.param('id,title\na,"A\n', 2, "no CSV", id="open quotation mark"),
    ],
)
def test_what_a_cell_may_not_hold_is_named_with_row_and_column(
    tmp_path: Path, text: str, row: int | None, fault: str
) -> None:
    with pytest.raises(ManifestError, match=fault) as caught:
        read_manifest(write(tmp_path, text))
    assert caught.value.row == row


def test_manifest_in_another_encoding_or_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="UTF-8"):
        read_manifest(write(tmp_path, "id,title\na,Stratégie\n", encoding="cp1252"))
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")


def test_file_is_matched_by_its_path_else_by_its_stem(tmp_path: Path) -> None:
    rows = read_manifest(write(tmp_path, "id,title,file\na-1,A,sub/x.pdf\nb-2,B,\nx,X,other.pdf\n"))

    def found(name: str) -> str | None:
        metadata = match(rows, tmp_path / name)
        return metadata.document_id if metadata else None

    assert found("sub/../sub/x.pdf") == "a-1"
    assert found("anywhere/b-2.pdf") == "b-2"
    assert found("B-2.PDF") == "b-2"
    assert found("x.pdf") is None  # the row with this id names another file
    assert found("c.pdf") is None


def test_folder_has_its_own_manifest_or_none(tmp_path: Path) -> None:
    assert find_manifest(tmp_path) is None
    path = write(tmp_path, HEAD)
    assert find_manifest(tmp_path) == path
    assert read_manifest(path) == {}
