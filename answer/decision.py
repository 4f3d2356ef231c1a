"""How sure it is that a sentence answers a question: a calibrated decision, never a bare cosine.

A logistic regression over what speaks for a sentence. Weights, threshold and the curve they were chosen by stand in
`decision.json`, written by `policy-kb eval calibrate`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from pathlib import Path

from answer.candidates import Candidate

FEATURES = (
    "similarity", "similarity_english", "answer", "answer_english", "coverage", "passage_coverage", "missing", "score",
    "reciprocal_rank", "scrap", "uncounted",
)  # fmt: skip
FILE = Path(__file__).parent / "decision.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The fitted decision.

    Attributes:
        weights: one per feature, in the order of `FEATURES`.
        bias: the constant term.
        threshold: probability from which a sentence is shown as an answer to a usual question, 0 to 1.
        topic_slope: how much further its log odds must reach, per unit of the log odds that the question is off topic.
        usual_topic: log odds of a usual question to be off topic.
        off_topic_similarity: cosine of question and nearest passage under which a refused question is said to be about
            something else altogether; it decides the reason, never whether there is an answer.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float
    topic_slope: float
    usual_topic: float
    off_topic_similarity: float

    def probability(self, candidate: Candidate) -> float:
        """Return the probability that the sentence answers the question, 0 to 1."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, features(candidate), strict=True))
        return 1 / (1 + exp(-total))

    def floor(self, leaning: float | None) -> float:
        """Return the probability from which a sentence answers a certain question, 0 to 1.

        Args:
            leaning: log odds that the question is off topic; None where nothing tells.
        """
        if leaning is None or not 0 < self.threshold < 1:
            return self.threshold
        odds = log(self.threshold / (1 - self.threshold)) + self.topic_slope * (leaning - self.usual_topic)
        return 1 / (1 + exp(-odds))


def features(candidate: Candidate) -> tuple[float, ...]:
    """Return what the decision looks at, in the order of `FEATURES`."""
    return (
        candidate.similarity,
        candidate.similarity_english,
        candidate.answer,
        candidate.answer_english,
        candidate.coverage,
        candidate.passage_coverage,
        candidate.missing,
        candidate.score,
        1 / candidate.rank,
        float(not candidate.is_whole),
        float(not candidate.counts),
    )


@lru_cache(maxsize=1)
def load_decision(file: Path = FILE) -> Decision:
    """Return the fitted decision that ships with the project."""
    fitted = json.loads(file.read_text(encoding="utf-8"))
    return Decision(
        weights=tuple(fitted["weights"][name] for name in FEATURES),
        bias=fitted["bias"],
        threshold=fitted["threshold"],
        topic_slope=fitted["topic_slope"],
        usual_topic=fitted["usual_topic"],
        off_topic_similarity=fitted["off_topic_similarity"],
    )
