"""References as BibTeX, for LaTeX, JabRef and every reference manager; the file is UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from answer.export.escape import latex, web_address
from answer.export.references import Reference
from answer.export.ris import about, quoted


def write_bibtex(references: Iterable[Reference], *, language: str) -> str:
    """Return an entry per reference; its key is the document's id."""
    used: set[str] = set()
    return "\n".join(_entry(one, _key(one, used), language) for one in references)


def _entry(reference: Reference, key: str, language: str) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(reference, language) if value)
    return f"@techreport{{{key},\n{lines}}}\n"


def _fields(reference: Reference, language: str) -> Iterator[tuple[str, str]]:
    document = reference.document
    publisher, title = latex(document.publisher), latex(document.title)
    yield "author", f"{{{publisher}}}" if publisher else ""  # in braces of its own: one name, not a list of them
    yield "title", f"{{{title}}}"  # likewise: its capitals stay
    yield "institution", f"{{{publisher}}}" if publisher else ""
    yield "year", str(document.year or "")
    yield "date", latex(document.date)
    yield "language", latex(document.language) if document.language != "und" else ""
    yield "pages", latex(reference.printed_pages)
    yield "url", web_address(document.url)
    yield "urldate", reference.accessed.isoformat()
    yield "note", latex(". ".join(about(reference, language)))
    yield "annote", latex(". ".join(quoted(reference, language)))  # which no style prints


def _key(reference: Reference, used: set[str]) -> str:
    key = re.sub(r"[^\w-]", "-", reference.document.document_id, flags=re.ASCII) or "source"
    if key in used:
        key = f"{key}-{reference.revision[:8]}"
    used.add(key)
    return key
