"""References as RIS, which Zotero, EndNote, Mendeley and Citavi read.

Tags and types as in the specification of 2011 (https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from answer.export.escape import one_line
from answer.export.labels import label
from answer.export.references import Reference, pages_in_words

_TYPES = {"law": "STAT", "legislation": "STAT", "regulation": "STAT", "act": "STAT"}
_REPORT = "RPRT"


def write_ris(references: Iterable[Reference], *, language: str) -> str:
    """Return a record per reference; its quotes stand in notes, each with its page."""
    return "".join(f"{line}\r\n" for one in references for line in _record(one, language))


def _record(reference: Reference, language: str) -> Iterator[str]:
    document = reference.document
    is_text_itself = not reference.is_digest
    yield f"TY  - {_TYPES.get(document.doc_type, _REPORT) if is_text_itself else _REPORT}"
    fields = [
        ("ID", document.document_id), ("TI", document.title), ("AU", _corporate(document.publisher)),
        ("PB", document.publisher), ("PY", str(document.year or "")), ("DA", _date(document.date)),
        ("LA", document.language if document.language != "und" else ""), ("SP", reference.printed_pages),
        ("UR", reference.document.url), ("Y2", _date(reference.accessed.isoformat())),
    ]  # fmt: skip
    yield from (f"{tag}  - {value}" for tag, text in fields if (value := one_line(text)))
    for note in (*about(reference, language), *quoted(reference, language)):
        yield f"N1  - {one_line(note)}"
    yield "ER  - "
    yield ""


def about(reference: Reference, language: str) -> Iterator[str]:
    """Yield what should be read with a reference: that it is a digest, and of what; its pages."""
    if reference.is_digest:
        yield f"{label('digest', language)}: {one_line(reference.title_digested)} ({reference.document.stands_for})"
    yield pages_in_words(reference.places, language)


def quoted(reference: Reference, language: str) -> Iterator[str]:
    """Yield the quotes, each with its page, and the snapshot and content they rest on."""
    for place, quote in reference.quotes:
        yield f"{label('quote', language).format(one_line(quote))} ({pages_in_words([place], language)})"
    yield f"{label('snapshot', language)}: {reference.snapshot}, sha256:{reference.revision}"


def _corporate(publisher: str) -> str:
    """Return a name that no reader takes for a family name and a given name: these are parted by the first comma."""
    return publisher.replace(", ", " – ")


def _date(iso: str) -> str:
    """Return an ISO date as RIS has it: year/month/day/other, the missing ones empty."""
    parts = iso.split("-") if iso else []
    return "/".join([*parts, "", "", ""][:3]) + "/" if parts else ""
