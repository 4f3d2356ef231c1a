"""Which sentences make the answer, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.candidates import Candidate
from answer.select import MAX_STATEMENTS, select
from ingest.records import BlockKind, Span
from tests.factories import make_candidate, make_hit, make_metadata, make_passage


def candidate(text: str, *, document_id: str = "a", page: int = 1, start: int = 0, rank: int = 1) -> Candidate:
    passage = make_passage(text, start=start, document_id=document_id, revision=document_id * 64, page=page)
    hit = make_hit(passage=passage, rank=rank, document=make_metadata(document_id))
    return make_candidate(text, hit=hit)


def texts(scored: list[tuple[float, Candidate]], threshold: float = 0.5, **kwargs: Any) -> list[str]:
    return [chosen.text for _, chosen in select(scored, threshold=threshold, **kwargs)]


def test_nothing_below_the_threshold_is_shown() -> None:
    assert texts([(0.49, candidate("one"))]) == []
    assert texts([]) == []
    assert texts([(0.5, candidate("one"))]) == ["one"]


def test_what_is_far_behind_the_best_is_left_out() -> None:
    scored = [(0.9, candidate("one")), (0.55, candidate("two", start=50)), (0.53, candidate("three", start=99))]
    assert texts(scored, 0.3) == ["one", "two"]


def test_the_best_comes_first_then_its_document_as_it_reads_then_the_others() -> None:
    scored = [
        (0.80, candidate("a late", start=300)), (0.78, candidate("b best", document_id="b")),
        (0.75, candidate("a early", start=10)), (0.90, candidate("a best", page=2)),
        (0.70, candidate("b next", document_id="b", start=99)),
    ]  # fmt: skip
    assert texts(scored) == ["a best", "a early", "a late", "b best", "b next"]


def test_equal_likelihood_is_ordered_by_rank_then_by_place() -> None:
    scored = [
        (0.9, candidate("third", rank=2, document_id="c")), (0.9, candidate("second", start=50, document_id="b")),
        (0.9, candidate("first", document_id="a")),
    ]  # fmt: skip
    assert texts(scored) == texts(scored[::-1]) == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(candidate("The same."), candidate("THE SAME.", document_id="b"), id="same words"),
        pytest.param(candidate("A long sentence."), candidate("long sent", start=2), id="overlap on a page"),
        pytest.param(
            candidate("Eins."), replace(candidate("Zwei.", document_id="b"), vector=candidate("Eins.").vector),
            id="same meaning",
        ),
    ],
)  # fmt: skip
def test_a_sentence_does_not_repeat_another(one: Candidate, two: Candidate) -> None:
    assert texts([(0.9, one), (0.8, two)]) == [one.text]


def test_a_translation_repeats_unless_it_names_other_figures_or_countries() -> None:
    def french(text: str, country: str = "FRA") -> Candidate:
        made = candidate(text, document_id="b")
        document = make_metadata("b", language="fr", country=country)
        return replace(made, hit=replace(made.hit, document=document), meaning=english.meaning)

    english = candidate("In France 4 of 50 have a plan.")
    for other, is_shown in (
        (french("En France, 4 sur 50 ont un plan."), False), (french("En France, 7 sur 50 ont un plan."), True),
        (french("À Malte, 4 sur 50 ont un plan.", "MLT"), True),
    ):  # fmt: skip
        assert (other.text in texts([(0.9, english), (0.8, other)])) is is_shown


def test_a_digest_in_another_language_is_left_out_where_the_own_one_answers() -> None:
    def of(text: str, language: str, stands_for: str) -> Candidate:
        made = candidate(text, document_id=language)
        document = replace(made.hit.document, language=language, stands_for=stands_for)
        return replace(made, hit=replace(made.hit, document=document))

    english, german = of("one", "en", "plan"), of("zwei", "de", "plan")
    assert texts([(0.7, english), (0.9, german)], language="en") == ["one"]
    assert texts([(0.7, english), (0.9, german)], language="fr") == ["zwei", "one"]
    assert texts([(0.3, english), (0.9, german)], language="en") == ["zwei"]
    assert texts([(0.7, english), (0.9, of("zwei", "de", ""))], language="en") == ["one", "zwei"]


def test_a_sentence_goes_before_a_tables_row_that_is_little_likelier() -> None:
    row = candidate("Adopted: 2021 | Plan: health", document_id="b")
    row = replace(row, hit=replace(row.hit, passage=replace(row.hit.passage, kind=BlockKind.TABLE_ROW)))
    sentence = candidate("The plan was adopted in 2021.")
    assert texts([(0.9, row), (0.8, sentence)]) == [sentence.text, row.text]
    assert texts([(0.98, row), (0.7, sentence)]) == [row.text, sentence.text]


def test_a_sentence_that_has_much_less_of_the_question_than_the_first_is_left_out() -> None:
    first, near, far = (replace(candidate(f"s{n}", start=50 * n), coverage=c) for n, c in enumerate((0.8, 0.7, 0.6)))
    scored = [(0.9, first), (0.85, near), (0.85, far)]
    assert texts(scored) == ["s0", "s1"]


@pytest.mark.parametrize(("coverage", "is_shown"), [(0.5, True), (0.4, False)])
def test_what_is_gathered_has_more_than_half_of_what_the_first_has_of_the_question(
    coverage: float, is_shown: bool
) -> None:
    first = replace(of_country("France has one.", "FRA"), coverage=0.8)
    other = replace(of_country("Malta has one.", "MLT"), coverage=coverage)
    assert len(texts([(0.9, first), (0.85, other)], gathers=True)) == 1 + is_shown


@pytest.mark.parametrize(
    ("likeness", "similarity", "rank", "is_shown"),
    [
        pytest.param(0.35, 0.35, 3, True, id="like both"),
        pytest.param(0.25, 0.35, 3, False, id="unlike the first"),
        pytest.param(0.35, 0.25, 3, False, id="unlike the question"),
        pytest.param(0.35, 0.35, 4, False, id="of a passage further down"),
        pytest.param(0.25, 0.25, 1, True, id="of the same passage"),
    ],
)
def test_a_sentence_of_another_passage_must_be_like_the_first_and_the_question(
    likeness: float, similarity: float, rank: int, is_shown: bool
) -> None:
    first = candidate("The plan has nine goals.")
    elsewhere = candidate("A budget is foreseen.", document_id="b", rank=rank)
    other = elsewhere if rank > 1 else replace(first, text="A budget.")
    meaning = likeness * first.meaning + np.sqrt(1 - likeness**2) * np.eye(len(first.meaning), dtype=np.float32)[7]
    other = replace(other, similarity=similarity, meaning=meaning, vector=meaning, span=Span(40, 60))
    assert len(texts([(0.9, first), (0.85, other)])) == 1 + is_shown


def test_beside_a_sure_sentence_stands_none_of_another_passage_unless_it_reads_better() -> None:
    first, other = candidate("The plan has nine goals."), candidate("A budget is foreseen.", document_id="b")
    assert texts([(0.95, first), (0.85, other)]) == [first.text]
    beside = make_candidate("A budget.", hit=first.hit, span=Span(40, 60))
    assert texts([(0.95, first), (0.85, beside)]) == [first.text, beside.text]
    french = replace(other, hit=replace(other.hit, document=make_metadata("b", language="fr")))
    assert texts([(0.95, first), (0.85, french)], language="en") == [first.text, other.text]


def test_the_same_place_on_another_page_is_no_repetition() -> None:
    assert texts([(0.9, candidate("One.")), (0.8, candidate("Two.", page=2))]) == ["One.", "Two."]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30)), max_size=12), st.floats(0, 1))
def test_the_answer_is_short_likely_and_without_repeats(found: list[tuple[float, int]], threshold: float) -> None:
    scored = [(p, candidate(f"s{n:02}", start=n * 10, document_id="abc"[n % 3])) for p, n in found]
    chosen = select(scored, threshold=threshold)
    assert len(chosen) <= MAX_STATEMENTS
    assert all(p >= threshold for p, _ in chosen)
    assert len({c.text for _, c in chosen}) == len(chosen)
    if scored and max(p for p, _ in scored) >= threshold:
        assert chosen[0][0] == max(p for p, _ in scored)


def test_no_more_than_asked_for() -> None:
    scored = [(0.9, candidate(f"s{n}", start=10 * n)) for n in range(9)]
    assert len(texts(scored, most=2)) == 2
    assert Span(0, 2) == scored[0][1].span


def test_where_each_sentence_answers_a_part_every_country_is_shown_once() -> None:
    scored = [
        (p, make_candidate(text, hit=make_hit(
            passage=make_passage(text, start=int(100 * p), document_id=country, revision=country * 64), rank=1,
            document=make_metadata(country, country=country),
        )))
        for p, text, country in [(0.9, "one", "FRA"), (0.8, "two", "FRA"), (0.4, "three", "MLT"), (0.2, "four", "PRT")]
    ]  # fmt: skip
    assert texts(scored, 0.3, gathers=True) == ["one", "three", "four"]
    assert texts(scored, 0.3, most=8) == ["one", "two"]


def test_a_sentence_in_the_questions_language_goes_before_one_that_is_little_likelier() -> None:
    english = candidate("one")
    french = candidate("deux", document_id="b")
    french = replace(french, hit=replace(french.hit, document=make_metadata("b", language="fr")))
    scored = [(0.8, english), (0.7, french)]
    assert texts(scored, language="fr") == ["deux", "one"]
    assert texts(scored, language="en") == ["one", "deux"]
    assert texts([(0.7, english), (0.8, french)], language="ru") == ["one", "deux"]
    assert texts([(0.98, english), (0.6, french)], language="fr") == ["one", "deux"]


def spoken(text: str, language: str, meaning: Any, *, stands_for: str = "x", country: str = "") -> Candidate:
    hit = make_hit(
        passage=make_passage(text, document_id=text[:1], revision=text[:1] * 64),
        document=make_metadata(text[:1], language=language, stands_for=stands_for, country=country),
    )
    return replace(make_candidate(text, hit=hit), meaning=meaning)


ENGLISH, RUSSIAN = "In 43 of 50 states.", "Так в 43 из 50."
FRENCH = "C'est le cas dans 43 sur 50."


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        pytest.param("fr", FRENCH, id="the question's language"),
        pytest.param("de", ENGLISH, id="English where there is none"),
        pytest.param("ru", RUSSIAN, id="as it stands"),
    ],
)
def test_what_several_languages_say_is_shown_in_the_readers(language: str, shown: str) -> None:
    meaning = candidate("").meaning
    held = [(0.9, spoken(RUSSIAN, "ru", meaning)), (0.1, spoken(FRENCH, "fr", meaning))]
    assert texts([*held, (0.2, spoken(ENGLISH, "en", meaning))], language=language) == [shown]


def test_another_languages_version_must_say_the_same_of_the_same_country_in_no_lesser_document() -> None:
    meaning = candidate("").meaning
    held = (0.9, spoken(RUSSIAN, "ru", meaning, stands_for=""))
    for other in (
        spoken("In 44 of 50 states.", "en", meaning, stands_for=""),
        spoken(ENGLISH, "en", -meaning, stands_for=""),
        spoken(ENGLISH, "en", meaning, stands_for="", country="MLT"),
        spoken(ENGLISH, "en", meaning, stands_for="digest of it"),
    ):
        assert texts([held, (0.1, other)], language="en") == [RUSSIAN]


def test_a_tables_row_and_a_sentence_that_has_its_figures_are_shown_once() -> None:
    sentence = candidate("From March 2034, third countries may join.")
    row = candidate("Date: March 2034 | Step: third countries may join", document_id="b")
    row = replace(row, hit=replace(row.hit, passage=replace(row.hit.passage, kind=BlockKind.TABLE_ROW)))
    same = replace(row, meaning=sentence.meaning)
    other = replace(same, text="Date: March 2031 | Step: images are exchanged")
    assert texts([(0.9, sentence), (0.85, same)]) == [sentence.text]
    assert texts([(0.9, sentence), (0.85, other)]) == [sentence.text, other.text]


def test_of_a_question_for_two_things_the_neighbours_of_the_best_sentence_are_shown() -> None:
    text = "The law has no other rule. The law sets up a body. AGENAS runs the body. It met twice in 2024. It met."
    passage = make_passage(text, document_id="a", revision="a" * 64)

    def at(start: int, end: int, coverage: float) -> Candidate:
        made = make_candidate(text[start:end], hit=make_hit(passage=passage, document=make_metadata("a")))
        return replace(made, span=Span(start, end), coverage=coverage)

    best, before, after, unlikely = at(27, 50, 0.9), at(0, 26, 0.5), at(51, 72, 0.3), at(73, 92, 0.9)
    scored = [(0.9, best), (0.3, before), (0.2, after), (0.2, unlikely)]
    assert texts(scored, 0.1) == [best.text]
    assert texts(scored, 0.1, is_double=True) == [best.text, before.text, after.text]
    assert texts([(0.9, best), (0.14, after)], 0.1, is_double=True) == [best.text]


def test_where_countries_are_gathered_what_says_that_one_is_not_among_them_comes_last() -> None:
    denied = of_country("The count does not have Ireland among them.", "IRL")
    scored = [(0.9, denied), (0.4, of_country("Finland is one of the four.", "FIN"))]
    assert texts(scored, 0.3, gathers=True) == ["Finland is one of the four.", denied.text]
    assert texts(scored, 0.3)[0] == denied.text


@pytest.mark.parametrize(
    ("item", "is_shown"),
    [
        pytest.param("The second goal is specialist training.", False, id="an item of the list"),
        pytest.param("The plan has five goals: a common vision.", False, id="a part of it"),
        pytest.param("The second goal is specialist nurses for rural clinics.", True, id="another"),
        pytest.param("The goal of 2030 is specialist training.", True, id="another figure"),
    ],
)
def test_an_item_is_not_shown_after_the_list_that_has_it(item: str, is_shown: bool) -> None:
    whole = candidate("The plan has five goals: a common vision; the second goal is specialist training; and data.")
    scored = [(0.9, whole), (0.85, candidate(item, start=300))]
    assert texts(scored) == [whole.text, item][: 1 + is_shown]


def of_country(text: str, country: str, start: int = 0) -> Candidate:
    made = candidate(text, document_id=country, start=start)
    document = make_metadata(country, country=country)
    return replace(made, hit=replace(made.hit, document=document))


def test_of_countries_that_are_compared_each_gets_its_best_sentence_once_one_answers() -> None:
    scored = [
        (0.8, of_country("The plan dates from 2020.", "HUN")), (0.7, of_country("It has nine goals.", "HUN", 50)),
        (0.65, of_country("It has a budget.", "HUN", 99)), (0.1, of_country("The programme began in 2021.", "SVN")),
        (0.09, of_country("It covers schools.", "SVN", 50)), (0.2, of_country("Malta has a plan.", "MLT")),
    ]  # fmt: skip
    compared = texts(scored, 0.5, countries=("SVN", "HUN"))
    assert compared == ["The programme began in 2021.", "The plan dates from 2020.", "It has nine goals."]
    assert texts(scored, 0.9, countries=("SVN", "HUN")) == []
    assert texts(scored, 0.5, countries=("HUN",)) == [text.text for p, text in scored if p > 0.5]


def test_one_sentence_about_both_countries_is_enough() -> None:
    both = (0.8, of_country("Hungary and Slovenia signed it.", "HUN"))
    assert texts([both, (0.2, of_country("It covers schools.", "SVN"))], countries=("HUN", "SVN")) == [both[1].text]


def test_once_a_country_is_found_the_best_of_each_other_may_be_less_likely() -> None:
    scored = [
        (0.8, of_country("France has one.", "FRA")), (0.05, of_country("Malta foresees one.", "MLT")),
        (0.04, of_country("Malta has laws.", "MLT", 50)), (0.01, of_country("Spain has laws.", "ESP")),
    ]  # fmt: skip
    assert texts(scored, 0.5, gathers=True) == ["France has one.", "Malta foresees one."]
    assert texts(scored, 0.9, gathers=True) == []
    assert texts([(0.15, scored[0][1]), scored[1]], 0.1, gathers=True) == ["France has one."]


@pytest.mark.parametrize(("rank", "probability", "is_shown"), [(8, 0.1, True), (9, 0.1, False), (9, 0.25, True)])
def test_of_a_passage_far_down_only_what_is_near_the_best_is_gathered(
    rank: int, probability: float, is_shown: bool
) -> None:
    first, other = of_country("France has one.", "FRA"), of_country("Malta foresees one.", "MLT")
    other = replace(other, rank=rank, hit=replace(other.hit, rank=rank))
    for threshold in (0.05, 0.5):
        assert len(texts([(0.8, first), (probability, other)], threshold, gathers=True)) == 1 + is_shown


def test_where_countries_without_something_are_asked_for_what_says_so_is_the_answer() -> None:
    has = (0.9, of_country("Finland is one of the four.", "FIN"))
    denied = (0.4, of_country("The count does not have Ireland among them.", "IRL"))
    assert texts([has, denied], 0.3, gathers=True, is_denied=True) == [denied[1].text]
    assert texts([has], 0.3, gathers=True, is_denied=True) == [has[1].text]
