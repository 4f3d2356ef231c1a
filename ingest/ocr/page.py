"""One page that holds no text: drawn, turned upright, read."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL.Image import Resampling

from ingest.errors import IngestError
from ingest.ocr.cache import RecognitionCache
from ingest.ocr.engine import Engine, EngineFault
from ingest.ocr.hocr import is_sideways, read_hocr, slant
from ingest.ocr.records import PageOutcome, Recognition
from ingest.sheet import draw_page, picture_scale

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL import Image

_DPI = 300  # what tesseract reads best: https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html
_LEAST_PIXELS = 8_700_000  # as A4 has at 300 dpi: a smaller page is drawn finer, as far as its picture is
_MOST_PIXELS = 20_000_000  # a larger one is drawn coarser; 20 MB in grey
_COARSE_DPI = 200  # for a picture that is coarse itself: to draw it finer only blurs it
_POINTS_PER_INCH = 72
_INK = 60  # levels of grey between paper and ink: below it there are only shades of one paper
_LEAST_INK = 0.00002  # share of a page's pixels; less is dust
_READS_WELL = 75  # confidence from which a page stands upright for certain; upside down it is below 40
_READS_BADLY = 50  # below it every turn is tried
_ASKEW = 0.5  # degrees from which a page is straightened: beyond, tesseract loses words at the ends of lines
_TURNS = (0, 90, 180, 270)
_RECIPE = "1"  # changes with whatever here changes what is recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """A page to be read.

    Attributes:
        page: position in the file, 1-based.
        languages: tesseract's names, the likeliest first.
        cache: what was read before.
        timeout_s: for the page, all turns together.
    """

    path: Path
    page: int
    engine: Engine
    languages: tuple[str, ...]
    cache: RecognitionCache
    timeout_s: float


def recognise_page(task: PageTask) -> PageOutcome:
    """Return what a page shows as text, from the cache or the engine; whatever goes wrong is the outcome's fault."""
    deadline = time.monotonic() + task.timeout_s
    try:
        picture, scale = draw_page(task.path, task.page, scale=_scale, is_grey=True)
        if _is_blank(picture):
            return PageOutcome()
        key = _key(picture, scale, task)
        recognition = task.cache.find(key)
        if recognition is None:
            recognition = _Reader(picture, scale, task, deadline).read()
            task.cache.keep(key, recognition)
    except (EngineFault, IngestError) as fault:
        return PageOutcome(fault=str(fault))
    if not recognition.lines:
        return PageOutcome(fault="no words are found in its picture")
    return PageOutcome(recognition)


def _scale(sheet: pdfium.PdfPage) -> float:
    """Return the pixels per point to draw a page at."""
    width, height = sheet.get_size()
    area = max(width * height, 1.0)
    held = picture_scale(sheet)
    usual, coarse = _DPI / _POINTS_PER_INCH, _COARSE_DPI / _POINTS_PER_INCH
    scale = min(max(2 * held, coarse), usual) if held else usual
    if scale**2 * area < _LEAST_PIXELS:
        scale = max(scale, min(held, (_LEAST_PIXELS / area) ** 0.5))
    return float(min(scale, (_MOST_PIXELS / area) ** 0.5))


def _is_blank(picture: Image.Image) -> bool:
    """Whether a picture shows nothing but paper."""
    grey = np.asarray(picture).astype(np.int16)
    paper = np.median(grey)
    return bool((np.abs(grey - paper) > _INK).mean() < _LEAST_INK)


def _key(picture: Image.Image, scale: float, task: PageTask) -> str:
    """Name what decides the recognition: the picture, the languages and the engine."""
    what = f"{_RECIPE}\0{task.engine.version}\0{'+'.join(task.languages)}\0{scale:.4f}\0{picture.size}\0"
    return hashlib.sha256(what.encode() + picture.tobytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one picture, however it lies."""

    picture: Image.Image
    scale: float
    task: PageTask
    deadline: float

    def read(self) -> Recognition:
        """Return the best reading: as the page lies, turned where it reads badly so, straightened where it is askew."""
        best = self._turned(0)
        for turn in self._further_turns(best):
            best = max(best, self._turned(turn), key=_merit)
            if _merit(best) >= _READS_WELL:
                break
        angle = slant(best.lines)
        if abs(angle) < _ASKEW:
            return best
        return max(best, self._turned(best.turn, angle), key=_yield)

    def _further_turns(self, first: Recognition) -> Iterator[int]:
        if _merit(first) >= _READS_WELL:
            return
        told = self.task.engine.turn(self.picture, dpi=self._dpi, timeout_s=self._time_left())
        if told:
            yield told
        if _merit(first) < _READS_BADLY:
            yield from (turn for turn in _TURNS if turn not in (0, told))

    def _turned(self, turn: int, angle: float = 0.0) -> Recognition:
        # A quarter turn clockwise is one by -90 degrees for Pillow.
        picture = self.picture.rotate(-turn, expand=True) if turn else self.picture
        if angle:
            paper = int(np.median(np.asarray(picture)))
            picture = picture.rotate(angle, resample=Resampling.BICUBIC, fillcolor=paper)
        hocr = self.task.engine.read(
            picture, languages=self.task.languages, dpi=self._dpi, timeout_s=self._time_left()
        )
        return Recognition(read_hocr(hocr, points_per_pixel=1 / self.scale), turn, round(angle, 3))

    @property
    def _dpi(self) -> int:
        return round(self.scale * _POINTS_PER_INCH)

    def _time_left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise EngineFault("reading it took too long (ocr_page_timeout_s)")
        return left


def _merit(recognition: Recognition) -> float:
    """Return how well a page reads, 0 to 100; text that runs up or down it is not yet upright."""
    return recognition.confidence / 2 if is_sideways(recognition.lines) else recognition.confidence


def _yield(recognition: Recognition) -> float:
    """Return how much was read, weighed by how well."""
    return recognition.confidence * len(recognition.text)
