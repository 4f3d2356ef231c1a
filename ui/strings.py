"""Every word of the interface, as one record per language, so that a missing translation is a type error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TypeVar, cast

from babel import negotiate_locale

LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français", "de": "Deutsch", "ru": "Русский"}
"""The page's own languages, each named as its readers name it."""

DEFAULT_LANGUAGE = "en"

Words = TypeVar("Words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """The words of one language; `{name}` is filled by the caller.

    Attributes:
        stages: by the name of an answering stage.
        reasons: headings of a refusal, by the value of `answer.records.Reason`.
        advice: what the reader can do after a refusal, by the same key.
        map_square: what a square of the map is called and says; every language puts the number last, after a noun that
            needs no plural.
        faults: what a reader is told of an error, by its kind in `ui.faults`.
        unreadable_part: introduces an error's own English message, where a maintainer is shown it.
        statuses, doc_types, regions: names of what the catalogue writes as codes.
        examples: themes, each with its example questions.
    """

    title: str
    tagline: str
    language: str

    tab_ask: str
    tab_library: str

    question: str
    placeholder: str
    ask: str
    stop: str
    new_conversation: str
    conversation: str

    filters: str
    country: str
    year_from: str
    year_to: str
    document_language: str
    doc_type: str
    any_year: str
    clear_filters: str
    remove_filter: str
    active_filters: str
    since_year: str
    until_year: str

    welcome: str
    welcome_text: str
    limits: str
    limits_line: str
    limits_points: tuple[str, ...]
    building: str
    building_line: str
    building_passages: str
    building_hint: str
    opening: str
    failed: str
    failed_hint: str
    empty: str
    empty_text: str
    empty_steps: tuple[str, ...]

    you_asked: str
    answer: str
    waiting: str
    draft: str
    stopped: str
    too_slow: str
    unexpected: str
    busy: str
    too_long: str
    not_ready: str
    faults: Mapping[str, str]
    unreadable_part: str
    lost: str
    stages: Mapping[str, str]
    understood: str
    understood_language: str
    understood_about: str
    understood_years: str
    understood_filters: str
    understood_as: str
    extractive: str
    written: str
    withheld: str
    show_sources: str
    cites: str

    no_answer: str
    reasons: Mapping[str, str]
    advice: Mapping[str, str]
    related: str
    covers: str
    covers_years: str
    covers_more: str

    sources_empty: str
    sources_for: str
    cited: str
    unused: str
    unused_none: str
    open_page: str
    official: str
    opens_new_tab: str
    page_printed: str
    page_plain: str
    digest: str
    digest_hint: str
    recognised: str
    recognised_hint: str
    statuses: Mapping[str, str]

    page_of: str
    part_of: str
    printed: str
    previous_page: str
    next_page: str
    zoom: str
    zoom_in: str
    zoom_out: str
    contents: str
    find: str
    find_button: str
    find_none: str
    find_count: str
    find_first: str
    picture: str
    close_page: str
    page_text: str
    picture_of: str
    picture_marked: str
    picture_failed: str
    earlier_revision: str
    kept_page: str
    removed_document: str
    not_held: str
    bad_request: str
    quote: str

    take_away: str
    taken: str
    not_taken: str

    library_counts: str
    documents: str
    pages: str
    passages: str
    countries: str
    map_heading: str
    map_held: str
    map_hint: str
    map_order: str
    map_square: str
    map_legend: str
    map_none: str
    map_or_more: str
    map_beyond: str
    map_without: str
    back_to_map: str
    by_year: str
    by_language: str
    by_type: str
    column_title: str
    column_year: str
    column_type: str
    column_language: str
    column_status: str
    column_pages: str
    without_text: str
    no_year: str
    no_language: str
    no_type: str
    no_country: str

    examples_intro: str
    examples: Sequence[tuple[str, tuple[str, ...]]]
    doc_types: Mapping[str, str]
    regions: Mapping[str, str]


def by_language(module: str, kind: type[Words]) -> Callable[[str], Words]:  # noqa: ARG001  # tells the type
    """Return the look-up of a table of words: `words("fr")`, the English ones for a language the page does not speak.

    Args:
        module: the words stand in `STRINGS` of the modules of this name with "_en", "_fr" and so on behind it.
        kind: the table's record.
    """

    @cache
    def words(language: str) -> Words:
        code = language if language in LANGUAGES else DEFAULT_LANGUAGE
        return cast(Words, import_module(f"{module}_{code}").STRINGS)

    return words


strings = by_language("ui.strings", Strings)
"""The words that the tabs share, and those of the Ask and the Library tab."""


def best_language(accepted: str, chosen: str = "") -> str:
    """Return the page's language for a reader.

    Args:
        accepted: the browser's Accept-Language header.
        chosen: a language the reader has picked; wins where the page speaks it.
    """
    if chosen in LANGUAGES:
        return chosen
    return negotiate_locale(_by_preference(accepted), list(LANGUAGES), sep="-") or DEFAULT_LANGUAGE


def _by_preference(accepted: str) -> list[str]:
    weighted = [part.strip().partition(";q=") for part in accepted.split(",") if part.strip()]
    return [tag for tag, _, weight in sorted(weighted, key=lambda part: -_weight(part[2]))]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
