"""Fit the maps that carry a question towards its answers: `python -m eval.answering`.

A sentence encoder puts a question nearest to what repeats it, not to what answers it. A linear map of the question's
vector, fitted on questions and the sentences that answer them, mends part of that; it is learned on English and French
sets, and serves every language of the multilingual model, whose space is one. Ridge regression towards the identity:
W = (Q'Q + r I)^-1 (Q'T + r I), where a row of T is the mean vector of a question's answers less a share of the mean
of the nearest sentences that are none. Writes `index/answering.npz` and prints, for sets and parts that were not fitted
on, the mean reciprocal rank of the first answering sentence among all of the library, with and without the map.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.command import CACHE, Place, read_set
from eval.library import cached
from eval.qrels import Place as Stretch
from eval.records import Part, Question
from eval.run import judged_evidence
from eval.systems import Library
from index.bundled import ANSWERING, HALVES, halves
from index.knowledge_base import KnowledgeBase
from index.stores import Stores

FITTED_ON = ("piaf", "squad2", "covidqa", "obliqa")
CONTROL = "own-dev"
MOST = 900  # questions of a set and part
_SEED = 3
_RIDGE = 20.0
_PUSH = 0.6  # share of the nearest wrong sentences that is taken off
_NEAREST = 10
_MOST_ANSWERS = 30  # a question that more sentences answer tells little

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Questions of one set and part, and which sentences answer each.

    Attributes:
        questions: half of the encoder -> unit vectors, shape (questions, dim of the half).
        sentences: half of the encoder -> unit vectors, shape (sentences, dim of the half).
        answers: per question the rows of `sentences` that answer it, at least one.
    """

    questions: dict[str, Floats]
    sentences: dict[str, Floats]
    answers: list[list[int]]
    languages: list[str]


def collect(library: Library, questions: Sequence[Question]) -> Pairs:
    """Return the pairs that a library holds for some questions."""
    passages = list(library.passages.values())
    encoder = library.stores.encoder
    held = library.stores.catalogue.sentence_vectors(encoder.identity, passages)
    places = [
        Stretch(passage.document_id, passage.page, span) for passage in passages for span in passage.sentences
    ]
    on_page = defaultdict(list)
    for row, place in enumerate(places):
        on_page[place.document_id, place.page].append(row)
    found, _ = judged_evidence(library, questions)
    kept: list[Question] = []
    answers: list[list[int]] = []
    for question in questions:
        rows = {
            row
            for one in found.get(question.question_id, ())
            for place in one.places
            for row in on_page[place.document_id, place.page]
            if library.judge.holds(places[row], one)
        }
        if rows and len(rows) <= _MOST_ANSWERS:
            kept.append(question)
            answers.append(sorted(rows))
    return Pairs(
        questions=halves(encoder.encode_questions([question.text for question in kept])),
        sentences=halves(np.concatenate([held[passage.passage_id] for passage in passages])),
        answers=answers,
        languages=[question.language for question in kept],
    )


def fit(pairs: Sequence[Pairs], half: str) -> Floats:
    """Return the map of one half, shape (dim, dim): a question's vector times it is nearer to its answers."""
    asked, targets = [], []
    for some in pairs:
        questions, sentences = some.questions[half], some.sentences[half]
        for row, answers in enumerate(some.answers):
            scores = sentences @ questions[row]
            scores[answers] = -1
            nearest = np.argpartition(-scores, _NEAREST)[:_NEAREST]
            asked.append(questions[row])
            targets.append(sentences[answers].mean(axis=0) - _PUSH * sentences[nearest].mean(axis=0))
    q, t = np.array(asked, dtype=np.float64), np.array(targets, dtype=np.float64)
    ridge = _RIDGE * np.eye(q.shape[1])
    found: Floats = np.linalg.solve(q.T @ q + ridge, q.T @ t + ridge).astype(np.float32)
    return found


def reciprocal_rank(pairs: Pairs, half: str, carried: Floats | None) -> float:
    """Return the mean reciprocal rank of the first answering sentence among all."""
    questions = pairs.questions[half] if carried is None else pairs.questions[half] @ carried
    scores = questions @ pairs.sentences[half].T
    ranks = [int((row > row[answers].max()).sum()) for row, answers in zip(scores, pairs.answers, strict=True)]
    values = [1 / (1 + rank) for rank in ranks]
    return round(float(np.mean(values)), 4)


def english_only(pairs: Pairs) -> Pairs:
    """Return those pairs whose question is English: the English half reads no other language."""
    rows = [row for row, language in enumerate(pairs.languages) if language == "en"]
    return Pairs(
        questions={half: vectors[rows] for half, vectors in pairs.questions.items()},
        sentences=pairs.sentences,
        answers=[pairs.answers[row] for row in rows],
        languages=[pairs.languages[row] for row in rows],
    )


def main(argv: Sequence[str]) -> int:
    """Fit, report and write the maps."""
    parser = argparse.ArgumentParser(prog="python -m eval.answering", description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="filled libraries")
    parser.add_argument("--sets", default=",".join(FITTED_ON), help="separated by commas")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args(argv)
    gathered: dict[tuple[str, str], Pairs] = {}
    for name in (*arguments.sets.split(","), CONTROL):
        asked = read_set(name, Place())
        with cached(
            asked, asked.libraries[0], cache=arguments.cache, model="bundled", open_stores=Stores,
            open_base=KnowledgeBase,
        ) as library:  # fmt: skip
            for part in Part:
                some = [question for question in asked.questions if question.part is part and question.is_answerable]
                random.Random(_SEED).shuffle(some)  # noqa: S311 - no secret
                if some:
                    gathered[name, part.value] = collect(library, some[:MOST])
                    print(f"{name} {part.value}: {len(gathered[name, part.value].answers)}", file=sys.stderr)
    maps: dict[str, Floats] = {}
    figures: dict[str, Any] = {}
    for half in HALVES:
        some_pairs = {key: english_only(one) if half == "english" else one for key, one in gathered.items()}
        some_pairs = {key: one for key, one in some_pairs.items() if one.answers}
        fitted = [one for (name, part), one in some_pairs.items() if part == Part.DEV.value and name != CONTROL]
        maps[half] = fit(fitted, half)
        figures[half] = {
            f"{name} {part}": {
                "plain": reciprocal_rank(one, half, None), "carried": reciprocal_rank(one, half, maps[half]),
            }
            for (name, part), one in some_pairs.items()
            if part == Part.REPORT.value or name == CONTROL
        }  # fmt: skip
    print(json.dumps(figures, indent=1))
    if not arguments.dry:
        english, multilingual = (maps[half].astype(np.float16) for half in HALVES)
        np.savez_compressed(ANSWERING, english=english, multilingual=multilingual)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
