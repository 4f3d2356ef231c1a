"""Web pages: the main text, without menus, scripts and what no visitor sees.

trafilatura finds the main text. Where it finds nothing, or leaves out more than half of what a visitor sees beside the
menus, the whole visible text is taken instead: a law page that looks like a list of links is still a law.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree, html

from ingest.errors import FileRejected
from ingest.readers.encoding import declared_charset, decode
from ingest.readers.legal import with_headings
from ingest.readers.numerals import letters, roman
from ingest.readers.pages import (
    HARD_BREAK,
    Layout,
    Piece,
    by_section,
    flow,
    heading,
    lay_out,
    lowered,
    one_line,
    raised,
    table_pieces,
)
from ingest.readers.tables import Cell
from ingest.records import BlockKind, Document, Format

_UNSEEN_TAGS = (
    "script style template noscript head svg object embed iframe canvas audio video select datalist input "
    "button textarea title meta link"
)
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<!-)font-size\s*:\s*0(?:[^.\d]|$)", re.IGNORECASE
)
_MENUS = frozenset({"nav"})
_MENU_ROLES = frozenset({"navigation", "search", "menu", "menubar"})
_AROUND = frozenset({"header", "footer", "aside", "form", "dialog"})
_AROUND_ROLES = frozenset({"banner", "contentinfo", "complementary", "dialog", "alertdialog"})
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form header hgroup hr html legend li main menu nav ol p section summary table tbody td "
    "tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What trafilatura's tree calls them, and their names in HTML.
_FROM_TRAFILATURA = {
    "list": "ul",
    "item": "li",
    "row": "tr",
    "cell": "td",
    "quote": "blockquote",
    "lb": "br",
    "hi": "span",
    "ref": "a",
    "del": "s",
    "graphic": "img",
}
_MARKER = re.compile(r"•|[(\[]?(?:\w{1,6})[.)\]]")
_POINT = re.compile(
    r"[(\[]?(?:\d{1,3}|[a-z]{1,5})[.)\]]|[•–—-]", re.IGNORECASE
)  # the first cell of a point set as a table
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-3]\d)(?!\d)")
_DATE_NAMES = (
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "article:published_time",
    "datepublished",
    "publication_date",
    "date",
)
_TITLE_NAMES = ("citation_title", "dc.title", "dcterms.title", "og:title")
_LEAST_KEPT = 0.5

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is met by the fallback


def read_html(path: Path, *, revision: str) -> Document:
    """Read a web page; one page per top-level section.

    Raises:
        FileRejected: a visitor would see no text.
    """
    data = path.read_bytes()
    try:
        tree = _parse(decode(data, declared=declared_charset(data)))
    except _CutShort as error:
        raise FileRejected(path, f"the web page is cut short: {error}", "Save it as PDF, then ingest that.") from error
    if tree is None:
        raise _no_text(path)
    title, year = _title(tree), _year(tree)
    _drop_unseen(tree)
    _write_markers(tree)
    layout, warnings = _main_text(tree)
    if not layout.pages:
        raise _no_text(path)
    h1 = [entry.title for entry in layout.outline if entry.level == 1]
    return Document(
        path=path,
        revision=revision,
        format=Format.HTML,
        pages=layout.pages,
        blocks=layout.blocks,
        outline=layout.outline,
        title=(h1[0] if len(h1) == 1 else "") or title or layout.title,
        year=year,
        warnings=warnings,
    )


def pieces_of_fragment(source: str) -> list[Piece]:
    """Return the pieces of a stretch of HTML, such as Markdown may hold."""
    tree = _parse(source)
    if tree is None:
        return []
    _drop_unseen(tree)
    _write_markers(tree)
    return list(_pieces(tree))


def _no_text(path: Path) -> FileRejected:
    return FileRejected(
        path,
        "the web page holds no text",
        "If it is drawn by a script, open it in a browser and save it as PDF, then ingest that.",
    )


class _CutShort(ValueError):
    """The parser stopped before the end: what follows would be lost unnoticed."""


def _parse(source: str) -> Any:
    """Return the tree, or None where there is nothing; nothing is fetched, no entity is resolved."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    try:
        tree = html.document_fromstring(source.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:  # an empty document
        return None
    limit = next((entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"), None)
    if limit is not None:
        raise _CutShort(limit.message)
    return tree


def _drop_unseen(tree: Any) -> None:
    """Take out scripts and hidden elements: text that no visitor sees can be no evidence."""
    for element in list(tree.iter()):
        if element.getparent() is not None and _is_unseen(element):
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN - {"head", "title", "meta", "link"}:
        return True
    return element.get("hidden") is not None or bool(_HIDDEN_STYLE.search(element.get("style", "")))


def _write_markers(tree: Any) -> None:
    """Write list numbers, bullets and raised figures into the text, where a visitor sees them."""
    for listing in tree.iter("ol", "ul"):
        _number(listing)
    for element in list(tree.iter("sup", "sub")):
        text = one_line(element.text_content())
        is_note = element.tag == "sup" and (element.find(".//a") is not None or element.getparent().tag == "a")
        shifted = raised(text) if element.tag == "sup" else lowered(text)
        tail = element.tail
        element.clear()
        element.text = f"[{text.strip('[]')}]" if is_note and text else shifted
        element.tail = tail


def _number(listing: Any) -> None:
    """Write each item's marker before its text."""
    number = _int(listing.get("start")) or 1
    for item in listing.iterchildren("li"):
        number = _int(item.get("value")) or number
        marker = "•" if listing.tag == "ul" else f"{_figure(number, listing.get('type', '1'))}."
        if not _POINT.match(one_line(item.text_content())[:8]):  # some write the marker themselves
            item.text = f"{marker} {(item.text or '').lstrip()}"
        number += 1


def _figure(number: int, style: str) -> str:
    """Return a list number in its style: 1, a, A, i or I."""
    styles = {"a": letters(number), "A": letters(number).upper(), "i": roman(number), "I": roman(number).upper()}
    return styles.get(style, str(number))


def _int(text: str | None) -> int | None:
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 6 else None


def _main_text(tree: Any) -> tuple[Layout, tuple[str, ...]]:
    """Lay out what trafilatura finds, or all that is visible where it finds too little."""
    _drop_surroundings(tree)
    visible = list(_pieces(_main_element(tree)))
    found = list(_pieces(_with_own_tables(_extract(tree), tree)))
    kept = _letters(found) / max(_letters(visible), 1)
    if kept < _LEAST_KEPT:
        return lay_out(by_section(with_headings(visible))), ()
    warnings = (f"about {1 - kept:.0%} of the page's text was taken for menus and left out",) if kept < 0.9 else ()
    return lay_out(by_section(with_headings(found))), warnings


def _letters(pieces: Iterable[Piece]) -> int:
    return sum(sum(map(str.isalnum, piece.text)) for piece in pieces)


def _extract(tree: Any) -> Any:
    """Return trafilatura's main text as a tree with HTML's own names; an empty one where it finds nothing."""
    found = trafilatura.bare_extraction(
        deepcopy(tree), favor_recall=True, include_comments=False, include_tables=True, include_links=False
    )
    body = html.Element("body") if found is None or found.body is None else found.body
    for element in body.iter():
        element.tag = _html_name(element)
    return body


def _with_own_tables(body: Any, tree: Any) -> Any:
    """Put the page's own tables in the place of trafilatura's, which have lost their merged cells and most headers."""
    own = {_alnum(table): table for table in tree.iter("table") if _is_plain(table)}
    for table in [table for table in body.iter("table") if _alnum(table) in own]:
        copy = deepcopy(own[_alnum(table)])
        copy.tail = table.tail
        table.getparent().replace(table, copy)
    return body


def _alnum(element: Any) -> str:
    return "".join(filter(str.isalnum, "".join(element.itertext())))


def _is_plain(table: Any) -> bool:
    """Whether a table holds data, and no other table or heading."""
    return not any(table.find(f".//{tag}") is not None for tag in ("table", *_HEADINGS))


def _html_name(element: Any) -> str:
    if element.tag == "head":
        return str(element.get("rend")) if element.get("rend") in _HEADINGS else "p"
    if element.tag == "cell" and element.get("role") == "head":
        return "th"
    return _FROM_TRAFILATURA.get(element.tag, str(element.tag))


def _drop_surroundings(tree: Any) -> None:
    """Take out menus, heads and feet, but nothing that holds most of the page: some pages are one large form."""
    most = len(tree.text_content()) / 2
    for element in list(tree.iter()):
        if element.getparent() is not None and _is_around(element, most=most):
            element.drop_tree()


def _is_around(element: Any, *, most: float) -> bool:
    if element.tag in _MENUS or element.get("role") in _MENU_ROLES:
        return True
    if element.tag not in _AROUND and element.get("role") not in _AROUND_ROLES:
        return False
    # Inside the main text a header holds the title, and an aside an example.
    is_inside = any(parent.tag in {"main", "article"} for parent in element.iterancestors())
    return not is_inside and len(element.text_content()) < most


def _main_element(tree: Any) -> Any:
    """Return the element marked as the main one if it holds most of the text, else the whole."""
    main = next(iter(tree.xpath("//main | //*[@role='main']")), None)
    return main if main is not None and len(main.text_content()) > len(tree.text_content()) / 2 else tree


def _pieces(root: Any) -> Iterator[Piece]:
    """Yield the pieces of a tree in reading order, without recursion: pages nest deeper than Python's stack."""
    text: list[str] = []
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        whole = _whole_piece(element, tag) if event == "start" else None
        if whole is not None or not tag or tag in _UNSEEN:
            if event == "start":
                yield from _flushed(text, element, keep_marker=True) if whole is not None else ()
                yield from whole or ()
                events.skip_subtree()
        elif event == "start":
            if tag in _BLOCKS:
                yield from _flushed(text, element.getparent(), keep_marker=tag != "li")
            text.append(HARD_BREAK if tag == "br" else element.text or "")
        elif tag in _BLOCKS:
            yield from _flushed(text, element)
        if event == "end" and element is not root:
            text.append(element.tail or "")
    yield from _flushed(text, root)


def _flushed(text: list[str], element: Any, *, keep_marker: bool = False) -> Iterator[Piece]:
    """Yield the running text gathered so far; a list item's lone marker waits for the words that follow it."""
    words = flow("".join(text))
    if keep_marker and _MARKER.fullmatch(words):
        text[:] = [f"{words} "]
        return
    text.clear()
    if words:
        yield Piece(text=words, kind=BlockKind.LIST_ITEM if _in_list(element) else BlockKind.PARAGRAPH)


def _in_list(element: Any) -> bool:
    return element is not None and (
        element.tag == "li" or any(parent.tag == "li" for parent in element.iterancestors())
    )


def _whole_piece(element: Any, tag: str) -> list[Piece] | None:
    """Return the pieces of an element that is read as one: a heading, preformatted text, a table of data; else None."""
    if tag in _HEADINGS:
        return [heading(_words(element), level=_HEADINGS[tag])]
    if tag == "pre" or (tag == "blockquote" and "\n" in (element.text or "").strip()):
        return [Piece(text=element.text_content() if hasattr(element, "text_content") else "".join(element.itertext()))]
    return _table(element) if tag == "table" else None


def _words(element: Any) -> str:
    """Return an element's words on one line, with spaces between its blocks."""
    parts: list[str] = []
    for part in element.iter():
        between = " " if part.tag in _BLOCKS or part.tag == "br" else ""
        parts += (between, part.text or "")
        if part is not element:
            parts += (between, part.tail or "")
    return one_line("".join(parts))


def _table(table: Any) -> list[Piece] | None:
    """Return a table's rows, or None where the table only sets the layout of other blocks."""
    if not _is_plain(table):
        return None
    rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
    cells = [[_cell(cell) for cell in row] for row in rows]
    filled = [[cell.text for cell in row if cell.text] for row in cells]
    if all(len(row) <= 1 for row in filled):
        return None
    caption = [Piece(text=_words(element)) for element in table.iterchildren("caption")]
    if all(len(row) == 2 and _POINT.fullmatch(row[0]) for row in filled if row):
        return [*caption, *(Piece(text=" ".join(row), kind=BlockKind.LIST_ITEM) for row in filled if row)]
    if len(filled[0]) == 1:  # the caption, in trafilatura's tree
        caption, rows, cells = [*caption, Piece(text=filled[0][0])], rows[1:], cells[1:]
    return [*caption, *table_pieces(cells, header_rows=_header_rows(rows))]


def _cell(element: Any) -> Cell:
    return Cell(_words(element), columns=_int(element.get("colspan")) or 1, rows=_int(element.get("rowspan")) or 1)


def _header_rows(rows: Sequence[Sequence[Any]]) -> int:
    """Return how many rows at the top hold nothing but head cells; none where all do."""
    count = next((n for n, cells in enumerate(rows) if any(cell.tag != "th" and _words(cell) for cell in cells)), 0)
    return min(count, 3)


def _metadata(tree: Any, names: Iterable[str]) -> str:
    """Return the content of the first meta element that bears one of the names."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        found.setdefault(name, one_line(meta.get("content") or ""))
    return next((found[name] for name in names if found.get(name)), "")


def _title(tree: Any) -> str:
    element = tree.find(".//title")
    return _metadata(tree, _TITLE_NAMES) or ("" if element is None else one_line(element.text_content()))


def _year(tree: Any) -> int | None:
    """Return the year of publication that the page states about itself."""
    match = _YEAR.search(_metadata(tree, _DATE_NAMES))
    return int(match[0]) if match and int(match[0]) <= datetime.now(UTC).year + 1 else None
