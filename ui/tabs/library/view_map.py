"""The map of the Library tab: a square for each Member State, and beside it what has no square."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from ui import html
from ui.names import country_name, short_code
from ui.region import COLUMNS, SQUARES
from ui.strings import Strings, strings
from ui.tabs.library.grouping import Group

_DARKEST = 3  # documents from which on a square gets no darker


def region_map(groups: Sequence[Group], language: str) -> Markup:
    """Return the map, its legend, and chips for what is held of regions and of other countries."""
    words = strings(language)
    by_code = {group.code: group for group in groups}
    squares = html.join(_square(code, by_code.get(code), language) for code in SQUARES)
    held = sum(code in by_code for code in SQUARES)
    return Markup(
        '<section class="kb-map" id="kb-map"><h4>{}</h4><p>{} {}</p><div class="kb-map-parts">'
        '<ul class="kb-squares" style="--columns:{}" aria-label="{}">{}</ul><div class="kb-map-side">{}{}{}</div>'
        "</div></section>"
    ).format(
        words.map_heading, words.map_held.format(held=held, all=len(SQUARES)), words.map_hint,
        COLUMNS, words.map_order, squares,
        _legend(words), _beyond(groups, words), _without(by_code, language),
    )  # fmt: skip


def _square(code: str, group: Group | None, language: str) -> Markup:
    row, column = SQUARES[code]
    count = len(group.documents) if group else 0
    short = short_code(code)
    said = strings(language).map_square.format(name=country_name(code, language), code=short, count=count)
    look = f"kb-square kb-level-{min(count, _DARKEST)}"
    shown = Markup(
        '<span aria-hidden="true">{}</span><span class="kb-square-count" aria-hidden="true">{}</span>'
        '<span class="kb-hidden">{}</span>'
    ).format(short, count, said)
    if group:
        square = html.button(shown, event="kb_table", payload={"id": group.anchor}, classes=look, tip=said)
    else:
        square = Markup('<span class="{}" title="{}">{}</span>').format(look, said, shown)
    return Markup('<li style="grid-area:{}/{}">{}</li>').format(row, column, square)


def _legend(words: Strings) -> Markup:
    names = [words.map_none, *map(str, range(1, _DARKEST)), words.map_or_more.format(count=_DARKEST)]
    keys = html.join(
        Markup('<li><span class="kb-key kb-level-{}"></span>{}</li>').format(level, name)
        for level, name in enumerate(names)
    )
    return Markup('<div><h5>{}</h5><ul class="kb-legend">{}</ul></div>').format(words.map_legend, keys)


def _beyond(groups: Sequence[Group], words: Strings) -> Markup:
    chips = html.join(_chip(group) for group in groups if group.code not in SQUARES)
    return html.when(
        chips, Markup('<div><h5>{}</h5><ul class="kb-chips">{}</ul></div>').format(words.map_beyond, chips)
    )


def _chip(group: Group) -> Markup:
    shown = Markup("<span>{}</span> <strong>{}</strong>").format(group.name, len(group.documents))
    return Markup("<li>{}</li>").format(
        html.button(shown, event="kb_table", payload={"id": group.anchor}, classes="kb-chip")
    )


def _without(by_code: Mapping[str, Group], language: str) -> Markup:
    """Return the names behind the empty squares, which neither touch nor keyboard can bring up as a tooltip."""
    names = sorted((country_name(code, language) for code in SQUARES if code not in by_code), key=str.casefold)
    summary = strings(language).map_without.format(count=len(names))
    fold = Markup('<details class="kb-fold"><summary>{}</summary><p>{}</p></details>').format(summary, ", ".join(names))
    return html.when(names, fold)
