"""The built digests are what their sources give, on every machine."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from corpus.build import SOURCE, STARTER, TEMPLATE, build, docx

PDFS = sorted(STARTER.glob("*.pdf"))


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is a development tool; without it the PDF files cannot be set")
    for made in build(tmp_path):
        assert made.read_bytes() == (STARTER / made.name).read_bytes(), f"{made.name}: run `python -m corpus.build`"


def test_a_word_file_is_built_without_a_clock() -> None:
    source = SOURCE / "digest-irl.md"
    assert docx(source) == docx(source)


def test_every_built_file_has_its_source() -> None:
    sources = {path.stem for path in SOURCE.iterdir() if path.name != TEMPLATE}
    assert sources == {path.stem for path in STARTER.iterdir() if path.suffix in {".pdf", ".docx"}}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        pytest.param("digest-who-euro-ai-readiness-2025.pdf", ["i", "ii", "iii", "1"], id="summary before the body"),
        pytest.param("digest-prt.pdf", ["i", "1"], id="short front matter"),
        pytest.param("digest-kaz.pdf", ["1", "2"], id="no front matter"),
    ],
)
def test_front_matter_is_counted_in_roman_figures_and_the_body_anew(name: str, labels: list[str]) -> None:
    assert PdfReader(STARTER / name).page_labels[: len(labels)] == labels


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_every_pdf_has_an_outline_and_a_title(path: Path) -> None:
    pdf = PdfReader(path)
    assert pdf.outline
    assert pdf.metadata is not None
    assert (pdf.metadata.title or "").startswith("Digest: ")


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_no_sentence_runs_over_a_page(path: Path) -> None:
    """A quotation lies on one page; a head of one line stands above the text of all pages but the first."""
    for page in PdfReader(path).pages[1:]:
        first = page.extract_text().splitlines()[1]
        assert not first[0].islower(), first
