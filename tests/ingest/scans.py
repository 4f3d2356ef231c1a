"""Scans made for tests out of set text, and a stand-in for the program that reads them."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfWriter

from ingest.ocr.engine import Engine, find_engine
from tests.ingest.pdfs import make_pdf

Item = TypeVar("Item")
Result = TypeVar("Result")

LANGUAGES = {"en": "eng", "fr": "fra", "de": "deu", "ru": "rus"}


def needs_tesseract(*languages: str) -> pytest.MarkDecorator:
    """Skip without the program or one of the languages; in continuous integration they must be there."""
    engine = find_engine()
    held = engine.languages if isinstance(engine, Engine) else frozenset()
    missing = {"eng", *(LANGUAGES[language] for language in languages)} - held
    reason = f"needs tesseract with {', '.join(sorted(missing))}"
    return pytest.mark.skipif(bool(missing) and os.environ.get("CI") != "true", reason=reason)


def scan(pdf: Path, target: Path, *, turn: int = 0, skew: float = 0.0, dpi: int = 200) -> Path:
    """Write a PDF that holds nothing but pictures of another one's pages, with the noise of paper.

    Args:
        turn: degrees by which each sheet lies turned anticlockwise.
        skew: degrees by which it lies askew, anticlockwise.
    """
    rng = np.random.default_rng(7)
    with pdfium.PdfDocument(pdf) as source:
        pictures = [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in source]
    sheets = []
    for picture in pictures:
        lying = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)
        noisy = np.clip(np.asarray(lying) + rng.normal(-6, 4, (lying.height, lying.width)), 0, 255)
        sheets.append(Image.fromarray(noisy.astype(np.uint8)))
    return bind(sheets, target, dpi=dpi)


def bind(sheets: Sequence[Image.Image], target: Path, *, dpi: int = 200) -> Path:
    """Write pictures as the pages of a PDF."""
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=list(sheets[1:]), resolution=dpi)
    target.write_bytes(buffer.getvalue())
    return target


def blank_sheet() -> Image.Image:
    """A sheet of paper with nothing on it."""
    return Image.new("L", (850, 1100), 250)


def dark_sheet() -> Image.Image:
    """A sheet with a shape on it."""
    sheet = blank_sheet()
    sheet.paste(0, (300, 300, 500, 500))
    return sheet


WORDS = "Clinicians review each result of the model."


def mixed(folder: Path, text: str = WORDS) -> Path:
    """A file of three pages: the first and last with text, the second a picture."""
    writer = PdfWriter()
    words = make_pdf(folder, f"#v(1fr)\n{text}\n#v(1fr)", name="text.pdf")
    for part in (words, bind([dark_sheet()], folder / "sheet.pdf"), words):
        writer.append(part)
    path = folder / "mixed.pdf"
    writer.write(path)
    return path


def hocr(text: str = WORDS, *, confidence: int = 95, opens: Sequence[int] = (0,)) -> str:
    """What the program writes for some lines, each word 90 pixels wide and 28 high.

    Args:
        opens: the lines that begin a paragraph.
    """
    lines = []
    for n, line in enumerate(text.split("\n")):
        foot = 800 + 50 * n  # far from the edges, where a line that comes back would be a running head
        words = "".join(
            f"<span class='ocrx_word' title='bbox {100 + 100 * m} {foot - 28} {190 + 100 * m} {foot}; "
            f"x_wconf {confidence}'>{word}</span> "
            for m, word in enumerate(line.split())
        )
        end = 100 + 100 * len(line.split())
        title = f"bbox 100 {foot - 28} {end} {foot}; baseline 0 0; x_size 44; x_descenders 10; x_ascenders 12"
        before = "</p><p class='ocr_par'>" if n in opens else ""
        lines.append(f'{before}<span class="ocr_line" title="{title}">{words}</span>')
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{"".join(lines)}</p></body></html>'


class FakeTesseract:
    """A program named tesseract, first on the path: it reads the same from every picture, and keeps a log.

    Attributes:
        calls: how often it was asked to read, or how a page lies.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder / "bin"
        self._folder.mkdir()
        self._log = self._folder / "log"
        self.writes(hocr())
        self.install("eng", "fra", "deu", "rus", "osd")
        monkeypatch.setenv("PATH", f"{self._folder}{os.pathsep}{os.environ['PATH']}")

    def install(self, *languages: str, version: str = "5.3.0", seconds: float = 0, turn: int = 0) -> None:
        """Write the program anew, with these languages."""
        program = self._folder / "tesseract"
        program.write_text(
            "#!/bin/sh\n"
            'case "$1" in\n'
            f'--version) echo "tesseract {version}";;\n'
            f"--list-langs) printf '%s\\n' 'List of available languages:' {' '.join(languages)};;\n"
            f'*) echo "$@" >> "{self._log}"; sleep {seconds}\n'
            f'case "$*" in *"--psm 0"*) echo "Rotate: {turn}" > "$2.osd";;\n'
            f'*) cp "{self._folder}/hocr" "$2.hocr";; esac;;\n'
            "esac\n",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def writes(self, text: str) -> None:
        """Have it read this hOCR."""
        (self._folder / "hocr").write_text(text, encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        """The command lines it was started with, without those that ask what it is."""
        return self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []

    def forget(self) -> None:
        """Begin the log anew."""
        self._log.unlink(missing_ok=True)


class InlineWorkers:
    """Does in this very process what `ingest.isolate.Workers` does in others."""

    def run(
        self, job: Callable[[Item], Result], items: Sequence[Item], **_: Any
    ) -> Iterator[tuple[Item, Result]]:
        """Yield each item with what the job makes of it."""
        for item in items:
            yield item, job(item)


@contextmanager
def inline(**_: Any) -> Iterator[InlineWorkers]:
    """Stand in for `ingest.isolate.running`."""
    yield InlineWorkers()
