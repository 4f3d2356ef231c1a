"""The components of the Search tab, laid out; what they do is wired in tab.py."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.parts import listening, telling
from ui.tabs.search.query import MOST_CHARS, Query
from ui.tabs.search.strings import words
from ui.taking import courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes.

    Attributes:
        query: the search as it stands, a `Query`.
        found: its hits, a `Found`, or None.
        picked: the hits that are selected, each a `Picked`, in the order of selection; they stay through new searches.
        files: the buttons that take them away.
        file: carries files to the browser.
    """

    box: gr.Textbox
    go: gr.Button
    status: gr.HTML
    bar: gr.HTML
    files: gr.HTML
    file: gr.HTML
    area: gr.HTML
    query: gr.State
    found: gr.State
    picked: gr.State


def lay_out() -> Parts:
    """Return the tab's components; call inside its `gr.Tab`."""
    first = words("en")  # shown for a moment, until the reader's language is known
    query, found, picked = gr.State(Query()), gr.State(None), gr.State(())
    with gr.Row(elem_id="kb-search-row", elem_classes="kb-entry"):
        box = gr.Textbox(
            label=first.words, placeholder=first.placeholder, lines=1, max_lines=1, max_length=MOST_CHARS,
            elem_id="kb-search-box", interactive=True,
        )  # fmt: skip
        go = gr.Button(first.search, variant="primary", elem_id="kb-search-go", interactive=False)
    with gr.Row(elem_id="kb-search-found"):
        status = telling(elem_id="kb-search-status")
        bar = listening("kb_pick_all", "kb_pick_none", elem_id="kb-search-picked")
    files = listening("kb_take", elem_id="kb-search-files")
    area = listening("kb_open", "kb_search", "kb_pick", elem_id="kb-search-results")
    return Parts(
        box=box, go=go, status=status, bar=bar, files=files, file=courier("kb-search-file"), area=area, query=query,
        found=found, picked=picked,
    )  # fmt: skip
