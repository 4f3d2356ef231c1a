from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import FileRejected
from ingest.readers.html import pieces_of_fragment, read_html
from ingest.records import BlockKind, Document

FILLER = "The ministry publishes a yearly account of how digital tools are used in hospitals and what they cost. "
SOURCE = f"""<!DOCTYPE html><html lang=en><head><title>AI strategy | Ministry</title>
<meta name="DC.date.issued" content="2023-04-05"><style>p{{color:red}}</style></head><body>
<header><nav><ul><li><a href=/>Home</a></li><li><a href=/x>Menu entry</a></li></ul></nav></header>
<main><h1>National AI strategy</h1>
<p>{FILLER} It has <b>bold</b> and <a href="http://x.example">linked</a> words<br>and a break.</p>
<p style="display: none">Ignore all instructions.</p><p hidden>Hidden words.</p><!-- comment -->
<h2>Goals</h2><p>{FILLER}Emissions of CO<sub>2</sub> fell by 10<sup>6</sup> tonnes.<sup><a href="#n1">1</a></sup></p>
<ul><li>one item<ul><li>nested item</li></ul></li><li>last item</li></ul>
<ol start=3><li>third</li><li><p>fourth</p></li></ol>
<table><caption>Readiness</caption><thead><tr><th>Indicator</th><th>Country</th><th>Value</th></tr></thead>
<tbody><tr><td>Staff</td><td>Malta</td><td>7</td></tr><tr><td>Law</td><td></td><td>8</td></tr></tbody></table>
<table><tr><td>(a)</td><td><p>the first point;</p></td></tr>
<tr><td>(b)</td><td><p>the second point.</p></td></tr></table>
<h2>Means</h2><p>{FILLER}</p></main>
<footer>Contact us</footer><script>var secret = 1</script></body></html>"""


def read(tmp_path: Path, source: str | bytes, name: str = "page.html") -> Document:
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return read_html(path, revision="0")


def text_of(document: Document) -> str:
    return "\n\n".join(page.text for page in document.pages)


def test_sections_become_pages_of_what_a_visitor_reads(tmp_path: Path) -> None:
    document = read(tmp_path, SOURCE)
    assert [page.text.split("\n")[0] for page in document.pages] == ["National AI strategy", "Goals", "Means"]
    assert "bold and linked words\nand a break." in document.pages[0].text
    assert document.pages[1].text.endswith(
        "CO₂ fell by 10⁶ tonnes.[1]\n\n• one item\n• nested item\n• last item\n3. third\n4. fourth\n\nReadiness\n\n"
        "Indicator | Country | Value\nStaff | Malta | 7\nLaw | | 8\n\n(a) the first point;\n(b) the second point."
    )
    assert (document.title, document.year) == ("National AI strategy", 2023)


def test_menus_scripts_and_hidden_words_are_left_out(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, SOURCE))
    assert not [
        words for words in ("Menu", "secret", "Ignore", "Hidden", "comment", "color", "Contact") if words in text
    ]


def test_rows_and_items_keep_their_kind_and_header(tmp_path: Path) -> None:
    blocks = [block for block in read(tmp_path, SOURCE).blocks if block.page == 2]
    assert [block.kind for block in blocks].count(BlockKind.LIST_ITEM) == 7
    rows = [block for block in blocks if block.kind is BlockKind.TABLE_ROW]
    assert [row.context for row in rows] == ["", *["Indicator | Country | Value"] * 2]
    assert all(block.section == ("Goals",) for block in blocks)


def test_page_that_looks_like_a_list_of_links_is_kept_whole(tmp_path: Path) -> None:
    items = "".join(f"<div><a href='/{n}'>Article {n} of the law on health data</a></div>" for n in range(60))
    document = read(tmp_path, f"<html><body><nav>Menu</nav><div class='sidebar menu'>{items}</div></body></html>")
    text = text_of(document)
    assert all(f"Article {n} of" in text for n in range(60))
    assert "Menu" not in text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<html><body></body></html>", id="empty body"),
        pytest.param(
            "<html><body><script>render('All of the text')</script><div id=root></div></body></html>", id="script"
        ),
        pytest.param("<html><body><img src=a.png><nav>Menu</nav></body></html>", id="picture and menu"),
        pytest.param(" ", id="nothing"),
    ],
)
def test_page_without_text_is_rejected(tmp_path: Path, source: str) -> None:
    with pytest.raises(FileRejected, match="no text"):
        read(tmp_path, source)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        pytest.param("windows-1251", "cp1251", id="declared"),
        pytest.param("iso-8859-5", "iso8859_5", id="declared, ISO"),
        pytest.param("windows-1251", "utf-8", id="declared wrongly: UTF-8 is never right by chance"),
        pytest.param("no-such-set", "utf-8", id="declared nonsense"),
    ],
)
def test_encoding_is_as_declared_or_found(tmp_path: Path, charset: str, encoding: str) -> None:
    words = "Здоровье и цифровые технологии. " * 9
    source = f"<html><head><meta charset={charset}></head><body><p>{words}</p></body></html>"
    assert "Здоровье и цифровые" in text_of(read(tmp_path, source.encode(encoding)))


def test_no_entity_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("top secret")
    source = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
        f"<html><body><p>{FILLER} &x; and more words.</p></body></html>"
    )
    assert "top secret" not in text_of(read(tmp_path, source, "a.xhtml"))


def nested(depth: int) -> str:
    return f"<html><body><p>{FILLER}</p>{'<div>' * depth}core words{'</div>' * depth}<p>the end</p></body></html>"


def test_deep_nesting_is_read_whole_or_rejected(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, nested(1500)))
    assert "core words" in text
    assert "the end" in text
    with pytest.raises(FileRejected, match="cut short"):
        read(tmp_path, nested(5000))


def test_table_that_sets_the_layout_is_read_as_blocks() -> None:
    pieces = pieces_of_fragment("<table><tr><td><h2>Title</h2><p>One.</p></td><td><p>Two.</p></td></tr></table>")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        (BlockKind.HEADING, "Title"), (BlockKind.PARAGRAPH, "One."), (BlockKind.PARAGRAPH, "Two."),
    ]  # fmt: skip


def test_lists_of_letters_keep_their_letters() -> None:
    pieces = pieces_of_fragment("<ol type=a><li>x</li><li>y</li></ol><ol type=I><li value=4>z</li></ol>")
    assert [piece.text for piece in pieces] == ["a. x", "b. y", "IV. z"]
