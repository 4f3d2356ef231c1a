"""The page's components, laid out; what they do is wired in page.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from ui.strings import LANGUAGES, strings

QUESTION_LIMIT = 2000  # characters; a question, not a document
_FIRST = strings("en")  # shown for a moment, until the reader's language is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes."""

    heading: gr.HTML
    language: gr.Dropdown
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
    tabs: gr.Tabs
    tab_examples: gr.Tab
    tab_sources: gr.Tab
    tab_page: gr.Tab
    tab_library: gr.Tab
    examples: gr.HTML
    sources: gr.HTML
    viewer: gr.HTML
    library: gr.HTML
    conversation: gr.State
    shown: gr.State
    place: gr.State
    timer: gr.Timer


def listening(*events: str, elem_id: str) -> gr.HTML:
    """Return an area of our own HTML whose buttons send `events`.

    The template stays the bare value: Gradio evaluates the template, never the value, so no document text is evaluated.
    """
    names = ", ".join(f"'{event}'" for event in events)
    return gr.HTML("", elem_id=elem_id, js_on_load=f"kb.listen(element, trigger, [{names}]);", padding=False)


def lay_out() -> Parts:
    """Return the page's components; call inside a `gr.Blocks`."""
    made: dict[str, object] = {
        "conversation": gr.State(()),
        "shown": gr.State(0),
        "place": gr.State(None),
        "timer": gr.Timer(1.0, active=True),
    }
    with gr.Row(elem_id="kb-header"):
        made["heading"] = gr.HTML("", padding=False)
        made["language"] = gr.Dropdown(
            [(name, code) for code, name in LANGUAGES.items()], value="en", label=_FIRST.language, filterable=False,
            elem_id="kb-language", container=False, interactive=True,
        )  # fmt: skip
    with gr.Row(elem_id="kb-layout"):
        with gr.Column(elem_id="kb-chat"):
            made["opening"] = gr.HTML("", elem_id="kb-opening", padding=False)
            made["transcript"] = listening("kb_open", "kb_sources", "kb_library", elem_id="kb-transcript")
        with gr.Column(elem_id="kb-compose"):
            made |= _compose()
        with gr.Column(elem_id="kb-side"):
            made |= _side()
    return Parts(**made)  # type: ignore[arg-type]


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


def _side() -> dict[str, object]:
    # Every tab is rendered from the start: a part that is not there yet cannot be told what to show.
    with gr.Tabs(selected="examples", elem_id="kb-tabs") as tabs:
        with gr.Tab(_FIRST.tab_examples, id="examples", render_children=True) as tab_examples:
            examples = listening("kb_ask", elem_id="kb-examples")
        with gr.Tab(_FIRST.tab_sources, id="sources", render_children=True) as tab_sources:
            sources = listening("kb_open", elem_id="kb-sources")
        with gr.Tab(_FIRST.tab_page, id="page", render_children=True) as tab_page:
            viewer = listening("kb_open", elem_id="kb-viewer")
        with gr.Tab(_FIRST.tab_library, id="library", render_children=True) as tab_library:
            library = listening("kb_open", elem_id="kb-library")
    return {
        "tabs": tabs, "tab_examples": tab_examples, "tab_sources": tab_sources, "tab_page": tab_page,
        "tab_library": tab_library, "examples": examples, "sources": sources, "viewer": viewer, "library": library,
    }  # fmt: skip
