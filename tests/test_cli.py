"""The command: shapes that other programs read, exit codes, and faults in one line."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli import main
from tests.factories import make_decision
from tests.fakes import HashEncoder, without_model
from tests.ingest.scans import FakeTesseract

ROOT = Path(__file__).parent.parent
DOCUMENTS = {
    "FRA/plan.md": "# National plan 2025\n\nFrench clinicians review every result of a model. "
    "The ministry keeps a register.",
    "MLT/law.md": "# Malta data act 2024\n\nMaltese hospitals share records with researchers. Patients may object.",
}  # fmt: skip
HIT = {
    "rank", "score", "document_id", "title", "country", "year", "page", "page_label", "section", "start", "end", "text",
}  # fmt: skip
CITATION = {
    "n", "document_id", "revision", "title", "publisher", "year", "country", "language", "page", "page_label",
    "section", "start", "end", "quote", "url",
}  # fmt: skip
ANSWER = {
    "question", "language", "status", "confidence", "statements", "citations", "refusal", "mode", "snapshot",
    "timings_ms",
}  # fmt: skip


class Command:
    """Runs commands on one home."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.docs, self.home = folder / "docs", folder / "home"
        self._capsys = capsys
        for name, text in DOCUMENTS.items():
            (self.docs / name).parent.mkdir(parents=True)
            (self.docs / name).write_text(text, encoding="utf-8")

    def __call__(self, *words: object, home: bool = True) -> int:
        """Run one command; keep what it printed."""
        argv = [str(word) for word in words]
        code = main([*argv, "--home", str(self.home)] if home else argv)
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *words: object, code: int = 0) -> Any:
        """Run one command with --json; return the object it printed, and nothing else may be printed."""
        assert self(*words, "--json") == code, self.err
        return json.loads(self.out)

    def fault(self, *words: object, code: int, home: bool = True) -> str:
        """Run a command that must fail; return the one line it says."""
        assert self(*words, home=home) == code
        assert self.out == ""
        assert self.err.startswith("error: ")
        assert self.err.count("\n") == 1
        return self.err


@pytest.fixture
def command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("POLICY_KB_")]:
        monkeypatch.delenv(name)
    without_model(monkeypatch)
    monkeypatch.setattr("answer.ask.load_decision", make_decision)
    return Command(tmp_path, capsys)


@pytest.fixture
def filled(command: Command) -> Command:
    assert command("ingest", command.docs) == 0, command.err
    return command


# Shapes and exit codes.


def test_ingest_says_how_every_file_ended(command: Command) -> None:
    (command.docs / "empty.txt").touch()
    summary = command.json("ingest", command.docs, code=1)
    assert set(summary) >= {"documents", "counts", "seconds"}
    assert set(summary["documents"][0]) == {
        "path", "document_id", "status", "pages", "empty_pages", "passages", "seconds", "message",
    }  # fmt: skip
    assert sum(summary["counts"].values()) == len(summary["documents"]) == 3
    assert summary["counts"]["rejected"] == 1
    (command.docs / "empty.txt").unlink()
    again = command.json("ingest", command.docs)
    assert again["counts"]["unchanged"] == 2
    assert again["encoded"] == 0


def test_ingest_of_nothing_is_not_all_well(command: Command, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    assert command("ingest", tmp_path / "void") == 1
    assert command("ingest", tmp_path / "missing.pdf") == 1
    assert "missing.pdf" in command.out


def test_ingest_with_prune_reports_what_it_removed(filled: Command) -> None:
    (filled.docs / "MLT" / "law.md").unlink()
    assert filled.json("ingest", filled.docs)["counts"]["removed"] == 0
    assert filled.json("ingest", filled.docs, "--prune")["counts"]["removed"] == 1
    assert filled.json("status")["documents"] == 1


def test_status_says_what_is_held(filled: Command) -> None:
    summary = filled.json("status")
    assert set(summary) >= {"documents", "passages", "pages", "model", "snapshot", "problems"}
    assert (summary["documents"], summary["model"]) == (2, "bundled@1")
    assert summary["by_country"] == {"FRA": 1, "MLT": 1}
    assert filled("status") == 0
    assert "2 documents" in filled.out


def test_status_says_what_reads_scans_or_what_brings_it(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        program = FakeTesseract(tmp_path, changed)
        program.install("eng", "rus")
        assert filled.json("status")["ocr"] == {
            "is_ready": True, "engine": "tesseract 5.3.0: eng rus", "fault": "", "commands": [],
        }  # fmt: skip
        assert filled("status") == 0
        assert "scans are read by tesseract 5.3.0: eng rus" in filled.out
    monkeypatch.setenv("PATH", str(tmp_path))
    found = filled.json("status")["ocr"]
    assert not found["is_ready"]
    assert found["commands"] == ["apt-get install tesseract-ocr tesseract-ocr-fra tesseract-ocr-deu tesseract-ocr-rus"]
    assert filled("status") == 0
    assert "apt-get install tesseract-ocr" in filled.out
    monkeypatch.setenv("POLICY_KB_OCR", "off")
    assert "switched off" in filled.json("status")["ocr"]["fault"]


def test_search_prints_hits_best_first(filled: Command) -> None:
    found = filled.json("search", "register of models", "-k", 1)
    assert set(found) >= {"query", "snapshot", "hits"}
    (hit,) = found["hits"]
    assert set(hit) >= HIT
    page = filled.json("page", hit["document_id"], hit["page"])
    assert page["text"][hit["start"] : hit["end"]] == hit["text"]
    assert filled("search", "register") == 0
    assert "National plan" in filled.out


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--country", "MLT"], {"law"}), (["--country", "malta,FRA"], {"law", "plan"}), (["--year", "2025"], {"plan"}),
        (["--year", "2020-2024"], {"law"}), (["--year", "2020–2025"], {"law", "plan"}),
        (["--language", "en"], {"law", "plan"}), (["--type", "legislation"], {"law"}),
        (["--document", "plan"], {"plan"}), (["--year", "1999"], set()),
    ],
)  # fmt: skip
def test_search_keeps_to_its_filters(filled: Command, flags: list[str], expected: set[str]) -> None:
    found = filled.json("search", "the records of clinicians and hospitals", *flags, code=0 if expected else 1)
    assert {hit["document_id"] for hit in found["hits"]} == expected


def test_ask_prints_an_answer_whose_quotes_stand_on_their_pages(filled: Command) -> None:
    answer = filled.json("ask", "Who reviews every result of a model in France?")
    assert set(answer) >= ANSWER
    assert (answer["status"], answer["refusal"]) == ("answered", None)
    for citation in answer["citations"]:
        assert set(citation) >= CITATION
        page = filled.json("page", citation["document_id"], citation["page"])
        assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert page["revision"] == citation["revision"]
    assert all(set(statement) == {"text", "citations", "support"} for statement in answer["statements"])
    assert filled("ask", "Who reviews every result of a model in France?") == 0
    assert "[1]" in filled.out


def test_ask_prints_a_refusal_with_its_reason(filled: Command) -> None:
    answer = filled.json("ask", "Qui a gagné la coupe du monde de football ?")
    assert set(answer) >= ANSWER
    assert answer["status"] == "no_answer"
    assert set(answer["refusal"]) == {"reason", "message", "related"}
    assert answer["refusal"]["message"]
    assert all(set(hit) >= HIT for hit in answer["refusal"]["related"])


def test_compare_prints_a_row_per_country(filled: Command) -> None:
    summary = filled.json("compare", "review of every result of a model", "--country", "FRA,MLT,PRT,FRA")
    assert summary["topic"] == "review of every result of a model"
    assert [row["country"] for row in summary["rows"]] == ["FRA", "MLT", "PRT"]
    assert [row["status"] for row in summary["rows"]] == ["found", "silent", "no_document"]
    for row in summary["rows"]:
        assert bool(row["statements"]) is bool(row["citations"]) is (row["status"] == "found")
    assert filled("compare", "review", "--country", "FRA,PRT") == 0
    assert "Portugal" in filled.out


def test_page_prints_exact_text(filled: Command) -> None:
    page = filled.json("page", "plan", 1)
    assert set(page) >= {"document_id", "revision", "page", "page_label", "text"}
    assert page["revision"].startswith("sha256:")
    again = filled.json("page", "plan", 1, "--revision", page["revision"])
    assert again == page


def test_page_writes_its_picture(command: Command, tmp_path: Path) -> None:
    typst = pytest.importorskip("typst", reason="typst is part of the dev extra")
    (tmp_path / "plan.pdf").write_bytes(typst.compile(b"Clinicians review each result of a model."))
    assert command("ingest", tmp_path / "plan.pdf") == 0
    png = tmp_path / "page.png"
    assert command("page", "plan", 1, "--png", png, "--highlight", "0:10", "--highlight", "18:22") == 0
    assert png.read_bytes()[:4] == b"\x89PNG"
    assert "reach" in command.fault("page", "plan", 1, "--png", png, "--highlight", "0:99999", code=2)
    assert "cannot be written" in command.fault("page", "plan", 1, "--png", tmp_path, code=2)


def test_remove_and_reindex_say_what_they_did(filled: Command) -> None:
    assert filled.json("reindex") == {"passages": 2, "model": "bundled@1"}
    assert filled.json("remove", "plan") == {"removed": ["plan"]}
    assert filled.json("status")["documents"] == 1
    assert "plan" in filled.fault("remove", "plan", code=1)


# Batches.


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["search", "ask"])
def test_a_batch_answers_line_by_line_with_the_same_ids(filled: Command, tmp_path: Path, name: str) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "r.jsonl"
    questions.write_text(
        '{"id": "a", "question": "Who keeps a register?"}\n\n'
        '{"id": 2, "question": "Кто ведёт\u2028реестр?", "country": ["MLT"], "year": 2024}\n',
        encoding="utf-8",
    )
    assert filled(name, "--questions", questions, "--out", out) == 0
    results = lines(out)
    assert [result["id"] for result in results] == ["a", 2]
    assert all(set(result) >= ({"query", "hits"} if name == "search" else ANSWER) for result in results)
    assert filled(name, "--questions", questions) == 0
    assert [json.loads(line)["id"] for line in filled.out.splitlines()] == ["a", 2]


def test_filters_of_the_command_line_hold_for_lines_without_their_own(filled: Command, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"id": 1, "question": "records"}\n{"id": 2, "question": "records", "country": "FRA"}\n', encoding="utf-8"
    )
    assert filled("search", "--questions", questions, "--country", "MLT") == 0
    countries = [{hit["country"] for hit in json.loads(line)["hits"]} for line in filled.out.splitlines()]
    assert countries == [{"MLT"}, {"FRA"}]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        pytest.param("{no json", "not JSON", id="no JSON"),
        pytest.param("[1]", '"id"', id="no object"),
        pytest.param('{"question": "q"}', '"id"', id="no id"),
        pytest.param('{"id": 1, "question": " "}', '"question"', id="no question"),
        pytest.param('{"id": 1, "question": null}', '"question"', id="null"),
        pytest.param('{"id": 1, "question": "q", "country": "Atlantis"}', "Atlantis", id="no country"),
        pytest.param('{"id": 1, "question": "q", "year": "soon"}', "soon", id="no year"),
        pytest.param("[" * 100_000, "not JSON", id="deep"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_answered(
    filled: Command, tmp_path: Path, line: str, word: str
) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "r.jsonl"
    questions.write_text('{"id": 0, "question": "register"}\n' + line + "\n", encoding="utf-8")
    told = filled.fault("ask", "--questions", questions, "--out", out, code=2)
    assert "line 2" in told
    assert word in told
    assert not out.exists()


def test_a_batch_that_cannot_be_read_or_written_is_one_line(filled: Command, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    assert "cannot be read" in filled.fault("ask", "--questions", questions, code=2)
    questions.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in filled.fault("ask", "--questions", questions, code=2)
    questions.write_text('{"id": 0, "question": "register"}', encoding="utf-8")
    out = tmp_path / "none" / "r.jsonl"
    assert "cannot be written" in filled.fault("ask", "--questions", questions, "--out", out, code=2)


# Wrong usage and faults.


@pytest.mark.parametrize(
    "words",
    [
        [], ["nothing"], ["ask"], ["ask", " "], ["search"], ["ingest"], ["page", "plan"], ["page", "plan", "0"],
        ["page", "plan", "²"], ["search", "x", "-k", "0"], ["search", "x", "-k", "9999999999"],
        ["search", "x", "--country", "Atlantis"], ["search", "x", "--year", "soon"], ["search", "x", "--year", "²²²²"],
        ["search", "x", "--year", "2025-2020"], ["search", "x", "--year", "99999999999999999999"],
        ["page", "plan", "1", "--highlight", "5"], ["page", "plan", "1", "--highlight", "9:5"],
        ["compare", "x"], ["compare", "x", "--country", ","], ["compare", " ", "--country", "FRA"],
        ["ingest", "docs", "--workers", "-1"], ["search", "x", "--config", "missing.toml"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_exits_with_two_and_no_traceback(filled: Command, words: list[str]) -> None:
    assert filled(*words, home=bool(words) and words != ["nothing"]) == 2
    assert "Traceback" not in filled.err
    assert filled.out == ""
    assert re.search(r"error: ", filled.err)


def test_what_is_not_held_is_one_line(filled: Command) -> None:
    assert "nothing" in filled.fault("page", "nothing", 1, code=1)
    assert "no page 99" in filled.fault("page", "plan", 99, code=1)
    assert "no page" in filled.fault("page", "plan", "9" * 18, code=1)
    assert "not a PDF" in filled.fault("page", "plan", 1, "--png", "x.png", code=1)


def test_a_home_of_another_model_is_one_line(filled: Command) -> None:
    assert "reindex" in filled.fault("search", "register", "--model", "other", code=1)
    assert filled.json("reindex", "--model", "other")["model"] == "other@1"
    assert filled("search", "register", "--model", "other") == 0


def test_a_manifest_with_a_fault_is_one_line(command: Command) -> None:
    (command.docs / "manifest.csv").write_text("id,title,year\nplan,Plan,soon\n", encoding="utf-8")
    assert "row 2" in command.fault("ingest", command.docs, code=1)
    assert "list.csv" in command.fault("ingest", command.docs, "--manifest", "list.csv", code=1)


def test_a_home_that_is_a_file_or_broken_is_one_line(command: Command, tmp_path: Path) -> None:
    command.home.write_text("x")
    assert "home" in command.fault("status", code=1)
    command.home.unlink()
    command.home.mkdir()
    (command.home / "catalogue.sqlite").write_bytes(b"no database" * 100)
    assert "cannot be opened" in command.fault("status", code=1)


def test_a_catalogue_that_fails_later_is_one_line(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("index.catalogue.Catalogue.documents", fail)
    assert "locked" in filled.fault("status", code=1)


@pytest.mark.parametrize("question", ['"regi AND (', "\ud800 register", "register\0", "🙂" * 500, "--", "x" * 20_000])
def test_odd_questions_are_searched_and_asked(filled: Command, question: str) -> None:
    for name in ("search", "ask"):
        assert main([name, "--home", str(filled.home), "--json", "--", question]) in (0, 1)


def test_ctrl_c_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.update.Updater.ingest", stop)
    assert "stopped" in command.fault("ingest", command.docs, code=130)


# Help.


HEAVY = ("torch", "chromadb", "gradio", "llama_index", "pydantic", "tantivy", "onnxruntime", "transformers", "numpy")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys, cli\n"
        "code = cli.main(['--help'])\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(code if not heavy else str(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "COMMAND" in done.stdout


def test_without_a_terminal_progress_is_silent(tmp_path: Path) -> None:
    script = (
        "import sys, cli\n"
        "with cli._progress('ingest') as report:\n"
        "    from index.update import Step\n"
        "    report(Step(files_done=1, files=2, encoded=0, to_encode=0, name='[red]odd[/name'))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_command_is_named_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    named = re.findall(r"^    (\w+) +\S", capsys.readouterr().out, re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if "policy-kb ingest" not in readme:
        pytest.skip("README.md has no list of the commands yet")
    assert len(named) >= 9
    assert [name for name in named if f"policy-kb {name}" not in readme] == []


# Drafts and pairs.


def test_check_goes_through_a_draft(filled: Command, tmp_path: Path) -> None:
    draft = tmp_path / "speech.md"
    draft.write_text(
        "# A speech\n\nFrench clinicians review every result of a model. Maltese hospitals sell records to insurers. "
        "Who pays?\n",
        encoding="utf-8",
    )
    printed = filled.json("check", draft)
    assert [one["verdict"] for one in printed["sentences"]] == ["not_checked", "supported", "not_found", "not_checked"]
    assert printed["counts"] == {"supported": 1, "contradicted": 0, "not_found": 1, "not_checked": 2}
    assert printed["sentences"][1]["support"] == 1.0
    (citation,) = printed["sentences"][1]["citations"]
    assert set(citation) >= CITATION
    page = filled.json("page", citation["document_id"], citation["page"])
    assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert filled("check", draft) == 0
    assert "supported" in filled.out


def test_check_says_what_it_cannot_do(command: Command, tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text("French clinicians review every result.", encoding="utf-8")
    assert "library is empty" in command.fault("check", tmp_path / "speech.txt", code=1)
    (tmp_path / "speech.rtf").touch()
    assert "Save it as .docx" in command.fault("check", tmp_path / "speech.rtf", code=1)
    assert "not there" in command.fault("check", tmp_path / "missing.md", code=1)


@pytest.fixture
def pairs(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command whose encoder is the one of hashes: the score takes the words alone."""
    monkeypatch.setattr("index.stores.open_encoder", lambda model, *_: HashEncoder(f"{model}@1"))
    return command


def test_verify_scores_pairs_and_makes_no_library(pairs: Command, tmp_path: Path) -> None:
    quote = "In 2024, 4 of 50 states had a strategy for AI in health."
    items = [
        {"id": 1, "claim": quote, "evidence": quote},
        {"id": "two", "claim": quote.replace("4 of", "5 of"), "evidence": [quote, "Other."]},
        {"id": None, "claim": "Doctors trust machines.", "evidence": quote},
        {"id": 4, "claim": "Doctors trust machines.", "evidence": "[1] https://example.org/a"},
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    assert pairs("verify", "--pairs", tmp_path / "pairs.jsonl", "--out", tmp_path / "out.jsonl") == 0, pairs.err
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [set(line) for line in lines] == [{"id", "support", "verdict", "reasons"}] * 4
    assert [line["id"] for line in lines] == [1, "two", None, 4]
    assert [line["verdict"] for line in lines] == ["supported", "contradicted", "not_found", "not_found"]
    assert (lines[0]["support"], lines[0]["reasons"], lines[3]["support"]) == (1.0, [], 0.0)
    assert max(line["support"] for line in lines[1:]) < 0.5
    assert "holds no text" in lines[3]["reasons"][0]
    assert not pairs.home.exists()


def test_verify_names_bad_lines_and_does_the_others(pairs: Command, tmp_path: Path) -> None:
    lines = ['{"id": 1, "claim": "A plan.", "evidence": "A plan."}', "{", '{"id": 2, "claim": "A plan."}', "[]"]
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert pairs("verify", "--pairs", tmp_path / "pairs.jsonl") == 1
    assert [json.loads(line)["id"] for line in pairs.out.splitlines()] == [1]
    assert [f"line {n}" in line for n, line in zip((2, 3, 4), pairs.err.splitlines(), strict=True)] == [True] * 3
    assert pairs("verify", "--pairs", tmp_path / "missing.jsonl") == 2


# The next state.


def test_a_state_is_staged_promoted_and_rolled_back(filled: Command) -> None:
    before = filled.json("status")
    (filled.docs / "FRA" / "plan.md").write_text("# National plan 2025\n\nAn agency audits.\n", encoding="utf-8")
    staged = filled.json("ingest", "--stage", filled.docs)
    assert staged["counts"]["indexed"] == 2
    assert Path(staged["report"]).is_file()
    assert filled.json("status")["snapshot"] == before["snapshot"]
    states = {state["part"]: state for state in filled.json("status")["states"]}
    assert (set(states), states["staged"]["is_ready"]) == ({"live", "staged"}, True)
    (filled.docs / "new.md").write_text("# New act 2026\n\nPharmacies report each month.\n", encoding="utf-8")
    assert filled("ingest", filled.docs / "new.md") == 0
    assert "not up to date" in filled.err
    assert "has changed" in filled.fault("promote", code=1)
    staged = filled.json("ingest", "--stage")
    switch = filled.json("promote")
    assert set(switch) == {"live", "before", "snapshot", "documents", "passages", "appeared", "changed", "gone"}
    assert (switch["changed"], switch["snapshot"]) == (["plan"], staged["snapshot"])
    assert filled("status") == 0
    assert "previous" in filled.out
    assert filled.json("rollback")["snapshot"] not in (before["snapshot"], switch["snapshot"])
    assert filled("rollback") == 0
    assert "changed: plan" in filled.out


def test_a_model_is_tried_out_beside_the_live_one(filled: Command) -> None:
    assert filled.json("ingest", "--stage", "--model", "other")["encoded"] > 0
    assert filled.json("status")["model"] == "bundled@1"
    assert filled.json("ingest", "--stage", "--model", "other")["encoded"] == 0
    assert filled("promote") == 0
    assert filled.json("status")["model"] == "other@1"
    assert filled.json("search", "register")["hits"]
    assert filled.json("ingest", "--stage")["encoded"] == 0
    assert filled.json("rollback", "--stage") == {"dropped": "staged"}


def test_what_is_not_staged_cannot_be_switched(filled: Command) -> None:
    for words in (["promote"], ["rollback", "--stage"]):
        assert "ingest --stage" in filled.fault(*words, code=1)
    assert "no state before" in filled.fault("rollback", code=1)
    assert "--stage" in filled.fault("ingest", code=2)
    assert filled("eval", "--stage") == 1
    assert "nothing is staged" in filled.err.splitlines()[-1]


def test_eval_measures_what_is_staged(command: Command, tmp_path: Path) -> None:
    assert command("ingest", "--stage", ROOT / "corpus" / "starter") == 0, command.err
    folders = ["--results", tmp_path / "results", "--cache", tmp_path / "cache"]
    words = ["eval", "--stage", "--set", "own-dev", "--systems", "bm25", "--most", 2, *folders]
    (result,) = command.json(*words)["results"]
    assert result["settings"]["library"] == "staged"
    assert "staged" in command.err
    assert command.json("status")["documents"] == 0
    assert "own sets" in command.fault("eval", "--stage", "--set", "squad2", *folders, code=1)


def test_status_lists_what_a_person_should_look_at(filled: Command) -> None:
    (filled.docs / "empty.txt").touch()
    filled("ingest", filled.docs)
    listed = filled.json("status", "--problems")
    assert set(listed) == {"problems", "snapshot"}
    assert [set(one) for one in listed["problems"]] == [{"path", "document_id", "status", "message"}]
    assert listed["problems"][0]["status"] == "rejected"
    assert filled("status", "--problems") == 0
    assert "empty.txt" in filled.out
    assert "1 rejected" in filled.out
