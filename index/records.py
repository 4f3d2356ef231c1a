"""What a search takes and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.records import Metadata, OutlineEntry, Passage

if TYPE_CHECKING:
    from index.evidence import Evidence
    from index.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which documents may answer; an empty field lets all through.

    Attributes:
        countries: ISO 3166-1 alpha-3 codes, or EURO, EU, OECD, GLOBAL.
        years: first and last year, both included; a document without a year does not pass.
        languages: ISO 639-1 codes.
        doc_types: as the manifest names them: strategy, law, report …
        document_ids: keys in the catalogue.
    """

    countries: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    languages: tuple[str, ...] = ()
    doc_types: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.countries or self.years or self.languages or self.doc_types or self.document_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """One document of the library, as it is live now.

    Attributes:
        revision: sha256 of the live content.
        format: pdf, html, docx, markdown or text.
        empty_pages: pages without text.
        replaced_by: id of the official document that has taken this digest's place; "" where none has.
    """

    metadata: Metadata
    revision: str
    format: str
    pages: int
    empty_pages: int
    passages: int
    file_name: str
    replaced_by: str = ""

    @property
    def document_id(self) -> str:
        """Key in the catalogue."""
        return self.metadata.document_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search found.

    Attributes:
        rank: 1 for the best.
        score: higher is better; comparable within one search only.
        page_label: the number printed on the page, "" where not known.
        similarity: cosine of question and passage, by the part of the model that reads any language.
        is_ocr: whether the page's text was recognised from a picture.
    """

    rank: int
    score: float
    passage: Passage
    document: Metadata
    page_label: str
    similarity: float = 0.0
    is_ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits, best first, and the state of the knowledge base they come from; these make two results equal.

    Attributes:
        reading: what the question was taken to mean.
        evidence: passage id -> what the question has in common with it, for each hit.
    """

    query: str
    snapshot: str
    hits: tuple[Hit, ...]
    reading: Reading = field(compare=False)
    evidence: Mapping[str, Evidence] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page as the viewer shows it.

    Attributes:
        pages: how many pages the document has.
        has_picture: whether a picture can be drawn (PDF); otherwise show `text`.
        is_live: whether `revision` is the document's live one.
    """

    document: Metadata
    revision: str
    page: int
    page_label: str
    pages: int
    text: str
    has_picture: bool
    is_ocr: bool
    is_live: bool
    outline: tuple[OutlineEntry, ...] = field(default=())
