"""The variants, each as a ranking per question; weights come from a fit that did not see the question's group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.ablation import extra, fusion, reorder
from eval.ablation.study import ARMS, READINGS, Studied
from eval.rank import Proposed, blind, fits_left_out, folds, rank
from eval.systems import Ranking
from index.bundled import HALVES
from index.rank import FEATURES

# What is left out together: the features, and the arms whose passages are not proposed then.
GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "the English model": (("meaning_english", "sentence_english", "answer_english", "is_english"), ("english",)),
    "what answers are near to": (("answer", "answer_english"), ("answer",)),
    "the word index": (("words",), ("words", "country words")),
    "coverage": (("coverage", "sentence_coverage"), ()),
    "countries": (("own_country", "other_country"), ("country words", "country meaning")),
    "kind of passage": (("is_row", "is_heading"), ()),
}
_MULTILINGUAL = ("meaning", "sentence", "answer")
_MULTILINGUAL_ARMS = ("multilingual", "answer", "country meaning")
SHARES = (0.7, 0.9)  # lambda of the spread over documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One row of the table.

    Attributes:
        kind: what is done to ours.
        rankings: question id -> passages, best first.
        qrels: question id -> grades; the product's own passages are judged where it is empty.
        notes: kept with the row.
    """

    name: str
    kind: str
    rankings: Mapping[str, Ranking]
    qrels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)


def all_variants(studied: Sequence[Studied]) -> Iterator[Variant]:
    """Yield ours first, then every other variant of the questions of all sets."""
    ours = ranked([one.proposed for one in studied])
    yield Variant(name="ours", kind="ours", rankings=ours)
    yield from baselines(studied)
    yield from lesser(studied)
    yield from read_otherwise(studied)
    yield from with_more(studied, ours)
    yield from reordered(studied, ours)


def ranked(proposed: Sequence[Proposed], *, names: Sequence[str] = FEATURES) -> dict[str, Ranking]:
    """Return each question's ranking by the weights of a fit that did not see its group."""
    fits = fits_left_out(proposed, names=names)
    return {one.question.question_id: rank(one, own) for one, own in zip(proposed, fits, strict=True)}


def baselines(studied: Sequence[Studied]) -> Iterator[Variant]:
    """Yield the arms alone and their plain fusions."""
    runs = {one.key: one.runs for one in studied}
    names = {"bm25": "BM25", "dense": "English model", "multilingual": "multilingual model"}
    for arm, name in names.items():
        yield Variant(name=name, kind="baseline", rankings={key: one[arm] for key, one in runs.items()})
    for some, name in ((fusion.ARMS[:2], "RRF of BM25 and English model"), (fusion.ARMS, "RRF of the three")):
        fused = {key: fusion.rank_fused(one, some) for key, one in runs.items()}
        yield Variant(name=name, kind="baseline", rankings=fused)
    proposed = [one.proposed for one in studied]
    sums, weights = fusion.summed_left_out(
        runs, {one.key: one.proposed.qrels for one in studied},
        sets={one.key: one.proposed.name for one in studied},
        folds=dict(zip(runs, folds(proposed), strict=True)),
    )  # fmt: skip
    yield Variant(
        name="convex sum of the three", kind="baseline", rankings=sums,
        notes={"weights_by_fold": [dict(zip(fusion.ARMS, own, strict=True)) for own in weights]},
    )  # fmt: skip


def lesser(studied: Sequence[Studied]) -> Iterator[Variant]:
    """Yield ours without each feature, and without what belongs together."""
    for feature in FEATURES:
        yield _lesser(f"feature {feature}", [blind(one.proposed, [feature]) for one in studied])
    for name, (features, arms) in GROUPS.items():
        yield _lesser(name, [without_arms(one, blind(one.proposed, features), arms) for one in studied])
    yield _lesser("the multilingual model", [english_alone(one) for one in studied])


def _lesser(name: str, proposed: Sequence[Proposed]) -> Variant:
    return Variant(name=f"without {name}", kind="left out", rankings=ranked(proposed))


def without_arms(one: Studied, proposed: Proposed, arms: Sequence[str]) -> Proposed:
    """Return a question without the passages that no other arm proposes."""
    others = [place for place, arm in enumerate(ARMS) if arm not in arms]
    return _only(proposed, np.asarray(one.arms[:, others].any(axis=1)))


def english_alone(one: Studied) -> Proposed:
    """Return a question as the English model alone reads it: its cosines stand for documents of any language.

    The words' vectors, which are the multilingual model's as well, are kept.
    """
    features = one.proposed.features.copy()
    features[:, [FEATURES.index(name) for name in _MULTILINGUAL]] = one.english
    return without_arms(one, replace(one.proposed, features=features), _MULTILINGUAL_ARMS)


def _only(one: Proposed, kept: NDArray[np.bool_]) -> Proposed:
    ids = tuple(key for key, is_kept in zip(one.passage_ids, kept, strict=True) if is_kept)
    return replace(one, passage_ids=ids, features=one.features[kept], grades=one.grades[kept])


def read_otherwise(studied: Sequence[Studied]) -> Iterator[Variant]:
    """Yield ours without the glossary and without the words' vectors."""
    for name in READINGS[1:]:
        yield Variant(name=name, kind="read otherwise", rankings=ranked([one.readings[name] for one in studied]))


def with_more(studied: Sequence[Studied], ours: Mapping[str, Ranking]) -> Iterator[Variant]:
    """Yield ours with one more feature, weights refitted."""
    columns: dict[str, list[dict[str, extra.Column]]] = {
        "pseudo-relevance feedback": [_feedback(one, ours[one.key]) for one in studied],
        "late interaction": [{"late": one.late} for one in studied],
        "proximity": [{"proximity": one.proximity} for one in studied],
    }
    for name, more in columns.items():
        wider = [widened(one.proposed, own) for one, own in zip(studied, more, strict=True)]
        yield Variant(name=f"with {name}", kind="added", rankings=ranked(wider, names=[*FEATURES, *more[0]]))


def widened(one: Proposed, columns: Mapping[str, extra.Column]) -> Proposed:
    """Return a question with more features beside its own, in the order given."""
    return replace(one, features=np.column_stack([one.features, *columns.values()]))


def _feedback(one: Studied, ranking: Ranking) -> dict[str, extra.Column]:
    places = {key: place for place, key in enumerate(one.proposed.passage_ids)}
    columns = extra.feedback(one.probes, one.vectors, [places[key] for key, _ in ranking[:5]])
    english, multilingual = HALVES
    is_english = one.proposed.features[:, FEATURES.index("is_english")]
    return {"feedback": columns[multilingual], "feedback_english": columns[english] * is_english}


def reordered(studied: Sequence[Studied], ours: Mapping[str, Ranking]) -> Iterator[Variant]:
    """Yield ours in another order."""
    for share in SHARES:
        rankings = {}
        for one in studied:
            documents = dict(zip(one.proposed.passage_ids, one.documents, strict=True))
            rankings[one.key] = reorder.spread(ours[one.key], documents, share=share)
        yield Variant(name=f"spread over documents, lambda {share}", kind="reordered", rankings=rankings)
    slots = {one.key: reorder.with_slots(ours[one.key], one.openings) for one in studied}
    yield Variant(name="two slots for openings and summaries", kind="reordered", rankings=slots)
