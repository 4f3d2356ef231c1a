"""The project's own question sets: their form, and that every quote stands in the starter corpus."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eval.questions import FILES, FOLDER, STARTER, check_quotes, own_set, read_questions
from eval.records import EvalError, Question
from ingest.errors import NotHeld
from ingest.manifest import find_manifest, match, read_manifest
from ingest.read import read_document

QUOTE = "The register is public."


def make_line(**changes: Any) -> dict[str, Any]:
    """An answered question."""
    evidence = [{"document_id": "plan", "page": 1, "quote": QUOTE, "grade": 2}]
    line = {
        "id": "t-001", "group": "register", "language": "en", "question": "Who may read the register?",
        "kind": "explanation", "status": "answered", "reasons": [], "answer": "everybody", "evidence": evidence,
    }  # fmt: skip
    return line | changes


def read(folder: Path, *lines: Any) -> list[Question]:
    """Read a file of these lines."""
    file = folder / "dev-test.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return read_questions([file])


def test_a_question_is_read_as_it_was_written(tmp_path: Path) -> None:
    refused = make_line(id="t-002", status="no_answer", reasons=["unknown_name", "silent"], answer="", evidence=[])
    first, second = read(tmp_path, make_line(), "", refused)
    assert (first.question_id, first.group, first.is_answerable) == ("t-001", "register", True)
    assert [(e.document_id, e.page, e.quote, e.grade) for e in first.evidence] == [("plan", 1, QUOTE, 2)]
    assert (second.is_answerable, second.reasons) == (False, ("unknown_name", "silent"))


@pytest.mark.parametrize(("line", "fault"), [
    pytest.param("{", "not JSON", id="no JSON"),
    pytest.param({"id": "t-001"}, "the keys must be", id="keys missing"),
    pytest.param(dict(reversed(make_line().items())), "in this order", id="keys in another order"),
    pytest.param(make_line(language="it"), "language is 'it'", id="a language the project does not speak"),
    pytest.param(make_line(kind="essay"), "kind is 'essay'", id="no such kind"),
    pytest.param(make_line(question=" "), "question must be text", id="no question"),
    pytest.param(make_line(evidence=[]), "needs evidence", id="answered by nothing"),
    pytest.param(make_line(status="no_answer"), "needs no evidence", id="evidence for no answer"),
    pytest.param(make_line(status="no_answer", evidence=[], reasons=["tired"]), "reasons among", id="no such reason"),
    pytest.param(
        make_line(evidence=[{"document_id": "plan", "page": 0, "quote": QUOTE, "grade": 2}]), "page is 0", id="page 0"
    ),
    pytest.param(
        make_line(evidence=[{"document_id": "plan", "page": 1, "quote": QUOTE, "grade": 3}]), "grade is 3", id="grade 3"
    ),
])  # fmt: skip
def test_a_line_that_breaks_the_form_is_named(tmp_path: Path, line: Any, fault: str) -> None:
    with pytest.raises(EvalError, match=fault) as raised:
        read(tmp_path, make_line(id="t-000"), line)
    assert "dev-test.jsonl, line 2" in str(raised.value)


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="t-001: the id comes 2 times"):
        read(tmp_path, make_line(), make_line())


def test_a_quote_that_does_not_stand_on_its_page_is_named_with_id_document_and_page(tmp_path: Path) -> None:
    questions = read(tmp_path, make_line())
    check_quotes(questions, lambda *_: "All may read it.\nThe register  is\npub\u00adlic.")
    with pytest.raises(EvalError, match="t-001: plan, page 1 does not hold the quote"):
        check_quotes(questions, lambda *_: "The register is secret.")


def test_a_page_that_does_not_exist_is_named(tmp_path: Path) -> None:
    def no_page(document_id: str, page: int) -> str:
        raise NotHeld(f"{document_id} has no page {page}")

    with pytest.raises(EvalError, match="t-001: plan, page 1: plan has no page 1"):
        check_quotes(read(tmp_path, make_line()), no_page)


@cache
def starter_pages() -> dict[str, tuple[str, ...]]:
    """Document id -> text of each page."""
    manifest = find_manifest(STARTER)
    assert manifest is not None
    rows = read_manifest(manifest)
    pages = {}
    for file in sorted(STARTER.iterdir()):
        if file != manifest:
            said = match(rows, file)
            assert said is not None, f"{file.name} is not in the manifest"
            pages[said.document_id] = tuple(page.text for page in read_document(file).pages)
    return pages


def starter_page(document_id: str, page: int) -> str:
    """The text of a page of the starter corpus."""
    pages = starter_pages().get(document_id, ())
    if not 1 <= page <= len(pages):
        raise NotHeld(f"the starter corpus has no page {page} of {document_id!r}")
    return pages[page - 1]


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_sets_hold_their_form_and_their_quotes_stand(name: str) -> None:
    check_quotes(own_set(name).questions, starter_page)


def test_no_question_of_the_report_set_is_a_development_question() -> None:
    dev, report = own_set("own-dev").questions, own_set("own-report").questions
    for key in ("question_id", "group", "text"):
        shared = {getattr(question, key) for question in dev} & {getattr(question, key) for question in report}
        assert shared == set(), key


def test_every_file_of_questions_belongs_to_a_set() -> None:
    named = {file for pattern in FILES.values() for file in FOLDER.glob(pattern)}
    assert set(FOLDER.glob("*.jsonl")) == named
