"""The number printed on each page, read where it is certain; a wrong one is worse than none.

Two witnesses: what the file declares (/PageLabels), and the numbers in its running heads and feet. Numbers that rise by
one from page to page in the same margin are page numbers: years, chapters and notes do not do that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.furniture import Edge
from ingest.readers.numerals import roman

_ARABIC = r"\d{1,5}"
_ROMAN = r"[ivxlc]{1,8}|[IVXLC]{1,8}"
_PREFIXED = r"[A-Z]{1,2}[-–]\d{1,3}"
_SIGN = f"(?P<sign>{_PREFIXED}|{_ARABIC}|{_ROMAN})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\W*{_SIGN}\W*",  # alone: "12", "- 12 -"
        rf"\W*(?i:page|p\.|pg\.|seite|s\.|стр\.|страница)\s*{_SIGN}\b.*",  # "Page 12 of 40"
        rf".*(?:^|\s)(?i:page|seite|стр\.|страница)\s*{_SIGN}\W*(?:(?i:of|de|sur|von|из|/)\s*\d+\W*)?",
        rf"{_SIGN}\s*/\s*\d{{1,4}}\b.*",  # "12/96 …"
        rf".*\s{_SIGN}\s*/\s*\d{{1,4}}",  # "… 12/96"
        rf"{_SIGN}\s+\D.*",  # "12 Title"
        rf".*[^\d\s.,]\s+{_SIGN}",  # "Title 12"
    )
)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FEWEST = 3  # pages that must show a number where it is expected before any of them is believed
_WIDEST_GAP = 6  # pages without a number inside one run
_SAME_PLACE = 12.0  # points between a number's places on two pages
_USUAL_CROWD = 2  # numbers in a head or foot that raise no doubt
_RIVAL = 0.5  # a page that two runs claim goes to one only if the other has less than this share of its pages
_AGREEMENT = 0.9  # share of the printed numbers that a file's own labels must match


@dataclass(frozen=True, slots=True)
class _Series:
    """Labels that go up by one from page to page.

    Attributes:
        style: "1", "i", "I", or a prefix with its hyphen.
        offset: the label's value minus the page's position (1-based).
    """

    style: str
    offset: int
    is_head: bool

    def label(self, position: int) -> str:
        value = position + self.offset
        if self.style in "iI":
            return roman(value) if self.style == "i" else roman(value).upper()
        return str(value) if self.style == "1" else f"{self.style}{value}"


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of pages on which a series is confirmed again and again."""

    series: _Series
    pages: tuple[int, ...]

    def __contains__(self, position: int) -> bool:
        return self.pages[0] <= position <= self.pages[-1]


def page_labels(margins: Sequence[Sequence[Edge]], declared: Sequence[str] = ()) -> list[str]:
    """Return each page's printed label, "" where it is not certain.

    Args:
        margins: per page, the lines at its edges.
        declared: the labels that the file itself gives its pages; empty where it gives none.
    """
    printed = printed_labels(margins)
    if not _is_sane(declared, len(margins)):
        return printed
    pairs = [(said.casefold(), seen.casefold()) for said, seen in zip(declared, printed, strict=True) if seen]
    agreeing = sum(said == seen for said, seen in pairs)
    if agreeing < _AGREEMENT * len(pairs) or not (pairs or _is_telling(declared)):
        return printed
    return [seen or said for said, seen in zip(declared, printed, strict=True)]


def _is_sane(declared: Sequence[str], pages: int) -> bool:
    """Whether a file's own labels can be what is printed: one per page, none twice, short."""
    given = [label for label in declared if label]
    # "0" is a program's index, never a page's number.
    return (
        len(declared) == pages
        and bool(given)
        and "0" not in given
        and len(set(given)) == len(given)
        and max(map(len, given)) <= 12
    )


def _is_telling(declared: Sequence[str]) -> bool:
    """Whether labels say more than the page's position, which programs fill in by themselves."""
    return any(label and label != str(position) for position, label in enumerate(declared, 1))


def printed_labels(margins: Sequence[Sequence[Edge]]) -> list[str]:
    """Return the labels read off the running heads and feet, "" where none is certain."""
    witnesses = _witnesses(margins)
    runs = _without_shadows(_joined(_runs(witnesses, crowd=_crowd(witnesses))))
    return [_label_at(position, runs) for position in range(1, len(margins) + 1)]


def _witnesses(margins: Sequence[Sequence[Edge]]) -> dict[_Series, dict[int, float]]:
    """Return the pages on which each possible series shows its number, and how far from the edge it does."""
    seen: defaultdict[_Series, dict[int, float]] = defaultdict(dict)
    for position, lines in enumerate(margins, 1):
        for edge in lines:
            for style, value in _signs(edge.line.text):
                seen[_Series(style, value - position, edge.is_head)].setdefault(position, edge.distance)
    return seen


def _crowd(witnesses: Mapping[_Series, Mapping[int, float]]) -> dict[bool, int]:
    """Return how many numbers a page usually shows in its head (True) and foot (False).

    In a page full of figures some always go up by one from page to page, by chance.
    """
    counts: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    for series, pages in witnesses.items():
        if series.style == "1":
            counts[series.is_head].update(pages.keys())
    return {is_head: sorted(count.values())[len(count) // 2] if count else 0 for is_head, count in counts.items()}


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """Yield what a line could say as a page number: style and value."""
    matches = (form.fullmatch(text) for form in _FORMS)
    for sign in {match["sign"] for match in matches if match}:
        if sign.isdigit():
            yield "1", int(sign)
        elif sign[-1].isdigit():
            prefix = re.split(r"(?<=[-–])", sign)[0]
            yield prefix, int(sign[len(prefix) :])
        elif roman(_roman_value(sign)) == sign.lower():
            yield ("i" if sign.islower() else "I"), _roman_value(sign)


def _roman_value(sign: str) -> int:
    values = [_VALUES[letter] for letter in sign.lower()]
    return sum(-a if a < b else a for a, b in pairwise((*values, 0)))


def _runs(witnesses: Mapping[_Series, Mapping[int, float]], *, crowd: Mapping[bool, int]) -> list[_Run]:
    """Return the stretches that have enough witnesses in one place of the page."""
    runs = []
    for series, pages in witnesses.items():
        for positions in _by_place(pages):
            starts = [0, *(n for n, (a, b) in enumerate(pairwise(positions), 1) if b - a > _WIDEST_GAP), len(positions)]
            runs += [_Run(series, tuple(positions[a:b])) for a, b in pairwise(starts)]
    confirmed = Counter[bool]()
    for run in runs:
        confirmed[run.series.is_head] += len(run.pages) if len(run.pages) >= _FEWEST else 0
    return [run for run in runs if _is_certain(run, confirmed=confirmed, crowd=crowd)]


def _by_place(pages: Mapping[int, float]) -> list[list[int]]:
    """Split pages by how far from the edge they show their number."""
    places: list[list[int]] = []
    last = float("-inf")
    for position, distance in sorted(pages.items(), key=lambda item: item[1]):
        if distance - last > _SAME_PLACE:
            places.append([])
        places[-1].append(position)
        last = distance
    return [sorted(place) for place in places]


def _is_certain(run: _Run, *, confirmed: Mapping[bool, int], crowd: Mapping[bool, int]) -> bool:
    """Whether enough pages bear a run out, close together."""
    pages, is_head = run.pages, run.series.is_head
    if len(pages) >= _FEWEST + 2 * max(crowd[is_head] - _USUAL_CROWD, 0):
        return len(pages) >= 0.4 * (pages[-1] - pages[0] + 1)
    # Two roman numbers or two of an annex, side by side, where the page numbers of the document stand anyway.
    is_pair = len(pages) == 2 and pages[1] - pages[0] == 1
    return is_pair and run.series.style != "1" and confirmed[is_head] >= 2 * _FEWEST


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """Join runs of one series between which no other series is confirmed."""
    ordered = sorted(runs, key=lambda run: (run.series.style, run.series.offset, run.series.is_head, run.pages))
    joined: list[_Run] = []
    for _, same in groupby(ordered, key=lambda run: run.series):
        for run in same:
            last = joined[-1] if joined else None
            if last and last.series == run.series and not _is_between(last, run, runs):
                joined[-1] = _Run(run.series, last.pages + run.pages)
            else:
                joined.append(run)
    return joined


def _is_between(first: _Run, second: _Run, runs: Iterable[_Run]) -> bool:
    return any(
        run.pages[0] < second.pages[0] and run.pages[-1] > first.pages[-1] for run in runs if run.series != first.series
    )


def _without_shadows(runs: Sequence[_Run]) -> list[_Run]:
    """Drop figures that stand beside roman numbers, if figures begin at 1 right after those end.

    The first are the pages' positions, hidden on the sheet; seen in guidance of the WHO.
    """
    begins = {run.pages[0] for run in runs if run.series.style == "1" and run.series.offset + run.pages[0] in (1, 2)}
    fronts = [run for run in runs if run.series.style in "iI" and {run.pages[-1] + 1, run.pages[-1] + 2} & begins]
    return [
        run
        for run in runs
        if run.series.style != "1"
        or not any(run.pages[0] <= f.pages[-1] and f.pages[0] <= run.pages[-1] for f in fronts)
    ]


def _label_at(position: int, runs: Sequence[_Run]) -> str:
    """Return the label of the run that claims a page, "" where none or several do."""
    claims = sorted((run for run in runs if position in run), key=lambda run: -len(run.pages))
    labels = {run.series.label(position) for run in claims}
    if not claims or (len(labels) > 1 and len(_first_other(claims, position).pages) > _RIVAL * len(claims[0].pages)):
        return ""
    return claims[0].series.label(position) if position + claims[0].series.offset > 0 else ""


def _first_other(claims: Sequence[_Run], position: int) -> _Run:
    """Return the strongest claim that contradicts the strongest of all."""
    best = claims[0].series.label(position)
    return next(run for run in claims if run.series.label(position) != best)
