"""Reading a knowledge base: search, documents, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.evidence import Evidence, gather
from index.glossary import load_glossary
from index.rank import features, load_ranking
from index.reading import Reading, read_question
from index.records import DocumentInfo, Filters, Hit, PageView, SearchResult
from index.stores import Stores
from index.texts import encoder_text
from ingest.clean import readable
from ingest.errors import NotHeld
from ingest.language import detect_language
from ingest.records import Box, Format, Metadata, Page, Passage, Span

QUESTION_LANGUAGES = ("en", "fr", "de", "ru")
_TRIES = 3  # a search that meets a switch of snapshots starts again


class KnowledgeBase:
    """What a home holds, for reading. Safe to share between threads."""

    def __init__(self, stores: Stores, *, candidates: int = 60) -> None:
        """Read from `stores`.

        Args:
            stores: the opened home.
            candidates: passages that each arm proposes, at least 1.

        Raises:
            ModelMismatch: the home was built by another model.
        """
        stores.check_model()
        self._stores = stores
        self._candidates = candidates
        self._replaced_at = ""
        self._replaced_ids: frozenset[str] = frozenset()

    def snapshot(self) -> str:
        """Name the state that a search runs on now."""
        return self._stores.catalogue.snapshot()

    def model(self) -> str:
        """Return the identity of the embedding model."""
        return self._stores.encoder.identity

    def documents(self) -> list[DocumentInfo]:
        """Return the live documents, ordered by id."""
        return self._stores.catalogue.documents()

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (path, status, message) of each file that a person should look at."""
        return self._stores.catalogue.problems()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of questions or sentences: shape (len(texts), dim), float32."""
        return self._stores.encoder.encode_questions(texts)

    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, NDArray[np.float32]]:
        """Return passage id -> unit vectors of its sentences, shape (len(sentences), dim).

        They were made at ingest; those of a home written before that was done are made now.
        """
        encoder = self._stores.encoder
        vectors = self._stores.catalogue.sentence_vectors(encoder.identity, passages)
        for passage in passages:
            if passage.passage_id not in vectors:
                texts = [readable(passage.sentence(span)) for span in passage.sentences]
                vectors[passage.passage_id] = encoder.encode_questions(texts)
        return vectors

    def terms(self, text: str, language: str) -> list[str]:
        """Return the stems of the words of `text` that are not stop words."""
        return self._stores.lexical.terms(text, language)

    def mentions(self, phrase: str, *, gap: int = 0) -> bool:
        """Whether some passage, title or heading holds these words together, with at most `gap` others between."""
        self._stores.refresh()
        return self._stores.lexical.holds(phrase, gap=gap)

    def search(
        self, question: str, *, filters: Filters | None = None, k: int = 10, language: str = "",
        countries: Sequence[str] | None = None,
    ) -> SearchResult:  # fmt: skip
        """Find the passages nearest to a question, by meaning and by words.

        Args:
            question: in any language; nothing in it is read as query syntax.
            filters: which documents may answer; all by default.
            k: number of hits at most, at least 1.
            language: ISO 639-1 code of the question; detected by default.
            countries: codes of those that the question is about; by default those that it names.

        Returns:
            Hits, best first; equal scores ordered by passage id, so the same question on the same snapshot gives the
            same result. A digest whose official document is held gives way to it.

        Raises:
            ValueError: `k` is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it must be at least 1")
        filters = filters or Filters()
        for _ in range(_TRIES):
            snapshot = self._stores.refresh()
            reading = self.read(question, language=language)
            if countries is not None:
                reading = replace(reading, countries=tuple(countries))
            hits, evidence = self._search(reading, filters, k)
            if self._stores.catalogue.snapshot() == snapshot:
                break
        return SearchResult(query=question, snapshot=snapshot, hits=tuple(hits), reading=reading, evidence=evidence)

    def read(self, question: str, *, language: str = "") -> Reading:
        """Read a question against the words that the library holds now.

        Args:
            question: in any language.
            language: ISO 639-1 code of the question; detected by default.
        """
        self._stores.refresh()
        language = language or detect_language(question, among=QUESTION_LANGUAGES)
        with self._stores.lock:
            return read_question(
                question, language=language, encoder=self._stores.encoder, lexical=self._stores.lexical,
                vocabulary=self._stores.vocabulary, glossary=load_glossary(),
            )  # fmt: skip

    def _search(self, reading: Reading, filters: Filters, k: int) -> tuple[list[Hit], dict[str, Evidence]]:
        words, proposed = self._candidates_of(reading, filters, max(self._candidates, 2 * k))
        live = self._stores.catalogue.live_passages(proposed)
        replaced = self._replaced()
        found = [live[key] for key in proposed if key in live and live[key][0].document_id not in replaced]
        pairs = [(passage, document) for passage, document, _ in found]
        evidence = list(
            gather(
                reading, pairs, vectors=self._vectors(pairs),
                sentence_vectors=self.sentence_vectors([passage for passage, _ in pairs]),
            )
        )  # fmt: skip
        most = max(words.values(), default=1.0)
        rows = [
            features(
                told, passage, document, words=words.get(passage.passage_id, 0.0) / most,
                language=reading.language, countries=reading.countries,
            )
            for told, (passage, document) in zip(evidence, pairs, strict=True)
        ]  # fmt: skip
        scores = load_ranking().score(np.stack(rows)) if rows else np.empty(0, dtype=np.float32)
        order = sorted(range(len(pairs)), key=lambda i: (-float(scores[i]), pairs[i][0].passage_id))[:k]
        hits = [
            Hit(
                rank=rank, score=float(scores[i]), passage=pairs[i][0], document=pairs[i][1],
                page_label=found[i][2].label, similarity=evidence[i].meaning,
            )
            for rank, i in enumerate(order, start=1)
        ]  # fmt: skip
        return hits, {pairs[i][0].passage_id: evidence[i] for i in order}

    def _candidates_of(self, reading: Reading, filters: Filters, k: int) -> tuple[dict[str, float], list[str]]:
        """Return passage id -> score in the word index, and all passages that one of the arms proposes."""
        terms = reading.lexical_terms()
        words = dict(self._stores.lexical.search_terms(terms, filters=filters, k=k))
        proposed = dict.fromkeys(words)
        named = reading.countries if not filters.countries else ()
        with self._stores.lock:
            for probe in reading.probes:
                proposed |= dict.fromkeys(key for key, _ in self._stores.dense.search(probe, filters=filters, k=k))
            if named:
                # What the documents of a country named say comes into the choice, however much others say.
                own = replace(filters, countries=named)
                words |= dict(self._stores.lexical.search_terms(terms, filters=own, k=k // 2))
                near = self._stores.dense.search(reading.probes[-1], filters=own, k=k // 2)
                proposed |= dict.fromkeys([*words, *(key for key, _ in near)])
        return words, list(proposed)

    def _vectors(self, pairs: Sequence[tuple[Passage, Metadata]]) -> NDArray[np.float32]:
        """Return the passages' vectors, shape (len(pairs), dim)."""
        texts = [encoder_text(passage, document) for passage, document in pairs]
        encoder = self._stores.encoder
        held = self._stores.catalogue.cached_vectors(encoder.identity, texts)
        if len(held) < len(texts):
            # Metadata may change between the search and this look-up; a moment later all is as it should be.
            missing = [place for place in range(len(texts)) if place not in held]
            held |= dict(zip(missing, encoder.encode_passages([texts[place] for place in missing]), strict=True))
        dim = len(next(iter(held.values()), ()))
        return np.stack([held[place] for place in range(len(texts))]) if texts else np.empty((0, dim), dtype=np.float32)

    def _replaced(self) -> frozenset[str]:
        """Return the digests whose official document is held; read again when the snapshot changes."""
        snapshot = self.snapshot()
        if self._replaced_at != snapshot:
            self._replaced_ids = frozenset(info.document_id for info in self.documents() if info.replaced_by)
            self._replaced_at = snapshot
        return self._replaced_ids

    def page(self, document_id: str, page: int, *, revision: str | None = None) -> PageView:
        """Return one page for the viewer.

        Args:
            document_id: key in the catalogue.
            page: position in the file, 1-based.
            revision: sha256 of a content held now or before; the live one by default.

        Raises:
            NotHeld: the library has no such document, revision or page.
        """
        metadata, revision, stored = self._stored_page(document_id, page, revision)
        held = self._stores.catalogue.revision(document_id, revision)
        return PageView(
            document=metadata,
            revision=revision,
            page=page,
            page_label=stored.label,
            pages=held.pages,
            text=stored.text,
            has_picture=held.format is Format.PDF,
            is_ocr=stored.is_ocr,
            is_live=held.is_live,
            outline=held.outline,
        )

    def marks(self, document_id: str, page: int, spans: Sequence[Span], *, revision: str | None = None) -> list[Box]:
        """Return the rectangles of the lines that `spans` cover, in points from the page's top left corner.

        Raises:
            NotHeld: the library has no such page.
            ValueError: a span reaches past the page's end.
        """
        *_, stored = self._stored_page(document_id, page, revision)
        for span in spans:
            if span.end > len(stored.text):
                raise ValueError(f"{document_id}, page {page} has {len(stored.text)} characters; {span.end} is past it")
        if stored.boxes is None:
            return []
        from ingest.picture import line_boxes  # noqa: PLC0415 - pdfium and Pillow are not needed for a search

        boxes = stored.boxes.unpack()
        return [box for span in spans for box in line_boxes(boxes, span)]

    def picture(
        self, document_id: str, page: int, *, revision: str | None = None,
        spans: Sequence[Span] = (), scale: float = 1.5,
    ) -> bytes:  # fmt: skip
        """Return a PNG of the page with the spans' lines marked.

        Args:
            document_id: key in the catalogue.
            page: position in the file, 1-based.
            revision: sha256 of the content; the live one by default.
            spans: stretches of the page's text.
            scale: pixels per point.

        Raises:
            NotHeld: there is no such page, or the document has no pages to picture.
            ValueError: a span reaches past the page's end.
        """
        view = self.page(document_id, page, revision=revision)
        if not view.has_picture:
            raise NotHeld(f"{document_id} is not a PDF, so its pages have no picture; its text is all there is")
        from ingest.picture import page_png  # noqa: PLC0415 - likewise

        marks = self.marks(document_id, page, spans, revision=view.revision)
        return page_png(self._stores.files.find(view.revision), page, marks=marks, scale=scale)

    def _stored_page(self, document_id: str, page: int, revision: str | None) -> tuple[Metadata, str, Page]:
        metadata = self._stores.catalogue.metadata(document_id)
        revision = (revision or "").removeprefix("sha256:") or self._stores.catalogue.live_revision(document_id)
        if not revision:
            raise NotHeld(f"{document_id} was removed from the library; name the revision to see a page of it")
        pages = self._stores.catalogue.revision(document_id, revision).pages
        if not 1 <= page <= pages:
            raise NotHeld(f"{document_id} has pages 1 to {pages}; there is no page {page}")
        return metadata, revision, self._stores.catalogue.page(revision, page)

