"""The JSON that the commands print: a contract that other programs read, changed only by adding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from answer.records import Abstention, Answer, Citation, Outcome, page_address
from index.records import DocumentInfo, Filters, Hit, PageView, SearchResult


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return an answer or abstention in the contract's shape; `refusal` is None where there is an answer."""
    understanding = outcome.understanding
    shared: dict[str, Any] = {
        "question": understanding.question,
        "standalone": understanding.standalone,
        "language": understanding.language,
        "filters": filters_json(understanding.filters),
        "countries": list(understanding.countries),
        "years": list(understanding.years),
        "confidence": round(outcome.confidence, 4),
        "mode": outcome.mode.value,
        "notice": outcome.notice,
        "snapshot": outcome.snapshot,
        "timings_ms": outcome.timings_ms,
    }
    match outcome:
        case Answer():
            return {
                **shared,
                "status": "answered",
                "statements": [
                    {"text": s.text, "citations": list(s.citations), "support": round(s.support, 4)}
                    for s in outcome.statements
                ],
                "citations": [citation_json(citation) for citation in outcome.citations],
                "withheld": [{"text": w.text, "reason": w.reason} for w in outcome.withheld],
                "related": [hit_json(hit) for hit in outcome.related],
                "refusal": None,
            }
        case Abstention():
            refusal = {
                "reason": outcome.reason.value,
                "message": outcome.message,
                "related": [hit_json(hit) for hit in outcome.related],
            }
            return {**shared, "status": "no_answer", "statements": [], "citations": [], "refusal": refusal}
        case _:
            assert_never(outcome)


def filters_json(filters: Filters) -> dict[str, Any]:
    """Return the filters that are set, by the names that the command line has for them."""
    named = {
        "country": list(filters.countries), "year": list(filters.years or ()), "language": list(filters.languages),
        "type": list(filters.doc_types), "document": list(filters.document_ids),
    }  # fmt: skip
    return {name: value for name, value in named.items() if value}


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return one citation."""
    document = citation.document
    return {
        "n": citation.n,
        "document_id": document.document_id,
        "revision": f"sha256:{citation.revision}",
        "title": document.title,
        "publisher": document.publisher,
        "year": document.year,
        "date": document.date,
        "country": document.country,
        "language": document.language,
        "doc_type": document.doc_type,
        "status": document.status.value,
        "stands_for": document.stands_for,
        "licence": document.licence,
        "page": citation.page,
        "page_label": citation.page_label,
        "section": list(citation.section),
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "before": citation.before,
        "after": citation.after,
        "is_ocr": citation.is_ocr,
        "url": citation.url,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return one hit of a search."""
    document, passage = hit.document, hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document_id": document.document_id,
        "revision": f"sha256:{passage.revision}",
        "title": document.title,
        "publisher": document.publisher,
        "country": document.country,
        "year": document.year,
        "date": document.date,
        "language": document.language,
        "doc_type": document.doc_type,
        "status": document.status.value,
        "stands_for": document.stands_for,
        "url": page_address(document, passage.page),
        "page": passage.page,
        "page_label": hit.page_label,
        "section": list(passage.section),
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        "is_ocr": hit.is_ocr,
    }


def search_json(result: SearchResult) -> dict[str, Any]:
    """Return the result of a search."""
    return {
        "query": result.query,
        "language": result.reading.language,
        "snapshot": result.snapshot,
        "hits": [hit_json(hit) for hit in result.hits],
    }


def page_json(view: PageView) -> dict[str, Any]:
    """Return one page with its exact text."""
    return {
        "document_id": view.document.document_id,
        "revision": f"sha256:{view.revision}",
        "page": view.page,
        "page_label": view.page_label,
        "pages": view.pages,
        "text": view.text,
        "is_ocr": view.is_ocr,
    }


def status_json(
    documents: Sequence[DocumentInfo], problems: Sequence[tuple[str, str, str]], *, model: str, snapshot: str
) -> dict[str, Any]:
    """Return what a library holds.

    Args:
        problems: (path, status, message) of each file that a person should look at.
    """
    return {
        "documents": len(documents),
        "passages": sum(info.passages for info in documents),
        "pages": sum(info.pages for info in documents),
        "model": model,
        "snapshot": snapshot,
        "problems": [{"path": path, "status": status, "message": text} for path, status, text in problems],
        "by_country": _count(info.metadata.country for info in documents),
        "by_year": _count(str(info.metadata.year or "") for info in documents),
        "by_language": _count(info.metadata.language for info in documents),
        "by_type": _count(info.metadata.doc_type for info in documents),
    }


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(value or "unknown" for value in values).items()))
