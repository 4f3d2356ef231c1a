from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import FileRejected
from ingest.isolate import read_many
from ingest.records import Document, Format

ROOT = Path(__file__).parents[2]


def read_as_named(path: Path, *, max_pages: int) -> Document:
    """Do what the file's name says: a stand-in for a reader that meets a bad file."""
    match path.stem.rstrip("0123456789"):
        case "hang":
            time.sleep(60)
        case "exit":
            os._exit(3)
        case "crash":
            ctypes.string_at(0)
        case "fill":
            bytearray(20_000_000_000)
        case "raise":
            raise RuntimeError("a bug")
        case "reject":
            raise FileRejected(path, "it is bad", "Mend it.")
        case "unsendable":
            return Document(path=path, revision="0", format=Format.TEXT, pages=(), blocks=(), title=lambda: 0)  # type: ignore[arg-type]
        case "note":
            Path(f"{path}.begun").touch()
    return Document(path=path, revision=str(max_pages), format=Format.TEXT, pages=(), blocks=())


def faults(names: list[str], *, workers: int = 2, timeout_s: float = 30) -> list[str]:
    paths = [Path(name) for name in names]
    results = list(
        read_many(paths, workers=workers, timeout_s=timeout_s, max_memory_mb=1000, max_pages=7, read=read_as_named)
    )
    assert [path for path, _ in results] == paths
    assert all(result.path == path for path, result in results)
    return ["" if isinstance(result, Document) else result.fault for _, result in results]


def test_each_bad_file_costs_itself_alone_and_order_is_kept() -> None:
    found = faults(["a", "exit1", "b", "raise", "c", "crash", "d", "reject", "e", "exit2", "exit3", "f"])
    assert [bool(fault) for fault in found] == [False, True] * 5 + [True, False]
    assert "crashed on this file (exit code 3)" in found[1]
    assert "RuntimeError (a bug)" in found[3]
    assert "crashed" in found[5]
    assert found[7] == "it is bad"


def test_hanging_file_is_given_up_after_its_time() -> None:
    started = time.monotonic()
    found = faults(["a", "hang", "b"], timeout_s=1)
    assert ["out of time" in fault for fault in found] == [False, True, False]
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_file_that_eats_the_memory_is_stopped() -> None:
    assert ["out of memory" in fault for fault in faults(["a", "fill", "b"])] == [False, True, False]


@pytest.mark.skipif(sys.platform != "linux", reason="a process ends with its parent on Linux only")
def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """A hanging file is given up by the parent; a worker that has lost it would hang for ever."""
    script = (
        "from pathlib import Path; from ingest.isolate import read_many; from tests.ingest.test_isolate import *\n"
        f"paths = [Path({str(tmp_path / 'note')!r}), Path('hang')]\n"
        "if __name__ == '__main__':\n"
        "    list(read_many(paths, workers=2, timeout_s=99, max_memory_mb=1000, max_pages=7, read=read_as_named))\n"
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    parent = subprocess.Popen([sys.executable, file], env={**os.environ, "PYTHONPATH": str(ROOT)})
    wait_for((tmp_path / "note.begun").exists)
    listed = Path(f"/proc/{parent.pid}/task").glob("*/children")
    children = [int(child) for task in listed for child in task.read_text().split()]
    assert len(children) >= 2
    parent.kill()
    parent.wait()
    wait_for(lambda: not any(is_running(child) for child in children))


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_nothing_but_crashes_still_ends() -> None:
    assert all("crashed" in fault for fault in faults([f"exit{n}" for n in range(6)], workers=3))


def test_result_that_cannot_be_sent_is_a_rejection() -> None:
    assert [bool(fault) for fault in faults(["unsendable", "a"], workers=1)] == [True, False]


def test_page_limit_reaches_the_reader_and_nothing_is_read_from_an_empty_list() -> None:
    ((_, document),) = read_many(
        [Path("a")], workers=1, timeout_s=9, max_memory_mb=1000, max_pages=7, read=read_as_named
    )
    assert isinstance(document, Document)
    assert document.revision == "7"
    assert faults([]) == []


def test_only_a_few_files_are_read_ahead(tmp_path: Path) -> None:
    paths = [tmp_path / f"note{n}" for n in range(12)]
    results = read_many(paths, workers=1, timeout_s=30, max_memory_mb=1000, max_pages=7, read=read_as_named)
    next(results)
    time.sleep(1)
    assert len(list(tmp_path.glob("*.begun"))) <= 3
    results.close()  # type: ignore[attr-defined]


def test_real_reader_works_in_the_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    (tmp_path / "b.txt").write_text("")
    results = dict(
        read_many([tmp_path / "a.txt", tmp_path / "b.txt"], workers=1, timeout_s=30, max_memory_mb=1000, max_pages=7)
    )
    assert isinstance(results[tmp_path / "a.txt"], Document)
    assert isinstance(results[tmp_path / "b.txt"], FileRejected)
