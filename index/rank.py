"""The order of passages: a learned sum of what speaks for each.

The weights were fitted on development questions by `python -m eval.rank`, which writes `ranking.json` with what they
were fitted on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.evidence import Evidence
from ingest.records import BlockKind, Metadata, Passage

FILE = Path(__file__).parent / "ranking.json"
FEATURES = (
    "meaning",  # cosine of question and passage, by what reads any language
    "meaning_english",  # by what reads English best; 0 for other documents
    "sentence",  # the same two of the passage's nearest sentence
    "sentence_english",
    "answer",  # the same two of the sentence that is nearest to what an answer would be
    "answer_english",
    "is_english",  # what an English document has by that alone
    "coverage",  # share of the question's terms in the passage, its title and headings, by weight
    "sentence_coverage",  # the same of its best sentence
    "words",  # score of the word index, as a share of the best one's
    "own_country",  # the question names a country, and it is the document's
    "other_country",  # … and it is not
    "own_language",  # the document's language is the question's
    "is_row",
    "is_heading",
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The fitted weights, one per feature, in the order of `FEATURES`."""

    weights: NDArray[np.float32]

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a score per row of `features`, shape (n, len(FEATURES)): higher is better."""
        scores: NDArray[np.float32] = features @ self.weights
        return scores


def features(
    evidence: Evidence, passage: Passage, document: Metadata, *, words: float, language: str,
    countries: tuple[str, ...],
) -> NDArray[np.float32]:  # fmt: skip
    """Return what speaks for a passage, in the order of `FEATURES`.

    Args:
        evidence: what question and passage have in common.
        words: its score in the word index, as a share of the best one's.
        language: ISO 639-1 code of the question.
        countries: codes that the question names.
    """
    is_english = document.language == "en"
    own = document.country in countries
    return np.array(
        [
            evidence.meaning,
            evidence.meaning_english if is_english else 0.0,
            evidence.sentences.max(initial=0.0),
            evidence.sentences_english.max(initial=0.0) if is_english else 0.0,
            evidence.answers.max(initial=0.0),
            evidence.answers_english.max(initial=0.0) if is_english else 0.0,
            float(is_english),
            evidence.coverage,
            evidence.sentence_coverage.max(initial=0.0),
            words,
            float(own),
            float(bool(countries) and not own),
            float(document.language == language),
            float(passage.kind is BlockKind.TABLE_ROW),
            float(passage.kind is BlockKind.HEADING),
        ],
        dtype=np.float32,
    )


@lru_cache(maxsize=1)
def load_ranking(file: Path = FILE) -> Ranking:
    """Return the fitted weights that ship with the project."""
    fitted = json.loads(file.read_text(encoding="utf-8"))["weights"]
    return Ranking(np.array([fitted[name] for name in FEATURES], dtype=np.float32))
