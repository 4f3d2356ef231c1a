"""What a question becomes: an answer whose every statement is cited, or an abstention that says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from index.records import Filters, Hit
from ingest.records import Metadata, Span


def page_address(document: Metadata, page: int) -> str:
    """Return the official address, at the page where it is the document's own PDF; a digest's pages are others."""
    address = document.url
    is_pdf = address.lower().split("?")[0].endswith(".pdf")
    return f"{address}#page={page}" if is_pdf and not document.stands_for else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verbatim quote with its place; cannot be made for words that do not stand there.

    Attributes:
        n: the number shown to the reader, 1-based.
        revision: sha256 of the cited content, in hexadecimal.
        page: position in the file, 1-based.
        page_label: the number printed on the page, "" where not known.
        span: where `quote` lies in the page's text.
        quote: the page's own characters.
        before, after: what stands right before and after it in the same passage, likewise; shown around it, and no part
            of what is cited.
    """

    n: int
    document: Metadata
    revision: str
    page: int
    page_label: str
    section: tuple[str, ...]
    span: Span
    quote: str
    is_ocr: bool = False
    before: str = ""
    after: str = ""

    @classmethod
    def of_page(
        cls,
        page_text: str,
        *,
        n: int,
        document: Metadata,
        revision: str,
        page: int,
        page_label: str,
        section: tuple[str, ...],
        span: Span,
        is_ocr: bool = False,
        around: Span | None = None,
    ) -> Citation:
        """Cite `page_text[span]`.

        Args:
            around: a wider span, whose text is shown around the quote; None for none.

        Raises:
            ValueError: the span reaches past the page's end or covers no word.
        """
        quote = span.of(page_text)
        if span.end > len(page_text) or not quote.strip():
            raise ValueError(f"{document.document_id}, page {page}: no words at {span.start}:{span.end}")
        return cls(
            n=n, document=document, revision=revision, page=page, page_label=page_label, section=section,
            span=span, quote=quote, is_ocr=is_ocr,
            before=page_text[around.start : span.start] if around else "",
            after=page_text[span.end : around.end] if around else "",
        )  # fmt: skip

    @property
    def url(self) -> str:
        """The official address, at the page."""
        return page_address(self.document, self.page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer.

    Attributes:
        text: what is shown: line breaks and hyphenation undone.
        citations: numbers of the citations it rests on, at least one.
        support: how well the quotes carry the sentence, 0 to 1; 1 for a sentence shown verbatim.
    """

    text: str
    citations: tuple[int, ...]
    support: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A sentence the LLM wrote that its evidence does not carry; shown struck out with the reason, or not at all."""

    text: str
    reason: str


class Mode(StrEnum):
    """How an answer was written."""

    EXTRACTIVE = "extractive"
    LLM = "llm"


class Reason(StrEnum):
    """Why there is no answer."""

    OFF_TOPIC = "off_topic"
    NO_DOCUMENT = "no_document"
    SILENT = "silent"
    UNKNOWN_NAME = "unknown_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What the question was taken to mean.

    Attributes:
        question: as asked.
        standalone: the question with what the conversation adds ("and in Malta?" becomes whole).
        language: ISO 639-1 code of the question.
        filters: given by the user; they bind.
        countries, years: named in the question; they guide, and explain a refusal.
    """

    question: str
    standalone: str
    language: str
    filters: Filters = field(default_factory=Filters)
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Statements, best first, each cited.

    Attributes:
        confidence: probability that the statements answer the question, 0 to 1, by the calibrated decision.
        related: passages that were found but not used, best first.
        notice: a plain word to the reader, such as "the language model did not reply; this is the extractive answer".
        timings_ms: milliseconds of "search" and "answer".
    """

    understanding: Understanding
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    confidence: float
    mode: Mode
    snapshot: str
    timings_ms: dict[str, int]
    related: tuple[Hit, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    notice: str = ""

    def __post_init__(self) -> None:
        held = {citation.n for citation in self.citations}
        if not self.statements or any(not s.citations or not set(s.citations) <= held for s in self.statements):
            raise ValueError("an answer needs statements, and each statement citations that the answer holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """No answer, and why.

    Attributes:
        message: for the reader, in the question's language.
        related: the nearest passages: related, but no answer.
        confidence: probability that the nearest sentences would have answered, 0 to 1.
    """

    understanding: Understanding
    reason: Reason
    message: str
    related: tuple[Hit, ...]
    confidence: float
    snapshot: str
    timings_ms: dict[str, int]
    mode: Mode = Mode.EXTRACTIVE
    notice: str = ""


Outcome = Answer | Abstention


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done at the moment: "understand", "search", "select", "compose" or "verify"."""

    stage: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The text an LLM has written so far: unverified, to be shown as such."""

    text: str


Event = Progress | Draft | Answer | Abstention
"""What `Assistant.events` yields: any number of Progress and Draft, then exactly one Answer or Abstention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier exchange of the conversation, oldest first in a history."""

    question: str
    standalone: str
    countries: tuple[str, ...] = ()
