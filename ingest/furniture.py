"""Running heads and feet, page numbers and contents lists: what stands on a page and is not its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_lines import Line, PageLines
from ingest.readers.pdf_table import Table
from ingest.readers.tables import Cell

_EDGE = 0.15  # share of the page's height at the top and at the bottom where running lines are looked for
_EDGE_ROWS = 4  # rows from the paper's edge inward
_SAME_ROW = 3.0  # points
_SAME_PLACE = 6.0  # points between the places of one running line on two pages
_LONGEST_RUNNING = 200  # characters
_TITLE_SIZE = 1.4  # times the text's size: no running head is set as large
_HEADING_SIZE = 1.13
_SCATTERED = 2  # pages between two that begin with the same sub-heading
_FEWEST_CELLS = 3  # with words, in a row that a running line cannot be in
_ROW_REACH = 6  # lines in which a table's first row has shown a cell in each column
_LEADER = re.compile(r"(?:[.·…_]\s?){4,}|…{2,}")
_ENTRY_END = re.compile(r"(?:^|[\s.·…_])(\d{1,4}|[ivxlc]{1,6}|[A-Z]-?\d{1,3})$")
_CONTENTS = re.compile(
    r"(?:(?:table|list) of )?(?:contents|figures|tables|boxes|case studies)|table des (?:matières|figures|tableaux)|"
    r"sommaire|inhalt(?:sverzeichnis|sübersicht)?|(?:abbildungs|tabellen)verzeichnis|содержание|оглавление",
    re.IGNORECASE,
)
_FEWEST_LEADERS = 3
_FEWEST_ENTRIES = 5
_FEWEST_UNDER_TITLE = 3
_TITLE_REACH = 5  # lines between the title and the first entry
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")


@dataclass(frozen=True, slots=True)
class Edge:
    """A line near the upper or lower edge of its page.

    Attributes:
        n: which of the page's lines it is, from 0.
        is_head: at the upper edge.
        distance: from that edge, in points.
    """

    n: int
    line: Line
    is_head: bool
    distance: float


def edges(page: PageLines) -> list[Edge]:
    """Return the lines in the outermost rows of a page, from the edge inward."""
    found = []
    for is_head in (True, False):
        zone = [
            Edge(n, line, is_head, line.top if is_head else page.height - line.bottom)
            for n, line in enumerate(page.lines)
            if line.height and (line.bottom < _EDGE * page.height if is_head else line.top > (1 - _EDGE) * page.height)
        ]
        zone.sort(key=lambda edge: edge.distance)
        found += zone[: _rows_end(zone)]
    return found


def _rows_end(zone: Sequence[Edge]) -> int:
    """Return how many of the lines, sorted by distance, stand in the outermost rows."""
    rows = 1
    for n, (last, edge) in enumerate(pairwise(zone), 1):
        rows += edge.distance - last.distance > _SAME_ROW
        if rows > _EDGE_ROWS:
            return n
    return len(zone)


def find_running_lines(pages: Sequence[PageLines]) -> list[set[int]]:
    """Return, for each page, which of its lines are running heads, running feet or page numbers.

    A running line says the same, numbers aside, at the same place on several pages; where most pages have one, a line
    alone in that place is one too, as a running head that names the chapter is.
    """
    edged = [edges(page) for page in pages]
    usual_size = _usual_size(pages)
    found: list[set[int]] = [set() for _ in pages]
    slots: Counter[tuple[bool, float, float]] = Counter()
    for members in _repeated(edged):
        if _are_subheadings(members, pages, usual_size):
            continue
        for page, edge in members:
            found[page].add(edge.n)
            slots[_slot(edge)] += 1
    _add_slot_mates(edged, found, slots)
    for sheet, numbers in zip(pages, found, strict=True):
        numbers.difference_update([n for n in numbers if _heads_columns(sheet, n)])
        numbers.difference_update(_drawn_headers(sheet, numbers))
    _drop_inner(edged, found)
    for sheet, numbers in zip(pages, found, strict=True):
        _drop_attached(sheet, numbers)
    return found


def _repeated(edged: Sequence[Sequence[Edge]]) -> list[list[tuple[int, Edge]]]:
    """Return the groups of edge lines that say the same at the same place, as (page index, line)."""
    needed = 3 if len(edged) >= 5 else 2
    groups: defaultdict[tuple[bool, str], list[tuple[int, Edge]]] = defaultdict(list)
    for page, lines in enumerate(edged):
        for edge in lines:
            if len(edge.line.text) <= _LONGEST_RUNNING:
                groups[edge.is_head, running_key(edge.line.text)].append((page, edge))
    places = [_proven(place, needed) for members in groups.values() for place in _places(members)]
    return [place for place in places if len({page for page, _ in place}) >= needed]


def _usual_size(pages: Sequence[PageLines]) -> float:
    """Return the size that most characters are set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _are_subheadings(members: Sequence[tuple[int, Edge]], pages: Sequence[PageLines], usual_size: float) -> bool:
    """Whether lines that recur at pages' tops head the text below: in a heading's type, far apart, or much larger.

    "Bibliography" may come again after each chapter, and by chance at the top of a page. A running head stands on page
    after page, away from the text.
    """
    if not all(edge.is_head and any(map(str.isalpha, edge.line.text)) for _, edge in members):
        return False
    if all(edge.line.size >= _TITLE_SIZE * usual_size > 0 for _, edge in members):
        return True
    numbers = sorted({page for page, _ in members})
    scattered = sum(b - a > _SCATTERED for a, b in pairwise(numbers))
    heading = sum(_heads_text(pages[page], edge.n, usual_size) for page, edge in members)
    return scattered > (len(numbers) - 1) / 2 and heading > len(members) / 2


def _heads_text(page: PageLines, n: int, usual_size: float) -> bool:
    """Whether a line is set as a heading right above text that is not."""
    if n + 1 >= len(page.lines):
        return False
    line, below = page.lines[n], page.lines[n + 1]
    is_display = line.size >= _HEADING_SIZE * usual_size or (line.is_bold and line.size >= 0.93 * usual_size)
    is_near = 0 < below.top - line.bottom <= 1.5 * line.size
    return is_display and is_near and bool(usual_size)


def _proven(place: Sequence[tuple[int, Edge]], needed: int) -> list[tuple[int, Edge]]:
    """Return the lines that say just the same on enough pages, or hold a number that rises with the page.

    The others only look alike: "Article 33" here and "Article 45" there, each the first line of its page.
    """
    texts = Counter(edge.line.text.casefold() for _, edge in place)
    offsets = Counter(offset for page, edge in place for offset in _offsets(page, edge))
    return [
        (page, edge)
        for page, edge in place
        if texts[edge.line.text.casefold()] >= needed
        or any(offsets[offset] >= needed for offset in _offsets(page, edge))
        or (not any(map(str.isdigit, edge.line.text)) and len(edge.line.text) <= 6)  # a roman page number
    ]


def _offsets(page: int, edge: Edge) -> set[int]:
    """Return by how much each number of a line is ahead of its page; a year among words is no page's number."""
    is_bare = not any(map(str.isalpha, edge.line.text))
    numbers = re.findall(r"\d{1,5}", edge.line.text)
    return {int(number) - page for number in numbers if is_bare or not _YEAR.fullmatch(number)}


def _places(members: Sequence[tuple[int, Edge]]) -> list[list[tuple[int, Edge]]]:
    """Split lines that say the same by how far from the edge they stand."""
    places: list[list[tuple[int, Edge]]] = []
    for member in sorted(members, key=lambda member: member[1].distance):
        if places and member[1].distance - places[-1][-1][1].distance <= _SAME_PLACE:
            places[-1].append(member)
        else:
            places.append([member])
    return places


def running_key(text: str) -> str:
    """Return what stays the same of a running line from page to page."""
    return _NUMBER.sub("#", " ".join(text.casefold().split()))


def _slot(edge: Edge) -> tuple[bool, float, float]:
    return edge.is_head, round(edge.distance / 2), round(edge.line.size)


def _add_slot_mates(
    edged: Sequence[Sequence[Edge]], found: Sequence[set[int]], slots: Counter[tuple[bool, float, float]]
) -> None:
    """Add lines in a place where running lines stand on many pages, if nothing but running lines stands further out."""
    needed = max(5, 0.3 * len(edged))
    usual = {slot for slot, count in slots.items() if count >= needed}
    for lines, numbers in zip(edged, found, strict=True):
        for edge in lines:
            is_short = len(edge.line.text) <= _LONGEST_RUNNING
            if is_short and _slot(edge) in usual and _is_outermost(edge, lines, numbers):
                numbers.add(edge.n)


def _is_outermost(edge: Edge, lines: Iterable[Edge], numbers: set[int]) -> bool:
    """Whether only running lines stand between a line and the edge."""
    return all(
        other.n in numbers
        for other in lines
        if other.is_head is edge.is_head and other.distance < edge.distance - _SAME_ROW
    )


def _drop_inner(edged: Sequence[Sequence[Edge]], found: Sequence[set[int]]) -> None:
    """Drop lines that have text of the page between themselves and the edge: a table's header that comes again, say."""
    for lines, numbers in zip(edged, found, strict=True):
        inner = {edge.n for edge in lines if edge.n in numbers and not _is_outermost(edge, lines, numbers)}
        numbers.difference_update(inner)


def _drop_attached(page: PageLines, numbers: set[int]) -> None:
    """Drop lines that text of the same type follows or precedes without a gap: the first cells of a table, say."""
    is_open = True
    while is_open:
        attached = {n for n in numbers for m in (n - 1, n + 1) if m not in numbers and _is_attached(page, n, m)}
        numbers.difference_update(attached)
        is_open = bool(attached)


def _heads_columns(page: PageLines, n: int) -> bool:
    """Whether a line's pieces stand over those of the lines below: a table's header that comes again on each page."""
    line = page.lines[n]
    below = page.lines[n + 1 : n + 1 + _ROW_REACH]
    lefts = [left for other in below for left in other.cells]
    is_near = bool(below) and 0 < below[0].bottom - line.bottom < 3 * line.size
    aligned = sum(any(abs(left - other) <= _SAME_ROW for other in lefts) for left in line.cells)
    return is_near and len(line.cells) > 1 and aligned == len(line.cells)


def _drawn_headers(page: PageLines, running: set[int]) -> set[int]:
    """Return the running lines that are the first rows of a drawn table: its header comes again on each page.

    A table that is all running lines is a letterhead; one that has them between its rows, a frame around the page.
    """
    found: set[int] = set()
    for table in page.drawn:
        rows = [set(lines) for lines in table.lines]
        wide = [row for row, line in zip(rows, table.grid, strict=True) if len(_filled(line)) >= _FEWEST_CELLS]
        parts = set().union(*(row & running for row in wide if not row <= running))  # one word of a row
        found |= parts
        rows = [row - parts for row in rows]
        heads = next((n for n, row in enumerate(rows) if not row & running), len(rows))
        inside = set().union(*rows[:heads])
        if 0 < heads < len(rows) and not any(row & running for row in rows[heads:]) and _are_cells(table, heads):
            found |= inside
    return found


def _are_cells(table: Table, heads: int) -> bool:
    """Whether the first rows have words side by side, and some row below them has, too."""
    counts = [len(_filled(line)) for line in table.grid]
    return max(counts[:heads]) > 1 and max(counts[heads:]) > 1


def _filled(line: Sequence[Cell]) -> set[Cell]:
    return {cell for cell in line if cell.text}


def _is_attached(page: PageLines, n: int, m: int) -> bool:
    """Whether lines n and m stand in one column, set alike and no further apart than lines of a paragraph."""
    if not 0 <= m < len(page.lines):
        return False
    line, other = page.lines[n], page.lines[m]
    is_column = min(line.right, other.right) > max(line.left, other.left)
    is_near = 0 < abs(line.top - other.top) <= 1.25 * line.height
    return is_column and is_near and abs(line.size - other.size) <= 0.3 and line.is_bold is other.is_bold


def find_contents(pages: Sequence[PageLines], running: Sequence[set[int]]) -> list[set[int]]:
    """Return, for each page, which of its lines belong to a list of contents, figures or tables."""
    found: list[set[int]] = []
    is_open = False
    for page, skipped in zip(pages, running, strict=True):
        numbers = [n for n in range(len(page.lines)) if n not in skipped]
        contents = _leader_lines(page, numbers) or _plain_entries(page, numbers, is_open=is_open)
        found.append(contents)
        is_open = bool(contents) and numbers[-1] in contents
    return found


def _leader_lines(page: PageLines, numbers: Sequence[int]) -> set[int]:
    """Return the lines of a contents list whose entries have dot leaders, with its title and wrapped entries."""
    leaders = [n for n in numbers if _is_leader(page.lines[n].text)]
    if len(leaders) < _FEWEST_LEADERS:
        return set()
    first, last = leaders[0], leaders[-1]
    # An entry may be wrapped over three lines above its leaders; text among the entries is not theirs.
    start = _title_above(page, numbers, first)
    found = {n for n in numbers if start <= n < first}
    for n in numbers:
        near = min((leader - n for leader in leaders if leader >= n), default=99)
        if first <= n <= last and near <= 3:
            found.add(n)
    if last + 1 < len(page.lines) and _ENTRY_END.fullmatch(page.lines[last + 1].text):
        found.add(last + 1)
    return found


def _title_above(page: PageLines, numbers: Sequence[int], first: int) -> int:
    """Return where a contents list begins: at its title, if one stands close above the first entry."""
    above = [n for n in numbers if first - _TITLE_REACH <= n < first]
    titles = [n for n in above if _is_contents_title(page.lines[n].text)]
    if titles:
        return titles[0]
    short = [n for n in above if n == first - 1 and len(page.lines[n].text) <= 6]  # "Page", over the numbers
    return short[0] if short else first


def _is_contents_title(text: str) -> bool:
    return bool(_CONTENTS.fullmatch(text.strip(" :")))


def _is_leader(text: str) -> bool:
    return bool(_LEADER.search(text)) and (bool(_ENTRY_END.search(text)) or bool(_LEADER.search(text[-12:])))


def _plain_entries(page: PageLines, numbers: Sequence[int], *, is_open: bool) -> set[int]:
    """Return the lines of a contents list without leaders: under its title, most lines end in rising page numbers."""
    title = next((n for n in numbers if _is_contents_title(page.lines[n].text)), None)
    if title is None and not is_open:
        return set()
    rest = [n for n in numbers if title is None or n >= title]
    entries = [(n, match[1]) for n in rest if (match := _ENTRY_END.search(page.lines[n].text))]
    values = [int(value) for _, value in entries if value.isdigit()]
    rising = sum(a <= b for a, b in pairwise(values))
    fewest = _FEWEST_ENTRIES if title is None else _FEWEST_UNDER_TITLE
    is_list = len(values) >= fewest and rising >= 0.8 * (len(values) - 1) and len(entries) >= 0.3 * len(rest)
    return {n for n in rest if n <= entries[-1][0]} if is_list else set()
