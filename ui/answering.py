"""Carry a question through the assistant, and make sure that the waiting ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from queue import Empty, Queue

from answer.records import Draft, Event
from ingest.errors import PolicyKbError
from ui.conversation import Conversation, Fault, advanced, failed, history
from ui.ports import Assistant

logger = logging.getLogger(__name__)
_DRAFT_EVERY_S = 0.1  # a model writes up to 100 words a second; a reader needs no more than ten pictures of them


def answering(conversation: Conversation, assistant: Assistant, *, limit_s: float) -> Iterator[Conversation]:
    """Yield the conversation as its last question is answered; the last one yielded is never pending.

    Args:
        limit_s: seconds after which the page stops waiting.
    """
    try:
        for event in _thinned(_within(_events(conversation, assistant), limit_s=limit_s)):
            conversation = advanced(conversation, event)
            yield conversation
        if conversation[-1].is_pending:
            yield failed(conversation, Fault.UNEXPECTED)
    except TimeoutError:
        yield failed(conversation, Fault.TOO_SLOW, f"{limit_s:.0f}")
    except PolicyKbError as error:
        yield failed(conversation, Fault.KNOWN, str(error))
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


def _within(events: Iterator[Event], *, limit_s: float) -> Iterator[Event]:
    """Yield what `events` yields, and raise TimeoutError when it is not done after `limit_s`.

    A blocked iterator cannot be interrupted from its own thread, so it runs in another and is left to itself.
    """
    queue: Queue[Event | BaseException | None] = Queue()
    is_left = threading.Event()
    threading.Thread(target=_pump, args=(events, queue, is_left), daemon=True, name="answering").start()
    deadline = time.monotonic() + limit_s
    try:
        while (item := _next(queue, deadline)) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        is_left.set()


def _next(queue: Queue[Event | BaseException | None], deadline: float) -> Event | BaseException | None:
    try:
        return queue.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError from None


def _pump(events: Iterator[Event], queue: Queue[Event | BaseException | None], is_left: threading.Event) -> None:
    try:
        for event in events:
            if is_left.is_set():
                return
            queue.put(event)
    except BaseException as error:  # noqa: BLE001  # handed to the thread that waits for it
        queue.put(error)
    queue.put(None)
