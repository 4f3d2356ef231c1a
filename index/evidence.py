"""What a question and a passage have in common, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.reading import Reading
from index.texts import head
from ingest.records import Metadata, Passage

ABOVE = 0.8  # what a term counts that stands in the title or a heading and not in the sentence

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What question and passage have in common.

    Attributes:
        meaning: cosine of question and passage, by the part of the model that reads any language.
        meaning_english: by the part that reads English best; the same where the model has one part.
        sentences, sentences_english: the same two for each sentence, shape (sentences,).
        answers, answers_english: likewise, of what an answer would be near to.
        vectors: of the sentences, shape (sentences, dim).
        matches: how far each sentence has each of the question's terms, 0 to 1, shape (sentences, terms).
        above: how far title and headings have them, shape (terms,).
        coverage: share of the question's terms, by weight, that the passage has with its title and headings.
        sentence_coverage: share that each sentence has, what stands above it counted nearly as much: (sentences,).
    """

    meaning: float
    meaning_english: float
    sentences: Floats
    sentences_english: Floats
    answers: Floats
    answers_english: Floats
    vectors: Vectors
    matches: Floats
    above: Floats
    coverage: float
    sentence_coverage: Floats


def gather(
    reading: Reading, passages: Sequence[tuple[Passage, Metadata]], *, vectors: Vectors,
    sentence_vectors: Mapping[str, Vectors],
) -> Iterator[Evidence]:  # fmt: skip
    """Yield the evidence of each passage.

    Args:
        vectors: of the passages, shape (len(passages), dim).
        sentence_vectors: passage id -> vectors of its sentences.
    """
    probes = reading.probes.meaning
    meanings = vectors @ probes.T if len(passages) else np.zeros((0, len(probes)), dtype=np.float32)
    above = _matches(reading, [head(passage, document) for passage, document in passages])
    texts = [passage.read(span) for passage, _ in passages for span in passage.sentences]
    contexts = _matches(reading, [passage.context for passage, _ in passages])
    matches = reading.matches(texts)
    ends = list(accumulate(len(passage.sentences) for passage, _ in passages))
    for place, (passage, _) in enumerate(passages):
        own = matches[ends[place] - len(passage.sentences) : ends[place]]
        own = np.maximum(own, contexts[place]) if passage.context else own
        told = sentence_vectors[passage.passage_id]
        near, answering = told @ probes.T, told @ reading.probes.answer.T
        whole = np.maximum(own.max(axis=0, initial=0.0), above[place])
        yield Evidence(
            meaning=float(meanings[place, -1]),
            meaning_english=float(meanings[place, 0]),
            sentences=near[:, -1],
            sentences_english=near[:, 0],
            answers=answering[:, -1],
            answers_english=answering[:, 0],
            vectors=told,
            matches=own,
            above=above[place],
            coverage=float(reading.coverage(whole[None])[0]),
            sentence_coverage=reading.coverage(np.maximum(own, ABOVE * above[place])),
        )


def _matches(reading: Reading, texts: Sequence[str]) -> Floats:
    """Match texts of which many are the same."""
    rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    matches: Floats = reading.matches(list(rows))[[rows[text] for text in texts]]
    return matches
