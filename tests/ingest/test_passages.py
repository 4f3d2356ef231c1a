"""Passages: exact slices of pages, in which nothing is lost and nothing stands twice."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.texts import body
from ingest.passages import cut_passages
from ingest.records import Block, BlockKind, Document, Passage
from tests.factories import make_block, make_document

_SECTIONS = st.sampled_from([(), ("One",), ("One", "A"), ("Two",)])
_KINDS = st.sampled_from(list(BlockKind))
_TEXT = st.text(st.sampled_from("ab. \n!") | st.characters(codec="utf-8"), min_size=1, max_size=120)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Pages made of blocks that lie one behind the other, each with any text, kind and section."""
    texts, blocks = [], []
    for page in range(1, draw(st.integers(1, 3)) + 1):
        text = ""
        for _ in range(draw(st.integers(0, 6))):
            piece, kind, section = draw(_TEXT), draw(_KINDS), draw(_SECTIONS)
            if kind is BlockKind.HEADING:
                section = (*section, " ".join(piece.split()))
            blocks.append(make_block(len(text), len(text) + len(piece), kind, page=page, section=section))
            text += f"{piece}\n"
        texts.append(text)
    language = draw(st.sampled_from(["en", "fr", "de", "ru", "und"]))
    return make_document(*texts, blocks=tuple(blocks), language=language)


def cut(document: Document, max_chars: int = 900) -> list[Passage]:
    return cut_passages(document, document_id="plan", max_chars=max_chars)


def places(text: str, start: int, end: int, page: int) -> set[tuple[int, int]]:
    return {(page, at) for at in range(start, end) if not text[at].isspace()}


def places_of(document: Document, block: Block) -> set[tuple[int, int]]:
    return places(document.pages[block.page - 1].text, block.span.start, block.span.end, block.page)


@given(document=documents(), max_chars=st.integers(20, 400))
@settings(max_examples=150)
def test_every_passage_is_a_slice_of_its_page_and_its_sentences_cover_it(document: Document, max_chars: int) -> None:
    for passage in cut(document, max_chars):
        text = document.pages[passage.page - 1].text
        assert passage.span.of(text) == passage.text
        inside = [passage.span.start, *(at for span in passage.sentences for at in (span.start, span.end))]
        assert inside == sorted(inside)
        assert passage.sentences[-1].end <= passage.span.end
        covered = set().union(*(places(text, span.start, span.end, 1) for span in passage.sentences))
        assert covered == places(text, passage.span.start, passage.span.end, 1)


@given(document=documents(), max_chars=st.integers(20, 400))
@settings(max_examples=150)
def test_every_character_of_the_running_text_is_in_exactly_one_passage(document: Document, max_chars: int) -> None:
    found = Counter(
        place
        for passage in cut(document, max_chars)
        for place in places(document.pages[passage.page - 1].text, passage.span.start, passage.span.end, passage.page)
    )
    assert not found or max(found.values()) == 1
    by_kind: dict[BlockKind, set[tuple[int, int]]] = {kind: set() for kind in BlockKind}
    for block in document.blocks:
        by_kind[block.kind] |= places_of(document, block)
    optional = by_kind.pop(BlockKind.FURNITURE) | by_kind.pop(BlockKind.HEADING)
    assert set(found) - optional == set().union(*by_kind.values())
    furniture = {place for b in document.blocks if b.kind is BlockKind.FURNITURE for place in places_of(document, b)}
    assert not furniture & set(found)


@given(document=documents(), max_chars=st.integers(20, 400))
@settings(max_examples=100)
def test_no_passage_is_longer_than_allowed_and_every_key_differs(document: Document, max_chars: int) -> None:
    passages = cut(document, max_chars)
    assert all(len(passage.span) <= max_chars for passage in passages)
    assert len({passage.passage_id for passage in passages}) == len(passages)
    assert passages == cut(document, max_chars)


def test_a_heading_is_in_the_section_of_what_follows_and_no_passage_of_its_own() -> None:
    document = make_document(
        "Aims\nThe plan has aims.",
        blocks=(
            make_block(0, 4, BlockKind.HEADING, section=("Aims",)),
            make_block(5, 23, section=("Aims",)),
        ),
    )
    assert [(p.text, p.section) for p in cut(document)] == [("The plan has aims.", ("Aims",))]


def test_a_heading_that_nothing_follows_on_its_page_is_a_passage() -> None:
    document = make_document(
        "Aims", "The plan has aims.",
        blocks=(make_block(0, 4, BlockKind.HEADING, section=("Aims",)), make_block(0, 18, page=2, section=("Aims",))),
    )  # fmt: skip
    assert [(p.page, p.text, p.kind) for p in cut(document)] == [
        (1, "Aims", BlockKind.HEADING),
        (2, "The plan has aims.", BlockKind.PARAGRAPH),
    ]


def test_a_heading_too_long_for_one_passage_is_kept_whole_where_nothing_follows() -> None:
    title = "A heading of many words that goes on and on"
    document = make_document(title, blocks=(make_block(0, len(title), BlockKind.HEADING, section=(title,)),))
    assert "".join(p.text for p in cut(document, 20)).replace(" ", "") == title.replace(" ", "")


def test_sections_pages_tables_and_notes_do_not_share_a_passage() -> None:
    text = "One text.\nTwo text.\nRow a\nRow b\nA note."
    kinds = [
        (BlockKind.PARAGRAPH, ("One",)), (BlockKind.PARAGRAPH, ("Two",)), (BlockKind.TABLE_ROW, ("Two",)),
        (BlockKind.TABLE_ROW, ("Two",)), (BlockKind.FOOTNOTE, ("Two",)),
    ]  # fmt: skip
    ends = [0, *(at + 1 for at, char in enumerate(text) if char == "\n"), len(text) + 1]
    blocks = tuple(
        make_block(start, end - 1, kind, section=section)
        for (start, end), (kind, section) in zip(pairwise(ends), kinds, strict=True)
    )
    assert [p.text for p in cut(make_document(text, blocks=blocks))] == [
        "One text.", "Two text.", "Row a\nRow b", "A note.",
    ]  # fmt: skip


def test_a_list_stays_with_the_paragraph_that_announces_it() -> None:
    text = "The plan asks for:\n- a register;\n- a budget."
    blocks = (
        make_block(0, 18), make_block(19, 32, BlockKind.LIST_ITEM), make_block(33, len(text), BlockKind.LIST_ITEM),
    )  # fmt: skip
    assert [p.text for p in cut(make_document(text, blocks=blocks))] == [text]


def lines_of(text: str, *kinds: BlockKind) -> Document:
    """A page with a block for each line; the first is a paragraph and the others items unless kinds are given."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    kinds = kinds or (BlockKind.PARAGRAPH, *[BlockKind.LIST_ITEM] * (len(lines) - 1))
    blocks = tuple(
        make_block(start, start + len(line), kind) for start, line, kind in zip(starts, lines, kinds, strict=True)
    )
    return make_document(text, blocks=blocks)


@pytest.mark.parametrize("mark", ["3.", "(3)", "a.", "•"])
def test_a_number_in_a_block_of_its_own_belongs_to_the_block_behind_it(mark: str) -> None:
    text = f"The plan has aims.\n{mark}\nA register is kept."
    document = lines_of(text, *[BlockKind.PARAGRAPH] * 3)
    assert [span.of(text) for span in cut(document)[0].sentences] == [
        "The plan has aims.",
        f"{mark}\nA register is kept.",
    ]
    assert [passage.text for passage in cut(document, 30)] == ["The plan has aims.", f"{mark}\nA register is kept."]


def test_a_number_that_numbers_nothing_ends_the_sentence_before() -> None:
    text = "The software is ready for the wave\n2.\n• The next one is not."
    document = lines_of(text, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM)
    assert [span.of(text) for span in cut(document)[0].sentences] == [
        "The software is ready for the wave\n2.", "• The next one is not.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lead",
    [
        "The plan asks for:",
        "This does not apply where",
        "Dies gilt nicht, wenn",
        "Sont punis ceux qui",
        "Это не относится к случаям:",
    ],
)
def test_a_sentence_that_announces_a_list_stays_with_the_first_item(lead: str) -> None:
    before = "The plan has aims. They are named below, one by one."
    text = f"{before} {lead}\n1. a register is kept for all to see;\n2. a budget is set by the ministry."
    passages = cut(lines_of(text), 80)
    assert [passage.text for passage in passages] == [
        before, f"{lead}\n1. a register is kept for all to see;", "2. a budget is set by the ministry.",
    ]  # fmt: skip
    assert [passage.context for passage in passages] == ["", "", lead.rstrip(":")]


def test_a_lead_that_does_not_fit_with_its_item_stays_where_it_is() -> None:
    text = "The plan has aims. It asks for:\n- a register that is kept by the ministry;"
    assert [p.text for p in cut(lines_of(text), 45)] == text.split("\n")


def test_a_list_within_a_list_is_told_with_both_of_its_leads_and_the_outer_one_goes_on_without() -> None:
    text = (
        "It is punished to\n1. sell goods that\n(a) are forbidden,\n(h) are spoilt,\n(i) are false, or\n2. hide goods."
        "\nOthers may do so."
    )
    items = [BlockKind.LIST_ITEM] * 5
    passages = cut(lines_of(text, BlockKind.PARAGRAPH, *items, BlockKind.PARAGRAPH), 19)
    assert {passage.text: passage.context for passage in passages} == {
        "It is punished to": "",
        "1. sell goods that": "It is punished to",
        "(a) are forbidden,": "It is punished to 1. sell goods that",
        "(h) are spoilt,": "It is punished to 1. sell goods that",
        "(i) are false, or": "It is punished to 1. sell goods that",
        "2. hide goods.": "It is punished to",
        "Others may do so.": "",
    }


def test_a_list_goes_on_over_a_page_and_a_footnote() -> None:
    first, second = "The plan asks for:\n- a register;\n1 See the law.", "- a budget."
    document = make_document(
        first, second,
        blocks=(
            make_block(0, 18), make_block(19, 32, BlockKind.LIST_ITEM), make_block(33, 47, BlockKind.FOOTNOTE),
            make_block(0, 11, BlockKind.LIST_ITEM, page=2),
        ),
    )  # fmt: skip
    assert [passage.context for passage in cut(document)] == ["", "", "The plan asks for"]


def test_an_item_further_down_a_list_is_announced_by_none_that_stands_before_it() -> None:
    text = "The plan has aims:\n• health for all\n2. The next chapter is about data."
    passages = cut(lines_of(text, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM), 40)
    assert [(p.text, p.context) for p in passages][-1] == ("2. The next chapter is about data.", "")


def test_items_that_nothing_announces_have_no_context() -> None:
    assert {p.context for p in cut(lines_of("- a register\n- a budget", *[BlockKind.LIST_ITEM] * 2), 14)} == {""}


def test_what_an_announced_item_is_about_is_read_by_the_encoder() -> None:
    text = "The plan does not ask for:\n- a register that is kept;\n- a budget."
    last = cut(lines_of(text), 56)[-1]
    assert body(last) == "The plan does not ask for: - a budget."


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru"])
def test_a_long_numbered_paragraph_is_cut_between_its_sentences(language: str) -> None:
    text = "(3) " + "Der Rat prüft die Daten und berichtet darüber. " * 12
    document = make_document(text, language=language)
    passages = cut(document, 200)
    assert len(passages) > 1
    assert all(passage.text.endswith(".") for passage in passages)


def test_a_page_number_between_two_paragraphs_parts_them() -> None:
    text = "First part.\n12\nSecond part."
    blocks = (make_block(0, 11), make_block(12, 14, BlockKind.FURNITURE), make_block(15, len(text)))
    assert [p.text for p in cut(make_document(text, blocks=blocks))] == ["First part.", "Second part."]


@pytest.mark.parametrize("max_chars", [30, 60])
def test_passages_end_at_sentences(max_chars: int) -> None:
    text = "The first one is here. The second one is here. The third one is here."
    assert all(p.text.endswith(".") for p in cut(make_document(text), max_chars))


def test_a_sentence_longer_than_a_passage_is_cut_at_white_space() -> None:
    text = "word " * 40 + "end."
    pieces = [p.text for p in cut(make_document(text), 50)]
    assert " ".join(pieces) == text
    assert all(len(piece) <= 50 for piece in pieces)


def test_a_row_too_long_for_a_passage_is_cut_and_its_pieces_read_as_they_stand() -> None:
    row = "Malta " + "reviews each result " * 20
    reading = f"Country: {row.strip()}"
    block = make_block(0, len(row), BlockKind.TABLE_ROW, context="Country", reading=reading)
    document = make_document(row, blocks=(block,))
    assert [passage.readings for passage in cut(document)] == [(reading,)]
    pieces = cut(document, 100)
    assert [passage.readings for passage in pieces] == [()] * len(pieces)
    assert all(passage.context == "Country" for passage in pieces)
