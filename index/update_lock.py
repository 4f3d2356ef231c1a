"""One writer at a time for a home, over all processes, and what its faults mean."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import HomeError

_NO_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home's lock; the system lets go of it when a process dies, so it is never stale.

    Who holds it may take it again.
    """
    holder = home / "ingest.holder"
    lock = FileLock(home / "ingest.lock", is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
        raise HomeError(
            f"{home}: {who} is writing to it. Wait until it has ended, then try again."
        ) from None
    except OSError as error:
        raise HomeError(why(error, home)) from error
    try:
        _write_holder(holder)
        yield
    except (sqlite3.Error, OSError) as error:
        raise HomeError(why(error, home)) from error
    finally:
        lock.release()


def _write_holder(file: Path) -> None:
    try:
        file.write_text(f"process {os.getpid()} on {socket.gethostname()}, since {now()},", encoding="utf-8")
    except OSError:  # a full disk: the lock is held all the same
        return


def why(error: Exception, home: Path) -> str:
    """Say in one line why the home cannot be written."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    is_full = "disk is full" in text or "No space left" in text or "os error 28" in text
    if is_full or (isinstance(error, OSError) and error.errno in _NO_DISK):
        return f"the disk of {home} is full or cannot be written. Free some space, then ingest again."
    return f"{home} could not be written ({text}). What was in the library is still there; ingest again."


def now() -> str:
    """Return the time as ISO 8601, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
