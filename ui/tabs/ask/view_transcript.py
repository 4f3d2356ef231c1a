"""The transcript: questions, answers with their citations, refusals, and what is being done meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from markupsafe import Markup

from answer.records import Abstention, Answer, Mode, Outcome, Statement
from ui import html
from ui.conversation import Conversation, Exchange, Fault
from ui.faults import line
from ui.filtering import named
from ui.holdings import Holdings, coverage
from ui.names import country_name, language_name
from ui.strings import Strings, strings
from ui.tabs.ask.view_after import after
from ui.view_marks import mark
from ui.view_sources import hit_cards

_STAGES = ("understand", "search", "select", "compose", "verify")


def transcript(conversation: Conversation, language: str, *, holdings: Holdings) -> Markup:
    """Return the conversation.

    Args:
        holdings: what the library covers, told after a refusal.
    """
    words = strings(language)
    shown = [_exchange(i, exchange, language, holdings) for i, exchange in enumerate(conversation)]
    return Markup('<section class="kb-transcript" role="log" aria-live="polite" aria-label="{}">{}</section>').format(
        words.conversation, html.join(shown)
    )


def _exchange(index: int, exchange: Exchange, language: str, holdings: Holdings) -> Markup:
    words = strings(language)
    return Markup(
        '<article class="kb-exchange"><h2 class="kb-question" tabindex="-1">'
        '<span class="kb-hidden">{}: </span>{}</h2>{}</article>'
    ).format(words.you_asked, exchange.question, _became(index, exchange, language, holdings))


def _became(index: int, exchange: Exchange, language: str, holdings: Holdings) -> Markup:
    if exchange.fault:
        return _fault(exchange.fault, exchange.detail, language)
    if exchange.outcome is None:
        return _pending(exchange, strings(language))
    body = outcome_body(exchange.outcome, language, foot=_foot(index, exchange.outcome, strings(language), holdings))
    return body + after(exchange, {"index": index}, language)


def _foot(index: int, outcome: Outcome, words: Strings, holdings: Holdings) -> Markup:
    """Return the way to an answer's sources, or after a refusal what the library covers."""
    if isinstance(outcome, Abstention):
        return coverage(holdings, words)
    text = words.show_sources.format(count=len(outcome.citations))
    return html.button(text, event="kb_sources", payload={"index": index}, classes="kb-quiet")


def outcome_body(outcome: Outcome, language: str, *, foot: Markup = html.EMPTY, kept_id: str = "") -> Markup:
    """Return an answer or a refusal without its question.

    Args:
        foot: stands at the end.
        kept_id: where it is a kept one.
    """
    match outcome:
        case Answer():
            return _answer(outcome, language, foot, kept_id)
        case Abstention():
            return _abstention(outcome, language, foot)
        case _:
            assert_never(outcome)


def _pending(exchange: Exchange, words: Strings) -> Markup:
    at = _STAGES.index(exchange.stage) if exchange.stage in _STAGES else 0
    steps = html.join(_step(i, at, words.stages[stage]) for i, stage in enumerate(_STAGES))
    draft = Markup('<div class="kb-draft" aria-live="off"><p class="kb-meta">{}</p><p>{}</p></div>').format(
        words.draft, exchange.draft
    )
    return Markup('<ol class="kb-steps">{}</ol><p class="kb-meta">{}</p>{}').format(
        steps, words.waiting, html.when(exchange.draft, draft)
    )


def _step(index: int, at: int, name: str) -> Markup:
    state = "done" if index < at else "now" if index == at else "next"
    current = Markup(' aria-current="step"') if index == at else html.EMPTY
    return Markup('<li class="kb-step-{}"{}>{}</li>').format(state, current, name)


def _fault(fault: Fault, detail: str, language: str) -> Markup:
    words = strings(language)
    match fault:
        case Fault.STOPPED:
            return html.notice(words.stopped)
        case Fault.TOO_SLOW:
            return html.notice(words.too_slow.format(seconds=detail), kind="warn", role="alert")
        case Fault.TOO_LONG:
            return html.notice(words.too_long.format(limit=detail), kind="warn", role="alert")
        case Fault.KNOWN:
            return html.notice(line(detail, language), kind="warn", role="alert")
        case Fault.UNEXPECTED:
            return html.notice(words.unexpected, kind="warn", role="alert")
        case Fault.BUSY:
            return html.notice(words.busy, kind="warn", role="alert")
        case _:
            assert_never(fault)


def _answer(answer: Answer, language: str, foot: Markup, kept_id: str) -> Markup:
    words = strings(language)
    marks = {citation.n: mark(citation, words, kept_id=kept_id) for citation in answer.citations}
    statements = html.join(_statement(statement, marks) for statement in answer.statements)
    return Markup(
        '<h3 class="kb-hidden">{heading}</h3>{notice}{understood}'
        '<ul class="kb-statements" lang="{lang}">{statements}</ul>'
        '{withheld}<p class="kb-foot"><span class="kb-meta">{mode}</span> {foot}</p>'
    ).format(
        heading=words.answer,
        notice=_notice(answer.notice),
        understood=_understood(answer, language),
        lang=_language_of(answer),
        statements=statements,
        withheld=_withheld(answer, words),
        mode=words.written if answer.mode is Mode.LLM else words.extractive,
        foot=foot,
    )


def _language_of(answer: Answer) -> str:
    """Return the language a screen reader should speak the statements in."""
    if answer.mode is Mode.LLM:
        return answer.understanding.language
    return answer.citations[0].document.language


def _statement(statement: Statement, marks: Mapping[int, Markup]) -> Markup:
    numbers = html.join(marks[n] for n in statement.citations)
    return Markup('<li>{}<sup class="kb-marks">{}</sup></li>').format(statement.text, numbers)


def _withheld(answer: Answer, words: Strings) -> Markup:
    if not answer.withheld:
        return html.EMPTY
    items = html.join(Markup("<li><s>{}</s> ({})</li>").format(w.text, w.reason) for w in answer.withheld)
    return Markup('<details class="kb-fold"><summary>{} ({})</summary><ul>{}</ul></details>').format(
        words.withheld, len(answer.withheld), items
    )


def _abstention(abstention: Abstention, language: str, foot: Markup) -> Markup:
    words = strings(language)
    reason = abstention.reason.value
    related = Markup('<details class="kb-fold"><summary>{}</summary>{}</details>').format(
        words.related.format(count=len(abstention.related)), hit_cards(abstention.related, language)
    )
    return Markup(
        '{notice}{understood}<div class="kb-refusal"><h3><span class="kb-refusal-tag">{tag}</span> {heading}</h3>'
        "<p>{message}</p><p>{advice}</p>{related}{foot}</div>"
    ).format(
        notice=_notice(abstention.notice),
        understood=_understood(abstention, language),
        tag=words.no_answer,
        heading=words.reasons[reason],
        message=abstention.message,
        advice=words.advice[reason],
        related=html.when(abstention.related, related),
        foot=foot,
    )


def _notice(text: str) -> Markup:
    return html.notice(text) if text else html.EMPTY


def _understood(outcome: Outcome, language: str) -> Markup:
    """Say what the question was taken to mean: how a follow-up was completed, its language, places, years, filters."""
    words, understanding = strings(language), outcome.understanding
    is_same = understanding.standalone.strip() in {"", understanding.question.strip()}
    filters = named(understanding.filters, language)
    said = [
        "" if is_same else words.understood_as.format(question=understanding.standalone),
        words.understood_language.format(name=language_name(understanding.language, language)),
        _listed(words.understood_about, [country_name(code, language) for code in understanding.countries]),
        _listed(words.understood_years, [str(year) for year in understanding.years]),
        _listed(words.understood_filters, filters),
    ]
    return Markup('<p class="kb-meta kb-understood"><span class="kb-hidden">{}: </span>{}</p>').format(
        words.understood, " · ".join(part for part in said if part)
    )


def _listed(pattern: str, names: Sequence[str]) -> str:
    return pattern.format(names=", ".join(names)) if names else ""
