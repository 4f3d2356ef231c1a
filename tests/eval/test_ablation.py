"""The variants of the ablation differ from ours where they should, and by nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eval.rank
from eval import adapters
from eval.ablation import extra, fusion, reorder
from eval.ablation.dictionaries import WithDictionaries, read_dictionary, translator, turned
from eval.ablation.figures import across_languages, ratio, row, values
from eval.ablation.filled import OtherVectors, headless
from eval.ablation.study import READINGS, Studied, arms, opening_passages, readers, study
from eval.ablation.variants import GROUPS, Variant, all_variants, english_alone, widened, without_arms
from eval.rank import Proposed, blind, fits_left_out, folds
from eval.records import Question
from index.bundled import BundledEncoder
from index.glossary import load_glossary
from index.multilingual import DIMENSIONS
from index.rank import FEATURES
from index.records import Filters
from index.retrieve import Retriever
from tests.eval.conftest import Shelf
from tests.fakes import AS_IT_IS, HashEncoder

# Rankings.


def test_scores_of_unlike_scales_count_the_same() -> None:
    runs = {"bm25": [("a", 900.0), ("b", 100.0)], "dense": [("b", 0.31), ("c", 0.3)], "multilingual": [("c", 1.0)]}
    assert fusion.summed(runs, (0.5, 0.3, 0.2)) == [("a", 0.5), ("b", 0.3), ("c", 0.2)]


def test_weights_of_a_sum_are_all_shares_of_one() -> None:
    weights = fusion.all_weights()
    assert len(set(weights)) == len(weights) == 66
    assert all(sum(some) == pytest.approx(1) and min(some) >= 0 for some in weights)


def test_a_question_has_no_say_in_the_weights_it_is_ranked_by() -> None:
    """Words are right for the first question and meanings for the others, so the first is ranked by meanings."""
    right, wrong = [("right", 1.0), ("wrong", 0.0)], [("wrong", 1.0), ("right", 0.0)]
    runs: dict[str, Mapping[str, Any]] = {
        key: {"bm25": right if key == "q0" else wrong, "dense": wrong if key == "q0" else right, "multilingual": wrong}
        for key in ("q0", "q1", "q2")
    }
    rankings, weights = fusion.summed_left_out(
        runs, {key: {"right": 1} for key in runs}, sets=dict.fromkeys(runs, "set"), folds={"q0": 0, "q1": 1, "q2": 2}
    )
    assert [rankings[key][0][0] for key in runs] == ["wrong", "right", "right"]
    assert weights[0][1] >= 0.5  # at 0.5 the names decide


@pytest.mark.parametrize(
    ("share", "order"),
    [
        pytest.param(1.0, "abcd", id="the score alone"),
        pytest.param(0.7, "acbd", id="a nearly as good passage of another document comes second"),
        pytest.param(0.2, "acbd", id="a document is not punished twice"),
    ],
)
def test_documents_that_were_shown_make_way(share: float, order: str) -> None:
    ranking = [("a", 4.0), ("b", 3.0), ("c", 2.8), ("d", 0.0)]
    spread = reorder.spread(ranking, {"a": "x", "b": "x", "c": "y", "d": "x"}, share=share)
    assert "".join(key for key, _ in spread) == order


@pytest.mark.parametrize(
    ("openings", "last"),
    [
        pytest.param({"m", "o"}, ["h", "m", "o"], id="two from below"),
        pytest.param({"a", "m", "o"}, ["h", "i", "m"], id="one, as one is shown"),
        pytest.param({"j", "m"}, ["h", "j", "m"], id="one that is shown does not make way"),
        pytest.param({"a", "b", "m"}, ["h", "i", "j"], id="none, as two are shown"),
    ],
)
def test_two_places_are_kept_for_openings(openings: set[str], last: list[str]) -> None:
    ranking = [(key, -float(n)) for n, key in enumerate("abcdefghijklmno")]
    order = [key for key, _ in reorder.with_slots(ranking, openings)]
    assert order[7:10] == last
    assert sorted(order) == list("abcdefghijklmno")


# Fits.


def proposed(key: str, group: str = "", features: Sequence[Sequence[float]] = ((1.0,) * len(FEATURES),)) -> Proposed:
    """A question whose first passage is relevant."""
    ids = tuple(f"{key}-{n}" for n in range(len(features)))
    grades = np.array([1.0] + [0.0] * (len(ids) - 1))
    return Proposed(
        name="set", question=Question(question_id=key, text="?", language="en", group=group), passage_ids=ids,
        features=np.array(features), grades=grades, qrels={ids[0]: 1},
    )  # fmt: skip


def test_no_fit_sees_the_group_of_a_question_it_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [proposed(f"q{n}", group=f"g{n // 2}") for n in range(24)]
    seen: list[set[str]] = []

    def fit(known: Sequence[Proposed], *, names: Sequence[str]) -> Any:
        seen.append({one.question.group for one in known})
        return np.array([len(seen) - 1.0] * len(names))

    monkeypatch.setattr(eval.rank, "fit", fit)
    for one, weights in zip(some, fits_left_out(some), strict=True):
        assert one.question.group not in seen[int(weights[0])]
    assert len(set(folds(some))) == len(seen) == eval.rank.FOLDS


def test_a_fit_finds_what_tells_the_relevant_passages_and_bounds_what_can_only_speak_for_one() -> None:
    at = FEATURES.index("coverage")
    good, bad = np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    good[at], bad[FEATURES.index("words")] = 1.0, 1.0
    weights = eval.rank.fit([proposed(f"q{n}", features=[good.tolist(), bad.tolist()]) for n in range(4)])
    assert weights[at] > 1
    assert weights[FEATURES.index("words")] == 0


def test_a_feature_that_is_left_out_is_0_and_the_others_stay() -> None:
    one = blind(proposed("q"), ["coverage"])
    assert one.features[:, FEATURES.index("coverage")].sum() == 0
    assert one.features.sum() == len(FEATURES) - 1
    assert widened(one, {"more": np.array([7.0])}).features[:, -1] == 7.0


def test_every_group_names_features_that_there_are() -> None:
    assert {feature for features, _ in GROUPS.values() for feature in features} <= set(FEATURES)


# Features.


def test_feedback_draws_towards_what_is_ranked_first() -> None:
    """Two passages are as near to the question; the one that is like the best passage comes nearer."""
    multilingual = np.zeros((3, DIMENSIONS), dtype=np.float16)
    multilingual[[0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 2]] = 1, 1, 1, 0.5, 1, 0.5
    vectors = np.concatenate([np.ones((3, 4), dtype=np.float16), multilingual], axis=1)
    probes = np.zeros((2, 4 + DIMENSIONS), dtype=np.float32)
    probes[0, 0] = probes[1, 4] = 1
    alone, fed = (extra.feedback(probes, vectors, best)["multilingual"] for best in ([], [0]))
    assert alone[1] == pytest.approx(alone[2])
    assert fed[1] > fed[2]


class Rows(np.ndarray):
    """An array with what is asked of a tensor."""

    def float(self) -> Any:
        return self.astype(np.float32)

    def bool(self) -> Any:
        return np.asarray(self).astype(bool)

    def cpu(self) -> Any:
        return self

    def numpy(self) -> Any:
        return np.asarray(self)


class TokenModel:
    """Gives each word a vector by its hash; a first and a last row stand for [CLS] and [SEP]."""

    def encode(self, texts: Sequence[str], **_: Any) -> list[dict[str, Any]]:
        read = []
        for text in texts:
            rows = HashEncoder().encode_questions(["", *text.split(), ""])
            mask = np.ones(len(rows))
            read.append({"token_embeddings": rows, "attention_mask": mask, "sentence_embedding": rows.mean(axis=0)})
        return [{key: value.view(Rows) for key, value in one.items()} for one in read]


# A library.


@pytest.fixture
def bundled(shelf: Shelf) -> Shelf:
    """A shelf whose encoder has two halves, of which the English one is a hash."""
    shelf.encoder = BundledEncoder(HashEncoder(), maps=AS_IT_IS)  # type: ignore[assignment]
    return shelf


@pytest.fixture
def studied(data: Path, bundled: Shelf) -> list[Studied]:
    """The development questions of a small set."""
    asked = adapters.load("squad2", data=data)
    questions = [question for question in asked.questions if question.document_id == "squad2-0"]
    with bundled.open(asked) as library:
        return study("squad2", library, questions, model=TokenModel(), say=lambda _: None)


def test_every_variant_ranks_every_question_and_none_has_the_name_of_another(studied: list[Studied]) -> None:
    variants = list(all_variants(studied))
    names = [variant.name for variant in variants]
    assert names[0] == "ours"
    assert len(set(names)) == len(names)
    assert {frozenset(variant.rankings) for variant in variants} == {frozenset(one.key for one in studied)}


def test_a_question_s_tokens_are_nearest_to_the_passage_that_has_them(studied: list[Studied]) -> None:
    one = next(one for one in studied if "training" in one.proposed.question.text)
    assert one.late.argmax() == one.proposed.grades.argmax()
    assert len(one.proximity) == len(one.late) == len(one.proposed.passage_ids)


def test_what_no_arm_is_left_for_is_not_proposed(studied: list[Studied]) -> None:
    one = studied[0]
    only_words = replace(one, arms=np.array([[n == 0, n == 1, *[False] * 4] for n in range(len(one.arms))]))
    left = without_arms(only_words, one.proposed, ["words"])
    assert left.passage_ids == one.proposed.passage_ids[1:2]
    assert left.features.shape == (1, len(FEATURES))


def test_the_english_model_alone_gives_its_own_cosines(studied: list[Studied]) -> None:
    meaning, english = FEATURES.index("meaning"), FEATURES.index("meaning_english")
    one = english_alone(studied[0]).features
    assert one[:, meaning] == pytest.approx(one[:, english])  # all documents are English
    assert studied[0].proposed.features[:, meaning] != pytest.approx(one[:, english])


def test_the_arms_propose_what_the_product_considers(data: Path, shelf: Shelf) -> None:
    with shelf.open(adapters.load("squad2", data=data)) as library:
        retriever = Retriever(library.stores)
        reading = retriever.read("How long does the training of nurses take in Portugal?", language="en")
        assert reading.countries == ("PRT",)
        found = retriever.consider(reading, filters=Filters(), k=5)
        assert len(found.passages)
        assert arms(library.stores, reading, found.passages).any(axis=1).all()


def test_the_readings_differ_by_the_glossary_and_by_the_words_vectors(data: Path, shelf: Shelf) -> None:
    question = Question(question_id="q", text="Which registry tells of AI in Lisbon?", language="en")
    with shelf.open(adapters.load("squad2", data=data)) as library:
        read = {name: reader(question) for name, reader in readers(library.stores).items()}
    assert tuple(read) == READINGS
    glossed = {name: any(("ki",) in term.forms for term in one.terms) for name, one in read.items()}
    assert glossed == dict(zip(READINGS, (True, False, True, False), strict=True))
    near = {name: one.means("register") for name, one in read.items()}  # a hash takes "registry" for the same
    assert near == dict(zip(READINGS, (True, True, False, False), strict=True))
    assert all(one.means("lisbon") for one in read.values())


def test_what_opens_a_document_is_its_first_passage(data: Path, shelf: Shelf) -> None:
    with shelf.open(adapters.load("squad2", data=data)) as library:
        opening = [library.passages[key] for key in opening_passages(library)]
    assert sorted(passage.document_id for passage in opening) == ["squad2-0", "squad2-1"]
    assert {passage.span.start for passage in opening} == {0}


def test_vectors_without_heads_are_of_the_text_alone_and_are_searched_exactly(data: Path, shelf: Shelf) -> None:
    question = "Where did the register of medical software open?"
    with shelf.open(adapters.load("squad2", data=data)) as library:
        other = OtherVectors(library.stores, headless(library))
        reading = other.read(question, language="en")
        found = other.consider(reading, filters=Filters(), k=5)
        cosines = HashEncoder().encode_passages([passage.text for passage in found.passages]) @ reading.probes.meaning.T
        assert found.features[:, 0] == pytest.approx(cosines[:, 0], abs=1e-5)
        product = Retriever(library.stores).consider(reading, filters=Filters(), k=5)
        assert {p.passage_id for p in product.passages} == {p.passage_id for p in found.passages}
        assert sorted(product.features[:, 0]) != pytest.approx(sorted(found.features[:, 0]), abs=1e-5)


# Figures.


def test_a_row_tells_the_paired_difference_and_says_nothing_of_sets_that_were_not_measured() -> None:
    some = [proposed(f"q{n}") for n in range(3)]
    rankings = {one.question.question_id: [(one.passage_ids[0], 1.0)] for one in some}
    ours = values(Variant(name="ours", kind="ours", rankings=rankings), some)
    assert ours == {"q0": 1.0, "q1": 1.0, "q2": 1.0}
    worse = Variant(name="worse", kind="left out", rankings={**rankings, "q0": [("another", 1.0)]})
    figures = row(worse, values(worse, some), ours, some, by_language=False)
    assert figures["sets"]["set"]["ndcg@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["sets"]["set"]["difference"]["mean"] == pytest.approx(-1 / 3, abs=1e-4)
    none = Variant(name="none", kind="filled otherwise", rankings={})
    assert row(none, values(none, some), ours, some, by_language=False)["sets"] == {}


def test_a_ratio_is_of_the_groups_that_both_languages_have() -> None:
    found = ratio({"a": 0.5, "b": 0.25, "c": 1.0}, {"a": 1.0, "b": 0.5, "d": 0.1})
    assert (found["ratio"], found["low"], found["high"], found["n"]) == (0.5, 0.5, 0.5, 2)
    assert ratio({"c": 1.0}, {})["ratio"] is None


def test_the_languages_are_compared_with_the_same_questions_in_english(studied: list[Studied]) -> None:
    """Only groups that were asked in both count, and English itself has no ratio."""
    french, english = studied[0], studied[1]

    def told(one: Studied, language: str) -> Studied:
        question = replace(one.proposed.question, language=language, group="sisters")
        own = replace(one.proposed, question=question)
        return replace(
            one, proposed=own, readings=dict.fromkeys(READINGS[1:], own), english_documents=dict.fromkeys(READINGS, own)
        )

    found = across_languages([told(french, "fr"), told(english, "en")])
    assert found.keys() == set(READINGS)
    assert {code: one["n"] for code, one in found["ours"].items()} == {"fr": 1}


# Dictionaries.

ENTRIES = {
    "wagen": "Wagen /vˈaːɡən/ <masc, n, sg>\n1. car <n>, carriage\n2. motor vehicle\n see: {Wägen}\n",
    "prüfen": "prüfen /pɾˈyːfən/ <v>\nto review\n",
    "nach oben": "nach oben\nup\n",
}


@pytest.fixture
def dictd(tmp_path: Path) -> Path:
    """A dictionary in dictd's form."""
    folder, text, index = tmp_path / "dictd", b"", []
    folder.mkdir()
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for headword, entry in ENTRIES.items():
        numbers = (len(text), len(entry.encode()))
        index.append("\t".join([headword, *(digits[n // 64] + digits[n % 64] for n in numbers)]))
        text += entry.encode()
    (folder / "freedict-deu-eng.index").write_text("\n".join(index), encoding="utf-8")
    (folder / "freedict-deu-eng.dict.dz").write_bytes(gzip.compress(text))
    return folder


def test_a_dictionary_gives_single_words_without_references_and_notes(dictd: Path) -> None:
    words = read_dictionary(dictd, "deu-eng")
    assert words == {"wagen": ["car", "carriage"], "prüfen": ["review"]}
    assert turned(words)["carriage"] == ["wagen"]


def test_a_word_gets_the_translations_that_the_documents_use_and_the_glossary_s_word_stays(
    data: Path, shelf: Shelf, dictd: Path
) -> None:
    with shelf.open(adapters.load("squad2", data=data)) as library:
        glossary = WithDictionaries(
            load_glossary(), translator(library.stores, {"de": read_dictionary(dictd, "deu-eng")})
        )
        mentions = glossary.find("Prüfe KI im Wagen", language="de")
    named = {
        mention.start: mention.concepts[0].preferred["en"]
        for mention in mentions
        if not mention.concepts[0].is_question
    }
    assert named == {0: "review", 1: "artificial intelligence"}  # "prüfe" by its stem; no document has "car"
