"""What stands in the transcript before the first question, and the honest limits beside the question box."""

from __future__ import annotations

from markupsafe import Markup

from ui import html
from ui.holdings import Holdings
from ui.start import Phase, StartState
from ui.strings import strings


def opening(state: StartState, held: Holdings, language: str) -> Markup:
    """Return the welcome, or why nothing can be asked yet."""
    words = strings(language)
    match state.phase:
        case Phase.FAILED:
            fault = Markup('<span lang="en">{}</span>').format(state.fault)  # for whoever runs the library
            return _box(
                words.failed, html.notice(fault, kind="warn", role="alert"), html.notice(words.failed_hint)
            )
        case Phase.INGESTING:
            return building(state, language)
        case Phase.OPENING:
            return _box(words.title, Markup("<progress></progress><p>{}</p>").format(words.opening))
        case Phase.READY:
            return _welcome(language) if held.documents else _empty(language)


def building(state: StartState, language: str) -> Markup:
    """Return how far the first ingestion is."""
    words = strings(language)
    pattern = words.building_line if state.file_name else words.building_passages
    line = pattern.format(done=state.done, total=state.total, file=state.file_name)
    bar = Markup('<progress value="{}" max="{}" aria-label="{}"></progress><p>{}</p>').format(
        state.done, max(state.total, 1), words.building, line if state.total else words.opening
    )
    return _box(words.building, bar, html.notice(words.building_hint))


def _welcome(language: str) -> Markup:
    words = strings(language)
    return _box(words.welcome, Markup("<p>{}</p>").format(words.welcome_text))


def _empty(language: str) -> Markup:
    words = strings(language)
    steps = html.join(Markup("<li>{}</li>").format(step) for step in words.empty_steps)
    return _box(words.empty, Markup("<p>{}</p><ol>{}</ol>").format(words.empty_text, steps))


def _box(heading: str, *parts: Markup) -> Markup:
    return Markup('<div class="kb-opening"><h2>{}</h2>{}</div>').format(heading, html.join(parts))


def limits(held: Holdings, snapshot: str, language: str) -> Markup:
    """Return what the page rests on and what it is not for; stands beside the question box."""
    words = strings(language)
    line = words.limits_line.format(documents=held.documents, years=held.years or "–", snapshot=snapshot[:12] or "–")
    points = html.join(Markup("<li>{}</li>").format(point) for point in words.limits_points)
    return Markup('<div class="kb-limits"><p>{}</p><details><summary>{}</summary><ul>{}</ul></details></div>').format(
        line, words.limits, points
    )
