"""Small pieces of HTML that every view is made of.

Nothing is escaped by hand: `Markup.format` and `Markup.join` escape all that is not Markup, and the linter (S704) lets
only literals become Markup. So no word of a document or a question can turn into a tag.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from markupsafe import Markup
from pydantic import BaseModel

from ui.strings import Strings

EMPTY = Markup("")


def join(parts: Iterable[str], separator: str = "") -> Markup:
    """Return the parts one after another, with what is not Markup escaped."""
    return Markup(separator).join(parts)  # noqa: S704  # separators are written in the views


def when(condition: object, part: Markup) -> Markup:
    """Return the part, or nothing."""
    return part if condition else EMPTY


def is_web_address(url: str) -> bool:
    """Tell whether a link may be made: http and https only, so that no `javascript:` ever becomes one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def outside_link(url: str, text: str, words: Strings) -> Markup:
    """Return a link to another site that opens in a new tab; the empty string where the address may not be one."""
    if not is_web_address(url):
        return EMPTY
    return Markup(
        '<a class="kb-link" href="{}" target="_blank" rel="noopener noreferrer">{}'
        '<span class="kb-hidden"> ({})</span></a>'
    ).format(url, text, words.opens_new_tab)


def button(
    text: str | Markup,
    *,
    event: str,
    payload: BaseModel | Mapping[str, object] | None = None,
    classes: str = "kb-button",
    label: str = "",
    tip: str = "",
    is_pressed: bool | None = None,
    input_id: str = "",
    quote: tuple[str, str] = ("", ""),
) -> Markup:
    """Return a button that sends `payload` with `event` to the server; page.js does the sending.

    Args:
        label: what a screen reader says, where the text alone says too little.
        tip: shown while the pointer rests on the button.
        is_pressed: of a button that stays in; None for one that does not.
        quote: words of a document and where they stand; page.js shows them beside the button while the pointer or the
            focus rests on it.
        input_id: of the box whose text is sent along as "words".
    """
    sent = payload.model_dump() if isinstance(payload, BaseModel) else payload or {}
    pressed = "" if is_pressed is None else str(is_pressed).lower()
    return Markup('<button type="button" class="{}" data-event="{}" data-payload="{}"{}{}{}{}{}{}>{}</button>').format(
        classes, event, json.dumps(sent), _attribute("aria-label", label), _attribute("title", tip),
        _attribute("aria-pressed", pressed), _attribute("data-input", input_id),
        _attribute("data-quote", quote[0]), _attribute("data-place", quote[1]), text,
    )  # fmt: skip


def _attribute(name: str, value: str) -> Markup:
    return Markup(' {}="{}"').format(name, value) if value else EMPTY


def badge(text: str, *, kind: str = "plain", tip: str = "") -> Markup:
    """Return a small label, such as "Draft"."""
    return Markup('<span class="kb-badge kb-badge-{}"{}>{}</span>').format(kind, _attribute("title", tip), text)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Return the text as it is, with the spans in <mark>; one that is empty, overlaps or leaves the text marks none."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if at <= start < end <= len(text):
            parts += [text[at:start], Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
    return join([*parts, text[at:]])


def breadcrumb(section: Iterable[str]) -> Markup:
    """Return the headings above a passage, outermost first."""
    separator = Markup(' <span class="kb-chevron" aria-hidden="true">›</span> ')
    path = separator.join(title for title in section if title.strip())
    return when(path, Markup('<p class="kb-path">{}</p>').format(path))


def notice(text: str, *, kind: str = "plain", role: str = "") -> Markup:
    """Return one plain line in a box of its own."""
    return Markup('<p class="kb-notice kb-notice-{}"{}>{}</p>').format(kind, _attribute("role", role), text)
