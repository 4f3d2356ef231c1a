"""What is known of each question: the passages proposed, by which arms, and what more could speak for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.ablation import extra, fusion
from eval.rank import PROPOSED, Proposed, judged
from eval.records import Question
from eval.run import judged_evidence
from eval.systems import Library, Ranking, make
from index.embed import Vectors
from index.glossary import Glossary, load_glossary
from index.reading import Reading, read_question
from index.records import Filters
from index.retrieve import Considered, Retriever
from index.stores import Stores
from index.texts import encoder_text
from ingest.records import Passage

ARMS = ("words", "english", "multilingual", "answer", "country words", "country meaning")
READINGS = ("ours", "without the glossary", "without the words' vectors", "without both")
CROSS_SET, CROSS_LANGUAGE = "own-dev", "en"  # where questions of all languages are put to documents of one
_CANDIDATES = 60  # that each arm proposes
# Headings under which a document says what it says in short, in the four languages.
_SUMMARIES = ("summary", "résumé", "synthèse", "zusammenfassung", "резюме", "in brief", "key messages")

Read = Callable[[Question], Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """One question.

    Attributes:
        proposed: as the product reads the question.
        readings: the other `READINGS` -> what is proposed then.
        english_documents: all `READINGS` -> what is proposed of the English documents alone; only for `CROSS_SET`.
        arms: which arms propose each passage, shape (passages, len(ARMS)).
        english: cosines by the English model whatever the document's language: of the passage, of its nearest sentence
            and of the sentence nearest to an answer, shape (passages, 3).
        documents: document id of each passage.
        openings: ids of the passages that open their document or belong to its summary.
        probes: the question in each half of the model, shape (2, dim).
        vectors: of the passages, shape (passages, dim).
        proximity, late: columns of `eval.ablation.extra`, shape (passages,).
        runs: what each arm of `eval.ablation.fusion` finds by itself.
    """

    proposed: Proposed
    readings: Mapping[str, Proposed]
    english_documents: Mapping[str, Proposed]
    arms: NDArray[np.bool_]
    english: NDArray[np.float64]
    documents: tuple[str, ...]
    openings: frozenset[str]
    probes: Vectors
    vectors: NDArray[np.float16]
    proximity: NDArray[np.float64]
    late: NDArray[np.float64]
    runs: Mapping[str, Ranking]

    @property
    def key(self) -> str:
        """The question's id."""
        return self.proposed.question.question_id


class _WordsAlone:
    """An encoder whose words are near to none but themselves."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return a vector without length for each."""
        return np.zeros_like(self._encoder.encode_words(words))


def readers(stores: Stores, glossary: Glossary | None = None) -> dict[str, Read]:
    """Return how each of `READINGS` reads a question of a library.

    Args:
        stores: of the library.
        glossary: takes the place of whatever glossary a reading has, be it none.
    """
    whole, none = glossary or load_glossary(), glossary or Glossary([])
    alone = _WordsAlone(stores.encoder)
    parts: list[tuple[Glossary, Any]] = [(whole, stores.encoder), (none, stores.encoder), (whole, alone), (none, alone)]

    def reader(glossary: Glossary, encoder: Any) -> Read:
        def read(question: Question) -> Reading:
            with stores.lock:
                return read_question(
                    question.text, language=question.language, encoder=encoder, lexical=stores.lexical,
                    vocabulary=stores.vocabulary, glossary=glossary,
                )  # fmt: skip

        return read

    return {name: reader(glossary, encoder) for name, (glossary, encoder) in zip(READINGS, parts, strict=True)}


def study(
    name: str, library: Library, questions: Sequence[Question], *, model: Any, say: Callable[[str], None]
) -> list[Studied]:  # fmt: skip
    """Return what is known of each question that the library answers.

    Args:
        name: of the set.
        library: filled with it.
        questions: to be put to it.
        model: the English one, of sentence-transformers, for its tokens.
        say: is told how far it has come.
    """
    _, qrels = judged_evidence(library, questions)
    asked = [question for question in questions if qrels.get(question.question_id)]
    retriever, read = Retriever(library.stores), readers(library.stores)
    openings = opening_passages(library)
    readings = [{other: by(question) for other, by in read.items()} for question in asked]
    found = [retriever.consider(one["ours"], filters=Filters(), k=PROPOSED) for one in readings]
    say(f"{name}: tokens of {sum(len(one.passages) for one in found)} passages, many of them the same")
    late = extra.late_interaction(
        [
            extra.Asked(english=one["ours"].english, pairs=tuple(zip(some.passages, some.documents, strict=True)))
            for one, some in zip(readings, found, strict=True)
        ],
        model,
    )
    made = []
    for number, (question, one, considered) in enumerate(zip(asked, readings, found, strict=True)):
        if number % 25 == 0:
            say(f"{name}: question {number + 1} of {len(asked)}")
        grades, ours = qrels[question.question_id], one["ours"]
        others = {other: one[other] for other in READINGS[1:]}
        english = _in_english(library, grades) if name == CROSS_SET else {}
        made.append(
            Studied(
                proposed=judged(name, question, considered, grades),
                readings=_proposed(name, question, others, retriever, filters=Filters(), grades=grades),
                english_documents=_proposed(
                    name, question, one if english else {}, retriever, filters=Filters(languages=(CROSS_LANGUAGE,)),
                    grades=english,
                ),
                arms=arms(library.stores, ours, considered.passages),
                english=_english(considered),
                documents=tuple(passage.document_id for passage in considered.passages),
                openings=openings,
                probes=ours.probes.meaning,
                vectors=_vectors(library.stores, considered),
                proximity=extra.proximity(ours, considered.passages),
                late=late[number],
                runs={arm: make(arm, library)(question.text, question.language, _CANDIDATES) for arm in fusion.ARMS},
            )
        )  # fmt: skip
    return made


def _proposed(
    name: str, question: Question, readings: Mapping[str, Reading], retriever: Retriever, *, filters: Filters,
    grades: Mapping[str, int],
) -> dict[str, Proposed]:  # fmt: skip
    return {
        reading: judged(name, question, retriever.consider(read, filters=filters, k=PROPOSED), grades)
        for reading, read in readings.items()
    }


def _in_english(library: Library, grades: Mapping[str, int]) -> dict[str, int]:
    """Return the grades of passages of English documents."""
    return {
        key: grade for key, grade in grades.items()
        if library.documents[library.passages[key].document_id].language == CROSS_LANGUAGE
    }  # fmt: skip


def arms(stores: Stores, reading: Reading, passages: Sequence[Passage]) -> NDArray[np.bool_]:
    """Return which of `ARMS` propose each passage, as `index.retrieve` asks them: shape (passages, len(ARMS))."""
    terms, everything = reading.lexical_terms(), Filters()
    probes = {
        "english": reading.probes.meaning[0], "multilingual": reading.probes.meaning[-1],
        "answer": reading.probes.answer[-1],
    }  # fmt: skip
    with stores.lock:
        found = {"words": stores.lexical.search_terms(terms, filters=everything, k=_CANDIDATES)}
        for arm, probe in probes.items():
            found[arm] = stores.dense.search(probe, filters=everything, k=_CANDIDATES)
        if reading.countries:
            own, few = Filters(countries=reading.countries), _CANDIDATES // 2
            found["country words"] = stores.lexical.search_terms(terms, filters=own, k=few)
            found["country meaning"] = stores.dense.search(probes["multilingual"], filters=own, k=few)
    ids = [{key for key, _ in found.get(arm, ())} for arm in ARMS]
    return np.array([[passage.passage_id in some for some in ids] for passage in passages], dtype=np.bool_)


def _english(considered: Considered) -> NDArray[np.float64]:
    rows = [
        (one.meaning_english, one.sentences_english.max(initial=0.0), one.answers_english.max(initial=0.0))
        for one in considered.evidence
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def _vectors(stores: Stores, considered: Considered) -> NDArray[np.float16]:
    pairs = zip(considered.passages, considered.documents, strict=True)
    texts = [encoder_text(passage, document) for passage, document in pairs]
    held = stores.catalogue.cached_vectors(stores.encoder.identity, texts)
    return np.stack([held[place] for place in range(len(texts))]).astype(np.float16)


def opening_passages(library: Library) -> frozenset[str]:
    """Return the ids of each document's first passage and of those under a heading that names a summary."""
    first: dict[str, Passage] = {}
    found = set()
    for passage in library.passages.values():
        before = first.get(passage.document_id)
        if before is None or (passage.page, passage.span) < (before.page, before.span):
            first[passage.document_id] = passage
        if any(word in heading.lower() for heading in passage.section for word in _SUMMARIES):
            found.add(passage.passage_id)
    return frozenset(found | {passage.passage_id for passage in first.values()})
