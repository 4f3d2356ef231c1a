"""A file that a reader takes away: made when it is asked for, and carried to the browser inside the page.

Nothing of it is left on the server: neither a file, nor an address by which somebody else could fetch it.
"""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime

import gradio as gr
from markupsafe import Markup

from answer.export.export import MEDIA_TYPES, Kind, export, file_name
from answer.export.subjects import Occasion, Subject
from ingest.errors import PolicyKbError
from ui.faults import line_of
from ui.html import is_web_address
from ui.strings import strings
from ui.waiting import bounded

logger = logging.getLogger(__name__)
_MOST_ADDRESS = 500  # characters


def courier(elem_id: str) -> gr.HTML:
    """Return the area that carries files; its script saves each that arrives."""
    return gr.HTML("", elem_id=elem_id, elem_classes="kb-courier", js_on_load="kbDesk.carry(element);", padding=False)


def made(
    subject: Subject, kind: Kind, occasion: Occasion, language: str, *, limit_s: float, is_commented: bool = True
) -> tuple[Markup | None, str]:
    """Return the file as the courier carries it and what to say of it; None and why where it could not be made."""
    words = strings(language)
    try:
        data = bounded(lambda: export(subject, kind, occasion, is_commented=is_commented), limit_s=limit_s)
    except PolicyKbError as error:
        return None, line_of(error, language)
    except Exception:  # TimeoutError too: to the reader it is one more fault
        logger.exception("a file could not be made")
        return None, words.not_taken
    name = file_name(subject, kind, on=occasion.on)
    return _parcel(name, MEDIA_TYPES[kind], data), words.taken.format(name=name)


def _parcel(name: str, media_type: str, data: bytes) -> Markup:
    """Return the file as an element that differs from every other, so that the same file can be taken twice."""
    return Markup('<span data-name="{}" data-type="{}" data-content="{}" data-number="{}"></span>').format(
        name, media_type, base64.b64encode(data).decode(), secrets.token_hex(4)
    )


def kind_of(said: Mapping[str, object]) -> Kind | None:
    """Return the kind of file that a button names, None where it names none."""
    try:
        return Kind(str(said.get("kind", "")))
    except ValueError:
        return None


def today() -> date:
    """Return the day where the server stands."""
    return datetime.now(UTC).astimezone().date()


def page_address(said: Mapping[str, object]) -> str:
    """Return where the reader's browser has the page, as it says; "" where it says nothing that could be."""
    here = said.get("here")
    return here if isinstance(here, str) and len(here) <= _MOST_ADDRESS and is_web_address(here) else ""
