"""A paper as PDF, set by Typst: footnotes at the foot of the page, fonts embedded, tagged for screen readers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from answer.export.escape import one_line, web_address
from answer.export.paper import Block, Heading, Note, Paper, Paragraph, Part, Run, Table
from ingest.errors import ExportError

_TEMPLATE = Path(__file__).with_name("paper.typ")


def write_pdf(paper: Paper, *, on: date) -> bytes:
    """Return a PDF file, dated `on`; the same paper and date give the same bytes.

    Raises:
        ExportError: Typst cannot set it.
    """
    import typst  # noqa: PLC0415 - 80 MB that no other format needs

    data = {**_paper(paper), "on": {"year": on.year, "month": on.month, "day": on.day}}
    try:
        made: bytes = _compiler().compile(
            sys_inputs={"paper": json.dumps(data)}, timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC)
        )
    except typst.TypstError as error:
        raise ExportError(f"the PDF cannot be set ({error.message}). Take the Word file instead.") from error
    return made


@cache
def _compiler() -> Any:
    """Return a compiler with the fonts read once; the system's own help out with letters that Typst's do not have."""
    import typst  # noqa: PLC0415 - likewise

    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent))


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": one_line(paper.title),
        "language": paper.language,
        "is_wide": paper.is_wide,
        "facts": [{"name": one_line(name), "value": _part(Part(value, value))} for name, value in paper.facts],
        "blocks": [_block(block) for block in paper.blocks],
        "sources_title": one_line(paper.sources_title),
        "sources": [_note(source) for source in paper.sources],
        "closing": [one_line(line) for line in paper.closing],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": one_line(block.text)}
        case Table():
            rows = [[{"paragraphs": [_block(one) for one in cell]} for cell in row] for row in block.rows]
            return {"kind": "table", "header": [one_line(title) for title in block.header], "rows": rows}
        case Paragraph():
            runs = [_run(run) for run in block.runs]
            return {"kind": "paragraph", "style": block.style.value, "runs": runs, "parts": _note(block.parts)}


def _run(run: Run) -> dict[str, Any]:
    remarks = [[part for remark in run.remarks for part in _note((*remark, Part(" ")))]] if run.remarks else []
    return {"text": one_line(run.text), "tone": run.tone.value, "notes": [*map(_note, run.notes), *remarks]}


def _note(note: Note) -> list[dict[str, str]]:
    return [_part(part) for part in note]


def _part(part: Part) -> dict[str, str]:
    before, after = (" " if part.text[:1] == " " else ""), (" " if part.text[-1:] == " " else "")
    shown = one_line(part.text)
    return {"text": f"{before}{shown}{after}" if shown else before, "address": web_address(part.address)}
