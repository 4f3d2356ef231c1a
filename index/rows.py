"""Rows of the catalogue and the records they hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ingest.records import BlockKind, Metadata, Page, Passage, Span, Status


def metadata_of(text: str) -> Metadata:
    """Return what a row says of a document."""
    fields = json.loads(text)
    return replace(Metadata(**fields), status=Status(fields["status"]))


def page_row(revision: str, page: Page) -> tuple[object, ...]:
    """Return the row that holds a page of a revision."""
    boxes = None if page.boxes is None else page.boxes.packed
    return (revision, page.number, page.label, page.text, page.width, page.height, boxes, int(page.is_ocr))


def passage_row(passage: Passage) -> tuple[object, ...]:
    """Return the row that holds a passage."""
    return (
        passage.passage_id, passage.document_id, passage.revision, passage.page, passage.span.start, passage.span.end,
        json.dumps(passage.section, ensure_ascii=False), passage.context, passage.kind.value,
        json.dumps(_sentences(passage), ensure_ascii=False),
    )  # fmt: skip


def passage_of(row: tuple[Any, ...]) -> Passage:
    """Return a passage, cut out of its page's text, which is the row's tenth value."""
    document_id, revision, page, start, end, section, context, kind, sentences, page_text = row[:10]
    span = Span(start, end)
    cuts = json.loads(sentences)
    return Passage(
        document_id=document_id, revision=revision, page=page, span=span, text=span.of(page_text),
        section=tuple(json.loads(section)), context=context, kind=BlockKind(kind),
        sentences=tuple(Span(cut[0], cut[1]) for cut in cuts),
        readings=tuple(cut[2] for cut in cuts) if any(len(cut) > 2 for cut in cuts) else (),
    )  # fmt: skip


def _sentences(passage: Passage) -> list[tuple[int | str, ...]]:
    """Return start and end of each sentence, and how it reads where that is kept."""
    if not passage.readings:
        return [(span.start, span.end) for span in passage.sentences]
    pairs = zip(passage.sentences, passage.readings, strict=True)
    return [(span.start, span.end, reading) for span, reading in pairs]
