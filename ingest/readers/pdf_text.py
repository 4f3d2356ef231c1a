"""The characters of a PDF page and where each stands, by pdfium's raw interface.

pdfium may be called by one thread at a time: whoever uses it holds `PDFIUM_LOCK`.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
import unicodedata
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.readers.pdf_rules import read_rules
from ingest.records import CharBoxes

PDFIUM_LOCK = threading.Lock()

_LINE_HYPHENS = (0x02, 0xFFFE)  # FPDFText_GetUnicode and FPDFText_GetText name the same character differently
_HYPHEN, _LINE_BREAK = ord("-"), ord("\n")
_NOT_DRAWN = -1  # index of a character that stands in our text but not on the page
_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
_SPECIAL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_LIGATURES}]")
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibd|demi(?!.*light)|[-,+]bd|cmbx|fett", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1 table 123
_NAME_BYTES = 128
_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])  # U+3000 is the last that is
_LEAST_OVERLAP = 0.1  # of two characters on one line, in heights of the lower one
_STEP = 3.0  # the same heights, between characters that stand far apart
_CHECK_EVERY = 61  # characters between two checks that text and character list run in step

# A second handle on pdfium's function that takes addresses as numbers: no object is made for each character's box,
# and `map` runs over all of them without a Python loop; five times faster.
_box_at = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)

Boxes = NDArray[np.float64]  # shape (characters, 4): left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set.

    Attributes:
        size: height of the type in points, as displayed; 0 where it is not known.
    """

    size: float = 0.0
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageText:
    """One page's text as pdfium orders it, with the place of every character.

    Attributes:
        boxes: shape (len(text), 4): left, top, right, bottom in points from the displayed page's top left corner; zeros
            for what is not drawn.
        styles: one per line of the text.
        rules: level and upright lines drawn on the page, shape (rules, 4), placed as the boxes are.
        shades: edges of shaded areas, likewise.
        width, height: of the page as displayed, in points.
        is_placed: whether the boxes are known; if not, all are zeros.
    """

    text: str
    boxes: Boxes
    styles: tuple[Style, ...]
    width: float = 0.0
    height: float = 0.0
    is_placed: bool = True
    rules: Boxes = field(default_factory=lambda: np.zeros((0, 4)))
    shades: Boxes = field(default_factory=lambda: np.zeros((0, 4)))

    def pack(self) -> CharBoxes:
        """Return the boxes as `CharBoxes.pack` would make them, without a Python loop over the characters."""
        tenths = np.clip(np.rint(self.boxes * 10), 0, 65_535).astype("<u2")
        return CharBoxes(zlib.compress(np.ascontiguousarray(tenths.T).tobytes(), 1))


def unplaced(text: str) -> PageText:
    """Return the page for a text of which nobody knows where it stands."""
    clean = _SPECIAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    styles = tuple(Style() for _ in clean.split("\n"))
    return PageText(text=clean, boxes=np.zeros((len(clean), 4)), styles=styles, is_placed=False)


def read_page(page: pdfium.PdfPage) -> PageText:
    """Return one page's text, boxes and line styles; the caller holds the lock.

    Raises:
        pdfium.PdfiumError: pdfium cannot read the page.
    """
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        count = max(pdfium_c.FPDFText_CountChars(textpage), 0)
        codes = _codes(textpage, count)
        placed = _displayed(_char_boxes(textpage, count), page)
        text, index = _clean(codes, placed, textpage.raw)
        placed = np.vstack([placed, np.zeros(4)])
        text, index = _with_breaks(text, index, placed[index])
        boxes = placed[index]
        rules, shades = (_turned(lines, page) for lines in read_rules(page))
        return PageText(
            text=text,
            boxes=boxes,
            styles=tuple(_styles(textpage.raw, text, index)),
            width=width,
            height=height,
            rules=rules,
            shades=shades,
        )
    finally:
        textpage.close()


def _codes(textpage: pdfium.PdfTextPage, count: int) -> NDArray[np.uint32]:
    """Return one code per entry of pdfium's character list, shape (count,)."""
    if count == 0:
        return np.zeros(0, dtype=np.uint32)
    unicode_at = pdfium_c.FPDFText_GetUnicode
    handle = textpage.raw
    buffer = (ctypes.c_ushort * (count + 1))()
    # One call for all characters is 20 times faster, but its text may leave characters out or hold surrogate pairs.
    if pdfium_c.FPDFText_GetText(handle, 0, count, buffer) == count + 1:
        codes: NDArray[np.uint32] = np.ctypeslib.as_array(buffer)[:count].astype(np.uint32)
        is_in_step = all(
            unicode_at(handle, n) in ((codes[n],) if codes[n] not in _LINE_HYPHENS else _LINE_HYPHENS)
            for n in (*range(0, count, _CHECK_EVERY), count - 1)
        )
        if is_in_step and not np.any((codes >= 0xD800) & (codes <= 0xDFFF)):
            return codes
    return np.array(list(_joined_surrogates([unicode_at(handle, n) for n in range(count)])), dtype=np.uint32)


def _joined_surrogates(codes: Sequence[int]) -> Iterator[int]:
    """Yield the codes; the first half of a surrogate pair becomes the whole character, the second becomes 0."""
    is_taken = False
    for code, following in pairwise((*codes, 0)):
        if is_taken:
            is_taken = False
            yield 0
        elif 0xD800 <= code < 0xDC00 <= following <= 0xDFFF:
            is_taken = True
            yield 0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00)
        else:
            yield code if code <= 0x10FFFF else 0


def _char_boxes(textpage: pdfium.PdfTextPage, count: int) -> Boxes:
    """Return pdfium's loose boxes, shape (count, 4): left, top, right, bottom in the page's own coordinates."""
    if count == 0:
        return np.zeros((0, 4))
    rects = (pdfium_c.FS_RECTF * count)()
    first, step = ctypes.addressof(rects), ctypes.sizeof(pdfium_c.FS_RECTF)
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    deque(map(_box_at, repeat(handle), range(count), range(first, first + count * step, step)), maxlen=0)
    boxes = np.frombuffer(rects, dtype=np.float32).reshape(count, 4).astype(np.float64)
    return np.where(np.isfinite(boxes), boxes, 0.0)


def _displayed(boxes: Boxes, page: pdfium.PdfPage) -> Boxes:
    """Turn boxes in the page's own coordinates into boxes on the page as it is displayed; empty boxes become zeros."""
    placed = _turned(boxes, page)
    is_drawn = (placed[:, 2] - placed[:, 0] > 0.01) & (placed[:, 3] - placed[:, 1] > 0.01)
    return np.where(is_drawn[:, None], placed, 0.0)


def _turned(boxes: Boxes, page: pdfium.PdfPage) -> Boxes:
    """Turn boxes in the page's own coordinates, of any size, into boxes on the page as it is displayed."""
    (a, b, c, d), (e, f) = _display_matrix(page)
    x, y = boxes[:, (0, 2)], boxes[:, (1, 3)]
    across, down = a * x + c * y + e, b * x + d * y + f
    return np.column_stack([across.min(1), down.min(1), across.max(1), down.max(1)])


def _display_matrix(page: pdfium.PdfPage) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
    """Return a, b, c, d and e, f of the map from page to display coordinates: rotation, crop and offset in one."""
    left, bottom, right, top = page.get_bbox()
    width, height = page.get_size()
    matrix = {
        0: ((1, 0, 0, -1), (-left, top)),
        90: ((0, 1, 1, 0), (-bottom, -left)),
        180: ((-1, 0, 0, 1), (right, -bottom)),
        270: ((0, -1, -1, 0), (top, right)),
    }[page.get_rotation()]
    shown = right - left if page.get_rotation() in (0, 180) else top - bottom
    scale = width / shown if shown > 0 and height > 0 else 1.0  # a /UserUnit other than 1
    (a, b, c, d), (e, f) = matrix
    return (a * scale, b * scale, c * scale, d * scale), (e * scale, f * scale)


def _clean(codes: NDArray[np.uint32], placed: Boxes, handle: object) -> tuple[str, NDArray[np.intp]]:
    """Return the page's text and, for each of its characters, the index in pdfium's list (or `_NOT_DRAWN`)."""
    raw = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    parts: list[str] = []
    index: list[NDArray[np.intp]] = []
    places = np.arange(len(raw), dtype=np.intp)
    done = 0
    for match in _SPECIAL.finditer(raw):
        n = match.start()
        written = _written(n, raw, placed, handle)
        parts += (raw[done:n], written)
        index += (places[done:n], np.array([_NOT_DRAWN if sign == "\n" else n for sign in written], dtype=np.intp))
        done = n + 1
    return "".join([*parts, raw[done:]]), np.concatenate([*index, places[done:]])


def _with_breaks(text: str, index: NDArray[np.intp], boxes: Boxes) -> tuple[str, NDArray[np.intp]]:
    """Return text and index with a line break where the text steps to another height and far to the side.

    pdfium leaves the break out where the words of a new line are set much smaller or larger than those before.
    """
    drawn = np.flatnonzero(~is_space(text) & (boxes[:, 2] > 0))
    here, there = boxes[drawn[:-1]], boxes[drawn[1:]]
    height = np.minimum(here[:, 3] - here[:, 1], there[:, 3] - there[:, 1])
    is_off = np.minimum(here[:, 3], there[:, 3]) - np.maximum(here[:, 1], there[:, 1]) < _LEAST_OVERLAP * height
    is_far = (there[:, 2] < here[:, 0] - _STEP * height) | (there[:, 0] > here[:, 2] + _STEP * height)
    steps = np.flatnonzero(is_off & is_far)
    if not len(steps):
        return text, index
    signs = np.array(list(text), dtype="<U1")
    for n in steps[::-1].tolist():
        start, end = int(drawn[n]) + 1, int(drawn[n + 1])
        if "\n" not in text[start:end]:
            signs = np.concatenate([signs[:start], ["\n"], signs[end:]])
            index = np.concatenate([index[:start], [_NOT_DRAWN], index[end:]])
    return "".join(signs.tolist()), index


def _written(n: int, raw: str, placed: Boxes, handle: object) -> str:
    """Return what stands in the page's text for a character that is not taken over as it is."""
    char = raw[n]
    if ord(char) in _LINE_HYPHENS:
        return _written_hyphen(n, raw, placed, handle)
    if char in "\x85\u2028\u2029":
        return "\n"
    return unicodedata.normalize("NFKC", char) if char in _LIGATURES else ""


def _written_hyphen(n: int, raw: str, placed: Boxes, handle: object) -> str:
    """Return what stands for pdfium's hyphen at n: "-", with the line break that pdfium swallowed."""
    if not pdfium_c.FPDFText_IsHyphen(handle, n):
        return ""
    following = next((m for m in range(n + 1, len(raw)) if placed[m].any()), None)
    if following is None or raw[n + 1] in "\r\n":
        return "-"
    here, there = placed[n], placed[following]
    is_same_line = there[0] >= here[0] and there[1] < (here[1] + here[3]) / 2 < there[3]
    return "-" if is_same_line else "-\n"


def _styles(handle: object, text: str, index: NDArray[np.intp]) -> Iterator[Style]:
    """Yield each line's style, from three of its characters."""
    drawn = np.flatnonzero(~is_space(text))
    ends = np.searchsorted(drawn, [*np.flatnonzero(_codes_of(text) == _LINE_BREAK), len(text)]).tolist()
    signs = index[drawn].tolist()
    for start, end in pairwise([0, *ends]):
        count = end - start
        if not count:
            yield Style()
            continue
        sample = {signs[start + count * part // 6] for part in (1, 3, 5)}
        sizes = sorted(_size_at(handle, n) for n in sample)
        yield Style(sizes[len(sizes) // 2], all(_is_bold_at(handle, n) for n in sample))


def is_space(text: str) -> NDArray[np.bool_]:
    """Return for each character whether it is white space, shape (len(text),)."""
    return _IS_SPACE[np.minimum(_codes_of(text), len(_IS_SPACE) - 1)]


def _codes_of(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _size_at(handle: object, n: int) -> float:
    """Return the size of a character as displayed: the font's size times the text matrix's scale."""
    matrix = pdfium_c.FS_MATRIX()
    size = float(pdfium_c.FPDFText_GetFontSize(handle, n))
    if pdfium_c.FPDFText_GetMatrix(handle, n, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return round(size, 1)


def _is_bold_at(handle: object, n: int) -> bool:
    name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(handle, n, name, _NAME_BYTES, flags)
    return _is_bold_name(name.value) or bool(flags.value & _FORCE_BOLD)


@lru_cache(maxsize=256)
def _is_bold_name(name: bytes) -> bool:
    return bool(_BOLD_NAME.search(name))
