"""What a PDF is called and of which year it is, by its cover, imprint and metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.clean import readable
from ingest.readers.pdf_lines import Line, PageLines

_YEAR = re.compile(r"(?<![\d./-])(?:19[5-9]\d|20[0-4]\d)(?![\d/-])")
_IMPRINT = re.compile(r"(?:©|\(c\)|\bcopyright\b)[^\n\d]{0,60}\b((?:19[5-9]|20[0-4])\d)\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|avr|mai|juin|juil|août|déc|märz|okt|dez"
    r"|янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,9}\.?\s+((?:19[5-9]|20[0-4])\d)\b|\(\d\d/((?:19|20)\d\d)\)",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"markdown to pdf|(?:html|word|docx?|xls|web)\s?(?:to|2)\s?pdf.*|.*\bpdf (?:converter|printer)\b.*", re.I
)
_FOR_THE_WEB = re.compile(r"\s*\((?:[\w-]+ )?pdf\)$", re.IGNORECASE)
_LONGEST = 200  # characters of a title
_FEWEST_LETTERS = 8
_LARGER = 1.1
_FIRST, _LAST = 6, 2  # pages at either end on which an imprint stands


def find_title(embedded: str, pages: Sequence[PageLines]) -> str:
    """Return the title: the one in the metadata, unless a program wrote it or the cover has all of it and more.

    Without one it is what the cover has in the largest type; "" where that is no title.
    """
    embedded = _FOR_THE_WEB.sub("", embedded)
    cover = next((page for page in pages if page.lines), None)
    if cover is None:
        return "" if _PROGRAM.fullmatch(embedded) else embedded
    if embedded and not _PROGRAM.fullmatch(embedded):
        return _fuller(embedded, cover) or embedded
    return _largest(cover)


def _fuller(embedded: str, cover: PageLines) -> str:
    """Return the line of the cover, larger than most, that has the words of the title and some more; "" for none."""
    usual = _usual_size(cover.lines)
    for line in cover.lines:
        is_fuller = embedded.casefold() in line.text.casefold() and len(embedded) < len(line.text) <= 2 * len(embedded)
        if is_fuller and line.size >= usual and not line.text.endswith((".", ",", ";", ":")):
            return line.text
    return ""


def _largest(cover: PageLines) -> str:
    """Return the words in the largest type, if they stand in one place, and others are smaller."""
    lines = [line for line in cover.lines if line.height and line.size and not line.turn]
    size = max((line.size for line in lines if sum(map(str.isalpha, line.text)) > 1), default=0.0)
    shown = [line for line in lines if abs(line.size - size) <= 0.3]
    title = readable("\n".join(line.text for line in shown))
    is_near = all(abs(line.top - last.top) <= 3 * size for last, line in pairwise(shown))
    is_title = sum(map(str.isalpha, title)) >= _FEWEST_LETTERS and len(title) <= _LONGEST
    return title if is_near and is_title and any(line.size < size / _LARGER for line in lines) else ""


def _usual_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def find_year(title: str, texts: Sequence[str], made: int | None) -> int | None:
    """Return the year in the title, else on the first page, in the imprint, or in a date by month on the first pages.

    Each place counts if it names one year only, or that in which the file was made.

    Args:
        texts: of all pages.
    """
    places = [*texts[:_FIRST], *texts[max(_FIRST, len(texts) - _LAST) :]]
    imprints = [match[1] for text in places for match in _IMPRINT.finditer(text)]
    dates = [match[1] or match[2] for text in texts[:_FIRST] for match in _DATED.finditer(text)]
    for found in (_YEAR.findall(title), _YEAR.findall(texts[0]), imprints, dates):
        years = {int(year) for year in found}
        if len(years) == 1:
            return years.pop()
        if made in years:
            return made
    return None
