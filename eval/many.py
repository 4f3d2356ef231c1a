"""A library of many documents, and what small changes to it cost: `python -m eval.many --documents 1000`.

Documents are made and ingested by the bundled models (`--stand-in` for none), and then: nothing new, one changed file,
one renamed file, one more file, and the whole staged and promoted. Each is measured from the call to its end, and
checked: what has not changed is neither read nor encoded.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from eval.stand_ins import HashEncoder
from index.plan import FileStatus
from index.staging import Staging
from index.stores import Stores
from index.update import Updater

_ROOT = Path(__file__).parent.parent
_Done = TypeVar("_Done")
_MOST_S = 2.0  # for an ingest of 1,000 documents that finds nothing new
_SUBJECTS = ("registers", "oversight", "procurement", "data spaces", "liability", "training", "evaluation", "consent")
_BODIES = ("The ministry", "A national agency", "Each hospital", "The health insurer", "A clinical network")
_DEEDS = ("reviews", "publishes", "funds", "licenses", "audits", "reports on", "assesses", "coordinates")
_THINGS = ("the use of models", "risk classes", "pilot projects", "training data", "purchases", "incident reports")


def make_text(number: int) -> str:
    """Return a document of three sections, the same for the same number and like no other."""
    chance = random.Random(number)  # noqa: S311 - a sample, no secret
    parts = [f"# Plan {number}: {chance.choice(_SUBJECTS)}"]
    for section in range(3):
        sentences = [" ".join(chance.choice(words) for words in (_BODIES, _DEEDS, _THINGS)) for _ in range(8)]
        told = [f"{sentence} in region {chance.randint(1, 999)}." for sentence in sentences]
        parts += [f"## Part {section + 1}", " ".join(told)]
    return "\n\n".join(parts) + "\n"


def measure(docs: Path, *, documents: int, stores: Stores) -> dict[str, Any]:
    """Fill a library, change it in small ways, and return what each took."""
    rounds = Rounds(docs, Updater(stores))
    for number in range(documents):
        (docs / f"plan-{number:05}.md").write_text(make_text(number), encoding="utf-8")
    rounds.ingest("filling", read=documents, most_encoded=documents * 12)
    rounds.ingest("nothing new")
    (docs / "plan-00001.md").write_text(make_text(1) + "\n## Addendum\n\nParliament debates it.\n", encoding="utf-8")
    rounds.ingest("one changed", read=1, most_encoded=1)
    (docs / "plan-00002.md").rename(docs / "plan-renamed.md")
    rounds.ingest("one renamed", moved=1)
    (docs / "plan-more.md").write_text(make_text(documents), encoding="utf-8")
    rounds.ingest("one more", read=1, most_encoded=12)
    staging = Staging(stores)
    staged = rounds.act("all read anew and staged", staging.build)
    if staged.encoded or staged.counts[FileStatus.INDEXED] != documents + 1:
        rounds.faults.append(f"staging: {staged.encoded} passages encoded, {staged.counts}")
    rounds.act("promoted", staging.promote)
    rounds.act("rolled back", staging.rollback)
    idle = rounds.figures["nothing new"]["seconds"]
    if documents <= 1000 and idle > _MOST_S:
        rounds.faults.append(f"nothing new: {idle} s, more than {_MOST_S:g}")
    passages = stores.catalogue.live_passage_count()
    return {"documents": documents, "passages": passages, "figures": rounds.figures, "faults": rounds.faults}


@dataclass(slots=True)
class Rounds:
    """Ingests one after the other, each timed and held against what it should do."""

    docs: Path
    updater: Updater
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def ingest(self, name: str, *, read: int = 0, moved: int = 0, most_encoded: int = 0) -> None:
        """Ingest the folder; `read` files are to be read, `moved` to be found elsewhere."""
        result = self.act(name, lambda: self.updater.ingest([self.docs]))
        self.figures[name]["encoded"] = result.encoded
        if (result.counts[FileStatus.INDEXED], result.counts[FileStatus.MOVED]) != (read, moved):
            self.faults.append(f"{name}: {result.counts}")
        if result.encoded > most_encoded:
            self.faults.append(f"{name}: {result.encoded} passages encoded")

    def act(self, name: str, action: Callable[[], _Done]) -> _Done:
        """Do one thing and note what it took."""
        start = time.perf_counter()
        done = action()
        self.figures[name] = {"seconds": round(time.perf_counter() - start, 3)}
        return done


def as_command(docs: Path, home: Path) -> float:
    """Return what `policy-kb ingest` takes from the shell where nothing is new, everything loaded anew."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "cli", "ingest", str(docs), "--home", str(home)]
    subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    return round(time.perf_counter() - start, 3)


def main(argv: Sequence[str]) -> int:
    """Measure and print one JSON object; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m eval.many", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000, metavar="N", help="at least 3 (default 1000)")
    parser.add_argument("--stand-in", action="store_true", help="no model: only the storing is measured")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        docs, home = Path(scratch) / "docs", Path(scratch) / "home"
        docs.mkdir()
        stores = Stores(home, encoder=HashEncoder() if arguments.stand_in else None)
        result = measure(docs, documents=max(arguments.documents, 3), stores=stores)
        stores.close()
        if not arguments.stand_in:
            result["figures"]["nothing new, from the shell"] = {"seconds": as_command(docs, home)}
    print(json.dumps(result, indent=1))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
