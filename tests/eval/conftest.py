"""A small public set on disk, and libraries whose encoder is a hash of words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval.library import cached
from eval.records import QuestionSet
from eval.systems import Library
from index.knowledge_base import KnowledgeBase
from index.stores import Stores
from tests.fakes import HashEncoder, read_inline

ARTICLES = [
    [
        "The register of medical software opened in Lisbon in 2019. Hospitals report every device to it.",
        "Nurses were trained in the reading of alarms. The training takes three days.",
    ],
    ["Clinicians must review each result of a model. A ministry keeps the list of models in use."],
]


def squad(articles: list[list[str]], asked: list[tuple[int, int, str, str]]) -> dict[str, Any]:
    """Return SQuAD's form; `asked` are (article, paragraph, question, answer), an empty answer for none."""
    data: list[dict[str, Any]] = [
        {"paragraphs": [{"context": context, "qas": []} for context in article]} for article in articles
    ]
    for number, (article, paragraph, question, answer) in enumerate(asked):
        start = articles[article][paragraph].find(answer)
        data[article]["paragraphs"][paragraph]["qas"].append(
            {
                "id": number, "question": question, "is_impossible": not answer,
                "answers": [{"text": answer, "answer_start": start}] if answer else [],
            }
        )  # fmt: skip
    return {"data": data}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a SQuAD of two articles, of which the first is the development part."""
    asked = [
        (0, 0, "Where did the register of medical software open?", "Lisbon"),
        (0, 1, "How long does the training of nurses take?", "three days"),
        (0, 1, "How many nurses were trained in Porto?", ""),
        (1, 0, "Who keeps the list of models in use?", "A ministry"),
    ]
    folder = tmp_path / "data"
    (folder / "squad2").mkdir(parents=True)
    (folder / "squad2" / "half_of_dev.json").write_text(json.dumps(squad(ARTICLES, asked)), encoding="utf-8")
    return folder


class Shelf:
    """Opens libraries of sets under one cache folder; counts the texts that were encoded."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.encoder = HashEncoder()

    @contextmanager
    def open(self, asked: QuestionSet, name: str = "") -> Iterator[Library]:
        """Yield a library of the set."""
        with cached(
            asked, name, cache=self.cache, model="bundled", open_base=KnowledgeBase,
            open_stores=lambda home: Stores(home, encoder=self.encoder),
        ) as library:  # fmt: skip
            yield library


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty cache of libraries."""
    monkeypatch.setattr("index.update.read_many", read_inline)
    return Shelf(tmp_path / "cache")
