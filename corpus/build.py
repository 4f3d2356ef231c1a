"""Builds the starter digests that ship as PDF and DOCX: `python -m corpus.build`.

The same sources give the same bytes: no clock, no system font and no order of files goes in.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

SOURCE = Path(__file__).parent / "source"
STARTER = Path(__file__).parent / "starter"
TEMPLATE = "template.typ"
# The date every built file carries; a clock would change the bytes, and with them the revision, at each build.
BUILT_ON = datetime(2026, 7, 31, tzinfo=UTC)


def build(target: Path = STARTER) -> list[Path]:
    """Set every source into `target` and return the files written, by name."""
    target.mkdir(parents=True, exist_ok=True)
    written = [_write(target / f"{source.stem}.pdf", pdf(source)) for source in _sources("*.typ")]
    written += [_write(target / f"{source.stem}.docx", docx(source)) for source in _sources("*.md")]
    return sorted(written)


def pdf(source: Path) -> bytes:
    """Set one Typst source with the fonts that the typst package brings, whatever the machine has."""
    import typst  # noqa: PLC0415 - a development tool: importing this module must not need it

    made = typst.compile(source, root=SOURCE, ignore_system_fonts=True, timestamp=BUILT_ON)
    if not isinstance(made, bytes):
        raise TypeError(f"{source.name}: typst gave no PDF; check that the source sets one document")
    return made


def docx(source: Path) -> bytes:
    """Turn one Markdown source (headings, paragraphs, lists, tables) into a Word file."""
    from docx import Document  # noqa: PLC0415 - slow to import
    from markdown_it import MarkdownIt  # noqa: PLC0415

    document = Document()
    properties = document.core_properties
    properties.author, properties.comments = "policy-kb (digest)", ""
    properties.created = properties.modified = BUILT_ON.replace(tzinfo=None)
    tokens = MarkdownIt("commonmark").enable("table").parse(source.read_text(encoding="utf-8"))
    properties.title = next(token.content for token in tokens if token.type == "inline")
    _fill(document, tokens)
    packed = io.BytesIO()
    document.save(packed)
    return _without_clock(packed.getvalue())


def _sources(pattern: str) -> list[Path]:
    return sorted(path for path in SOURCE.glob(pattern) if path.name != TEMPLATE)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _fill(document: object, tokens: Sequence[Token]) -> None:
    """Add the blocks of a parsed Markdown text to a Word document, in order."""
    style: str | None = None
    rows: list[list[str]] | None = None
    for token in tokens:
        if token.type == "heading_open":
            style = "Title" if token.tag == "h1" else f"Heading {int(token.tag[1]) - 1}"
        elif token.type == "list_item_open":
            style = "List Bullet"
        elif token.type in {"heading_close", "list_item_close"}:
            style = None
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open" and rows is not None:
            rows.append([])
        elif token.type == "table_close" and rows is not None:
            _add_table(document, rows)
            rows = None
        elif token.type == "inline":
            _add_text(document, token, style, rows)


def _add_text(document: object, token: Token, style: str | None, rows: list[list[str]] | None) -> None:
    if rows is not None:
        rows[-1].append(_plain(token))
    else:
        document.add_paragraph(_plain(token), style=style)  # type: ignore[attr-defined]


def _add_table(document: object, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _plain(token: Token) -> str:
    """Return the words of a line: link texts and addresses stay, marks go."""
    pieces = (" " if child.type == "softbreak" else child.content for child in token.children or ())
    return "".join(pieces).strip()


def _without_clock(packed: bytes) -> bytes:
    """Pack a zip file again with one date for all its members."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, date_time=BUILT_ON.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return again.getvalue()


def main(argv: Sequence[str] | None = None) -> int:
    """Build into the folder given, or into the starter itself."""
    parser = argparse.ArgumentParser(prog="python -m corpus.build", description=__doc__)
    parser.add_argument("--target", type=Path, default=STARTER, help="folder to write to (default: corpus/starter)")
    for path in build(parser.parse_args(argv).target):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
