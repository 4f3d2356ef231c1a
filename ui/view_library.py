"""The Library tab: what is held, as numbers, a map, charts and a table per country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.records import DocumentInfo
from ui import html
from ui.grouping import Group, by_country
from ui.names import language_name, type_name
from ui.place import Place
from ui.strings import Strings, strings
from ui.view_charts import charts
from ui.view_map import region_map
from ui.view_sources import badges


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """How much the library holds.

    Attributes:
        years: "2017–2026", "2025" or "" where no document has a year.
    """

    documents: int = 0
    pages: int = 0
    passages: int = 0
    countries: int = 0
    years: str = ""


def holdings(documents: Sequence[DocumentInfo]) -> Holdings:
    """Count what the library holds."""
    years = sorted({d.metadata.year for d in documents if d.metadata.year})
    return Holdings(
        documents=len(documents),
        pages=sum(d.pages for d in documents),
        passages=sum(d.passages for d in documents),
        countries=len({d.metadata.country for d in documents if d.metadata.country}),
        years="–".join(str(year) for year in dict.fromkeys([years[0], years[-1]])) if years else "",
    )


def coverage(held: Holdings, words: Strings) -> Markup:
    """Return one sentence on what the library covers, with a way to see it all."""
    sentence = words.covers.format(documents=held.documents, countries=held.countries)
    years = words.covers_years.format(years=held.years) if held.years else "."
    more = html.button(words.covers_more, event="kb_library", classes="kb-quiet")
    return Markup('<p class="kb-coverage">{}{} {}</p>').format(sentence, years, more)


def library(documents: Sequence[DocumentInfo], language: str) -> Markup:
    """Return counts, the map, the charts and a table per country."""
    words = strings(language)
    groups = by_country(documents, language)
    return Markup('<div class="kb-library"><h3>{}</h3>{}{}{}{}</div>').format(
        words.library_counts,
        _counts(holdings(documents), words),
        region_map(groups, language),
        charts(documents, language),
        html.join(_table(group, language) for group in groups),
    )


def _counts(held: Holdings, words: Strings) -> Markup:
    pairs = [
        (words.documents, held.documents), (words.countries, held.countries),
        (words.pages, held.pages), (words.passages, held.passages),
    ]  # fmt: skip
    cells = html.join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, count) for name, count in pairs)
    return Markup('<dl class="kb-counts">{}</dl>').format(cells)


def _table(group: Group, language: str) -> Markup:
    words = strings(language)
    columns = (
        words.column_title, words.column_year, words.column_type, words.column_language, words.column_status,
        words.column_pages,
    )  # fmt: skip
    head = html.join(Markup('<th scope="col">{}</th>').format(column) for column in columns)
    rows = html.join(_row(document, columns, language) for document in group.documents)
    return Markup(
        '<table class="kb-table"><caption id="{}" tabindex="-1">{} <span class="kb-meta">{}</span></caption>'
        '<thead><tr>{}</tr></thead><tbody>{}</tbody></table><p class="kb-up">{}</p>'
    ).format(
        group.anchor, group.name, len(group.documents), head, rows,
        html.button(words.back_to_map, event="kb_map", classes="kb-quiet"),
    )  # fmt: skip


def _row(document: DocumentInfo, columns: Sequence[str], language: str) -> Markup:
    words = strings(language)
    held = document.metadata
    cells = [
        _title(document, words),
        str(held.year or ""),
        type_name(held.doc_type, words),
        language_name(held.language, language),
        badges(held, words),
        _pages(document, words),
    ]
    labelled = zip(columns[1:], cells[1:], strict=True)
    rest = html.join(Markup('<td data-label="{}">{}</td>').format(label, cell) for label, cell in labelled)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(cells[0], rest)


def _title(document: DocumentInfo, words: Strings) -> Markup:
    place = Place(document_id=document.document_id, revision=document.revision, page=1)
    opener = html.button(document.metadata.title, event="kb_open", payload=place, classes="kb-title")
    official = html.outside_link(document.metadata.url, words.official, words)
    return Markup("{} {}").format(opener, official)


def _pages(document: DocumentInfo, words: Strings) -> Markup:
    empty = Markup(' <span class="kb-warn">({})</span>').format(words.without_text.format(count=document.empty_pages))
    return Markup("{}{}").format(document.pages, html.when(document.empty_pages, empty))
