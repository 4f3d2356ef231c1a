"""Tesseract's hOCR as lines of words.

hOCR is HTML whose `title` attributes hold places: http://kba.github.io/hocr-spec/1.2/. Tesseract gives each line its
baseline and the height of its type, so that a word's box can reach as high and as low as its line's type does, whatever
letters it is made of, and follow the slope of a page that lies askew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import atan, degrees
from statistics import median
from typing import Any

from lxml import etree

from ingest.ocr.records import Line, Word
from ingest.records import Box

_LEAST_CONFIDENCE = 35  # of the best word of a line; below it the engine has read specks, or a picture
_LONG_LINE = 8  # heights of the type: a line that tells how far the page lies askew
_FEWEST_LINES = 3
_FAR = 1.5  # times the usual step from line to line
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
# Shares of the height of type: what lies above the baseline, how far tall letters rise, and how far the others do.
_ASCENT, _TALL_SHARE, _LOW_SHARE = 0.78, 0.7, 0.5
_TALL = re.compile("[A-ZА-ЯЁÀ-ÖØ-Þbdfhklß0-9бфijйёà-åè-ïò-öù-ý]")  # a dot or an accent reaches as high as a letter
_LOW = re.compile("[acemnorsuvwxzавгежзиклмнопрстухчшъыьэюя]+[.,]?")

Sides = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Properties = dict[str, list[float]]


def read_hocr(hocr: bytes, *, points_per_pixel: float) -> tuple[Line, ...]:
    """Return the lines that hold words, in reading order; lines that are noise are left out."""
    try:
        root = etree.fromstring(hocr, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ()
    if root is None:
        return ()
    lines = (_line(element, points_per_pixel) for element in _with_words(root))
    return _set_off([line for line in lines if line is not None])


def _set_off(lines: list[Line]) -> tuple[Line, ...]:
    """Return the lines, those that stand far below the one before as openings too: tesseract passes over some."""
    steps = [line.words[0].box.bottom - before.words[0].box.bottom for before, line in pairwise(lines)]
    near = sorted(step for step, line in zip(steps, lines[1:], strict=True) if 0 < step < 4 * line.size)
    usual = near[len(near) // 4] if near else 0.0
    return tuple(
        replace(line, opens=line.opens or (n > 0 and steps[n - 1] > _FAR * usual > 0)) for n, line in enumerate(lines)
    )


def is_sideways(lines: tuple[Line, ...]) -> bool:
    """Whether most of the text runs up or down the page."""
    across = down = 0
    for line in lines:
        for one, other in pairwise(line.words):
            (x, y), (to_x, to_y) = _middle(one.box), _middle(other.box)
            is_down = abs(to_y - y) > abs(to_x - x)
            across, down = across + (not is_down), down + is_down
    return down > across


def slant(lines: tuple[Line, ...]) -> float:
    """Return the degrees by which the lines fall to the right, below 0 where they rise; 0 where too few words tell."""
    slopes = []
    for line in lines:
        first, last = line.words[0].box, line.words[-1].box
        if len(line.words) > 1 and last.right - first.left >= _LONG_LINE * line.size > 0:
            across = (last.left + last.right - first.left - first.right) / 2
            slopes.append((last.bottom - first.bottom) / across if across > 0 else 0.0)
    return degrees(atan(median(slopes))) if len(slopes) >= _FEWEST_LINES else 0.0


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _with_words(root: Any) -> Iterator[Any]:
    """Yield the elements whose children are words: lines, headers, captions and the like."""
    for element in root.iter("{*}span"):
        if str(element.get("class", "")).startswith("ocr_"):
            yield element


def _line(element: Any, scale: float) -> Line | None:
    title = _properties(element.get("title", ""))
    found: list[tuple[str, Sides, float]] = []
    for child in element.iter("{*}span"):
        text = _cleaned("".join(child.itertext())) if child.get("class") == "ocrx_word" else ""
        place = _properties(child.get("title", ""))
        if text and len(place.get("bbox", ())) == 4:
            left, top, right, bottom = place["bbox"]
            found.append((text, (left, top, right, bottom), place.get("x_wconf", [0.0])[0]))
    if not found or max(confidence for *_, confidence in found) < _LEAST_CONFIDENCE:
        return None
    size = _size(found, title)
    words = (
        Word(text, Box(*(round(side * scale, 2) for side in _fitted(sides, title, size))), confidence)
        for text, sides, confidence in found
    )
    return Line(tuple(words), round(size * scale, 1), opens=element.getprevious() is None)


def _size(words: list[tuple[str, Sides, float]], line: Properties) -> float:
    """Return the height of a line's type in pixels, by how far its tall letters rise above the baseline.

    Tesseract's own measure, `x_size`, is off by a third in Cyrillic, which has few tall letters.
    """
    risen = [
        (_base(sides, line) - sides[1]) / (_TALL_SHARE if _TALL.search(text) else _LOW_SHARE)
        for text, sides, _ in words
        if _TALL.search(text) or _LOW.fullmatch(text)
    ]
    told = line.get("x_size", [0.0])[0]
    return median(risen) if risen and _has_baseline(line) and median(risen) > 0 else told


def _properties(title: str) -> Properties:
    """Return name -> numbers of a `title` such as "bbox 10 20 30 40; x_wconf 93"."""
    found: Properties = {}
    for part in title.split(";"):
        name, *values = part.split() or [""]
        try:
            found[name] = [float(value) for value in values]
        except ValueError:
            continue
    return found


def _cleaned(text: str) -> str:
    """Return a word as it stands in a page's text: composed letters, no ligatures, nothing unseen."""
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return "".join(_LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), composed).split())


def _has_baseline(line: Properties) -> bool:
    return len(line.get("baseline", ())) == 2 and abs(line["baseline"][0]) < 1 and len(line.get("bbox", ())) == 4


def _base(word: Sides, line: Properties) -> float:
    """Return how far down the page a word's baseline is; its own foot where the line has none."""
    if not _has_baseline(line):
        return word[3]
    slope, offset = line["baseline"]
    return line["bbox"][3] + offset + slope * ((word[0] + word[2]) / 2 - line["bbox"][0])


def _fitted(word: Sides, line: Properties, size: float) -> Sides:
    """Return a word's box as high as its line's type, where the line tells its baseline."""
    left, top, right, bottom = word
    base = _base(word, line)
    if not _has_baseline(line) or not top < base <= bottom + size:  # a baseline that is not the word's own
        return word
    return left, base - _ASCENT * size, right, base + (1 - _ASCENT) * size
