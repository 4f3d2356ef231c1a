"""The knowledge base inside llama-index programs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from llama_index.core.schema import MetadataMode, QueryBundle, TextNode

from index.llama import PolicyRetriever
from index.records import Filters, Hit, SearchResult
from ingest.records import Metadata, Passage, Span
from tests.factories import make_reading

ROOT = Path(__file__).parent.parent.parent
PAGE = "Preface. Clinicians review every decision. End."
SPAN = Span(9, 42)
DOCUMENT = Metadata(document_id="mlt-ai-2019", title="AI plan", country="MLT", year=2019, url="https://example.org/plan.pdf")
HIT = Hit(
    rank=1,
    score=0.03,
    passage=Passage(
        document_id="mlt-ai-2019",
        revision="ab" * 32,
        page=7,
        span=SPAN,
        text=SPAN.of(PAGE),
        section=("2 Care", "2.1 Review"),
    ),
    document=DOCUMENT,
    page_label="5",
)


class FakeLibrary:
    def __init__(self) -> None:
        self.asked: list[tuple[str, Filters, int]] = []

    def search(self, question: str, *, filters: Filters, k: int) -> SearchResult:
        self.asked.append((question, filters, k))
        return SearchResult(query=question, snapshot="s1", hits=(HIT,), reading=make_reading(question), evidence={})


def test_a_hit_becomes_a_node_with_its_provenance() -> None:
    (found,) = PolicyRetriever(FakeLibrary()).retrieve("Who reviews?")
    assert isinstance(found.node, TextNode)
    assert (found.score, found.node.node_id) == (0.03, HIT.passage.passage_id)
    assert found.node.metadata == {
        "document_id": "mlt-ai-2019", "revision": "ab" * 32, "title": "AI plan", "country": "MLT", "year": 2019,
        "language": "und", "page": 7, "page_label": "5", "section": "2 Care > 2.1 Review", "start": 9, "end": 42,
        "url": "https://example.org/plan.pdf",
    }  # fmt: skip


def test_a_nodes_offsets_slice_the_page() -> None:
    (found,) = PolicyRetriever(FakeLibrary()).retrieve("Who reviews?")
    assert isinstance(found.node, TextNode)
    assert PAGE[found.node.start_char_idx : found.node.end_char_idx] == found.node.text


def test_a_language_model_sees_what_a_reader_would_and_no_keys() -> None:
    (found,) = PolicyRetriever(FakeLibrary()).retrieve("Who reviews?")
    shown = found.node.get_content(MetadataMode.LLM)
    assert "AI plan" in shown
    assert "abab" not in shown


def test_filters_and_number_are_handed_on() -> None:
    library, filters = FakeLibrary(), Filters(countries=("MLT",))
    PolicyRetriever(library, filters=filters, k=3).retrieve(QueryBundle("Who?"))
    assert library.asked == [("Who?", filters, 3)]


def test_it_retrieves_asynchronously_too() -> None:
    found = asyncio.run(PolicyRetriever(FakeLibrary()).aretrieve("Who reviews?"))
    assert [node.node.node_id for node in found] == [HIT.passage.passage_id]


@pytest.mark.parametrize("key", ["", "sk-of-someone"])
def test_no_model_of_llama_index_is_looked_for_and_nothing_is_sent(key: str) -> None:
    """llama-index falls back to OpenAI wherever a model is not named; here none is ever resolved."""
    probe = """
import socket
def refuse(*args, **kwargs): raise AssertionError("something was sent")
socket.socket.connect = socket.getaddrinfo = refuse
from llama_index.core import Settings
from answer.llama import PolicyQueryEngine
from tests.index.test_llama import FakeLibrary, PolicyRetriever
from tests.answer.test_llama import FakeAssistant
PolicyRetriever(FakeLibrary()).retrieve("Who reviews?")
PolicyQueryEngine(FakeAssistant()).query("Who reviews?")
print(Settings._llm, Settings._embed_model)
"""
    environment = {name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"}
    if key:
        environment["OPENAI_API_KEY"] = key
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["None", "None"], done.stderr
