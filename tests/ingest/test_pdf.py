"""What becomes of a PDF, whole or damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf.constants import PageLabelStyle

from ingest.errors import FileRejected
from ingest.readers import pdf_structure
from ingest.readers.pdf_structure import StructureError
from ingest.records import BlockKind, Document
from tests.ingest.pdfs import DATA, bend, lock, make_pdf, read, read_real, with_labels

REAL = sorted((DATA / "documents").rglob("*.pdf"))
SCANNED = ("Loi-84-20-du-02-fevrier-1984", "strategy")
needs_data = pytest.mark.skipif(not REAL, reason="needs the documents of ../shared/data")


def uncovered(document: Document) -> list[tuple[int, int]]:
    """Return page and offset of the characters that do not lie in exactly one block."""
    wrong = []
    for page in document.pages:
        times = [0] * len(page.text)
        for block in document.blocks:
            if block.page == page.number:
                assert block.span.end <= len(page.text)
                for n in range(block.span.start, block.span.end):
                    times[n] += 1
        wrong += [(page.number, n) for n, sign in enumerate(page.text) if not sign.isspace() and times[n] != 1]
    return wrong


def test_text_pages_and_sizes_come_back(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, "One page.\n#pagebreak()\nAnother page."))
    assert [page.text.strip() for page in document.pages] == ["One page.", "Another page."]
    assert [(page.width, page.height) for page in document.pages] == [(300, 400)] * 2
    assert document.warnings == ()


def test_a_hyphen_at_a_line_end_stands_before_a_line_break(tmp_path: Path) -> None:
    body = '#set page(width: 130pt)\n#set text(hyphenate: true, lang: "en")\nresponsibilities interoperability'
    text = read(make_pdf(tmp_path, body)).pages[0].text
    assert "-\n" in text
    assert text.replace("-\n", "").split() == ["responsibilities", "interoperability"]


def test_a_ligature_is_written_as_its_letters(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, '#set text(font: "Libertinus Serif")\nOffice workflow; first efficient.'))
    page = document.pages[0]
    assert page.text.strip() == "Office workflow; first efficient."
    assert page.boxes is not None
    assert len(page.boxes.unpack()) == len(page.text)


def test_a_file_with_an_empty_user_password_opens(tmp_path: Path) -> None:
    assert "Some words." in read(lock(make_pdf(tmp_path), user="")).pages[0].text


def test_a_file_with_a_password_is_rejected_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match=r"password.*qpdf --decrypt"):
        read(lock(make_pdf(tmp_path), user="secret"))


def test_more_pages_than_allowed_are_rejected(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "a\n#pagebreak()\nb\n#pagebreak()\nc")
    assert len(read(path, max_pages=3).pages) == 3
    with pytest.raises(FileRejected, match="3 pages, more than the 2 allowed"):
        read(path, max_pages=2)


def test_a_document_without_any_text_is_rejected_and_ocr_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match=r"2 pages hold no text.*ocr"):
        read(make_pdf(tmp_path, "#rect()\n#pagebreak()\n#rect()"))


def test_pages_without_text_are_kept_and_named(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, "Words.\n#pagebreak()\n#rect()\n#pagebreak()\nWords."))
    assert document.empty_pages == [2]
    assert document.warnings == ("1 of 3 pages hold no text: 2",)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "a web page, not a PDF", id="web page"),
        pytest.param(b"just words, no PDF at all", "not a PDF, whatever its name says", id="text"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "ends too early", id="cut off at once"),
        pytest.param(b"%PDF-1.7\nnothing here\n%%EOF\n", "damaged", id="nothing in it"),
    ],
)
def test_what_is_no_pdf_is_rejected_with_its_fault(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    with pytest.raises(FileRejected, match=fault) as caught:
        read(path)
    assert "Fetch it again" in caught.value.remedy


def test_a_broken_cross_reference_table_does_not_lose_the_text(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "These words survive.")
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))
    assert "These words survive." in read(path).pages[0].text


def test_a_file_that_pypdf_cannot_read_is_read_without_structure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise StructureError("RecursionError: too deep")

    monkeypatch.setattr(pdf_structure, "read_structure", fail)
    document = read(make_pdf(tmp_path, "= Heading\nWords."))
    assert "Words." in document.pages[0].text
    assert document.outline == ()
    assert "RecursionError" in document.warnings[0]


def test_a_file_that_pdfium_cannot_read_is_read_from_a_repaired_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = make_pdf(tmp_path, "These words were repaired.", name="sound.pdf").read_bytes()
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing that pdfium opens\n%%EOF")
    monkeypatch.setattr(pdf_structure, "repaired", lambda _: sound)
    document = read(path)
    assert "These words were repaired." in document.pages[0].text
    assert document.pages[0].boxes is not None
    assert any("repaired copy" in warning for warning in document.warnings)


def test_a_file_that_only_pypdf_can_read_has_text_without_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing that pdfium opens\n%%EOF")
    monkeypatch.setattr(pdf_structure, "repaired", lambda _: b"no PDF")
    monkeypatch.setattr(pdf_structure, "plain_texts", lambda _, max_pages: ["Page one.\nMore.", ""])
    document = read(path)
    assert [page.text for page in document.pages] == ["Page one.\nMore.", ""]
    assert document.pages[0].boxes is None
    assert uncovered(document) == []
    assert any("without places" in warning for warning in document.warnings)


def test_labels_of_the_file_are_taken_where_the_pages_show_no_number(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "\n#pagebreak()\n".join(f"Text {sign}." for sign in "abcde"))
    document = read(with_labels(path, (0, 1, PageLabelStyle.LOWERCASE_ROMAN, 1), (2, 4, PageLabelStyle.DECIMAL, 1)))
    assert [page.label for page in document.pages] == ["i", "ii", "1", "2", "3"]


def test_positions_are_not_passed_off_as_labels(tmp_path: Path) -> None:
    path = make_pdf(tmp_path, "\n#pagebreak()\n".join(f"Text {sign}." for sign in "abcde"))
    document = read(with_labels(path, (0, 4, PageLabelStyle.DECIMAL, 1)))
    assert [page.label for page in document.pages] == [""] * 5


def test_the_title_comes_from_the_metadata_and_the_year_from_the_title(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, '#set document(title: "Health plan 2024")\nPrinted in 2019.'))
    assert (document.title, document.year) == ("Health plan 2024", 2024)


def test_a_title_that_a_program_wrote_gives_way_to_the_first_heading(tmp_path: Path) -> None:
    document = read(
        make_pdf(tmp_path, '#set document(title: "Microsoft Word - plan_v3.docx")\n= Health for all\nWords.')
    )
    assert document.title == "Health for all"


def test_the_outline_points_at_its_pages(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, "= First\nWords.\n== Inner\nWords.\n#pagebreak()\n= Second\nWords."))
    assert [(entry.title, entry.level, entry.page) for entry in document.outline] == [
        ("First", 1, 1),
        ("Inner", 2, 1),
        ("Second", 1, 2),
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page_has_its_displayed_size(tmp_path: Path, rotate: int) -> None:
    page = read(bend(make_pdf(tmp_path), rotate=rotate)).pages[0]
    assert (page.width, page.height) == ((300, 400) if rotate in (0, 180) else (400, 300))


@pytest.mark.real
@needs_data
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem[:30])
def test_every_character_of_a_real_document_lies_in_one_block(path: Path) -> None:
    if path.stem in SCANNED:
        with pytest.raises(FileRejected, match="ocr"):
            read(path)
        return
    document = read_real(path)
    assert uncovered(document) == []
    assert all(page.boxes and len(page.boxes.unpack()) == len(page.text) for page in document.pages)
    assert not any(ord(sign) < 32 and sign not in "\n\t" for page in document.pages for sign in page.text)
    order = [(block.page, block.span.start) for block in document.blocks]
    assert order == sorted(order)
    assert not any(block.section for block in document.blocks if block.kind is BlockKind.FURNITURE)


def test_the_title_is_what_the_cover_has_in_the_largest_type(tmp_path: Path) -> None:
    title = "#text(size: 20pt)[Ethics of artificial\\ intelligence]"
    cover = f"#text(size: 15pt)[WHO GUIDANCE]\n\n{title}\n\nSome words of text."
    assert read(make_pdf(tmp_path, cover)).title == "Ethics of artificial intelligence"


@pytest.mark.parametrize(
    ("embedded", "title"),
    [
        ("Markdown To PDF", "National Health Strategy 2020"),
        ("Health Strategy", "National Health Strategy 2020"),
        ("A plan for all (web-ready PDF)", "A plan for all"),
    ],
)
def test_a_title_of_the_metadata_gives_way_to_a_fuller_one_on_the_cover(
    tmp_path: Path, embedded: str, title: str
) -> None:
    body = (
        f'#set document(title: "{embedded}")\n#text(size: 14pt)[National Health Strategy 2020]\n\nSome words of text.'
    )
    assert read(make_pdf(tmp_path, body)).title == title


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("© World Health Organization 2021. Data of 2015 and 2018.", 2021),
        ("In 2015 and 2018. Published May 2020.", 2020),
        ("In 2015 and 2018.", None),
    ],
)
def test_the_year_is_that_of_the_imprint_or_a_date_by_month(tmp_path: Path, words: str, year: int | None) -> None:
    assert read(make_pdf(tmp_path, f"#set document(date: none)\n{words}")).year == year
