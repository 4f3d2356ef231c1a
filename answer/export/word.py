"""A paper as a Word file: footnotes are Word's own, remarks are its comments, and only http(s) addresses are links."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from answer.export.escape import one_line, web_address
from answer.export.footnotes import Footnotes
from answer.export.paper import Heading, Note, Paper, Paragraph, Run, Style, Table, Tone

_AUTHOR, _INITIALS = "policy-kb", "PK"
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "ru": "ru-RU"}
_STYLES = {Style.BODY: "Normal", Style.QUOTE: "Quote", Style.SMALL: "Normal", Style.STRONG: "Normal"}
_FIRST_COLUMN = Cm(3)  # holds the name of a country
_SMALL = Pt(9.5)
_CELL_SPACE = Pt(2)  # above and below each quote of a cell, which would run together
_LINK = RGBColor(0x05, 0x63, 0xC1)
_GREY = RGBColor(0x59, 0x59, 0x59)
_SHADES = {Tone.CONTRADICTED: "FFD6D6", Tone.NOT_FOUND: "FFF2B3"}


def write_word(paper: Paper, *, on: date) -> bytes:
    """Return a .docx file, dated `on`."""
    writer = _Writer(paper, datetime(on.year, on.month, on.day, tzinfo=UTC))
    writer.write()
    return writer.saved()


class _Writer:
    def __init__(self, paper: Paper, at: datetime) -> None:
        self._paper, self._at = paper, at
        self._document: Document = docx.Document()
        self._footnotes = Footnotes(self._document)
        self._width = _set_page(self._document, paper)

    def write(self) -> None:
        document, paper = self._document, self._paper
        document.add_heading(one_line(paper.title), level=1)
        for name, value in paper.facts:
            line = document.add_paragraph()
            line.paragraph_format.space_after = Pt(2)
            line.add_run(f"{one_line(name)}: ").bold = True
            self._add_part(line, value, value)
        document.add_paragraph()
        for block in paper.blocks:
            match block:
                case Heading():
                    document.add_heading(one_line(block.text), level=2)
                case Paragraph():
                    self._fill(document.add_paragraph(), block)
                case Table():
                    self._add_table(block)
        if paper.sources:
            document.add_heading(one_line(paper.sources_title), level=2)
            for source in paper.sources:
                self._add_note(document.add_paragraph(style="List Number"), source)
        for line in paper.closing:
            _grey(document.add_paragraph().add_run(one_line(line)))

    def saved(self) -> bytes:
        properties = self._document.core_properties
        properties.title, properties.author = one_line(self._paper.title)[:255], _AUTHOR
        properties.comments, properties.language = "", _LOCALES[self._paper.language]
        properties.created = properties.modified = self._at.replace(tzinfo=None)  # the library takes none with a zone
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _add_table(self, table: Table) -> None:
        grid = self._document.add_table(rows=1, cols=len(table.header), style="Table Grid")
        for cell, text in zip(grid.rows[0].cells, table.header, strict=True):
            cell.paragraphs[0].add_run(one_line(text)).bold = True
        _repeat_on_each_page(grid.rows[0])
        grid.autofit = False
        rest = (self._width - _FIRST_COLUMN) // max(len(table.header) - 1, 1)
        for number, column in enumerate(grid.columns):
            column.width = rest if number else _FIRST_COLUMN
        for row in table.rows:
            for cell, paragraphs in zip(grid.add_row().cells, row, strict=True):
                for number, paragraph in enumerate(paragraphs):
                    written = cell.add_paragraph() if number else cell.paragraphs[0]
                    self._fill(written, paragraph)
                    written.paragraph_format.space_before = written.paragraph_format.space_after = _CELL_SPACE
        self._document.add_paragraph()

    def _fill(self, written: WordParagraph, paragraph: Paragraph) -> None:
        written.style = self._document.styles[_STYLES[paragraph.style]]
        for number, run in enumerate(paragraph.runs):
            if number:
                written.add_run(" ")
            self._add_run(written, run, is_strong=paragraph.style is Style.STRONG)
        self._add_note(written, paragraph.parts)
        if paragraph.style is Style.SMALL:
            for element in written._p.iter(qn("w:r")):  # those in links too, which `runs` leaves out
                WordRun(element, written).font.size = _SMALL

    def _add_run(self, written: WordParagraph, run: Run, *, is_strong: bool) -> None:
        words = written.add_run(one_line(run.text))
        words.bold = is_strong or None
        words.font.strike = run.tone is Tone.STRUCK or None
        if run.tone in _SHADES:
            shade = OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:fill"): _SHADES[run.tone]})
            words._r.get_or_add_rPr().append(shade)  # the library's own highlights are garish
        if run.tone is Tone.MUTED:
            _grey(words)
        for number, note in enumerate(run.notes):
            if number:
                written.add_run(",").font.superscript = True
            self._add_note(self._footnotes.add(written), note)
        if run.remarks:
            self._add_comment(words, run.remarks)

    def _add_comment(self, words: WordRun, remarks: tuple[Note, ...]) -> None:
        comment = self._document.add_comment(words, author=_AUTHOR, initials=_INITIALS)
        comment._comment_elm.date = self._at  # else the moment of writing
        for number, remark in enumerate(remarks):
            self._add_note(comment.add_paragraph() if number else comment.paragraphs[0], remark)

    def _add_note(self, written: WordParagraph, note: Note) -> None:
        for part in note:
            self._add_part(written, part.text, part.address)

    def _add_part(self, written: WordParagraph, text: str, address: str) -> None:
        link = web_address(address)
        if not link:
            written.add_run(_spaced(text))
            return
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), written.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = written.add_run(one_line(text))
        run.font.color.rgb, run.font.underline = _LINK, True
        element.append(run._r)  # the library writes no links
        written._p.append(element)


def _spaced(text: str) -> str:
    """Return text on one line that keeps the spaces at its ends, by which it is parted from its neighbours."""
    before, after = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
    line = one_line(text)
    return f"{before}{line}{after}" if line else before


def _grey(run: WordRun) -> None:
    run.font.color.rgb, run.font.size = _GREY, _SMALL


def _set_page(document: Document, paper: Paper) -> int:
    """Lay the page, and return the width of its text in the library's units."""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)  # A4
    if paper.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language: Any = normal.element.get_or_add_rPr()
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), _LOCALES[paper.language])
    language.append(tongue)
    return int(section.page_width - section.left_margin - section.right_margin)


def _repeat_on_each_page(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()  # likewise
    properties.append(OxmlElement("w:tblHeader"))
