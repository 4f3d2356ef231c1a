"""The answers judged by hand: their form, that their quotes stand in the starter corpus, and the README's figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from eval.by_hand import FOLDER, KINDS, Line, answerable, batches, citation_shares, read, wrongly_answered
from eval.qrels import stands_on
from eval.questions import FOLDER as QUESTIONS
from eval.questions import read_questions
from tests.eval.test_questions import starter_page

README = FOLDER / "README.md"
FILES = sorted(FOLDER.glob("*.jsonl"))

OF_ANSWERED = {"good", "fair", "poor", "falsely answered"}
OF_REFUSED = {"falsely refused", "rightly refused", "rightly refused, wrong reason"}
OF_ANSWERABLE = {"good", "fair", "poor", "falsely refused"}

def every_line() -> list[Line]:
    """All batches together."""
    return [line for file in FILES for line in read(file)]


def test_there_is_something_to_hold() -> None:
    assert len(FILES) > 1
    assert all(read(file) for file in FILES)


def test_no_question_was_judged_twice() -> None:
    for key in ("id", "question"):
        assert [value for value, times in Counter(line[key] for line in every_line()).items() if times > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_verdict_fits_what_came(file: Path) -> None:
    for line in read(file):
        verdict, cited = line["verdict"], line["citations"]
        answered = line["status"] == "answered"
        assert verdict["answer"] in (OF_ANSWERED if answered else OF_REFUSED), line["id"]
        assert verdict["answerable"] == (verdict["answer"] in OF_ANSWERABLE), line["id"]
        assert (verdict["first_sentence"] is not None) == (answered and verdict["answerable"]), line["id"]
        assert bool(cited) == answered, line["id"]
        assert (line["reason"] is None) == answered, line["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_the_words_that_the_readme_explains_are_used(file: Path) -> None:
    for line in read(file):
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
    for line in read(file):
        for citation in line["citations"]:
            text = starter_page(citation["document_id"], citation["page"])
            assert stands_on(citation["quote"], text), f"{line['id']}: {citation['document_id']}, {citation['page']}"


def test_the_second_batch_is_asked_again_as_development_questions() -> None:
    judged = read(FOLDER / "2026-11-27.jsonl")
    asked = read_questions([QUESTIONS / "dev-judged.jsonl"])
    assert [(one.text, one.language, one.is_answerable) for one in asked] == [
        (line["question"], line["language"], line["verdict"]["answerable"]) for line in judged
    ]


def test_what_was_answered_wrongly_is_counted_by_kind() -> None:
    for name, lines in list(batches())[1:]:  # the first does not say why a question has no answer
        counts = [wrongly_answered(lines, kind) for kind in KINDS]
        false = sum(line["verdict"]["answer"] == "falsely answered" for line in lines)
        assert sum(count for count, _ in counts) == false, name
        assert sum(asked for _, asked in counts) == len(lines) - len(answerable(lines)), name


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
    shares = {name: f"{100 * (share or 0):.0f} %" for name, share in citation_shares(of).items()}
    held = answerable(of)
    first = Counter(line["verdict"]["first_sentence"] for line in held)
    answer = Counter(line["verdict"]["answer"] for line in of)

    return {
        "questions": f"{len(of)}",
        "citations": f"{len(cited)}",
        "verbatim on the page": f"{len(cited)}",  # the test above fails where one is not
        "support the statement": shares["supports"],
        "answer the question": shares["answers"],
        "answer it or are on the matter": shares["on_the_matter"],
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
        right = figures(column(read(file), name))
        said = {row[0]: re.sub(r" \(.*", "", row[place]) for row in rows}
        assert said == {key: right[key] for key in said}, name
        assert len(said) >= len(right) - 1, name  # the first batch says elsewhere how many questions there are
