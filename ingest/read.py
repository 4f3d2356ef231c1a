"""A file becomes a document, whatever its format, or is rejected with a reason."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.errors import FileRejected
from ingest.hyphens import mark_hyphenation
from ingest.language import detect_language
from ingest.ocr.records import Recognition
from ingest.records import Document, Format

SUFFIXES: Mapping[str, Format] = {
    ".pdf": Format.PDF,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
}

_OFFICE = frozenset(
    {".doc", ".docm", ".dotx", ".rtf", ".odt", ".pages", ".ppt", ".pptx", ".odp", ".xls", ".xlsx", ".epub"}
)
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".webp", ".heic"})
_HEAD_BYTES = 4096  # what is read to tell what a file is
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml version")
_LANGUAGE_CHARS = 200_000  # of a document's text, handed to the language detector at most
_FETCH_AGAIN = "Fetch it again from its source, then ingest it."


def read_document(
    path: Path, *, max_pages: int = 5000, recognised: Mapping[int, Recognition] | None = None
) -> Document:
    """Read a file of any format in `SUFFIXES`.

    Args:
        path: the file.
        max_pages: that it may have.
        recognised: of a PDF, page number -> what was recognised in the picture of a page without text.

    Raises:
        FileRejected: the file cannot be read, is not what its name says, or holds no text.
    """
    suffix = _known_suffix(path)
    before, revision, head = _open(path)
    _check_content(path, suffix, head)
    document = _reader(SUFFIXES[suffix], recognised)(path, revision, max_pages)
    if _stamp(path) != before:
        raise FileRejected(path, "the file was changed while it was being read", "Ingest it again when it is complete.")
    _check_pages(document, max_pages=max_pages)
    return mark_hyphenation(replace(document, language=detect_language(_text_sample(document))))


def _known_suffix(path: Path) -> str:
    """Return the lower-case extension if it can be read."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES and not path.is_dir():
        return suffix
    if path.is_dir():
        raise FileRejected(path, "it is a folder", "Name the files in it, or ingest the folder as a whole.")
    if suffix in _OFFICE:
        raise FileRejected(path, f"{suffix} files are not read", "Save it as .docx or PDF, then ingest that.")
    if suffix in _PICTURES:
        raise FileRejected(path, "it is a picture", "Turn it into a PDF with recognised text (OCR), then ingest that.")
    named = f"the extension {suffix} is unknown" if suffix else "the file name has no extension"
    raise FileRejected(
        path, named, f"Readable are {', '.join(sorted(SUFFIXES))}: rename or convert it, then ingest it."
    )


def _open(path: Path) -> tuple[tuple[int, int], str, bytes]:
    """Return the file's stamp, its sha256 and its first bytes."""
    try:
        if path.exists() and not path.is_file():  # a pipe would make the reader wait for ever
            raise FileRejected(path, "it is no regular file", "Ingest a copy of what it stands for.")
        stamp = _stamp(path)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            file.seek(0)
            revision = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise FileRejected(
            path, "the file is not there (any more)", "Check the path, or fetch the file again."
        ) from error
    except PermissionError as error:
        raise FileRejected(
            path, "the file may not be read", "Give yourself the right to read it, then ingest it."
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileRejected(
            path, f"the file cannot be read ({reason})", "Check the disk or network drive it lies on."
        ) from error
    return stamp, revision, head


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when somebody writes to the file: size and time; -1, 0 when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns


def _check_content(path: Path, suffix: str, head: bytes) -> None:
    """Raise FileRejected unless the first bytes are what the extension says."""
    if not head.strip(b"\0 \t\r\n"):
        raise FileRejected(path, "the file is empty", _FETCH_AGAIN)
    wanted, found = SUFFIXES[suffix], _content_of(path, head)
    if wanted is Format.PDF and found is None:
        return  # damaged heads are common, and the reader tells more
    if wanted is Format.DOCX and found is None:
        raise FileRejected(path, "it is no Word file, whatever its name says", _FETCH_AGAIN)
    if found is None or found is wanted:
        return
    if wanted is Format.MARKDOWN and found is Format.HTML:
        return  # Markdown may begin with HTML
    remedy = f"Rename it to {path.stem}.{_SUFFIX_OF[found]}" if isinstance(found, Format) else "Save it as .docx or PDF"
    raise FileRejected(path, f"it is named {suffix} but holds {_NAMES[found]}", f"{remedy}, then ingest it.")


_NAMES: Mapping[Format | str, str] = {
    Format.PDF: "a PDF",
    Format.HTML: "a web page",
    Format.DOCX: "a Word file",
    "zip": "a ZIP archive",
    "ole": "an old or protected Office file",
    "binary": "binary data",
}
_SUFFIX_OF = {Format.PDF: "pdf", Format.HTML: "html", Format.DOCX: "docx"}


def _content_of(path: Path, head: bytes) -> Format | str | None:
    """Return what the first bytes show the file to be; None for text, and for what shows nothing."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return Format.DOCX if _is_word(path) else "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if start.startswith(_HTML_STARTS[:3]) or (start.startswith(_HTML_STARTS[3]) and b"<html" in start):
        return Format.HTML
    return "binary" if _is_binary(head) else None


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return path.suffix.lower() == ".docx"  # broken: its reader tells more


def _is_binary(head: bytes) -> bool:
    """Whether the bytes hold zeros in no pattern of UTF-16 or UTF-32."""
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))


def _reader(
    file_format: Format, recognised: Mapping[int, Recognition] | None
) -> Callable[[Path, str, int], Document]:
    """Return the format's reader, imported only now: the libraries behind it are heavy."""
    match file_format:
        case Format.PDF:
            from ingest.readers.pdf import read_pdf  # noqa: PLC0415

            return lambda path, revision, max_pages: read_pdf(
                path, revision=revision, max_pages=max_pages, recognised=recognised
            )
        case Format.HTML:
            from ingest.readers.html import read_html as read  # noqa: PLC0415
        case Format.DOCX:
            from ingest.readers.docx import read_docx as read  # noqa: PLC0415
        case Format.MARKDOWN:
            from ingest.readers.markdown import read_markdown as read  # noqa: PLC0415
        case Format.TEXT:
            from ingest.readers.text import read_text as read  # noqa: PLC0415
    return lambda path, revision, _: read(path, revision=revision)


def _check_pages(document: Document, *, max_pages: int) -> None:
    """Raise FileRejected for a document without text or with too many pages; a PDF's reader has its own say on both."""
    if document.format is Format.PDF:
        return
    if all(page.is_empty for page in document.pages):
        raise FileRejected(document.path, "the file holds no text", _FETCH_AGAIN)
    if len(document.pages) > max_pages:
        fault = f"it has {len(document.pages):,} pages, more than the {max_pages:,} allowed"
        raise FileRejected(document.path, fault, "Split it, or raise the limit.")


def _text_sample(document: Document) -> str:
    """Return text from all over the document, not more than the detector needs."""
    share = max(_LANGUAGE_CHARS // max(len(document.pages), 1), 100)
    return "\n".join(page.text[:share] for page in document.pages)
