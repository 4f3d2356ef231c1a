"""Lines become blocks: headings, paragraphs, list items, table rows, notes and furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.furniture import find_contents, find_running_lines
from ingest.readers.pdf_headings import Body, Heading, Sections, body_style, entries_by_page, find_headings
from ingest.readers.pdf_lines import Line, PageLines
from ingest.records import Block, BlockKind, OutlineEntry, Span

_ITEM = re.compile(
    r"(?:[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff]|[–—*-](?=\s)|o(?=\s+[A-Z]))\s*"
    r"|\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,5})\)(?=\s)\s*|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})\.(?=\s)\s*"
)
_LONE_MARK = re.compile(r"[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff–—*o-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¹²³⁴-⁹]+|\[\d{1,3}\]|\(\d{1,3}\))\s*\S")
_SMALL = 0.92  # times the body's size: a note's type
_ENDS = (".", "!", "?", ":", ";", "…", "”", "»", '"', ".)", ".]")
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines of one page that make one block."""

    kind: BlockKind
    lines: tuple[int, ...]
    heading: Heading | None = None


def build_blocks(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> tuple[Block, ...]:
    """Return the blocks of a document in reading order; every line lies in exactly one."""
    running = find_running_lines(pages)
    contents = find_contents(pages, running)
    furniture = [one | other for one, other in zip(running, contents, strict=True)]
    body = body_style(pages, furniture)
    entries = entries_by_page(outline)
    sections = Sections()
    blocks: list[Block] = []
    for page, skipped in zip(pages, furniture, strict=True):
        for group in _groups(page, skipped, body=body, outline=entries.get(page.number, [])):
            if group.heading is not None:
                sections.enter(group.heading)
            blocks.append(_block(page, group, sections.path))
    return tuple(blocks)


def _block(page: PageLines, group: _Group, section: tuple[str, ...]) -> Block:
    span = Span(page.lines[group.lines[0]].span.start, page.lines[group.lines[-1]].span.end)
    is_furniture = group.kind is BlockKind.FURNITURE
    return Block(page=page.number, span=span, kind=group.kind, section=() if is_furniture else section)


def _groups(page: PageLines, furniture: set[int], *, body: Body, outline: Sequence[OutlineEntry]) -> list[_Group]:
    """Return a page's blocks in reading order."""
    notes = _notes(page, furniture, body)
    rows = _table_rows(page, furniture | {n for note in notes for n in note})
    fixed = {
        **{n: _Group(BlockKind.FURNITURE, (n,)) for n in furniture},
        **{note[0]: _Group(BlockKind.FOOTNOTE, note) for note in notes},
        **{n: _Group(BlockKind.TABLE_ROW, (n,)) for n in rows},
    }
    skipped = {n for group in fixed.values() for n in group.lines}
    for heading in find_headings(page, skipped, body=body, outline=outline):
        fixed[heading.lines[0]] = _Group(BlockKind.HEADING, heading.lines, heading)
    return list(_in_order(page, fixed))


def _in_order(page: PageLines, fixed: dict[int, _Group]) -> Iterator[_Group]:
    """Yield the fixed groups where they stand, and the lines between them as paragraphs and list items."""
    free: list[int] = []
    layout = _Layout.of(page)
    n = 0
    while n < len(page.lines):
        if n not in fixed:
            free.append(n)
            n += 1
            continue
        yield from _paragraphs(page, free, layout)
        free = []
        yield fixed[n]
        n = fixed[n].lines[-1] + 1
    yield from _paragraphs(page, free, layout)


def _notes(page: PageLines, furniture: set[int], body: Body) -> list[tuple[int, ...]]:
    """Return the footnotes: small type below all other text, from the first that begins with a mark."""
    text = [n for n in range(len(page.lines)) if n not in furniture]
    small = [n for n in text if 0 < page.lines[n].size <= _SMALL * body.size]
    floor = max((page.lines[n].bottom for n in text if page.lines[n].size > _SMALL * body.size), default=0.0)
    low = [n for n in small if page.lines[n].top >= floor - 2 and page.lines[n].top > 0.35 * page.height]
    marked = {n for n in low if _NOTE_MARK.match(page.lines[n].text)}
    notes: list[list[int]] = []
    for n in low:
        if notes and n not in marked and n == notes[-1][-1] + 1:
            notes[-1].append(n)
        else:
            notes.append([n])
    # Small type without any mark may be a table's or a picture's; above a marked note it is one carried over.
    return [tuple(note) for note in notes] if floor and marked else []


def _table_rows(page: PageLines, taken: set[int]) -> set[int]:
    """Return the lines of a table: two or more in a row that fall into three or more pieces."""
    wide = [n for n, line in enumerate(page.lines) if len(line.cells) >= 3 and n not in taken]
    rows: set[int] = set()
    for last, n in pairwise(wide):
        if n - last <= _FEWEST_ROWS:
            rows |= {last, n}
    return rows


@dataclass(frozen=True, slots=True)
class _Layout:
    """The usual distances on one page.

    Attributes:
        pitch: from the top of a line to the top of the next, in heights of the line.
    """

    pitch: float
    rights: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, page: PageLines) -> _Layout:
        steps = [
            (line.top - last.top) / last.height
            for last, line in pairwise(page.lines)
            if last.height and 0.5 * last.height < line.top - last.top < 2.5 * last.height
        ]
        rights = tuple((line.left, line.right) for line in page.lines)
        return cls(median(steps) if steps else 1.2, rights)

    def column_right(self, line: Line) -> float:
        """Where the lines that begin about where this one begins end at most."""
        reach = 4 * max(line.size, 8)
        return max((right for left, right in self.rights if abs(left - line.left) <= reach), default=line.right)


def _paragraphs(page: PageLines, numbers: Sequence[int], layout: _Layout) -> Iterator[_Group]:
    """Yield running lines as paragraphs and list items."""
    group: list[int] = []
    for n in numbers:
        if group and not _goes_on([page.lines[m] for m in group], page.lines[n], layout):
            yield _text_group(page, group)
            group = []
        group.append(n)
    if group:
        yield _text_group(page, group)


def _text_group(page: PageLines, group: Sequence[int]) -> _Group:
    is_item = _begins_item(page.lines[group[0]])
    return _Group(BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH, tuple(group))


def _goes_on(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line belongs to the paragraph above it."""
    last = group[-1]
    if not last.height or not line.height:
        return not _begins_item(line)
    if len(group) == 1 and _LONE_MARK.fullmatch(last.text):
        return True
    if _begins_item(line) or abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return False
    down = line.top - last.top
    if abs(down) <= 0.5 * last.height:
        return line.left - last.right < 3 * last.height
    if down < 0:
        return _crosses_column(last, line)
    return down <= 1.3 * layout.pitch * last.height and not _is_new_paragraph(group, line, layout)


def _begins_item(line: Line) -> bool:
    return bool(_ITEM.match(line.text) or _LONE_MARK.fullmatch(line.text))


def _crosses_column(last: Line, line: Line) -> bool:
    """Whether a sentence goes on at the top of the next column."""
    return not last.text.endswith(_ENDS) and line.left > last.right - last.height and line.text[0].islower()


def _is_new_paragraph(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line at the usual distance begins a paragraph: by its indent, or after a last line that is short."""
    last = group[-1]
    em = max(last.size, 6)
    is_item = bool(_ITEM.match(group[0].text))
    shift = line.left - (group[1].left if len(group) > 1 else last.left)
    is_centred = abs((line.left + line.right) - (last.left + last.right)) < em
    if shift > 0.8 * em and not is_centred and not (is_item and len(group) == 1):
        return last.text.endswith(_ENDS)  # otherwise a hanging indent
    if is_item and line.left < group[0].left - 0.8 * em:
        return True
    is_short = last.right < layout.column_right(last) - 0.2 * (layout.column_right(last) - last.left)
    return is_short and last.text.endswith(_ENDS)
