"""The project's own question sets on the starter corpus: `eval/questions/dev-*.jsonl` and `report.jsonl`.

One JSON object a line, with the keys of `KEYS`. A question that the corpus answers names every place that does, by
document, page and quote; one that it does not answer names the reasons a refusal may give.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.qrels import stands_on
from eval.records import EvalError, Evidence, Part, Question, QuestionSet
from ingest.errors import NotHeld

FOLDER = Path(__file__).parent / "questions"
STARTER = Path(__file__).parent.parent / "corpus" / "starter"
FILES = {"own-dev": "dev-*.jsonl", "own-report": "report.jsonl"}
KEYS = ("id", "group", "language", "question", "kind", "status", "reasons", "answer", "evidence")
LANGUAGES = ("en", "fr", "de", "ru")
KINDS = (
    "figure", "date", "name", "list", "yes_no", "definition", "explanation", "comparison", "which_countries",
)  # fmt: skip
REASONS = ("off_topic", "no_document", "silent", "unknown_name")
_EVIDENCE_KEYS = ("document_id", "page", "quote", "grade")
_MOST_FAULTS = 20  # shown at once

PageText = Callable[[str, int], str]
"""(document_id, page) -> the page's text; raises NotHeld where there is no such page."""


def own_set(name: str, *, folder: Path = FOLDER) -> QuestionSet:
    """Return "own-dev" or "own-report", put to the starter corpus.

    Raises:
        EvalError: there are no such files, or a line breaks the form; every fault is named.
    """
    files = sorted(folder.glob(FILES[name]))
    if not files:
        raise EvalError(f"{folder.name}/{FILES[name]}: there are no such questions")
    part = Part.REPORT if name == "own-report" else Part.DEV
    return QuestionSet(name=name, questions=tuple(read_questions(files, part=part)), folder=STARTER)


def read_questions(files: Iterable[Path], *, part: Part = Part.DEV) -> list[Question]:
    """Return the questions of some files, in their order.

    Raises:
        EvalError: a line breaks the form, or an id comes twice; every fault is named with its file and line.
    """
    questions: list[Question] = []
    faults: list[str] = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            found = list(_faults(line))
            faults += [f"{file.name}, line {number}: {fault}" for fault in found]
            if not found:
                questions.append(_question(json.loads(line), part))
    times = Counter(question.question_id for question in questions)
    faults += [f"{key}: the id comes {n} times" for key, n in times.items() if n > 1]
    _raise(faults)
    return questions


def check_quotes(questions: Sequence[Question], page_text: PageText) -> None:
    """Make sure that every quote stands on its page.

    Raises:
        EvalError: one does not, or there is no such page; id, document and page are named.
    """
    faults = []
    for question in questions:
        for evidence in question.evidence:
            if evidence.page is None:
                continue
            where = f"{question.question_id}: {evidence.document_id}, page {evidence.page}"
            try:
                text = page_text(evidence.document_id, evidence.page)
            except NotHeld as error:
                faults.append(f"{where}: {error}")
                continue
            if not stands_on(evidence.quote, text):
                faults.append(f"{where} does not hold the quote {evidence.quote[:80]!r}")
    _raise(faults)


def _raise(faults: Sequence[str]) -> None:
    if faults:
        more = f"\n… and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise EvalError("the questions cannot be used as they are:\n" + "\n".join(faults[:_MOST_FAULTS]) + more)


def _question(item: dict[str, Any], part: Part) -> Question:
    return Question(
        question_id=item["id"],
        text=item["question"],
        language=item["language"],
        evidence=tuple(Evidence(**evidence) for evidence in item["evidence"]),
        answers=(item["answer"],) if item["answer"] else (),
        group=item["group"],
        part=part,
        kind=item["kind"],
        reasons=tuple(item["reasons"]),
    )


def _faults(line: str) -> Iterator[str]:
    """Yield what is wrong with a line."""
    try:
        item = json.loads(line)
    except ValueError as error:
        yield f"not JSON ({error})"
        return
    if not isinstance(item, dict) or tuple(item) != KEYS:
        yield f"the keys must be {', '.join(KEYS)}, in this order"
        return
    yield from _faults_of_fields(item)
    yield from _faults_of_status(item)
    for n, evidence in enumerate(item["evidence"] if isinstance(item["evidence"], list) else [], start=1):
        yield from (f"{item['id']}, evidence {n}: {fault}" for fault in _faults_of_evidence(evidence))


def _faults_of_fields(item: dict[str, Any]) -> Iterator[str]:
    for key in ("id", "group", "question"):
        if not isinstance(item[key], str) or not item[key].strip():
            yield f"{key} must be text that is not empty"
    choices = (("language", LANGUAGES), ("kind", KINDS), ("status", ("answered", "no_answer")))
    for key, allowed in choices:
        if item[key] not in allowed:
            yield f"{item['id']}: {key} is {item[key]!r}; it must be one of {', '.join(allowed)}"
    if not isinstance(item["answer"], str):
        yield f"{item['id']}: answer must be text"


def _faults_of_status(item: dict[str, Any]) -> Iterator[str]:
    evidence, reasons = item["evidence"], item["reasons"]
    if not isinstance(evidence, list) or not isinstance(reasons, list):
        yield f"{item['id']}: evidence and reasons must be lists"
    elif item["status"] == "answered" and (not evidence or reasons):
        yield f"{item['id']}: an answered question needs evidence and no reasons"
    elif item["status"] == "no_answer" and (evidence or not reasons or not set(reasons) <= set(REASONS)):
        yield f"{item['id']}: a question without an answer needs no evidence, and reasons among {', '.join(REASONS)}"


def _faults_of_evidence(evidence: object) -> Iterator[str]:
    if not isinstance(evidence, dict) or tuple(evidence) != _EVIDENCE_KEYS:
        yield f"the keys must be {', '.join(_EVIDENCE_KEYS)}, in this order"
        return
    if not isinstance(evidence["quote"], str) or not evidence["quote"].strip():
        yield "quote must be text that is not empty"
    if type(evidence["page"]) is not int or evidence["page"] < 1:
        yield f"page is {evidence['page']!r}; it must be a number from 1 on"
    if evidence["grade"] not in (1, 2):
        yield f"grade is {evidence['grade']!r}; it must be 1 or 2"
