"""Taking something away: a subject, and the kind of file to make of it."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum

from answer.as_json import outcome_json
from answer.check import CheckedDraft
from answer.export.bibtex import write_bibtex
from answer.export.compose import compose, language_of, references_of
from answer.export.markdown import write_markdown
from answer.export.paper import Paper, noted
from answer.export.pdf import write_pdf
from answer.export.ris import write_ris
from answer.export.subjects import Matrix, Occasion, Quotations, Subject
from answer.records import Abstention, Answer
from ingest.errors import ExportError


class Kind(StrEnum):
    """A kind of file, by its suffix."""

    DOCX = "docx"
    PDF = "pdf"
    MARKDOWN = "md"
    XLSX = "xlsx"
    CSV = "csv"
    RIS = "ris"
    BIBTEX = "bib"
    JSON = "json"


MEDIA_TYPES = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.PDF: "application/pdf",
    Kind.MARKDOWN: "text/markdown; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.RIS: "application/x-research-info-systems",
    Kind.BIBTEX: "application/x-bibtex",
    Kind.JSON: "application/json",
}
_PAPERS = (Kind.DOCX, Kind.PDF, Kind.MARKDOWN)
_REFERENCES = (Kind.RIS, Kind.BIBTEX)
_TABLES = (Kind.XLSX, Kind.CSV)
_NAME_CHARS = 60


def kinds_of(subject: Subject) -> tuple[Kind, ...]:
    """Return the kinds of file that can be made of a subject; what rests on nothing has no references."""
    match subject:
        case Answer():
            return (*_PAPERS, *_REFERENCES, Kind.JSON)
        case Abstention():
            return (*_PAPERS, Kind.JSON)
        case Quotations():
            return (*_PAPERS, *_TABLES, *_REFERENCES)
        case Matrix():
            return (*_PAPERS, *_TABLES, *(_REFERENCES if subject.is_cited else ()))
        case CheckedDraft():
            return (*_PAPERS, *_REFERENCES)


def export(subject: Subject, kind: Kind, occasion: Occasion, *, is_commented: bool = True) -> bytes:
    """Return the file.

    Args:
        is_commented: whether a Word file says in comments what the author of a draft has to look at; otherwise in
            footnotes.

    Raises:
        ExportError: a subject of this sort has no such file, or rests on no source that could be listed.
    """
    if kind not in kinds_of(subject):
        has = ", ".join(f".{one}" for one in kinds_of(subject))
        raise ExportError(f"{_named(subject)} has no .{kind}; it has {has}")
    if kind in _REFERENCES:
        return _write_references(subject, kind, occasion)
    if isinstance(subject, Quotations | Matrix) and kind in _TABLES:
        return _write_table(subject, kind, occasion)
    if isinstance(subject, Answer | Abstention) and kind is Kind.JSON:
        return _write_json(subject, occasion)
    paper = compose(subject, occasion)
    return _write_paper(paper if is_commented else noted(paper), kind, occasion)


def file_name(subject: Subject, kind: Kind, *, on: date) -> str:
    """Return a name that any file system takes: what it is, on which day."""
    match subject:
        case Answer() | Abstention():
            said = subject.understanding.question
        case Quotations():
            said = subject.query
        case Matrix():
            said = subject.topics[0].topic
        case CheckedDraft():
            said = subject.draft.title
    words = re.sub(r"[^\w]+", "-", said).strip("-_")[:_NAME_CHARS].strip("-_").lower()
    return f"{words or 'policy-kb'}-{on.isoformat()}.{kind.value}"


def _write_paper(paper: Paper, kind: Kind, occasion: Occasion) -> bytes:
    if kind is Kind.MARKDOWN:
        return write_markdown(paper).encode()
    if kind is Kind.PDF:
        return write_pdf(paper, on=occasion.on)
    from answer.export.word import write_word  # noqa: PLC0415 - python-docx takes a while to import

    return write_word(paper, on=occasion.on)


def _write_table(subject: Quotations | Matrix, kind: Kind, occasion: Occasion) -> bytes:
    from answer.export.sheet import write_csv, write_spreadsheet  # noqa: PLC0415 - likewise xlsxwriter

    if kind is Kind.CSV:
        return write_csv(subject, occasion, language_of(subject)).encode()
    return write_spreadsheet(subject, occasion, compose(subject, occasion))


def _write_references(subject: Subject, kind: Kind, occasion: Occasion) -> bytes:
    references = references_of(subject, occasion)
    if not references:
        raise ExportError(f"{_named(subject)} rests on no document, so there are no references to list")
    write = write_ris if kind is Kind.RIS else write_bibtex
    return write(references, language=language_of(subject)).encode()


def _write_json(subject: Answer | Abstention, occasion: Occasion) -> bytes:
    item = outcome_json(subject)
    if occasion.kept_id:
        item["answer_id"] = occasion.kept_id
        item["kept_on"] = occasion.kept_on.isoformat() if occasion.kept_on else None
    if occasion.changes is not None:
        item["changes"] = {str(n): change.value for n, change in occasion.changes.items()}
    return f"{json.dumps(item, ensure_ascii=False, indent=2)}\n".encode("utf-8", "replace")


def _named(subject: Subject) -> str:
    match subject:
        case Answer():
            return "an answer"
        case Abstention():
            return "a refusal"
        case Quotations():
            return "a list of passages"
        case Matrix():
            return "a comparison"
        case CheckedDraft():
            return "this checked draft"
