"""Documents written as flat OpenDocument text and made into PDFs by LibreOffice."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from eval.layout.records import Break, Grid, Heading, Items, Paragraph, Spec
from eval.layout.texts import RUNNING

_TIMEOUT_S = 300
_ROW = '<table:table-row table:style-name="Whole">{}</table:table-row>'
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_URI = "urn:oasis:names:tc:opendocument:xmlns:"


def make(specs: Sequence[Spec], soffice: Path, folder: Path) -> None:
    """Write NAME.pdf into the folder for each document, in one run of LibreOffice."""
    sources = []
    for spec in specs:
        source = folder / f"{spec.name}.fodt"
        source.write_text(_document(spec), encoding="utf-8")
        sources.append(str(source))
    profile = f"-env:UserInstallation=file://{(folder / 'profile').resolve()}"
    command = [str(soffice), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources]
    subprocess.run(command, check=True, timeout=_TIMEOUT_S, capture_output=True)  # noqa: S603 - the program we found


def _document(spec: Spec) -> str:
    spaces = {"office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible"}
    names = " ".join(f'xmlns:{short}="{_URI}{long}:1.0"' for short, long in spaces.items())
    body = "".join(_parts(spec))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>{_styles(spec)}</office:styles>'
        f"<office:automatic-styles>{_layouts(spec)}</office:automatic-styles>"
        f"<office:master-styles>{''.join(_masters(spec))}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _styles(spec: Spec) -> str:
    font = spec.font or "DejaVu Serif"
    country = {"en": "GB", "fr": "FR", "de": "DE", "ru": "RU"}[spec.language]
    align = "justify" if spec.columns > 1 else "start"
    own = (
        f'<style:text-properties fo:font-size="9.5pt" fo:font-family="{font}" fo:language="{spec.language}" '
        f'fo:country="{country}" fo:hyphenate="false"/>'
    )
    return (
        f'<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="6pt" '
        f'fo:text-align="{align}"/>{own}</style:default-style>'
        + "".join(_paragraph_style(name, size, bold=bold) for name, size, bold in _FACES)
        + '<style:style style:name="Mark" style:family="text"><style:text-properties style:text-position="super 58%"/>'
        "</style:style>"
        '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Mark" '
        'text:citation-body-style-name="Mark" style:num-format="1" text:start-value="0" '
        'text:footnotes-position="page" text:start-numbering-at="document"/>'
    )


_FACES = (
    ("H1", 15, True), ("H2", 12, True), ("Body", 9.5, False), ("Cell", 8.5, False), ("Head", 8.5, True),
    ("Edge", 8, False), ("Note", 8, False),
)  # fmt: skip


def _paragraph_style(name: str, size: float, *, bold: bool, more: str = "", as_name: str = "") -> str:
    weight = "bold" if bold else "normal"
    keep = 'fo:keep-with-next="always"' if name.startswith("H") and name != "Head" else ""
    align = 'fo:text-align="center"' if name == "Edge" else 'fo:text-align="start"' if name != "Body" else ""
    parent = "" if not as_name else f'style:parent-style-name="{name}" '
    properties = f"<style:paragraph-properties {keep} {align} {more}/>"
    return (
        f'<style:style style:name="{as_name or name}" style:family="paragraph" {parent}'
        f'{"" if not as_name else _master_of(as_name)}>{properties}'
        f'<style:text-properties fo:font-size="{size}pt" fo:font-weight="{weight}"/></style:style>'
    )


def _master_of(name: str) -> str:
    return f'style:master-page-name="{name.removeprefix("Open")}"'


def _layouts(spec: Spec) -> str:
    columns = (
        f'<style:columns fo:column-count="{spec.columns}" fo:column-gap="18pt"/>' if spec.columns > 1 else ""
    )
    layout = (
        '<style:page-layout style:name="L{0}"><style:page-layout-properties fo:page-width="420pt" '
        'fo:page-height="595pt" fo:margin-top="30pt" fo:margin-bottom="30pt" fo:margin-left="46pt" '
        'fo:margin-right="46pt" style:num-format="{1}">{2}<style:footnote-sep style:width="0.5pt" '
        'style:distance-before-sep="4pt" style:distance-after-sep="4pt" style:rel-width="25%"/>'
        "</style:page-layout-properties>"
        '<style:header-style><style:header-footer-properties fo:min-height="14pt" fo:margin-bottom="12pt"/>'
        "</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="
        '"14pt" fo:margin-top="12pt"/></style:footer-style></style:page-layout>'
    )
    signs = {"roman": "i", "arabic": "1", "annex": "1"}
    layouts = "".join(layout.format(kind, sign, columns) for kind, sign in signs.items())
    openers = "".join(
        _paragraph_style("H1", 15, bold=True, as_name=f"Open{kind}", more='style:page-number="1"')
        for kind in ("roman", "arabic", "annex")
    )
    page = (
        '<style:style style:name="Open" style:family="paragraph" style:parent-style-name="H1">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
    )
    return layouts + openers + page + _cell_styles() + "".join(_column_styles(spec))


def _column_styles(spec: Spec) -> Iterator[str]:
    """Yield the widths of each table's columns."""
    grids = [part for part in spec.parts if isinstance(part, Grid)]
    for number, grid in enumerate(grids, 1):
        for column, width in enumerate(grid.widths):
            points = 328 * width / sum(grid.widths)
            yield (
                f'<style:style style:name="C{number}.{column}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{points:.1f}pt"/></style:style>'
            )


def _cell_styles() -> str:
    line = "0.5pt solid #333333"
    borders = {
        "all": f'fo:border="{line}"', "none": 'fo:border="none"',
        "top": f'fo:border-top="{line}" fo:border-bottom="{line}"', "end": f'fo:border-bottom="{line}"',
    }  # fmt: skip
    whole = (
        '<style:style style:name="Whole" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
    )
    return whole + "".join(
        f'<style:style style:name="B{name}" style:family="table-cell"><style:table-cell-properties {border} '
        'fo:padding="3pt"/></style:style>'
        for name, border in borders.items()
    )


def _masters(spec: Spec) -> Iterator[str]:
    running = escape(RUNNING[spec.language]) if spec.has_head else ""
    for kind in ("arabic", "roman", "annex"):
        prefix = "A-" if kind == "annex" else ""
        number = f'{prefix}<text:page-number text:select-page="current"/>' if spec.numbers else ""
        head, foot = (number, running) if spec.numbers == "head" else (running, number)
        # The first page of a document without openers has the style named "Standard".
        for name in (kind, "Standard") if kind == "arabic" else (kind,):
            yield (
                f'<style:master-page style:name="{name}" style:page-layout-name="L{kind}">'
                f'<style:header><text:p text:style-name="Edge">{head}</text:p></style:header>'
                f'<style:footer><text:p text:style-name="Edge">{foot}</text:p></style:footer></style:master-page>'
            )


def _parts(spec: Spec) -> Iterator[str]:
    opening = "Openroman" if spec.front else ""
    notes = tables = 0
    for part in spec.parts:
        match part:
            case Break(numbering=numbering):
                opening = f"Open{numbering}"
            case Heading(text=text, level=level):
                style = opening or f"H{level}"
                tag, more = ("h", f' text:outline-level="{level}"') if spec.has_outline else ("p", "")
                yield f'<text:{tag} text:style-name="{style}"{more}>{escape(text)}</text:{tag}>'
                opening = ""
            case Paragraph():
                notes += bool(part.note)
                yield f'<text:p text:style-name="Body">{_sentences(part, notes, spec)}</text:p>'
            case Items(texts=texts):
                items = (f'<text:p text:style-name="Body">• {_text(text, spec)}</text:p>' for text in texts)
                yield from items
            case Grid():
                tables += 1
                yield _table(part, spec, tables)


def _sentences(paragraph: Paragraph, number: int, spec: Spec) -> str:
    first, *rest = (_text(sentence, spec) for sentence in paragraph.sentences)
    if not paragraph.note:
        return " ".join([first, *rest])
    note = (
        f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation>'
        f'<text:note-body><text:p text:style-name="Note">{escape(paragraph.note)}</text:p></text:note-body></text:note>'
    )
    return " ".join([first + note, *rest])


def _text(text: str, spec: Spec) -> str:
    return escape(_LONG_WORD.sub(_soft, text) if spec.breaks_words else text)


def _soft(match: re.Match[str]) -> str:
    word = match[0]
    half = len(word) // 2
    return f"{word[:half]}\u00ad{word[half:]}"


def _table(grid: Grid, spec: Spec, number: int) -> str:
    columns = "".join(f'<table:table-column table:style-name="C{number}.{n}"/>' for n in range(len(grid.widths)))
    header = "".join(_ROW.format(_header_row(grid, n, spec)) for n in range(len(grid.header)))
    body = "".join(_ROW.format(_row(grid, n, spec)) for n in range(len(grid.rows)))
    return (
        f'<table:table table:name="T{number}">{columns}<table:table-header-rows>{header}</table:table-header-rows>'
        f'{body}</table:table><text:p text:style-name="Cell"/>'
    )


def _cell(text: str, *, border: str, style: str = "Cell", columns: int = 1, rows: int = 1) -> str:
    spans = (f' table:number-columns-spanned="{columns}"' if columns > 1 else "") + (
        f' table:number-rows-spanned="{rows}"' if rows > 1 else ""
    )
    words = f'<text:p text:style-name="{style}">{escape(text)}</text:p>'
    return (
        f'<table:table-cell table:style-name="B{border}"{spans} office:value-type="string">{words}</table:table-cell>'
        + "<table:covered-table-cell/>" * (columns - 1)
    )


def _header_row(grid: Grid, n: int, spec: Spec) -> str:
    spans = grid.spans if n == 0 and grid.spans else (1,) * len(grid.widths)
    border = {"some": "top"}.get(spec.rules, spec.rules)
    cells = zip(grid.header[n], spans, strict=False)
    return "".join(_cell(text, border=border, style="Head", columns=span) for text, span in cells)


def _row(grid: Grid, n: int, spec: Spec) -> str:
    is_last = n == len(grid.rows) - 1
    border = {"some": "end" if is_last else "none"}.get(spec.rules, spec.rules)
    cells = [_cell(text, border=border) for text in grid.rows[n]]
    if not grid.is_merged:
        return "".join(cells)
    if not grid.is_first(n):
        return "<table:covered-table-cell/>" + "".join(cells[1:])
    height = next((m for m in range(n + 1, len(grid.rows)) if grid.is_first(m)), len(grid.rows)) - n
    return _cell(grid.rows[n][0], border=border, rows=height) + "".join(cells[1:])
