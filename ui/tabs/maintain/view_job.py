"""What the desk is doing: how far it is, file by file, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from markupsafe import Markup

from ui import html
from ui.tabs.maintain.desk import End, Job, Kind
from ui.tabs.maintain.strings import MaintainStrings, maintain_strings
from ui.tabs.maintain.view_frame import status_name, table

_SHOWN_FILES = 50  # the newest; the report holds all


def job_view(job: Job | None, language: str, *, now: datetime | None = None) -> Markup:
    """Return what is being done or was done last.

    Args:
        job: None where nothing was done since the server's start.
        language: of the reader.
        now: the time, for the seconds that a job has taken so far.
    """
    words = maintain_strings(language)
    if job is None:
        return Markup('<section class="kb-job"><h3>{}</h3>{}</section>').format(
            words.job, html.notice(words.job_none)
        )
    name = Markup("{}{}").format(words.kinds[job.kind.value], f": {job.subject}" if job.subject else "")
    took = ((job.ended or now or datetime.now(UTC)) - job.begun).total_seconds()
    state = words.running if job.end is None else words.ends[job.end.value]
    return Markup(
        '<section class="kb-job"><h3>{}</h3><p role="status"><strong>{}</strong> – {} '
        '<span class="kb-meta">({})</span></p>{}{}</section>'
    ).format(
        words.job, name, state, words.seconds.format(seconds=round(took)),
        _progress(job, words) if job.is_running else _outcome(job, words), _files(job, words),
    )  # fmt: skip


def _progress(job: Job, words: MaintainStrings) -> Markup:
    step = job.progress
    if not step:
        return html.notice(job.said or words.working)
    done, total = _number(step, "files_done"), _number(step, "files")
    encoded, to_encode = _number(step, "encoded"), _number(step, "to_encode")
    name = str(step.get("name", ""))
    at_work = "" if name == "encoding" else words.file_now.format(name=name)
    return Markup("{}{}<p class=\"kb-meta\">{}</p>").format(
        _bar(words.files_done.format(done=done, total=total), done, total),
        html.when(to_encode, _bar(words.encoded.format(done=encoded, total=to_encode), encoded, to_encode)),
        at_work,
    )


def _number(step: Mapping[str, Any], name: str) -> int:
    value = step.get(name)
    return value if isinstance(value, int) else 0


def _bar(label: str, done: int, total: int) -> Markup:
    return Markup('<label class="kb-progress">{}<progress max="{}" value="{}"></progress></label>').format(
        label, max(total, 1), min(done, total)
    )


def _outcome(job: Job, words: MaintainStrings) -> Markup:
    if job.end is End.FAILED:
        return html.notice(job.said or words.nothing_printed, kind="warn", role="alert")
    if job.kind in {Kind.PROMOTE, Kind.ROLLBACK} and job.end is End.DONE:
        result = job.result
        counts = {name: len(result.get(name, ())) for name in ("appeared", "changed", "gone")}
        return html.notice(words.switched.format(documents=result.get("documents", ""), **counts))
    counted = job.result.get("counts")
    return html.notice(counts_line(counted, words)) if isinstance(counted, dict) else html.EMPTY


def counts_line(counts: Mapping[str, Any], words: MaintainStrings) -> str:
    """Return how many files ended how."""
    return " · ".join(f"{words.file_statuses.get(name, name)}: {count}" for name, count in counts.items() if count)


def _files(job: Job, words: MaintainStrings) -> Markup:
    """Return how files ended, the newest first."""
    if not job.files:
        return html.EMPTY
    rows = [
        [PurePath(str(one.get("path", ""))).name, status_name(str(one.get("status", "")), words),
         str(one.get("pages") or ""), str(one.get("passages") or ""), str(one.get("message", ""))]
        for one in job.files[: -_SHOWN_FILES - 1 : -1]
    ]  # fmt: skip
    columns = (
        words.column_file, words.column_status, words.column_pages, words.column_passages, words.column_message,
    )  # fmt: skip
    return table(columns, rows, caption=words.ended_files)
