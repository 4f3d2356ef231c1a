"""What the home tells the maintainer: reports, problems, states, quality, and what readers said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from markupsafe import Markup

from answer.kept import Feedback, Judgement, Unanswered
from index.attention import Attention
from index.state_info import StateInfo
from ui import html
from ui.strings import strings
from ui.tabs.maintain.maintenance import Measurement
from ui.tabs.maintain.strings import MaintainStrings, maintain_strings
from ui.tabs.maintain.view_frame import page_link, size, status_name, table
from ui.tabs.maintain.view_job import counts_line

_SHOWN = 100  # rows of a table; the page of the report, or the command, shows all


def report_view(
    told: Mapping[str, Any], kept: Sequence[Path], problems: Sequence[Attention], language: str
) -> Markup:
    """Return the last report of an ingest, the ones before, and what needs a person.

    Args:
        told: the newest report; empty where there is none.
        kept: all reports, the newest first.
        problems: what a person should look at.
        language: of the reader.
    """
    words = maintain_strings(language)
    last = _report(told, kept[0].stem, words) if told and kept else html.notice(words.report_none)
    return Markup("{}{}{}").format(_problems(problems, words), last, _earlier(kept[1:], words))


def _problems(problems: Sequence[Attention], words: MaintainStrings) -> Markup:
    if not problems:
        return html.notice(words.problems_none)
    rows = [
        [_subject(one, words), status_name(one.status, words), one.message] for one in problems
    ]
    columns = (words.column_file, words.column_status, words.column_message)
    return _cut(columns, rows, words.problems.format(count=len(problems)), words)


def _subject(one: Attention, words: MaintainStrings) -> str:
    """Return what the matter is with: a document, which can be edited at once, or a file that became none."""
    if not one.document_id:
        return PurePath(one.path).name
    return html.button(
        one.document_id, event="kb_edit", payload={"document": one.document_id}, classes="kb-quiet",
        label=words.edit.format(document=one.document_id),
    )  # fmt: skip


def _report(told: Mapping[str, Any], name: str, words: MaintainStrings) -> Markup:
    documents = [row for row in told.get("documents", ()) if isinstance(row, dict)]
    line = words.report_line.format(at=_at(told.get("at")), files=len(documents), seconds=_seconds(told.get("seconds")))
    rows = [
        [PurePath(str(row.get("path", ""))).name, status_name(str(row.get("status", "")), words),
         str(row.get("pages", "")), str(row.get("passages", "")), str(row.get("message", ""))]
        for row in documents
        if row.get("status") not in {"unchanged"}
    ]  # fmt: skip
    columns = (
        words.column_file, words.column_status, words.column_pages, words.column_passages, words.column_message,
    )  # fmt: skip
    files = _cut(columns, rows, words.report_more, words, is_headed=True) if rows else ""
    return Markup("<h4>{}</h4><p>{} · {}</p><p>{}</p>{}").format(
        words.report_more, line, page_link(f"maintain/report/{name}.html", words.report_page),
        counts_line(told.get("counts", {}), words), files,
    )  # fmt: skip


def _seconds(told: Any) -> str:
    return f"{told:.0f}" if isinstance(told, int | float) else "–"


def _earlier(kept: Sequence[Path], words: MaintainStrings) -> Markup:
    if not kept:
        return html.EMPTY
    rows = html.join(
        Markup("<li>{}</li>").format(page_link(f"maintain/report/{file.stem}.html", file.stem)) for file in kept
    )
    return Markup('<details class="kb-fold"><summary>{}</summary><ul>{}</ul></details>').format(
        words.earlier.format(count=len(kept)), rows
    )


def _cut(
    columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str, words: MaintainStrings, *,
    is_headed: bool = False,
) -> Markup:  # fmt: skip
    more = words.more_rows.format(count=len(rows) - _SHOWN) if len(rows) > _SHOWN else ""
    return Markup("{}{}").format(
        table(columns, rows[:_SHOWN], caption=caption, is_headed=is_headed),
        html.when(more, Markup("<p>{}</p>").format(more)),
    )


def states_view(states: Sequence[StateInfo], language: str) -> Markup:
    """Return the states that the home keeps."""
    words, shared = maintain_strings(language), strings(language)
    rows = [
        [words.parts.get(one.part, one.part), _since(one, words), str(one.documents), str(one.passages),
         size(one.bytes)]
        for one in states
    ]  # fmt: skip
    columns = (words.column_part, words.column_since, words.column_documents, shared.passages, words.column_size)
    return Markup('<p class="kb-lead">{}</p>{}').format(
        words.states_text, table(columns, rows, caption=words.states, is_headed=True)
    )


def _since(state: StateInfo, words: MaintainStrings) -> Markup:
    warning = html.badge(words.not_ready, kind="warn")
    return Markup("{} {}").format(_at(state.since) or words.since_beginning, html.when(not state.is_ready, warning))


def quality_view(kept: Sequence[Measurement], language: str) -> Markup:
    """Return the measurements, the newest first."""
    words = maintain_strings(language)
    lead = Markup('<p class="kb-lead">{}</p>').format(words.quality_text)
    if not kept:
        return Markup("{}{}").format(lead, html.notice(words.quality_none))
    columns = (
        words.column_at, words.column_state, words.column_ranking, words.column_first_three,
        words.column_false_answers, words.column_false_refusals, words.column_report,
    )  # fmt: skip
    rows = [_measured(one, words) for one in kept]
    return Markup("{}{}").format(lead, _cut(columns, rows, words.quality, words, is_headed=True))


def _measured(one: Measurement, words: MaintainStrings) -> list[str]:
    result = one.result
    ranked = (result["systems"].get("ours") or {}).get("nDCG@10") or {}
    answers = result["answers"] or {}
    held: Mapping[str, Any] = next(iter(result["libraries"].values()), {})
    is_staged = (result.get("settings") or {}).get("library") == "staged"
    state = f"{words.parts['staged'] if is_staged else words.parts['live']} {held.get('snapshot', '')}"
    link = page_link(f"maintain/measurement/{one.name}.html", words.report_page) if one.has_page else html.EMPTY
    return [
        _at(result["at"]), state, _figure(ranked, 3), *(_share(answers.get(name)) for name in
        ("hit@3", "false_answers", "false_refusals")), link,
    ]  # fmt: skip


def _figure(interval: Mapping[str, Any], digits: int) -> str:
    mean = interval.get("mean")
    return f"{mean:.{digits}f}" if isinstance(mean, int | float) else "–"


def _share(interval: Any) -> str:
    mean = interval.get("mean") if isinstance(interval, dict) else None
    return f"{100 * mean:.0f} %" if isinstance(mean, int | float) else "–"


def readers_view(
    counts: Mapping[Judgement, int], feedback: Sequence[Feedback], unanswered: Sequence[Unanswered], language: str
) -> Markup:
    """Return what readers said, and what was asked in vain."""
    words, shared = maintain_strings(language), strings(language)
    counted = " · ".join(f"{words.judgements[one.value]}: {count}" for one, count in counts.items())
    said = [
        [one.question, Markup("{} {}").format(words.judgements[one.judgement.value], _place(one, words)), one.comment,
         f"{one.at:%Y-%m-%d}"]
        for one in feedback
    ]  # fmt: skip
    asked = [
        [one.question, shared.reasons.get(one.reason, one.reason), str(one.asked), f"{one.last_at:%Y-%m-%d}"]
        for one in unanswered
    ]
    said_columns = (words.column_question, words.column_judgement, words.column_comment, words.column_at)
    asked_columns = (words.column_question, words.column_reason, words.column_asked, words.column_at)
    return Markup('<p class="kb-lead">{}</p><p>{}</p>{}{}').format(
        words.readers_text, counted,
        _cut(said_columns, said, words.feedback.format(count=len(said)), words)
        if said else html.notice(words.feedback_none),
        _cut(asked_columns, asked, words.unanswered.format(count=len(asked)), words)
        if asked else html.notice(words.unanswered_none),
    )  # fmt: skip


def _place(one: Feedback, words: MaintainStrings) -> str:
    return f"({words.on_citation.format(n=one.citation)})" if one.citation is not None else ""


def _at(text: Any) -> str:
    """Return a time of the machine's own clock, "" where it is none."""
    try:
        return f"{datetime.fromisoformat(str(text)).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return ""
