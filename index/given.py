"""Filters as people and programs write them: codes, years and names, in a list or separated by commas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.records import Filters
from ingest.errors import FilterError
from ingest.places import alpha3

_MOST_DIGITS = 4  # of a year


def read_filters(given: Mapping[str, Any]) -> Filters:
    """Return filters by the names that the command line has for them: country, year, language, type, document.

    Args:
        given: what is not named, empty or None lets all documents through; other names are passed over.

    Raises:
        FilterError: a country is none, or a year is neither a year nor a range.
    """
    return Filters(
        countries=_countries(given.get("country")),
        years=_years(given.get("year")),
        languages=split_list(given.get("language")),
        doc_types=split_list(given.get("type")),
        document_ids=split_list(given.get("document")),
    )


def split_list(value: Any) -> tuple[str, ...]:
    """Return the parts of a list, or of a text that separates them by commas."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return tuple(plain(str(part).strip()) for part in parts if str(part).strip())


def plain(text: str) -> str:
    """Return text that can be written as UTF-8: halves of characters, from a shell or from JSON, become "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _countries(value: Any) -> tuple[str, ...]:
    parts = split_list(value)
    codes = tuple(alpha3(part) for part in parts)
    for part, code in zip(parts, codes, strict=True):
        if not code:
            fault = f"{part!r} is no country; use codes such as FRA, or EURO, EU, OECD, GLOBAL"
            raise FilterError("country", fault)
    return codes


def _years(value: Any) -> tuple[int, int] | None:
    if value in (None, ""):
        return None
    first, _, last = str(value).replace("–", "-").partition("-")
    years = first.strip(), last.strip() or first.strip()
    if not all(_is_year(year) for year in years) or years[0] > years[1]:
        raise FilterError("year", f"{value!r} is neither a year nor a range such as 2020-2025")
    return int(years[0]), int(years[1])


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == _MOST_DIGITS
