"""What a downloaded file really is: told from its bytes, never from its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html

from ingest.errors import FetchError

_HEAD_BYTES, _TAIL_BYTES = 4096, 4096
_BY_HAND = "Open the address in a browser, and correct the manifest or save the document by hand."
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")
_TEXT_TYPES: Mapping[str, str] = {"text/plain": ".txt", "text/markdown": ".md"}
_OTHERS: Mapping[bytes, str] = {
    b"PK\x03\x04": "a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "an RTF file",
    b"{": "data for programs (JSON)",
    b"<?xml": "data for programs (XML)",
}
_ERROR_TITLE = re.compile(
    r"\b(?:40[0-9]|50[0-9])\b.*\b(?:error|not found|forbidden|unavailable)|(?:page|file|document) not found"
    r"|access denied|request rejected|just a moment|attention required"
    r"|page introuvable|seite nicht gefunden|страница не найдена",
    re.IGNORECASE,
)
_BESIDE_THE_TEXT = ("script", "style", "noscript", "template", "nav", "footer", "form")
# Documents that run over many pages; a short web page is then one about the document.
_LONG_TYPES = frozenset(
    {"regional_report", "report", "strategy", "action_plan", "guidance", "legislation", "meeting_report",
     "programme_of_work", "law"}
)  # fmt: skip
_LONG_WORDS = 1500  # about three printed pages; a publisher's page about a report holds a few hundred
_FEWEST_WORDS = 30
_MOST_HTML = 20_000_000  # bytes that are parsed; a tree takes many times as much memory


def suffix_of(path: Path, *, urls: Sequence[str], content_type: str) -> str:
    """Return the extension that belongs to a file's content.

    Args:
        path: the file, whole.
        urls: the address that was asked, and the one that answered; their endings say what was promised.
        content_type: as the server said, maybe empty.

    Raises:
        FetchError: it is cut short, an error page, or of a kind that cannot be read.
    """
    head, tail = _ends(path)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = content_type.partition(";")[0].strip().lower()
    promised = next((name for end, name in _PROMISES.items() for url in urls if _path_of(url).endswith(end)), "")
    promised = promised or _TYPES.get(kind, "")
    if head.startswith(b"%PDF-"):
        return _pdf(tail)
    if head.startswith(b"PK\x03\x04") and (promised == "a Word file" or _is_word(path)):
        return _docx(path)
    if start.startswith(_HTML_STARTS) or (start.startswith(b"<?xml") and b"<html" in start):
        return _html(path, promised)
    if kind in _TEXT_TYPES and _is_text(head) and start and not promised:
        return _TEXT_TYPES[kind]
    if kind in ("text/html", "application/xhtml+xml") and _is_text(head) and start:
        return _html(path, promised)
    raise _unreadable(head, start, promised=promised, kind=kind)


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(path.stat().st_size - _TAIL_BYTES, 0))
        return head, file.read()


def _pdf(tail: bytes) -> str:
    if b"%%EOF" not in tail:
        raise FetchError("the PDF is cut short: its end is missing. Run fetch again later, or save it by hand.")
    return ".pdf"


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def _docx(path: Path) -> str:
    if not _is_word(path):
        raise FetchError(f"it is called a Word file but cannot be opened as one. {_BY_HAND}")
    return ".docx"


def _html(path: Path, promised: str) -> str:
    if promised:
        raise FetchError(f"{promised} was promised, but a web page came, mostly an error or a login. {_BY_HAND}")
    title = _title(path)
    if _ERROR_TITLE.search(title):
        raise FetchError(f"an error page came, titled {title[:80]!r}. {_BY_HAND}")
    return ".html"


_PROMISES: Mapping[str, str] = {".pdf": "a PDF", ".docx": "a Word file"}
_TYPES: Mapping[str, str] = {
    "application/pdf": "a PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word file",
}


def _path_of(url: str) -> str:
    return urlsplit(url).path.lower()


def _is_text(head: bytes) -> bool:
    return b"\0" not in head


def _unreadable(head: bytes, start: bytes, *, promised: str, kind: str) -> FetchError:
    if not start:
        return FetchError(f"the server sent an empty file. {_BY_HAND}")
    found = next((name for mark, name in _OTHERS.items() if head.startswith(mark) or start.startswith(mark)), "")
    found = found or f"something else ({kind or 'of no stated type'})"
    wanted = f"{promised} was promised, but it is" if promised else "it is"
    return FetchError(f"{wanted} {found}, which is not read; PDF, Word, HTML and text are. {_BY_HAND}")


# Web pages.


def is_page_about(path: Path, *, doc_type: str) -> bool:
    """Whether a web page is too short to be the document itself."""
    words = count_words(path)
    return words < (_LONG_WORDS if doc_type in _LONG_TYPES else _FEWEST_WORDS)


def count_words(path: Path) -> int:
    """Return the number of words a web page shows, without its menus."""
    root = _parsed(path)
    if root is None:
        return 0
    for element in list(root.iter(*_BESIDE_THE_TEXT)):
        element.drop_tree()
    return len(root.text_content().split())


def declared_pdf(path: Path, *, url: str) -> str:
    """Return the address of the PDF that a web page declares in its head to be the document; "" where it does not.

    Both ways are those that catalogues of publications use: the tag `citation_pdf_url`, and a link of the kind
    `alternate` with the type of PDF.
    """
    root = _parsed(path)
    if root is None:
        return ""
    named = [*root.xpath("//meta[@name='citation_pdf_url']/@content"),
             *root.xpath("//link[@rel='alternate' and @type='application/pdf']/@href")]  # fmt: skip
    return urljoin(url, str(named[0]).strip()) if named else ""


def _title(path: Path) -> str:
    root = _parsed(path)
    return " ".join(str(root.findtext(".//title") or "").split()) if root is not None else ""


def _parsed(path: Path) -> lxml.html.HtmlElement | None:
    try:
        with path.open("rb") as file:
            return lxml.html.fromstring(file.read(_MOST_HTML))
    except (lxml.etree.LxmlError, ValueError):
        return None
