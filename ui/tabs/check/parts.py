"""The components of the Check tab, laid out; what they do is wired in tab.py."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.parts import listening
from ui.tabs.check.draft import MOST_CHARACTERS
from ui.tabs.check.strings import words
from ui.taking import courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes.

    Attributes:
        checking: a `Checking`, or None before the first draft.
        run: the `Run` that checks it, or None before the first.
        file: carries files to the browser.
    """

    text: gr.Textbox
    go: gr.Button
    stop: gr.Button
    upload: gr.UploadButton
    status: gr.HTML
    area: gr.HTML
    file: gr.HTML
    checking: gr.State
    run: gr.State


def lay_out() -> Parts:
    """Return the tab's components; call inside its `gr.Tab`."""
    first = words("en")  # shown for a moment, until the reader's language is known
    checking, run = gr.State(None), gr.State(None)
    text = gr.Textbox(
        label=first.text, placeholder=first.placeholder, lines=6, max_lines=14, max_length=MOST_CHARACTERS,
        elem_id="kb-check-text", interactive=True,
    )  # fmt: skip
    with gr.Row(elem_id="kb-check-run"):
        go = gr.Button(first.check, variant="primary", elem_id="kb-check-go", interactive=False)
        stop = gr.Button(first.stop, variant="stop", elem_id="kb-check-stop", visible=False)
        # Kinds are told apart by our own words on the server; the browser's dialogue offers all.
        upload = gr.UploadButton(first.upload, elem_id="kb-check-upload", elem_classes="kb-minor", interactive=False)
        status = gr.HTML("", elem_id="kb-check-status", padding=False)
    area = listening("kb_open", "kb_show", "kb_take", elem_id="kb-check-area")
    return Parts(
        text=text, go=go, stop=stop, upload=upload, status=status, area=area, file=courier("kb-check-file"),
        checking=checking, run=run,
    )  # fmt: skip
