"""A kept answer as it was given, and what has changed since."""

from __future__ import annotations

import json

from babel.dates import format_date
from markupsafe import Markup

from answer.kept import Change
from answer.records import Answer
from ui import html
from ui.conversation import Exchange
from ui.strings import strings
from ui.tabs.ask.reopened import Reopened
from ui.tabs.ask.strings import words as words_of
from ui.tabs.ask.view_after import after, judges
from ui.tabs.ask.view_transcript import outcome_body
from ui.view_sources import cited_cards

_TARGET = {"kept": True}


def reopened(one: Reopened | None, language: str) -> Markup:
    """Return the kept answer that an address names; nothing where it names none."""
    if one is None:
        return html.EMPTY
    words = words_of(language)
    close = html.button(words.close_kept, event="kb_unkeep", classes="kb-quiet")
    if one.exchange is None:
        line = html.notice(words.not_kept if one.is_missing else words.kept_waits, kind="warn", role="alert")
        show = html.button(words.show_kept, event="kb_reopen", classes="kb-button kb-small")
        return _box(one, language, line, Markup('<p class="kb-actions">{}{}</p>').format(
            html.when(one.is_waiting, show), close
        ))  # fmt: skip
    again = html.button(words.ask_again, event="kb_again")
    return _box(
        one, language,
        Markup('<p class="kb-meta">{}</p>{}').format(_given(one, one.exchange, language), _state(one, language)),
        Markup('<h2 class="kb-question"><span class="kb-hidden">{}: </span>{}</h2>').format(
            strings(language).you_asked, one.exchange.question
        ),
        outcome_body(one.exchange.outcome, language, kept_id=one.kept_id) if one.exchange.outcome else html.EMPTY,
        after(one.exchange, _TARGET, language),
        Markup('<p class="kb-actions">{}{}</p>').format(again, close),
    )  # fmt: skip


def _box(one: Reopened, language: str, *parts: Markup) -> Markup:
    words = words_of(language)
    address = json.dumps({"tab": "ask", "answer": one.kept_id})
    return Markup(
        '<section class="kb-kept" aria-label="{0}" data-address="{1}"><p class="kb-kept-name">'
        '<span aria-hidden="true">⚑</span> {0}</p>{2}</section>'
    ).format(words.kept_answer, address, html.join(parts))


def _given(one: Reopened, exchange: Exchange, language: str) -> str:
    date = format_date(one.at.astimezone(), format="long", locale=language) if one.at else ""
    snapshot = exchange.outcome.snapshot[:12] if exchange.outcome else ""
    return words_of(language).given_on.format(date=date, snapshot=snapshot)


def _state(one: Reopened, language: str) -> Markup:
    """Say whether the cited documents are what they were."""
    outcome = one.exchange.outcome if one.exchange else None
    if not isinstance(outcome, Answer):
        return html.EMPTY
    words = words_of(language)
    documents = {citation.document.document_id for citation in outcome.citations}
    changed = {
        citation.document.document_id for citation in outcome.citations
        if one.changes.get(citation.n, Change.NONE) is not Change.NONE
    }  # fmt: skip
    if not changed:
        return html.notice(words.unchanged)
    return html.notice(words.changed.format(count=len(changed), all=len(documents)), kind="warn")


def kept_sources(one: Reopened | None, language: str) -> Markup:
    """Return the sources of a kept answer, each with what has happened to its document since."""
    outcome = one.exchange.outcome if one and one.exchange else None
    if one is None or one.exchange is None or not isinstance(outcome, Answer):
        return html.EMPTY
    verdicts = judges(one.exchange, _TARGET, language)
    beside = {n: _change(one.changes.get(n, Change.NONE), language) + verdicts[n] for n in verdicts}
    return Markup('<div class="kb-sources"><h3>{}</h3>{}</div>').format(
        words_of(language).kept_sources, cited_cards(outcome.citations, language, beside=beside, kept_id=one.kept_id)
    )


def _change(change: Change, language: str) -> Markup:
    if change is Change.NONE:
        return html.EMPTY
    return html.notice(words_of(language).changes[change.value], kind="warn")
