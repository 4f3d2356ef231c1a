"""Documents by country, in the order in which the Library tab lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import DocumentInfo
from ui.names import country_name
from ui.strings import strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is held of one country or region.

    Attributes:
        code: ISO 3166-1 alpha-3, a region's code, or "" of documents that name no country.
        documents: newest first, at least one.
        anchor: element id of the group's table; holds nothing of a document, for codes come from manifests.
    """

    code: str
    name: str
    documents: Sequence[DocumentInfo]
    anchor: str


def by_country(documents: Sequence[DocumentInfo], language: str) -> list[Group]:
    """Return the groups: regions first, then countries by name, then what names no country."""
    held: dict[str, list[DocumentInfo]] = {}
    for document in sorted(documents, key=lambda d: (-(d.metadata.year or 0), d.metadata.title)):
        held.setdefault(document.metadata.country, []).append(document)
    regions = list(strings(language).regions)
    codes = sorted(held, key=lambda code: _rank(code, regions, language))
    return [
        Group(code=code, name=_name(code, language), documents=held[code], anchor=f"kb-held-{number}")
        for number, code in enumerate(codes, 1)
    ]


def _rank(code: str, regions: Sequence[str], language: str) -> tuple[int, int, str]:
    if code in regions:
        return (0, regions.index(code), "")
    return (1, 0, country_name(code, language).casefold()) if code else (2, 0, "")


def _name(code: str, language: str) -> str:
    return country_name(code, language) if code else strings(language).no_country
