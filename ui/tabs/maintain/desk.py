"""The maintainer's desk: one command at a time in a process of its own, with its progress, whoever is looking."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO, Any

_GRACE_S = 10.0  # a command that is stopped ends by itself within a batch; after this it is killed, and loses nothing
_ERROR = "error: "  # begins the line on why a command has failed
_LONGEST_LINE = 1 << 16  # characters of stderr read at once
_MOST_SAID = 2000  # characters of an error that has several lines
_MOST_FILES = 1000  # file lines kept while a job runs; the report holds all


class Kind(StrEnum):
    """What a job does."""

    INGEST = "ingest"
    STAGE = "stage"
    MEASURE = "measure"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    DROP = "drop"
    EDIT = "edit"
    REMOVE = "remove"


class End(StrEnum):
    """How a job ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a job is doing, or has done.

    Attributes:
        subject: what it is about, for the reader: a title or a path; "" where the kind says all.
        progress: the last step that the command told: files_done, files, encoded, to_encode, name.
        files: how files ended, in order; the newest `_MOST_FILES`.
        said: the last other line of the command; of an error all its lines.
        end: None while it runs.
        result: what the command printed; empty where it printed nothing that can be read.
    """

    kind: Kind
    subject: str = ""
    begun: datetime
    ended: datetime | None = None
    progress: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Mapping[str, Any], ...] = ()
    said: str = ""
    end: End | None = None
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.end is None


class Desk:
    """Runs the project's own commands. Safe to share between threads."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Take the command that is run, and what is added to the environment it runs in."""
        self._command, self._environment = tuple(command), dict(environment)
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._process: subprocess.Popen[str] | None = None
        self._cut: End | None = None
        atexit.register(self.close)

    @property
    def job(self) -> Job | None:
        """The job that runs, or the last one."""
        return self._job

    @property
    def is_busy(self) -> bool:
        """Whether a job runs."""
        return self._job is not None and self._job.is_running

    def begin(
        self, kind: Kind, arguments: Sequence[str], *, limit_s: float, subject: str = "",
        then: Callable[[Job], None] | None = None,
    ) -> bool:  # fmt: skip
        """Start a command, unless one is running; return whether it was started.

        Args:
            kind: what it does.
            arguments: of the command.
            limit_s: seconds after which it is stopped.
            subject: what it is about.
            then: called with the job once it is done, where all went well; before the job counts as ended.
        """
        with self._lock:
            if self.is_busy:
                return False
            self._cut = None
            self._job = Job(kind=kind, subject=subject, begun=datetime.now(UTC))
            try:
                self._process = self._start(arguments)
            except OSError as error:
                self._job = replace(self._job, end=End.FAILED, said=str(error), ended=datetime.now(UTC))
                return True
        watch = threading.Thread(target=self._watch, args=(self._process, limit_s, then), daemon=True, name="desk")
        watch.start()
        return True

    def stop(self, end: End = End.STOPPED) -> None:
        """Stop what runs; what it had finished is kept. It ends within seconds."""
        with self._lock:
            process = self._process
            if process is None or not self.is_busy:
                return
            self._cut = self._cut or end
        process.send_signal(signal.SIGINT)
        killer = threading.Timer(_GRACE_S, _kill, [process])
        killer.daemon = True
        killer.start()

    def close(self) -> None:
        """End what runs, as the server ends."""
        process = self._process
        if process is not None and process.poll() is None:
            _kill(process)

    def _start(self, arguments: Sequence[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # our own command; arguments are passed as they are, through no shell
            [*self._command, *arguments], env=os.environ | self._environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
            start_new_session=True,
        )  # fmt: skip

    def _watch(
        self, process: subprocess.Popen[str], limit_s: float, then: Callable[[Job], None] | None
    ) -> None:
        limit = threading.Timer(limit_s, self.stop, [End.TOO_SLOW])
        limit.daemon = True
        limit.start()
        printed: list[str] = []
        assert process.stdout is not None
        assert process.stderr is not None
        reader = threading.Thread(target=_read_all, args=(process.stdout, printed), daemon=True)
        reader.start()
        while line := process.stderr.readline(_LONGEST_LINE):
            self._told(line.strip())
        code = process.wait()
        _kill(process)  # readers of its group that it may have left behind
        reader.join(timeout=_GRACE_S)
        limit.cancel()
        self._end(code, "".join(printed), then)

    def _told(self, line: str) -> None:
        assert self._job is not None
        progress = _object(line).get("progress")
        if not isinstance(progress, dict):
            self._job = replace(self._job, said=_said(self._job.said, line))
            return
        ended = progress.pop("ended", None)
        files = self._job.files if ended is None else (*self._job.files, ended)[-_MOST_FILES:]
        self._job = replace(self._job, progress=progress, files=files)

    def _end(self, code: int, printed: str, then: Callable[[Job], None] | None) -> None:
        assert self._job is not None
        result = _object(printed)
        # With 1 some input was rejected: the command has done what it could, and its result says what it could not.
        end = self._cut or (End.DONE if code == 0 or (code == 1 and result) else End.FAILED)
        said = self._job.said.removeprefix(_ERROR)
        job = replace(self._job, end=end, result=result, said=said, ended=datetime.now(UTC))
        if then is not None and end is End.DONE:
            then(job)
        self._job = job


def _said(before: str, line: str) -> str:
    """Return what a command has said last: an error goes on over the lines that follow it."""
    if before.startswith(_ERROR) and not line.startswith(_ERROR):
        return f"{before}\n{line}".strip()[:_MOST_SAID]
    return line or before


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read_all(stream: IO[str], into: list[str]) -> None:
    with contextlib.suppress(ValueError):
        into.append(stream.read())


def _kill(process: subprocess.Popen[str]) -> None:
    """End a command and all that it has started; they are a process group of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
