"""Documents printed by a headless Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import sync_playwright

from eval.layout.records import Break, Grid, Heading, Items, Paragraph, Part, Spec
from eval.layout.texts import RUNNING

_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_STYLE = """
body { font: 10pt/1.35 '%s'; margin: 0; columns: %d; column-gap: 22pt; text-align: %s; hyphens: manual }
h1 { font-size: 15pt; margin: 12pt 0 6pt } h2 { font-size: 12pt; margin: 10pt 0 4pt } p { margin: 0 0 7pt }
.h1 { font-size: 15pt; font-weight: bold; margin: 12pt 0 6pt }
.h2 { font-size: 12pt; font-weight: bold; margin: 10pt 0 4pt }
h1, h2, .h1, .h2 { text-align: left }
table { border-collapse: collapse; font-size: 9pt; width: 100%%; margin: 6pt 0; text-align: left }
td, th { padding: 3pt 5pt; vertical-align: top; hyphens: manual } .all td, .all th { border: 0.6pt solid #444 }
.some tr:first-child th { border-top: 0.8pt solid #000 }
.some thead tr:last-child th { border-bottom: 0.8pt solid #000 }
.break { break-before: page }
"""


def make(specs: list[Spec], chromium: Path) -> Iterator[bytes]:
    """Yield each document as a PDF, from one browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for spec in specs:
            page.set_content(_html(spec))
            number = '<span class="pageNumber"></span>'
            running = f"<span>{escape(RUNNING[spec.language])}</span>" if spec.has_head else "<span></span>"
            edge = '<div style="font-size:8pt;width:100%;text-align:center;margin:0 1.5cm">{}</div>'
            head = number if spec.numbers == "head" else running
            foot = number if spec.numbers == "foot" else running if spec.numbers == "head" else "<span></span>"
            yield page.pdf(
                width="560px", height="793px", display_header_footer=True, header_template=edge.format(head),
                footer_template=edge.format(foot), outline=spec.has_outline, tagged=spec.has_outline,
                margin={"top": "75px", "bottom": "75px", "left": "61px", "right": "61px"},
            )  # fmt: skip
        browser.close()


def _html(spec: Spec) -> str:
    style = _STYLE % (spec.font or "DejaVu Serif", spec.columns, "justify" if spec.columns > 1 else "left")
    body = "\n".join(_part(part, spec) for part in spec.parts)
    return f'<!doctype html><html lang="{spec.language}"><style>{style}</style><body>{body}</body></html>'


def _part(part: Part, spec: Spec) -> str:
    match part:
        case Heading(text=text, level=level) if spec.has_outline:
            return f"<h{level}>{escape(text)}</h{level}>"
        case Heading(text=text, level=level):
            return f'<div class="h{level}">{escape(text)}</div>'
        case Paragraph():
            return f"<p>{_text(part.text, spec)}</p>"
        case Items(texts=texts):
            return f"<ul>{''.join(f'<li>{_text(text, spec)}</li>' for text in texts)}</ul>"
        case Grid():
            return _table(part, spec)
        case Break():
            return '<div class="break"></div>'


def _text(text: str, spec: Spec) -> str:
    return escape(_LONG_WORD.sub(_soft, text) if spec.breaks_words else text)


def _soft(match: re.Match[str]) -> str:
    """Return a word that may be broken after every third letter, with three letters at least on both sides."""
    word = match[0]
    cuts = range(3, len(word) - 2, 3)
    return "\u00ad".join(word[start:end] for start, end in pairwise((0, *cuts, len(word))))


def _table(grid: Grid, spec: Spec) -> str:
    header = "".join(f"<tr>{_header_row(grid, n)}</tr>" for n in range(len(grid.header)))
    body = "".join(f"<tr>{_row(grid, n)}</tr>" for n in range(len(grid.rows)))
    columns = "".join(f'<col style="width:{100 * width / sum(grid.widths):.0f}%">' for width in grid.widths)
    head = f"<colgroup>{columns}</colgroup><thead>{header}</thead>"
    return f'<table class="{spec.rules}">{head}<tbody>{body}</tbody></table>'


def _header_row(grid: Grid, n: int) -> str:
    spans = grid.spans if n == 0 and grid.spans else (1,) * len(grid.widths)
    cells = zip(grid.header[n], spans, strict=False)
    return "".join(f'<th colspan="{span}">{escape(text)}</th>' for text, span in cells)


def _row(grid: Grid, n: int) -> str:
    cells = [f"<td>{escape(text)}</td>" for text in grid.rows[n]]
    if not grid.is_merged:
        return "".join(cells)
    height = next((m for m in range(n + 1, len(grid.rows)) if grid.is_first(m)), len(grid.rows)) - n
    first = cells[0].replace("<td>", f'<td rowspan="{height}">')
    return "".join([first, *cells[1:]] if grid.is_first(n) else cells[1:])
