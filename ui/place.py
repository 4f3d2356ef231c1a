"""A place in a document, as the page sends it to the browser and gets it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answer.records import Citation
from index.records import Hit
from ingest.records import Span

_MAX_SPANS = 40
_Offset = Annotated[int, Field(ge=0, le=100_000_000)]


class Place(BaseModel):
    """Lines of one page of one revision; checked on every way back from the browser.

    Attributes:
        page: position in the file, 1-based.
        spans: (start, end) of what is marked, half-open; empty to mark nothing.
        section: titles of the headings above the passage, outermost first.
        kept_id: of a kept answer that cites the page, and shows it where the library no longer can; "" for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,199}$")
    revision: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    page: int = Field(ge=1, le=1_000_000)
    spans: tuple[tuple[_Offset, _Offset], ...] = Field(default=(), max_length=_MAX_SPANS)
    section: tuple[Annotated[str, Field(max_length=1000)], ...] = Field(default=(), max_length=20)
    kept_id: str = Field(default="", pattern=r"^([0-9a-f]{16})?$")

    @classmethod
    def of_citation(cls, citation: Citation, *, kept_id: str = "") -> Place:
        """Return where a citation's quote stands.

        Args:
            kept_id: of the kept answer that the citation belongs to; "" for none.
        """
        return cls(
            document_id=citation.document.document_id,
            revision=citation.revision,
            page=citation.page,
            spans=((citation.span.start, citation.span.end),),
            section=_shown(citation.section),
            kept_id=kept_id,
        )

    @classmethod
    def of_hit(cls, hit: Hit) -> Place:
        """Return where a found passage stands."""
        passage = hit.passage
        return cls(
            document_id=passage.document_id,
            revision=passage.revision,
            page=passage.page,
            spans=((passage.span.start, passage.span.end),),
            section=_shown(passage.section),
        )

    @classmethod
    def read(cls, sent: object) -> Place | None:
        """Return the place a browser sent, or None where it is not one."""
        try:
            place = cls.model_validate(sent)
        except ValidationError:
            return None
        return place if all(start <= end for start, end in place.spans) else None

    def marked(self) -> list[Span]:
        """Return the spans to mark."""
        return [Span(start, end) for start, end in self.spans]

    def turned_to(self, page: int) -> Place:
        """Return another page of the same revision, with nothing marked."""
        return Place(document_id=self.document_id, revision=self.revision, page=page)

    @property
    def picture_url(self) -> str:
        """Address of the page's picture, relative to the page so that it works behind any prefix."""
        query = {"revision": self.revision, "spans": write_spans(self.spans)}
        filled = {name: value for name, value in query.items() if value}
        address = f"picture/{quote(self.document_id)}/{self.page}.png"
        return f"{address}?{urlencode(filled)}" if filled else address


def _shown(section: Sequence[str]) -> tuple[str, ...]:
    return tuple(title[:1000] for title in section[:20])


def write_spans(spans: Sequence[tuple[int, int]]) -> str:
    """Return spans as an address holds them: "12-40.60-80"."""
    return ".".join(f"{start}-{end}" for start, end in spans)


def read_spans(text: str) -> list[Span]:
    """Return the spans of `write_spans`.

    Raises:
        ValueError: the text is not a list of spans, or too long a one.
    """
    pairs = [part.partition("-") for part in text.split(".")] if text else []
    if len(pairs) > _MAX_SPANS or any(not start.isdecimal() or not end.isdecimal() for start, _, end in pairs):
        raise ValueError(f"spans are written start-end.start-end, at most {_MAX_SPANS} of them")
    return [Span(int(start), int(end)) for start, _, end in pairs]
