"""The Library tab: what is held, by country and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.records import DocumentInfo
from ui import html
from ui.names import country_name, language_name, type_name
from ui.place import Place
from ui.strings import Strings, strings
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
    """Return counts, a bar per year and a table per country."""
    words = strings(language)
    return Markup('<div class="kb-library"><h3>{}</h3>{}{}{}</div>').format(
        words.library_counts,
        _counts(holdings(documents), words),
        _years(documents, words),
        html.join(_country(code, held, language) for code, held in _by_country(documents, language)),
    )


def _counts(held: Holdings, words: Strings) -> Markup:
    pairs = [
        (words.documents, held.documents), (words.countries, held.countries),
        (words.pages, held.pages), (words.passages, held.passages),
    ]  # fmt: skip
    cells = html.join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, count) for name, count in pairs)
    return Markup('<dl class="kb-counts">{}</dl>').format(cells)


def _years(documents: Sequence[DocumentInfo], words: Strings) -> Markup:
    counted = Counter(d.metadata.year for d in documents)
    rows = sorted(counted.items(), key=lambda pair: -(pair[0] or 0))
    most = max(counted.values(), default=1)
    bars = html.join(
        Markup('<li><span>{}</span><span class="kb-bar" style="--share:{}%"></span><span>{}</span></li>').format(
            year or words.no_year, round(100 * count / most), count
        )
        for year, count in rows
    )
    return Markup('<h4>{}</h4><ul class="kb-years">{}</ul>').format(words.by_year, bars)


def _by_country(documents: Sequence[DocumentInfo], language: str) -> list[tuple[str, list[DocumentInfo]]]:
    """Return documents per country, regions first, then countries by name; newest document first."""
    groups: dict[str, list[DocumentInfo]] = {}
    for document in sorted(documents, key=lambda d: (-(d.metadata.year or 0), d.metadata.title)):
        groups.setdefault(document.metadata.country, []).append(document)
    regions = list(strings(language).regions)
    return sorted(groups.items(), key=lambda pair: _rank(pair[0], regions, language))


def _rank(code: str, regions: Sequence[str], language: str) -> tuple[int, int, str]:
    if code in regions:
        return (0, regions.index(code), "")
    return (1, 0, country_name(code, language).casefold()) if code else (2, 0, "")


def _country(code: str, documents: Sequence[DocumentInfo], language: str) -> Markup:
    words = strings(language)
    name = country_name(code, language) if code else words.no_country
    columns = (
        words.column_title, words.column_year, words.column_type, words.column_language, words.column_status,
        words.column_pages,
    )  # fmt: skip
    head = html.join(Markup('<th scope="col">{}</th>').format(column) for column in columns)
    rows = html.join(_row(document, columns, language) for document in documents)
    return Markup(
        '<table class="kb-table"><caption>{} <span class="kb-meta">{}</span></caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(name, len(documents), head, rows)


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
