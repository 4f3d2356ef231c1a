"""A table's rows are found and read with what names them, or are no rows at all."""

from __future__ import annotations

from pathlib import Path

from ingest.clean import readable
from ingest.records import BlockKind, Document
from tests.ingest.pdfs import make_pdf, read

HEAD = '#set page(width: 400pt, height: 560pt, margin: 50pt)\n#set text(size: 10pt, font: "Libertinus Serif")\n'
LONG = "The strategy sets out how health data are used, who decides on that, and what is asked of those who hold them. "
COUNTRIES = ["Australia", "Belgium", "Canada", "Denmark", "Estonia", "Finland"]


def readings(document: Document) -> list[str]:
    """Return the rows as they are read alone."""
    return [readable(block.reading) for block in document.blocks if block.kind is BlockKind.TABLE_ROW and block.reading]


def blocks(document: Document, *, page: int = 1) -> list[tuple[str, str]]:
    """Return kind and words of a page's blocks."""
    text = document.pages[page - 1].text
    return [(block.kind.value, readable(block.span.of(text))) for block in document.blocks if block.page == page]


def drawn(*cells: str, columns: int = 2, options: str = "") -> str:
    """Return a table with its cells drawn."""
    return f"#table(columns: ({'1fr, ' * columns}), {options} {', '.join(f'[{cell}]' for cell in cells)})"


def level_rules(rows: list[tuple[str, str]], *, heights: list[int]) -> str:
    """Return a table of two columns with no upright rules, the level ones drawn cell by cell."""
    parts, top = [], 0
    for (one, other), height in zip(rows, heights, strict=True):
        for left, words in ((0, one), (110, other)):
            parts.append(
                f"#place(dx: {left}pt, dy: {top}pt, line(length: {110 if left == 0 else 190}pt, stroke: 0.4pt))"
            )
            parts.append(
                f"#place(dx: {left + 6}pt, dy: {top + 5}pt, block(width: {90 if left == 0 else 170}pt)[{words}])"
            )
        top += height
    for left, length in ((0, 110), (110, 190)):
        parts.append(f"#place(dx: {left}pt, dy: {top}pt, line(length: {length}pt, stroke: 0.4pt))")
    return f"#block(height: {top}pt, width: 100%)[{' '.join(parts)}]"


def test_a_table_without_upright_rules_is_one_where_the_level_ones_are_cut_into_cells(tmp_path: Path) -> None:
    rows = [("Categories", "Subcategories"), ("GOVERN: " + LONG, LONG * 2), ("MAP: " + LONG, LONG * 2)]
    document = read(make_pdf(tmp_path, level_rules(rows, heights=[20, 130, 130]), head=HEAD))
    assert [text.split(" | ")[0][:18] for text in readings(document)] == ["Categories: GOVERN", "Categories: MAP: T"]
    assert all(f"Subcategories: {LONG}" in text for text in readings(document))


def test_rules_that_part_groups_of_rows_make_no_cells_of_whole_groups(tmp_path: Path) -> None:
    names = ((5, "France", "11"), (20, "Malta", "12"), (35, "Spain", "13"))
    lines = [f"#place(dx: 6pt, dy: {y}pt)[{a}] #place(dx: 116pt, dy: {y}pt)[{b}]" for y, a, b in names]
    rules = [f"#place(dx: {x}pt, dy: {y}pt, line(length: {w}pt, stroke: 0.4pt))"
             for y in (0, 50, 100) for x, w in ((0, 110), (110, 190))]  # fmt: skip
    more = [line.replace("dy: ", "dy: 50pt + ") for line in lines]
    document = read(make_pdf(tmp_path, f"#block(height: 110pt)[{' '.join([*rules, *lines, *more])}]", head=HEAD))
    assert not any("France" in text and "Malta" in text for text in readings(document))


def test_a_header_set_like_the_rows_is_known_by_the_answers_below_it(tmp_path: Path) -> None:
    cells = ["Respondent", "A framework for health data governance exists or is planned in the country"]
    for n, country in enumerate(COUNTRIES):
        cells += [country, "Yes" if n % 2 else "No"]
    document = read(make_pdf(tmp_path, drawn(*cells), head=HEAD))
    assert readings(document)[0] == (
        "Respondent: Australia | A framework for health data governance exists or is planned in the country: No"
    )


def test_a_first_row_of_answers_is_no_header(tmp_path: Path) -> None:
    cells = [cell for country in COUNTRIES for cell in (country, "Yes")]
    assert readings(read(make_pdf(tmp_path, drawn(*cells), head=HEAD)))[0] == "Australia | Yes"


def test_a_word_above_each_text_is_its_header(tmp_path: Path) -> None:
    document = read(make_pdf(tmp_path, drawn("Strengths", "Weaknesses", LONG, LONG), head=HEAD))
    assert readings(document) == [f"Strengths: {LONG.strip()} | Weaknesses: {LONG.strip()}"]


def test_a_first_row_that_alone_is_shaded_is_the_header(tmp_path: Path) -> None:
    cells = ("Acronym", "Meaning", "ARS", "Regional agency", "INS", "Identity")
    shaded = drawn(*cells, options="fill: (x, y) => if y == 0 { luma(220) },")
    plain = read(make_pdf(tmp_path, drawn(*cells), head=HEAD, name="plain.pdf"))
    assert readings(read(make_pdf(tmp_path, shaded, head=HEAD)))[0] == "Acronym: ARS | Meaning: Regional agency"
    assert readings(plain)[-1] == "INS | Identity"


def test_rows_above_one_that_counts_the_columns_are_the_header(tmp_path: Path) -> None:
    cells = ("form of check", "how often", "who", "1", "2", "3", "on paper", "each year", "the ministry")
    document = read(make_pdf(tmp_path, drawn(*cells, columns=3), head=HEAD))
    assert readings(document) == ["form of check: on paper | how often: each year | who: the ministry"]


def test_a_header_that_comes_again_at_each_pages_top_is_none_of_its_running_lines(tmp_path: Path) -> None:
    pages = [
        drawn(
            "*Activity*",
            "*Deliverables*",
            f"{name}\n- {LONG}\n- {name} again",
            f"Report to {name}",
            LONG,
            f"Visit to {name}",
        )
        for name in COUNTRIES
    ]
    document = read(make_pdf(tmp_path, "#pagebreak()".join(page + LONG * 3 for page in pages), head=HEAD))
    assert all(("table_row", "Activity Deliverables") in blocks(document, page=n) for n in range(1, 7))
    assert readings(document)[0].endswith("| Deliverables: Report to Australia")
    assert len(readings(document)) == 12


def test_a_row_with_the_first_columns_name_begins_the_table_anew(tmp_path: Path) -> None:
    cells = (
        "*Principle*",
        "*Safety*",
        "*Definition*",
        "AI is safe.",
        "*Principle*",
        "*Fairness*",
        "*Definition*",
        "AI is fair.",
    )
    document = read(make_pdf(tmp_path, drawn(*cells), head=HEAD))
    assert readings(document) == [
        "Principle: Definition | Safety: AI is safe.",
        "Principle: Definition | Fairness: AI is fair.",
    ]


def test_a_bold_line_between_rows_is_read_with_those_below_it(tmp_path: Path) -> None:
    rows = ["[], [*2001*], [*2008*], [*2011*]"]
    for name in ("*GDP*", "*Balance*"):
        rows += [f"table.cell(colspan: 4)[{name}]", "[France], [1,9], [0,3], [1,0]", "[Malta], [2,0], [0,7], [0,8]"]
    body = f"#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none, {', '.join(rows)})"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    assert readings(document)[0] == "GDP | France | 2001: 1,9 | 2008: 0,3 | 2011: 1,0"
    assert readings(document)[-1] == "Balance | Malta | 2001: 2,0 | 2008: 0,7 | 2011: 0,8"


def test_a_row_over_all_columns_is_read_with_those_below_it(tmp_path: Path) -> None:
    cells = [
        "[*Type*], [*Date*]",
        "table.cell(colspan: 2)[Mail]",
        "[Check], [2023]",
        "table.cell(colspan: 2)[Chat]",
        "[Test], [2024]",
    ]
    document = read(make_pdf(tmp_path, f"#table(columns: (1fr, 1fr), {', '.join(cells)})", head=HEAD))
    assert readings(document)[-3:] == ["Mail | Type: Check | Date: 2023", "Chat", "Chat | Type: Test | Date: 2024"] or (
        readings(document)[-2:] == ["Mail | Type: Check | Date: 2023", "Chat | Type: Test | Date: 2024"]
    )


def test_a_long_cell_is_read_paragraph_by_paragraph_with_the_rows_name(tmp_path: Path) -> None:
    items = "\n".join(f"+ {LONG * 2}" for _ in range(6))
    document = read(make_pdf(tmp_path, drawn("*Category*", "*Content*", "Patient summaries", items), head=HEAD))
    found = readings(document)
    assert len(found) > 1
    assert all(text.startswith("Category: Patient summaries | Content: ") for text in found)
    assert all(len(text) < 1100 for text in found)


def test_a_row_that_goes_on_overleaf_keeps_its_name(tmp_path: Path) -> None:
    table = drawn("*Category*", "*Content*", "GOVERN", LONG * 12, "MAP", LONG, "MANAGE", LONG)
    document = read(make_pdf(tmp_path, table, head=HEAD))
    first_overleaf = next(b for b in document.blocks if b.page == 2 and b.kind is BlockKind.TABLE_ROW)
    assert readable(first_overleaf.reading).startswith("Category: GOVERN | Content: ")


def test_names_in_two_columns_are_no_rows(tmp_path: Path) -> None:
    entries = [
        f"#place(dx: {left}pt, dy: {26 * n}pt)[{name} Smith] "
        f"#place(dx: {left + 11}pt, dy: {26 * n + 12}pt)[University of Somewhere]"
        for n, name in enumerate(COUNTRIES)
        for left in (0, 150)
    ]
    document = read(make_pdf(tmp_path, f"#block(height: 200pt)[{' '.join(entries)}]", head=HEAD))
    assert [kind for kind, _ in blocks(document)] == ["paragraph"] * 12


def test_boxes_side_by_side_whose_rows_do_not_meet_are_no_table(tmp_path: Path) -> None:
    left = "".join(f"#place(dx: 0pt, dy: {30 * n}pt, rect(width: 100pt, height: 30pt)[One {n}])" for n in range(6))
    right = "".join(f"#place(dx: 100pt, dy: {45 * n}pt, rect(width: 100pt, height: 45pt)[Two {n}])" for n in range(4))
    document = read(make_pdf(tmp_path, f"#block(height: 200pt)[{left}{right}]", head=HEAD))
    assert not any("One" in words and "Two" in words for _, words in blocks(document))
    assert readings(document) == []


def test_a_first_column_without_level_rules_belongs_to_the_table_that_its_frame_closes(tmp_path: Path) -> None:
    level = [f"#place(dx: 80pt, dy: {y}pt, line(length: 220pt))" for y in (0, 30, 60)]
    level += ["#place(dx: 0pt, dy: 90pt, line(length: 300pt))"]
    upright = [f"#place(dx: {x}pt, dy: 0pt, line(angle: 90deg, length: 90pt))" for x in (0, 80, 190, 300)]
    words = [(n, f"No {n}1", f"Programme {n}", f"{n} places") for n in (1, 2, 3)]
    first = [f"#place(dx: 5pt, dy: {30 * n - 20}pt)[{a}]" for n, a, _, _ in words]
    rest = [
        f"#place(dx: {x}pt, dy: {30 * n - 20}pt)[{cell}]" for n, _, b, c in words for x, cell in ((85, b), (195, c))
    ]
    below = "#table(columns: (80pt, 110pt), [Kind], [Date], [Law], [2013])"
    body = f"#block(height: 100pt)[{' '.join([*level, *upright, *first, *rest])}]\n{below}"
    document = read(make_pdf(tmp_path, body, head=HEAD))
    rows = [words for kind, words in blocks(document) if kind == "table_row"]
    assert rows[:3] == [f"{a} {b} {c}" for _, a, b, c in words]


def placed(*words: tuple[float, float, str], height: int = 300) -> str:
    """Return words at places (x, y in points), written in this order."""
    parts = " ".join(f"#place(dx: {x}pt, dy: {y}pt)[{text}]" for x, y, text in words)
    return f"#block(height: {height}pt, width: 100%)[{parts}]"


def test_lists_under_names_are_read_item_by_item_with_the_name(tmp_path: Path) -> None:
    lists = [[f"{side} {n} of the programme, as the review of last year describes it" for n in range(1, 5)]
             for side in ("Chance", "Risk")]  # fmt: skip
    cells = ["#text(size: 16pt)[Opportunities]", "#text(size: 16pt)[Threats]"]
    cells += ["\\ ".join(f"• {item}" for item in items) for items in lists]
    document = read(make_pdf(tmp_path, drawn(*cells), head=HEAD))
    assert readings(document) == [f"Opportunities: • {item}" for item in lists[0]] + [
        f"Threats: • {item}" for item in lists[1]
    ]


def test_a_row_with_a_name_of_its_own_is_read_whole(tmp_path: Path) -> None:
    items = "\\ ".join(f"• Deliverable {n} of the programme, as described in the review of it" for n in range(1, 7))
    document = read(make_pdf(tmp_path, drawn("*Activity*", "*Deliverables*", "Train staff", items), head=HEAD))
    assert len(readings(document)) == 1
    assert readings(document)[0].startswith("Activity: Train staff | Deliverables: • Deliverable 1")


def test_texts_in_boxes_under_years_are_read_with_their_year(tmp_path: Path) -> None:
    texts = [(0, 30, "Ten regions send case data"), (0, 60, "Half of the laboratories report"),
             (150, 30, "All regions send case data"), (150, 60, "All of the laboratories report")]  # fmt: skip
    small = [(x, y, f"#text(size: 8pt)[{words}]") for x, y, words in texts]
    body = placed((0, 0, "#text(size: 12pt)[*End of 2023*]"), (150, 0, "#text(size: 12pt)[*End of 2024*]"),
                  small[3], small[0], small[1], small[2])  # fmt: skip
    document = read(make_pdf(tmp_path, f"{LONG * 3}\n\n{body}", head=HEAD))
    assert sorted(readings(document)) == sorted(
        f"End of {2023 if x == 0 else 2024}: {words}" for x, _, words in texts
    )


def test_two_columns_of_running_text_under_headings_are_no_rows(tmp_path: Path) -> None:
    heads = [(0, 0, "#text(size: 12pt)[*Aims*]"), (150, 0, "#text(size: 12pt)[*Means*]")]
    columns = [(x, 20, f"#block(width: 130pt, text(size: 8pt)[{LONG * 5}])") for x in (0, 150)]
    document = read(make_pdf(tmp_path, placed(*heads, *columns), head=HEAD))
    assert readings(document) == []


def test_a_coloured_page_is_no_cell_around_a_shaded_table(tmp_path: Path) -> None:
    cells = ", ".join(f"[{country}], [has a strategy], [since 20{n}0]" for n, country in enumerate(COUNTRIES[:4]))
    table = f"#table(columns: 3, stroke: none, gutter: 2pt, fill: luma(200), {cells})"
    head = HEAD.replace("margin: 50pt", "margin: 50pt, fill: luma(240)")
    document = read(make_pdf(tmp_path, f"The countries are these.\n\n{table}\n\nThis was the list.", head=head))
    kinds = [kind for kind, _ in blocks(document)]
    assert kinds == ["paragraph", *["table_row"] * 4, "paragraph"]
