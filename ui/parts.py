"""Components that more than one part of the page is made of."""

from __future__ import annotations

import gradio as gr


def listening(*events: str, elem_id: str) -> gr.HTML:
    """Return an area of our own HTML whose buttons send `events`.

    The template stays the bare value: Gradio evaluates the template, never the value, so no document text is evaluated.
    """
    names = ", ".join(f"'{event}'" for event in events)
    return gr.HTML("", elem_id=elem_id, js_on_load=f"kb.listen(element, trigger, [{names}]);", padding=False)


def telling(*, elem_id: str) -> gr.HTML:
    """Return an area whose every change a screen reader tells as soon as it can."""
    return gr.HTML(
        "", elem_id=elem_id, js_on_load="element.setAttribute('aria-live', 'polite');", padding=False
    )
