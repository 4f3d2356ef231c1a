"""The page: its parts, and which event calls which handler."""

from __future__ import annotations

import json
import os
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported

import gradio as gr  # after the line above

from ui.handlers import Handlers
from ui.parts import Parts, lay_out
from ui.start import Start
from ui.strings import LANGUAGES, strings


def build(start: Start, *, title: str = "", answer_limit_s: float = 120.0, concurrency: int = 4) -> gr.Blocks:
    """Return the page.

    Args:
        title: name of the page, the same in every language; "" for its own, translated.
        answer_limit_s: seconds after which the page stops waiting for an answer and says so.
        concurrency: questions answered at once; more wait in line.
    """
    page: gr.Blocks
    with gr.Blocks(title=title or strings("en").title, analytics_enabled=False, fill_width=True) as page:
        parts = lay_out()
        _wire(page, parts, Handlers(start, parts, answer_limit_s, title), concurrency)
    page.queue(default_concurrency_limit=concurrency, api_open=False)
    return page


def _wire(page: gr.Blocks, parts: Parts, do: Handlers, concurrency: int) -> None:
    # Quick events pass by the queue, so that opening a page never waits for somebody's answer.
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    _wire_page(page, parts, do, quick)
    _wire_asking(parts, do, concurrency, quick)
    _wire_places(parts, do, quick)
    _wire_filters(parts, do, quick)


def _wire_page(page: gr.Blocks, parts: Parts, do: Handlers, quick: dict[str, Any]) -> None:
    everything = _changing(parts)
    state = [parts.conversation, parts.shown, parts.place]
    page.load(do.load, None, everything, **quick).then(None, parts.language, None, js=_language_js(do.title))
    parts.language.input(do.switch, [parts.language, *state, *parts.fields], everything, **quick).then(
        None, parts.language, None, js=_language_js(do.title)
    )
    parts.timer.tick(do.tick, [parts.language, *parts.fields], _starting(parts), **quick)


def _language_js(title: str) -> str:
    titles = json.dumps({code: title or strings(code).title for code in LANGUAGES})
    return f"(language) => {{ kb.setLanguage(language, ({titles})[language]); }}"


def _wire_asking(parts: Parts, do: Handlers, concurrency: int, quick: dict[str, Any]) -> None:
    asking = [parts.conversation, parts.language, *parts.fields]
    changed = [
        parts.conversation, parts.transcript, parts.question, parts.tabs, parts.sources, parts.ask, parts.stop,
        parts.new,
    ]  # fmt: skip
    answered = [parts.conversation, parts.transcript, parts.sources, parts.shown, parts.ask, parts.stop, parts.new]
    begun = [
        gr.on([parts.question.submit, parts.ask.click], do.ask, [parts.question, *asking], changed, **quick),
        parts.examples.kb_ask(do.ask_example, asking, changed, **quick),
    ]
    # "multiple": after a stop the browser still counts the stopped run as going on; "once" would drop the next one.
    runs = [
        event.then(None, js="() => kb.toLastQuestion()").then(
            do.answer, [parts.conversation, parts.language], answered, concurrency_id="answer",
            concurrency_limit=concurrency, show_progress="hidden", api_visibility="private",
            trigger_mode="multiple",
        )
        for event in begun
    ]  # fmt: skip
    for run in runs:
        run.then(None, js="() => kb.toLastQuestion()")
    parts.stop.click(do.halt, [parts.conversation, parts.language], answered, cancels=runs, **quick)
    parts.new.click(do.clear, parts.language, [*answered, parts.tabs], **quick)


def _wire_places(parts: Parts, do: Handlers, quick: dict[str, Any]) -> None:
    shown = [parts.viewer, parts.place, parts.tabs]
    for area in (parts.transcript, parts.sources, parts.viewer, parts.library):
        area.kb_open(do.open_place, parts.language, shown, **quick).then(None, js="() => kb.toViewer()")
    parts.transcript.kb_sources(
        do.show_sources, [parts.conversation, parts.language], [parts.sources, parts.shown, parts.tabs], **quick
    ).then(None, js="() => kb.toTabs()")
    parts.transcript.kb_library(do.show_library, parts.language, [parts.library, parts.tabs], **quick).then(
        None, js="() => kb.toTabs()"
    )
    parts.tab_library.select(do.refresh_library, parts.language, parts.library, **quick)


def _wire_filters(parts: Parts, do: Handlers, quick: dict[str, Any]) -> None:
    for field in parts.fields:
        field.input(do.show_tags, [parts.language, *parts.fields], parts.tags, **quick)
    parts.tags.kb_untag(do.remove_tag, [parts.language, *parts.fields], [*parts.fields, parts.tags], **quick)


def _changing(parts: Parts) -> list[Any]:
    """Return what a change of language may change: all but the conversation's own state."""
    return [
        parts.heading, parts.language, parts.opening, parts.transcript, parts.tags, parts.accordion, *parts.fields,
        parts.question, parts.ask, parts.stop, parts.new, parts.limits, parts.tab_examples, parts.tab_sources,
        parts.tab_page, parts.tab_library, parts.examples, parts.sources, parts.viewer, parts.library,
    ]  # fmt: skip


def _starting(parts: Parts) -> list[Any]:
    """Return what the start of the library changes as it goes on: nothing that a question changes too."""
    return [parts.opening, parts.tags, *parts.fields, parts.ask, parts.limits, parts.library, parts.timer]
