"""Earlier conversations, as the browser lists those that it keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_datetime
from markupsafe import Markup

from ui import html
from ui.conversation import Conversation
from ui.seal import Seal
from ui.tabs.ask.history import Listed, stored
from ui.tabs.ask.strings import words as words_of


def history(items: Sequence[Listed] | None, language: str, *, told: str = "") -> Markup:
    """Return the list; None where the browser keeps none.

    Args:
        told: why one could not be opened, or what is missing in it.
    """
    words = words_of(language)
    notice = html.notice(told, kind="warn", role="alert") if told else html.EMPTY
    if items is None:
        body = Markup('<p class="kb-meta">{}</p>').format(words.history_off)
    elif not items:
        body = Markup('<p class="kb-meta">{}</p>').format(words.history_none)
    else:
        clear = html.button(words.delete_all, event="kb_delete_all", classes="kb-button kb-small")
        rows = html.join(_row(one, language) for one in items)
        body = Markup('<p class="kb-meta">{}</p><ul class="kb-history-list">{}</ul><p>{}</p>').format(
            words.history_hint, rows, clear
        )
    return Markup(
        '<div class="kb-history">{}<details class="kb-fold" id="kb-history-fold"><summary>{}</summary>{}</details>'
        "</div>"
    ).format(notice, words.history.format(count=len(items or ())), body)


def _row(one: Listed, language: str) -> Markup:
    words = words_of(language)
    title = one.title.strip() or "…"
    opener = html.button(
        title, event="kb_restore", payload={"key": one.key}, classes="kb-title",
        label=words.restore.format(question=title),
    )  # fmt: skip
    delete = html.button(
        words.delete, event="kb_delete", payload={"key": one.key}, classes="kb-button kb-small",
        label=words.delete_this.format(question=title),
    )  # fmt: skip
    at = datetime.fromtimestamp(one.at / 1000, UTC).astimezone()
    when = format_datetime(at, format="short", locale=language)
    return Markup('<li><div>{}<p class="kb-meta">{} · {}</p></div>{}</li>').format(
        opener, when, words.questions.format(count=one.count), delete
    )


def saved(conversation: Conversation, seal: Seal, *, key: str | None = None) -> Markup:
    """Return a conversation as an element that the browser's script keeps.

    Args:
        key: the browser's name for it: "" for one not kept yet, None for the one it keeps at the moment.
    """
    items = stored(conversation, seal)
    title = next((one.question for one in conversation if one.outcome), "")
    attribute = html.EMPTY if key is None else Markup(' data-key="{}"').format(key)
    return Markup('<span data-title="{}" data-items="{}"{}></span>').format(title, json.dumps(items), attribute)
