"""PDF files as pypdf reads them: text in four languages, footnotes, links to the web alone."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from answer.export.escape import one_line
from answer.export.export import Kind, export
from tests.answer.export.making import (
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
)


def read(subject) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(export(subject, Kind.PDF, OCCASION)))


def text_of(reader: pypdf.PdfReader) -> str:
    """Return the text on one line; a line may have been broken anywhere between two words."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def resources_of(page: pypdf.PageObject) -> Any:
    return page["/Resources"]


def links_of(reader: pypdf.PdfReader) -> set[str]:
    return {
        str(action["/URI"])
        for page in reader.pages
        for note in page.get("/Annots") or []
        if "/URI" in (action := note.get_object().get("/A", {}))
    }


@pytest.mark.parametrize("language", list(SENTENCES))
def test_text_in_four_languages_can_be_read_back(language: str) -> None:
    reader = read(make_answer(language=language))
    text = text_of(reader)
    assert text.count(SENTENCES[language]) == 2, "once in the text and once in its footnote"
    assert "5nap5h07" in text
    assert f"{PDF}#page=14" in links_of(reader)
    assert reader.metadata is not None
    assert reader.metadata.title == "Who reviews results?"
    assert str(reader.root_object["/Lang"]) == language
    fonts: list[Any] = [font for page in reader.pages for font in resources_of(page)["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(one) for one in descriptors), "fonts are embedded"


def test_scripts_of_the_region_have_their_letters() -> None:
    """With the fonts that come with Typst alone; a letter without a shape would not come back."""
    scripts = "Қазақша ғңөұүһі Ελληνικά ქართული Հայերեն Türkçe ğış Čćđ șțľ őű"
    assert scripts in text_of(read(make_answer(make_citation(scripts))))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert export(make_answer(), Kind.PDF, OCCASION) == export(make_answer(), Kind.PDF, OCCASION)


def test_a_refusal_a_comparison_and_a_draft_say_what_they_are() -> None:
    assert "No answer. Nothing is said." in text_of(read(make_abstention()))
    comparison = read(make_matrix("Oversight", "Data"))
    assert comparison.pages[0].mediabox.width > comparison.pages[0].mediabox.height
    assert text_of(comparison).count("No document held") == 2
    draft = text_of(read(make_draft()))
    assert "Contradicted: the cited text says “7”." in draft
    assert "Not found: not said. Nearest passage:" in draft


def test_two_sources_are_two_footnotes() -> None:
    cited = (make_citation(), make_citation(SENTENCES["fr"], n=2))
    text = text_of(read(make_answer(*cited)))
    assert text.count(SENTENCES["fr"]) == text.count(SENTENCES["en"]) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_text(text: str) -> None:
    for subject in hostile_subjects(text).values():
        reader = read(subject)
        shown = text_of(reader).replace(" ", "")
        assert one_line(text).replace(" ", "") in shown
        assert links_of(reader) == set()
