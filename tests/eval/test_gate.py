"""The gate: some development questions, put to the starter corpus with the bundled model, must reach the floors.

Questions and floors stand in `gate.json`. A floor is raised when a change has moved its figure for good, and lowered
only with the reason in the commit's message.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from answer.ask import Assistant
from eval.library import opened
from eval.metrics import DEPTH
from eval.questions import LANGUAGES, own_set
from eval.records import QuestionSet
from eval.run import Options, evaluate
from eval.systems import Library
from index.knowledge_base import KnowledgeBase
from index.stores import Stores
from index.update import Updater

GATE: dict[str, Any] = json.loads((Path(__file__).parent / "gate.json").read_text(encoding="utf-8"))


def gate_set() -> QuestionSet:
    """The gate's questions, each of which must be there."""
    asked = own_set("own-dev")
    questions = {question.question_id: question for question in asked.questions}
    missing = [key for key in GATE["questions"] if key not in questions]
    assert missing == [], "gate.json names questions that are in no dev-*.jsonl"
    return replace(asked, questions=tuple(questions[key] for key in GATE["questions"]))


@pytest.fixture(scope="module")
def result(starter: Path) -> dict[str, Any]:
    """What our search and the assistant make of the gate's questions."""
    asked = gate_set()

    @contextmanager
    def library(asked: QuestionSet, _: str) -> Iterator[Library]:
        assert asked.folder is not None
        stores = Stores(starter)
        report = Updater(stores).ingest([asked.folder])
        stores.close()
        assert report.counts["unchanged"] == len(report.documents), "the home holds the documents that the set is about"
        with opened(starter, open_stores=Stores, open_base=KnowledgeBase) as held:
            yield held

    return evaluate(
        asked, Options(systems=("ours",), answers=True, curve=False), open_library=library,
        assistant=lambda held, decision: Assistant(held.base, decision=decision).ask,
    )  # fmt: skip


def figure(result: dict[str, Any], name: str) -> float:
    """A figure of the search, else of the answers."""
    found = result["systems"]["ours"].get(name) or result["answers"][name]
    value = found["mean"] if isinstance(found, dict) else found
    assert value is not None, f"nothing was measured for {name}: no question of the gate was answered"
    return float(value)


def test_the_gate_asks_in_every_language_and_for_refusals() -> None:
    questions = gate_set().questions
    languages = Counter((question.language, question.is_answerable) for question in questions)
    assert all(languages[language, is_answerable] for language in LANGUAGES for is_answerable in (True, False))
    assert {reason for question in questions for reason in question.reasons} == {
        "off_topic", "no_document", "silent", "unknown_name",
    }  # fmt: skip


def test_every_question_of_the_gate_was_asked(result: dict[str, Any]) -> None:
    assert list(result["per_question"]) == GATE["questions"]
    assert all("answer" in row for row in result["per_question"].values())
    assert result["settings"]["depth"] == DEPTH


@pytest.mark.parametrize("name", GATE["at_least"])
def test_a_figure_reaches_its_floor(result: dict[str, Any], name: str) -> None:
    assert figure(result, name) >= GATE["at_least"][name]


@pytest.mark.parametrize("name", GATE["at_most"])
def test_a_figure_stays_under_its_ceiling(result: dict[str, Any], name: str) -> None:
    assert figure(result, name) <= GATE["at_most"][name]
