"""The commands `export` and `feedback`, and `ask --keep`, as their users run them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
import rispy

from tests.factories import make_decision
from tests.fakes import without_model
from tests.test_cli import Command

QUESTION = "Which clinicians review every result of a model?"


@pytest.fixture
def filled(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """A library of two documents."""
    monkeypatch.chdir(tmp_path)
    without_model(monkeypatch)
    monkeypatch.setattr("answer.ask.load_decision", make_decision)
    command = Command(tmp_path, capsys)
    assert command("ingest", command.docs) == 0, command.err
    return command


def printed(command: Command, name: str, *words: object) -> Path:
    """Keep what a command prints with --json in a file."""
    assert command(*words, "--json") in {0, 1}, command.err
    file = command.docs.parent / name
    file.write_text(command.out, encoding="utf-8")
    return file


def kept(command: Command) -> str:
    answer_id: str = command.json("ask", QUESTION, "--keep")["answer_id"]
    return answer_id


@pytest.mark.parametrize(("words", "kinds"), [
    (("ask", QUESTION), "docx pdf md ris bib json"), (("ask", "Who won the cup?"), "docx pdf md json"),
    (("search", "records"), "docx pdf md csv xlsx ris bib"),
    (("compare", "clinicians review", "--country", "FRA,MLT,MCO"), "docx pdf md csv xlsx ris bib"),
])  # fmt: skip
def test_what_is_printed_becomes_files(filled: Command, words: tuple[str, ...], kinds: str) -> None:
    file = printed(filled, "printed.json", *words)
    for kind in kinds.split():
        out = filled.docs.parent / "new" / f"taken.{kind}"
        summary = filled.json("export", file, "--out", out)
        assert summary == {"file": str(out), "kind": kind, "bytes": out.stat().st_size}
        assert summary["bytes"] > 0


def test_a_checked_draft_becomes_a_word_file(filled: Command, tmp_path: Path) -> None:
    draft = tmp_path / "speech.md"
    draft.write_text("French clinicians review every result of a model. Horses fly over the moon.", encoding="utf-8")
    file = printed(filled, "checked.json", "check", draft)
    assert filled("export", file, "--out", tmp_path / "checked.docx") == 0, filled.err
    text = "\n".join(one.text for one in docx.Document(str(tmp_path / "checked.docx")).paragraphs)
    assert "Horses fly over the moon." in text


@pytest.mark.parametrize(
    ("words", "comments"), [((), 1), (("--remarks", "comments"), 1), (("--remarks", "footnotes"), 0)]
)
def test_remarks_on_a_draft_are_comments_or_footnotes(
    filled: Command, tmp_path: Path, words: tuple[str, ...], comments: int
) -> None:
    draft, out = tmp_path / "speech.md", tmp_path / "checked.docx"
    draft.write_text("French clinicians review every result of a model. Horses fly over the moon.", encoding="utf-8")
    file = printed(filled, "checked.json", "check", draft)
    assert filled("export", file, "--out", out, *words) == 0, filled.err
    assert len(docx.Document(str(out)).comments) == comments
    notes = zipfile.ZipFile(out).read("word/footnotes.xml").decode()
    assert ("Not found" in notes) is (comments == 0)
    assert filled("export", file, "--to", "md", "--remarks", "footnotes") == 2
    assert "--remarks is for a checked draft as .docx" in filled.err


def test_text_goes_to_the_terminal_and_hits_are_selected(filled: Command) -> None:
    file = printed(filled, "hits.json", "search", "records of patients", "-k", 2)
    assert filled("export", file, "--to", "ris", "--hits", "2") == 0, filled.err
    (record,) = rispy.loads(filled.out)
    wanted = json.loads(file.read_text(encoding="utf-8"))["hits"][1]
    assert record["id"] == wanted["document_id"]


def test_standard_input_is_read(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    file = printed(filled, "answer.json", "ask", QUESTION)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert filled("export", "-", "--to", "md") == 0, filled.err
    assert filled.out.startswith(f"# {QUESTION}\n")


def test_a_kept_answer_is_exported_by_its_id_with_what_has_changed(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_id = kept(filled)
    assert kept(filled) == answer_id, "the same answer on the same snapshot"
    assert filled("export", "--answer", answer_id, "--to", "md") == 0, filled.err
    assert answer_id in filled.out
    assert "None of the cited documents has changed since." in filled.out
    assert filled("reindex", "--model", "other") == 0, "which makes another state of the home the live one"
    monkeypatch.setenv("POLICY_KB_MODEL", "other")
    plan = filled.docs / "FRA" / "plan.md"
    plan.write_text(plan.read_text(encoding="utf-8").replace("every", "each"), encoding="utf-8")
    assert filled("ingest", filled.docs) == 0
    assert filled("export", "--answer", answer_id, "--to", "md") == 0, filled.err
    assert "the document has a newer revision" in filled.out
    assert "French clinicians review every result of a model" in filled.out
    assert filled("export", "--answer", answer_id, "--to", "json") == 0
    item = json.loads(filled.out)
    assert (item["answer_id"], set(item["changes"].values())) == (answer_id, {"revised"})


def test_feedback_is_given_listed_and_forgotten(filled: Command) -> None:
    answer_id = kept(filled)
    said: dict[str, Any] = filled.json("feedback", answer_id, "not_supported", "--citation", 1, "--comment", "No.")
    assert said == {"answer_id": answer_id, "verdict": "not_supported", "citation": 1}
    listed = filled.json("feedback")
    assert listed["counts"] == {"right": 0, "wrong": 0, "not_supported": 1}
    assert [(one["answer_id"], one["comment"]) for one in listed["feedback"]] == [(answer_id, "No.")]
    assert filled("feedback") == 0
    assert f"{answer_id} [1]  {QUESTION} - No." in filled.out
    assert filled("feedback", "--forget", answer_id) == 0
    assert filled.json("feedback")["feedback"] == []


def test_a_question_is_recorded_only_where_that_is_wanted(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled("ask", "Who won the cup?") == 0
    assert not (filled.home / "kept.sqlite").exists()
    monkeypatch.setenv("POLICY_KB_KEEP_QUESTIONS", "true")
    for _ in range(2):
        assert filled("ask", "Who won the cup?") == 0
    assert filled("ask", QUESTION) == 0
    listed = filled.json("feedback")["unanswered"]
    assert [(one["question"], one["asked"]) for one in listed] == [("Who won the cup?", 2)]
    assert filled("feedback") == 0
    assert "(asked 2 times)" in filled.out


def test_wrong_usage_is_told_in_one_line(filled: Command) -> None:
    file = printed(filled, "answer.json", "ask", QUESTION)
    for words, said in (
        (("export", file), "--to: say which kind"), (("export", file, "--to", "docx"), "--out: a .docx goes to a file"),
        (("export", "--to", "md"), "give a FILE"), (("export", file, "--answer", "0", "--to", "md"), "give a FILE"),
        (("export", "missing.json", "--to", "md"), "missing.json: cannot be read"),
        (("export", file, "--to", "md", "--hits", "1"), "--hits selects"),
        (("feedback", "0" * 16), "say what you think"),
    ):  # fmt: skip
        assert said in filled.fault(*words, code=2)
    assert filled("export", file, "--to", "md", "--hits", "first") == 2
    assert "no list of ranks" in filled.err
    broken = file.with_name("bad.json")
    for text, said in (
        ("{", "bad.json: line 1 is not JSON"), ("", "bad.json: it is empty"), ("{}", "bad.json: no result that"),
    ):  # fmt: skip
        broken.write_text(text, encoding="utf-8")
        assert said in filled.fault("export", broken, "--to", "md", code=1)
    broken.write_bytes(b"\xff\xfe{}")
    assert "bad.json: it is not UTF-8" in filled.fault("export", broken, "--to", "md", code=1)
    assert "no answer is kept as" in filled.fault("export", "--answer", "nothing", "--to", "md", code=1)
    assert "no answer is kept as" in filled.fault("feedback", "0" * 16, "right", code=1)
    assert "has no .xlsx" in filled.fault("export", file, "--out", "a.xlsx", code=1)
    assert "cannot be written" in filled.fault("export", file, "--to", "md", "--out", filled.home, code=1)
