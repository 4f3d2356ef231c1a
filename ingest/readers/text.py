"""Plain text: paragraphs, lists, the headings that are certain; form feeds are page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.readers.encoding import decode
from ingest.readers.legal import level_of
from ingest.readers.pages import Piece, by_section, flow, lay_out
from ingest.records import BlockKind, Document, Format

_WIDEST_WRAPPED = 120  # a file with longer lines has one paragraph per line
_FULL = 0.65  # a line this long, in widths of the text, goes on in the next one
_MARK = re.compile(
    r"(?:[•·▪◦*–—-]|[(\[]?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[a-zа-я]|[ivx]{1,5})[.)\]])\s+\S", re.IGNORECASE
)
_UNDERLINE = re.compile(r"([=~_*-])\1{2,}")
_KINDS = frozenset(
    {"policy paper", "guidance", "statutory guidance", "research and analysis", "white paper", "news story"}
)
_LONGEST_HEADING = 80
_LONG_LINE = 100
_ENDS = (".", "!", "?", "…", ":", ";", ",")


def read_text(path: Path, *, revision: str) -> Document:
    """Read plain text; pages end at form feeds where there are any, else at certain headings."""
    source = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    sheets = source.rstrip("\f\n ").split("\f")
    pages = [list(_pieces(sheet)) for sheet in sheets]
    layout = lay_out(pages if len(pages) > 1 else by_section(pages[0]))
    return Document(
        path=path,
        revision=revision,
        format=Format.TEXT,
        pages=layout.pages,
        blocks=layout.blocks,
        outline=layout.outline,
        title=_title(sheets[0]),
    )


def _title(text: str) -> str:
    """Return the first line, below a line that only names the kind of document, if it reads like a title."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((line for line in lines if line.lower() not in _KINDS), "")
    return first if len(first) <= 2 * _LONGEST_HEADING and first[:1].isalnum() and not first.endswith(_ENDS) else ""


def _pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of one sheet."""
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    n = 0
    while n < len(lines):
        heading = _heading(lines, n, width=width)
        if heading is not None:
            yield heading
            n += 2 if _is_underlined(lines, n) else 1
            continue
        end = _paragraph_end(lines, n, width=width)
        yield _piece(lines[n:end])
        n = end


def _piece(lines: Sequence[str]) -> Piece:
    words = flow(" ".join(lines))
    return Piece(text=words, kind=BlockKind.LIST_ITEM if _MARK.match(words) else BlockKind.PARAGRAPH)


def _paragraph_end(lines: Sequence[str], n: int, *, width: int) -> int:
    """Return the number of the line after the paragraph that begins at line n."""
    end = n + 1
    while (
        end < len(lines)
        and _goes_on(lines[end - 1], lines[end], width=width)
        and _heading(lines, end, width=width) is None
    ):
        end += 1
    return end


def _goes_on(line: str, following: str, *, width: int) -> bool:
    """Whether a line was broken only because the margin came."""
    if not line or not following or width > _WIDEST_WRAPPED or _MARK.match(following):
        return False
    return len(line) >= _FULL * width


def _heading(lines: Sequence[str], n: int, *, width: int) -> Piece | None:
    """Return line n as a heading if it is certainly one."""
    line = lines[n]
    if not line or len(line) > _LONGEST_HEADING:
        return None
    if _is_underlined(lines, n):
        return Piece(text=line, kind=BlockKind.HEADING, level=1 if lines[n + 1][0] == "=" else 2)
    if _stands_alone(lines, n) and (level := _level(line)) is not None:
        return Piece(text=line, kind=BlockKind.HEADING, level=level)
    if width > _WIDEST_WRAPPED and _heads_a_paragraph(lines, n):
        return Piece(text=line, kind=BlockKind.HEADING, level=8)
    return None


def _level(line: str) -> int | None:
    """Return the level of a heading that stands alone: numbered, or in capitals (below parts, above chapters)."""
    level = level_of(line)
    return 2 if level is None and _is_capitals(line) else level


def _is_underlined(lines: Sequence[str], n: int) -> bool:
    under = lines[n + 1] if n + 1 < len(lines) else ""
    is_rule = bool(_UNDERLINE.fullmatch(under)) and under[0] in "=-~"
    return bool(lines[n]) and is_rule and not (n and lines[n - 1]) and abs(len(under) - len(lines[n])) <= 3


def _stands_alone(lines: Sequence[str], n: int) -> bool:
    return not (n and lines[n - 1]) and not (n + 1 < len(lines) and lines[n + 1])


def _is_capitals(line: str) -> bool:
    return line.isupper() and sum(map(str.isalpha, line)) >= 4 and not line.endswith(_ENDS)


def _heads_a_paragraph(lines: Sequence[str], n: int) -> bool:
    """Whether a short line opens a block and a long paragraph follows at once, as in pages copied out of a browser."""
    line = lines[n]
    after = lines[n + 1] if n + 1 < len(lines) else ""
    is_title = line[:1].isupper() and not line.endswith(_ENDS) and not _MARK.match(line)
    is_prose = len(after) >= _LONG_LINE and after.endswith((".", "?", "!", ":"))
    return is_title and is_prose and _is_after_prose(lines, n)


def _is_after_prose(lines: Sequence[str], n: int) -> bool:
    """Whether what stands before line n is the end of running text, not a list or what announces one."""
    above = next((lines[place] for place in range(n - 1, -1, -1) if lines[place]), ".")
    is_close = bool(n and lines[n - 1])
    return above.endswith((".", "!", "?")) and len(above) >= _LONG_LINE if is_close else not above.endswith(":")
