"""RIS and BibTeX as other programs read them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy

from answer.export.escape import one_line
from answer.export.export import Kind, export
from tests.answer.export.making import (
    HOSTILE,
    OCCASION,
    PDF,
    SENTENCES,
    hostile_subjects,
    make_answer,
    make_citation,
    read_latex,
)


def read_ris(subject) -> Any:
    return rispy.loads(export(subject, Kind.RIS, OCCASION).decode())


def read_bibtex(subject) -> Any:
    library = bibtexparser.parse_string(export(subject, Kind.BIBTEX, OCCASION).decode())
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return library.entries


def test_ris_holds_source_pages_quote_and_snapshot() -> None:
    (record,) = read_ris(make_answer())
    assert record["type_of_reference"] == "RPRT"
    assert (record["id"], record["title"], record["authors"]) == ("plan", "National plan", ["Ministry of Health"])
    assert (record["year"], record["date"], record["language"]) == ("2025", "2025/11/19/", "en")
    assert (record["start_page"], record["urls"], record["access_date"]) == ("8", [PDF], "2026/03/09/")
    notes = "\n".join(record["notes"])
    assert f"“{SENTENCES['en']}” (p. 8 (file page 14))" in notes
    assert "5nap5h07" in notes


def test_bibtex_holds_source_pages_quote_and_snapshot() -> None:
    (entry,) = read_bibtex(make_answer(make_citation(SENTENCES["ru"], language="ru", title="План_2025 & 50 %")))
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key) == ("techreport", "plan")
    assert fields["author"] == "{Ministry of Health}"
    assert fields["title"] == r"{План\_2025 \& 50 \%}"
    assert (fields["year"], fields["date"], fields["pages"]) == ("2025", "2025-11-19", "8")
    assert (fields["url"], fields["urldate"], fields["language"]) == (PDF, "2026-03-09", "ru")
    assert SENTENCES["ru"] in fields["annote"]
    assert "5nap5h07" in fields["annote"]


def test_two_contents_of_one_document_are_two_entries() -> None:
    first = make_citation("A first sentence.")
    second = replace(make_citation("A second sentence.", n=2), revision="b" * 64)
    keys = [entry.key for entry in read_bibtex(make_answer(first, second))]
    assert keys == ["plan", "plan-bbbbbbbb"]
    assert len(read_ris(make_answer(first, second))) == 2


@pytest.mark.parametrize("name", ["answer", "hits", "comparison", "draft"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_a_record(text: str, name: str) -> None:
    subject = hostile_subjects(text)[name]
    (record,) = read_ris(subject)
    assert record["title"] == one_line(text)
    assert one_line(text) in "\n".join(record["notes"])
    (entry,) = read_bibtex(subject)
    fields = {field.key: field.value for field in entry.fields}
    assert "url" not in fields, "javascript: is no address of the web"
    assert read_latex(fields["title"]) == one_line(text)
