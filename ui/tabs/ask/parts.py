"""The components of the Ask tab, laid out; what they do is wired in tab.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from ui.parts import listening
from ui.strings import strings
from ui.taking import courier

QUESTION_LIMIT = 2000  # characters; a question, not a document
_FIRST = strings("en")  # shown for a moment, until the reader's language is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes.

    Attributes:
        run: the `Run` that answers the open question, or None before the first.
        file: carries files to the browser.
        saved: carries the conversation to the browser, which keeps it.
        history, listed: the conversations that the browser keeps, None where it keeps none.
        kept, kept_sources, reopened: the answer that a permanent address names, apart from the conversation, so that
            what the address sets by itself never touches what an answer sets.
    """

    opening: gr.HTML
    transcript: gr.HTML
    tags: gr.HTML
    accordion: gr.Accordion
    fields: Sequence[gr.Dropdown]
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    new: gr.Button
    limits: gr.HTML
    examples: gr.HTML
    sources: gr.HTML
    conversation: gr.State
    run: gr.State
    shown: gr.State
    file: gr.HTML
    saved: gr.HTML
    history: gr.HTML
    listed: gr.State
    kept: gr.HTML
    kept_sources: gr.HTML
    reopened: gr.State


def lay_out() -> Parts:
    """Return the tab's components; call inside its `gr.Tab`."""
    made: dict[str, object] = {
        "conversation": gr.State(()), "run": gr.State(None), "shown": gr.State(0), "listed": gr.State(()),
        "reopened": gr.State(None),
        "file": courier("kb-ask-file"), "saved": _saved(),
    }  # fmt: skip
    with gr.Row(elem_id="kb-ask-layout"):
        with gr.Column(elem_id="kb-chat"):
            made["opening"] = gr.HTML("", elem_id="kb-opening", padding=False)
            made["kept"] = listening(
                "kb_open", "kb_take", "kb_judge", "kb_again", "kb_unkeep", "kb_reopen", elem_id="kb-kept"
            )
            made["transcript"] = listening(
                "kb_open", "kb_sources", "kb_library", "kb_take", "kb_keep", "kb_judge", elem_id="kb-transcript"
            )
        with gr.Column(elem_id="kb-compose"):
            made |= _compose()
        with gr.Column(elem_id="kb-found"):
            made["examples"] = listening("kb_ask", elem_id="kb-examples")
            made["sources"] = listening("kb_open", "kb_judge", elem_id="kb-sources")
            made["kept_sources"] = listening("kb_open", "kb_judge", elem_id="kb-kept-sources")
            made["history"] = gr.HTML(
                "", elem_id="kb-history", padding=False,
                js_on_load="kbDesk.listConversations(element, trigger, 'kb_stored', 'kb_restore');",
            )  # fmt: skip
    return Parts(**made)  # type: ignore[arg-type]


def _saved() -> gr.HTML:
    return gr.HTML(
        "", elem_id="kb-saved", elem_classes="kb-courier", js_on_load="kbDesk.keepConversation(element);", padding=False
    )


def _compose() -> dict[str, object]:
    tags = listening("kb_untag", elem_id="kb-tags")
    with gr.Accordion(_FIRST.filters, open=False, elem_id="kb-filters") as accordion:
        country = gr.Dropdown([], multiselect=True, label=_FIRST.country, interactive=True)
        with gr.Row():
            years = [_choice(_FIRST.year_from), _choice(_FIRST.year_to)]
        with gr.Row():
            language = gr.Dropdown(
                [], multiselect=True, label=_FIRST.document_language, interactive=True, min_width=140
            )
            doc_type = gr.Dropdown([], multiselect=True, label=_FIRST.doc_type, interactive=True, min_width=140)
    with gr.Row(elem_id="kb-ask-row"):
        question = gr.Textbox(
            label=_FIRST.question, placeholder=_FIRST.placeholder, lines=1, max_lines=5, max_length=QUESTION_LIMIT,
            elem_id="kb-question", interactive=True,
        )  # fmt: skip
        ask = gr.Button(_FIRST.ask, variant="primary", elem_id="kb-ask", interactive=False)
        stop = gr.Button(_FIRST.stop, variant="stop", elem_id="kb-stop", visible=False)
    limits = gr.HTML("", padding=False)
    new = gr.Button(_FIRST.new_conversation, size="sm", elem_id="kb-new", visible=False)
    return {
        "tags": tags, "accordion": accordion, "fields": (country, *years, language, doc_type), "question": question,
        "ask": ask, "stop": stop, "limits": limits, "new": new,
    }  # fmt: skip


def _choice(label: str) -> gr.Dropdown:
    return gr.Dropdown([(_FIRST.any_year, "")], value="", label=label, interactive=True, min_width=140)
