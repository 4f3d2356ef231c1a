"""From a question to cited sentences, or a refusal that says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.as_json import outcome_json
from answer.ask import Assistant
from answer.compare import Cell, compare, comparison_json
from answer.messages import message
from answer.records import Abstention, Answer, Citation, Outcome, Progress, Reason, Statement, Turn
from index.bundled import BundledEncoder
from index.knowledge_base import KnowledgeBase
from index.records import Filters
from index.stores import Stores
from index.update import Updater
from ingest.clean import readable
from ingest.records import Span
from tests.factories import TEXT, make_decision, make_metadata
from tests.fakes import HashEncoder, read_inline

DOCUMENTS = {
    "fra.txt": "In France, clinicians review every result of a model before treatment begins. "
    "The French ministry keeps a public register of models used in hospitals.",
    "mlt.md": "# Malta act\n\nIn Malta, patients may object to the sharing of records. "
    "Maltese hospitals share records with researchers under the data act.",
    "deu.md": "# Strategie\n\nIn Deutschland führen Krankenhäuser ein Register der Modelle. "
    "Die Aufsicht über das Register liegt beim Ministerium.",
}
MANIFEST = """id,title,country,year,doc_type,language,url
fra,National plan of France,FRA,2025,strategy,en,https://example.org/plan.pdf
mlt,Data act of Malta,MLT,2019,law,en,https://example.org/act
deu,Strategie,DEU,2022,strategy,de,
"""
QUESTION = "Who reviews every result of a model in France?"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("ask")
    (folder / "docs").mkdir()
    for name, text in {**DOCUMENTS, "manifest.csv": MANIFEST}.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    stores = Stores(folder / "home", encoder=HashEncoder())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.update.read_many", read_inline)
        Updater(stores).ingest([folder / "docs"])
    yield KnowledgeBase(stores)
    stores.close()


@pytest.fixture(scope="module")
def assistant(base: KnowledgeBase) -> Assistant:
    return Assistant(base, decision=make_decision())


def answered(outcome: Outcome) -> Answer:
    assert isinstance(outcome, Answer), outcome
    return outcome


def refused(outcome: Outcome, reason: Reason) -> Abstention:
    assert isinstance(outcome, Abstention), outcome
    assert outcome.reason is reason, outcome.message
    assert outcome.message
    return outcome


# Citations.


@pytest.mark.parametrize(
    "span",
    [Span(0, len(TEXT) + 1), Span(len(TEXT) + 5, len(TEXT) + 9), Span(3, 3), Span(1, 2)],
    ids=["past the end", "outside", "empty", "white space"],
)
def test_no_citation_can_be_made_for_words_that_do_not_stand_there(span: Span) -> None:
    with pytest.raises(ValueError, match="no words"):
        Citation.of_page(
            TEXT, n=1, document=make_metadata(), revision="a" * 64, page=1, page_label="", section=(), span=span
        )


def test_no_answer_can_be_made_without_citations(assistant: Assistant) -> None:
    answer = answered(assistant.ask(QUESTION))
    uncited, unheld = (Statement(text="x", citations=numbers, support=1) for numbers in ((), (9,)))
    for statements in ((), (uncited,), (unheld,)):
        with pytest.raises(ValueError, match="citations"):
            Answer(
                understanding=answer.understanding, statements=statements, citations=answer.citations, confidence=1,
                mode=answer.mode, snapshot="", timings_ms={},
            )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "document_id"),
    [
        (QUESTION, "fra"), ("May patients object to the sharing of records?", "mlt"),
        ("Welche Krankenhäuser führen ein Register der Modelle?", "deu"),
    ],
)  # fmt: skip
def test_every_quote_stands_on_its_page(
    assistant: Assistant, base: KnowledgeBase, question: str, document_id: str
) -> None:
    answer = answered(assistant.ask(question))
    cited = {citation.n: citation for citation in answer.citations}
    assert cited[answer.statements[0].citations[0]].document.document_id == document_id
    assert [statement.citations for statement in answer.statements] == [(n,) for n in cited]
    for citation in answer.citations:
        page = base.page(citation.document.document_id, citation.page, revision=citation.revision)
        assert page.text[citation.span.start : citation.span.end] == citation.quote
        assert f"{citation.before}{citation.quote}{citation.after}" in page.text
    for statement in answer.statements:
        assert statement.text == readable(cited[statement.citations[0]].quote)
        assert statement.support == 1


@pytest.mark.parametrize(("bias", "is_told"), [(-4.5, False), (-12.0, True)])
def test_a_doubtful_answer_says_that_it_is(base: KnowledgeBase, bias: float, is_told: bool) -> None:
    asked = Assistant(base, decision=make_decision(bias=bias, threshold=0.0))
    answer = answered(asked.ask(QUESTION))
    assert (answer.confidence < 0.2) is is_told
    assert answer.notice == (message("doubtful", "en") if is_told else "")


def test_an_answer_says_on_which_of_the_countries_asked_for_there_is_nothing(assistant: Assistant) -> None:
    both = "Who reviews every result of a model in France, and who in Portugal?"
    answer = answered(assistant.ask(both))
    assert {citation.document.country for citation in answer.citations} == {"FRA"}
    assert answer.notice == message("country", "en", ["Portugal"])
    assert answered(assistant.ask(QUESTION)).notice == ""
    only_france = Filters(countries=("FRA",))  # what else there is, nobody has looked for
    assert answered(assistant.ask(both, filters=only_france)).notice == ""


@pytest.mark.parametrize(("bias", "status"), [(-4.5, "answered"), (-8.5, "no_answer")])
def test_a_number_of_something_else_answers_only_where_it_is_likely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bias: float, status: str
) -> None:
    """Nothing else is needed here: by the threshold the sentence would always answer."""
    monkeypatch.setattr("index.update.read_many", read_inline)
    file = tmp_path / "plan.md"
    file.write_text("# Plan\n\nIn the register of hospitals of the country there are 40 entries.\n", encoding="utf-8")
    stores = Stores(tmp_path / "home", encoder=HashEncoder())
    Updater(stores).ingest([file])
    asked = Assistant(KnowledgeBase(stores), decision=make_decision(bias=bias, threshold=0.001))
    outcomes = {
        question: outcome_json(asked.ask(question))["status"]
        for question in ("How many nurses are in the register?", "How many entries are in the register?")
    }
    stores.close()
    assert list(outcomes.values()) == [status, "answered"]


def test_the_same_question_gives_the_same_answer(assistant: Assistant) -> None:
    one, two = (outcome_json(assistant.ask(QUESTION)) for _ in range(2))
    assert {**one, "timings_ms": {}} == {**two, "timings_ms": {}}


def test_related_passages_are_not_those_of_the_answer(assistant: Assistant) -> None:
    answer = answered(assistant.ask(QUESTION))
    quotes = {(c.document.document_id, c.page, c.span) for c in answer.citations}
    for hit in answer.related:
        spans = {(hit.document.document_id, hit.passage.page, span) for span in hit.passage.sentences}
        assert not quotes & spans


def test_events_end_with_the_outcome(assistant: Assistant) -> None:
    *steps, last = assistant.events(QUESTION)
    assert [step.stage for step in steps if isinstance(step, Progress)] == ["understand", "search", "select"]
    assert set(answered(last).timings_ms) == {"search", "answer"}  # type: ignore[arg-type]


# Refusals.


def test_a_question_about_something_else_is_off_topic(assistant: Assistant) -> None:
    outcome = refused(assistant.ask("how do you bake sourdough bread"), Reason.OFF_TOPIC)
    assert outcome.confidence < 0.3


def test_a_question_on_something_else_in_a_country_held_is_off_topic_too(assistant: Assistant) -> None:
    question = "Where do bakeries sell sourdough croissants, fresh coffee, cheese sandwiches, soup and pizza: Malta?"
    refused(assistant.ask(question), Reason.OFF_TOPIC)


def test_an_unknown_treaty_is_an_unknown_name_even_where_nothing_sounds_like_it(assistant: Assistant) -> None:
    outcome = refused(assistant.ask("What does the Alpine Accord say about sourdough?"), Reason.UNKNOWN_NAME)
    assert "Alpine Accord" in outcome.message


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("Who reviews every result of a model in Portugal?", "en", "Portugal"),
        ("Qui examine les résultats des modèles au Portugal ?", "fr", "Portugal"),
        ("Wer prüft die Ergebnisse der Modelle in Österreich?", "de", "Österreich"),
        ("Кто проверяет результаты моделей в Казахстане?", "ru", "Казахстан"),
    ],
)
def test_a_country_without_documents_is_named(assistant: Assistant, question: str, language: str, word: str) -> None:
    outcome = refused(assistant.ask(question), Reason.NO_DOCUMENT)
    assert outcome.understanding.language == language
    assert word in outcome.message


def test_a_year_without_documents_is_named(assistant: Assistant) -> None:
    outcome = refused(assistant.ask("How many ambulances did French towns buy in 2003?"), Reason.NO_DOCUMENT)
    assert "2003" in outcome.message


def test_a_country_whose_documents_say_nothing_is_silent(assistant: Assistant) -> None:
    outcome = refused(assistant.ask("How are ambulance helicopters funded in Malta?"), Reason.SILENT)
    assert "Malta" in outcome.message
    assert outcome.related


def test_an_invented_name_is_unknown_even_where_much_sounds_like_it(assistant: Assistant) -> None:
    question = "Who reviews every result of a model under the Medtech Liability Act?"
    outcome = refused(assistant.ask(question), Reason.UNKNOWN_NAME)
    assert "Medtech Liability Act" in outcome.message


@pytest.mark.parametrize(
    ("filters", "word"),
    [
        (Filters(countries=("PRT",)), "Portugal"), (Filters(years=(1990, 1991)), "filters"),
        (Filters(languages=("fr",)), "filters"), (Filters(document_ids=("nothing",)), "filters"),
    ],
    ids=["country", "years", "language", "document"],
)  # fmt: skip
def test_filters_that_nothing_passes_are_said(assistant: Assistant, filters: Filters, word: str) -> None:
    outcome = refused(assistant.ask("Who reviews every result?", filters=filters), Reason.NO_DOCUMENT)
    assert word in outcome.message
    assert outcome.related == ()


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    stores = Stores(tmp_path / "home", encoder=HashEncoder())
    outcome = refused(Assistant(KnowledgeBase(stores)).ask(QUESTION), Reason.NO_DOCUMENT)
    assert "policy-kb ingest" in outcome.message
    stores.close()


@pytest.mark.parametrize("question", ["", "?", '"', "((", "\0", "🙂", "AND OR NOT", "x" * 5000])
def test_odd_questions_end_in_an_outcome(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).understanding.question == question


# Filters and follow-ups.


def test_filters_bind(assistant: Assistant) -> None:
    outcome = assistant.ask("Who keeps a register of models?", filters=Filters(countries=("DEU",)))
    if isinstance(outcome, Answer):
        assert {citation.document.country for citation in outcome.citations} == {"DEU"}
    assert all(hit.document.country == "DEU" for hit in outcome.related)


def test_a_follow_up_is_answered_from_the_country_it_names(assistant: Assistant) -> None:
    asked = "May patients in France object to the sharing of records?"
    first = Turn(question=asked, standalone=asked, countries=("FRA",))
    answer = answered(assistant.ask("And in Malta?", history=[first]))
    assert answer.understanding.standalone.endswith("And in Malta?")
    assert answer.citations[0].document.country == "MLT"


# Comparison.


def test_a_comparison_has_a_row_per_country_in_the_order_given(assistant: Assistant) -> None:
    topic = "patients object to the sharing of records"
    rows = compare(topic, countries=["PRT", "MLT", "FRA", "MLT"], assistant=assistant)
    assert [row.country for row in rows] == ["PRT", "MLT", "FRA"]
    assert [row.cell for row in rows][:2] == [Cell.NO_DOCUMENT, Cell.FOUND]
    for row in rows:
        assert isinstance(row.outcome, Answer) is (row.cell is Cell.FOUND)
        if isinstance(row.outcome, Answer):
            assert {c.document.country for c in row.outcome.citations} == {row.country}


def test_a_comparison_keeps_the_other_filters(assistant: Assistant) -> None:
    (row,) = compare("records", countries=["MLT"], assistant=assistant, filters=Filters(years=(2024, 2025)))
    assert row.cell is Cell.NO_DOCUMENT


def test_comparison_json_is_empty_where_nothing_was_found(assistant: Assistant) -> None:
    topic = "patients object to the sharing of records"
    printed = comparison_json(topic, compare(topic, countries=["MLT", "PRT"], assistant=assistant))
    found, missing = printed["rows"]
    assert (printed["topic"], found["status"], missing["status"]) == (topic, "found", "no_document")
    assert found["statements"]
    assert found["citations"]
    assert found["message"] == ""
    assert (missing["statements"], missing["citations"]) == ([], [])
    assert "Portugal" in missing["message"]


def test_the_snapshot_of_an_answer_is_that_of_the_library(assistant: Assistant, base: KnowledgeBase) -> None:
    assert assistant.ask(QUESTION).snapshot == base.snapshot()
    revision = base.page("fra", 1).revision
    assert revision == hashlib.sha256(DOCUMENTS["fra.txt"].encode()).hexdigest()


@pytest.mark.parametrize(
    ("question", "is_known"),
    [
        pytest.param("Qui a prononcé le discours « L'humanité doit tenir la plume » ?", True, id="translated"),
        pytest.param("Кто произнёс речь «Человечество должно держать перо»?", True, id="translated into Russian"),
        pytest.param("Qui a prononcé le discours « L'humanité doit lâcher les machines » ?", False, id="another one"),
        pytest.param("Who gave the speech “Humanity must drop the pencil”?", False, id="not word for word"),
    ],
)
def test_a_title_may_be_held_in_another_language(
    tmp_path: Path, bundled: BundledEncoder, question: str, is_known: bool
) -> None:
    (tmp_path / "docs").mkdir()
    text = "# Meeting\n\nThe Regional Director gave the opening speech \"Humanity must hold the pen\" in Malta in 2025."
    (tmp_path / "docs" / "malta.md").write_text(text, encoding="utf-8")
    stores = Stores(tmp_path / "home", encoder=bundled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.update.read_many", read_inline)
        Updater(stores).ingest([tmp_path / "docs"])
    outcome = Assistant(KnowledgeBase(stores)).ask(question)
    stores.close()
    reason = outcome.reason if isinstance(outcome, Abstention) else None
    assert (reason is not Reason.UNKNOWN_NAME) is is_known
