"""Markdown: CommonMark with tables; front matter and Pandoc's title lines give the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.encoding import decode
from ingest.readers.legal import with_headings
from ingest.readers.pages import HARD_BREAK, Piece, by_section, flow, heading, lay_out, table_pieces
from ingest.readers.tables import Cell
from ingest.records import BlockKind, Document, Format

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PANDOC_TITLE = re.compile(r"\A(?:%[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+")
_FIELD = re.compile(r"^(title|date|year)[ \t]*:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-3]\d)(?!\d)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")


def read_markdown(path: Path, *, revision: str) -> Document:
    """Read a Markdown file; one page per top-level section."""
    source = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    source, title, year = _split_front_matter(source)
    source, head = _split_pandoc_title(source)
    layout = lay_out(by_section([*head, *with_headings(list(_pieces(source)))]))
    return Document(
        path=path,
        revision=revision,
        format=Format.MARKDOWN,
        pages=layout.pages,
        blocks=layout.blocks,
        outline=layout.outline,
        title=title or layout.title,
        year=year,
    )


def _split_front_matter(source: str) -> tuple[str, str, int | None]:
    """Return the text below YAML front matter, and the title and year found in it."""
    match = _FRONT_MATTER.match(source)
    if not match or ":" not in match[1]:  # a thematic break may open a document, too
        return source, "", None
    fields = {name.lower(): value for name, value in _FIELD.findall(match[1])}
    year = _YEAR.search(fields.get("year") or fields.get("date", ""))
    return source[match.end() :], fields.get("title", ""), int(year[0]) if year else None


def _split_pandoc_title(source: str) -> tuple[str, list[Piece]]:
    """Return the text below Pandoc's "% title" lines, and these lines as pieces."""
    match = _PANDOC_TITLE.match(source)
    if not match:
        return source, []
    fields = [flow(part) for part in re.split(r"^%", match[0], flags=re.MULTILINE) if part.strip()]
    title, *others = fields or [""]
    return source[match.end() :], [Piece(text=title, kind=BlockKind.HEADING, level=0), *map(_paragraph, others)]


def _paragraph(text: str) -> Piece:
    return Piece(text=text)


def _pieces(source: str) -> Iterator[Piece]:
    """Parse the text and yield its pieces; a footnote that the parser takes for a link's address is kept."""
    env: dict[str, dict[str, dict[str, str]]] = {}
    parser = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    yield from _Walk(parser.parse(source, env)).pieces()
    for label, target in env.get("references", {}).items():
        if label.startswith("^"):
            yield Piece(text=f"[{label.lower()}]: {target['href']}", kind=BlockKind.FOOTNOTE)


@dataclass(slots=True)
class _Walk:
    """A pass over the parser's tokens."""

    tokens: Sequence[Token]
    counters: list[int | None] = field(default_factory=list)  # per open list: the next number, None for bullets
    marker: str = ""  # of the list item just opened, until its first text
    rows: list[list[str]] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in reading order."""
        for n, token in enumerate(self.tokens):
            yield from self._step(token, before=self.tokens[n - 1] if n else None)

    def _step(self, token: Token, *, before: Token | None) -> Iterator[Piece]:
        match token.type:
            case "inline":
                yield from self._inline(token, before)
            case "fence" | "code_block":
                yield self._block(token.content.strip("\n").replace("\t", "    "))
            case "html_block":
                yield from _html_pieces(token.content)
            case "table_close":
                yield from table_pieces([[Cell(text) for text in row] for row in self.rows], header_rows=1)
                self.rows = []
            case _:
                self._note(token)

    def _note(self, token: Token) -> None:
        """Remember which lists and rows are open."""
        match token.type:
            case "tr_open":
                self.rows.append([])
            case "bullet_list_open":
                self.counters.append(None)
            case "ordered_list_open":
                self.counters.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.counters.pop()
            case "list_item_open":
                self._open_item(token)
            case _:
                pass

    def _open_item(self, token: Token) -> None:
        number = self.counters[-1]
        self.marker = "• " if number is None else f"{number}{token.markup} "
        self.counters[-1] = None if number is None else number + 1

    def _inline(self, token: Token, before: Token | None) -> Iterator[Piece]:
        text = flow(_inline_text(token.children or []))
        if before and before.type in {"th_open", "td_open"}:
            self.rows[-1].append(text)
        elif before and before.type == "heading_open":
            yield heading(self._marked(text), level=int(before.tag[1]))
        elif _FOOTNOTE.match(text):
            yield Piece(text=text, kind=BlockKind.FOOTNOTE)
        else:
            yield self._block(text)

    def _block(self, text: str) -> Piece:
        kind = BlockKind.LIST_ITEM if self.counters else BlockKind.PARAGRAPH
        return Piece(text=self._marked(text), kind=kind)

    def _marked(self, text: str) -> str:
        marker, self.marker = self.marker, ""
        return marker + text


def _inline_text(tokens: Sequence[Token]) -> str:
    """Return what the reader sees of a line: links as their text, pictures and tags not at all."""
    seen = {"softbreak": "\n", "hardbreak": HARD_BREAK}
    return "".join(_seen_html(t.content) if t.type == "html_inline" else seen.get(t.type) or _seen(t) for t in tokens)


def _seen(token: Token) -> str:
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""


def _seen_html(tag: str) -> str:
    return HARD_BREAK if re.match(r"<br\b", tag, re.IGNORECASE) else ""


def _html_pieces(source: str) -> Iterator[Piece]:
    """Yield the text of raw HTML between paragraphs."""
    from ingest.readers.html import pieces_of_fragment  # noqa: PLC0415 - slow to import, and seldom needed

    yield from pieces_of_fragment(source)
