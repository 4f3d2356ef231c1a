"""What a reader is told of an error that this project raises on purpose: a line in the reader's own language.

The errors' own messages are English and name files, settings and commands; they are for whoever runs the library, and
go to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from answer.kept import MOST_COMMENT
from ingest.errors import ExportError, FeedbackError, FilterError, LLMError, NotHeld, PolicyKbError
from ui.strings import strings

logger = logging.getLogger(__name__)

_KINDS: Sequence[tuple[type[PolicyKbError], str]] = (
    (LLMError, "llm"), (NotHeld, "not_held"), (FilterError, "filter"), (FeedbackError, "feedback"),
    (ExportError, "export"),
)  # fmt: skip
_OTHERWISE = "library"  # the home, its index or its model: the reader can only tell the maintainer

KINDS = (*(kind for _, kind in _KINDS), _OTHERWISE)
"""The keys of `Strings.faults`."""


def kind_of(error: PolicyKbError) -> str:
    """Return which of `KINDS` an error is, and write its own message into the log."""
    logger.warning("%s: %s", type(error).__name__, error)
    return next((kind for kind_, kind in _KINDS if isinstance(error, kind_)), _OTHERWISE)


def line(kind: str, language: str) -> str:
    """Return what the reader is told of an error of a kind; of one that is none of ours, too."""
    lines = strings(language).faults
    return lines.get(kind, lines[_OTHERWISE]).format(most=MOST_COMMENT)


def line_of(error: PolicyKbError, language: str) -> str:
    """Return what the reader is told of an error."""
    return line(kind_of(error), language)
