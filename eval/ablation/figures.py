"""The figures of the table: per set and language, paired with ours, and across languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from eval.ablation.study import CROSS_LANGUAGE, READINGS, Studied
from eval.ablation.variants import Variant
from eval.metrics import Figures, mean_with_interval, rank_figures
from eval.rank import Proposed, fits_left_out, rank
from eval.records import Question
from eval.run import MAIN

_RESAMPLES, _SEED = 1000, 7
Values = Mapping[str, float]
"""Question id -> nDCG@10."""


def values(variant: Variant, proposed: Sequence[Proposed]) -> dict[str, float]:
    """Return nDCG@10 of each question that a variant ranks."""
    qrels = variant.qrels or {one.question.question_id: one.qrels for one in proposed}
    ranked = {key: grades for key, grades in qrels.items() if key in variant.rankings}
    return {key: row[MAIN] for key, row in rank_figures(variant.rankings, ranked).items()}


def row(variant: Variant, own: Values, ours: Values, proposed: Sequence[Proposed], *, by_language: bool) -> Figures:
    """Return a row of the table: per set nDCG@10 and the paired difference to ours.

    Args:
        variant: the row's.
        own, ours: the figures of both.
        proposed: the questions of all sets.
        by_language: whether the questions of each language are told apart as well, where a set has several.
    """
    figures: Figures = {"name": variant.name, "kind": variant.kind, **variant.notes, "sets": {}}
    for name in dict.fromkeys(one.name for one in proposed):
        some = [one.question for one in proposed if one.name == name and one.question.question_id in own]
        if not some:
            continue
        figures["sets"][name] = _compared(some, own, ours)
        languages = sorted({question.language for question in some})
        if by_language and len(languages) > 1:
            figures["sets"][name]["languages"] = {
                language: _compared([question for question in some if question.language == language], own, ours)
                for language in languages
            }
    return figures


def _compared(questions: Sequence[Question], own: Values, ours: Values) -> Figures:
    keys = [question.question_id for question in questions]
    groups = [question.group or question.question_id for question in questions]
    difference = mean_with_interval([own[key] - ours[key] for key in keys], groups)
    return {
        "ndcg@10": round(float(np.mean([own[key] for key in keys])), 4), "n": len(keys),
        "difference": {bound: difference[bound] for bound in ("mean", "low", "high")},
    }  # fmt: skip


def across_languages(studied: Sequence[Studied]) -> Figures:
    """Return per reading and language the ratio to the same questions in English, all of English documents.

    The weights are those of the same reading, fitted on what is proposed of all documents.
    """
    rows: Figures = {}
    for reading in READINGS:
        proposed = [one.readings.get(reading, one.proposed) for one in studied]
        ranked = {
            one.key: rank(one.english_documents[reading], weights)
            for one, weights in zip(studied, fits_left_out(proposed), strict=True)
            if one.english_documents
        }
        of = {one.key: one for one in studied if one.english_documents}
        found = rank_figures(ranked, {key: one.english_documents[reading].qrels for key, one in of.items()})
        by_language: dict[str, dict[str, float]] = {}
        for key, one in of.items():
            question = one.proposed.question
            by_language.setdefault(question.language, {})[question.group or key] = found[key][MAIN]
        english = by_language.pop(CROSS_LANGUAGE, {})
        rows[reading] = {language: ratio(own, english) for language, own in sorted(by_language.items())}
    return rows


def ratio(own: Mapping[str, float], english: Mapping[str, float]) -> Figures:
    """Return the ratio of two means over the groups that have both, with its 95 % bootstrap interval over groups."""
    groups = sorted(own.keys() & english.keys())
    if not groups:
        return {"ratio": None, "low": None, "high": None, "n": 0}
    pairs = np.array([(own[group], english[group]) for group in groups])
    drawn = np.random.default_rng(_SEED).integers(0, len(groups), size=(_RESAMPLES, len(groups)))
    sums = pairs[drawn].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / np.maximum(sums[:, 1], 1e-9), [2.5, 97.5])
    total = pairs.sum(axis=0)
    return {
        "own": round(float(pairs[:, 0].mean()), 4), "english": round(float(pairs[:, 1].mean()), 4),
        "ratio": round(float(total[0] / max(total[1], 1e-9)), 4), "low": round(float(low), 4),
        "high": round(float(high), 4), "n": len(groups),
    }  # fmt: skip
