from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import FileRejected
from ingest.readers.docx import read_docx
from ingest.readers.numerals import letters, roman
from ingest.records import BlockKind, Document

W = nsdecls("w")


def read(tmp_path: Path, word: Any, name: str = "a.docx") -> Document:
    path = tmp_path / name
    word.save(str(path))
    return read_docx(path, revision="0")


def add_xml(word: Any, xml: str) -> None:
    word.element.body.insert(len(word.element.body) - 1, parse_xml(xml))


def body_of(*xml: str) -> Any:
    word = docx.Document()
    for part in xml:
        add_xml(word, part.replace("<w:p>", f"<w:p {W}>", 1) if part.startswith("<w:p>") else part)
    return word


def test_body_is_read_in_order_with_pages_per_section(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title = "The plan"
    word.add_paragraph("Plan", style="Title")
    word.add_heading("Aims", 1)
    word.add_paragraph("Before the table.")
    table = word.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["Country", "Value", "Malta", "7"], strict=True
    ):
        cell.text = text
    word.add_paragraph("one", style="List Bullet")
    word.add_paragraph("two", style="List Number")
    word.add_heading("Means", 1)
    word.add_paragraph("After.")
    document = read(tmp_path, word)
    assert [page.text for page in document.pages] == [
        "Plan\n\nAims\n\nBefore the table.\n\nCountry | Value\nMalta | 7\n\n• one\n1. two",
        "Means\n\nAfter.",
    ]
    assert [block.context for block in document.blocks if block.kind is BlockKind.TABLE_ROW] == ["", "Country | Value"]
    assert (document.title, document.year) == ("The plan", None)  # the template's own date of 2013 is none


def test_style_of_ones_own_is_a_heading_by_its_base_or_its_outline_level(tmp_path: Path) -> None:
    word = docx.Document()
    mine = word.styles.add_style("Überschrift eigen", WD_STYLE_TYPE.PARAGRAPH)
    mine.base_style = word.styles["Heading 1"]
    word.add_paragraph("Ziele", style=mine)
    outlined = word.add_paragraph("Mittel")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="0"/>'))
    word.add_paragraph("Text.")
    assert [entry.title for entry in read(tmp_path, word).outline] == ["Ziele", "Mittel"]


def test_bold_line_without_a_style_is_a_subheading_and_a_bold_sentence_is_not(tmp_path: Path) -> None:
    word = docx.Document()
    for text in ("Where we are now", "This is important."):
        word.add_paragraph().add_run(text).bold = True
    kinds = [block.kind for block in read(tmp_path, word).blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        body_of(
            "<w:p><w:r><w:t>kept </w:t></w:r><w:ins w:id='1' w:author='x'><w:r><w:t>inserted </w:t></w:r></w:ins>"
            "<w:del w:id='2' w:author='x'><w:r><w:delText>deleted</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
            "<w:hyperlink w:anchor='a'><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>",
        ),
    )
    assert document.pages[0].text == "kept inserted linked"


def test_content_controls_and_contents_list_are_read(tmp_path: Path) -> None:
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    sdt = (
        "<w:sdt {ns}><w:sdtPr>{pr}</w:sdtPr><w:sdtContent>"
        "<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document = read(
        tmp_path, body_of(sdt.format(ns=W, pr=gallery, text="Aims 3"), sdt.format(ns=W, pr="", text="In a control."))
    )
    assert [(block.kind, block.span.of(document.pages[0].text)) for block in document.blocks] == [
        (BlockKind.FURNITURE, "Aims 3"), (BlockKind.PARAGRAPH, "In a control."),
    ]  # fmt: skip


def test_raised_figures_and_breaks_read_as_printed(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        body_of(
            "<w:p><w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>6</w:t></w:r>"
            "<w:r><w:br/><w:t>next</w:t><w:tab/><w:t>line</w:t></w:r></w:p>",
        ),
    )
    assert document.pages[0].text == "10⁶\nnext line"


def test_table_of_one_column_is_layout_and_merged_cells_speak_once(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_table(1, 1).cell(0, 0).paragraphs[0].text = "Boxed paragraph."
    word.add_paragraph("Between.")
    table = word.add_table(3, 2)
    for row, texts in enumerate([("Area", "Step"), ("Planning", "first"), ("", "second")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document = read(tmp_path, word)
    assert document.pages[0].text == "Boxed paragraph.\n\nBetween.\n\nArea | Step\nPlanning | first\n| second"
    assert document.blocks[-1].reading == "Area: Planning | Step: second"


def test_footnotes_are_signed_and_stand_below(tmp_path: Path) -> None:
    path = tmp_path / "notes.docx"
    word = body_of(
        "<w:p><w:r><w:t>A claim of 2025</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t>.</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>More.</w:t></w:r></w:p>",
    )
    word.save(str(path))
    add_part(
        path,
        "footnotes",
        f"<w:footnotes {W}><w:footnote w:id='0' w:type='separator'><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>The source.</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>",
    )
    document = read_docx(path, revision="0")
    assert document.pages[0].text == "A claim of 2025[1].\n\nMore.\n\n[1] The source."
    assert document.blocks[-1].kind is BlockKind.FOOTNOTE


def add_part(path: Path, name: str, xml: str) -> None:
    """Add a part that python-docx cannot write."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    entries[f"word/{name}.xml"] = xml.encode()
    types = f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{name}+xml"/></Types>'
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(b"</Types>", types.encode())
    link = f'<Relationship Id="rIdX" Type="{relation}" Target="{name}.xml"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    entries[rels] = entries[rels].replace(b"</Relationships>", link.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in entries.items():
            archive.writestr(entry, data)


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    level = "<w:lvl w:ilvl='{0}'><w:start w:val='1'/><w:numFmt w:val='{1}'/><w:lvlText w:val='{2}'/></w:lvl>"
    levels = level.format(0, "decimal", "Article %1") + level.format(1, "lowerLetter", "%1.%2)")
    word = docx.Document()
    root = word.part.numbering_part.element
    root.insert(0, parse_xml(f"<w:abstractNum {W} w:abstractNumId='90'>{levels}</w:abstractNum>"))
    root.append(parse_xml(f"<w:num {W} w:numId='90'><w:abstractNumId w:val='90'/></w:num>"))
    for depth, text in [(0, "Scope"), (1, "persons"), (1, "places"), (0, "Terms"), (1, "data")]:
        add_xml(
            word,
            f"<w:p {W}><w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='90'/></w:numPr></w:pPr>"
            f"<w:r><w:t>{text}</w:t></w:r></w:p>",
        )
    assert read(tmp_path, word).pages[0].text.split("\n") == [
        "Article 1 Scope", "1.a) persons", "1.b) places", "Article 2 Terms", "2.a) data",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "as_letters", "as_roman"), [(1, "a", "i"), (4, "d", "iv"), (28, "bb", "xxviii"), (0, "0", "0")]
)
def test_list_numbers_are_printed_as_word_does(number: int, as_letters: str, as_roman: str) -> None:
    assert (letters(number), roman(number)) == (as_letters, as_roman)


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(b"not a zip", "no Word file", id="no zip"),
        pytest.param(packed({"word/a.xml": b"<a/>"}), "no Word file", id="zip without a document"),
        pytest.param(packed({"word/document.xml": b"\0" * 30_000_000}), "unpacks to", id="bomb by ratio"),
    ],
)
def test_what_is_no_word_file_is_rejected(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(FileRejected, match=fault):
        read_docx(path, revision="0")


def test_truncated_word_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    docx.Document().save(str(path))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(FileRejected, match="damaged"):
        read_docx(path, revision="0")
