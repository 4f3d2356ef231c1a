"""A search while another process writes: always one whole state, never two, never none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from index.knowledge_base import KnowledgeBase
from tests.index.conftest import Library

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
import index.update
from eval.stand_ins import HashEncoder, read_inline
from index.staging import Staging
from index.stores import Stores
from index.update import Updater
from tests.index.test_meanwhile import version

index.update.read_many = read_inline
home, folder, action = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
stores = Stores(home, encoder=HashEncoder())
for number in range(1, 9):
    (folder / "plan.md").write_text(version(number), encoding="utf-8")
    if action == "ingest":
        Updater(stores).ingest([folder])
    else:
        Staging(stores).build([folder])
        Staging(stores).promote()
"""


def version(number: int) -> str:
    """Return a plan of three sections, all of which name its version."""
    parts = [f"## Section {n}\n\nVersion {number} of the register names section {n} for hospitals.\n" for n in range(3)]
    return "# The register of hospitals\n\n" + "\n".join(parts)


def seen(base: KnowledgeBase) -> list[str]:
    """Return the version that each passage of the plan found is of."""
    hits = base.search("version of the register of hospitals", k=20).hits
    found = (re.search(r"Version (\d+) of", hit.passage.text) for hit in hits)
    return [match[1] for match in found if match]


@pytest.mark.parametrize("action", ["ingest", "stage"])
def test_each_search_sees_one_whole_version(library: Library, action: str) -> None:
    library.write("plan.md", version(0))
    library.write("law.md", "# Law\n\nPatients may object at any time.\n")
    library.ingest()
    base = library.base()
    command = [sys.executable, "-c", WRITER, str(library.stores.home), str(library.folder), action]
    writer = subprocess.Popen(command, cwd=ROOT)
    versions: list[str] = []
    while writer.poll() is None:
        found = seen(base)
        assert len(found) == 3
        assert len(set(found)) == 1
        versions.append(found[0])
    assert writer.returncode == 0
    assert seen(base) == ["8"] * 3
    assert versions == sorted(versions, key=int)
