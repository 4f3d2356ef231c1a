"""Which lines of a PDF are headings, and what stands under what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.clean import readable
from ingest.readers.pdf_lines import Line, PageLines
from ingest.records import OutlineEntry

_LARGER = 1.13  # times the body's size: clearly a heading's type
_MUCH_LARGER = 1.3
_LEAST = 0.93  # in smaller type nothing but "Article 5" is a heading
_LONGEST = 150  # characters of a heading
_LONGEST_PLAIN = 100  # of one that only its number or its bold type shows
_MOST_LINES = 4
_MOST_OUTLINED = 8  # lines of a heading that the outline has, word for word
_MAX_DEPTH = 6
_NUMBER_REACH = 10.0  # sizes of the type from the start of a heading's number to its words, at most
_SIZE_STEP = 0.6  # points between the sizes of two levels

_NUMBER = re.compile(r"(?:[A-Z]\.)?(\d{1,2}(?:\.\d{1,3}){0,5})(?:\.|\))?\s+\S")
_DECIMAL = re.compile(r"(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,3}){1,5}\.?\s+[^\W\d_a-zа-яà-ÿ]")
_RANKS = (
    ("part", "partie", "teil", "часть", "livre", "book", "buch"),
    ("title", "titre", "titel", "раздел"),
    ("annex", "annexe", "anhang", "anlage", "appendix", "приложение", "chapter", "chapitre", "kapitel", "глава"),
    ("section", "abschnitt", "sous-section"),
    ("article", "artikel", "art", "art.", "статья", "§"),
)
_RANK = {word: rank for rank, words in enumerate(_RANKS) for word in words}
_KEYWORD = re.compile(
    rf"({'|'.join(re.escape(word) for word in sorted(_RANK, key=len, reverse=True))})\s?"
    r"(?:\d+[a-z]?|[ivxlc]+|[a-z])\b(?!\s*(?:\(|,|abs\b|absatz\b|of\b|de\b|du\b|der\b|des\b|und\b|and\b|et\b|to\b)).*",
    re.IGNORECASE,
)
_BARE_KEYWORD = re.compile(r"\S+\s?(?:\d+[a-z]?|[IVXLC]+|[A-Z])[.:]?")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|abb(?:ildung|\.)?|tab(?:le|elle|leau|\.)?|graph(?:ique)?|chart|box|encadré|diagram|exhibit|image|рис\w*|"
    r"таблица|source|quelle|note|\*)s?\b\.?\s*(?:(?:[A-Z]{1,2}[ .]*){0,2}\d|:|[-–])",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•▪◦‣●■□►➢✓✔❖·»*\uf000-\uf0ff–—-]\s|\(?[a-z]\)\s|\((?:[a-z]|[ivx]+|\d+)\)\s")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août|déc|märz|okt|dez"
    r"|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w*\.?"
)
_DATE = re.compile(
    rf"(?:(?:last )?updated:?|stand:?|version(?: of)?|as of|mise à jour(?: du)?|date:?)?\s*"
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th|\.)?\s+)?{_MONTH}\s+(?:19|20)\d\d(?:\s*(?:г\.?|#\w+))*",
    re.IGNORECASE,
)
# Parts of a document that stand beside its chapters, whatever type they are set in.
_APART = re.compile(
    r"(?:fore|pre)words?|preface|avant[- ]propos|préface|vorwort|предисловие|acknowledge?ments?|remerciements"
    r"|danksagung|executive summary|résumé exécutif|abbreviations(?: and acronyms)?|acronyms|sigles(?: et .*)?"
    r"|abkürzungsverzeichnis|сокращения|glossary|glossaire|glossar|глоссарий",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"conclusions?|references|bibliograph\w+|literatur\w*|références|annex\w*|appendi\w+|anhang|anlagen?|fazit|schluss\w*"
    r"|заключение|литература|приложени\w+|index|notes",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"(?:[A-Z]|[IVX]{1,5})\.\s+\S")
_FEWEST_CAPITALS = 8  # letters; a shorter title in capitals may be a name: "INS"
_UNFINISHED = (",", ";", "-", "–", "—", "(", "/")


@dataclass(frozen=True, slots=True)
class Body:
    """How the running text of a document is set."""

    size: float
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading found on a page.

    Attributes:
        lines: numbers of its lines on the page, from 0, in order.
        outline_level: as the outline has it; 0 where it is not in the outline.
        number: that it carries: 3, 2, 1 for "3.2.1"; empty for none.
        rank: of its keyword among part, title, chapter, section, article; -1 for none.
    """

    lines: tuple[int, ...]
    title: str
    size: float
    is_bold: bool
    outline_level: int = 0
    number: tuple[int, ...] = ()
    rank: int = -1

    @property
    def depth(self) -> int:
        """How many numbers it carries."""
        return len(self.number)

    def is_above(self, other: Heading) -> bool:
        """Whether `other` belongs under this heading."""
        if self.outline_level and other.outline_level:
            return self.outline_level < other.outline_level
        if self.is_apart or other.is_apart:
            return self._is_above_part(other)
        if self.number and other.number:
            return self.depth < other.depth and other.number[: self.depth] == self.number
        if self.rank >= 0 and other.rank >= 0:
            return self.rank < other.rank
        return self._is_set_above(other)

    def _is_set_above(self, other: Heading) -> bool:
        """Whether this heading is above by how the two are set."""
        if abs(self.size - other.size) > _SIZE_STEP:
            return self.size > other.size
        if self.is_bold is not other.is_bold:
            return self.is_bold
        return self._is_above_alike(other)

    def _is_above_part(self, other: Heading) -> bool:
        """Whether this heading is above, where one of the two names a part that stands beside the chapters."""
        begins_chapter = other.depth == 1 or 0 <= other.rank < _RANK["section"] or _ENUMERATED.match(other.title)
        return self.is_apart and not other.is_apart and not begins_chapter and self.size > other.size - _SIZE_STEP

    def _is_above_alike(self, other: Heading) -> bool:
        """Whether this heading is above one set alike: a numbered section is above what has no number."""
        if self.number and not other.number and other.title.endswith(":"):
            return True
        if self.depth > 1 and not other.number and other.rank < 0 and not _CLOSING.match(other.title):
            return not self._is_louder(other.title)
        return other.depth < 2 and self._is_louder(self.title) and not self._is_louder(other.title)

    @staticmethod
    def _is_louder(title: str) -> bool:
        """Whether a title is in capitals, and no mere abbreviation."""
        return title.isupper() and sum(map(str.isalpha, title)) >= _FEWEST_CAPITALS

    @property
    def is_apart(self) -> bool:
        """Whether it names a part beside the chapters, such as a foreword, and the outline does not place it."""
        return not self.outline_level and not self.number and bool(_APART.fullmatch(self.title.rstrip(" .:")))


class Sections:
    """The headings that are open while a document is read."""

    def __init__(self) -> None:
        self._open: list[Heading] = []

    def enter(self, heading: Heading) -> None:
        """Open a heading, closing those that do not stand above it."""
        while self._open and not self._open[-1].is_above(heading):
            self._open.pop()
        self._open = [*self._open[-_MAX_DEPTH + 1 :], heading]

    def close(self) -> None:
        """Close all headings."""
        self._open = []

    @property
    def path(self) -> tuple[str, ...]:
        """Titles of the open headings, outermost first."""
        return tuple(heading.title for heading in self._open)


def body_style(pages: Iterable[PageLines], skipped: Iterable[set[int]]) -> Body:
    """Return the style that most characters outside heads and feet are set in."""
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for page, numbers in zip(pages, skipped, strict=True):
        for n, line in enumerate(page.lines):
            if n not in numbers:
                sizes[round(line.size * 2) / 2] += len(line.text)
                bold[line.is_bold] += len(line.text)
    if not sizes:
        return Body(0.0, is_bold=False)
    return Body(sizes.most_common(1)[0][0], is_bold=bold[True] > bold[False])


def find_headings(page: PageLines, skipped: set[int], *, body: Body, outline: Sequence[OutlineEntry]) -> list[Heading]:
    """Return a page's headings in reading order.

    Args:
        skipped: numbers of the lines that cannot be headings: running lines, contents, notes, table rows.
        outline: the entries that point at this page.
    """
    listed = _outlined(page, skipped, outline)
    taken = skipped | {n for heading in listed for n in heading.lines}
    free = _runs(page, taken, body)
    shown = [heading for run in free if (heading := _typographic(page, run, body)) is not None]
    return _merged(page, sorted([*listed, *shown], key=lambda heading: heading.lines))


def _outlined(page: PageLines, skipped: set[int], outline: Sequence[OutlineEntry]) -> list[Heading]:
    """Return the headings whose words are those of an outline entry."""
    wanted: dict[str, OutlineEntry] = {key: entry for entry in outline if (key := _key(entry.title))}
    found = []
    n = 0
    while n < len(page.lines) and wanted:
        lines = _outlined_at(page, n, skipped, wanted)
        if lines:
            entry = wanted.pop(_match(_joined_key(page, lines), wanted))
            found.append(_heading(page, lines, outline_level=entry.level))
        n += len(lines) or 1
    return found


def _outlined_at(page: PageLines, n: int, skipped: set[int], wanted: Mapping[str, OutlineEntry]) -> tuple[int, ...]:
    """Return the lines from n on that together are a wanted title; none where there is none."""
    longest = max(map(len, wanted))
    for end in range(n + 1, min(n + _MOST_OUTLINED, len(page.lines)) + 1):
        lines = tuple(range(n, end))
        key = _joined_key(page, lines)
        if end - 1 in skipped or len(key) > longest + 6:
            return ()
        if _match(key, wanted):
            return lines
    return ()


def _match(key: str, wanted: Mapping[str, OutlineEntry]) -> str:
    """Return the wanted key that says the same, a number in front aside; "" for none."""
    if key in wanted:
        return key
    bare = key.lstrip("0123456789")
    return next((title for title in wanted if bare and title.lstrip("0123456789") == bare and len(bare) > 3), "")


def _key(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))


def _joined_key(page: PageLines, lines: Iterable[int]) -> str:
    return _key("".join(page.lines[n].text for n in lines))


def _runs(page: PageLines, taken: set[int], body: Body) -> Iterator[tuple[int, ...]]:
    """Yield stretches of lines set alike that stand close together, as far as they could be headings."""
    run: list[int] = []
    for n, line in enumerate(page.lines):
        if run and (n in taken or not _is_same_run(page.lines[run[-1]], line)):
            yield tuple(run)
            run = []
        if n not in taken and (_is_display(line, body) or _says_heading(line, body)):
            run.append(n)
            if not _is_display(line, body):
                yield tuple(run)
                run = []
    if run:
        yield tuple(run)


def _is_display(line: Line, body: Body) -> bool:
    """Whether a line is set as headings are."""
    return line.size >= _LARGER * body.size or (line.is_bold and not body.is_bold and line.size >= _LEAST * body.size)


def _says_heading(line: Line, body: Body) -> bool:
    """Whether a line set like the text around it begins as headings do; a numbered one in small type is a label."""
    is_numbered = bool(_DECIMAL.match(line.text)) and line.size >= _LEAST * body.size
    return (is_numbered or bool(_KEYWORD.fullmatch(line.text))) and len(line.text) <= _LONGEST_PLAIN


def _is_same_run(last: Line, line: Line) -> bool:
    is_alike = abs(last.size - line.size) <= 0.3 and last.is_bold is line.is_bold
    is_near = 0 < line.top - last.top <= 1.7 * max(last.height, line.size)
    is_centred = abs(last.left + last.right - line.left - line.right) < 2 * line.size
    is_outdented = line.left < last.left - 1.5 * line.size and not is_centred
    is_new = bool(_NUMBER.match(line.text) or _KEYWORD.fullmatch(line.text)) or is_outdented
    return is_alike and is_near and not is_new


def _typographic(page: PageLines, run: Sequence[int], body: Body) -> Heading | None:
    """Return a run of lines as a heading if it has a heading's shape and stands apart."""
    heading = _heading(page, run)
    lines = [page.lines[n] for n in run]
    if not _has_shape(heading, body) or not _stands_apart(page, run, body):
        return None
    return None if any(_is_row(line, body) for line in lines) else heading


def _is_row(line: Line, body: Body) -> bool:
    """Whether a line falls into pieces as a table's row does; a number in front may stand off."""
    is_numbered = bool(_NUMBER.match(line.text) or _KEYWORD.fullmatch(line.text))
    # "4.1 How often reports are due     twice a year" is a form's row: its gap does not follow the number.
    stands_off = is_numbered and len(line.cells) > 1 and line.cells[1] - line.left <= _NUMBER_REACH * line.size
    return len(line.cells) > 1 + stands_off and line.size < _MUCH_LARGER * body.size


def _has_shape(heading: Heading, body: Body) -> bool:
    """Whether the words can be a heading: short, no sentence, no caption, no list item."""
    title = heading.title
    is_large = heading.size >= _LARGER * body.size
    if len(title) > (_LONGEST if is_large else _LONGEST_PLAIN) or len(heading.lines) > _MOST_LINES:
        return False
    if _DATE.fullmatch(title):
        return False
    if sum(map(str.isalpha, title)) < 3 or title.endswith(_UNFINISHED) or _CAPTION.match(title) or _BULLET.match(title):
        return False
    is_sentence = title.endswith((".", ":")) and len(title.split()) > 3
    begins_small = title[0].islower() and heading.size < _MUCH_LARGER * body.size
    return not is_sentence and not begins_small


def _stands_apart(page: PageLines, run: Sequence[int], body: Body) -> bool:
    """Whether no sentence runs into or out of the lines, and nothing stands beside them."""
    first, last = page.lines[run[0]], page.lines[run[-1]]
    before = page.lines[run[0] - 1] if run[0] else None
    after = page.lines[run[-1] + 1] if run[-1] + 1 < len(page.lines) else None
    if first.size >= _MUCH_LARGER * body.size:
        return True
    if any(other is not None and _is_beside(other, line) for other, line in ((before, first), (after, last))):
        return False
    if before is not None and _runs_on(before, first):
        return False
    return after is None or not after.text[0].islower() or after.top - last.top > 2 * last.height


def _is_beside(one: Line, other: Line) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return bool(one.height) and overlap > 0.5 * min(one.height, other.height)


def _runs_on(before: Line, line: Line) -> bool:
    """Whether the line before ends in the middle of a sentence that can go on here."""
    is_near = 0 < line.top - before.top <= 1.5 * max(before.height, line.height)
    is_open = not before.text.endswith((".", "!", "?", ":", ";", "”", '"', ")", "]"))
    is_alike = before.is_bold is line.is_bold and abs(before.size - line.size) <= 0.3
    is_full = before.right >= line.right - line.size
    return is_near and is_open and before.size <= line.size and (is_alike or is_full)


def _heading(page: PageLines, run: Sequence[int], *, outline_level: int = 0) -> Heading:
    lines = [page.lines[n] for n in run]
    title = readable("\n".join(line.text for line in lines))
    number, keyword = _NUMBER.match(title), _KEYWORD.fullmatch(title)
    return Heading(
        lines=tuple(run),
        title=title,
        size=max(line.size for line in lines),
        is_bold=all(line.is_bold for line in lines),
        outline_level=outline_level,
        number=tuple(map(int, number[1].split("."))) if number else (),
        rank=_RANK.get(keyword[1].lower(), -1) if keyword else -1,
    )


def _merged(page: PageLines, headings: Sequence[Heading]) -> list[Heading]:
    """Join "Article 5" with the line below that names it."""
    merged: list[Heading] = []
    for heading in headings:
        last = merged[-1] if merged else None
        if last and heading.lines[0] == last.lines[-1] + 1 and _names(page, last, heading):
            merged[-1] = _heading(page, (*last.lines, *heading.lines), outline_level=last.outline_level)
        else:
            merged.append(heading)
    taken = {n for heading in merged for n in heading.lines}
    return [_with_plain_name(page, heading, taken) for heading in merged]


def _with_plain_name(page: PageLines, heading: Heading, taken: set[int]) -> Heading:
    """Add the lines centred below "CHAPTER II" that name it in the type of the text."""
    if heading.rank < 0 or not _BARE_KEYWORD.fullmatch(heading.title):
        return heading
    lines = list(heading.lines)
    while len(lines) < _MOST_LINES and _names_plainly(page, lines[-1] + 1, lines, taken):
        lines.append(lines[-1] + 1)
    named = "".join(page.lines[n].text for n in lines[len(heading.lines) :])
    if not named or len(named) > 2 * _LONGEST or named.endswith((".", ":", *_UNFINISHED)):
        return heading
    return _heading(page, lines, outline_level=heading.outline_level)


def _names_plainly(page: PageLines, n: int, above: Sequence[int], taken: set[int]) -> bool:
    """Whether line n is centred below a heading's lines, close enough to name it."""
    if n in taken or n >= len(page.lines):
        return False
    first, last, line = page.lines[above[0]], page.lines[above[-1]], page.lines[n]
    is_centred = abs(first.left + first.right - line.left - line.right) < 2 * line.size
    is_next = abs(last.size - line.size) <= _SIZE_STEP and line.top - last.bottom < line.size
    is_near = 0 < line.top - last.bottom < 2.5 * line.size and (len(above) == 1 or is_next)
    return is_centred and is_near and (len(above) > 1 or not line.text[0].islower())


def _names(page: PageLines, last: Heading, heading: Heading) -> bool:
    is_bare = bool(_BARE_KEYWORD.fullmatch(last.title)) and last.rank >= 0
    gap = page.lines[heading.lines[0]].top - page.lines[last.lines[-1]].bottom
    return is_bare and heading.rank < 0 and not heading.depth and gap < 2.5 * heading.size


def entries_by_page(outline: Iterable[OutlineEntry]) -> Mapping[int, list[OutlineEntry]]:
    """Return the outline's entries by the page they point at."""
    by_page: defaultdict[int, list[OutlineEntry]] = defaultdict(list)
    for entry in outline:
        by_page[entry.page].append(entry)
    return by_page
