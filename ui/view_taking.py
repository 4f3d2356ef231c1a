"""The row of buttons that take something away as a file, the same in every tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from answer.export.export import Kind
from ui import html
from ui.strings import strings

_NAMES = {
    Kind.DOCX: "Word", Kind.PDF: "PDF", Kind.MARKDOWN: "Markdown", Kind.XLSX: "Excel", Kind.CSV: "CSV",
    Kind.RIS: "RIS", Kind.BIBTEX: "BibTeX",
}  # fmt: skip


def file_buttons(kinds: Iterable[Kind], said: Mapping[str, object], *, label: str) -> Markup:
    """Return a button per kind of file that has a name, in the order of the names.

    Args:
        said: what each button sends along with its kind.
        label: what a screen reader says of each; `{kind}` is filled here.
    """
    offered = set(kinds)
    return html.join(
        html.button(
            name, event="kb_take", payload={**said, "kind": kind.value, "here": ""}, classes="kb-button kb-small",
            label=label.format(kind=name),
        )
        for kind, name in _NAMES.items()
        if kind in offered
    )  # fmt: skip


def taking_row(buttons: Markup, language: str) -> Markup:
    """Return the buttons under their common name."""
    return Markup(
        '<div class="kb-after-row" role="group" aria-label="{0}"><span class="kb-after-name">{0}</span>{1}</div>'
    ).format(strings(language).take_away, buttons)


def told(line: str, *, is_warned: bool) -> Markup:
    """Return what became of the last button that was pressed, as a screen reader tells it; "" for none."""
    notice = html.notice(line, kind="warn" if is_warned else "plain") if line else html.EMPTY
    return Markup('<div role="status">{}</div>').format(notice)


def taking(buttons: Markup, language: str, *, hint: str = "", line: str = "", is_warned: bool = False) -> Markup:
    """Return the row, what goes into the files, and what became of the last one."""
    said = html.when(hint, Markup('<p class="kb-meta">{}</p>').format(hint))
    return Markup('<div class="kb-after">{}{}{}</div>').format(
        taking_row(buttons, language), said, told(line, is_warned=is_warned)
    )
