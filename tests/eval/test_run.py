"""Systems over libraries, kept libraries, kept results, and the command over all of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cli import main
from eval import adapters, results
from eval.fuse import fuse
from eval.records import EvalError, Evidence, Part, Question
from eval.run import Options, evaluate, sample
from eval.summary import summary
from eval.systems import Library, System, make, names, system
from index.knowledge_base import KnowledgeBase
from index.records import Filters
from index.update import IngestReport, Updater
from tests.eval.conftest import Shelf
from tests.fakes import without_model

QUESTION = "Where did the register of medical software open?"


def options(*systems: str, **changes: Any) -> Options:
    """Options for some systems."""
    return Options(systems=systems or ("bm25",), **changes)


def test_the_baselines_ask_the_arms_and_never_our_search(
    data: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("a baseline went through our search")

    monkeypatch.setattr(KnowledgeBase, "search", fail)
    with shelf.open(adapters.load("squad2", data=data)) as library:
        runs = {name: make(name, library)(QUESTION, "en", 10) for name in ("bm25", "dense", "rrf")}
        arms = [[key for key, _ in runs[name]] for name in ("dense", "bm25")]
        assert runs["rrf"] == fuse(arms, k=10, c=60)
        assert {key for run in runs.values() for key, _ in run} <= library.passages.keys()
        with pytest.raises(AssertionError):
            make("ours", library)(QUESTION, "en", 10)


def test_every_system_finds_the_passage_that_says_it(data: Path, shelf: Shelf) -> None:
    with shelf.open(adapters.load("squad2", data=data)) as library:
        for name in names():
            (first, *_) = make(name, library)(QUESTION, "en", 10)
            assert "Lisbon" in library.passages[first[0]].text, name


def test_filters_hold_for_every_system(data: Path, shelf: Shelf) -> None:
    with shelf.open(adapters.load("squad2", data=data)) as library:
        filters = Filters(document_ids=("squad2-1",))
        for name in names():
            found = make(name, library, filters=filters)(QUESTION, "en", 10)
            assert {library.passages[key].document_id for key, _ in found} <= {"squad2-1"}, name


def test_a_system_is_registered_by_name(data: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.systems._MAKERS", {})

    @system("last first")
    def _(library: Library, filters: Filters) -> System:
        return lambda question, language, k: [(key, 1.0) for key in reversed(library.passages)][:k]

    asked = adapters.load("squad2", data=data)
    result = evaluate(asked, options("last first"), open_library=shelf.open)
    assert result["systems"]["last first"]["R@20"]["mean"] == 1
    with pytest.raises(EvalError, match="there is no system 'bm25'; there are last first"):
        evaluate(asked, options("bm25"), open_library=shelf.open)


def test_questions_on_documents_that_a_library_lacks_are_left_out(data: Path, shelf: Shelf) -> None:
    asked = adapters.load("squad2", data=data)
    place = Evidence(document_id="absent", quote="Nobody keeps it.", page=1)
    lacking = Question(question_id="lacking", text="Who keeps it?", language="en", evidence=(place,))
    asked = replace(asked, questions=(*asked.questions, lacking))
    result = evaluate(asked, options(), open_library=shelf.open)
    assert result["left_out"] == ["lacking"]
    held = replace(lacking, evidence=(replace(place, document_id="squad2-1"),))
    with pytest.raises(EvalError, match="lacking: squad2-1, page 1 does not hold the quote"):
        evaluate(replace(asked, questions=(*asked.questions[:-1], held)), options(), open_library=shelf.open)


def test_a_kept_library_is_not_filled_again_until_its_documents_change(data: Path, shelf: Shelf) -> None:
    asked = adapters.load("squad2", data=data)
    with shelf.open(asked) as library:
        first = set(library.passages)
    assert shelf.encoder.seen
    shelf.encoder.seen.clear()
    with shelf.open(asked) as library:
        assert set(library.passages) == first
    assert shelf.encoder.seen == []
    file = data / "squad2" / "half_of_dev.json"
    file.write_text(file.read_text(encoding="utf-8").replace("Lisbon", "Porto"), encoding="utf-8")
    with shelf.open(adapters.load("squad2", data=data)) as library:
        texts = [passage.text for passage in library.passages.values()]
        assert any("Porto" in text for text in texts)
        assert not any("Lisbon" in text for text in texts)
    assert shelf.encoder.seen
    assert not any("Clinicians" in text for text in shelf.encoder.seen)  # what did not change keeps its vectors


def test_a_kept_library_is_filled_again_when_the_code_that_stores_it_changes(
    data: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    fillings = []
    fill = Updater.ingest

    def counted(*words: Any, **named: Any) -> IngestReport:
        fillings.append(words)
        return fill(*words, **named)

    monkeypatch.setattr(Updater, "ingest", counted)
    asked = adapters.load("squad2", data=data)
    for files, times in (("ingest/*.py", 1), ("ingest/*.py", 1), ("ingest/passages.py", 2)):
        monkeypatch.setattr("eval.library._FILLING", (files,))
        with shelf.open(asked) as library:
            assert len(library.passages) == 2
        assert len(fillings) == times


def test_a_sample_is_the_same_every_time_and_of_its_part(data: Path) -> None:
    asked = adapters.load("squad2", data=data)
    dev = sample(asked, options(answers=True))
    assert [question.document_id for question in dev] == ["squad2-0"] * 3
    assert [question.document_id for question in sample(asked, options(part=Part.REPORT))] == ["squad2-1"]
    few = sample(asked, options(most=1))
    assert len(few) == 1
    assert few == sample(asked, options(most=1))


def test_a_question_without_an_answer_is_of_use_to_the_assistant_only(data: Path) -> None:
    asked = adapters.load("squad2", data=data)
    assert all(question.is_answerable for question in sample(asked, options()))


# Results.


def make_result(at: str = "2026-01-02T10:00:00+00:00", *, figures: dict[str, float], **changes: Any) -> dict[str, Any]:
    """A result of one system."""
    result: dict[str, Any] = {
        "set": "squad2", "part": "dev", "at": at, "commit": "abc", "systems": {"ours": {}}, "answers": None,
        "per_question": {key: {"language": "en", "ours": [value, 0, 0, 0]} for key, value in figures.items()},
    }  # fmt: skip
    return result | changes


def test_results_are_named_by_set_part_and_date_and_the_newest_is_the_last(tmp_path: Path) -> None:
    kept = [results.keep(make_result(figures={"a": value}), tmp_path) for value in (0.1, 0.2)]
    kept.append(results.keep(make_result("2026-01-01T10:00:00+00:00", figures={"a": 0.3}), tmp_path))
    results.keep(make_result("2026-02-01T10:00:00+00:00", figures={}, part="report"), tmp_path)
    names = ["squad2-dev-2026-01-02.json", "squad2-dev-2026-01-02-2.json", "squad2-dev-2026-01-01.json"]
    assert [file.name for file in kept] == names
    last = results.last("squad2", "dev", tmp_path)
    assert last is not None
    assert (last[0].name, last[1]["per_question"]["a"]["ours"][0]) == (names[1], 0.2)
    assert results.last("squad", "dev", tmp_path) is None


def test_a_kept_file_that_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "squad2-dev-2026-01-01.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvalError, match=r"squad2-dev-2026-01-01\.json"):
        results.last("squad2", "dev", tmp_path)


def test_gains_and_losses_are_listed_the_largest_first() -> None:
    before = make_result(figures={"a": 0.0, "b": 0.5, "c": 1.0, "d": 0.7, "gone": 1.0})
    after = make_result(figures={"a": 1.0, "b": 0.6, "c": 0.2, "d": 0.7, "new": 1.0})
    changes = results.compare(after, before, name="x.json")["systems"]["ours"]
    assert [row["id"] for row in changes["gains"]] == ["a", "b"]
    assert changes["losses"] == [{"id": "c", "before": 1.0, "after": 0.2}]
    assert (changes["questions"], changes["gained"], changes["lost"]) == (4, 2, 1)
    assert changes["mean_change"] == pytest.approx((1.0 + 0.1 - 0.8) / 4)


# The command.


class Page(HTMLParser):
    """What stands in a report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note tags, ids and what is loaded from elsewhere."""
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[key] or "" for key in ("src", "href", "xlink:href") if key in given]


@pytest.fixture
def command(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    without_model(monkeypatch)
    for name in ("POLICY_KB_HOME", "POLICY_KB_MODEL"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        folders = {"--data": data, "--cache": tmp_path / "cache", "--results": tmp_path / "results"}
        given = [str(word) for pair in folders.items() if pair[0] not in words for word in pair]
        code = main(["eval", *words, *given])
        return (code, *capsys.readouterr())

    return run


def test_the_command_keeps_compares_and_reports(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, err = command("--set", "squad2", "--answers")
    assert code == 0, err
    assert "nDCG@10" in out
    assert "false answers" in out
    assert "against" not in out
    code, out, err = command("--set", "squad2", "--answers", "--json")
    assert code == 0, err
    (result,) = json.loads(out)["results"]
    assert result["comparison"]["systems"]["ours"]["questions"] == 2
    assert set(result["systems"]) == {"bm25", "dense", "rrf", "ours"}
    assert result["answers"]["verbatim"] in (1, None)
    assert len(list((tmp_path / "results").iterdir())) == 2
    kept = json.loads((tmp_path / "results" / result["kept"]).read_text(encoding="utf-8"))
    assert {"commit", "decision", "model", "settings"} <= kept.keys()
    assert len(kept["per_question"]) == 3
    assert QUESTION not in json.dumps(kept)
    page = Page((tmp_path / "cache" / "report.html").read_text(encoding="utf-8"))
    assert page.tags.count("svg") == 3
    assert page.tags.count("table") >= 5
    assert all(link.startswith("#") for link in page.links)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize(("words", "code", "fault"), [
    pytest.param(["--set", "msmarco"], 2, "there is no set 'msmarco'", id="no such set"),
    pytest.param(["--set", "squad2", "--systems", "splade"], 1, "there is no system 'splade'", id="no such system"),
    pytest.param(["--set", "covidqa"], 1, "the set covidqa is not there", id="absent set"),
])  # fmt: skip
def test_what_is_missing_is_one_line(
    command: Callable[..., tuple[int, str, str]], words: list[str], code: int, fault: str
) -> None:
    done, out, err = command(*words)
    assert (done, out) == (code, "")
    assert re.fullmatch(r"error: [^\n]+\n", err)
    assert fault in err


@pytest.mark.parametrize("package", ["ir_measures", "matplotlib"])
def test_a_package_that_is_missing_is_told(
    command: Callable[..., tuple[int, str, str]], package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    code, _, err = command("--set", "squad2")
    assert code == 1
    assert "pip install 'policy-kb[eval]'" in err.splitlines()[-1]


def test_a_decision_is_fitted_and_written_where_it_is_said(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eval import calibrate

    monkeypatch.setattr(calibrate, "_is_off", lambda one: one.question.text.startswith("How many nurses"))
    monkeypatch.setattr(calibrate, "_FOLDS", 1)
    monkeypatch.setattr(calibrate, "_by_fold", lambda asked, fit: {one.group: fit(asked) for one in asked})
    out = tmp_path / "decision.json"
    code, shown, err = command("calibrate", "--set", "squad2", "--out", str(out))
    assert code == 0, err
    fitted = json.loads(out.read_text(encoding="utf-8"))
    assert fitted["fitted_on"] == {"squad2": 3}
    assert f"threshold {fitted['threshold']}" in shown
    assert (tmp_path / "topic.npz").is_file()


@pytest.mark.parametrize(("words", "fault"), [
    pytest.param(["calibrate", "--set", "own-report"], "nothing is fitted on own-report", id="a report set"),
    pytest.param(["calibrate", "--set", "squad2"], "some off topic", id="none off topic"),
    pytest.param(["summary"], "run policy-kb eval first", id="nothing kept"),
])  # fmt: skip
def test_what_cannot_be_fitted_or_gathered_is_told(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path, words: list[str], fault: str
) -> None:
    code, out, err = command(*words, "--out", str(tmp_path / "out"))
    assert (code, out) == (1, "")
    assert fault in err.splitlines()[-1]
    assert not (tmp_path / "out").exists()


def test_the_page_of_all_figures_says_what_was_kept(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    assert command("--set", "squad2", "--answers")[0] == 0
    out = tmp_path / "quality.md"
    code, _, err = command("summary", "--out", str(out))
    assert code == 0, err
    page = out.read_text(encoding="utf-8")
    (kept,) = (tmp_path / "results").iterdir()
    figure = json.loads(kept.read_text(encoding="utf-8"))["systems"]["ours"]["nDCG@10"]["mean"]
    (row,) = [line for line in page.splitlines() if kept.name in line and line.startswith("| squad2")]
    assert f"{figure:.3f}" in row
    assert all(line.count("|") > 2 for line in page.splitlines() if line.startswith("|"))


def test_the_page_in_docs_is_what_is_kept() -> None:
    page = Path(__file__).parents[2] / "docs" / "quality.md"
    assert page.read_text(encoding="utf-8") == summary(results.FOLDER)
