"""The Library tab: what is held, as numbers, a map, charts and a table per country."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from index.records import DocumentInfo
from ui import html
from ui.holdings import Holdings, holdings
from ui.names import language_name, type_name
from ui.place import Place
from ui.strings import Strings, strings
from ui.tabs.library.grouping import Group, by_country
from ui.tabs.library.view_charts import charts
from ui.tabs.library.view_map import region_map
from ui.view_sources import badges


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
