"""Reading a knowledge base: search, documents, pages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.attention import Attention, needs_attention
from index.glossary import load_glossary
from index.question_language import question_language
from index.records import DocumentInfo, Filters, Hit, PageView, SearchResult
from index.retrieve import Retriever
from index.stores import Stores
from index.vocabulary import is_indexed
from index.words import split_words
from ingest.errors import HomeError, NotHeld
from ingest.records import Box, Format, Metadata, Page, Span

_SAME_WORD = 0.8  # cosine from which two words name the same thing: "Германия" and "Germany" reach 0.9
_TRIES = 10  # a search that meets a switch of snapshots starts again; an ingest makes one a second at most


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
        # Its parts load side by side: a cold search is a third quicker.
        threading.Thread(target=stores.encoder.warm_up, daemon=True).start()
        self._stores = stores
        self._retriever = Retriever(stores, candidates=candidates)
        self._replaced_at = ""
        self._replaced_ids: frozenset[str] = frozenset()

    @property
    def home(self) -> Path:
        """The folder that holds everything."""
        return self._stores.home

    def snapshot(self) -> str:
        """Name the state that a search runs on now."""
        self._stores.follow()
        return self._stores.catalogue.snapshot()

    def model(self) -> str:
        """Return the identity of the embedding model."""
        self._stores.follow()
        return self._stores.encoder.identity

    def documents(self) -> list[DocumentInfo]:
        """Return the live documents, ordered by id."""
        self._stores.follow()
        return self._stores.catalogue.documents()

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (path, status, message) of each file that a person should look at."""
        self._stores.follow()
        return self._stores.catalogue.problems()

    def needs_attention(self) -> list[Attention]:
        """Return all that a person should look at, beside the files that were not taken in whole."""
        self._stores.follow()
        return needs_attention(self._stores.catalogue)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of questions or sentences: shape (len(texts), dim), float32."""
        return self._stores.encoder.encode_questions(texts)

    def terms(self, text: str, language: str) -> list[str]:
        """Return the stems of the words of `text` that are not stop words."""
        return self._stores.lexical.terms(text, language)

    def mentions(self, phrase: str, *, gap: int = 0, language: str = "") -> bool:
        """Whether some passage, title or heading holds these words together, or what they are called elsewhere.

        Args:
            phrase: a name, or a word of one.
            gap: how many other words may stand between.
            language: ISO 639-1 code of the phrase; with it, the glossary's other names for the same thing count.
        """
        self._stores.refresh()
        lexical = self._stores.lexical
        if lexical.holds(phrase, gap=gap):
            return True
        words = split_words(phrase)
        if not language or not words:
            return False
        for mention in load_glossary().find(phrase, language=language):
            if (mention.start, mention.end) == (0, len(words)):
                forms = (form for concept in mention.concepts for form in concept.forms)
                return any(lexical.holds(" ".join(form), gap=gap) for form in forms)
        return False

    def means_a_word(self, word: str) -> bool:
        """Whether the documents use a word that means the same, be it in another language ("Эстония", "Estonia")."""
        word = " ".join(split_words(word))
        if not is_indexed(word):
            return False
        self._stores.refresh()
        with self._stores.lock:
            near = self._stores.vocabulary.near(self._stores.encoder.encode_words([word]))
        return bool(near.max(initial=0.0) >= _SAME_WORD)

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
        language = language or question_language(question)
        for attempt in range(1, _TRIES + 1):
            snapshot = self._stores.refresh()
            try:
                reading = self._retriever.read(question, language=language, countries=countries)
                found = self._retriever.consider(reading, filters=filters, k=k, without=self._replaced())
            except (HomeError, ValueError):  # vectors of one model beside a question read by another
                if attempt == _TRIES or self.snapshot() == snapshot:
                    raise
                continue
            if self.snapshot() == snapshot:
                break
        best = found.best(k)
        hits = tuple(
            Hit(
                rank=rank, score=float(found.scores[i]), passage=found.passages[i], document=found.documents[i],
                page_label=found.pages[i].label, similarity=found.evidence[i].meaning, is_ocr=found.pages[i].is_ocr,
            )
            for rank, i in enumerate(best, start=1)
        )  # fmt: skip
        evidence = {found.passages[i].passage_id: found.evidence[i] for i in best}
        return SearchResult(query=question, snapshot=snapshot, hits=hits, reading=reading, evidence=evidence)

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

    def original(self, revision: str) -> Path:
        """Return the file that a content held now or before was read from.

        Raises:
            NotHeld: it is not kept.
        """
        return self._stores.files.find(revision.removeprefix("sha256:"))

    def _stored_page(self, document_id: str, page: int, revision: str | None) -> tuple[Metadata, str, Page]:
        self._stores.follow()
        metadata = self._stores.catalogue.metadata(document_id)
        revision = (revision or "").removeprefix("sha256:") or self._stores.catalogue.live_revision(document_id)
        if not revision:
            raise NotHeld(f"{document_id} was removed from the library; name the revision to see a page of it")
        pages = self._stores.catalogue.revision(document_id, revision).pages
        if not 1 <= page <= pages:
            raise NotHeld(f"{document_id} has pages 1 to {pages}; there is no page {page}")
        return metadata, revision, self._stores.catalogue.page(revision, page)

