"""The components of the Maintain tab, laid out; what they do is wired in tab.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from ingest.manifest import EDITABLE
from ingest.records import Status
from ui.parts import listening
from ui.tabs.maintain.strings import maintain_strings

_FIRST = maintain_strings("en")  # shown for a moment, until the reader's language is known
_UPLOAD_JS = (Path(__file__).parent / "upload.js").read_text(encoding="utf-8")
CHOSEN = frozenset({"doc_type", "status"})
"""Fields that are chosen from a list; the others are written."""
SECTIONS = ("add", "report", "states", "document", "quality", "readers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Every component that some event reads or changes.

    Attributes:
        desk: all that is seen after the login.
        areas: what is read, by its name.
        buttons: what is pressed, by the name of its word.
        sections: by the name of their word.
        fields: of a document, by the manifest's column.
    """

    timer: gr.Timer
    note: gr.HTML
    login: gr.HTML
    desk: gr.Column
    upload: gr.HTML
    areas: Mapping[str, gr.HTML]
    buttons: Mapping[str, gr.Button]
    sections: Mapping[str, gr.Accordion]
    path_row: gr.Column
    path: gr.Textbox
    document: gr.Dropdown
    fields: Mapping[str, gr.Textbox | gr.Dropdown]
    sure: gr.Checkbox


class _Making:
    """Parts as they are made."""

    def __init__(self) -> None:
        self.areas: dict[str, gr.HTML] = {}
        self.buttons: dict[str, gr.Button] = {}
        self.sections: dict[str, gr.Accordion] = {}

    def area(self, name: str, *events: str) -> None:
        self.areas[name] = listening(*events, elem_id=f"kb-maintain-{name}")

    def button(self, name: str, word: str, *, variant: str = "secondary") -> None:
        shape = {"primary": "primary", "stop": "stop"}.get(variant, "secondary")
        self.buttons[name] = gr.Button(word, variant=shape, size="sm", elem_id=f"kb-do-{name}")  # type: ignore[arg-type]

    def section(self, name: str, *, is_open: bool = False) -> gr.Accordion:
        self.sections[name] = gr.Accordion(getattr(_FIRST, name), open=is_open, elem_id=f"kb-section-{name}")
        return self.sections[name]


def lay_out(*, has_folders: bool) -> Parts:
    """Return the tab's components; call inside its `gr.Tab`."""
    made = _Making()
    timer = gr.Timer(1.0, active=False)
    note = gr.HTML("", elem_id="kb-login-note", padding=False)
    login = gr.HTML("", elem_id="kb-login", padding=False)
    with gr.Column(visible=False, elem_id="kb-desk") as desk:
        made.area("notice")
        made.area("job")
        made.button("stop", _FIRST.stop, variant="stop")
        with made.section("add", is_open=True):
            upload = gr.HTML(
                "", elem_id="kb-maintain-upload", js_on_load=_UPLOAD_JS, padding=False
            )
            made.area("uploaded", "kb_delete")
            _row(made, ("ingest", _FIRST.ingest, "primary"), ("ingest_staged", _FIRST.ingest_staged, "secondary"))
            with gr.Column(visible=has_folders, elem_id="kb-path-row") as path_row:
                path = gr.Textbox(label=_FIRST.path, lines=1, max_lines=1, max_length=4000, elem_id="kb-path")
                _row(
                    made, ("path_ingest", _FIRST.path_ingest, "secondary"),
                    ("path_staged", _FIRST.path_staged, "secondary"),
                )  # fmt: skip
        with made.section("report"):
            made.area("report", "kb_edit")
        with made.section("states"):
            made.area("states")
            _row(
                made, ("promote", _FIRST.promote, "primary"), ("roll_back", _FIRST.roll_back, "secondary"),
                ("drop", _FIRST.drop, "secondary"),
            )  # fmt: skip
        with made.section("document"):
            document, fields, sure = _document(made)
        with made.section("quality"):
            made.area("quality")
            _row(made, ("measure", _FIRST.measure, "secondary"), ("measure_staged", _FIRST.measure_staged, "secondary"))
        with made.section("readers"):
            made.area("readers")
        made.area("leave")
    return Parts(
        timer=timer, note=note, login=login, desk=desk, upload=upload, areas=made.areas, buttons=made.buttons,
        sections=made.sections, path_row=path_row, path=path, document=document, fields=fields, sure=sure,
    )  # fmt: skip


def _row(made: _Making, *buttons: tuple[str, str, str]) -> None:
    with gr.Row(elem_classes="kb-maintain-row"):
        for name, word, variant in buttons:
            made.button(name, word, variant=variant)


def _document(made: _Making) -> tuple[gr.Dropdown, dict[str, gr.Textbox | gr.Dropdown], gr.Checkbox]:
    document = gr.Dropdown(
        [], value=None, label=_FIRST.choose_document, interactive=True, elem_id="kb-document", filterable=True
    )
    made.area("document")
    fields: dict[str, gr.Textbox | gr.Dropdown] = {}
    with gr.Row(elem_id="kb-fields"):
        for name in EDITABLE:
            fields[name] = _field(name)
    made.button("save", _FIRST.save, variant="primary")
    sure = gr.Checkbox(label=_FIRST.sure, value=False, interactive=True, elem_id="kb-sure")
    made.button("remove", _FIRST.remove, variant="stop")
    return document, fields, sure


def _field(name: str) -> gr.Textbox | gr.Dropdown:
    label, hint = _FIRST.fields[name], _FIRST.field_hints.get(name)
    if name in CHOSEN:
        choices = [status.value for status in Status] if name == "status" else []
        return gr.Dropdown(
            choices, value="", label=label, allow_custom_value=name == "doc_type", interactive=True, min_width=240,
            elem_id=f"kb-field-{name}",
        )  # fmt: skip
    return gr.Textbox(
        label=label, info=hint, lines=1, max_lines=1, max_length=1000, interactive=True, min_width=240,
        elem_id=f"kb-field-{name}",
    )  # fmt: skip
