"""Word files as python-docx and the format's own rules read them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from answer.export.escape import one_line
from answer.export.export import Kind, export
from answer.export.subjects import Occasion
from answer.kept import Change
from answer.records import Withheld
from tests.answer.export.making import (
    DAY,
    HOSTILE,
    OCCASION,
    PDF,
    SENTENCES,
    hostile_subjects,
    make_abstention,
    make_answer,
    make_citation,
    make_draft,
    make_matrix,
    make_quotations,
)


class Opened:
    """A Word file, opened."""

    def __init__(self, subject, occasion: Occasion = OCCASION) -> None:
        data = export(subject, Kind.DOCX, occasion)
        self.document = docx.Document(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.footnotes = etree.fromstring(self.parts["word/footnotes.xml"])

    @property
    def body(self) -> str:
        return "\n".join(text_of(element) for element in self.document.element.body.iter(qn("w:p")))

    @property
    def notes(self) -> list[str]:
        """The text of each footnote that is no separator, in order."""
        return [text_of(note) for note in self.footnotes if note.get(qn("w:type")) is None]

    @property
    def links(self) -> set[str]:
        """Every address that can be followed, from the document, its footnotes and its comments."""
        parts = [self.document.part, *(rel.target_part for rel in self.document.part.rels.values()
                                       if not rel.is_external)]  # fmt: skip
        return {
            rel.target_ref for part in parts for rel in part.rels.values()
            if rel.is_external and rel.reltype == RELATIONSHIP_TYPE.HYPERLINK
        }  # fmt: skip


def text_of(element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


@pytest.mark.parametrize("language", list(SENTENCES))
def test_an_answer_has_word_s_own_footnotes(language: str) -> None:
    opened = Opened(make_answer(language=language))
    (note,) = opened.notes
    assert SENTENCES[language] in note
    assert SENTENCES[language] in opened.body
    assert f"{PDF}#page=14" in note
    assert f"{PDF}#page=14" in opened.links
    assert "5nap5h07" in opened.body


def test_the_marks_and_the_footnotes_fit() -> None:
    """Ids are unique, each footnote is referred to once, and the settings name the separators."""
    opened = Opened(make_answer(make_citation(), make_citation(SENTENCES["fr"], n=2)))
    written = [note.get(qn("w:id")) for note in opened.footnotes]
    assert written == ["-1", "0", "1", "2"]
    referred = [mark.get(qn("w:id")) for mark in opened.document.element.iter(qn("w:footnoteReference"))]
    assert referred == ["1", "2"]
    named = [one.get(qn("w:id")) for one in opened.document.settings.element.iter(qn("w:footnote"))]
    assert named == ["-1", "0"]
    assert b"/word/footnotes.xml" in opened.parts["[Content_Types].xml"]
    for note in opened.footnotes:
        if note.get(qn("w:type")) is None:
            assert len(list(note.iter(qn("w:footnoteRef")))) == 1
    styles = {style.name for style in opened.document.styles}
    assert {"footnote text", "footnote reference"} <= styles


def test_sources_and_statements_stand_below() -> None:
    body = Opened(make_answer(make_citation(stands_for="official"))).body
    assert "Accessed 9 March 2026." in body
    assert "Every quote is verbatim" in body
    assert "They are not the official texts" in body


def test_a_withheld_sentence_is_struck_and_gives_its_reason() -> None:
    opened = Opened(make_answer(withheld=(Withheld(text="Invented.", reason="“9” does not stand there"),)))
    struck = [run.text for paragraph in opened.document.paragraphs for run in paragraph.runs if run.font.strike]
    assert struck == ["Invented."]
    assert "(“9” does not stand there)" in opened.body


def test_a_refusal_is_a_refusal() -> None:
    opened = Opened(make_abstention("de"))
    assert "Keine Antwort. Nothing is said." in opened.body
    assert SENTENCES["de"] in opened.body
    assert opened.notes == []
    assert "Quellen" not in opened.body


def test_a_quotation_sheet_has_a_full_reference_for_each_quote() -> None:
    body = Opened(make_quotations("A first sentence.", "A second sentence.")).body
    assert body.count("Ministry of Health. National plan. France, 2025, file page 1.") == 3  # the list of sources too
    assert body.index("“A first sentence.”") < body.index("“A second sentence.”")


def test_a_comparison_is_a_table_that_says_who_is_silent() -> None:
    (table,) = Opened(make_matrix("Oversight", "Data")).document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Country", "Oversight", "Data"]
    assert [row[0] for row in rows[1:]] == ["France", "Malta", "Monaco"]
    assert rows[2][1:] == ["Documents held; silent on this"] * 2
    assert rows[3][1:] == ["No document held"] * 2


def test_a_checked_draft_has_footnotes_where_it_stands_and_comments_where_it_does_not() -> None:
    opened = Opened(make_draft())
    (note,) = opened.notes
    assert SENTENCES["en"] in note
    comments = {text_of(one._comment_elm) for one in opened.document.comments}
    assert len(comments) == 2
    assert any("Contradicted: the cited text says “7”." in text and SENTENCES["en"] in text for text in comments)
    assert any("Not found: not said." in text and "Nearest passage:" in text for text in comments)
    anchored = list(opened.document.element.iter(qn("w:commentRangeStart")))
    assert len(anchored) == 2


def test_a_kept_answer_says_what_has_changed() -> None:
    changed = make_citation(n=1, title="Old plan")
    same = make_citation(SENTENCES["fr"], n=2, document_id="law", title="Law")
    occasion = Occasion(on=DAY, kept_id="ab" * 8, kept_on=DAY, changes={1: Change.REVISED, 2: Change.NONE})
    body = Opened(make_answer(changed, same), occasion).body
    assert "“Old plan”: the document has a newer revision" in body
    assert "“Law”:" not in body
    assert "Kept as: abababababababab" in body
    unchanged = Opened(make_answer(changed, same), replace(occasion, changes={1: Change.NONE, 2: Change.NONE})).body
    assert "None of the cited documents has changed since." in unchanged


@pytest.mark.parametrize("name", ["answer", "refusal", "hits", "comparison", "draft"])
@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_text(text: str, name: str) -> None:
    opened = Opened(hostile_subjects(text)[name])
    said = "\n".join([opened.body, *opened.notes])
    assert one_line(text) in said
    assert all(link.startswith(("http://", "https://")) for link in opened.links)
    assert not list(opened.document.element.iter(qn("w:fldSimple"), qn("w:instrText")))


def test_the_same_answer_on_the_same_day_is_dated_by_the_caller() -> None:
    assert {one.timestamp.date() for one in Opened(make_draft()).document.comments} == {DAY}
    properties = Opened(make_answer()).document.core_properties
    assert properties.created.date() == DAY
    assert properties.title == "Who reviews results?"


def test_a_reference_and_its_link_are_of_one_size() -> None:
    document = docx.Document(io.BytesIO(export(make_quotations(), Kind.DOCX, OCCASION)))
    (reference,) = [one for one in document.paragraphs if "National plan" in one.text and one.hyperlinks][:1]
    runs = [*reference.runs, *(run for link in reference.hyperlinks for run in link.runs)]
    assert {run.font.size.pt for run in runs} == {9.5}
