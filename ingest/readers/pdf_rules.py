"""The straight lines drawn on a PDF page: rules, borders and the edges of filled boxes, by pdfium's raw interface."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

_MOST_OBJECTS = 20_000  # of one page; a map or a drawing may have more, and no table in it
_MOST_SEGMENTS = 200  # of one path; longer ones are curves of a drawing
_DEEPEST = 5  # forms within forms
_STRAIGHT = 0.5  # points that a rule may lean
_SHORTEST = 3.0  # points
_THICKEST = 3.0  # points of a rule drawn as a filled box

Rules = NDArray[np.float64]  # shape (rules, 4): left, bottom, right, top in the page's own coordinates
_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
_Ends = tuple[float, float, float, float]

_AS_IT_IS: _Matrix = (1, 0, 0, 1, 0, 0)


def read_rules(page: pdfium.PdfPage) -> tuple[Rules, Rules]:
    """Return the level and upright lines of a page, and likewise the edges of its shaded areas.

    Both are told apart, since programs may shade a cell line by line. None where the page holds more objects than any
    table needs.
    """
    found: tuple[list[_Ends], list[_Ends]] = [], []
    for path, outer in _paths(page.raw):
        for is_shade, ends in _straight(path, outer):
            found[is_shade].append(ends)
    rules, shades = (np.array(some, dtype=np.float64).reshape(-1, 4) for some in found)
    return rules, shades


def _paths(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    """Yield the page's paths, each with the matrix of the form around it; those inside forms, too."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return
    items = map(pdfium_c.FPDFPage_GetObject, repeat(page), range(count - 1, -1, -1))
    left = list(zip(items, repeat(_AS_IT_IS), repeat(0)))
    met = count
    while left:
        item, outer, depth = left.pop()
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield item, outer
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = pdfium_c.FPDFFormObj_CountObjects(item)
            met += inside
            if met > _MOST_OBJECTS:
                return
            inner = _times(_matrix(item), outer)
            left += [(pdfium_c.FPDFFormObj_GetObject(item, n), inner, depth + 1) for n in range(inside - 1, -1, -1)]


def _matrix(item: Any) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix):
        return _AS_IT_IS
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    """Return the matrix that applies one, then the other."""
    if other == _AS_IT_IS:
        return one
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _straight(path: Any, outer: _Matrix) -> Iterator[tuple[bool, _Ends]]:
    """Yield the level and upright lines of a path that is drawn, each after whether it bounds a shaded area."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for part in _parts(path, outer):
        is_shade = not stroke.value and _is_area(part)
        for (x, y), (u, v) in part:
            is_level, is_upright = abs(y - v) <= _STRAIGHT, abs(x - u) <= _STRAIGHT
            if is_level is not is_upright and max(abs(x - u), abs(y - v)) >= _SHORTEST:
                yield is_shade, (min(x, u), min(y, v), max(x, u), max(y, v))


def _is_area(part: Sequence[tuple[_Point, _Point]]) -> bool:
    """Whether lines enclose more than a rule's own width."""
    across = [x for ends in part for x, _ in ends]
    down = [y for ends in part for _, y in ends]
    return bool(part) and min(max(across) - min(across), max(down) - min(down)) > _THICKEST


def _parts(path: Any, outer: _Matrix) -> Iterator[list[tuple[_Point, _Point]]]:
    """Yield the ends of the straight segments on the page, of each connected part of a path."""
    count = pdfium_c.FPDFPath_CountSegments(path)
    if not 1 < count <= _MOST_SEGMENTS:
        return
    segment_at, point_of = pdfium_c.FPDFPath_GetPathSegment, pdfium_c.FPDFPathSegment_GetPoint
    kind_of, closes = pdfium_c.FPDFPathSegment_GetType, pdfium_c.FPDFPathSegment_GetClose
    a, b, c, d, e, f = _times(_matrix(path), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    part: list[tuple[_Point, _Point]] = []
    for n in range(count):
        segment = segment_at(path, n)
        if not point_of(segment, x, y):
            continue
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = kind_of(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if part:
                yield part
            part, first = [], point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            part.append((last, point))
        if closes(segment):
            part.append((point, first))
        last = point
    if part:
        yield part
