"""Waiting that ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, Queue
from typing import TypeVar

Item = TypeVar("Item")


def bounded(call: Callable[[], Item], *, limit_s: float) -> Item:
    """Return what `call` returns, and raise TimeoutError when it has not returned after `limit_s`."""
    (item,) = within((one() for one in (call,)), limit_s=limit_s)
    return item


def within(events: Iterator[Item], *, limit_s: float) -> Iterator[Item]:
    """Yield what `events` yields, and raise TimeoutError when it is not done after `limit_s`.

    A blocked iterator cannot be interrupted from its own thread, so it runs in another and is left to itself.
    """
    queue: Queue[Item | BaseException | None] = Queue()
    is_left = threading.Event()
    threading.Thread(target=_pump, args=(events, queue, is_left), daemon=True, name="working").start()
    deadline = time.monotonic() + limit_s
    try:
        while (item := _next(queue, deadline)) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        is_left.set()


def _next(queue: Queue[Item | BaseException | None], deadline: float) -> Item | BaseException | None:
    try:
        return queue.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError from None


def _pump(events: Iterator[Item], queue: Queue[Item | BaseException | None], is_left: threading.Event) -> None:
    try:
        for event in events:
            if is_left.is_set():
                return
            queue.put(event)
    except BaseException as error:  # noqa: BLE001  # handed to the thread that waits for it
        queue.put(error)
    queue.put(None)
