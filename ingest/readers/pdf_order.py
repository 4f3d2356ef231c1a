"""The order in which a page's lines read, where a program wrote a heading after the text that it heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.readers.pdf_lines import Line, PageLines

_LARGER = 1.3  # times the type that most of the page is set in
_MOST_LINES = 4  # of a heading
_LONGEST = 150  # characters
_FEWEST_LINES = 8  # of the usual type; a cover or slide has no text that a heading could come too late for
_SLACK = 3.0  # points by which a side heading may begin below the line beside it
_FOOT = 0.88  # of the page's height: running feet stand below, and are often written first
_SIDE = 60.0  # points between a heading in the margin and its text at most


def with_late_headings(page: PageLines, in_tables: set[int]) -> list[int] | None:
    """Return the order of the lines with each heading before the text below or beside it; None where it is so already.

    Moved is only a heading in clearly larger type that is written after text of its own column, or of the column to the
    right of it where it stands in the margin.

    Args:
        in_tables: numbers of the lines in drawn tables; they stay.
    """
    usual = _usual_size(page.lines)
    if sum(line.size == usual for line in page.lines) < _FEWEST_LINES:
        return None
    order = list(range(len(page.lines)))
    for heading in _headings(page, in_tables, usual):
        first = order.index(heading[0])
        place = _place(page, order[:first], heading, in_tables)
        if place is not None:
            rest = [n for n in order if n not in heading]
            order = [*rest[:place], *heading, *rest[place:]]
    return None if order == sorted(order) else order


def _usual_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _headings(page: PageLines, in_tables: set[int], usual: float) -> list[list[int]]:
    """Return the stretches of large lines that may be headings."""
    runs: list[list[int]] = []
    for n, line in enumerate(page.lines):
        if n in in_tables or line.turn or not line.height or line.size < _LARGER * usual:
            continue
        last = page.lines[runs[-1][-1]] if runs else None
        is_next = last is not None and runs[-1][-1] == n - 1 and abs(last.size - line.size) <= 0.3
        if is_next and last is not None and 0 < line.top - last.top <= 1.7 * last.height:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [run for run in runs if len(run) <= _MOST_LINES and _is_worded(page, run)]


def _is_worded(page: PageLines, run: Sequence[int]) -> bool:
    words = " ".join(page.lines[n].text for n in run)
    return len(words) <= _LONGEST and sum(map(str.isalpha, words)) > len(words) / 2


def _place(page: PageLines, before: Sequence[int], heading: Sequence[int], in_tables: set[int]) -> int | None:
    """Return before which of the lines written earlier a heading belongs: the next below it; None if none is."""
    lines = [page.lines[n] for n in heading]
    top, left, right = lines[0].top, min(line.left for line in lines), max(line.right for line in lines)
    found: dict[int, float] = {}
    for place, n in enumerate(before):
        line = page.lines[n]
        is_text = n not in in_tables and not line.turn and line.size < 0.9 * lines[0].size
        if not is_text or not top - _SLACK <= line.top <= _FOOT * page.height:
            continue
        is_under = min(line.right, right) > max(line.left, left) and line.top > top
        is_beside = right <= line.left <= right + _SIDE
        if is_under or is_beside:
            found[place] = line.top
    return min(found, key=lambda place: (found[place], place), default=None)
