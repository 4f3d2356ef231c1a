from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pages import HARD_BREAK, Piece, by_section, flow, heading, lay_out, page_level, raised, table_pieces
from ingest.readers.tables import Cell
from ingest.records import BlockKind

PIECES = st.lists(
    st.builds(Piece, text=st.text(max_size=40), kind=st.sampled_from(list(BlockKind)), level=st.integers(0, 6)),
    max_size=30,
)


def head(text: str, level: int = 1) -> Piece:
    return Piece(text=text, kind=BlockKind.HEADING, level=level)


@given(pieces=PIECES)
def test_every_visible_character_lies_in_exactly_one_block(pieces: list[Piece]) -> None:
    layout = lay_out(by_section(pieces))
    for page in layout.pages:
        seen = [0] * len(page.text)
        for block in (block for block in layout.blocks if block.page == page.number):
            for place in range(block.span.start, block.span.end):
                seen[place] += 1
        assert all(count == 1 for count, char in zip(seen, page.text, strict=True) if not char.isspace())
        assert not any(count > 1 for count in seen)


@given(pieces=PIECES)
def test_cutting_into_pages_loses_no_piece(pieces: list[Piece]) -> None:
    whole, cut = lay_out([pieces]), lay_out(by_section(pieces))
    assert sorted("".join(page.text for page in whole.pages).split()) == sorted(
        " ".join(page.text for page in cut.pages).split()
    )
    assert all(page.text for page in cut.pages)
    assert [page.number for page in cut.pages] == list(range(1, len(cut.pages) + 1))


@given(text=st.text())
def test_page_text_can_be_stored_and_ends_lines_in_one_way(text: str) -> None:
    layout = lay_out([[Piece(text=text)]])
    layout.pages[0].text.encode("utf-8")
    assert not set(layout.pages[0].text) & set("\r\f\v\x00\x85\u2028\u2029\ufeff\u00ad")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([], 1, id="no heading"),
        pytest.param([1, 1, 2], 1, id="several of the outermost"),
        pytest.param([1, 2, 2, 3], 2, id="one title above sections"),
        pytest.param([1, 2, 3], 2, id="one title above one section"),
        pytest.param([0, 1, 2, 2], 2, id="title and lone subtitle"),
        pytest.param([2, 1, 2, 2], 1, id="the lone one is not first"),
        pytest.param([1, 4, 2, 2], 2, id="a deep heading right below the title"),
    ],
)
def test_pages_begin_at_the_outermost_level_below_the_title(levels: list[int], expected: int) -> None:
    assert page_level(levels) == expected


def test_title_is_kept_out_of_the_section_paths_below_it() -> None:
    pieces = [
        head("Plan"),
        Piece(text="Intro"),
        head("Aims", 2),
        head("First", 3),
        Piece(text="Words"),
        head("Means", 2),
    ]
    layout = lay_out(by_section(pieces))
    assert [page.text for page in layout.pages] == ["Plan\n\nIntro", "Aims\n\nFirst\n\nWords", "Means"]
    assert [block.section for block in layout.blocks] == [
        ("Plan",), (), ("Aims",), ("Aims", "First"), ("Aims", "First"), ("Means",),
    ]  # fmt: skip
    assert [(entry.title, entry.level, entry.page) for entry in layout.outline][:2] == [("Plan", 1, 1), ("Aims", 2, 2)]
    assert layout.title == "Plan"


def test_title_alone_shares_the_first_sections_page() -> None:
    layout = lay_out(by_section([head("Plan"), head("Aims", 2), head("Means", 2)]))
    assert [page.text for page in layout.pages] == ["Plan\n\nAims", "Means"]


def test_footnotes_stand_at_the_end_of_their_page() -> None:
    pieces = [head("A"), Piece(text="[1] note", kind=BlockKind.FOOTNOTE), Piece(text="after"), head("B")]
    assert lay_out(by_section(pieces)).pages[0].text == "A\n\nafter\n\n[1] note"


def test_long_section_goes_on_on_a_new_page_at_a_heading() -> None:
    pieces = [head("A"), *(Piece(text="x" * 999) for _ in range(16)), head("A.1", 2), Piece(text="y"), head("B")]
    pages = lay_out(by_section(pieces)).pages
    assert [page.text[:3] for page in pages] == ["A\n\n", "A.1", "B"]


def test_endless_section_without_headings_is_cut_between_blocks() -> None:
    pages = lay_out(by_section([Piece(text="x" * 999) for _ in range(100)])).pages
    assert len(pages) == 4
    assert all(len(page.text) < 40_000 for page in pages)


def test_empty_pages_are_kept_where_the_file_has_them() -> None:
    assert [page.text for page in lay_out([[Piece(text="a")], [], [Piece(text="b")]]).pages] == ["a", "", "b"]


def test_rows_know_their_header_and_cells_keep_their_place() -> None:
    rows = [["Indicator", "", "Country", "Value"], ["Readiness", "", "", "7"], ["Staff", "", "Malta", ""]]
    pieces = list(table_pieces([[Cell(text) for text in row] for row in rows], header_rows=1))
    assert [piece.text for piece in pieces] == ["Indicator | Country | Value", "Readiness | | 7", "Staff | Malta"]
    assert [piece.context for piece in pieces] == ["", *["Indicator | Country | Value"] * 2]
    assert [piece.reading for piece in pieces] == [
        "", "Indicator: Readiness | Value: 7", "Indicator: Staff | Country: Malta",
    ]  # fmt: skip


def test_paragraph_set_as_a_heading_is_a_paragraph() -> None:
    assert heading("A short title.", level=2).kind is BlockKind.HEADING
    assert heading("It goes on and on. " * 20, level=2).kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n  b\tc ", "a b c", id="source line breaks"),
        pytest.param(f"a {HARD_BREAK} b", "a\nb", id="line break that is seen"),
        pytest.param("10\u00a0%", "10\u00a0%", id="no-break space stays"),
    ],
)
def test_running_text_is_one_line_but_for_breaks_that_are_seen(text: str, expected: str) -> None:
    assert flow(text) == expected


def test_raised_figures_do_not_run_into_the_number_before_them() -> None:
    assert "10" + raised("6") == "10⁶"
    assert raised("st") == "st"
