"""The Search tab: facets with their counts, what is chosen of them, and the hits with their words marked."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from markupsafe import Markup

from answer.export.export import kinds_of
from answer.export.subjects import Quotations
from index.records import Hit
from ui import html
from ui.names import country_name, language_name, page_name, type_name
from ui.strings import strings
from ui.tabs.search.found import CONSIDERED, Found, FoundHit, Picked
from ui.tabs.search.query import FIRST_SHOWN, Facet, Query, Sort, address, chosen
from ui.tabs.search.strings import words as words_of
from ui.view_sources import hit_card
from ui.view_taking import file_buttons, taking

_FEW = 8  # values of a facet that are seen at once


def invitation(language: str) -> Markup:
    """Return what stands there before the first search."""
    words = words_of(language)
    examples = html.join(
        Markup("<li>{}</li>").format(
            html.button(example, event="kb_search", payload={"words": example}, classes="kb-example")
        )
        for example in words.examples
    )
    return Markup('<div class="kb-invitation kb-examples"><p class="kb-lead">{}</p><ul>{}</ul></div>').format(
        words.intro, examples
    )


def results(found: Found, picked: Collection[str], language: str) -> Markup:
    """Return the facets and the hits.

    Args:
        picked: ids of the passages that are selected.
    """
    words = words_of(language)
    if not found.hits:
        line = words.nothing_filtered if found.query.filters else words.nothing
        body = Markup("{}{}").format(_tags(found, language), html.notice(line))
    else:
        body = _hits(found, picked, language)
    facets = _facets(found, language) if found.hits or found.query.filters else html.EMPTY
    return Markup(
        '<div class="kb-search" data-address="{}"><h2 class="kb-hidden">{}</h2><div class="kb-search-side">{}</div>'
        '<div class="kb-search-hits">{}</div></div>'
    ).format(json.dumps(address(found.query)), words.tab, facets, body)


def summary(found: Found, language: str) -> str:
    """Return how much was found, in one line."""
    documents = {one.hit.document.document_id for one in found.hits}
    return words_of(language).found.format(passages=len(found.hits), documents=len(documents))


def _hits(found: Found, picked: Collection[str], language: str) -> Markup:
    words = words_of(language)
    cards = html.join(_card(one, picked, language) for one in found.shown)
    left = len(found.hits) - len(found.shown)
    more = html.button(
        words.more.format(count=min(left, FIRST_SHOWN)), event="kb_search",
        payload={"shown": len(found.shown) + FIRST_SHOWN},
    )  # fmt: skip
    return Markup(
        '{tags}<div class="kb-search-bar">{sort}</div><h3 class="kb-hidden">{summary}</h3>'
        '<ol class="kb-cards kb-hits">{cards}</ol>'
        '<p class="kb-actions">{more}</p><p class="kb-meta">{counted}</p>'
    ).format(
        tags=_tags(found, language),
        sort=_sorting(found.query, language),
        summary=summary(found, language),
        cards=cards,
        more=html.when(left > 0, more),
        counted=words.counted.format(considered=CONSIDERED),
    )


def _card(one: FoundHit, picked: Collection[str], language: str) -> Markup:
    hit = one.hit
    box = checkbox(
        event="kb_pick",
        payload={"id": hit.passage.passage_id},
        label=words_of(language).pick.format(title=hit.document.title, page=_page(hit, language)),
        is_checked=hit.passage.passage_id in picked,
    )
    return hit_card(hit, language, head=box, marks=one.marks)


def checkbox(*, event: str, payload: dict[str, str], label: str, is_checked: bool) -> Markup:
    """Return a box that sends `payload` with "on": whether it is ticked now."""
    checked = Markup(" checked") if is_checked else html.EMPTY
    return Markup(
        '<input type="checkbox" class="kb-pick" aria-label="{}" data-event="{}" data-payload="{}"{}>'
    ).format(label, event, json.dumps(payload), checked)


def _page(hit: Hit, language: str) -> str:
    return page_name(hit.passage.page, hit.page_label, strings(language))


def _sorting(query: Query, language: str) -> Markup:
    words = words_of(language)
    names = {Sort.RELEVANCE: words.by_relevance, Sort.YEAR: words.by_year}
    buttons = html.join(
        html.button(
            name, event="kb_search", payload={"sort": sort.value}, classes="kb-toggle", is_pressed=query.sort is sort
        )
        for sort, name in names.items()
    )
    return Markup(
        '<div class="kb-sort" role="group" aria-label="{0}"><span aria-hidden="true">{0}</span>{1}</div>'
    ).format(words.sort, buttons)


# Facets


def _facets(found: Found, language: str) -> Markup:
    words = words_of(language)
    groups = html.join(_facet(found, facet, language) for facet in Facet)
    return Markup('<details class="kb-facets" open><summary>{}</summary>{}</details>').format(words.narrow, groups)


def _facet(found: Found, facet: Facet, language: str) -> Markup:
    values = _values(found, facet)
    if not values:
        return html.EMPTY
    words = words_of(language)
    items = [_value(found, facet, value, language) for value in values]
    rest = Markup('<details class="kb-fold"><summary>{}</summary><ul>{}</ul></details>').format(
        words.facet_more.format(count=len(items) - _FEW), html.join(items[_FEW:])
    )
    hint = Markup('<p class="kb-meta">{}</p>').format(words.facet_hint)
    return Markup('<section class="kb-facet"><h3>{}</h3><ul>{}</ul>{}{}</section>').format(
        _facet_name(facet, language), html.join(items[:_FEW]), html.when(len(items) > _FEW, rest),
        html.when(facet is Facet.YEAR and len(items) > 1, hint),
    )  # fmt: skip


def _facet_name(facet: Facet, language: str) -> str:
    common, own = strings(language), words_of(language)
    return {
        Facet.COUNTRY: common.country, Facet.YEAR: own.facet_year, Facet.DOC_TYPE: common.doc_type,
        Facet.LANGUAGE: common.document_language, Facet.DOCUMENT: own.facet_document,
    }[facet]  # fmt: skip


def _values(found: Found, facet: Facet) -> list[str]:
    """Return a facet's values: years newest first, others by their counts; what is chosen always."""
    counts = found.counts.get(facet, {})
    if facet is Facet.YEAR:
        years = found.query.filters.years
        held = {int(value) for value in counts} | ({*years} if years else set())
        return [str(year) for year in sorted(held, reverse=True)]
    values = dict.fromkeys([*chosen(found.query.filters, facet), *counts])
    return sorted(values, key=lambda value: (-counts.get(value, 0), value))


def _value(found: Found, facet: Facet, value: str, language: str) -> Markup:
    name = _value_name(found, facet, value, language)
    count = found.counts.get(facet, {}).get(value, 0)
    shown = Markup('<span>{}</span> <span class="kb-count">{}</span>').format(name, count)
    return Markup("<li>{}</li>").format(
        html.button(
            shown,
            event="kb_search",
            payload={"facet": facet.value, "value": value},
            classes="kb-value",
            label=words_of(language).facet_value.format(name=name, count=count),
            is_pressed=_is_chosen(found.query, facet, value),
        )
    )


def _is_chosen(query: Query, facet: Facet, value: str) -> bool:
    if facet is Facet.YEAR:
        years = query.filters.years
        return bool(years) and years[0] <= int(value) <= years[1]  # type: ignore[index]  # they are set
    return value in chosen(query.filters, facet)


def _value_name(found: Found, facet: Facet, value: str, language: str) -> str:
    match facet:
        case Facet.COUNTRY:
            return country_name(value, language)
        case Facet.LANGUAGE:
            return language_name(value, language) or strings(language).no_language
        case Facet.DOC_TYPE:
            return type_name(value, strings(language))
        case Facet.DOCUMENT:
            return found.names.get(value, value)
        case Facet.YEAR:
            first, _, last = value.partition("-")
            return value if first != last else first


def _tags(found: Found, language: str) -> Markup:
    """Return what is chosen, as tags with a button each that takes it away."""
    words, common = words_of(language), strings(language)
    tags = [
        _tag(_value_name(found, facet, value, language), facet, value, common.remove_filter)
        for facet in Facet
        for value in chosen(found.query.filters, facet)
    ]
    clear = html.button(words.clear, event="kb_search", payload={"facet": "all"}, classes="kb-quiet")
    return html.when(
        tags,
        Markup('<ul class="kb-tags" aria-label="{}">{}<li>{}</li></ul>').format(words.chosen, html.join(tags), clear),
    )


def _tag(name: str, facet: Facet, value: str, label: str) -> Markup:
    cross = Markup('{}<span class="kb-cross" aria-hidden="true"></span>').format(_short(name))
    payload = {"facet": facet.value, "value": value}
    return Markup("<li>{}</li>").format(
        html.button(cross, event="kb_search", payload=payload, classes="kb-tag", label=label.format(name=name))
    )


def _short(name: str, most: int = 48) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


# What is selected


def picked_bar(picked: Sequence[Picked], language: str, *, is_offered: bool) -> Markup:
    """Return how many hits are selected, with ways to select all and none; nothing where there is nothing to select."""
    if not picked and not is_offered:
        return html.EMPTY
    words = words_of(language)
    buttons = [
        html.when(is_offered, html.button(words.pick_shown, event="kb_pick_all", classes="kb-quiet")),
        html.when(picked, html.button(words.pick_none, event="kb_pick_none", classes="kb-quiet")),
    ]
    return Markup('<p class="kb-actions kb-picked"><span role="status">{}</span> {}</p>').format(
        words.picked.format(count=len(picked)), html.join(buttons)
    )


def files(
    subject: Quotations | None, language: str, *, is_picked: bool, line: str = "", is_warned: bool = False
) -> Markup:
    """Return the buttons that take passages away, and how many go; nothing where there are none.

    Args:
        is_picked: whether these are the passages that the reader has selected; otherwise all that are shown.
        line: what became of the last file that was asked for.
        is_warned: whether that failed.
    """
    if subject is None:
        return html.EMPTY
    words = words_of(language)
    hint, label = (words.takes_picked, words.take_picked) if is_picked else (words.takes_shown, words.take_shown)
    return taking(
        file_buttons(kinds_of(subject), {}, label=label), language, hint=hint.format(count=len(subject.hits)),
        line=line, is_warned=is_warned,
    )  # fmt: skip
