"""What is searched for: the words, the facets chosen, the order; and how the page's address says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.records import Filters

FIRST_SHOWN = 20  # hits at first, and how many more at a time
MOST_CHARS = 500  # of the words; a query, not a document
_MOST_SHOWN = 1000
_MOST_VALUES = 60  # of one facet
_CODE = re.compile(r"[\w-]{1,200}")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


class Sort(StrEnum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    YEAR = "year"  # newest first, those without a year last


class Facet(StrEnum):
    """What hits are counted and narrowed by."""

    COUNTRY = "country"
    YEAR = "year"
    DOC_TYPE = "type"
    LANGUAGE = "language"
    DOCUMENT = "document"


_FIELDS = {
    Facet.COUNTRY: "countries", Facet.DOC_TYPE: "doc_types", Facet.LANGUAGE: "languages",
    Facet.DOCUMENT: "document_ids",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search, whole.

    Attributes:
        shown: how many hits are shown at most.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    shown: int = FIRST_SHOWN


def chosen(filters: Filters, facet: Facet) -> tuple[str, ...]:
    """Return the values of a facet that are chosen; of the year facet the span, "2020-2025"."""
    if facet is Facet.YEAR:
        return (f"{filters.years[0]}-{filters.years[1]}",) if filters.years else ()
    values: tuple[str, ...] = getattr(filters, _FIELDS[facet])
    return values


def without(filters: Filters, facet: Facet) -> Filters:
    """Return the filters with nothing chosen of a facet."""
    return replace(filters, years=None) if facet is Facet.YEAR else _with(filters, facet, ())


def toggled(filters: Filters, facet: Facet, value: str) -> Filters:
    """Return the filters after a value was pressed: it comes in where it was out, and goes where it was in.

    The first year pressed is the one year looked at; another stretches the span to it; one inside the span is the one
    year again, and pressed once more it goes.
    """
    if facet is Facet.YEAR:
        return replace(filters, years=_stretched(filters.years, value))
    held = chosen(filters, facet)
    values = tuple(one for one in held if one != value) if value in held else (*held, value)[:_MOST_VALUES]
    return _with(filters, facet, values)


def _with(filters: Filters, facet: Facet, values: tuple[str, ...]) -> Filters:
    return replace(filters, **{_FIELDS[facet]: values})  # type: ignore[arg-type]  # none of these is the years


def _stretched(years: tuple[int, int] | None, value: str) -> tuple[int, int] | None:
    if not value.isdecimal():
        return None
    year = int(value)
    if years is None:
        return year, year
    first, last = years
    if first <= year <= last:
        return None if first == last else (year, year)
    return min(first, year), max(last, year)


def changed(query: Query, said: Mapping[str, object]) -> Query:
    """Return the query after a button of the tab was pressed.

    Args:
        said: what the button sent: a facet with its value, "all" facets to clear, an order, how many hits to show, or
            words.
    """
    if "shown" in said:
        shown = said["shown"]
        return replace(query, shown=min(shown, _MOST_SHOWN)) if isinstance(shown, int) else query
    if "sort" in said:
        return replace(query, sort=Sort.YEAR if said["sort"] == Sort.YEAR.value else Sort.RELEVANCE)
    if "words" in said:
        return worded(query, str(said["words"]))
    return replace(query, filters=_narrowed(query.filters, said), shown=FIRST_SHOWN)


def worded(query: Query, text: str) -> Query:
    """Return the query with other words; with the same ones it stays as it is."""
    text = text.strip()[:MOST_CHARS]
    return query if text == query.text else replace(query, text=text, shown=FIRST_SHOWN)


def _narrowed(filters: Filters, said: Mapping[str, object]) -> Filters:
    facet, value = said.get("facet"), str(said.get("value", ""))
    if facet == "all":
        return Filters()
    if facet not in {one.value for one in Facet}:
        return filters
    named = Facet(str(facet))
    return without(filters, named) if named is Facet.YEAR and "-" in value else toggled(filters, named, value)


def address(query: Query) -> dict[str, str]:
    """Return the query as the page's address has it; what is not set is left out."""
    said = {facet.value: ",".join(chosen(query.filters, facet)) for facet in Facet}
    sort = query.sort.value if query.sort is not Sort.RELEVANCE else ""
    named = {"tab": "search", "q": query.text, **said, "sort": sort}
    return {name: value for name, value in named.items() if value}


def read_address(said: Mapping[str, str]) -> Query:
    """Return the query that an address names; what cannot be read in it counts as not set."""
    years = _YEARS.fullmatch(said.get(Facet.YEAR.value, ""))
    lists = {name: _codes(said.get(facet.value, "")) for facet, name in _FIELDS.items()}
    span = (int(years[1]), int(years[2])) if years else None
    return Query(
        text=said.get("q", "").strip()[:MOST_CHARS],
        filters=Filters(**lists, years=(min(span), max(span)) if span else None),
        sort=Sort.YEAR if said.get("sort") == Sort.YEAR.value else Sort.RELEVANCE,
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_readable(text.split(","))))[:_MOST_VALUES]


def _readable(codes: Iterable[str]) -> Iterable[str]:
    return (code for code in codes if _CODE.fullmatch(code))
