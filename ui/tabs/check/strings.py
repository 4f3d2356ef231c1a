"""The words of the Check tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.strings import by_language


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStrings:
    """The words of one language; `{name}` is filled by the caller.

    Attributes:
        verdicts: by the value that `answer.check.verdict_of` returns.
        unchecked: why a sentence is not checked, by the value of `answer.draft.Unchecked`.
        ways: what a file is called, by the name that its button sends.
    """

    tab: str
    text: str
    placeholder: str
    upload: str
    check: str
    stop: str
    intro: str
    limits: str
    reading: str
    nothing: str
    no_sentence: str
    too_long: str
    too_large: str
    too_many: str
    not_text: str
    unreadable: str
    progress: str
    done: str
    stopped: str
    too_slow: str
    unexpected: str
    result: str
    show: str
    everything: str
    to_look_at: str
    hidden: str
    none_shown: str
    verdicts: Mapping[str, str]
    unchecked: Mapping[str, str]
    support: str
    nearest: str
    ways: Mapping[str, str]


words = by_language("ui.tabs.check.strings", CheckStrings)
