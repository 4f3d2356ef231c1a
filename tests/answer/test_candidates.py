"""The sentences that could answer, and what speaks for each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from answer.candidates import Candidate, candidates
from index.records import Hit
from ingest.records import BlockKind, Span
from ingest.sentences import split_sentences
from tests.factories import make_hit, make_metadata, make_passage, make_result

QUESTION = "Who reviews the results of models?"


def hit(text: str, *, start: int = 0, rank: int = 1, sentences: tuple[Span, ...] = (), **passage) -> Hit:
    sentences = sentences or tuple(
        Span(start + span.start, start + span.end) for span in split_sentences(text, language="en")
    )
    country = passage.pop("country", "FRA")
    made = make_passage(text, start=start, sentences=sentences, **passage)
    return make_hit(passage=made, rank=rank, document=make_metadata(country=country))


def found(*hits: Hit, question: str = QUESTION, countries: tuple[str, ...] = ()) -> list[Candidate]:
    return candidates(make_result(*hits, question=question, countries=countries))


def texts(*hits: Hit, **kwargs) -> list[str]:
    return [candidate.text for candidate in found(*hits, **kwargs)]


def test_no_hits_give_no_candidates() -> None:
    assert found() == []


def test_each_sentence_is_one_with_its_exact_span() -> None:
    text = "Clinicians review every\nresult of the model. The ministry keeps a public register."
    one, two = found(hit(text, start=7))
    assert (one.text, two.text) == (
        "Clinicians review every result of the model.", "The ministry keeps a public register.",
    )  # fmt: skip
    assert (one.span, two.span) == (Span(7, 51), Span(52, 89))
    assert one.similarity > two.similarity
    assert one.coverage > two.coverage
    assert one.passage_coverage == two.passage_coverage


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Who reviews the results of models?", id="a question"),
        pytest.param("Annex 4.", id="a scrap"),
        pytest.param("12 345 678 90 12 34.", id="figures alone"),
        pytest.param("Review of results by clinicians", id="a title without an end"),
    ],
)
def test_what_says_nothing_is_no_candidate(text: str) -> None:
    assert texts(hit(text)) == []


def test_headings_and_the_heads_of_tables_are_no_candidates() -> None:
    assert texts(hit("Clinicians review every result of the model.", kind=BlockKind.HEADING)) == []
    row = "Country | Who reviews results of models | Since"
    whole = (Span(0, len(row)),)
    assert texts(hit(row, kind=BlockKind.TABLE_ROW, sentences=whole)) == []
    assert texts(hit(row, kind=BlockKind.TABLE_ROW, sentences=whole, context="Reviews by country")) == [row]


def test_a_row_is_shown_with_its_header_and_cited_by_the_characters_on_the_page() -> None:
    row, reading = "Malta yes, each\nresult 2024", "Country: Malta | Reviews: yes, each result | Since: 2024"
    whole = (Span(0, len(row)),)
    (one,) = found(hit(row, kind=BlockKind.TABLE_ROW, sentences=whole, context="Country", readings=(reading,)))
    assert one.text == reading
    assert one.hit.passage.sentence(one.span) == row


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("The ministry has a plan. It covers reviews of results.", 0, id="leans back"),
        pytest.param("The ministry has a plan. Reviews of results are covered.", 25, id="stands alone"),
        pytest.param("The plan aims at safe records. The plan also aims at results.", 0, id="goes on"),
        pytest.param("Le plan vise les dossiers. Le plan vise aussi les résultats.", 0, id="goes on in French"),
        pytest.param("What is in the plan here? It covers reviews of results.", 26, id="a question before"),
    ],
)
def test_a_sentence_that_leans_back_is_shown_with_the_one_before(text: str, shown: int) -> None:
    candidate = found(hit(text))[-1]
    assert candidate.span == Span(shown, len(text))
    assert candidate.text == text[shown:]


@pytest.mark.parametrize(
    ("question", "text", "count"),
    [
        ("How many hospitals report results?", "Twelve hospitals of 40 report their results.", 1),
        ("How many hospitals report results?", "Many hospitals report their results gladly.", 0),
        ("Combien d'hôpitaux ?", "Les hôpitaux sont 40 dans le pays.", 1),
        ("Combien de pays ont un plan ?", "Quatre pays ont un plan à eux.", 1),
        ("Wie viele Länder haben einen Plan?", "Vier Länder haben schon einen Plan.", 1),
        ("Сколько стран имеют план?", "Четыре страны уже имеют свой план.", 1),
        ("What does the fund for hospitals aim at?", "The fund is to serve the hospitals.", 1),
        ("What is the budget of the plan?", "The budget of the plan is EUR 12 million.", 1),
        ("What is the budget of the plan?", "The budget of the plan has 12 parts.", 0),
        ("How much will the plan cost?", "The plan has 12 aims for the 40 hospitals.", 0),
        ("How much will the plan cost?", "The plan has EUR 12 million for the hospitals.", 1),
        ("How much will the plan cost?", "The plan serves 12 million people in hospitals.", 0),
        ("Combien coûte le plan ?", "Le plan sert près d'un milliard d'habitants.", 0),
        ("How many countries train doctors?", "Fewer than 12 of the Member States train their doctors.", 1),
        ("How many countries train doctors?", "Only 10% of the hospitals train all of their doctors.", 0),
        ("Какая доля стран обучает врачей?", "Врачей обучают 12 % государств-членов этого региона.", 1),
        ("Какая доля стран обучает врачей?", "Врачей обучают лишь 12 % больниц этого региона.", 0),
        ("Welcher Anteil der Länder schult?", "Nur 12 % aller Kliniken schulen ihre Ärzte.", 0),
        ("Quelle part des pays forme les médecins ?", "Douze États sur 50, soit 24 %, les forment déjà.", 1),
        ("When was the plan adopted?", "The plan was adopted in March 2021.", 1),
        ("When was the plan adopted?", "The plan was adopted by the 27 members.", 0),
        ("When was the plan adopted?", "Regulation (EU) 2025/327 is named in the plan.", 0),
        ("How many hospitals report results?", "Hospitals report their results since 2021.", 0),
        ("How many hospitals report results?", "3. Hospitals report their results to the ministry.", 0),
        ("How many hospitals report results?", "(3) Hospitals report their results to the ministry.", 0),
        ("How many hospitals report results?", "3. Of all hospitals 40 report their results.", 1),
        ("How many hospitals report results?", "According to one source, hospitals report their results.", 0),
        ("Combien d'hôpitaux ?", "Selon une source, un hôpital de la région publie ses résultats.", 0),
        ("Wie viele Kliniken melden?", "Laut einer Quelle meldet eine Klinik ihre Ergebnisse.", 0),
        ("Сколько больниц отчитывается?", "По данным одного источника, больницы отчитываются.", 0),
        ("What share of hospitals reports results?", "Of the hospitals 40% report their results.", 1),
        ("What share of hospitals reports results?", "Hospitals report 40 kinds of results.", 0),
        ("Welcher Anteil der Kliniken meldet?", "Von den Kliniken melden 12 von 40 ihre Ergebnisse.", 1),
        ("Какая доля больниц отчитывается?", "Отчитывается половина больниц этой страны.", 1),
        ("Who is liable when a model harms a patient?", "The maker of the model is liable for the harm.", 1),
        ("Who reviews the results?", "Clinicians review each of the results.", 1),
    ],
)
def test_only_what_holds_a_number_or_a_date_answers_where_one_is_asked_for(
    question: str, text: str, count: int
) -> None:
    assert len(found(hit(text), question=question)) == count


@pytest.mark.parametrize(
    ("question", "text", "country", "count"),
    [
        ("Which countries review results?", "Clinicians review results in Malta and in France.", "EURO", 1),
        ("Which countries review results?", "Clinicians review the results of their models.", "EURO", 0),
        ("Which countries review results?", "Clinicians review the results of their models.", "MLT", 1),
        ("Quels pays vérifient les résultats ?", "Clinicians review the results of their models.", "EURO", 0),
        ("Welche drei Staaten prüfen?", "Clinicians review the results of their models.", "EURO", 0),
        ("Какие страны проверяют результаты?", "Clinicians review the results of their models.", "EURO", 0),
        ("What share of countries reviews results?", "Of the countries 40% review the results.", "EURO", 1),
    ],
)
def test_where_countries_are_asked_for_a_sentence_is_on_one(
    question: str, text: str, country: str, count: int
) -> None:
    assert len(found(hit(text, country=country), question=question)) == count


@pytest.mark.parametrize(
    ("text", "section"),
    [
        pytest.param("Clinicians review the results of models every year.", ("References",), id="a list of sources"),
        pytest.param("Krafft P. et al. 2020. Results of models. https://doi.org/10.1/2", (), id="a source"),
        pytest.param("Results of models, OJ L, 2025/327, 5.3.2025, as amended.", (), id="the Official Journal"),
        pytest.param("The plan on the results of models is at https://example.org/plan.", (), id="an address"),
    ],
)
def test_a_source_is_no_answer(text: str, section: tuple[str, ...]) -> None:
    one = hit(text)
    one = replace(one, passage=replace(one.passage, section=section))
    assert found(one) == []


@pytest.mark.parametrize(
    "text",
    [
        "The four conclusions below stand in the plan on results.",
        "Die folgenden Schlussfolgerungen stehen in dem Plan.",
        "Les résultats des modèles figurent ci-dessous dans le plan.",
    ],
)
def test_what_only_announces_is_no_answer(text: str) -> None:
    assert texts(hit(text)) == []
    assert texts(hit("The share of results below 5% stays under review.")) != []


@pytest.mark.parametrize(
    ("question", "count"),
    [
        pytest.param("What is the final title of the plan?", 1, id="asked for"),
        pytest.param("What do hospitals of Malta still need for the plan to begin?", 0, id="something else"),
    ],
)
def test_that_something_is_not_known_answers_who_asks_for_it(question: str, count: int) -> None:
    assert len(found(hit("The final title of the plan is not known here."), question=question)) == count


def test_the_figures_of_countries_may_stand_under_a_head_that_says_so() -> None:
    def shown(head: str) -> list[str]:
        row = hit("Plan for the results | 12 | 24%", context=f"What is held | {head}", kind=BlockKind.TABLE_ROW)
        return texts(row, question="How many countries have a plan for results?")

    assert shown("Member States") == ["Plan for the results | 12 | 24%"]
    assert shown("Hospitals") == []


def test_shares_and_cosines_stay_in_their_ranges() -> None:
    for candidate in found(hit("Clinicians review every result of the model. The ministry keeps a register.")):
        assert 0 <= candidate.coverage <= candidate.passage_coverage <= 1
        assert -1.001 <= candidate.similarity <= 1.001
        assert np.linalg.norm(candidate.vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("bullet", ["• ", "\uf0b7 ", "– ", "▪ "])
def test_a_bullet_is_not_shown(bullet: str) -> None:
    text = f"{bullet}Clinicians review each of the results."
    (candidate,) = found(hit(text))
    assert candidate.text == "Clinicians review each of the results."
    assert candidate.span == Span(0, len(text))


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        pytest.param("Clinicians review each of the results of models.", True, id="a sentence"),
        pytest.param("clinicians to review each of the results of models.", False, id="begins inside"),
        pytest.param("Clinicians review each of the following results of models:", False, id="announces a list"),
    ],
)
def test_what_is_no_whole_sentence_counts_less(text: str, is_whole: bool) -> None:
    (candidate,) = found(hit(text))
    assert candidate.is_whole is is_whole


def test_what_neither_passage_nor_title_has_is_missing() -> None:
    text = "Clinicians review every result of the model."
    (all_there,) = found(hit(text), question="Clinicians and results?")
    (one_missing,) = found(hit(text), question="Clinicians and helicopters?")
    assert all_there.missing == 0
    assert one_missing.missing == pytest.approx(1 - one_missing.passage_coverage)
    assert 0.5 < one_missing.missing < 1


def test_a_sentence_has_the_score_and_rank_of_its_passage() -> None:
    (candidate,) = found(hit("Clinicians review every result of the model.", rank=4))
    assert (candidate.rank, candidate.score) == (4, 0.25)


@pytest.mark.parametrize(("language", "english"), [("en", 0.75), ("fr", 0.25)])
def test_the_part_that_reads_english_is_asked_about_english_documents_alone(language: str, english: float) -> None:
    one = hit("Clinicians review every result of the model.")
    one = replace(one, document=make_metadata(language=language))
    result = make_result(one, question=QUESTION)
    key = one.passage.passage_id
    apart = replace(
        result.evidence[key], sentences=np.array([0.25], dtype=np.float32),
        sentences_english=np.array([0.75], dtype=np.float32),
    )  # fmt: skip
    (candidate,) = candidates(replace(result, evidence={key: apart}))
    assert (candidate.similarity, candidate.similarity_english) == (0.25, english)
