"""Public sets: read from where they lie, parted by document, each gold passage found in a library of ours."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval import adapters
from eval.records import EvalError, Part, QuestionSet
from eval.run import Options, judged_evidence, sample
from tests.eval.conftest import Shelf

needs_data = pytest.mark.skipif(not adapters.DATA.is_dir(), reason="../shared/data is absent")
TMX = """<?xml version="1.0"?><tmx version="1.4"><header/><body>
<tu tuid="A_1:1"><tuv xml:lang="en"><seg>Wash your hands.</seg></tuv>
<tuv xml:lang="{code}"><seg>{first}</seg></tuv></tu>
<tu tuid="B_1:1"><tuv xml:lang="en"><seg>Stay at home.</seg></tuv>
<tuv xml:lang="{code}"><seg>{second}</seg></tuv></tu>
</body></tmx>"""


def relevant(shelf: Shelf, asked: QuestionSet) -> dict[str, list[str]]:
    """Question id -> texts of its relevant passages."""
    texts: dict[str, list[str]] = {}
    for name in asked.libraries:
        with shelf.open(asked, name) as library:
            _, qrels = judged_evidence(library, [question for question in asked.questions if question.library == name])
            texts |= {key: [library.passages[one].text for one in some] for key, some in qrels.items()}
    return texts


def test_squad_answers_lead_to_the_passage_that_holds_them(data: Path, shelf: Shelf) -> None:
    asked = adapters.load("squad2", data=data)
    texts = relevant(shelf, asked)
    assert ["Lisbon" in text for text in texts["squad2-0-0"]] == [True]
    assert ["three days" in text for text in texts["squad2-0-1"]] == [True]
    assert "squad2-0-2" not in texts
    assert [q.reasons for q in asked.questions if not q.is_answerable] == [("silent",)]


def test_of_an_answer_that_comes_often_the_place_meant_counts(tmp_path: Path, shelf: Shelf) -> None:
    context = ("In 2019 the register of devices opened. " * 90).strip()
    file = write_squad(tmp_path, context, answer="2019", start=context.rindex("2019"))
    (texts,) = relevant(shelf, adapters.squad_form("set", file, language="en")).values()
    assert [context.endswith(text) for text in texts] == [True]


def write_squad(folder: Path, context: str, *, answer: str, start: int) -> Path:
    """Write a set of one paragraph with one question."""
    asked = {"id": 1, "question": "When?", "answers": [{"text": answer, "answer_start": start}]}
    file = folder / "set.json"
    file.write_text(json.dumps([{"paragraphs": [{"context": context, "qas": [asked]}]}]), encoding="utf-8")
    return file


def test_a_wrong_offset_gives_way_to_the_words(tmp_path: Path) -> None:
    file = write_squad(tmp_path, "One law. Two laws.", answer="Two", start=3)
    (question,) = adapters.squad_form("set", file, language="en").questions
    assert question.evidence[0].near == len("Onelaw.")


def test_a_numbered_passage_is_a_passage_of_the_library(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "obliqa"
    (folder / "documents").mkdir(parents=True)
    twice = "A firm must keep a register."
    rules = ["GENERAL", "", twice, "A firm must:\n(a)\treport; and\n(b)\tpay.", twice]
    items = [{"DocumentID": 1, "PassageID": str(n), "Passage": rule} for n, rule in enumerate(rules)]
    (folder / "documents" / "1.json").write_text(json.dumps(items), encoding="utf-8")
    asked = [{"QuestionID": "q", "Question": "What must a firm do?", "Passages": [items[3], items[4]]}]
    (folder / "ObliQA_dev.json").write_text(json.dumps(asked), encoding="utf-8")
    texts = relevant(shelf, adapters.load("obliqa", data=tmp_path))
    assert sorted(" ".join(text.split()) for text in texts["q"]) == [twice, "A firm must: (a) report; and (b) pay."]


def test_a_sentence_has_its_counterpart_in_the_other_language(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "parallel").mkdir()
    sentences = {"fr": ("Lavez-vous les mains.", "Restez chez vous."), "ru": ("Мойте руки.", "Сидите дома.")}
    for code, (first, second) in sentences.items():
        text = TMX.format(code=code, first=first, second=second)
        (tmp_path / "parallel" / f"all.en-{code}.tmx").write_text(text, encoding="utf-8")
    asked = adapters.load("tico", data=tmp_path)
    assert relevant(shelf, asked)["tico-ru-en-0"] == ["Wash your hands."]
    assert relevant(shelf, asked)["tico-en-ru-1"] == ["Сидите дома."]
    parts = {question.group: question.part for question in asked.questions}
    assert parts == {"tico-0": Part.DEV, "tico-1": Part.REPORT}


def test_a_set_that_is_absent_is_told(tmp_path: Path) -> None:
    for name in adapters.PUBLIC_SETS:
        with pytest.raises(EvalError, match=f"the set {name} is not there: .* --data"):
            adapters.load(name, data=tmp_path)


def test_a_set_that_does_not_exist_is_told() -> None:
    with pytest.raises(EvalError, match="there is no set 'msmarco'"):
        adapters.load("msmarco")


def test_what_is_fitted_sees_the_development_part_alone(data: Path) -> None:
    asked = adapters.load("squad2", data=data)
    parts = {
        part: {question.question_id for question in sample(asked, Options(systems=(), part=part, answers=True))}
        for part in Part
    }
    assert parts == {Part.DEV: {"squad2-0-0", "squad2-0-1", "squad2-0-2"}, Part.REPORT: {"squad2-1-3"}}


@needs_data
@pytest.mark.real
@pytest.mark.parametrize(("name", "documents", "questions", "unanswerable"), [
    ("covidqa", 98, 1380, 0), ("piaf", 191, 3835, 0), ("squad2", 8, 2828, 1529), ("obliqa", 40, 2788, 0),
    ("tico", 93, 4 * 3071, 0), ("ntrex", 4 * 123, 12 * 1997, 0),
])  # fmt: skip
def test_a_public_set_is_whole_and_its_parts_share_no_document(
    name: str, documents: int, questions: int, unanswerable: int
) -> None:
    asked = adapters.load(name)
    assert (len(asked.texts), len(asked.questions)) == (documents, questions)
    assert sum(not question.is_answerable for question in asked.questions) == unanswerable
    assert max(Counter(question.question_id for question in asked.questions).values()) == 1
    parts = {part: {q.document_id for q in asked.questions if q.part is part} for part in Part}
    assert parts[Part.DEV]
    assert parts[Part.REPORT]
    assert not parts[Part.DEV] & parts[Part.REPORT]
