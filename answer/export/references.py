"""A source as a reader needs it to find the lines again: who published what, when, on which page, at which address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from babel import Locale
from babel.dates import format_date

from answer.export.labels import label, spoken
from answer.export.paper import Part
from answer.records import Citation, page_address
from index.records import Hit
from ingest.places import country_name
from ingest.records import Metadata, Status

_TITLE_OF_DIGEST = "Digest: "
_LOCALES = {"en": "en_GB"}  # the region writes 24 November 2026
_STOPS = (".", "?", "!", "…")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A page: its position in the file, and the number printed on it ("" where not known)."""

    page: int
    page_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One document as a source, with the pages and quotes taken from it.

    Attributes:
        revision: sha256 of the cited content, in hexadecimal.
        quotes: the pages' own characters, each with its page.
        snapshot: the state of the library it was found in.
        accessed: when it was looked up.
    """

    document: Metadata
    revision: str
    quotes: tuple[tuple[Place, str], ...]
    snapshot: str
    accessed: date

    @classmethod
    def of_citation(cls, citation: Citation, *, snapshot: str, accessed: date) -> Reference:
        """Return the source of a citation."""
        return cls(
            document=citation.document, revision=citation.revision,
            quotes=((Place(citation.page, citation.page_label), citation.quote),),
            snapshot=snapshot, accessed=accessed,
        )  # fmt: skip

    @classmethod
    def of_hit(cls, hit: Hit, *, snapshot: str, accessed: date) -> Reference:
        """Return the source of a passage that was found."""
        passage = hit.passage
        return cls(
            document=hit.document, revision=passage.revision,
            quotes=((Place(passage.page, hit.page_label), passage.text),), snapshot=snapshot, accessed=accessed,
        )  # fmt: skip

    @property
    def places(self) -> tuple[Place, ...]:
        """The pages cited, in the file's order."""
        return tuple(sorted({place for place, _ in self.quotes}))

    @property
    def is_digest(self) -> bool:
        """Whether it is written in the library's own words, for an official document that is not quoted itself."""
        return bool(self.document.stands_for)

    @property
    def title_digested(self) -> str:
        """The title of the document that a digest is of; "" where it is no digest."""
        return self.document.title.removeprefix(_TITLE_OF_DIGEST) if self.is_digest else ""

    @property
    def address(self) -> str:
        """The official address, at the page where one page is cited of a PDF."""
        if len(self.places) == 1:
            return page_address(self.document, self.places[0].page)
        return self.document.url

    @property
    def printed_pages(self) -> str:
        """The numbers printed on the pages, or else their positions in the file: "iv, 8"."""
        return ", ".join(dict.fromkeys(place.page_label or str(place.page) for place in self.places))


def merged(references: Iterable[Reference]) -> list[Reference]:
    """Return one reference per content of a document, in the order of first mention, with all its pages and quotes."""
    found: dict[tuple[str, str], Reference] = {}
    for one in references:
        key = (one.document.document_id, one.revision)
        before = found.get(key, one)
        found[key] = replace(before, quotes=tuple(dict.fromkeys((*before.quotes, *one.quotes))))
    return list(found.values())


def in_words(reference: Reference, language: str, *, is_dated: bool = False) -> tuple[Part, ...]:
    """Return a full reference in a language that files are labelled in, its address as a part of its own.

    Args:
        is_dated: whether it says when it was looked up, as a list of sources does.
    """
    document = reference.document
    where = (_country(document, language), _dated(document, language), pages_in_words(reference.places, language))
    said = [document.publisher, f"{document.title}{_tongue(document.language, language)}"]
    said.append(", ".join(filter(None, where)))
    if document.status in {Status.DRAFT, Status.SUPERSEDED, Status.EXPIRED}:
        said.append(f"[{label(f'status_{document.status.value}', language)}]")
    if reference.is_digest:
        said.append(f"[{label('digest', language)}]")
        said += [label("official", language)] if document.url else []
    parts = [Part(" ".join(_ended(part) for part in said if part))]
    if reference.address:
        parts += [Part(" "), Part(reference.address, reference.address)]
    if is_dated:
        accessed = label("accessed", language).format(shown_date(reference.accessed, language))
        parts.append(Part(f" {_ended(accessed)}"))
    return tuple(parts)


def pages_in_words(places: Iterable[Place], language: str) -> str:
    """Return "p. 8 (file page 14)" for each page, or the file's page alone where no number is printed."""
    return ", ".join(_page_in_words(place, language) for place in places)


def _page_in_words(place: Place, language: str) -> str:
    in_file = label("file_page", language).format(place.page)
    return f"{label('page', language).format(place.page_label)} ({in_file})" if place.page_label else in_file


def shown_date(day: date, language: str) -> str:
    """Return a date as it is written in a language."""
    return format_date(day, "long", locale=_LOCALES.get(spoken(language), spoken(language)))


def _dated(document: Metadata, language: str) -> str:
    """Return the date as precise as it is known."""
    try:
        return shown_date(date.fromisoformat(document.date), language)
    except ValueError:
        return document.date or str(document.year or "")


def _country(document: Metadata, language: str) -> str:
    return country_name(document.country, spoken(language)) if document.country else ""


def _tongue(code: str, language: str) -> str:
    """Return the name of a document's language where it is not the reader's."""
    if code in {"", "und", spoken(language)}:
        return ""
    return f" ({Locale(spoken(language)).languages.get(code, code)})"


def _ended(part: str) -> str:
    return part if part.endswith((*_STOPS, ":")) else f"{part}."
