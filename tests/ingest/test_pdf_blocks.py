"""Headings, paragraphs, list items, rows, notes and furniture are told apart by how the lines are set."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.clean import readable
from ingest.passages import cut_passages
from ingest.records import BlockKind, Document
from tests.ingest.pdfs import DATA, make_pdf, read, read_real

HEAD = '#set page(width: 400pt, height: 560pt, margin: 50pt)\n#set text(size: 10pt, font: "Libertinus Serif")\n'
LONG = "The strategy sets out how health data are used, who decides on that, and what is asked of those who hold them. "
NUMBERED = '#set heading(numbering: "1.1")\n'


def blocks(document: Document, *, page: int = 1) -> list[tuple[str, str]]:
    """Return kind and words of a page's blocks."""
    text = document.pages[page - 1].text
    return [(block.kind.value, readable(block.span.of(text))) for block in document.blocks if block.page == page]


def paths(document: Document) -> list[tuple[str, ...]]:
    """Return the section paths of the headings."""
    return [block.section for block in document.blocks if block.kind is BlockKind.HEADING]


def test_a_wrapped_paragraph_is_one_block(tmp_path: Path) -> None:
    assert blocks(read(make_pdf(tmp_path, LONG * 3, head=HEAD))) == [("paragraph", (LONG * 3).strip())]


def test_paragraphs_with_space_between_are_two_blocks(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, f"{LONG}\n\n{LONG}", head=HEAD))
    assert [kind for kind, _ in blocks(document)] == ["paragraph", "paragraph"]


def test_paragraphs_told_apart_by_their_indent_are_two_blocks(tmp_path: Path) -> None:
    body = f"#set par(first-line-indent: 2em, spacing: 0.65em)\n{LONG * 2}\n\n{LONG * 2}"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert [words for _, words in blocks(document)] == [(LONG * 2).strip()] * 2


def test_a_hanging_indent_stays_one_block(tmp_path: Path) -> None:
    body = f"#set par(hanging-indent: 3em)\n{LONG * 2}"
    assert len(blocks(read(make_pdf(tmp_path, body, head=HEAD)))) == 1


def test_headings_make_a_path_by_their_numbers(tmp_path: Path) -> None:
    body = f"{NUMBERED}= Aims\n{LONG}\n== Health\n{LONG}\n=== Data\n{LONG}\n== Care\n{LONG}\n= Means\n{LONG}"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert paths(document) == [
        ("1 Aims",),
        ("1 Aims", "1.1 Health"),
        ("1 Aims", "1.1 Health", "1.1.1 Data"),
        ("1 Aims", "1.2 Care"),
        ("2 Means",),
    ]


def test_headings_make_a_path_by_their_size_where_there_is_no_outline(tmp_path: Path) -> None:
    large, small = "#block(text(size: 18pt)[{}])", "#block(text(size: 13pt)[{}])"
    body = "\n".join(
        [
            large.format("Aims"),
            LONG,
            small.format("Health"),
            LONG,
            large.format("Means"),
            LONG,
            small.format("Cost"),
            LONG,
        ]
    )
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert document.outline == ()
    assert paths(document) == [("Aims",), ("Aims", "Health"), ("Means",), ("Means", "Cost")]


def test_text_carries_the_headings_above_it_over_the_page_break(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, f"= Aims\n{LONG * 5}\n#pagebreak()\n{LONG}", head=HEAD))
    assert document.blocks[-1].section == ("Aims",)


def test_a_bold_line_above_its_text_is_a_heading(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, f"{LONG}\n\n*Who decides*\n\n{LONG}", head=HEAD))
    assert blocks(document)[1] == ("heading", "Who decides")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("*Figure 3: Spending by year*", id="caption"),
        pytest.param("*This sentence is bold, and it is a sentence.*", id="bold sentence"),
        pytest.param("#text(size: 20pt)[47 %]", id="large figure"),
        pytest.param(f"*{LONG}*", id="bold paragraph"),
        pytest.param(f"#text(size: 14pt)[{LONG * 2}]", id="large paragraph"),
    ],
)
def test_what_only_looks_like_a_heading_is_none(tmp_path: Path, line: str) -> None:
    assert paths(read(make_pdf(tmp_path, f"{LONG * 3}\n\n{line}\n\n{LONG * 3}", head=HEAD))) == []


def test_bold_words_inside_a_paragraph_are_no_heading(tmp_path: Path) -> None:
    bold = "*rules on the use of health data by anyone at all are kept by all of those who*"
    body = f"#set par(justify: true)\n{LONG}All will see to it that {bold} have to keep them. {LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD))) == []


def test_an_article_takes_its_name_from_the_line_below(tmp_path: Path) -> None:
    body = f"{LONG}\n#v(8pt)\n#align(center)[_Article 5_\n\n*Right of access*]\n#v(4pt)\n{LONG}"
    assert ("Article 5 Right of access",) in paths(read(make_pdf(tmp_path, body, head=HEAD)))


def test_an_article_named_in_a_sentence_is_no_heading(tmp_path: Path) -> None:
    body = f"The rules are those that were laid down in\\ Article 5 of the Regulation\\ and no other. {LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD))) == []


def test_each_list_item_is_a_block(tmp_path: Path) -> None:
    body = f"The aims are:\n- {LONG}\n- Second aim.\n\n+ One.\n+ {LONG}\n"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert [kind for kind, _ in blocks(document)] == ["paragraph", *["list_item"] * 4]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ("Bekanntmachung vom 12. Juli 1985 (BGBl. I", "S. 1502), zuletzt geändert am 3. Mai."), id="a page"
        ),
        pytest.param(
            ("The journal of computing, 5(1), pages 29–", "37. They are named in the register."), id="a range"
        ),
        pytest.param(("Der Rat darf dies auch nach dem Absatz", "(2) nur tun, wenn er es will."), id="de cited"),
        pytest.param(("This holds in the cases of Article 5", "(2) and in no other case."), id="en cited"),
        pytest.param(("Cela vaut aussi pour le cas de l’alinéa", "2. Le reste ne change pas."), id="fr cited"),
        pytest.param(("Это правило действует также для пункта", "2. Остальное не меняется."), id="ru cited"),
        pytest.param(("The context is established or in the case of systems", "– re-evaluated."), id="a dash"),
    ],
)
def test_a_line_that_goes_on_with_a_sentence_is_no_item(tmp_path: Path, lines: tuple[str, str]) -> None:
    document = read(make_pdf(tmp_path, "\\ ".join(lines), head=HEAD))
    assert blocks(document) == [("paragraph", " ".join(lines))]


@pytest.mark.parametrize("mark", ["(1a)", "3a.", "3a)", "(100)"])
def test_a_number_with_a_letter_begins_an_item(tmp_path: Path, mark: str) -> None:
    document = read(make_pdf(tmp_path, f"The aims are these.\\ #[{mark}] to keep a register.", head=HEAD))
    assert [kind for kind, _ in blocks(document)] == ["paragraph", "list_item"]


def test_a_dash_in_a_list_begins_an_item(tmp_path: Path) -> None:
    body = "The plan asks for\\ – a register of all systems\\ – a budget."
    assert [kind for kind, _ in blocks(read(make_pdf(tmp_path, body, head=HEAD)))] == ["paragraph", *["list_item"] * 2]


def test_what_stands_beside_the_page_is_in_no_passage(tmp_path: Path) -> None:
    body = f"{LONG}#place(dx: 500pt, dy: 30pt)[divisionCounter]"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert ("furniture", "divisionCounter") in blocks(document)
    assert [passage.text for passage in cut_passages(document, document_id="plan") if "Counter" in passage.text] == []


def test_the_raised_number_of_a_note_ends_the_sentence_before_it(tmp_path: Path) -> None:
    body = f"{LONG}#super(typographic: false)[12] Trustworthy systems come next. 12 Member States agree. {LONG}"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    text = document.pages[0].text
    passages = cut_passages(document, document_id="plan")
    found = [readable(span.of(text)) for passage in passages for span in passage.sentences]
    assert found[1:3] == ["Trustworthy systems come next.", "12 Member States agree."]
    assert found[0].endswith("12")


def test_footnotes_are_told_from_the_text(tmp_path: Path) -> None:
    body = f"Text.#footnote[First note.] {LONG}#footnote[Second note.]"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    notes = [words for kind, words in blocks(document) if kind == "footnote"]
    assert [words.lstrip("12 ") for words in notes] == ["First note.", "Second note."]


def test_a_table_has_a_block_per_row_with_its_header_as_context(tmp_path: Path) -> None:
    rows = [
        "[*Country*], [*Year*], [*Share*]",
        "[France], [2021], [40 %]",
        "[Malta], [2022], [50 %]",
        "[Spain], [2023], [60 %]",
    ]
    body = f"{LONG}\n#table(columns: (1fr, 1fr, 1fr), {', '.join(rows)})\n{LONG}"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    found = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [readable(block.span.of(document.pages[0].text)) for block in found] == [
        "Country Year Share",
        "France 2021 40 %",
        "Malta 2022 50 %",
        "Spain 2023 60 %",
    ]
    assert [block.context for block in found] == ["", *["Country | Year | Share"] * 3]
    assert found[2].reading == "Country: Malta | Year: 2022 | Share: 50 %"


def test_a_list_of_abbreviations_has_a_block_per_line(tmp_path: Path) -> None:
    terms = ", ".join(
        f"[{short}], [{full}]" for short, full in [("AI", "artificial intelligence"), ("EU", "the Union")]
    )
    body = f"{LONG}\n#grid(columns: (90pt, 200pt), row-gutter: 5pt, {terms})"
    rows = [words for kind, words in blocks(read(make_pdf(tmp_path, body, head=HEAD))) if kind == "table_row"]
    assert rows == ["AI artificial intelligence", "EU the Union"]


def test_cells_of_several_lines_stay_in_their_row(tmp_path: Path) -> None:
    cells = "[Access], [Every person may see their data at once and free of charge], [The ministry]"
    body = f"{LONG}\n#table(columns: (80pt, 100pt, 80pt), {', '.join([cells] * 3)})"
    rows = [words for kind, words in blocks(read(make_pdf(tmp_path, body, head=HEAD))) if kind == "table_row"]
    assert rows == ["Access Every person may see their data at once and free of charge The ministry"] * 3


def test_heads_feet_and_contents_are_furniture(tmp_path: Path) -> None:
    body = (
        '#set page(header: [National plan], footer: context align(center, counter(page).display("1")))\n'
        f"#outline()\n#pagebreak()\n= Aims\n{LONG}\n#pagebreak()\n= Means\n{LONG}\n#pagebreak()\n= Costs\n{LONG}"
    )
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert {kind for kind, _ in blocks(document)} == {"furniture"}
    assert [kind for kind, _ in blocks(document, page=2)].count("furniture") == 2
    assert [page.label for page in document.pages] == ["1", "2", "3", "4"]


def test_a_page_turned_by_a_quarter_is_read_as_its_reader_would(tmp_path: Path) -> None:
    body = f"#rotate(-90deg, reflow: true, block(width: 400pt)[{LONG * 3}\n\n{LONG * 3}])"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert [kind for kind, _ in blocks(document)] == ["paragraph", "paragraph"]


@pytest.mark.real
@pytest.mark.skipif(not DATA.exists(), reason="needs the documents of ../shared/data")
@pytest.mark.parametrize(
    ("name", "page", "section"),
    [
        pytest.param(
            "en/01_NIST_AI_RMF_1.0.pdf", 12, ("Part 1: Foundational Information", "1. Framing Risk",
            "1.2 Challenges for AI Risk Management", "1.2.2 Risk Tolerance"), id="outline",
        ),
        pytest.param(
            "en/ETHICS AND_GOVERNANCE_AI_ForHealth.pdf", 28,
            ("3. APPLICATIONS OF ARTIFICIAL INTELLIGENCE FOR HEALTH", "3.3 In health systems management and planning"),
            id="numbers and sizes",
        ),
        pytest.param(
            "fr/ECO_FRANCE.pdf", 8,
            ("3 / L’économie française depuis un demi-siècle", "Le retour temporaire de la croissance"), id="sizes",
        ),
    ],
)  # fmt: skip
def test_sections_of_real_documents_are_those_read_by_eye(name: str, page: int, section: tuple[str, ...]) -> None:
    document = read_real(DATA / "documents" / name)
    assert section in {block.section for block in document.blocks if block.page == page}


def rows(document: Document) -> list[tuple[str, str]]:
    """Return words on the page and reading of the table rows."""
    return [
        (readable(block.span.of(document.pages[block.page - 1].text)), readable(block.reading))
        for block in document.blocks
        if block.kind is BlockKind.TABLE_ROW
    ]


def test_a_table_without_rules_is_read_with_its_header(tmp_path: Path) -> None:
    cells = (
        "[*Country*], [*Year*], [*Body*], [Malta], [2022], [The agency for health data and devices], "
        "[Spain], [2023], [None]"
    )
    table = f"#table(columns: (80pt, 50pt, 110pt), stroke: none, {cells})"
    document = read(make_pdf(tmp_path, f"{LONG}\n{table}", head=HEAD))
    assert rows(document)[1:] == [
        ("Malta 2022 The agency for health data and devices",
         "Country: Malta | Year: 2022 | Body: The agency for health data and devices"),
        ("Spain 2023 None", "Country: Spain | Year: 2023 | Body: None"),
    ]  # fmt: skip


def test_a_table_goes_on_on_the_next_page_without_its_header(tmp_path: Path) -> None:
    columns = "columns: (90pt, 60pt, 60pt)"
    first = f"#table({columns}, [*Country*], [*Year*], [*Share*], [Malta], [2022], [4], [Spain], [2023], [5])"
    second = f"#table({columns}, [France], [2024], [6], [Norway], [2025], [7])"
    document = read(make_pdf(tmp_path, f"{LONG}\n{first}\n#pagebreak()\n{second}\n{LONG}", head=HEAD))
    assert [reading for _, reading in rows(document)][-2:] == [
        "Country: France | Year: 2024 | Share: 6", "Country: Norway | Year: 2025 | Share: 7",
    ]  # fmt: skip


def test_merged_cells_are_read_in_each_row(tmp_path: Path) -> None:
    cells = (
        "[*Goal*], [*Step*], [*Year*], table.cell(rowspan: 2)[Access], [First step], [2022], [Second step], [2023], "
        "[Trust], [Third step], [2024]"
    )
    document = read(make_pdf(tmp_path, f"{LONG}\n#table(columns: (80pt, 90pt, 60pt), {cells})", head=HEAD))
    assert [reading for _, reading in rows(document)] == [
        "", "Goal: Access | Step: First step | Year: 2022", "Goal: Access | Step: Second step | Year: 2023",
        "Goal: Trust | Step: Third step | Year: 2024",
    ]  # fmt: skip


def test_a_drawn_table_written_column_by_column_is_put_row_by_row(tmp_path: Path) -> None:
    columns = [("Country", "Malta", "Spain"), ("Year", "2022", "2023"), ("Share", "4", "5")]
    places = "".join(
        f"#place(dx: {100 * x}pt, dy: {30 * y}pt, box(width: 100pt, height: 30pt, stroke: 1pt, inset: 5pt)[{cell}])"
        for x, column in enumerate(columns)
        for y, cell in enumerate(column)
    )
    document = read(make_pdf(tmp_path, f"{LONG}\n#block(height: 100pt)[{places}]", head=HEAD))
    assert rows(document)[1:] == [
        ("Malta 2022 4", "Country: Malta | Year: 2022 | Share: 4"),
        ("Spain 2023 5", "Country: Spain | Year: 2023 | Share: 5"),
    ]
    page = document.pages[0]
    assert page.boxes is not None
    assert len(page.boxes.unpack()) == len(page.text)


def test_shading_line_by_line_does_not_cut_a_cell(tmp_path: Path) -> None:
    shaded = "#rect(width: 100pt, height: 12pt, fill: luma(230), stroke: none, inset: 1pt)"
    cell = f"#stack({', '.join(f'[{shaded}[{words}]]' for words in ('All persons', 'see their data', 'at once'))})"
    cells = f"[*Right*], [*Since*], [*Body*], [{cell}], [2022], [Agency], [None], [2023], [Office]"
    body = f"#table(columns: (110pt, 70pt, 70pt), {cells})"
    document = read(make_pdf(tmp_path, f"{LONG}\n{body}", head=HEAD))
    assert rows(document)[1] == (
        "All persons see their data at once 2022 Agency",
        "Right: All persons see their data at once | Since: 2022 | Body: Agency",
    )


def test_a_header_in_plain_type_is_known_by_the_answers_below_it(tmp_path: Path) -> None:
    """It is set like the rows and holds a figure, but says what Yes and No are about."""
    rows = "".join(f"[{name}], [{one}], [{other}]," for name, one, other in _ANSWERS)
    head = "[Respondent], [A framework stands since 2020], [Public consultation has occurred],"
    document = read(make_pdf(tmp_path, f"#table(columns: (60pt, 80pt, 80pt), {head} {rows})\nText follows here."))
    readings = [block.reading for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    names = ("Respondent", "A framework stands since 2020", "Public consultation has occurred")
    assert readable(readings[1]) == " | ".join(f"{name}: {cell}" for name, cell in zip(names, _ANSWERS[0], strict=True))


def test_a_first_row_that_answers_like_the_others_is_no_header(tmp_path: Path) -> None:
    rows = "".join(f"[{name}], [{one}], [{other}]," for name, one, other in _ANSWERS)
    document = read(make_pdf(tmp_path, f"#table(columns: (60pt, 80pt, 80pt), stroke: none, {rows})\nText follows."))
    readings = [block.reading for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert readings[0] == "Malta | Yes | No"


_ANSWERS = [("Malta", "Yes", "No"), ("France", "Yes", "Yes"), ("Spain", "No", "Yes"), ("Poland", "No", "No")]


def test_a_subheading_that_comes_again_at_pages_tops_far_apart_is_a_heading(tmp_path: Path) -> None:
    names = [f"{one}{other}" for one in ("Ar", "Ber", "Cor", "Dal") for other in ("nova", "tis", "lund")]
    texts = [f"{name} and {name.lower()[::-1]} are where {LONG * 2}" for name in names]
    pages = [f"*Bibliography*\n\n{text}" if n % 4 == 0 else text for n, text in enumerate(texts)]
    document = read(make_pdf(tmp_path, "#pagebreak()".join(pages), head=HEAD))
    assert paths(document) == [("Bibliography",)] * 3


def test_a_large_title_that_comes_again_page_after_page_is_a_heading(tmp_path: Path) -> None:
    pages = [f"#text(size: 18pt)[Milestones of goal {n}]\n\n{LONG * 2}" for n in range(1, 6)]
    document = read(make_pdf(tmp_path, "#pagebreak()".join(pages), head=HEAD))
    assert paths(document) == [(f"Milestones of goal {n}",) for n in range(1, 6)]


def test_a_numbered_section_stays_above_what_is_set_alike_without_a_number(tmp_path: Path) -> None:
    body = f"*1.1. The space*\n\n{LONG}\n\n*INS*\n\n{LONG}\n\n*Trajectory*\n\n{LONG}\n\n*1.2. The services*\n\n{LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD))) == [
        ("1.1. The space",),
        ("1.1. The space", "INS"),
        ("1.1. The space", "Trajectory"),
        ("1.2. The services",),
    ]


def test_a_section_stands_under_the_chapter_whose_number_it_begins_with(tmp_path: Path) -> None:
    body = f"*7 Accountability*\n\n{LONG}\n\n*1.1 Human agency*\n\n{LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD)))[-1] == ("1.1 Human agency",)


def test_a_foreword_in_large_type_does_not_stand_above_the_chapters(tmp_path: Path) -> None:
    body = f"#text(size: 24pt)[*Foreword*]\n\n{LONG * 4}\n\n#text(size: 14pt)[*1. Platforms*]\n\n{LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD)))[-1] == ("1. Platforms",)


def test_a_date_in_large_type_heads_nothing(tmp_path: Path) -> None:
    body = f"#text(size: 14pt)[Last updated 5 March 2025]\n\n{LONG * 4}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD))) == []


def test_two_lines_centred_below_a_bare_section_name_it(tmp_path: Path) -> None:
    name = "Rights of natural persons in relation to the primary use of\\ their data, and related provisions"
    body = f"{LONG}\n#v(8pt)\n#align(center)[*SECTION 1*\\ {name}]\n#v(8pt)\n{LONG}"
    assert paths(read(make_pdf(tmp_path, body, head=HEAD))) == [
        ("SECTION 1 Rights of natural persons in relation to the primary use of their data, and related provisions",)
    ]


@pytest.mark.parametrize("words", ["86% accuracy was claimed", "2 way communication of items"])
def test_small_type_that_begins_with_a_figure_is_no_note_that_the_text_calls_for(tmp_path: Path, words: str) -> None:
    body = f"{LONG * 12}\n\n#text(size: 8pt)[{words}. {LONG * 3}]"
    assert "footnote" not in [kind for kind, _ in blocks(read(make_pdf(tmp_path, body, head=HEAD)))]


def test_a_heading_written_last_is_read_before_the_text_below_it(tmp_path: Path) -> None:
    body = f"#v(40pt)\n{LONG * 8}\n#place(top, dy: 0pt, text(size: 16pt)[*4 Implementation*])"
    found = blocks(read(make_pdf(tmp_path, body, head=HEAD)))
    assert found[0] == ("heading", "4 Implementation")


def test_a_heading_in_the_margin_written_last_is_read_before_the_text_beside_it(tmp_path: Path) -> None:
    text = f"#pad(left: 90pt)[{LONG * 4}\n\n{LONG * 4}]"
    body = f"{text}\n#place(top, dy: 0pt, text(size: 16pt)[*Why so?*])"
    assert blocks(read(make_pdf(tmp_path, body, head=HEAD)))[0] == ("heading", "Why so?")


def test_lines_set_wide_are_a_paragraph_beside_many_small_ones_set_close(tmp_path: Path) -> None:
    labels = "".join(f"#place(dx: 0pt, dy: {7 * n}pt, text(size: 6pt)[label {n}])" for n in range(30))
    text = f"#par(leading: 1.15em)[{LONG * 5}]"
    document = read(make_pdf(tmp_path, f"#block(height: 220pt, width: 100%)[{labels}]\n{text}", head=HEAD))
    assert blocks(document)[-1] == ("paragraph", (LONG * 5).strip())


def test_a_numbered_label_with_its_value_beside_it_is_no_heading(tmp_path: Path) -> None:
    rows = [("4.1. How often reports are due", "twice a year"), ("4.2. Further requirements", "none")]
    lines = [f"#place(dy: {20 * n}pt)[{a}] #place(dx: 200pt, dy: {20 * n}pt)[{b}]" for n, (a, b) in enumerate(rows)]
    document = read(make_pdf(tmp_path, f"{LONG * 4}\n\n#block(height: 60pt)[{' '.join(lines)}]", head=HEAD))
    found = [words for kind, words in blocks(document) if kind in ("paragraph", "list_item")]
    assert found[1:] == [f"{a} {b}" for a, b in rows]
    assert paths(document) == []


def test_a_line_over_two_columns_does_not_mix_their_sentences(tmp_path: Path) -> None:
    left = ["Secure, reliable and efficient", "rooms for the servers of a", "hospital can be rented."]
    right = ["The agreement lets you buy space:", "• halls that are shared", "• halls of your own"]
    places = [(0, 0, left[0]), (170, 0, right[0]), (0, 14, left[1]), (0, 28, left[2])]
    places += [(170, 44, right[1]), (170, 58, right[2])]
    body = " ".join(f"#place(dx: {x}pt, dy: {y}pt)[{words}]" for x, y, words in places)
    document = read(make_pdf(tmp_path, f"#block(height: 80pt, width: 100%)[{body}]", head=HEAD))
    assert [words for _, words in blocks(document)] == [" ".join(left), *right]


def test_a_row_with_two_lines_in_its_first_cell_is_not_parted(tmp_path: Path) -> None:
    rows = [("The ministry of health and of", "the family", "2023"), ("The agency for drugs and", "devices", "2024")]
    places = [
        place
        for n, (one, two, year) in enumerate(rows)
        for place in ((0, 40 * n, one), (170, 40 * n, f"since {year}"), (0, 40 * n + 12, two))
    ]
    body = " ".join(f"#place(dx: {x}pt, dy: {y}pt)[{words}]" for x, y, words in places)
    document = read(make_pdf(tmp_path, f"#block(height: 120pt, width: 100%)[{body}]", head=HEAD))
    text = readable(document.pages[0].text)
    assert "health and of since 2023 the family" in text


def test_a_note_ends_where_the_type_changes(tmp_path: Path) -> None:
    note = "#place(dy: 300pt, text(size: 6pt)[1 As the survey of the last year has shown.])"
    more = "#place(dy: 280pt, text(size: 8.5pt)[3 laboratories took part in the last year of the programme.])"
    document = read(make_pdf(tmp_path, f"{LONG * 4} This is so.#super[1] {note} {more}", head=HEAD))
    assert [words for kind, words in blocks(document) if kind == "footnote"] == [
        "1 As the survey of the last year has shown."
    ]


def test_an_item_that_ends_a_column_does_not_run_into_the_next_column(tmp_path: Path) -> None:
    """Items without a full stop, the last one of a column ending in a short line."""
    left = "improved safety through records \\ and access to them at the point \\ of care"
    right = "applied analytics reduce the time \\ that patients wait for a bed"
    body = f"#place(dx: 0pt, block(width: 130pt)[{left}]) #place(dx: 160pt, block(width: 130pt)[{right}])"
    document = read(make_pdf(tmp_path, f"#block(height: 90pt, width: 100%)[{body}]", head=HEAD))
    assert [words for _, words in blocks(document)] == [left.replace(" \\", ""), right.replace(" \\", "")]


def test_a_figures_label_with_a_number_heads_nothing(tmp_path: Path) -> None:
    label = "#text(size: 7pt)[4.1.3 Synthesis of data]"
    document = read(make_pdf(tmp_path, f"{LONG * 3}\n\n{label}\n\n{LONG}", head=HEAD))
    assert paths(document) == []


def test_a_few_lines_set_wide_above_a_close_table_are_one_paragraph(tmp_path: Path) -> None:
    """Their own page tells too little of how far lines stand apart; the document's other pages do."""
    wide = "#set par(leading: 1.15em)\n"
    cell = f"#par(leading: 0.3em)[{LONG}]"
    table = f"#table(columns: (1fr, 1fr, 1fr), {', '.join(f'[{cell}]' for _ in range(9))})"
    before = "Each hospital names a person who answers for the safe use of models and reports once a year. " * 18
    document = read(make_pdf(tmp_path, f"{wide}{before}\n#pagebreak()\n{LONG}{LONG}\n{table}", head=HEAD))
    assert blocks(document, page=2)[0] == ("paragraph", (LONG * 2).strip())
