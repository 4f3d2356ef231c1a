"""How much the library holds, counted, and said in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.records import DocumentInfo
from ui import html
from ui.strings import Strings


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
