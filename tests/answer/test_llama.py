"""The assistant inside llama-index programs."""

from __future__ import annotations

import asyncio

from llama_index.core.base.response.schema import Response
from llama_index.core.tools import QueryEngineTool

from answer.llama import PolicyQueryEngine
from answer.records import Abstention, Answer, Citation, Mode, Outcome, Reason, Statement, Understanding
from index.records import Filters
from ingest.records import Metadata, Span

PAGE = "Preface. Clinicians review every decision. End."
UNDERSTANDING = Understanding(question="Who reviews?", standalone="Who reviews?", language="en")
CITATION = Citation.of_page(
    PAGE,
    n=1,
    document=Metadata(document_id="mlt-ai-2019", title="AI plan", url="https://example.org/plan.pdf"),
    revision="ab" * 32,
    page=7,
    page_label="5",
    section=("2 Care",),
    span=Span(9, 42),
)
ANSWER = Answer(
    understanding=UNDERSTANDING,
    statements=(Statement(text="Clinicians review every decision.", citations=(1,), support=1.0),),
    citations=(CITATION,),
    confidence=0.8,
    mode=Mode.EXTRACTIVE,
    snapshot="s1",
    timings_ms={"search": 1, "answer": 1},
)
ABSTENTION = Abstention(
    understanding=UNDERSTANDING,
    reason=Reason.SILENT,
    message="The documents are silent.",
    related=(),
    confidence=0.1,
    snapshot="s1",
    timings_ms={"search": 1, "answer": 1},
)


class FakeAssistant:
    def __init__(self, outcome: Outcome = ANSWER) -> None:
        self.outcome = outcome
        self.asked: list[tuple[str, Filters]] = []

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        self.asked.append((question, filters))
        return self.outcome


def query(outcome: Outcome) -> Response:
    response = PolicyQueryEngine(FakeAssistant(outcome)).query("Who reviews?")
    assert isinstance(response, Response)
    return response


def test_an_answer_keeps_its_citations() -> None:
    response = query(ANSWER)
    assert str(response) == "Clinicians review every decision. [1]"
    assert response.metadata == {
        "status": "answered", "reason": "", "confidence": 0.8, "mode": "extractive", "snapshot": "s1",
    }  # fmt: skip


def test_each_source_node_is_a_verbatim_quote_with_its_place() -> None:
    (source,) = query(ANSWER).source_nodes
    assert source.node.get_content() == PAGE[source.metadata["start"] : source.metadata["end"]]
    assert (source.metadata["n"], source.metadata["page"], source.metadata["page_label"]) == (1, 7, "5")
    assert source.metadata["url"] == "https://example.org/plan.pdf#page=7"


def test_an_abstention_has_a_reason_and_no_sources() -> None:
    response = query(ABSTENTION)
    assert str(response) == "The documents are silent."
    assert response.source_nodes == []
    assert response.metadata is not None
    assert (response.metadata["status"], response.metadata["reason"]) == ("no_answer", "silent")


def test_filters_are_handed_on() -> None:
    assistant, filters = FakeAssistant(), Filters(countries=("MLT",))
    PolicyQueryEngine(assistant, filters=filters).query("Who reviews?")
    assert assistant.asked == [("Who reviews?", filters)]


def test_it_answers_asynchronously_too() -> None:
    response = asyncio.run(PolicyQueryEngine(FakeAssistant()).aquery("Who reviews?"))
    assert str(response) == "Clinicians review every decision. [1]"


def test_an_agent_can_use_it_as_a_tool() -> None:
    tool = QueryEngineTool.from_defaults(PolicyQueryEngine(FakeAssistant()), name="policy", description="health policy")
    assert "Clinicians review every decision." in str(tool.call(input="Who reviews?"))
