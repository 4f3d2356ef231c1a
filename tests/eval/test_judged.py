"""The answers judged by hand: their form, that their quotes stand in the starter corpus, and the README's figures."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eval.qrels import stands_on
from eval.questions import FOLDER as QUESTIONS
from eval.questions import read_questions
from tests.eval.test_questions import starter_page

FOLDER = Path(__file__).parents[2] / "eval" / "judged"
README = FOLDER / "README.md"
FILES = sorted(FOLDER.glob("*.jsonl"))

OF_ANSWERED = {"good", "fair", "poor", "falsely answered"}
OF_REFUSED = {"falsely refused", "rightly refused", "rightly refused, wrong reason"}
OF_ANSWERABLE = {"good", "fair", "poor", "falsely refused"}

Line = dict[str, Any]


@cache
def lines(file: Path) -> tuple[Line, ...]:
    """What one batch holds."""
    return tuple(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())


def every_line() -> list[Line]:
    """All batches together."""
    return [line for file in FILES for line in lines(file)]


def test_there_is_something_to_hold() -> None:
    assert len(FILES) > 1
    assert all(lines(file) for file in FILES)


def test_no_question_was_judged_twice() -> None:
    for key in ("id", "question"):
        assert [value for value, times in Counter(line[key] for line in every_line()).items() if times > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_verdict_fits_what_came(file: Path) -> None:
    for line in lines(file):
        verdict, cited = line["verdict"], line["citations"]
        answered = line["status"] == "answered"
        assert verdict["answer"] in (OF_ANSWERED if answered else OF_REFUSED), line["id"]
        assert verdict["answerable"] == (verdict["answer"] in OF_ANSWERABLE), line["id"]
        assert (verdict["first_sentence"] is not None) == (answered and verdict["answerable"]), line["id"]
        assert bool(cited) == answered, line["id"]
        assert (line["reason"] is None) == answered, line["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_the_words_that_the_readme_explains_are_used(file: Path) -> None:
    for line in lines(file):
        assert line["language"] in {"en", "fr", "de", "ru"}, line["id"]
        assert line["verdict"]["first_sentence"] in {"right", "partly", "wrong", None}, line["id"]
        kind = line["verdict"].get("unanswerable")
        assert kind in {"silent", "invented", "not held", "off topic", None}, line["id"]
        assert kind is None or not line["verdict"]["answerable"], line["id"]
        for citation in line["citations"]:
            assert isinstance(citation["supports"], bool), line["id"]
            assert citation["pertinence"] in {"answers", "related", "off"}, line["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_was_cited_stands_in_the_starter_corpus(file: Path) -> None:
    for line in lines(file):
        for citation in line["citations"]:
            text = starter_page(citation["document_id"], citation["page"])
            assert stands_on(citation["quote"], text), f"{line['id']}: {citation['document_id']}, {citation['page']}"


def test_the_second_batch_is_asked_again_as_development_questions() -> None:
    judged = lines(FOLDER / "2026-11-27.jsonl")
    asked = read_questions([QUESTIONS / "dev-judged.jsonl"])
    assert [(one.text, one.language, one.is_answerable) for one in asked] == [
        (line["question"], line["language"], line["verdict"]["answerable"]) for line in judged
    ]


def tables() -> Iterator[tuple[Path, list[list[str]]]]:
    """Each batch's table of figures, under its heading in the README: rows of cells, the columns' names first."""
    for section in README.read_text(encoding="utf-8").split("\n## ")[1:]:
        named, _, body = section.partition("\n")
        table = re.search(r"^\| \| .*\n(\|.*\n)+", body, re.MULTILINE)
        if table is not None:
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()]
            yield FOLDER / named.strip("`"), [rows[0], *rows[2:]]


def column(batch: Iterable[Line], name: str) -> list[Line]:
    """A column's questions: `all`, a set (`direct, all`) or a language, to which `indirect` ones do not count."""
    if name == "all":
        return list(batch)
    return [
        line for line in batch
        if line["set"] == name.removesuffix(", all") or (line["language"] == name and line["set"] != "indirect")
    ]  # fmt: skip


def figures(of: list[Line]) -> dict[str, str]:
    """The figures of one column, as the README writes them without the share behind."""
    cited = [citation for line in of for citation in line["citations"]]
    pertinent = Counter(citation["pertinence"] for citation in cited)
    held = [line for line in of if line["verdict"]["answerable"]]
    first = Counter(line["verdict"]["first_sentence"] for line in held)
    answer = Counter(line["verdict"]["answer"] for line in of)

    def share(count: int) -> str:
        return f"{100 * count / len(cited):.0f} %"

    return {
        "questions": f"{len(of)}",
        "citations": f"{len(cited)}",
        "verbatim on the page": f"{len(cited)}",  # the test above fails where one is not
        "support the statement": share(sum(citation["supports"] for citation in cited)),
        "answer the question": share(pertinent["answers"]),
        "answer it or are on the matter": share(pertinent["answers"] + pertinent["related"]),
        "first sentence right, of the answerable": f"{first['right']}/{len(held)}",
        "… partly": f"{first['partly']}",
        "… wrong": f"{first['wrong']}",
        "whole answer good / fair / poor": f"{answer['good']}/{answer['fair']}/{answer['poor']}",
        "false refusals": f"{answer['falsely refused']}/{len(held)}",
        "false answers, of the unanswerable": f"{answer['falsely answered']}/{len(of) - len(held)}",
        "right refusals for a wrong reason": f"{answer['rightly refused, wrong reason']}",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_readme_says_what_the_lines_say(file: Path) -> None:
    (head, *rows), = (table for named, table in tables() if named == file)
    for place, name in enumerate(head[1:], 1):
        right = figures(column(lines(file), name))
        said = {row[0]: re.sub(r" \(.*", "", row[place]) for row in rows}
        assert said == {key: right[key] for key in said}, name
        assert len(said) >= len(right) - 1, name  # the first batch says elsewhere how many questions there are
