"""Fit the support score: `python -m eval.support`. Writes `answer/support.json`.

Fitted on one half of ExpertQA and HealthVer, parted by question (and by claim and text, so that nothing of the other
half is seen), reported on the other. Each claim of the fitted half is also put beside a text of another question, which
does not carry it: without such pairs nothing would say how a score should fall where the matter itself is another.

The table `tried` is judged inside the fitted half alone, each question by weights fitted on the others. There each
model of the bundled pair, and their mean, stand beside each other. Weights for a pair in one other language are those
of the multilingual model on the same English pairs; for a pair in two languages see `eval.across`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve, roc_auc_score
from sklearn.model_selection import GroupKFold

from answer.faults import Faults, find_faults
from answer.support import FEATURES, FILE, WORD_FEATURES, Encode, Means, Reading, Vectors, encoded, features, likeness
from answer.verify import under_faults
from answer.words import is_held
from eval.across import fit_across, parallel_pairs
from eval.alignment import TokenReader
from eval.pairs import Label, Pair, expertqa, healthver
from index.bundled import BundledEncoder, join
from index.embed import BUNDLED, Precision, SentenceTransformerEncoder, find_model
from index.multilingual import MultilingualEncoder

_SEED = 7
_FOLDS = 10
_SETS = ("expertqa", "healthver")
_BATCH = 64  # texts of like length that are read at once
_C = 0.1  # inverse strength of the regularization; 0.03 to 1 make no difference
_RIVALS = 24  # nearest sentences of other questions that stand for a library without the answer
_FALSE_SUPPORT = 0.02  # share of claims that such a library may seem to support
_JOINED, _OTHER = ("joined", "best_joined"), ("multilingual", "best_multilingual")
_EXTRA = ("denial", "rare_coverage", "alignment", "worst_alignment")  # tried and not kept

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_TRIED = (
    ("cosine of claim and whole text", "logistic", ("similarity",)),
    ("and of the best sentence", "logistic", ("similarity", "best_similarity")),
    ("and word pairs", "logistic", ("similarity", "best_similarity", "pairs")),
    ("and missing figures: kept", "logistic", FEATURES),
    ("the same by the multilingual model", "logistic", (*_OTHER, "pairs", "missing_figures")),
    ("the same by the mean of both models", "logistic", (*_JOINED, "pairs", "missing_figures")),
    ("kept, and the multilingual model's cosines", "logistic", (*FEATURES, *_OTHER)),
    ("and missing names", "logistic", (*FEATURES, "missing_names")),
    ("and words", "logistic", (*FEATURES, "missing_names", "coverage", "best_coverage")),
    ("and negation", "logistic", (*FEATURES, "denial")),
    ("and words by rarity", "logistic", (*FEATURES, "rare_coverage")),
    ("and alignment of tokens", "logistic", (*FEATURES, "alignment", "worst_alignment")),
    ("all of these, boosted trees", "trees", (*FEATURES, "missing_names", "coverage", "best_coverage", *_EXTRA)),
    ("words alone, and of the best sentence", "logistic", (*WORD_FEATURES, "best_coverage")),
    ("words alone: kept where no encoder reads", "logistic", WORD_FEATURES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Pairs with what the score looks at.

    Attributes:
        columns: values of each feature, one per pair.
        is_supported: what people said; never of a pair that was put together here.
        is_judged: a pair that people judged; the others were put together.
        part: 0 to fit on, 1 to report on.
        has_fault, has_figure: a rule is broken; that of figures.
    """

    sets: NDArray[np.str_]
    groups: NDArray[np.str_]
    labels: tuple[Label, ...]
    columns: dict[str, Floats]
    is_supported: Flags
    is_judged: Flags
    part: NDArray[np.int64]
    has_fault: Flags
    has_figure: Flags

    def of_set(self, name: str) -> Flags:
        """Return which pairs belong to a set."""
        return np.asarray(self.sets == name)


class PairReader:
    """The bundled pair of models, which reads each text once."""

    def __init__(self, english: TokenReader, multilingual: MultilingualEncoder) -> None:
        self.english = english
        self._multilingual = multilingual
        self._read: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of both models side by side."""
        return join(self.english.encode(texts), self._other(texts))

    def encode_twice(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors that hold the multilingual model's in both halves: English is compared by it too."""
        other = self._other(texts)
        return join(other, other)

    def _other(self, texts: Sequence[str]) -> Vectors:
        new = sorted({text for text in texts if text not in self._read}, key=len)
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            self._read |= dict(zip(some, self._multilingual.encode(some), strict=True))
        return np.stack([self._read[text] for text in texts])


def table(pairs: Sequence[Pair], others: Sequence[tuple[Pair, Pair]], reader: PairReader) -> Table:
    """Return the features of judged pairs, and of claims beside the texts of others."""
    parts = split(pairs)
    claims = [Reading.of(pair.claim, language="en", is_one=True) for pair in pairs]
    texts = [Reading.of(*pair.evidence, language="en") for pair in pairs]
    read = encoded([*claims, *texts], reader.encode)
    twice = encoded([*claims, *texts], reader.encode_twice)
    place = {pair.pair_id: number for number, pair in enumerate(pairs)}
    ours = [(n, n) for n in range(len(pairs))] + [(place[a.pair_id], place[b.pair_id]) for a, b in others]
    rare = _rarity(texts)
    rows, faulty, wrong = [], [], []
    for a, b in ours:
        claim, text = read[a], read[len(pairs) + b]
        faults = find_faults(claim.text, text.texts, language="en")
        row = features(claim, text, faults)
        row |= {"denial": float(faults.is_denial), "rare_coverage": _rare_coverage(claim, text, rare)}
        row |= dict(zip(_OTHER, likeness(twice[a], twice[len(pairs) + b]), strict=True))
        assert claim.vectors is not None
        assert text.vectors is not None
        near = text.vectors @ claim.vector
        row |= dict(zip(_JOINED, (float(text.vector @ claim.vector), float(near.max())), strict=True))
        mean, worst = reader.english.alignment(claim.text, text.sentences)
        rows.append(row | {"alignment": mean, "worst_alignment": worst})
        faulty.append(bool(faults))
        wrong.append(bool(faults.figures))
    claim_of = [pairs[a] for a, _ in ours]
    return Table(
        sets=np.array([_set_of(pair) for pair in claim_of]),
        groups=np.array([pair.group for pair in claim_of]),
        labels=tuple(pair.label for pair in claim_of),
        columns={name: np.array([row[name] for row in rows]) for name in rows[0]},
        is_supported=np.array([a == b and pairs[a].label is Label.SUPPORTS for a, b in ours]),
        is_judged=np.array([a == b for a, b in ours]),
        part=np.array([parts[pair.pair_id] for pair in claim_of]),
        has_fault=np.array(faulty),
        has_figure=np.array(wrong),
    )


def _set_of(pair: Pair) -> str:
    return pair.pair_id.split("-")[0]


def split(pairs: Sequence[Pair]) -> dict[str, int]:
    """Return pair id -> part: 0 to fit on, 1 to report on; groups stay whole, labels are shared out evenly."""
    parts: dict[str, int] = {}
    for name in _SETS:
        counts: dict[str, Counter[Label]] = {}
        for pair in pairs:
            if _set_of(pair) == name:
                counts.setdefault(pair.group, Counter())[pair.label] += 1
        totals: tuple[Counter[Label], Counter[Label]] = (Counter(), Counter())
        for group in sorted(counts, key=lambda one: (-counts[one].total(), _hash(one))):
            costs = [
                sum(abs(totals[i][label] + counts[group][label] - totals[1 - i][label]) for label in Label)
                for i in (0, 1)
            ]
            chosen = int(costs[1] < costs[0])
            totals[chosen].update(counts[group])
            parts |= {pair.pair_id: chosen for pair in pairs if _set_of(pair) == name and pair.group == group}
    return parts


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def mismatched(pairs: Sequence[Pair]) -> list[tuple[Pair, Pair]]:
    """Return each claim's pair with one of another question in the same set and part."""
    chooser, parts = random.Random(_SEED), split(pairs)  # noqa: S311 - a sample, no secret
    pools: dict[tuple[str, int], list[Pair]] = {}
    for pair in pairs:
        pools.setdefault((_set_of(pair), parts[pair.pair_id]), []).append(pair)
    found = []
    for pair in pairs:
        pool = pools[_set_of(pair), parts[pair.pair_id]]
        other = chooser.choice(pool)
        while other.group == pair.group:
            other = chooser.choice(pool)
        found.append((pair, other))
    return found


def _rarity(texts: Iterable[Reading]) -> dict[str, float]:
    held = Counter(stem for text in texts for stem in {s for stems in text.stems for s in stems})
    total = sum(1 for _ in held) + 1
    return {stem: log(1 + total / count) for stem, count in held.items()}


def _rare_coverage(claim: Reading, text: Reading, rare: dict[str, float]) -> float:
    most = max(rare.values())
    held = frozenset(stem for stems in text.stems for stem in stems)
    weights = {stem: rare.get(stem, most) for stems in claim.stems for stem in stems}
    covered = sum(weight for stem, weight in weights.items() if is_held(stem, held))
    return covered / sum(weights.values()) if weights else 0.0


# Fitting.


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A logistic regression over features as they are, not standardized."""

    names: tuple[str, ...]
    weights: Floats
    bias: float

    def score(self, columns: dict[str, Floats]) -> Floats:
        """Return the scores of all pairs."""
        total = self.bias + sum(w * columns[name] for name, w in zip(self.names, self.weights, strict=True))
        return np.asarray(1 / (1 + np.exp(-total)))


def fit(data: Table, chosen: Flags, names: Sequence[str]) -> Fitted:
    """Fit on the chosen pairs; each set counts the same, and as much for pairs put together as for those judged.

    A term for the set takes up that ExpertQA's claims are mostly supported and HealthVer's mostly not; the score stands
    halfway between the two, so that no feature has to learn which set it looks at.
    """
    x, mean, spread = _standardized(data, chosen, names)
    side = np.where(data.of_set("expertqa"), 1.0, -1.0)
    model = LogisticRegression(C=_C, max_iter=2000)
    model.fit(
        np.column_stack([x, side])[chosen], data.is_supported[chosen], sample_weight=_even(data, chosen)[chosen]
    )
    weights = model.coef_[0][:-1] / spread
    return Fitted(names=tuple(names), weights=weights, bias=float(model.intercept_[0] - weights @ mean))


def _fit_trees(data: Table, chosen: Flags, names: Sequence[str]) -> Floats:
    """Return the scores of all pairs by boosted trees."""
    x = np.column_stack([data.columns[name] for name in names])
    model = GradientBoostingClassifier(
        n_estimators=80, max_depth=2, learning_rate=0.08, subsample=0.7, min_samples_leaf=20, random_state=_SEED
    )
    model.fit(x[chosen], data.is_supported[chosen], sample_weight=_even(data, chosen)[chosen])
    return np.asarray(model.predict_proba(x)[:, 1])


def _standardized(data: Table, chosen: Flags, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    x = np.column_stack([data.columns[name] for name in names])
    mean, spread = x[chosen].mean(axis=0), x[chosen].std(axis=0) + 1e-9
    return (x - mean) / spread, mean, spread


def _even(data: Table, chosen: Flags) -> Floats:
    weights = np.zeros(len(chosen))
    for name in _SETS:
        for kind in (data.is_judged, ~data.is_judged):
            some = chosen & data.of_set(name) & kind
            weights[some] = 1 / max(int(some.sum()), 1)
    return np.asarray(weights * (chosen.sum() / weights.sum()))


def held_out(data: Table, chosen: Flags, names: Sequence[str], kind: str) -> Floats:
    """Return the scores of the chosen pairs, each by a model that has not seen its question."""
    scores = np.zeros(len(chosen))
    places = np.flatnonzero(chosen)
    for train, test in GroupKFold(_FOLDS).split(places, groups=data.groups[places]):
        seen = np.zeros(len(chosen), dtype=bool)
        seen[places[train]] = True
        is_trees = kind == "trees"
        every = _fit_trees(data, seen, names) if is_trees else fit(data, seen, names).score(data.columns)
        scores[places[test]] = every[places[test]]
    return scores


# Judging.


def quality(data: Table, chosen: Flags, scores: Floats) -> dict[str, dict[str, float]]:
    """Return, per set, AUC and precision at 90 % recall over the chosen pairs that people judged."""
    found = {}
    for name in _SETS:
        some = chosen & data.of_set(name) & data.is_judged
        precision, recall, _ = precision_recall_curve(data.is_supported[some], scores[some])
        found[name] = {
            "auc": round(float(roc_auc_score(data.is_supported[some], scores[some])), 3),
            "precision_at_90_recall": round(float(precision[recall >= 0.9].max()), 3),
            "supported": round(float(data.is_supported[some].mean()), 3),
            "pairs": int(some.sum()),
        }
    return found


def reliability(data: Table, chosen: Flags, scores: Floats) -> dict[str, list[dict[str, float]]]:
    """Return, per set and per fifth of the score, how often people found the claim supported."""
    curves = {}
    for name in _SETS:
        some = chosen & data.of_set(name) & data.is_judged
        curves[name] = _curve(scores[some], data.is_supported[some], np.ones(int(some.sum())))
    some = chosen & data.is_judged
    curves["both, each counting half"] = _curve(scores[some], data.is_supported[some], _even(data, some)[some])
    return curves


def _curve(scores: Floats, is_supported: Flags, weights: Floats) -> list[dict[str, float]]:
    rows = []
    for low in np.arange(0, 1, 0.1):
        some = (scores >= low) & (scores < low + 0.1 + (low > 0.85))
        if some.sum() >= 5:
            rows.append({
                "stated": round(float(np.average(scores[some], weights=weights[some])), 3),
                "found": round(float(np.average(is_supported[some], weights=weights[some])), 3),
                "pairs": int(some.sum()),
            })  # fmt: skip
    return rows


def best_threshold(data: Table, chosen: Flags, scores: Floats) -> float:
    """Return the score from which a claim counts as supported: where most judgements are met, each set half of them.

    Never under a half: what is called supported must be so more likely than not.
    """
    some = chosen & data.is_judged
    weights = _even(data, some)
    steps = np.arange(0.5, 0.81, 0.01)
    met = [float(weights[some] @ ((scores >= step) == data.is_supported)[some]) for step in steps]
    return round(float(steps[int(np.argmax(met))]), 2)


def best_of_many(
    pairs: Sequence[Pair], model: Fitted, threshold: float, *, part: int, encode: Encode | None
) -> tuple[Floats, Floats]:
    """Return how far ExpertQA's claims get in a library that does not hold them, and in their own texts.

    The first are the scores of each claim beside the nearest sentences of all other questions of its part, the best of
    them, rules applied; the second those of the supported claims beside the sentences they cite.
    """
    parts = split(pairs)
    chosen = [pair for pair in pairs if _set_of(pair) == "expertqa" and parts[pair.pair_id] == part]
    claims = [Reading.of(pair.claim, language="en", is_one=True) for pair in chosen]
    texts = [Reading.of(*pair.evidence, language="en") for pair in chosen]
    read = encoded([*claims, *texts], encode or _word_vectors([*claims, *texts]))
    windows = [text.parts() for text in read[len(chosen) :]]
    all_windows = [(pair.group, one) for pair, some in zip(chosen, windows, strict=True) for one in some]
    matrix = np.stack([one.vector for _, one in all_windows])
    tops, own = [], []
    for pair, claim, some in zip(chosen, read[: len(chosen)], windows, strict=True):
        nearest = (all_windows[i] for i in np.argsort(-(matrix @ claim.vector)))
        rivals = islice((one for group, one in nearest if group != pair.group), _RIVALS)
        tops.append(max(_final(claim, one, model, threshold) for one in rivals))
        if pair.label is Label.SUPPORTS:
            own.append(max(_final(claim, one, model, threshold) for one in some))
    return np.array(tops), np.array(own)


def draft_threshold(tops: Floats, threshold: float) -> float:
    """Return the score that lets one claim in fifty through where the library does not hold it."""
    return max(round(float(np.quantile(tops, 1 - _FALSE_SUPPORT)), 2), threshold)


def _final(claim: Reading, text: Reading, model: Fitted, threshold: float) -> float:
    score = _score(claim, text, Faults(), model)
    if score < threshold:  # no fault could raise it, and the rules take time
        return score
    faults = find_faults(claim.text, text.texts, language="en")
    return under_faults(_score(claim, text, faults, model), faults, threshold)


def _score(claim: Reading, text: Reading, faults: Faults, model: Fitted) -> float:
    row = features(claim, text, faults)
    return float(model.score({name: np.array([row[name]]) for name in model.names})[0])


def _word_vectors(readings: Sequence[Reading]) -> Encode:
    """Return an encoder whose vectors count stems: what is near where no model reads."""
    stems = {s: stem for one in readings for s, stem in zip(one.sentences, one.stems, strict=True)}
    place = {stem: n for n, stem in enumerate(sorted({stem for some in stems.values() for stem in some}))}

    def encode(texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), len(place) + 1), dtype=np.float32)
        vectors[:, -1] = 0.01  # a text without words has a direction too
        for row, text in enumerate(texts):
            vectors[row, [place[stem] for stem in stems[text]]] = 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    return encode


def main(argv: Sequence[str]) -> int:
    """Fit, report and write the score."""
    parser = argparse.ArgumentParser(prog="python -m eval.support", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE, help="default answer/support.json")
    arguments = parser.parse_args(argv)
    english, multilingual = SentenceTransformerEncoder(find_model(BUNDLED), Precision.FLOAT32), MultilingualEncoder()
    every = [*expertqa(), *healthver()]
    pairs = [pair for pair in every if Reading.of(*pair.evidence, language="en").sentences]
    reader = PairReader(TokenReader(english.load()), multilingual)
    data = table(pairs, mismatched(pairs), reader)
    to_fit, to_report = data.part == 0, data.part == 1
    result: dict[str, Any] = {
        "encoder": BundledEncoder(english, multilingual).identity,
        "fitted_on": _counted(data, to_fit),
        "reported_on": f"{_counted(data, to_report)}, of other questions, claims and texts",
        "left_out": f"{len(every) - len(pairs)} pairs whose evidence is an address without a text",
    }
    by_other = data.columns | {name: data.columns[other] for name, other in zip(FEATURES, _OTHER, strict=False)}
    for means, some, names, encode in (
        (Means.ENGLISH, data, FEATURES, reader.encode),
        (Means.MULTILINGUAL, replace(data, columns=by_other), FEATURES, reader.encode_twice),
        (Means.WORDS, data, WORD_FEATURES, None),
    ):
        result[means] = _fitted(some, pairs, names, encode)
    result[Means.ACROSS] = fit_across(parallel_pairs(english.encode_questions, reader.encode_twice))
    result["baselines"] = {
        name: quality(data, to_report & data.is_judged, data.columns[name])
        for name in ("similarity", "best_similarity", *_OTHER, *_JOINED, "coverage", "pairs", "alignment")
    }
    result["tried"] = [
        {"what": what, **_short(quality(data, to_fit & data.is_judged, held_out(data, to_fit, names, kind)))}
        for what, kind, names in _TRIED
    ]
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    return 0


def _fitted(data: Table, pairs: Sequence[Pair], names: Sequence[str], encode: Encode | None) -> dict[str, Any]:
    to_fit, to_report = data.part == 0, data.part == 1
    model = fit(data, to_fit, names)
    threshold = best_threshold(data, to_fit, held_out(data, to_fit, names, "logistic"))
    tops, _ = best_of_many(pairs, model, threshold, part=0, encode=encode)
    for_draft = draft_threshold(tops, threshold)
    tops, own = best_of_many(pairs, model, threshold, part=1, encode=encode)
    scores = model.score(data.columns)
    capped = np.where(data.has_fault, np.minimum(scores, threshold - 0.001), scores)
    final = np.where(data.has_figure, np.minimum(scores / 2, threshold - 0.001), capped)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.weights, strict=True)},
        "bias": round(model.bias, 4),
        "threshold": threshold,
        "draft_threshold": for_draft,
        "reported": quality(data, to_report, scores),
        "reported_with_rules": {
            name: {**row, **_verdicts(data, to_report & data.of_set(name) & data.is_judged, final, threshold)}
            for name, row in quality(data, to_report, final).items()
        },
        "draft_reported": {
            "claims": len(tops),
            "false_support": round(float(np.mean(tops >= for_draft)), 3),
            "supported_found": round(float(np.mean(own >= for_draft)), 3),
        },
        "reliability": reliability(data, to_report, scores),
    }


def _verdicts(data: Table, some: Flags, scores: Floats, threshold: float) -> dict[str, float]:
    passed = scores[some] >= threshold
    return {
        "precision_of_supported": round(float(data.is_supported[some][passed].mean()), 3),
        "recall_of_supported": round(float(passed[data.is_supported[some]].mean()), 3),
    }


def _short(found: dict[str, dict[str, float]]) -> dict[str, float]:
    return {
        f"{name}_{key}": row[key] for name, row in found.items() for key in ("auc", "precision_at_90_recall")
    }


def _counted(data: Table, some: Flags) -> str:
    counts = [f"{int((some & data.of_set(name) & data.is_judged).sum())} pairs of {name}" for name in _SETS]
    return f"{' and '.join(counts)}, {int((some & ~data.is_judged).sum())} put together"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
