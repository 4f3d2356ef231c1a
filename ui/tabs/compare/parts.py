"""The components of the Compare tab, laid out; what they do is wired in tab.py."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.parts import listening, telling
from ui.tabs.compare.matrix import MOST_CHARS, MOST_TOPICS
from ui.tabs.compare.strings import words
from ui.taking import courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes.

    Attributes:
        matrix: the comparison, a `Matrix`, or None before the first.
        run: the `Run` that fills it, or None before the first.
        files: the buttons that take it away.
        file: carries files to the browser.
    """

    topics: gr.Textbox
    countries: gr.Dropdown
    held: gr.Button
    go: gr.Button
    stop: gr.Button
    status: gr.HTML
    files: gr.HTML
    file: gr.HTML
    area: gr.HTML
    matrix: gr.State
    run: gr.State


def lay_out() -> Parts:
    """Return the tab's components; call inside its `gr.Tab`."""
    first = words("en")  # shown for a moment, until the reader's language is known
    matrix, run = gr.State(None), gr.State(None)
    with gr.Row(elem_id="kb-compare-entry"):
        topics = gr.Textbox(
            label=first.topics, placeholder=first.placeholder, lines=3, max_lines=MOST_TOPICS,
            max_length=MOST_TOPICS * MOST_CHARS, elem_id="kb-compare-topics", interactive=True,
        )  # fmt: skip
        with gr.Column(elem_id="kb-compare-where"):
            countries = gr.Dropdown(
                [], multiselect=True, label=first.countries, interactive=True, elem_id="kb-compare-countries"
            )
            held = gr.Button(first.all_held, size="sm", elem_id="kb-compare-held", elem_classes="kb-minor")
    with gr.Row(elem_id="kb-compare-run"):
        go = gr.Button(first.compare, variant="primary", elem_id="kb-compare-go", interactive=False)
        stop = gr.Button(first.stop, variant="stop", elem_id="kb-compare-stop", visible=False)
        status = telling(elem_id="kb-compare-status")
    files = listening("kb_take", elem_id="kb-compare-files")
    area = listening("kb_open", "kb_topic", elem_id="kb-compare-area")
    return Parts(
        topics=topics, countries=countries, held=held, go=go, stop=stop, status=status, files=files,
        file=courier("kb-compare-file"), area=area, matrix=matrix, run=run,
    )  # fmt: skip
