"""Many files read in worker processes: a file that hangs, crashes or eats the memory costs itself alone."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from ingest.errors import FileRejected
from ingest.read import read_document
from ingest.records import Document

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Reader = Callable[..., Document]  # called as read(path, max_pages=...)

_AHEAD_PER_WORKER = 2  # files begun before their turn comes, so that results do not pile up
_TASKS_PER_WORKER = 200  # then the process is replaced, and what a library leaked is gone
_MIB = 1024 * 1024
_PR_SET_PDEATHSIG = 1  # of Linux's prctl
_REPAIR = "Open it in the program it comes from, save it anew or print it to PDF, then ingest that."


def read_many(
    paths: Sequence[Path],
    *,
    workers: int,
    timeout_s: float,
    max_memory_mb: int,
    max_pages: int,
    read: Reader = read_document,
) -> Iterator[tuple[Path, Document | FileRejected]]:
    """Yield each path with its document, or with the reason why there is none, in the order given.

    Args:
        workers: number of processes, at least 1.
        timeout_s: for one file; then its process is killed.
        max_memory_mb: for one process beyond what it holds when it starts, where the platform can limit it.
        max_pages: handed to the reader.
        read: importable by name, since it is called in another process.
    """
    job = partial(_read_one, read=read, max_pages=max_pages)
    readers = _Readers(job=job, workers=workers, timeout_s=timeout_s, max_memory_mb=max_memory_mb)
    with readers.running():
        yield from readers.read(paths)


@dataclass(slots=True, kw_only=True)
class _Readers:
    """A pool of processes, replaced when it breaks."""

    job: Callable[[Path], Document | FileRejected]
    workers: int
    timeout_s: float
    max_memory_mb: int
    pool: Any = field(default=None, init=False)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the processes, and stop them whatever happens."""
        self._start()
        try:
            yield
        finally:
            self._stop()

    def read(self, paths: Sequence[Path]) -> Iterator[tuple[Path, Document | FileRejected]]:
        """Yield results in order, a few files ahead of the caller."""
        waiting = deque(paths)
        begun: deque[tuple[Path, Future[Document | FileRejected]]] = deque()
        while waiting or begun:
            while waiting and len(begun) < self.workers * _AHEAD_PER_WORKER:
                path = waiting.popleft()
                begun.append((path, self._begin(path)))
            path, future = begun.popleft()
            try:
                result = self._result(path, future)
            except BrokenProcessPool:
                # The pool lost track of which file its dead process was at: each file begun is read again, alone.
                self._restart()
                yield path, self._alone(path)
                waiting.extendleft(reversed([other for other, _ in begun]))
                begun.clear()
                continue
            yield path, result

    def _begin(self, path: Path) -> Future[Document | FileRejected]:
        try:
            future: Future[Document | FileRejected] = self.pool.schedule(self.job, args=[path], timeout=self.timeout_s)
        except RuntimeError:  # the pool broke in the meantime
            future = Future()
            future.set_exception(BrokenProcessPool())
        return future

    def _alone(self, path: Path) -> Document | FileRejected:
        """Read one file with no other under way, so that a crash is certainly its own."""
        try:
            return self._result(path, self._begin(path))
        except BrokenProcessPool:
            self._restart()
            return _crashed(path)

    def _result(self, path: Path, future: Future[Document | FileRejected]) -> Document | FileRejected:
        try:
            return future.result()
        except TimeoutError:
            return FileRejected(path, f"the reader ran out of time on this file ({self.timeout_s:g} s)", _REPAIR)
        except ProcessExpired as error:
            return _crashed(path, code=error.exitcode)
        except BrokenProcessPool:
            raise
        except CancelledError:
            return FileRejected(path, "reading was cancelled", "Ingest it again.")
        except Exception as error:  # noqa: BLE001  # the result could not be sent back; the next file must still be read
            return _unexpected(path, error)

    def _start(self) -> None:
        self.pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_prepare_process,
            initargs=[self.max_memory_mb, os.getpid()],
            context=multiprocessing.get_context("spawn"),  # a fork would inherit the caller's threads, locks and GPU
        )

    def _stop(self) -> None:
        self.pool.stop()
        self.pool.join()

    def _restart(self) -> None:
        self._stop()
        self._start()


def _read_one(path: Path, *, read: Reader, max_pages: int) -> Document | FileRejected:
    """Read a file in a worker process; whatever goes wrong comes back as a rejection."""
    start = time.perf_counter()
    try:
        document = read(path, max_pages=max_pages)
        return replace(document, seconds=time.perf_counter() - start)
    except FileRejected as rejection:
        rejection.seconds = time.perf_counter() - start
        return rejection
    except MemoryError:
        return FileRejected(path, "the reader ran out of memory on this file", "Raise the limit, or split the file.")
    except Exception as error:  # noqa: BLE001  # a bug of the reader must not cost the other files
        return _unexpected(path, error)


def _unexpected(path: Path, error: Exception) -> FileRejected:
    text = " ".join(str(error).split())[:200]
    fault = f"the reader failed on this file with {type(error).__name__}{f' ({text})' if text else ''}"
    return FileRejected(path, fault, f"This is a bug to report. {_REPAIR}")


def _crashed(path: Path, code: int | None = None) -> FileRejected:
    how = f" ({_signal_name(code)})" if code else ""
    return FileRejected(path, f"the reader crashed on this file{how}", _REPAIR)


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"


def _prepare_process(max_memory_mb: int, parent: int) -> None:
    """Limit a worker's memory, have it end with its parent, and leave Ctrl+C to the parent, which stops it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    if resource is None:
        return
    limit = _address_space() + max_memory_mb * _MIB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):  # macOS refuses limits on the address space
        return


def _end_with(parent: int) -> None:
    """Have the system kill this process when its parent is gone: nobody would stop a file that hangs any more."""
    if sys.platform != "linux":  # elsewhere it ends with the file that it is at
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before this was asked for
        os._exit(1)


def _address_space() -> int:
    """Return the bytes of address space the process has already taken, 1 GiB where that cannot be read."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 1024 * _MIB
    return pages * resource.getpagesize()
