"""Carry a question through the assistant, and make sure that the waiting ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from answer.records import Draft, Event
from ingest.errors import PolicyKbError
from ui.conversation import Conversation, Fault, advanced, failed, history
from ui.faults import kind_of
from ui.ports import Assistant
from ui.stopping import Run, Stopped
from ui.waiting import within

logger = logging.getLogger(__name__)
_DRAFT_EVERY_S = 0.1  # a model writes up to 100 words a second; a reader needs no more than ten pictures of them


def answering(
    conversation: Conversation, assistant: Assistant, *, limit_s: float, run: Run
) -> Iterator[Conversation]:
    """Yield the conversation as its last question is answered; the last one yielded is never pending.

    Args:
        limit_s: seconds after which the page stops waiting.
        run: what its reader may stop.
    """
    try:
        for event in _thinned(within(_events(conversation, assistant), limit_s=limit_s, run=run)):
            conversation = advanced(conversation, event)
            yield conversation
        if conversation[-1].is_pending:
            yield failed(conversation, Fault.UNEXPECTED)
    except Stopped:
        yield failed(conversation, Fault.STOPPED)
    except TimeoutError:
        yield failed(conversation, Fault.TOO_SLOW, f"{limit_s:.0f}")
    except PolicyKbError as error:
        yield failed(conversation, Fault.KNOWN, kind_of(error))
    except Exception:
        logger.exception("a question could not be answered")
        yield failed(conversation, Fault.UNEXPECTED)


def _events(conversation: Conversation, assistant: Assistant) -> Iterator[Event]:
    last = conversation[-1]
    return assistant.events(last.question, filters=last.filters, history=history(conversation[:-1]))


def _thinned(events: Iterator[Event]) -> Iterator[Event]:
    """Leave out drafts that follow each other too quickly; each holds the whole text so far."""
    shown = 0.0
    for event in events:
        now = time.monotonic()
        if isinstance(event, Draft) and now - shown < _DRAFT_EVERY_S:
            continue
        shown = now
        yield event
