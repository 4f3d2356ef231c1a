"""Features that the product does without: what they would add is measured, weights refitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.alignment import read_tokens
from index.bundled import HALVES
from index.multilingual import DIMENSIONS
from index.reading import Reading
from index.texts import head
from index.words import split_words
from ingest.records import Metadata, Passage

_WINDOW, _STEP = 30, 10  # words
_BEST = 5  # passages whose vectors are added to the question's
_MOST_CHARS = 800  # of a text whose tokens are read; with its head it fits the model's 256 tokens

Column = NDArray[np.float64]


def proximity(reading: Reading, passages: Sequence[Passage]) -> Column:
    """Return the largest share of the question's terms, by weight, in 30 words of each passage: shape (passages,)."""
    windows = [_windows(split_words(passage.text)) for passage in passages]
    shares = reading.coverage(reading.matches([text for some in windows for text in some]))
    ends = np.cumsum([0, *map(len, windows)])
    return np.array([shares[a:b].max(initial=0.0) for a, b in pairwise(ends)], dtype=np.float64)


def _windows(words: Sequence[str]) -> list[str]:
    starts = range(0, max(len(words) - _WINDOW + _STEP, 1), _STEP)
    return [" ".join(words[start : start + _WINDOW]) for start in starts]


def feedback(probes: NDArray[np.float32], vectors: NDArray[np.float16], best: Sequence[int]) -> dict[str, Column]:
    """Return per half of the model the cosine of each passage with the question and its best passages together.

    Args:
        probes: the question in each half, shape (2, dim).
        vectors: of the passages, shape (passages, dim).
        best: places of the passages that are ranked first.

    Source: Rocchio, Relevance Feedback in Information Retrieval, 1971; question and mean of the passages count the
    same.
    """
    cut = vectors.shape[1] - DIMENSIONS
    columns = {}
    for half, part, row in zip(HALVES, (slice(0, cut), slice(cut, None)), probes, strict=True):
        passages = _unit(vectors[:, part].astype(np.float64))
        asked = _unit(row[None, part].astype(np.float64))[0]
        wanted = asked + passages[list(best[:_BEST])].mean(axis=0) if len(best) else asked
        columns[half] = passages @ _unit(wanted[None])[0]
    return columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in English, and the passages proposed for it; what is not in English is passed over."""

    english: str
    pairs: tuple[tuple[Passage, Metadata], ...]


def late_interaction(asked: Sequence[Asked], model: Any) -> list[Column]:
    """Return per question the mean cosine of its tokens to their nearest in each passage; 0 for other languages.

    Each passage is read once, whatever the number of questions that it is proposed for.

    Args:
        asked: questions of one library.
        model: of sentence-transformers; its last layer's token vectors are compared.

    Source: Khattab and Zaharia, ColBERT, SIGIR 2020, doi:10.1145/3397271.3401075.
    """
    columns = [np.zeros(len(one.pairs)) for one in asked]
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)  # text -> (question, place)
    for number, one in enumerate(asked):
        for place, (passage, document) in enumerate(one.pairs):
            if document.language == "en":
                for text in _texts(passage, document):
                    wanted[text].append((number, place))
    tokens = {text: made.astype(np.float32) for text, _, made in read_tokens(model, list({o.english for o in asked}))}
    for text, _, made in read_tokens(model, list(wanted)):
        own = made.astype(np.float32).T
        for number, place in wanted[text]:
            question = tokens[asked[number].english]
            if len(question) and own.shape[1]:
                nearest = float((question @ own).max(axis=1).mean())
                columns[number][place] = max(columns[number][place], nearest)
    return columns


def _texts(passage: Passage, document: Metadata) -> list[str]:
    """Return a passage under its head, in stretches that the model reads whole, cut between sentences."""
    stretches, running = [], ""
    for span in passage.sentences:
        sentence = passage.read(span)
        if running and len(running) + len(sentence) > _MOST_CHARS:
            stretches.append(running)
            running = ""
        running = f"{running} {sentence}".strip()
    return [f"{head(passage, document)}\n{stretch}" for stretch in [*stretches, running] if stretch]


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
