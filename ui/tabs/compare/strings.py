"""The words of the Compare tab."""

from __future__ import annotations

from dataclasses import dataclass

from ui.strings import by_language


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareStrings:
    """The words of one language; `{name}` is filled by the caller."""

    tab: str
    topics: str
    placeholder: str
    countries: str
    all_held: str
    compare: str
    stop: str
    intro: str
    limits: str
    examples: tuple[str, ...]
    no_topic: str
    no_country: str
    too_many_topics: str
    too_many_cells: str
    progress: str
    done: str
    stopped: str
    too_slow: str
    unexpected: str
    heat: str
    heat_hint: str
    heat_cell: str
    heat_or_more: str
    matrix: str
    country: str
    found: str
    silent: str
    silent_hint: str
    no_document: str
    pending: str
    not_asked: str
    more_quotes: str
    opens: str
    take_as: str


words = by_language("ui.tabs.compare.strings", CompareStrings)
