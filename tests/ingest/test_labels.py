"""The number printed on a page is read where it is certain, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.furniture import Edge
from ingest.labels import page_labels, printed_labels
from ingest.readers.pdf_lines import Line
from ingest.records import Span
from tests.ingest.pdfs import DATA, read_real

BLANK = ""


def margins(*feet: str | Sequence[str]) -> list[list[Edge]]:
    """Return pages that show these words in the foot."""
    return [[make_edge(text) for text in ([foot] if isinstance(foot, str) else foot) if text] for foot in feet]


def make_edge(text: str, *, is_head: bool = False) -> Edge:
    return Edge(0, Line(span=Span(0, len(text)), text=text), is_head, 30.0)


@pytest.mark.parametrize(
    ("feet", "labels"),
    [
        pytest.param(["1", "2", "3", "4"], ["1", "2", "3", "4"], id="from the first page on"),
        pytest.param(["", "", "1", "2", "3"], ["", "", "1", "2", "3"], id="after a cover"),
        pytest.param(["- 7 -", "- 8 -", "- 9 -"], ["7", "8", "9"], id="between dashes"),
        pytest.param(["Page 2 of 9", "Page 3 of 9", "Page 4 of 9"], ["2", "3", "4"], id="of a total"),
        pytest.param(["Seite 2 von 9", "Seite 3 von 9", "Seite 4 von 9"], ["2", "3", "4"], id="German"),
        pytest.param(["стр. 2", "стр. 3", "стр. 4"], ["2", "3", "4"], id="Russian"),
        pytest.param(["5/96 ELI", "ELI 6/96", "7/96 ELI"], ["5", "6", "7"], id="left and right pages"),
        pytest.param(["22 Heyer", "The economy 23", "24 Heyer"], ["22", "23", "24"], id="beside a running title"),
        pytest.param(["Institute ǀ 4", "Institute ǀ 5", "Institute ǀ 6"], ["4", "5", "6"], id="after a bar"),
        pytest.param(["48620", "48621", "48622"], ["48620", "48621", "48622"], id="five figures"),
        pytest.param(["iii", "iv", "v", "vi"], ["iii", "iv", "v", "vi"], id="roman"),
        pytest.param(["XI", "XII", "XIII"], ["XI", "XII", "XIII"], id="capital roman"),
        pytest.param(["A-1", "A-2", "A-3"], ["A-1", "A-2", "A-3"], id="of an annex"),
        pytest.param(
            ["i", "ii", "iii", "1", "2", "3", "4"], ["i", "ii", "iii", "1", "2", "3", "4"], id="front matter first"
        ),
        pytest.param(["1", "2", "", "4", "5"], ["1", "2", "3", "4", "5"], id="a page between without its number"),
        pytest.param(["1", "2", "3", "", ""], ["1", "2", "3", "", ""], id="pages after the last number stay unknown"),
        pytest.param(["1", "2"], ["", ""], id="two are too few"),
        pytest.param(["2021", "2021", "2021", "2021"], ["", "", "", ""], id="a year does not rise"),
        pytest.param(["Part 3", "Part 3", "Part 3"], ["", "", ""], id="a chapter does not rise"),
        pytest.param(["51 see", "56 see", "60 see", "71 see"], ["", "", "", ""], id="notes rise unevenly"),
        pytest.param(
            [["1", "i"], ["2", "ii"], ["3", "iii"], ["4", "iv"]],
            ["", "", "", ""],
            id="two series contradict each other",
        ),
        pytest.param(
            ["1", "2", "3", "4", "1", "2", "3", "4"],
            ["1", "2", "3", "4", "1", "2", "3", "4"],
            id="counting begins anew",
        ),
        pytest.param(
            [["1", "i"], ["2", "ii"], ["3", "iii"], "1", "2", "3"],
            ["i", "ii", "iii", "1", "2", "3"],
            id="positions hidden beside roman numbers",
        ),
        pytest.param(
            [["7", "a 2", "b 31", "c 5", "90"], ["8", "a 4", "b 30", "c 3", "12"], ["9", "a 8", "b 35", "c 1", "77"]],
            ["", "", ""],
            id="a table full of figures",
        ),
        pytest.param(["iiii", "iiiii", "iiiiii"], ["", "", ""], id="no roman numbers"),
    ],
)
def test_labels_are_read_off_the_margins(feet: list[str], labels: list[str]) -> None:
    assert printed_labels(margins(*feet)) == labels


@pytest.mark.parametrize(
    ("feet", "declared", "labels"),
    [
        pytest.param(["", "", ""], ["", "i", "1"], ["", "i", "1"], id="declared, nothing printed"),
        pytest.param(["", "", ""], ["1", "2", "3"], ["", "", ""], id="positions declared, nothing printed"),
        pytest.param(["1", "2", "3"], ["1", "2", "3"], ["1", "2", "3"], id="positions declared and printed"),
        pytest.param(["", "1", "2", "3"], ["cover", "1", "2", "3"], ["cover", "1", "2", "3"], id="both agree"),
        pytest.param(["", "1", "2", "3"], ["1", "2", "3", "4"], ["", "1", "2", "3"], id="the page wins"),
        pytest.param(["", "", "1", "2", "3"], ["1", "1", "1", "2", "3"], ["", "", "1", "2", "3"], id="repeated labels"),
        pytest.param(["", "", ""], ["i", "1"], ["", "", ""], id="too few declared"),
        pytest.param(["", "", ""], ["0", "1", "2"], ["", "", ""], id="declared from nought on"),
        pytest.param(["5", "6", "7"], [], ["5", "6", "7"], id="none declared"),
    ],
)
def test_what_is_printed_counts_more_than_what_is_declared(
    feet: list[str], declared: list[str], labels: list[str]
) -> None:
    assert page_labels(margins(*feet), declared) == labels


@given(
    first=st.integers(1, 300),
    shown=st.lists(st.booleans(), min_size=3, max_size=60),
    noise=st.lists(st.sampled_from(["", "2024", "Chapter 4", "v", "12 notes"]), min_size=60, max_size=60),
)
def test_a_label_is_right_or_missing(first: int, shown: list[bool], noise: list[str]) -> None:
    """However many pages hide their number, and whatever else stands there, no page is numbered wrongly."""
    feet = [
        [str(first + n) if is_shown else BLANK, other]
        for n, (is_shown, other) in enumerate(zip(shown, noise, strict=False))
    ]
    labels = printed_labels(margins(*feet))
    seen = [n for n, is_shown in enumerate(shown) if is_shown]
    if len(seen) >= 0.8 * len(shown):
        assert all(label in ("", str(first + n)) for n, label in enumerate(labels))


@pytest.mark.real
@pytest.mark.skipif(not DATA.exists(), reason="needs the documents of ../shared/data")
@pytest.mark.parametrize(
    ("name", "offset", "begin"),
    [
        pytest.param("en/MWI_Malawi_Digital-Health-Strategy_2020-2025.pdf", -14, 15, id="Malawi"),
        pytest.param("en/Literature-Review-AI-in-Public-Health-web.pdf", -7, 8, id="literature review"),
        pytest.param("en/02_ITU_Healthcare_AI.pdf", -6, 7, id="ITU"),
        pytest.param("en/01_Ethics_Guidelines_EU_HLEG.pdf", -2, 3, id="HLEG"),
        pytest.param("fr/ECO_FRANCE.pdf", 20, 1, id="OFCE"),
    ],
)
def test_labels_of_real_documents_are_those_read_by_eye(name: str, offset: int, begin: int) -> None:
    pages = read_real(DATA / "documents" / name).pages
    arabic = [page for page in pages if page.label.isdigit()]
    assert all(int(page.label) == page.number + offset for page in arabic)
    assert all(page.number >= begin for page in arabic)
    assert len(arabic) >= 0.85 * (len(pages) - begin + 1)
