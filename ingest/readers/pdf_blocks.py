"""Lines become blocks: headings, paragraphs, list items, table rows, notes and furniture."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.furniture import find_contents, find_running_lines
from ingest.readers.pdf_headings import Body, Heading, Sections, body_style, entries_by_page, find_headings
from ingest.readers.pdf_lines import Line, PageLines
from ingest.readers.pdf_table import Header
from ingest.readers.pdf_tables import find_rows
from ingest.records import Block, BlockKind, OutlineEntry, Span

_ITEM = re.compile(
    r"(?:[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff]|[–—*-](?=\s)|o(?=\s+[A-Z]))\s*"
    r"|\((?:\d{1,3}[a-z]?)\)(?=\s)\s*|\(?(?:\d{1,2}[a-z]?|[a-zа-я]|[ivx]{1,5})\)(?=\s)\s*"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\.(?=\s+[A-ZÀ-ÞА-Я])\s*"
    r"|(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,5})\.(?=\s)\s*|[A-Z]\.(?=\s+[^\s\d])\s*"  # "S. 1502" is a page
)
_LONE_MARK = re.compile(r"[•▪▫◦‣●○■□►▶➢➤✓✔❖·∙\uf000-\uf0ff–—*o-]|\(?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,5})[.)]")
_NUMBERED = re.compile(r"\(?\d")
# What a number at the start of the next line goes with: "… nach Absatz", "… in Article 5", "… pages 29–".
_CITES = re.compile(
    r"\w\s.*(?<!\w)(?:abs(?:atz|ätze|\.)|art(?:ikeln?|icles?|\.)|n(?:r|os?)\.|nummern?|satz|sätze|§§?"
    r"|paragraph(?:e?s)?|points?|sections?|alinéas?|пункт\w*|част[иьюе]\w*|стать[яией]\w*|п\.|ст\.|ч\.)"
    r"(?:\s\d{1,3}[a-z]?)?\Z|\d\s?[–-]\Z",
    re.IGNORECASE,
)
_DASHED = re.compile(r"[–—]\s+(?=\w)")
_NOTE_MARK = re.compile(
    r"(?P<mark>\d{1,3}(?!\s?[%°]|[.,]?\d)|[*†‡§¹²³⁴-⁹]+|\[\d{1,3}\]|\(\d{1,3}\))\s*\S|(?P<open>\()$"
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 0.92  # times the body's size: a note's type
_ENDS = (".", "!", "?", ":", ";", "…", "”", "»", '"', ".)", ".]")
_FEWEST_CELLS = 3
_ALIGNED = 2.0  # points between the left edges of two cells in one column
_LAST_TITLE_PAGE = 2
_SAME_SIZE = 0.3  # points between the sizes of lines of one paragraph
_FEWEST_LETTERS = 3  # of a line that shows what type a note is set in
_FEWEST_STEPS = 4  # from line to line on a page, to tell how far the lines of one size stand apart
_FEWEST_OF_DOCUMENT = 20  # likewise in a document
_LEAST_TEXT = 400  # characters of running text on a page that is more than a title page
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines of one page that make one block."""

    kind: BlockKind
    lines: tuple[int, ...]
    heading: Heading | None = None
    context: str = ""
    reading: str = ""


def build_blocks(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> tuple[Block, ...]:
    """Return the blocks of a document in reading order; every line lies in exactly one."""
    running = find_running_lines(pages)
    contents = find_contents(pages, running)
    furniture = [one | other | _off(page) for one, other, page in zip(running, contents, pages, strict=True)]
    body = body_style(pages, furniture)
    entries = entries_by_page(outline)
    sections = Sections()
    blocks: list[Block] = []
    tables = _Tables()
    steps = (step for page in pages for step in _steps(page.upright()))
    pitches = _by_size(steps, fewest=_FEWEST_OF_DOCUMENT)
    for page, skipped, listed in zip(pages, furniture, contents, strict=True):
        groups = _groups(page, skipped, body=body, outline=entries.get(page.number, []), tables=tables, pitches=pitches)
        for group in groups:
            if group.heading is not None:
                sections.enter(group.heading)
            blocks.append(_block(page, group, sections.path))
        if listed or _is_title_page(page, body):
            sections.close()  # what stands on the cover or above the contents list does not head all that follows
    return tuple(blocks)


def _off(page: PageLines) -> set[int]:
    """Return the lines that stand beside the page, where no reader sees them."""
    return {
        n
        for n, line in enumerate(page.lines)
        if line.height > 0
        and (line.left >= page.width or line.right <= 0 or line.top >= page.height or line.bottom <= 0)
    }


def _is_title_page(page: PageLines, body: Body) -> bool:
    """Whether one of the first pages holds next to no running text."""
    running = sum(len(line.text) for line in page.lines if abs(line.size - body.size) <= 1 and not line.is_bold)
    return page.number <= _LAST_TITLE_PAGE and running < _LEAST_TEXT


def _block(page: PageLines, group: _Group, section: tuple[str, ...]) -> Block:
    span = Span(page.lines[group.lines[0]].span.start, page.lines[group.lines[-1]].span.end)
    is_furniture = group.kind is BlockKind.FURNITURE
    return Block(
        page=page.number, span=span, kind=group.kind, section=() if is_furniture else section, context=group.context,
        reading=group.reading,
    )  # fmt: skip


@dataclass(slots=True)
class _Tables:
    """What is known of the tables read so far.

    Attributes:
        header: of the last one.
        is_open: it ended its page, and may go on on the next.
    """

    header: Header | None = None
    is_open: bool = False


def _groups(
    page: PageLines, furniture: set[int], *, body: Body, outline: Sequence[OutlineEntry], tables: _Tables,
    pitches: Mapping[float, float],
) -> list[_Group]:  # fmt: skip
    """Return a page's blocks in reading order; `tables` is brought up to date."""
    page = page.upright()
    layout = _Layout.of(page, pitches)
    drawn = [table for table in page.drawn if not table.numbers & furniture]
    fixed = {n: _Group(BlockKind.FURNITURE, (n,)) for n in furniture}
    in_tables = {n for table in drawn for n in table.numbers}
    notes = _notes(page, furniture | in_tables, body, has_table=bool(in_tables))
    fixed |= {note[0]: _Group(BlockKind.FOOTNOTE, note) for note in notes}
    skipped = {n for group in fixed.values() for n in group.lines}
    rows, tables.header, tables.is_open = find_rows(page, skipped, drawn, before=tables.header, goes_on=tables.is_open)
    for row in rows:
        fixed[row.lines[0]] = _Group(BlockKind.TABLE_ROW, row.lines, context=row.header, reading=row.reading)
    skipped = {n for group in fixed.values() for n in group.lines}
    for heading in find_headings(page, skipped, body=body, outline=outline):
        fixed[heading.lines[0]] = _Group(BlockKind.HEADING, heading.lines, heading)
    return list(_in_order(page, fixed, layout))


def _in_order(page: PageLines, fixed: Mapping[int, _Group], layout: _Layout) -> Iterator[_Group]:
    """Yield the fixed groups where they stand, and the lines between them as paragraphs and list items."""
    free: list[int] = []
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


def _notes(page: PageLines, furniture: set[int], body: Body, *, has_table: bool) -> list[tuple[int, ...]]:
    """Return the footnotes: small type below all other text of its column, from the first that begins with a mark.

    Args:
        furniture: numbers of the lines that are none, those of tables, too.
    """
    text = [page.lines[n] for n in range(len(page.lines)) if n not in furniture]
    large = [line for line in text if line.size > _SMALL * body.size]
    low = [n for n in range(len(page.lines)) if n not in furniture and _is_low(page.lines[n], large, page, body)]
    last_row = max((n for n in low if len(page.lines[n].cells) >= _FEWEST_CELLS), default=-1)
    low = [n for n in low if n > last_row]
    marked = _marked(page, low) if large or has_table else set()
    if not _are_called(page, marked, low):
        return []
    if not marked:  # small type without a mark may be a table's or a picture's
        return []
    notes = [_carried_over(page, low, min(marked))]
    for n in low:
        if n in marked:
            notes.append([n])
        elif notes[-1] and n == notes[-1][-1] + 1 and _is_of_note([page.lines[m] for m in notes[-1]], page.lines[n]):
            notes[-1].append(n)
    return [tuple(note) for note in notes if note]


def _is_set_alike(line: Line, other: Line) -> bool:
    """Whether two lines are in type of about one size."""
    return abs(line.size - other.size) <= 0.15 * max(line.size, other.size)


def _is_of_note(note: Sequence[Line], line: Line) -> bool:
    """Whether a line is set as the note is; a raised mark on a line of its own is smaller."""
    worded = [other for other in note if sum(map(str.isalpha, other.text)) >= _FEWEST_LETTERS]
    return not worded or sum(map(str.isalpha, line.text)) < _FEWEST_LETTERS or _is_set_alike(worded[-1], line)


def _is_low(line: Line, large: Sequence[Line], page: PageLines, body: Body) -> bool:
    """Whether a line is set small and nothing larger stands below it in its column."""
    if not 0 < line.size <= _SMALL * body.size or line.top <= 0.35 * page.height:
        return False
    below = (other for other in large if other.bottom > line.top + 2)
    return not any(min(other.right, line.right) > max(other.left, line.left) for other in below)


def _marked(page: PageLines, low: Sequence[int]) -> set[int]:
    """Return the lines that open a note: their marks are alike and count on, unlike any figure that wraps."""
    marked: list[int] = []
    first = last = ""
    for n in low:
        match = _NOTE_MARK.match(page.lines[n].text)
        if match is None or not (match["open"] or any(map(str.isalpha, page.lines[n].text))):
            continue
        if not first and n - 1 in low and _runs_into(page.lines[n - 1], page.lines[n]):
            continue
        if marked and not _is_of_note([page.lines[m] for m in marked], page.lines[n]):
            continue
        mark = match["mark"] or match["open"]  # "(" alone: pdfium gives the raised figure in it a line of its own
        is_alike = not first or mark[0].isdigit() is first[0].isdigit() or mark[0] in "*†‡§"
        counts_on = not (mark.isdigit() and last.isdigit()) or 0 < int(mark) - int(last) <= 2
        if is_alike and counts_on:
            marked.append(n)
            first, last = first or mark, mark
    return set(marked)


def _runs_into(line: Line, other: Line) -> bool:
    """Whether a sentence runs from one line into the next, which so begins with a figure by chance."""
    following = re.search(r"[^\W\d_]", other.text)
    is_open = line.text[-1].isalpha() and following is not None and following[0].islower()
    return is_open and 0 < other.top - line.top <= 1.5 * line.height and abs(line.left - other.left) <= 2


def _are_called(page: PageLines, marked: set[int], low: Sequence[int]) -> bool:
    """Whether one figure at least that opens a note stands in the text, too, where it calls for the note."""
    matches = [match for n in marked if (match := _NOTE_MARK.match(page.lines[n].text)) and match["mark"]]
    figures = [figure[0] for match in matches if (figure := re.search(r"\d+", match["mark"]))]
    text = "\n".join(line.text for n, line in enumerate(page.lines) if n not in low)
    forms = [rf"(?<!\d){figure}(?!\d)|{figure.translate(_RAISED)}" for figure in figures]
    return len(figures) < len(marked) or any(re.search(form, text) for form in forms)


def _carried_over(page: PageLines, low: Sequence[int], first: int) -> list[int]:
    """Return the lines right above the first marked note that go on with a note of the page before."""
    start = first
    while start - 1 in low and _is_above(page.lines[start - 1], page.lines[start]):
        start -= 1
    return list(range(start, first))


def _is_above(line: Line, other: Line) -> bool:
    """Whether a line stands right above another one of the same column."""
    return 0 < other.top - line.top <= 1.8 * other.height and abs(line.left - other.left) <= 2 * other.size


def _steps(page: PageLines) -> Iterator[tuple[float, float, bool]]:
    """Yield size, distance in heights, and whether both are running text set alike, for lines below one another."""
    in_tables = {n for table in page.drawn for n in table.numbers}
    for n, (last, line) in enumerate(pairwise(page.lines)):
        if last.height and 0.5 * last.height < line.top - last.top < 2.5 * last.height:
            is_alike = abs(line.size - last.size) <= _SAME_SIZE and not {n, n + 1} & in_tables
            yield last.size, (line.top - last.top) / last.height, is_alike


def _by_size(steps: Iterable[tuple[float, float, bool]], *, fewest: int) -> dict[float, float]:
    """Return size of the type -> usual distance, for sizes with enough lines below one another."""
    found: defaultdict[float, list[float]] = defaultdict(list)
    for size, step, is_alike in steps:
        if is_alike:
            found[size].append(step)
    return {size: median(some) for size, some in found.items() if len(some) >= fewest}


@dataclass(frozen=True, slots=True)
class _Layout:
    """The usual distances on one page.

    Attributes:
        usual: pitch of the page: from the top of a line to the top of the next, in heights of the line.
        pitches: size of the type -> pitch of the lines set in it, where page or document has enough to tell.
    """

    usual: float
    pitches: Mapping[float, float]
    rights: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, page: PageLines, pitches: Mapping[float, float]) -> _Layout:
        """Return the distances on a page; `pitches` are the document's, for type that the page has little of."""
        steps = list(_steps(page))
        own = _by_size(steps, fewest=_FEWEST_STEPS)
        rights = tuple((line.left, line.right) for line in page.lines)
        usual = median(step for _, step, _ in steps) if steps else 1.2
        return cls(usual, {**pitches, **own}, rights)

    def pitch(self, line: Line) -> float:
        """Return the distance from a line to the next one of its paragraph, in its heights."""
        return max(self.pitches.get(line.size, self.usual), self.usual)

    def column_right(self, line: Line, *, share: float) -> float:
        """Return how far a line reaches that fills this share of the column, as wide as its longest line."""
        reach = 4 * max(line.size, 8)
        right = max(right for left, right in self.rights if abs(left - line.left) <= reach)
        return line.left + share * (right - line.left)


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
    if _adjoins(last, line):
        return True
    return not _stands_alone(group, line, layout) and _reads_on(group, line, layout)


def _adjoins(last: Line, line: Line) -> bool:
    """Whether a line is the rest of the one before, such as a raised figure that pdfium gives a line of its own."""
    overlap = min(last.bottom, line.bottom) - max(last.top, line.top)
    gap = line.left - last.right
    return overlap > 0.4 * min(last.height, line.height) and abs(gap) < 0.25 * max(last.height, line.height)


def _stands_alone(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line is no continuation of any other: a new item, another type, one more row of a table."""
    last = group[-1]
    is_other_type = not _is_set_alike(last, line)
    is_item = _begins_item(line) and not _is_inside(group, line, layout)
    return is_other_type or is_item or _are_rows(last, line)


def _is_inside(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line that looks like an item is the rest of a sentence: "… nach Absatz / (2) gilt", "… or / – so –"."""
    last = group[-1]
    if _NUMBERED.match(line.text):
        return bool(_CITES.search(last.text))
    dash = _DASHED.match(line.text)
    if dash is None or not line.text[dash.end()].islower() or last.text.endswith((*_ENDS, ",")):
        return False
    is_wrapped = abs(line.left - last.left) <= _ALIGNED and last.right >= layout.column_right(last, share=0.8)
    return is_wrapped and not _DASHED.match(group[0].text)


def _are_rows(last: Line, line: Line) -> bool:
    """Whether two lines fall into pieces as rows of one table do, or one into pieces of another weight."""
    cells, others = last.cells, line.cells
    if min(len(cells), len(others)) >= _FEWEST_CELLS:
        return True
    if len(cells) != len(others):
        return last.is_bold is not line.is_bold
    return len(cells) > 1 and all(abs(a - b) <= _ALIGNED for a, b in zip(cells, others, strict=True))


def _reads_on(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line stands where the paragraph above it goes on."""
    last = group[-1]
    down = line.top - last.top
    if abs(down) <= 0.5 * last.height:
        return line.left - last.right < 3 * last.height
    if down < 0:
        return _crosses_column(last, line, layout)
    return down <= 1.3 * layout.pitch(last) * last.height and not _is_new_paragraph(group, line, layout)


def _begins_item(line: Line) -> bool:
    return bool(_ITEM.match(line.text) or _LONE_MARK.fullmatch(line.text))


def _crosses_column(last: Line, line: Line, layout: _Layout) -> bool:
    """Whether a sentence goes on at the top of the next column; it has then filled the last line of this one."""
    is_full = last.right >= layout.column_right(last, share=0.6)
    is_open = is_full and not last.text.endswith(_ENDS)
    return is_open and line.left > last.right - last.height and line.text[0].islower()


def _is_new_paragraph(group: Sequence[Line], line: Line, layout: _Layout) -> bool:
    """Whether a line at the usual distance begins a paragraph: by its indent, or after a last line that is short."""
    last = group[-1]
    em = max(last.size, 6)
    is_item = bool(_ITEM.match(group[0].text))
    if line.right < min(other.left for other in group) - em:
        return True  # back in the column to the left
    shift = line.left - (group[1].left if len(group) > 1 else last.left)
    is_centred = abs((line.left + line.right) - (last.left + last.right)) < em
    if shift > 0.8 * em and not is_centred and not (is_item and len(group) == 1):
        return last.text.endswith(_ENDS)  # otherwise a hanging indent
    if is_item and line.left < group[0].left - 0.8 * em:
        return True
    return last.text.endswith(_ENDS) and last.right < layout.column_right(last, share=0.8)
