"""Libraries filled otherwise: passages of other lengths, and vectors of passages without what stands above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from eval.rank import PROPOSED, Proposed, judged
from eval.records import Question
from eval.run import judged_evidence
from eval.systems import Library
from index.embed import Vectors
from index.records import Filters
from index.retrieve import Retriever
from index.stores import Stores
from index.texts import body
from ingest.records import Metadata, Passage


class ExactVectors:
    """Vectors of a library's passages, searched one by one; as `index.dense` answers."""

    def __init__(self, passages: Sequence[Passage], documents: Mapping[str, Metadata], vectors: Vectors) -> None:
        """Hold vectors, shape (len(passages), dim)."""
        self._ids = [passage.passage_id for passage in passages]
        self._documents = [documents[passage.document_id] for passage in passages]
        self._vectors = vectors
        self._places = {key: place for place, key in enumerate(self._ids)}

    def search(self, vector: Vectors, *, filters: Filters, k: int) -> list[tuple[str, float]]:
        """Return (passage_id, cosine) pairs, best first, ties by id; only countries are filtered by."""
        countries = filters.countries
        kept = [n for n, one in enumerate(self._documents) if not countries or one.country in countries]
        cosines = self._vectors[kept] @ vector
        found = [(self._ids[n], float(cosine)) for n, cosine in zip(kept, cosines, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def of(self, passages: Sequence[Passage]) -> Vectors:
        """Return the vectors of some passages, shape (len(passages), dim)."""
        return self._vectors[[self._places[passage.passage_id] for passage in passages]]


class _Beside:
    """A library's stores with other vectors."""

    def __init__(self, stores: Stores, dense: ExactVectors) -> None:
        self._stores, self.dense = stores, dense

    @property
    def lock(self) -> AbstractContextManager[None]:
        return nullcontext()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stores, name)


class OtherVectors(Retriever):
    """Retrieves by other vectors of the passages; all else is the product's."""

    def __init__(self, stores: Stores, dense: ExactVectors) -> None:
        super().__init__(cast(Stores, _Beside(stores, dense)))
        self._other = dense

    def _vectors(self, pairs: Sequence[tuple[Passage, Metadata]]) -> Vectors:
        return self._other.of([passage for passage, _ in pairs])


def headless(library: Library) -> ExactVectors:
    """Return vectors of the passages' text alone, without title, country, year and headings."""
    passages = list(library.passages.values())
    vectors = library.stores.encoder.encode_passages([body(passage) for passage in passages])
    return ExactVectors(passages, library.documents, vectors)


def propose_with(name: str, library: Library, questions: Sequence[Question], retriever: Retriever) -> list[Proposed]:
    """Return what a retriever proposes for each question that the library answers."""
    _, qrels = judged_evidence(library, questions)
    made = []
    for question in questions:
        if grades := qrels.get(question.question_id):
            reading = retriever.read(question.text, language=question.language)
            made.append(judged(name, question, retriever.consider(reading, filters=Filters(), k=PROPOSED), grades))
    return made
