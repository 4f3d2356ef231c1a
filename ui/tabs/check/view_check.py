"""A checked draft: its sentences, each with its verdict in a sign, a word and a colour, and what it rests on."""

from __future__ import annotations

from typing import assert_never

from babel.numbers import format_percent
from markupsafe import Markup

from answer.check import CheckedSentence, verdict_of
from answer.draft import Unchecked
from ingest.clean import readable
from ui import faults, html
from ui.conversation import Fault
from ui.names import page_name
from ui.strings import strings
from ui.tabs.check.check import VIEWS, Checking
from ui.tabs.check.draft import MOST_CHARACTERS, MOST_MEGABYTES, MOST_SENTENCES
from ui.tabs.check.strings import words as words_of
from ui.view_marks import mark
from ui.view_taking import taking

_SIGNS = {"supported": "✓", "contradicted": "✗", "not_found": "?", "not_checked": "–"}
_LONGEST = 280  # characters of a quote shown; its page has the rest
_LONGEST_TITLE = 80


def invitation(language: str) -> Markup:
    """Return what stands there before the first draft."""
    words = words_of(language)
    limits = words.limits.format(
        megabytes=MOST_MEGABYTES, characters=MOST_CHARACTERS, sentences=MOST_SENTENCES
    )
    return Markup('<div class="kb-invitation"><p class="kb-lead">{}</p><p class="kb-meta">{}</p></div>').format(
        words.intro, limits
    )


def status(state: Checking, language: str) -> Markup:
    """Return how far a check is, or how it ended."""
    words = words_of(language)
    done, all_ = len(state.sentences), len(state.draft.sentences)
    if state.is_running:
        line = words.progress.format(done=done, all=all_) if done else words.reading
        return Markup('<p class="kb-progress"><progress value="{}" max="{}" aria-label="{}"></progress> {}</p>').format(
            done, all_, words.tab, line
        )
    said = [state.draft.title.strip()[:_LONGEST_TITLE], words.done.format(count=done)]
    return _ending(state, language) or Markup("<p>{}</p>").format(" · ".join(part for part in said if part))


def _ending(state: Checking, language: str) -> Markup:
    words = words_of(language)
    match state.fault:
        case None:
            return html.EMPTY
        case Fault.STOPPED:
            return html.notice(words.stopped.format(done=len(state.sentences), all=len(state.draft.sentences)))
        case Fault.TOO_SLOW:
            return html.notice(words.too_slow.format(seconds=state.detail), kind="warn", role="alert")
        case Fault.KNOWN:
            return html.notice(faults.line(state.detail, language), kind="warn", role="alert")
        case Fault.UNEXPECTED | Fault.TOO_LONG:  # a draft that is too long is not begun
            return html.notice(words.unexpected, kind="warn", role="alert")
        case Fault.BUSY:
            return html.notice(strings(language).busy, kind="warn", role="alert")
        case _:
            assert_never(state.fault)


def result(state: Checking, language: str) -> Markup:
    """Return what is checked of a draft: counts that choose what is shown, files to take away, the sentences."""
    words = words_of(language)
    if not state.sentences:
        return html.EMPTY
    sentences = html.join(_sentence(one, state, language) for one in state.shown)
    hidden = len(state.sentences) - len(state.shown)
    return Markup(
        '<section class="kb-checked"><h3>{heading}</h3>{views}{files}<ol class="kb-saids">{sentences}</ol>{none}'
        "{hidden}</section>"
    ).format(
        heading=words.result,
        views=_views(state, language),
        files=html.when(not state.is_running, _files(state, language)),
        sentences=sentences,
        none=html.when(not state.shown, html.notice(words.none_shown)),
        hidden=html.when(hidden, Markup('<p class="kb-meta">{}</p>').format(words.hidden.format(count=hidden))),
    )


def _views(state: Checking, language: str) -> Markup:
    words = words_of(language)
    buttons = html.join(_view(name, state, language) for name in VIEWS)
    return Markup('<div class="kb-views" role="group" aria-label="{}">{}</div>').format(words.show, buttons)


def _view(name: str, state: Checking, language: str) -> Markup:
    words = words_of(language)
    count = sum(verdict_of(one) in VIEWS[name] for one in state.sentences)
    named = {"everything": words.everything, "to_look_at": words.to_look_at} | dict(words.verdicts)
    sign = Markup('<span class="kb-sign" aria-hidden="true">{}</span> ').format(_SIGNS.get(name, ""))
    text = Markup("{}{} <strong>{}</strong>").format(sign if name in _SIGNS else html.EMPTY, named[name], count)
    return html.button(
        text, event="kb_show", payload={"view": name}, classes=f"kb-view kb-view-{name}", is_pressed=name == state.view
    )


def _files(state: Checking, language: str) -> Markup:
    words = words_of(language)
    buttons = html.join(
        html.button(name, event="kb_take", payload={"way": way}, classes="kb-button kb-small")
        for way, name in words.ways.items()
    )
    return taking(buttons, language, line=state.told, is_warned=state.is_warned)


def _sentence(one: CheckedSentence, state: Checking, language: str) -> Markup:
    words, verdict = words_of(language), verdict_of(one)
    is_heading = one.sentence.unchecked is Unchecked.HEADING
    return Markup(
        '<li class="kb-said kb-said-{verdict}"><p class="kb-verdict"><span class="kb-sign" aria-hidden="true">{sign}'
        '</span> <strong>{name}</strong>{support}</p><div><p class="kb-said-text{heading}" lang="{lang}">{text}'
        "{marks}</p>{why}</div></li>"
    ).format(
        verdict=verdict.replace("_", "-"),
        sign=_SIGNS[verdict],
        name=words.verdicts[verdict],
        support=_support(one, language),
        heading=" kb-said-heading" if is_heading else "",
        lang=state.draft.language,
        text=one.sentence.text,
        marks=_marks(one, language) if verdict == "supported" else html.EMPTY,
        why=_why(one, language),
    )


def _support(one: CheckedSentence, language: str) -> Markup:
    if verdict_of(one) != "supported" or one.stand is None:
        return html.EMPTY
    share = format_percent(one.stand.support, locale=language)
    return Markup('<span class="kb-meta">{}</span>').format(words_of(language).support.format(share=share))


def _marks(one: CheckedSentence, language: str) -> Markup:
    marks = html.join(mark(citation, strings(language)) for citation in one.citations)
    return Markup('<sup class="kb-marks">{}</sup>').format(marks)


def _why(one: CheckedSentence, language: str) -> Markup:
    """Return why a sentence is not supported, and what the library says instead or nearest to it."""
    words = words_of(language)
    if one.stand is None:
        reason = words.unchecked[one.sentence.unchecked.value] if one.sentence.unchecked else ""
        return html.when(reason, Markup('<p class="kb-meta">{}</p>').format(reason))
    if verdict_of(one) == "supported":
        return html.EMPTY
    reasons = html.join(Markup('<p class="kb-reason">{}</p>').format(reason) for reason in one.stand.reasons)
    return reasons + _nearest(one, language)


def _nearest(one: CheckedSentence, language: str) -> Markup:
    if not one.citations:
        return html.EMPTY
    words, first = strings(language), one.citations[0]
    lead = "" if verdict_of(one) == "contradicted" else words_of(language).nearest
    where = f"{first.document.title}, {page_name(first.page, first.page_label, words)}"
    return Markup(
        '<blockquote><p class="kb-meta">{}</p><p lang="{}">{}</p><p class="kb-meta">{} {}</p></blockquote>'
    ).format(
        lead or where, first.document.language, _shortened(readable(first.quote)), where if lead else "",
        _marks(one, language),
    )  # fmt: skip


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
