"""What page.js sends with an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr


def sent(event: gr.EventData) -> Mapping[str, Any]:
    """Return what was sent with an event; whatever a browser may have put in its place counts as nothing."""
    return event._data if isinstance(event._data, dict) else {}
