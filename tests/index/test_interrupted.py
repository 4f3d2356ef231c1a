"""Ingest that is stopped anywhere: the last whole state goes on being served, and the next run finishes the rest."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from index.catalogue import Catalogue
from index.dense import DenseIndex
from index.files import Files
from index.lexical import LexicalIndex
from index.records import Filters
from index.texts import entry
from index.update import Updater
from index.update_lock import locked
from ingest.errors import HomeError
from tests.index.conftest import Library
from tests.index.ingest_process import MOMENTS

ROOT = Path(__file__).parents[2]
PLAN = "# Plan\n\nClinicians review every result of a model. The ministry keeps a public register.\n"
NEW_PLAN = "# Plan\n\nClinicians review every result of a model. An agency audits hospitals each spring.\n"
LAW = "# Data act\n\nHospitals share records with researchers. Patients may object at any time.\n"


def ingest_elsewhere(library: Library, *moments: str) -> int:
    """Ingest in another process; return its exit code."""
    arguments = [str(library.stores.home), str(library.folder), *moments]
    command = [sys.executable, "-m", "tests.index.ingest_process", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode


@pytest.fixture
def held(library: Library) -> Library:
    """A library that holds the plan, with a new plan and a law beside it on disk."""
    library.write("plan.md", PLAN)
    library.ingest()
    library.write("plan.md", NEW_PLAN)
    library.write("law.md", LAW)
    return library


def texts(library: Library) -> str:
    hits = library.base().search("register agency hospitals records", k=20).hits
    return " ".join(hit.passage.text for hit in hits)


@pytest.mark.parametrize("moment", ["after staging", "after the vectors", "after going live"])
def test_a_process_that_dies_leaves_a_whole_state_and_the_next_one_finishes(held: Library, moment: str) -> None:
    before = held.base().snapshot()
    assert ingest_elsewhere(held, moment) == 9
    held.stores.close()
    if moment == "after going live":
        assert "agency" in texts(held)
        assert "public register" not in texts(held)
    else:
        assert held.base().snapshot() == before
        assert "public register" in texts(held)
        assert "agency" not in texts(held)
        assert held.found("researchers") == ["plan"]
    held.encoded()
    held.ingest()
    assert held.encoded() == (2 if moment == "after staging" else 0)
    assert held.is_whole()
    assert held.ids() == ["law", "plan"]
    assert "public register" not in texts(held)
    assert set(held.ingest().values()) == {"unchanged"}


@pytest.mark.parametrize("moment", sorted(MOMENTS))
def test_a_store_that_fails_once_leaves_a_whole_state(
    held: Library, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held.base().snapshot()
    held.encoded()
    owner, name, is_after = MOMENTS[moment]
    original = getattr(owner, name)

    def failing(*args, **kwargs):
        if is_after:
            original(*args, **kwargs)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing)
        statuses = held.ingest()
    went_live = moment in ("after going live", "before the old vectors go", "before the old passages go")
    if not went_live:
        assert statuses == {"law.md": "rejected", "plan.md": "rejected"}
        assert all("Free some space" in x.message and "\n" not in x.message for x in held.report.documents)
    assert (held.base().snapshot() == before) is not went_live
    assert ("public register" in texts(held)) is not went_live
    assert ("agency" in texts(held)) is went_live
    held.ingest()
    assert held.encoded() == 2
    assert held.is_whole()
    assert "public register" not in texts(held)
    assert set(held.ingest().values()) == {"unchanged"}
    assert held.ids() == ["law", "plan"]


@pytest.mark.parametrize("moment", [
    "after staging", "after the vectors", "after the words", "before going live", "before the old vectors go",
    "before the old passages go",
])  # fmt: skip
def test_a_run_that_gave_files_up_leaves_nothing_of_them_in_the_stores(
    held: Library, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed may do so for a moment only: then the same run clears away what it has begun."""
    owner, name, is_after = MOMENTS[moment]
    original, calls = getattr(owner, name), []

    def failing_once(*args, **kwargs):
        calls.append(name)
        if is_after or len(calls) > 1:
            original(*args, **kwargs)
        if len(calls) == 1:
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing_once)
        held.ingest()
    assert calls
    assert held.is_whole()
    assert held.stores.catalogue.unfinished() == []


def test_old_words_whose_deletion_was_broken_off_go_with_the_next_run(
    held: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when all is on the disk but the file that names it: the names are taken when the same is done again."""
    held.ingest()
    held.write("plan.md", PLAN)
    held.write("new.md", "# Strategy\n\nNurses learn how models err.\n")
    committed = held.stores.home / "lexical" / "meta.json"
    original = LexicalIndex.write

    def killed(index, entries, *, gone=()):
        before = committed.read_bytes()
        original(index, entries, gone=gone)
        if gone:
            committed.write_bytes(before)
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LexicalIndex, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            held.ingest()
    held.stores.close()
    held.write("later.md", "# Audit\n\nAuditors visit each ward.\n")
    assert "rejected" not in held.ingest().values()
    assert held.is_whole()


def test_a_run_that_gave_files_up_prunes_nothing(held: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renamed file that could not be noted under its new name is not gone."""
    assert ingest_elsewhere(held, "after the words") == 9
    held.stores.close()
    held.write("plan.md", PLAN).rename(held.folder / "policy.md")
    with monkeypatch.context() as patch:
        patch.setattr(LexicalIndex, "write", _no_space)
        assert held.ingest(prune=True) == {"law.md": "rejected", "policy.md": "rejected"}
    assert held.ids() == ["plan"]
    assert held.ingest(prune=True) == {"law.md": "indexed", "policy.md": "moved"}
    assert held.is_whole()


def test_a_failing_recovery_is_one_line_per_file(held: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Catalogue, "go_live", _no_space)
        held.ingest()
        patch.setattr(LexicalIndex, "write", _no_space)
        assert held.ingest() == {"law.md": "rejected", "plan.md": "rejected"}
    assert "public register" in texts(held)


def test_unchanged_files_stay_unchanged_when_nothing_can_be_written(
    held: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.ingest()
    held.write("new.md", "# New\n\nA passage that cannot be written to the disk any more.")
    with monkeypatch.context() as patch:
        for owner, name in ((Files, "keep"), (Catalogue, "set_locations"), (DenseIndex, "add")):
            patch.setattr(owner, name, _no_space)
        assert held.ingest() == {"law.md": "unchanged", "new.md": "rejected", "plan.md": "unchanged"}


def _no_space(*_, **__):
    raise OSError(28, "No space left on device")


# Two writers, and readers beside a writer.


def test_a_second_ingest_is_told_who_is_writing(held: Library) -> None:
    (held.stores.home / "ingest.holder").write_text("process 7 on desk,", encoding="utf-8")
    with FileLock(held.stores.home / "ingest.lock"), pytest.raises(HomeError, match=r"process 7 on desk.*Wait") as told:
        held.ingest()
    assert "\n" not in str(told.value)
    assert set(held.ingest().values()) == {"indexed"}


@pytest.mark.parametrize("action", ["remove", "reindex"])
def test_every_writing_waits_for_its_turn(held: Library, action: str) -> None:
    with FileLock(held.stores.home / "ingest.lock"), pytest.raises(HomeError, match="Wait"):
        Updater(held.stores).remove(["plan"]) if action == "remove" else held.staging.reindex()
    assert held.ids() == ["plan"]


def test_two_threads_of_one_process_do_not_write_at_once(held: Library) -> None:
    told: list[str] = []

    def write() -> None:
        try:
            Updater(held.stores).remove(["plan"])
        except HomeError as error:
            told.append(str(error))

    with locked(held.stores.home), locked(held.stores.home):
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert len(told) == 1
    assert f"process {os.getpid()}" in told[0]
    assert held.ids() == ["plan"]
    write()
    assert held.ids() == []


def test_what_another_process_writes_is_found_by_a_library_that_was_open_before(held: Library) -> None:
    base = held.base()
    first = base.search("register agency")
    assert base.terms("The registers", "en") == ["regist"]
    assert ingest_elsewhere(held) == 0
    second = base.search("register agency")
    assert second.snapshot != first.snapshot
    found = " ".join(hit.passage.text for hit in second.hits)
    assert "agency" in found
    assert "public register" not in found
    assert all(hit.similarity is not None for hit in second.hits)
    assert base.mentions("researchers")


def test_words_asked_for_before_the_first_search_do_not_freeze_the_index(held: Library) -> None:
    base = held.base()
    base.terms("registers", "en")
    assert ingest_elsewhere(held) == 0
    assert base.mentions("researchers")


# A full disk.


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False) if os.name == "posix" else None
    if done is None or done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip() if done else 'not POSIX'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 4096)
        except OSError:
            return ballast


def test_on_a_full_disk_each_file_gets_one_line_and_the_library_still_serves(
    library: Library, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        small = Library(tmp_path, home="disk/home")
        small.write("plan.md", PLAN)
        small.ingest()
        ballast = fill(disk)
        small.write("law.md", LAW)
        assert small.ingest() == {"law.md": "rejected", "plan.md": "unchanged"}
        (message,) = [x.message for x in small.report.documents if x.message]
        assert "Free some space" in message
        small.stores.close()
        again = Library(tmp_path, home="disk/home")
        assert again.found("register") == ["plan"]
        ballast.unlink()
        assert again.ingest() == {"law.md": "indexed", "plan.md": "unchanged"}
        assert again.is_whole()
        again.stores.close()


def found_in(library: Library, country: str) -> list[str]:
    hits = library.base().search("register", filters=Filters(countries=(country,)), k=5).hits
    return sorted({hit.document.document_id for hit in hits})


@pytest.mark.parametrize("moment", ["after the vectors", "before the words", "after the words", "before the catalogue"])
@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError])
def test_an_edit_that_is_broken_off_leaves_the_document_where_it_was(
    held: Library, moment: str, fault: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error is undone at once, a kill by the next run: what filters find is what the catalogue says."""
    updater = Updater(held.stores)
    updater.edit("plan", {"country": "FRA"})
    owner, name, is_after = MOMENTS.get(moment, (Catalogue, "set_metadata", False))
    original, calls = getattr(owner, name), []

    def failing_once(*args, **kwargs):
        calls.append(name)
        if is_after or len(calls) > 1:
            original(*args, **kwargs)
        if len(calls) == 1:
            raise fault

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing_once)
        with pytest.raises((KeyboardInterrupt, HomeError)):
            updater.edit("plan", {"country": "DEU"})
    if fault is KeyboardInterrupt:
        held.write("plan.md", PLAN)  # the content that is held: nothing of the file itself is to be done
        held.ingest()
    assert held.stores.catalogue.metadata("plan").country == "FRA"
    assert (found_in(held, "FRA"), found_in(held, "DEU")) == (["plan"], [])
    assert held.stores.catalogue.unswept() == {}
    assert held.is_whole()


def test_passages_of_others_in_an_arm_do_not_stand_for_those_that_are_lost(held: Library) -> None:
    """As many vectors as passages are not enough: they must be those of the live revisions."""
    held.ingest()
    catalogue, dense = held.stores.catalogue, held.stores.dense
    lost = catalogue.passage_ids("plan", catalogue.live_revision("plan"))
    dense.delete(lost)
    vector = held.stores.encoder.encode_passages(["stray"] * len(lost))
    dense.add([f"stray{n}" for n in range(len(lost))], vector, [catalogue.metadata("law")] * len(lost))
    assert dense.count() == catalogue.live_passage_count()
    with pytest.raises(HomeError, match="have their vectors"):
        held.stores.check_whole()


def test_words_of_others_do_not_stand_for_those_that_are_lost(held: Library) -> None:
    held.ingest()
    catalogue, words = held.stores.catalogue, held.stores.lexical
    revision = catalogue.live_revision("plan")
    passages = [replace(passage, document_id="stray") for passage in catalogue.passages("plan", revision)]
    stray = replace(catalogue.metadata("plan"), document_id="stray")
    words.write([entry(passage, stray) for passage in passages], gone=[("plan", revision)])
    assert words.count() == catalogue.live_passage_count()
    with pytest.raises(HomeError, match="have their words"):
        held.stores.check_whole()
