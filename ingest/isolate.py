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
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest.errors import FileRejected
from ingest.read import read_document
from ingest.records import Document

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Reader = Callable[..., Document]  # called as read(path, max_pages=...), and with what was recognised
Item = TypeVar("Item")
Result = TypeVar("Result")

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
    job = partial(read_one, read=read, max_pages=max_pages)
    with running(workers=workers, max_memory_mb=max_memory_mb) as processes:
        yield from processes.run(job, paths, timeout_s=timeout_s, failed=FileRejected)


@contextmanager
def running(*, workers: int, max_memory_mb: int) -> Iterator[Workers]:
    """Start processes that may hang or die alone, and stop them whatever happens.

    Args:
        workers: number of processes, at least 1.
        max_memory_mb: for one process beyond what it holds when it starts, where the platform can limit it.
    """
    processes = Workers(workers=workers, max_memory_mb=max_memory_mb)
    try:
        yield processes
    finally:
        processes.stop()


@dataclass(slots=True, kw_only=True)
class Workers:
    """A pool of processes, started at the first use and replaced when it breaks."""

    workers: int
    max_memory_mb: int
    _pool: Any = field(default=None, init=False)

    def run(
        self,
        job: Callable[[Item], Result],
        items: Sequence[Item],
        *,
        timeout_s: float,
        failed: Callable[[Item, str, str], Result],
    ) -> Iterator[tuple[Item, Result]]:
        """Yield each item with what the job makes of it, in the order given, a few items ahead of the caller.

        Args:
            job: importable by name, since it is called in another process.
            items: what can be sent there.
            timeout_s: for one item; then its process is killed.
            failed: makes the result of an item whose job has not ended, from what went wrong and what to do.
        """
        waiting = deque(items)
        begun: deque[tuple[Item, Future[Result]]] = deque()
        task = _Task(job, timeout_s, failed)
        while waiting or begun:
            while waiting and len(begun) < self.workers * _AHEAD_PER_WORKER:
                item = waiting.popleft()
                begun.append((item, self._begin(task, item)))
            item, future = begun.popleft()
            try:
                result = task.result(item, future)
            except BrokenProcessPool:
                # The pool lost track of which item its dead process was at: each one begun is done again, alone.
                self.stop()
                yield item, self._alone(task, item)
                waiting.extendleft(reversed([other for other, _ in begun]))
                begun.clear()
                continue
            yield item, result

    def _begin(self, task: _Task[Item, Result], item: Item) -> Future[Result]:
        try:
            future: Future[Result] = self._running().schedule(task.job, args=[item], timeout=task.timeout_s)
        except RuntimeError:  # the pool broke in the meantime
            future = Future()
            future.set_exception(BrokenProcessPool())
        return future

    def _alone(self, task: _Task[Item, Result], item: Item) -> Result:
        """Do one item with no other under way, so that a crash is certainly its own."""
        try:
            return task.result(item, self._begin(task, item))
        except BrokenProcessPool:
            self.stop()
            return task.crashed(item)

    def _running(self) -> Any:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self.workers,
                max_tasks=_TASKS_PER_WORKER,
                initializer=_prepare_process,
                initargs=[self.max_memory_mb, os.getpid()],
                # A fork would inherit the caller's threads, locks and GPU.
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def stop(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


@dataclass(frozen=True, slots=True)
class _Task(Generic[Item, Result]):
    """What is done with each item, and what becomes of one that it is not done with."""

    job: Callable[[Item], Result]
    timeout_s: float
    failed: Callable[[Item, str, str], Result]

    def result(self, item: Item, future: Future[Result]) -> Result:
        """Return what the job made of an item.

        Raises:
            BrokenProcessPool: some process of the pool has died.
        """
        try:
            return future.result()
        except TimeoutError:
            return self.failed(item, f"the reader ran out of time on this file ({self.timeout_s:g} s)", _REPAIR)
        except ProcessExpired as error:
            return self.crashed(item, code=error.exitcode)
        except BrokenProcessPool:
            raise
        except CancelledError:
            return self.failed(item, "reading was cancelled", "Ingest it again.")
        except Exception as error:  # noqa: BLE001  # the result could not be sent back; the next one must still be done
            return self.failed(item, *_unexpected(error))

    def crashed(self, item: Item, code: int | None = None) -> Result:
        """Return the result of an item that has killed its process."""
        how = f" ({_signal_name(code)})" if code else ""
        return self.failed(item, f"the reader crashed on this file{how}", _REPAIR)


def read_one(path: Path, *, read: Reader = read_document, **options: Any) -> Document | FileRejected:
    """Read a file in a worker process; whatever goes wrong comes back as a rejection."""
    start = time.perf_counter()
    try:
        document = read(path, **options)
        return replace(document, seconds=time.perf_counter() - start)
    except FileRejected as rejection:
        rejection.seconds = time.perf_counter() - start
        return rejection
    except MemoryError:
        return FileRejected(path, "the reader ran out of memory on this file", "Raise the limit, or split the file.")
    except Exception as error:  # noqa: BLE001  # a bug of the reader must not cost the other files
        return FileRejected(path, *_unexpected(error))


def _unexpected(error: Exception) -> tuple[str, str]:
    """Return what went wrong and what to do."""
    text = " ".join(str(error).split())[:200]
    fault = f"the reader failed on this file with {type(error).__name__}{f' ({text})' if text else ''}"
    return fault, f"This is a bug to report. {_REPAIR}"


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
