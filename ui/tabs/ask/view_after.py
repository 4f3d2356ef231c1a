"""What can be done with an answer or a refusal: take it away, keep it, say whether it is right."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from answer.export.export import kinds_of
from answer.kept import MOST_COMMENT, Judgement
from answer.records import Outcome
from ui import html
from ui.conversation import Exchange
from ui.tabs.ask.strings import AskStrings
from ui.tabs.ask.strings import words as words_of
from ui.view_taking import file_buttons, taking_row, told

_SIGNS = {Judgement.RIGHT: "✓", Judgement.WRONG: "✗", Judgement.NOT_SUPPORTED: "?"}
WHOLE = 0  # stands for the whole answer where a citation's number could

Target = Mapping[str, object]
"""What a button says to name the answer: its place in the conversation, or that it is the kept one."""


def after(exchange: Exchange, target: Target, language: str) -> Markup:
    """Return the buttons under an outcome and what became of the last one pressed."""
    if exchange.outcome is None:
        return html.EMPTY
    words = words_of(language)
    return Markup(
        '<div class="kb-after">{files}{address}{told}{judge}<p class="kb-meta">{hint}</p></div>'
    ).format(
        files=_files(exchange.outcome, exchange.kept_id, target, language),
        address=_address(exchange, words),
        told=told(exchange.told, is_warned=exchange.is_warned),
        judge=judge(exchange, WHOLE, target, language),
        hint=words.judge_hint,
    )


def _files(outcome: Outcome, kept_id: str, target: Target, language: str) -> Markup:
    words = words_of(language)
    buttons = file_buttons(kinds_of(outcome), target, label=words.take_as)
    keep = html.button(
        words.keep, event="kb_keep", payload={**target, "here": ""}, classes="kb-button kb-small", tip=words.keep_hint
    )
    return taking_row(Markup("{}{}").format(buttons, html.when(not kept_id, keep)), language)


def _address(exchange: Exchange, words: AskStrings) -> Markup:
    """Return where the outcome opens again, once it is kept."""
    address = exchange.address
    if not exchange.kept_id or not address:
        return html.EMPTY
    link = Markup('<a class="kb-link" href="{0}">{0}</a>').format(address) if html.is_web_address(address) else address
    copy = html.button(
        words.copy, event="kb_copy", payload={"copied": words.copied, "failed": words.not_copied},
        classes="kb-button kb-small",
    )  # fmt: skip
    return Markup(
        '<div class="kb-address"><p>{}</p><p class="kb-after-row">{} {} <span role="status"></span></p></div>'
    ).format(words.kept, link, copy)


def judge(exchange: Exchange, citation: int, target: Target, language: str) -> Markup:
    """Return the three verdicts on an answer, or on one of its citations, and a comment to go with them.

    Args:
        citation: its number; `WHOLE` for the answer.
    """
    words, given = words_of(language), exchange.judged.get(citation)
    asked = words.judge if citation == WHOLE else words.judge_citation
    key = "-".join(str(value) for value in ("kb-comment", *target.values(), citation))
    buttons = html.join(_verdict(one, given, {**target, "citation": citation}, words) for one in Judgement)
    thanks = words.thanks.format(verdict=words.verdicts[given.value]) if given else ""
    return Markup(
        '<div class="kb-judge" data-form="judge"><div class="kb-after-row" role="group" aria-label="{asked}">'
        '<span class="kb-after-name">{asked}</span>{buttons}<span role="status" class="kb-meta">{thanks}</span></div>'
        '<details class="kb-fold" id="{key}"><summary>{with_comment}</summary>'
        '<textarea id="{key}-text" rows="3" maxlength="{most}" aria-label="{comment}" placeholder="{comment}">'
        "</textarea></details></div>"
    ).format(
        asked=asked,
        buttons=buttons,
        thanks=thanks,
        key=key,
        with_comment=words.with_comment,
        most=MOST_COMMENT,
        comment=words.comment,
    )


def _verdict(one: Judgement, given: Judgement | None, target: Target, words: AskStrings) -> Markup:
    sign = Markup('<span class="kb-sign" aria-hidden="true">{}</span>').format(_SIGNS[one])
    text = Markup("{} {}").format(sign, words.verdicts[one.value])
    return html.button(
        text, event="kb_judge", payload={**target, "verdict": one.value}, classes="kb-button kb-small",
        is_pressed=one is given,
    )  # fmt: skip


def judges(exchange: Exchange, target: Target, language: str) -> dict[int, Markup]:
    """Return the verdicts for each citation, by its number."""
    citations = getattr(exchange.outcome, "citations", ())
    return {one.n: judge(exchange, one.n, target, language) for one in citations}
