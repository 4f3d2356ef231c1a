"""What pypdf knows of a PDF: outline, page labels, title; and its rewrite of a file that pdfium refuses."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination, IndirectObject

from ingest.records import OutlineEntry

# pypdf logs each oddity that it reads over; what matters to a maintainer is said in the document's warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MAX_ENTRIES = 20_000
_MAX_TITLE = 300
# Titles that programs fill in by themselves, and file names.
_NO_TITLE = re.compile(
    r"(?:untitled|unbenannt|sans titre|без имени|document|layout|slide|presentation|powerpoint|microsoft \w+ -).*"
    r"|.*\.(?:pdf|docx?|pptx?|xlsx?|indd|odt|rtf|tex|qxd|dvi)|\S+[._]\S+|[\W\d_]*|.*\\.*",
    re.IGNORECASE,
)
_T = TypeVar("_T")


class StructureError(Exception):
    """pypdf cannot make sense of the file."""


class PasswordNeeded(StructureError):
    """The file opens with a password only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What a PDF says about itself.

    Attributes:
        labels: one per page; empty where the file declares none.
        made: the year of its making, None where it is not told.
        faults: what of this could not be read.
    """

    outline: tuple[OutlineEntry, ...] = ()
    labels: tuple[str, ...] = ()
    title: str = ""
    made: int | None = None
    faults: tuple[str, ...] = ()


def read_structure(path: Path) -> Structure:
    """Read a PDF's outline, labels and metadata; a part that cannot be read is left empty and named in `faults`.

    Raises:
        PasswordNeeded: the file opens with a password only.
        StructureError: pypdf cannot read the file at all.
    """
    with _reader(path) as reader:
        faults: list[str] = []
        return Structure(
            outline=_part(lambda: tuple(_outline(reader)), (), "outline", faults),
            labels=_part(lambda: _labels(reader), (), "page labels", faults),
            title=_part(lambda: _title(reader), "", "title", faults),
            made=_part(lambda: _year(reader), None, "date", faults),
            faults=tuple(faults),
        )


def repaired(path: Path) -> bytes:
    """Return the file as pypdf writes it anew, without what it cannot read.

    Raises:
        StructureError: pypdf cannot read or write it.
    """
    with _reader(path) as reader:
        buffer = io.BytesIO()
        PdfWriter(clone_from=reader).write(buffer)
        return buffer.getvalue()


def plain_texts(path: Path, *, max_pages: int) -> list[str]:
    """Return the pages' text as pypdf reads it; a page that cannot be read is empty.

    Raises:
        StructureError: pypdf cannot read the file.
    """
    with _reader(path) as reader:
        count = min(len(reader.pages), max_pages + 1)
        return [_part(reader.pages[n].extract_text, "", f"page {n + 1}", []) for n in range(count)]


@contextmanager
def _reader(path: Path) -> Iterator[PdfReader]:
    """Open a PDF with pypdf; whatever goes wrong inside the block leaves it as StructureError."""
    try:
        with path.open("rb") as file:
            yield _unlocked(PdfReader(file))
    except StructureError:
        raise
    except Exception as error:  # pypdf raises eight types and more over odd files
        raise StructureError(f"{type(error).__name__}: {error}") from error


def _unlocked(reader: PdfReader) -> PdfReader:
    """Return the reader if the file opens without a password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise PasswordNeeded("the file opens with a password only")
    return reader


def _part(read: Callable[[], _T], otherwise: _T, name: str, faults: list[str]) -> _T:
    """Return what `read` returns, or `otherwise` where pypdf stumbles over this part of the file."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001  (as above; other parts may be sound)
        faults.append(f"its {name} cannot be read ({type(error).__name__})")
        return otherwise


def _outline(reader: PdfReader) -> Iterator[OutlineEntry]:
    """Yield the outline's entries that point at a page, in order."""
    listed = reader.outline
    if not listed:  # going through all pages takes long
        return
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1) if page.indirect_reference}
    stack: list[tuple[int, Iterator[Any]]] = [(1, iter(listed))]
    count = 0
    while stack and count < _MAX_ENTRIES:
        level, entries = stack[-1]
        entry = next(entries, None)
        if entry is None:
            stack.pop()
        elif isinstance(entry, list):
            stack.append((level + 1, iter(entry)))
        else:
            count += 1
            page = _page_number(entry, numbers)
            title = " ".join(str(entry.title or "").replace("\0", "").split())
            if page and title:
                yield OutlineEntry(title=title[:_MAX_TITLE], level=level, page=page)


def _page_number(entry: Destination, numbers: Mapping[int, int]) -> int:
    """Return the page that an entry points at, 0 for none."""
    page = entry.page
    if isinstance(page, IndirectObject):
        return numbers.get(page.idnum, 0)
    if isinstance(page, int) and 0 <= page < len(numbers):  # some programs write the page's index
        return int(page) + 1
    return 0


def _labels(reader: PdfReader) -> tuple[str, ...]:
    # Without /PageLabels pypdf counts 1, 2, 3 …, which is nothing that stands on the pages.
    return tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()


def _title(reader: PdfReader) -> str:
    """Return the title out of the metadata if a person can have written it."""
    metadata = reader.metadata
    title = " ".join(str((metadata.title if metadata else "") or "").replace("\0", "").split())
    return "" if _NO_TITLE.fullmatch(title) or "\ufffd" in title else title[:_MAX_TITLE]


def _year(reader: PdfReader) -> int | None:
    metadata = reader.metadata
    made = metadata.creation_date if metadata else None
    return made.year if made else None
