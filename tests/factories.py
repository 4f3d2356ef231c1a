"""Records with defaults; each test states what matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from answer.candidates import Candidate
from answer.decision import FEATURES, Decision
from index.evidence import gather
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.reading import Reading, read_question
from index.records import DocumentInfo, Hit, SearchResult
from index.texts import body, encoder_text, entry, head
from index.vocabulary import Vocabulary, is_indexed
from index.words import split_words
from ingest.clean import readable
from ingest.records import Block, BlockKind, Document, Format, Metadata, Page, Passage, Span
from tests.fakes import HashEncoder

REVISION = "a" * 64
TEXT = "A clinician must review each result. The ministry keeps a register of all systems."


def make_metadata(document_id: str = "plan", **changes: Any) -> Metadata:
    """A French strategy of 2025, written in English."""
    fields: dict[str, Any] = {
        "document_id": document_id, "title": "National plan", "publisher": "Ministry of Health", "year": 2025,
        "country": "FRA", "doc_type": "strategy", "language": "en",
    }  # fmt: skip
    return Metadata(**(fields | changes))


def make_page(text: str = TEXT, *, number: int = 1, label: str = "", **changes: Any) -> Page:
    """A page without boxes."""
    return Page(number=number, label=label, text=text, **changes)


def make_block(start: int, end: int, kind: BlockKind = BlockKind.PARAGRAPH, *, page: int = 1, **changes: Any) -> Block:
    """A block of page 1 without a section."""
    return Block(page=page, span=Span(start, end), kind=kind, **changes)


def make_document(*texts: str, blocks: tuple[Block, ...] | None = None, **changes: Any) -> Document:
    """A document of a page per text; each page is one paragraph unless blocks are given."""
    pages = tuple(make_page(text, number=number) for number, text in enumerate(texts or (TEXT,), start=1))
    if blocks is None:
        blocks = tuple(make_block(0, len(page.text), page=page.number) for page in pages if page.text.strip())
    fields: dict[str, Any] = {
        "path": Path("plan.md"), "revision": REVISION, "format": Format.MARKDOWN, "pages": pages, "blocks": blocks,
        "language": "en",
    }  # fmt: skip
    return Document(**(fields | changes))


def make_passage(text: str = TEXT, *, start: int = 0, document_id: str = "plan", **changes: Any) -> Passage:
    """A passage of one sentence, at `start` of page 1."""
    span = Span(start, start + len(text))
    fields: dict[str, Any] = {
        "document_id": document_id, "revision": REVISION, "page": 1, "span": span, "text": text, "sentences": (span,),
    }  # fmt: skip
    return Passage(**(fields | changes))


def make_hit(
    text: str = TEXT, *, rank: int = 1, passage: Passage | None = None, document: Metadata | None = None
) -> Hit:
    """A hit on a passage of the text."""
    document = document or make_metadata(passage.document_id if passage else "plan")
    passage = passage or make_passage(text, document_id=document.document_id)
    return Hit(rank=rank, score=1 / rank, passage=passage, document=document, page_label="", similarity=0.5)


def make_vocabulary(*texts: str, language: str = "en", encoder: HashEncoder | None = None) -> Vocabulary:
    """The words of some texts, as a library of one language holds them."""
    words = sorted({word for text in texts for word in split_words(text) if is_indexed(word)})
    vectors = (encoder or HashEncoder()).encode_words(words)
    return Vocabulary.of((word, language, vector) for word, vector in zip(words, vectors, strict=True))


def make_reading(question: str = "", **changes: Any) -> Reading:
    """A question that nothing has been read from."""
    nothing = np.zeros((0, 0), dtype=np.float32)
    fields: dict[str, Any] = {
        "question": question, "language": "en", "english": question, "countries": (), "terms": (),
        "probes": HashEncoder().probes(question), "words": (), "alike": nothing, "vocabulary": make_vocabulary(),
    }  # fmt: skip
    return Reading(**(fields | changes))


def make_result(*hits: Hit, question: str, countries: Sequence[str] = (), language: str = "en") -> SearchResult:
    """What a search gives that has found these hits, in a library that holds nothing else."""
    encoder = HashEncoder()
    pairs = [(hit.passage, hit.document) for hit in hits]
    texts = [f"{head(passage, document)} {body(passage)}" for passage, document in pairs]
    with TemporaryDirectory() as folder:
        lexical = LexicalIndex(Path(folder))
        lexical.write(entry(passage, document) for passage, document in pairs)
        reading = read_question(
            question, language=language, encoder=encoder, lexical=lexical, vocabulary=make_vocabulary(*texts),
            glossary=Glossary([]),
        )  # fmt: skip
    reading = replace(reading, countries=tuple(countries))
    vectors = encoder.encode_questions([encoder_text(passage, document) for passage, document in pairs])
    sentences = {
        passage.passage_id: encoder.encode_questions([readable(passage.sentence(span)) for span in passage.sentences])
        for passage, _ in pairs
    }
    evidence = gather(reading, pairs, vectors=vectors, sentence_vectors=sentences)
    keys = [passage.passage_id for passage, _ in pairs]
    return SearchResult(
        query=question, snapshot="s1", hits=hits, reading=reading, evidence=dict(zip(keys, evidence, strict=True))
    )


def make_info(document_id: str = "plan", *, replaced_by: str = "", **changes: Any) -> DocumentInfo:
    """A live document of one page."""
    return DocumentInfo(
        metadata=make_metadata(document_id, **changes), revision=REVISION, format="markdown", pages=1, empty_pages=0,
        passages=1, file_name=f"{document_id}.md", replaced_by=replaced_by,
    )  # fmt: skip


def make_candidate(text: str = TEXT, *, hit: Hit | None = None, **changes: Any) -> Candidate:
    """A sentence with middling marks; its vector is at a right angle to any other text's, its meaning a little like."""
    hit = hit or make_hit(text)
    vector = np.zeros(4097, dtype=np.float32)
    vector[sum(map(ord, text)) % 4096] = 1
    common = np.eye(4097, dtype=np.float32)[-1]
    meaning = np.sqrt(0.6) * vector + np.sqrt(0.4) * common
    fields: dict[str, Any] = {
        "hit": hit, "span": hit.passage.sentences[0], "text": text, "vector": vector, "meaning": meaning,
        "similarity": 0.5, "similarity_english": 0.5, "answer": 0.5, "answer_english": 0.5, "coverage": 0.5,
        "passage_coverage": 0.5, "missing": 0.1, "score": hit.score, "rank": hit.rank, "is_whole": True,
        "counts": True,
    }  # fmt: skip
    return Candidate(**(fields | changes))


def make_decision(**changes: Any) -> Decision:
    """A decision that words which question and sentence share carry, whatever the fit of the day says."""
    weights = {
        "similarity": 5.0, "similarity_english": 0.0, "answer": 0.5, "answer_english": 0.0, "coverage": 4.0,
        "passage_coverage": 0.5, "missing": 0.0, "score": 0.0, "reciprocal_rank": 1.0, "scrap": -1.0,
        "uncounted": -0.5,
    }  # fmt: skip
    fields: dict[str, Any] = {
        "weights": tuple(weights[name] for name in FEATURES), "bias": -4.5, "threshold": 0.5,
        "topic_slope": 0.0, "usual_topic": 0.0,
        "off_topic_similarity": 0.25,
    }  # fmt: skip
    return Decision(**(fields | changes))
