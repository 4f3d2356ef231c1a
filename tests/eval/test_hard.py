"""The commands that try the ingest hard, in short: kills, damaged files, many documents."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval import hostile, kill, many
from eval.stand_ins import read_inline
from tests.index.conftest import Library

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_writing_that_is_killed_leaves_whole_states() -> None:
    """In a process of its own: the test's has threads, which a fork would lose."""
    command = [sys.executable, "-m", "eval.kill", "--times", "5", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["kills"] == 5


def test_the_look_after_a_kill_finds_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that found nothing in a broken library would prove nothing."""
    monkeypatch.setattr("index.update.read_many", read_inline)
    library = Library(tmp_path)
    library.write("plan.md", "# Plan\n\nHospitals keep a register of models. Nurses train with tablets.\n")
    library.ingest()
    trial = kill.Trial(tmp_path, random.Random(1))
    assert kill.served(trial)["faults"] == kill.left_over(trial) == []
    catalogue = library.stores.catalogue
    with catalogue.transaction() as connection:
        connection.execute("UPDATE passages SET start = start - 1, end = end - 1")
        connection.execute("UPDATE revisions SET passages = 0")
    (tmp_path / "home" / "files" / "x.partial").touch()
    library.stores.lexical.write([], gone=list(catalogue.live_revisions().items()))
    library.stores.close()
    assert kill.left_over(trial) == ["words: 0 instead of 1", "left over: x.partial"]
    assert "plan: 1 of 0 passages" in kill.served(trial)["faults"]


def test_damaged_files_are_each_accounted_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in ("digest-fin.pdf", "digest-est.html", "digest-and.md", "digest-eu-law-ai-health.docx"):
        shutil.copy(ROOT / "corpus" / "starter" / name, few)
    code = hostile.main([str(few), "--mutations", "40", "--seed", "3", "--no-bombs"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0, result
    assert sum(result["reading"]["ended_of_mutations"].values()) == 40
    assert result["reading"]["unforeseen"] == []


def test_a_mutation_is_the_same_for_the_same_seed_and_changes_something() -> None:
    content = bytes(range(256)) * 20
    first = [hostile.mutate(content, random.Random(seed)) for seed in range(50)]
    assert first == [hostile.mutate(content, random.Random(seed)) for seed in range(50)]
    assert sum(copy != content for copy in first) > 45
    assert hostile.mutate(b"", random.Random(1))


def test_small_changes_cost_little(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("index.update.read_many", read_inline)
    assert many.main(["--documents", "6", "--stand-in"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["figures"]["one changed"]["encoded"] == 1
    assert result["figures"]["one renamed"]["encoded"] == 0
