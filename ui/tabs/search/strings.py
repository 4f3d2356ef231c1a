"""The words of the Search tab."""

from __future__ import annotations

from dataclasses import dataclass

from ui.strings import by_language


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStrings:
    """The words of one language; `{name}` is filled by the caller."""

    tab: str
    words: str
    placeholder: str
    search: str
    intro: str
    examples: tuple[str, ...]
    searching: str
    found: str
    counted: str
    nothing: str
    nothing_filtered: str
    too_slow: str
    failed: str
    narrow: str
    facet_year: str
    facet_document: str
    facet_hint: str
    facet_more: str
    facet_value: str
    chosen: str
    clear: str
    sort: str
    by_relevance: str
    by_year: str
    more: str
    pick: str
    picked: str
    pick_shown: str
    pick_none: str
    take_picked: str
    take_shown: str
    takes_picked: str
    takes_shown: str


words = by_language("ui.tabs.search.strings", SearchStrings)
