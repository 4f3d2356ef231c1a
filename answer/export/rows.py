"""Quotes as rows of a table, a column per fact: what CSV and spreadsheets are written from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from answer.compare import Cell, Row
from answer.export.escape import one_line
from answer.export.labels import label
from answer.export.references import Reference
from answer.export.subjects import Matrix, Occasion, Quotations
from answer.records import Answer
from ingest.places import country_name

BEFORE_SOURCE = 4  # columns: topic, country, verdict, text
_NO_SOURCE = (None,) * 15  # columns of a source, but for snapshot and day
CellValue = str | int | date | None


def header(subject: Quotations | Matrix, language: str) -> tuple[str, ...]:
    """Return the names of the columns; passages of a search have those of their source alone."""
    names = tuple(label("columns", language).split(";"))
    return names[BEFORE_SOURCE:] if isinstance(subject, Quotations) else names


def rows(subject: Quotations | Matrix, occasion: Occasion, language: str) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row per quote; in a comparison also one per topic and country without any, silent or not asked."""
    if isinstance(subject, Quotations):
        for hit in subject.hits:
            reference = Reference.of_hit(hit, snapshot=subject.snapshot, accessed=occasion.on)
            yield _source(reference, hit.passage.section, hit.passage.text)
        return
    for compared in subject.topics:
        by_country = {row.country: row for row in compared.rows}
        for country in subject.countries:
            row = by_country.get(country)
            for facts in _row(row, occasion, language) if row else [_not_asked(occasion, language)]:
                yield (compared.topic, country_name(country, language), *facts)


def verdict(cell: Cell, language: str) -> str:
    """Return what a country's documents say on a topic, in a word; "" where they say something."""
    return "" if cell is Cell.FOUND else label(cell.value, language)


def _not_asked(occasion: Occasion, language: str) -> tuple[CellValue, ...]:
    return (label("not_asked", language), None, *_NO_SOURCE, None, occasion.on)


def _row(row: Row, occasion: Occasion, language: str) -> Iterator[tuple[CellValue, ...]]:
    outcome = row.outcome
    if not isinstance(outcome, Answer):
        yield (verdict(row.cell, language), outcome.message, *_NO_SOURCE, outcome.snapshot, occasion.on)
        return
    by_number = {citation.n: citation for citation in outcome.citations}
    for statement in outcome.statements:
        for n in statement.citations:
            citation = by_number[n]
            reference = Reference.of_citation(citation, snapshot=outcome.snapshot, accessed=occasion.on)
            yield (verdict(row.cell, language), statement.text, *_source(reference, citation.section, citation.quote))


def _source(reference: Reference, section: tuple[str, ...], quote: str) -> tuple[CellValue, ...]:
    document, place = reference.document, reference.places[0]
    return (
        one_line(quote), document.publisher, document.title, document.year, document.date, document.country,
        document.language, document.doc_type, place.page_label, place.page, " › ".join(section), reference.address,
        document.stands_for, document.document_id, f"sha256:{reference.revision}", reference.snapshot,
        reference.accessed,
    )  # fmt: skip
