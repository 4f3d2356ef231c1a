"""Waiting that ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, Queue
from typing import TypeVar

from ui.stopping import Run, Stopped

Item = TypeVar("Item")
_LOOK_EVERY_S = 0.1  # whether the reader has stopped the run


def bounded(call: Callable[[], Item], *, limit_s: float, run: Run | None = None) -> Item:
    """Return what `call` returns.

    Raises:
        TimeoutError: it has not returned after `limit_s`.
        Stopped: its reader has stopped the run that it is part of.
    """
    (item,) = within((one() for one in (call,)), limit_s=limit_s, run=run)
    return item


def within(events: Iterator[Item], *, limit_s: float, run: Run | None = None) -> Iterator[Item]:
    """Yield what `events` yields.

    A blocked iterator cannot be interrupted from its own thread, so it runs in another and is left to itself.

    Raises:
        TimeoutError: it is not done after `limit_s`.
        Stopped: its reader has stopped the run that it is part of.
    """
    queue: Queue[Item | BaseException | None] = Queue()
    is_left = threading.Event()
    threading.Thread(target=_pump, args=(events, queue, is_left), daemon=True, name="working").start()
    deadline = time.monotonic() + limit_s
    try:
        while (item := _next(queue, deadline, run)) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        is_left.set()


def _next(
    queue: Queue[Item | BaseException | None], deadline: float, run: Run | None
) -> Item | BaseException | None:
    while not (run and run.is_stopped):
        left = deadline - time.monotonic()
        try:
            return queue.get(timeout=max(0.0, min(left, _LOOK_EVERY_S) if run else left))
        except Empty:
            if time.monotonic() >= deadline:
                raise TimeoutError from None
    raise Stopped


def _pump(events: Iterator[Item], queue: Queue[Item | BaseException | None], is_left: threading.Event) -> None:
    try:
        for event in events:
            if is_left.is_set():
                return
            queue.put(event)
    except BaseException as error:  # noqa: BLE001  # handed to the thread that waits for it
        queue.put(error)
    queue.put(None)
