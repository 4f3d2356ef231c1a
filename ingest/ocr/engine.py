"""The program tesseract: whether it is there, what it can read, and a picture read by it."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.ocr.records import OcrLimits

if TYPE_CHECKING:
    from PIL import Image

# Tesseract's own names (ISO 639-2) for the languages of the WHO European Region and of its documents.
_LISTED = (
    "ar:ara az:aze be:bel bg:bul bs:bos ca:cat cs:ces da:dan de:deu el:ell en:eng es:spa et:est eu:eus fi:fin fr:fra "
    "ga:gle gl:glg he:heb hr:hrv hu:hun hy:hye is:isl it:ita ka:kat kk:kaz ky:kir lb:ltz lt:lit lv:lav mk:mkd mt:mlt "
    "nl:nld nb:nor nn:nor no:nor pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe tg:tgk tr:tur uk:ukr "
    "uz:uzb"
)
_CODES = dict(pair.split(":") for pair in _LISTED.split())
_ROTATE = re.compile(r"^Rotate: (\d+)", re.MULTILINE)
_PACKAGE = "pip install -c constraints.txt -e '.[ocr]'"

_THREADS = "OMP_THREAD_LIMIT"


class EngineFault(Exception):
    """A picture could not be read; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class NoEngine:
    """Why scans cannot be read here.

    Attributes:
        fault: what is missing.
        commands: what brings it.
    """

    fault: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """The program as it is installed.

    Attributes:
        version: such as "5.3.0".
        languages: tesseract's names of those it can read, without its data on scripts and orientation.
    """

    version: str
    languages: frozenset[str]

    @property
    def identity(self) -> str:
        """What it is and what it can read, in one line; another line may read what this one could not."""
        return f"tesseract {self.version}: {' '.join(sorted(self.languages))}"

    def read(self, picture: Image.Image, *, languages: Sequence[str], dpi: int, timeout_s: float) -> bytes:
        """Return a picture's words as hOCR.

        Args:
            picture: in grey.
            languages: tesseract's names, the likeliest first.
            dpi: pixels per inch of the page.
            timeout_s: after which the program is stopped.

        Raises:
            EngineFault: it failed, or took too long.
        """
        pytesseract = _pytesseract()
        return bytes(
            _asked(
                lambda: pytesseract.image_to_pdf_or_hocr(
                    _plain(picture), extension="hocr", lang="+".join(languages), config=f"--dpi {dpi} --psm 3",
                    timeout=timeout_s,
                )
            )
        )  # fmt: skip

    def turn(self, picture: Image.Image, *, dpi: int, timeout_s: float) -> int:
        """Return by how many degrees the picture must be turned clockwise to be read, as far as the program can tell.

        0 where it cannot: it needs some fifty characters.

        Raises:
            EngineFault: it took too long.
        """
        pytesseract = _pytesseract()
        try:
            told = _asked(
                lambda: pytesseract.image_to_osd(_plain(picture), config=f"--dpi {dpi}", timeout=timeout_s)
            )
        except EngineFault as fault:
            if isinstance(fault.__cause__, pytesseract.TesseractError):
                return 0
            raise
        match = _ROTATE.search(str(told))
        return int(match[1]) % 360 if match else 0


def scan_engine(limits: OcrLimits) -> Engine | NoEngine:
    """Return what reads scans, or why nothing does."""
    if not limits.is_on:
        return NoEngine("reading scans is switched off", ("export POLICY_KB_OCR=auto",))
    return find_engine(limits.languages)


def find_engine(languages: Iterable[str] = ()) -> Engine | NoEngine:
    """Return the engine, or what is missing.

    Args:
        languages: ISO 639-1 codes to be read; named in the command that installs the program.
    """
    if importlib.util.find_spec("pytesseract") is None:
        return NoEngine("the extra `ocr` is not installed", (_PACKAGE, install_command(languages)))
    pytesseract = _pytesseract()
    try:
        version = str(pytesseract.get_tesseract_version())
        found = frozenset(pytesseract.get_languages()) - {"osd", "equ"}
    except (OSError, SystemExit, RuntimeError, ValueError):  # SystemExit: a version that pytesseract cannot read
        return NoEngine("the program tesseract is not installed", (install_command(languages),))
    held = frozenset(name for name in found if "/" not in name)
    if not held:
        return NoEngine("tesseract has no language to read", (install_command(languages),))
    return Engine(version, held)


def code_of(language: str) -> str:
    """Return tesseract's name of a language given as ISO 639-1; "" where it has none."""
    return _CODES.get(language, "")


def install_command(languages: Iterable[str]) -> str:
    """Return the command that installs the program with these languages (ISO 639-1) on Debian and Ubuntu."""
    codes = dict.fromkeys(code_of(language) for language in languages)
    wanted = [f"tesseract-ocr-{code}" for code in codes if code and code != "eng"]
    return " ".join(["apt-get install tesseract-ocr", *wanted])


def _pytesseract() -> Any:
    """Return the wrapper; imported only where a scan is met, and only where the extra is installed."""
    import pytesseract  # noqa: PLC0415

    return pytesseract


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have the program use one thread: its own threads slow it down, and pages are read side by side already.

    Source: https://github.com/tesseract-ocr/tesseract/issues/3109. The environment is as before afterwards, because an
    encoder in this process would heed it too.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture as one that is handed over uncompressed: PNG would cost a second a page."""
    picture.format = "TIFF"
    return picture


def _asked(ask: Callable[[], Any]) -> Any:
    try:
        with _one_thread():
            return ask()
    except _pytesseract().TesseractError as error:
        raise EngineFault(f"tesseract failed ({' '.join(str(error.message).split())[:120]})") from error
    except RuntimeError as error:  # how the wrapper says that it has stopped the program
        raise EngineFault("reading it took too long (ocr_page_timeout_s)") from error
    except OSError as error:
        raise EngineFault(f"tesseract could not be run ({error.strerror or error})") from error
