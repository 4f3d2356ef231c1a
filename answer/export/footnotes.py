"""Footnotes for Word, which python-docx does not write (python-openxml/python-docx issue 1, open as of 1.2.0).

They are a part of their own beside the document, as comments are: ECMA-376 part 1, 17.11.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.parts.story import StoryPart
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_TEXT_STYLE, _MARK_STYLE = "footnote text", "footnote reference"  # Word's own names, so that it knows them
_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))  # the lines above footnotes; ids that Word writes
_EMPTY = f"<w:footnotes {nsdecls('w', 'r')}/>"


class Footnotes:
    """The footnotes of one document, numbered from 1 in the order they are added."""

    def __init__(self, document: Document) -> None:
        """Give a document that has no footnotes yet a place for them."""
        element = parse_xml(_EMPTY)
        for number, kind in _SEPARATORS:
            element.append(_separator(number, kind))
        package = document.part.package
        self._part = StoryPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, element, package)
        document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        _announce(document)
        self._text_style, self._mark_style = _add_styles(document)
        self._count = 0

    def add(self, paragraph: Paragraph) -> Paragraph:
        """Add a footnote at the end of what a paragraph holds so far, and return the footnote's own paragraph."""
        self._count += 1
        mark = _marked(paragraph.add_run(), self._mark_style)
        mark.append(_element("w:footnoteReference", {"w:id": str(self._count)}))
        footnote = _element("w:footnote", {"w:id": str(self._count)})
        text = _element("w:p", {})
        footnote.append(text)
        self._part.element.append(footnote)
        written = Paragraph(text, self._part)
        written.style = self._text_style
        _marked(written.add_run(), self._mark_style).append(_element("w:footnoteRef", {}))
        written.add_run(" ")
        return written


def _marked(run: Run, style: Any) -> Any:
    run.style = style
    return run._r  # where elements go that the library has no method for


def _separator(number: int, kind: str) -> Any:
    name = "w:separator" if kind == "separator" else "w:continuationSeparator"
    footnote = _element("w:footnote", {"w:type": kind, "w:id": str(number)})
    paragraph, run = _element("w:p", {}), _element("w:r", {})
    run.append(_element(name, {}))
    paragraph.append(run)
    footnote.append(paragraph)
    return footnote


def _announce(document: Document) -> None:
    """Name the separators in the settings, as Word does; the schema wants them before the compatibility settings."""
    announced = _element("w:footnotePr", {})
    for number, _ in _SEPARATORS:
        announced.append(_element("w:footnote", {"w:id": str(number)}))
    settings = document.settings.element
    compatibility = settings.find(qn("w:compat"))
    if compatibility is None:
        settings.append(announced)
    else:
        compatibility.addprevious(announced)


def _add_styles(document: Document) -> tuple[Any, Any]:
    text = document.styles.add_style(_TEXT_STYLE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(2)
    mark = document.styles.add_style(_MARK_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True
    return text, mark


def _element(name: str, attributes: dict[str, str]) -> Any:
    return OxmlElement(name, {qn(key): value for key, value in attributes.items()})
