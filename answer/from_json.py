"""The way back from the JSON that the commands print to what it was made of; the inverse of `answer.as_json`.

Only the documented shapes are read, and what is not one is told by its field. Fields that are added to the contract
later are passed over; those added since a file was printed have their empty value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from answer.check import CheckedDraft, CheckedSentence
from answer.compare import Cell, Row
from answer.draft import Draft, DraftSentence, Unchecked
from answer.records import (
    Abstention,
    Answer,
    Citation,
    Mode,
    Outcome,
    Reason,
    Statement,
    Understanding,
    Withheld,
)
from answer.stance import Stance, Stand
from index.records import Filters, Hit
from ingest.errors import ResultError
from ingest.records import Metadata, Passage, Span, Status

_Position = Annotated[int, Field(ge=1)]
_Offset = Annotated[int, Field(ge=0)]
_Probability = Annotated[float, Field(ge=0, le=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Lines(_Shape):
    """What a citation and a hit have in common: a document, and a stretch of one of its pages."""

    document_id: str
    revision: Annotated[str, Field(pattern=r"^(?:sha256:)?[0-9a-f]{64}$")]
    title: str
    publisher: str = ""
    year: int | None = None
    date: str = ""
    country: str = ""
    language: str = "und"
    doc_type: str = ""
    status: Status = Status.UNKNOWN
    stands_for: str = ""
    licence: str = ""
    url: str = ""
    page: _Position
    page_label: str = ""
    section: tuple[str, ...] = ()
    start: _Offset
    end: _Offset

    def metadata(self) -> Metadata:
        return Metadata(
            document_id=self.document_id, title=self.title, publisher=self.publisher, year=self.year, date=self.date,
            country=self.country, doc_type=self.doc_type, language=self.language,
            url=self.url.removesuffix(f"#page={self.page}"), licence=self.licence, status=self.status,
            stands_for=self.stands_for,
        )  # fmt: skip

    @property
    def sha256(self) -> str:
        return self.revision.removeprefix("sha256:")

    @property
    def words(self) -> str:
        raise NotImplementedError

    @model_validator(mode="after")
    def _check_span(self) -> _Lines:
        if self.end - self.start != len(self.words) or not self.words.strip():
            raise ValueError("start and end do not fit the text")
        return self


class _Citation(_Lines):
    n: _Position
    quote: str
    is_ocr: bool = False
    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        return self.quote

    def made(self) -> Citation:
        return Citation(
            n=self.n, document=self.metadata(), revision=self.sha256, page=self.page, page_label=self.page_label,
            section=self.section, span=Span(self.start, self.end), quote=self.quote, is_ocr=self.is_ocr,
            before=self.before, after=self.after,
        )  # fmt: skip


class _Hit(_Lines):
    rank: _Position
    score: float
    text: str
    is_ocr: bool = False

    @property
    def words(self) -> str:
        return self.text

    def made(self) -> Hit:
        passage = Passage(
            document_id=self.document_id, revision=self.sha256, page=self.page, span=Span(self.start, self.end),
            text=self.text, section=self.section,
        )  # fmt: skip
        return Hit(
            rank=self.rank, score=self.score, passage=passage, document=self.metadata(), page_label=self.page_label,
            is_ocr=self.is_ocr,
        )  # fmt: skip


class _Statement(_Shape):
    text: str
    citations: tuple[_Position, ...]
    support: float

    def made(self) -> Statement:
        return Statement(text=self.text, citations=self.citations, support=self.support)


class _Withheld(_Shape):
    text: str
    reason: str


class _Refusal(_Shape):
    reason: Reason
    message: str
    related: tuple[_Hit, ...] = ()


class _Filters(_Shape):
    country: tuple[str, ...] = ()
    year: tuple[int, ...] = Field(default=(), max_length=2)
    language: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    document: tuple[str, ...] = ()

    def made(self) -> Filters:
        return Filters(
            countries=self.country, years=(self.year[0], self.year[-1]) if self.year else None,
            languages=self.language, doc_types=self.type, document_ids=self.document,
        )  # fmt: skip


class _Outcome(_Shape):
    question: str
    standalone: str = ""
    language: str
    filters: _Filters = _Filters()
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    confidence: _Probability
    mode: Mode
    notice: str = ""
    snapshot: str
    timings_ms: dict[str, int] = Field(default_factory=dict)
    statements: tuple[_Statement, ...]
    citations: tuple[_Citation, ...]
    withheld: tuple[_Withheld, ...] = ()
    related: tuple[_Hit, ...] = ()
    refusal: _Refusal | None

    def made(self) -> Outcome:
        understanding = Understanding(
            question=self.question, standalone=self.standalone or self.question, language=self.language,
            filters=self.filters.made(), countries=self.countries, years=self.years,
        )  # fmt: skip
        shared: dict[str, Any] = {
            "understanding": understanding, "confidence": self.confidence, "mode": self.mode, "notice": self.notice,
            "snapshot": self.snapshot, "timings_ms": self.timings_ms,
        }  # fmt: skip
        if self.refusal:
            related = tuple(hit.made() for hit in self.refusal.related)
            return Abstention(**shared, reason=self.refusal.reason, message=self.refusal.message, related=related)
        return Answer(
            **shared, statements=tuple(one.made() for one in self.statements),
            citations=tuple(one.made() for one in self.citations),
            withheld=tuple(Withheld(text=one.text, reason=one.reason) for one in self.withheld),
            related=tuple(hit.made() for hit in self.related),
        )  # fmt: skip


class Found(_Shape):
    """What `policy-kb search --json` prints; `language` is "" in what was printed before it said so."""

    query: str
    language: str = ""
    snapshot: str
    hits: tuple[_Hit, ...]


class _Row(_Shape):
    country: str
    status: Cell
    mode: Mode = Mode.EXTRACTIVE
    confidence: _Probability = 0.0
    statements: tuple[_Statement, ...]
    citations: tuple[_Citation, ...]
    message: str = ""

    def made(self, topic: str, *, language: str, snapshot: str) -> Row:
        understanding = Understanding(
            question=topic, standalone=topic, language=language, filters=Filters(countries=(self.country,))
        )
        shared: dict[str, Any] = {
            "understanding": understanding, "confidence": self.confidence, "mode": self.mode, "snapshot": snapshot,
            "timings_ms": {},
        }  # fmt: skip
        outcome: Outcome
        if self.status is Cell.FOUND:
            citations = tuple(one.made() for one in self.citations)
            statements = tuple(one.made() for one in self.statements)
            outcome = Answer(**shared, statements=statements, citations=citations)
        else:
            reason = Reason.NO_DOCUMENT if self.status is Cell.NO_DOCUMENT else Reason.SILENT
            outcome = Abstention(**shared, reason=reason, message=self.message, related=())
        return Row(country=self.country, cell=self.status, outcome=outcome)


class _Comparison(_Shape):
    topic: str
    language: str = "en"
    snapshot: str = ""
    rows: Annotated[tuple[_Row, ...], Field(min_length=1)]

    def made(self) -> tuple[Row, ...]:
        return tuple(row.made(self.topic, language=self.language, snapshot=self.snapshot) for row in self.rows)


class _Sentence(_Shape):
    text: str
    verdict: str
    support: _Probability | None
    reasons: tuple[str, ...]
    citations: tuple[_Citation, ...]
    paragraph: _Position
    page: _Position
    start: _Offset
    end: _Offset

    def made(self) -> CheckedSentence:
        is_checked = self.support is not None
        unchecked = None if is_checked else Unchecked(self.reasons[0] if self.reasons else "")
        sentence = DraftSentence(
            text=self.text, page=self.page, start=self.start, end=self.end, paragraph=self.paragraph,
            unchecked=unchecked,
        )  # fmt: skip
        if self.support is None:
            return CheckedSentence(sentence=sentence, stand=None)
        stand = Stand(stance=Stance(self.verdict), support=self.support, reasons=self.reasons)
        citations = tuple(one.made() for one in self.citations)
        return CheckedSentence(sentence=sentence, stand=stand, citations=citations)


class _CheckedDraft(_Shape):
    title: str
    language: str
    snapshot: str
    sentences: tuple[_Sentence, ...]

    def made(self) -> CheckedDraft:
        checked = tuple(one.made() for one in self.sentences)
        draft = Draft(
            title=self.title, language=self.language, sentences=tuple(one.sentence for one in checked)
        )
        return CheckedDraft(draft=draft, sentences=checked, snapshot=self.snapshot)


_Shaped = TypeVar("_Shaped", bound=_Shape)
_Thing = TypeVar("_Thing")


def outcome_of(item: Mapping[str, Any]) -> Outcome:
    """Return the answer or abstention that `outcome_json` made this of.

    Raises:
        ResultError: it is of another shape.
    """
    shape = _read(_Outcome, item, "an answer")
    return _made(shape.made, "an answer")


def found_of(item: Mapping[str, Any]) -> tuple[Found, tuple[Hit, ...]]:
    """Return the result of a search, and its hits.

    Raises:
        ResultError: it is of another shape.
    """
    found = _read(Found, item, "the result of a search")
    return found, tuple(hit.made() for hit in found.hits)


def rows_of(item: Mapping[str, Any]) -> tuple[str, tuple[Row, ...]]:
    """Return the topic and the rows that `comparison_json` made this of.

    Raises:
        ResultError: it is of another shape.
    """
    shape = _read(_Comparison, item, "a comparison")
    return shape.topic, _made(shape.made, "a comparison")


def draft_of(item: Mapping[str, Any]) -> CheckedDraft:
    """Return the checked draft that `draft_json` made this of.

    Raises:
        ResultError: it is of another shape.
    """
    return _made(_read(_CheckedDraft, item, "a checked draft").made, "a checked draft")


def _read(shape: type[_Shaped], item: Mapping[str, Any], what: str) -> _Shaped:
    try:
        return shape.model_validate(item)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, fault["loc"])))
        said = fault["msg"].removeprefix("Value error, ")
        raise ResultError(f"not {what} as policy-kb prints it: {place or 'the whole'}: {said}") from error


def _made(make: Callable[[], _Thing], what: str) -> _Thing:
    try:
        return make()
    except ValueError as error:
        raise ResultError(f"not {what} as policy-kb prints it: {error}") from error
