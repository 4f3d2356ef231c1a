"""A long run that its reader may stop: who shows how it ends, and who therefore keeps silent."""

from __future__ import annotations

import threading


class Stopped(Exception):
    """The reader has stopped the run."""


class Run:
    """One run of a tab, made when it is asked for and shared by the handler that runs it and the one that stops it.

    Gradio lets both change the same parts at the same time, and whichever comes later stays: cancelled from outside, a
    run could bring "running" back after the reader had read "stopped". So a run is never cancelled from outside. Once
    it has begun, it alone shows its end; one that still waits in the line is ended by whoever stops it, and is then
    not begun any more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._has_begun = self._is_over = False
        self._stopped = threading.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether the reader has stopped it."""
        return self._stopped.is_set()

    def begin(self) -> bool:
        """Tell whether the run may be begun: once, and not after it was stopped."""
        with self._lock:
            may = not (self._has_begun or self._stopped.is_set())
            self._has_begun = self._has_begun or may
            return may

    def stop(self) -> bool:
        """Stop the run; tell whether it is under way, so that it shows its end itself."""
        with self._lock:
            self._stopped.set()
            return self._has_begun and not self._is_over

    def end(self) -> None:
        """Say that the run shows nothing any more."""
        with self._lock:
            self._is_over = True
