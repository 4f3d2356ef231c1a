"""From a question to passages in order: propose, gather evidence, weigh."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.evidence import Evidence, gather
from index.glossary import load_glossary
from index.rank import FEATURES, Ranking, features, load_ranking
from index.reading import Reading, read_question
from index.records import Filters
from index.stores import Stores
from index.texts import encoder_text
from ingest.records import Metadata, Page, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """The passages that were proposed for a question, in no order, row by row.

    Attributes:
        features: shape (passages, len(FEATURES)).
        scores: shape (passages,), higher is better.
    """

    passages: tuple[Passage, ...]
    documents: tuple[Metadata, ...]
    pages: tuple[Page, ...]
    evidence: tuple[Evidence, ...]
    features: NDArray[np.float32]
    scores: NDArray[np.float32]

    def best(self, k: int) -> list[int]:
        """Return the places of the best k, best first; equal scores by passage id."""
        order = sorted(range(len(self.passages)), key=lambda i: (-float(self.scores[i]), self.passages[i].passage_id))
        return order[:k]


class Retriever:
    """Finds passages in the stores of one home. Safe to share between threads."""

    def __init__(self, stores: Stores, *, candidates: int = 60, ranking: Ranking | None = None) -> None:
        """Find in `stores`.

        Args:
            stores: the opened home.
            candidates: passages that each arm proposes at least.
            ranking: how they are weighed; by default the weights that ship with the project.
        """
        self._stores = stores
        self._candidates = candidates
        self._ranking = ranking or load_ranking()

    def read(self, question: str, *, language: str, countries: Sequence[str] | None = None) -> Reading:
        """Read a question against the words that the library holds now.

        Args:
            question: in any language.
            language: ISO 639-1 code of the question.
            countries: codes of those that the question is about; by default those that it names.
        """
        with self._stores.lock:
            reading = read_question(
                question, language=language, encoder=self._stores.encoder, lexical=self._stores.lexical,
                vocabulary=self._stores.vocabulary, glossary=load_glossary(),
            )  # fmt: skip
        return reading if countries is None else replace(reading, countries=tuple(countries))

    def consider(
        self, reading: Reading, *, filters: Filters, k: int, without: Collection[str] = ()
    ) -> Considered:
        """Return the passages that may answer, with what speaks for each.

        Args:
            reading: the question.
            filters: which documents may answer.
            k: how many are wanted; more than twice as many are considered.
            without: ids of documents that give way to others.
        """
        words, proposed = self._propose(reading, filters, max(self._candidates, 2 * k))
        live = self._stores.catalogue.live_passages(proposed)
        found = [live[key] for key in proposed if key in live and live[key][0].document_id not in without]
        pairs = [(passage, document) for passage, document, _ in found]
        evidence = tuple(
            gather(reading, pairs, vectors=self._vectors(pairs), sentence_vectors=self._sentence_vectors(pairs))
        )
        most = max(words.values(), default=1.0)
        rows = [
            features(
                told, passage, document, words=words.get(passage.passage_id, 0.0) / most,
                language=reading.language, countries=reading.countries,
            )
            for told, (passage, document) in zip(evidence, pairs, strict=True)
        ]  # fmt: skip
        table = np.stack(rows) if rows else np.empty((0, len(FEATURES)), dtype=np.float32)
        return Considered(
            passages=tuple(passage for passage, _ in pairs), documents=tuple(document for _, document in pairs),
            pages=tuple(page for _, _, page in found), evidence=evidence, features=table,
            scores=self._ranking.score(table),
        )  # fmt: skip

    def _propose(self, reading: Reading, filters: Filters, k: int) -> tuple[dict[str, float], list[str]]:
        """Return passage id -> score in the word index, and all passages that one of the arms proposes."""
        terms = reading.lexical_terms()
        words = dict(self._stores.lexical.search_terms(terms, filters=filters, k=k))
        proposed = dict.fromkeys(words)
        with self._stores.lock:
            for probe in (*reading.probes.meaning, reading.probes.answer[-1]):
                proposed |= dict.fromkeys(key for key, _ in self._stores.dense.search(probe, filters=filters, k=k))
            if reading.countries and not filters.countries:
                # What the documents of a country named say comes into the choice, however much others say.
                own = replace(filters, countries=reading.countries)
                words |= dict(self._stores.lexical.search_terms(terms, filters=own, k=k // 2))
                near = self._stores.dense.search(reading.probes.meaning[-1], filters=own, k=k // 2)
                proposed |= dict.fromkeys([*words, *(key for key, _ in near)])
        return words, list(proposed)

    def _vectors(self, pairs: Sequence[tuple[Passage, Metadata]]) -> Vectors:
        """Return the passages' vectors, shape (len(pairs), dim)."""
        encoder = self._stores.encoder
        texts = [encoder_text(passage, document) for passage, document in pairs]
        held = self._stores.catalogue.cached_vectors(encoder.identity, texts)
        missing = [place for place in range(len(texts)) if place not in held]
        if missing:  # metadata that changed between the search and this look-up
            held |= dict(zip(missing, encoder.encode_passages([texts[place] for place in missing]), strict=True))
        return np.stack([held[place] for place in range(len(texts))]) if texts else np.empty((0, 0), dtype=np.float32)

    def _sentence_vectors(self, pairs: Sequence[tuple[Passage, Metadata]]) -> dict[str, Vectors]:
        """Return passage id -> vectors of its sentences, which were made at ingest."""
        encoder = self._stores.encoder
        passages = [passage for passage, _ in pairs]
        held = self._stores.catalogue.sentence_vectors(encoder.identity, passages)
        for passage in passages:
            if passage.passage_id not in held:  # another process has just replaced the model
                texts = [passage.read(span) for span in passage.sentences]
                held[passage.passage_id] = encoder.encode_questions(texts)
        return held
