"""Documents set with typst."""

from __future__ import annotations

import re
from collections.abc import Iterator

import typst

from eval.layout.records import Break, Grid, Heading, Items, Paragraph, Part, Spec
from eval.layout.texts import CONTENTS, RUNNING

_NUMBERING = {"roman": '"i"', "arabic": '"1"', "annex": '(n) => "A-" + str(n)'}
_LONG_WORD = re.compile(r"[^\W\d_]{9,}")


def make(spec: Spec) -> bytes:
    """Return the document as a PDF."""
    pdf: bytes = typst.compile("\n".join([*_head(spec), *_body(spec)]).encode())
    return pdf


def _head(spec: Spec) -> Iterator[str]:
    number = "context align(center, counter(page).display())" if spec.numbers else "none"
    running = f"text(size: 8pt)[{_text(RUNNING[spec.language], spec)}]" if spec.has_head else "none"
    head = f"align(right)[#{number[8:]}]" if spec.numbers == "head" else running
    foot = number if spec.numbers == "foot" else running if spec.numbers == "head" else "none"
    yield (
        f"#set page(width: 420pt, height: 595pt, margin: (x: 48pt, y: 56pt), columns: {spec.columns}, "
        f"header: context {{ {head} }}, footer: {foot}, numbering: {_NUMBERING['roman' if spec.front else 'arabic']})"
    )
    justify = "true" if spec.columns > 1 else "false"
    yield f'#set text(size: 9.5pt, font: "{spec.font or "Libertinus Serif"}", lang: "{spec.language}")'
    yield f"#set text(hyphenate: {str(spec.breaks_words).lower()})\n#set par(justify: {justify})"
    yield '#show heading.where(level: 1): set text(size: 14pt)\n#show heading.where(level: 2): set text(size: 11.5pt)'
    if spec.has_contents:
        yield f"#outline(title: [{CONTENTS[spec.language]}])\n#pagebreak()"


def _body(spec: Spec) -> Iterator[str]:
    for part in spec.parts:
        yield _part(part, spec)
        yield ""


def _part(part: Part, spec: Spec) -> str:  # noqa: PLR0911 - a case each
    match part:
        case Heading(text=text, level=level) if spec.has_outline:
            return f"{'=' * level} {_text(text, spec)}"
        case Heading(text=text, level=level):
            size = 14 if level == 1 else 11.5
            return f'#block(above: 14pt, below: 8pt, text(size: {size}pt, weight: "bold")[{_text(text, spec)}])'
        case Paragraph(sentences=(first, *rest), note=note):
            mark = f"#footnote[{_text(note, spec)}]" if note else ""
            return " ".join([_text(first, spec) + mark, *(_text(sentence, spec) for sentence in rest)])
        case Items(texts=texts):
            return "\n".join(f"- {_text(text, spec)}" for text in texts)
        case Grid():
            return _table(part, spec)
        case Break(numbering=""):
            return "#pagebreak()"
        case Break(numbering=numbering):
            return f"#pagebreak()\n#set page(numbering: {_NUMBERING[numbering]})\n#counter(page).update(1)"
        case _:
            raise TypeError(f"{part} is no part of a document")


def _text(text: str, spec: Spec) -> str:
    """Return markup for exactly these characters."""
    shown = _LONG_WORD.sub(_marked, text) if spec.has_marks else text
    return "#" + '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '";'


def _marked(match: re.Match[str]) -> str:
    """Return a word with a soft hyphen in it and a right-to-left mark behind it."""
    word = match[0]
    return f"{word[:5]}\u00ad{word[5:]}\u200f\u200e"


def _table(grid: Grid, spec: Spec) -> str:
    stroke = {"all": "0.5pt", "some": "none", "none": "none"}[spec.rules]
    line = "table.hline(stroke: 0.6pt)," if spec.rules == "some" else ""
    columns = ", ".join(f"{width}fr" for width in grid.widths)
    header = "".join(_header_row(grid, n, spec) for n in range(len(grid.header)))
    body = "".join(_row(grid, n, spec) for n in range(len(grid.rows)))
    return (
        f"#block(breakable: true)[#set text(size: 8.5pt)\n#table(columns: ({columns}), stroke: {stroke}, inset: 4pt, "
        f"align: left, {line} table.header({header}), {line} {body} {line})]"
    )


def _header_row(grid: Grid, n: int, spec: Spec) -> str:
    """Return a row of header cells in bold."""
    spans = grid.spans if n == 0 and grid.spans else (1,) * len(grid.widths)
    cells = zip(grid.header[n], spans, strict=False)
    return "".join(f"table.cell(colspan: {span})[*{_text(text, spec)}*]," for text, span in cells)


def _row(grid: Grid, n: int, spec: Spec) -> str:
    cells = [f"[{_text(text, spec)}]," for text in grid.rows[n]]
    if not grid.is_merged:
        return "".join(cells)
    if not grid.is_first(n):
        return "".join(cells[1:])
    height = next((m for m in range(n + 1, len(grid.rows)) if grid.is_first(m)), len(grid.rows)) - n
    return f"table.cell(rowspan: {height}){cells[0]}" + "".join(cells[1:])
