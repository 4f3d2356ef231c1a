"""What a question and a passage have in common."""

from __future__ import annotations

import numpy as np
import pytest

from index.evidence import Evidence, gather
from index.records import Hit
from ingest.records import BlockKind, Span
from tests.factories import make_hit, make_metadata, make_passage, make_reading, make_result

QUESTION = "Which ministry keeps a register of hospitals?"
TEXT = "The ministry keeps a list. A register names hospitals. Apples are ripe."
SENTENCES = (Span(0, 26), Span(27, 54), Span(55, 71))


def told(*hits: Hit, question: str = QUESTION) -> list[Evidence]:
    result = make_result(*hits, question=question)
    return [result.evidence[hit.passage.passage_id] for hit in hits]


def hit(text: str = TEXT, *, sentences: tuple[Span, ...] = SENTENCES, title: str = "Plan", **passage) -> Hit:
    return make_hit(passage=make_passage(text, sentences=sentences, **passage), document=make_metadata(title=title))


def test_every_sentence_has_its_own() -> None:
    (evidence,) = told(hit())
    terms = 4  # ministry, keeps, register, hospitals
    assert evidence.sentences.shape == evidence.sentences_english.shape == evidence.sentence_coverage.shape == (3,)
    assert evidence.matches.shape == (3, terms)
    assert evidence.above.shape == (terms,)
    assert evidence.vectors.shape == (3, 256)
    first, second, apples = evidence.sentences
    assert apples < min(first, second)


def test_a_passage_has_what_its_sentences_have_together() -> None:
    (evidence,) = told(hit())
    assert evidence.coverage == pytest.approx(1)
    assert evidence.sentence_coverage[:2].sum() == pytest.approx(1)
    assert evidence.sentence_coverage.max() < 1
    assert evidence.sentence_coverage[2] == 0


def test_a_model_of_one_part_gives_one_cosine() -> None:
    (evidence,) = told(hit())
    assert evidence.meaning == evidence.meaning_english
    assert np.array_equal(evidence.sentences, evidence.sentences_english)
    assert 0 < evidence.meaning <= 1.0001


@pytest.mark.parametrize("above", [{"title": "Register of hospitals"}, {"section": ("Register", "Hospitals")}])
def test_title_and_headings_count_for_the_passage_and_nearly_as_much_for_its_sentences(above) -> None:
    text = "The ministry keeps it up to date."
    whole = (Span(0, len(text)),)
    bare, under = told(hit(text, sentences=whole), hit(text, sentences=whole, page=2, **above))
    assert bare.above.max() == 0
    assert under.above.max() == 1
    assert bare.coverage < 1
    assert under.coverage == pytest.approx(1)
    assert bare.sentence_coverage[0] < under.sentence_coverage[0] < 1


def test_a_table_row_has_the_words_of_its_context() -> None:
    row = "France | yes | 2024"
    whole = (Span(0, len(row)),)
    bare, under = told(
        hit(row, sentences=whole, kind=BlockKind.TABLE_ROW),
        hit(row, sentences=whole, kind=BlockKind.TABLE_ROW, page=2, context="Ministry keeps register | Year"),
    )
    assert bare.sentence_coverage[0] == 0
    assert under.sentence_coverage[0] > 0.4
    assert under.coverage == pytest.approx(under.sentence_coverage[0])


def test_passages_of_several_lengths_keep_their_own_sentences() -> None:
    one, two = "A ministry keeps a register of hospitals.", "Apples are ripe. Pears are ripe."
    hits = [
        hit(one, sentences=(Span(0, len(one)),)), hit(page=2),
        hit(two, sentences=(Span(0, 16), Span(17, len(two))), page=3),
    ]  # fmt: skip
    together = told(*hits)
    assert [len(evidence.sentences) for evidence in together] == [1, 3, 2]
    assert [evidence.coverage for evidence in together] == pytest.approx([1, 1, 0])


def test_a_question_without_terms_covers_nothing() -> None:
    (evidence,) = told(hit(), question="?")
    assert (evidence.coverage, evidence.matches.shape, evidence.above.shape) == (0, (3, 0), (0,))
    assert evidence.sentence_coverage.tolist() == [0, 0, 0]


def test_no_passages_have_nothing() -> None:
    empty = np.empty((0, 0), dtype=np.float32)
    assert list(gather(make_reading(QUESTION), [], vectors=empty, sentence_vectors={})) == []
