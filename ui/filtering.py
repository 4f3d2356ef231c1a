"""Filters as the page offers them, sets them and shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from index.records import DocumentInfo, Filters
from ui import html
from ui.names import country_name, language_name, type_name
from ui.strings import strings

Choice = tuple[str, str]
"""What the reader sees, and the code it stands for."""

_FIRST_YEAR, _LAST_YEAR = 0, 9999  # open ends: Filters wants both


class Field(StrEnum):
    """A filter the reader can set."""

    COUNTRY = "country"
    YEAR_FROM = "year_from"
    YEAR_TO = "year_to"
    LANGUAGE = "language"
    DOC_TYPE = "doc_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be filtered by, from what the library holds; names in the reader's language, in its order."""

    countries: list[Choice]
    years: list[Choice]
    languages: list[Choice]
    doc_types: list[Choice]


def choices(documents: Sequence[DocumentInfo], language: str) -> Choices:
    """Return the filters that let at least one document through."""
    held = [document.metadata for document in documents]
    years = sorted({m.year for m in held if m.year}, reverse=True)
    return Choices(
        countries=_named((country_name(m.country, language), m.country) for m in held),
        years=[(strings(language).any_year, ""), *((str(year), str(year)) for year in years)],
        languages=_named((language_name(m.language, language), m.language) for m in held),
        doc_types=_named((type_name(m.doc_type, strings(language)), m.doc_type) for m in held),
    )


def _named(pairs: Iterable[Choice]) -> list[Choice]:
    return sorted({(name, code) for name, code in pairs if name and code}, key=lambda pair: pair[0].casefold())


def filters_of(
    countries: Sequence[str] | None,
    year_from: str | None,
    year_to: str | None,
    languages: Sequence[str] | None,
    doc_types: Sequence[str] | None,
) -> Filters:
    """Return the filters that the page's fields hold; years given the wrong way round are turned."""
    first, last = _year(year_from, _FIRST_YEAR), _year(year_to, _LAST_YEAR)
    is_open = (first, last) == (_FIRST_YEAR, _LAST_YEAR)
    return Filters(
        countries=tuple(countries or ()),
        years=None if is_open else (min(first, last), max(first, last)),
        languages=tuple(languages or ()),
        doc_types=tuple(doc_types or ()),
    )


def _year(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def without(values: Sequence[object], field: str, value: str) -> list[object]:
    """Return the fields' values, in the order of Field, after one tag was removed; the field "all" clears every one."""
    return [_cleared(held) if field == "all" else _less(held, value) if field == name else held
            for name, held in zip(Field, values, strict=True)]  # fmt: skip


def _cleared(held: object) -> object:
    return [] if isinstance(held, list) else ""


def _less(held: object, value: str) -> object:
    return [item for item in held if item != value] if isinstance(held, list) else ""


def tags(filters: Filters, language: str) -> Markup:
    """Return the filters that are set, each with a button that removes it; nothing where none is set."""
    words = strings(language)
    shown = _tags(filters, language)
    if not shown:
        return html.EMPTY
    items = [_tag(name, field, value, language) for name, field, value in shown]
    clear = html.button(
        words.clear_filters, event="kb_untag", payload={"field": "all", "value": ""}, classes="kb-quiet"
    )
    return Markup('<ul class="kb-tags" aria-label="{}">{}<li>{}</li></ul>').format(
        words.active_filters, html.join(items), clear
    )


def _tag(name: str, field: Field, value: str, language: str) -> Markup:
    cross = Markup('{}<span class="kb-cross" aria-hidden="true"></span>').format(name)
    label = strings(language).remove_filter.format(name=name)
    payload = {"field": field.value, "value": value}
    return Markup("<li>{}</li>").format(
        html.button(cross, event="kb_untag", payload=payload, classes="kb-tag", label=label)
    )


def named(filters: Filters, language: str) -> list[str]:
    """Return the filters that are set, each by what the reader calls it."""
    return [name for name, _, _ in _tags(filters, language)]


def _tags(filters: Filters, language: str) -> list[tuple[str, Field, str]]:
    words = strings(language)
    shown = [(country_name(code, language), Field.COUNTRY, code) for code in filters.countries]
    first, last = filters.years or (_FIRST_YEAR, _LAST_YEAR)
    if first != _FIRST_YEAR:
        shown.append((words.since_year.format(year=first), Field.YEAR_FROM, ""))
    if last != _LAST_YEAR:
        shown.append((words.until_year.format(year=last), Field.YEAR_TO, ""))
    shown += [(language_name(code, language), Field.LANGUAGE, code) for code in filters.languages]
    shown += [(type_name(code, words), Field.DOC_TYPE, code) for code in filters.doc_types]
    return shown
