"""The words of what can be done with an answer: take it away, keep it, judge it, find it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.strings import by_language


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStrings:
    """The words of one language; `{name}` is filled by the caller.

    Attributes:
        verdicts: by the value of `answer.kept.Judgement`.
        changes: what a citation's card says of its document, by the value of `answer.kept.Change`.
    """

    take_as: str

    keep: str
    keep_hint: str
    kept: str
    copy: str
    copied: str
    not_copied: str
    not_stored: str

    judge: str
    judge_citation: str
    verdicts: Mapping[str, str]
    with_comment: str
    comment: str
    judge_hint: str
    thanks: str

    kept_answer: str
    given_on: str
    unchanged: str
    changed: str
    changes: Mapping[str, str]
    ask_again: str
    close_kept: str
    not_kept: str
    kept_waits: str
    show_kept: str
    kept_sources: str

    history: str
    history_none: str
    history_hint: str
    history_off: str
    restore: str
    delete: str
    delete_this: str
    delete_all: str
    questions: str
    not_restored: str
    left_out: str


words = by_language("ui.tabs.ask.strings", AskStrings)
