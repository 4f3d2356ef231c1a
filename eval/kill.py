"""Writing that is killed at random moments: `python -m eval.kill --times 200 --seed 1`.

A small library changes from round to round: files come, change, move, go and double; they are ingested, staged,
promoted, rolled back, reindexed. Each round is killed (SIGKILL) at a random moment of its work, and then

- what the library serves is looked at: the state before or a later whole one, every passage in both arms;
- the same is run again to its end, and looked at closely: nothing twice, nothing left over, nothing encoded again that
  had been kept.

Works where processes can be forked. Files are read in the process that is killed, and encoded by a stand-in.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import index.update
from eval.stand_ins import HashEncoder, read_inline
from index.catalogue import Catalogue
from index.catalogue_vectors import text_hash
from index.embed import Vectors
from index.glossary import load_glossary
from index.knowledge_base import KnowledgeBase
from index.lexical import LexicalIndex
from index.question_language import question_language
from index.rank import load_ranking
from index.reading import read_question
from index.records import Hit
from index.staging import Staging
from index.states import CATALOGUE, read_states
from index.stores import Stores
from index.update import IngestReport, ReadLimits, Updater
from index.vocabulary import Vocabulary
from ingest.describe import describe
from ingest.errors import HomeError
from ingest.passages import cut_passages
from ingest.read import read_document

_WORDS = (
    "ministry", "hospital", "register", "model", "patient", "clinician", "audit", "data", "agency", "report", "ward",
    "nurse", "law", "plan", "risk",
)  # fmt: skip
_ACTIONS = {"ingest": 8, "prune": 3, "stage": 5, "rules": 2, "promote": 4, "rollback": 2, "reindex": 2, "remove": 1}
_AT_ONCE = 24  # passages that go live together: a few batches in every run
_TIMEOUT_S = 120


class LoggingEncoder(HashEncoder):
    """A `HashEncoder` that leaves on disk what it has encoded, so that it is known of a process that was killed."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, and note the texts."""
        os.write(self._log, b"".join(text_hash(text) for text in texts))
        return super().encode_passages(texts)


@dataclass(slots=True)
class Trial:
    """One library and its files, from round to round.

    Attributes:
        seconds: how long each action took when it was not killed.
        faults: what was not as it should be.
    """

    folder: Path
    chance: random.Random
    seconds: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The library."""
        return self.folder / "home"

    @property
    def docs(self) -> Path:
        """Its files."""
        return self.folder / "docs"

    @property
    def log(self) -> Path:
        """What the last process has encoded."""
        return self.folder / "encoded"

    def open(self) -> Stores:
        """Open the library, in a process of its own."""
        return Stores(self.home, encoder=LoggingEncoder(self.log))


# The files.


def _text(chance: random.Random) -> str:
    sections = []
    for number in range(chance.randint(1, 6)):
        sentences = [" ".join(chance.choices(_WORDS, k=8)).capitalize() + "." for _ in range(chance.randint(3, 12))]
        sections.append(f"## Part {number} {chance.randint(0, 10**9)}\n\n{' '.join(sentences)}\n")
    return f"# {' '.join(chance.choices(_WORDS, k=3))}\n\n" + "\n".join(sections)


def change_files(docs: Path, chance: random.Random) -> None:
    """Add, edit, rename, double and delete some files."""
    docs.mkdir(exist_ok=True)
    for _ in range(chance.randint(1, 5)):
        files = sorted(docs.glob("*.md"))
        new = docs / f"{chance.choice(_WORDS)}-{chance.randint(0, 10**6)}.md"
        what = chance.choice(("add", "add", "edit", "edit", "rename", "double", "delete"))
        if what == "add" or len(files) < 4:
            new.write_text(_text(chance), encoding="utf-8")
            continue
        file = chance.choice(files)
        if what == "edit":
            file.write_text(f"{file.read_text(encoding='utf-8')}\n\n{_text(chance)}", encoding="utf-8")
        elif what == "rename":
            file.rename(new)
        elif what == "double":
            shutil.copy(file, new)
        elif len(files) > 8:
            file.unlink()


# The actions, each in a process of its own.


def act(trial: Trial, action: str) -> IngestReport | None:
    """Do one thing with the library; what cannot be done now is refused with a word, which is well."""
    stores = trial.open()
    limits = ReadLimits(passage_chars=300 if action == "rules" else 500)
    staging = Staging(stores, limits=limits)
    try:
        match action:
            case "ingest" | "prune":
                return Updater(stores, limits=limits).ingest([trial.docs], prune=action == "prune")
            case "stage" | "rules":
                return staging.build([trial.docs])
            case "reindex":
                staging.reindex()
            case "promote":
                staging.promote()
            case "rollback":
                staging.rollback()
            case "remove":
                Updater(stores).remove([info.document_id for info in stores.catalogue.documents()[:1]])
    except HomeError as refused:
        if "has changed" not in str(refused) and "staged" not in str(refused) and "no state" not in str(refused):
            raise
    finally:
        stores.close()
    return None


def forked(work: Callable[[], Any]) -> Any:
    """Run `work` in a process of its own and return what it returns, as JSON carries it.

    Raises:
        RuntimeError: it failed, or did not end in time.
    """
    reader, writer = os.pipe()
    child = _fork(lambda: os.write(writer, json.dumps(work()).encode()))
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"a process ended with {os.waitstatus_to_exitcode(status)}")
    return json.loads(told)


def killed(work: Callable[[], Any], *, after_s: float) -> bool:
    """Run `work` in a process of its own and kill it after a time; False where it had ended before."""
    child = _fork(work)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _fork(work: Callable[[], Any]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    signal.alarm(_TIMEOUT_S)
    try:
        work()
        code = 0
    except BaseException as error:  # noqa: BLE001 - the process ends here, and must say why
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


# What must hold.


def served(trial: Trial) -> dict[str, Any]:
    """Open the library as a page would; return what it serves and what is wrong with that."""
    stores = trial.open()
    base = KnowledgeBase(stores)
    try:
        faults = _faults(stores, base)
        live = stores.catalogue.live_revisions()
        return {"faults": faults, "state": stores.state.name, "snapshot": base.snapshot(), "live": live}
    finally:
        stores.close()


def _faults(stores: Stores, base: KnowledgeBase) -> list[str]:
    faults = []
    catalogue = stores.catalogue
    live = catalogue.live_revisions()
    if live:
        hits = base.search("register of models in hospitals", k=20).hits  # refuses where an arm lacks a passage
        faults += [f"a hit of no live revision: {hit.passage.passage_id}" for hit in hits if not _is_live(hit, live)]
        faults += ["a search finds nothing"] if not hits else []
    doubles = [revision for revision, number in Counter(live.values()).items() if number > 1]
    faults += [f"content held twice: {revision[:12]}" for revision in doubles]
    for info in catalogue.documents():
        passages = catalogue.passages(info.document_id, info.revision)
        if len(passages) != info.passages or not passages:
            faults.append(f"{info.document_id}: {len(passages)} of {info.passages} passages")
        for number in range(1, info.pages + 1):
            text = catalogue.page(info.revision, number).text
            cut = [passage for passage in passages if passage.page == number]
            faults += [f"{info.document_id}: not verbatim" for one in cut if one.span.of(text) != one.text]
        stores.files.find(info.revision)
    return faults


def _is_live(hit: Hit, live: dict[str, str]) -> bool:
    return live.get(hit.passage.document_id) == hit.passage.revision


def left_over(trial: Trial) -> list[str]:
    """Return what a finished run has left that it should not have."""
    stores = trial.open()
    try:
        catalogue = stores.catalogue
        live = {key for pair in catalogue.live_revisions().items() for key in catalogue.passage_ids(*pair)}
        arms = {"vectors": stores.dense.count(), "words": stores.lexical.count()}
        faults = [f"{arm}: {held} instead of {len(live)}" for arm, held in arms.items() if held != len(live)]
        faults += ["passages of nothing live"] if set(catalogue.live_passages(sorted(live))) != live else []
        faults += [f"unfinished: {pair}" for pair in catalogue.unfinished()]
        faults += [f"left over: {file.name}" for file in (trial.home / "files").rglob("*.partial")]
        named = {state.name for state in read_states(trial.home).kept}
        folders = {folder.name for folder in (trial.home / "states").glob("*")}
        return faults + [f"a state that plays no part: {name}" for name in folders - named]
    finally:
        stores.close()


def kept_vectors(trial: Trial, action: str) -> set[bytes]:
    """Return the hashes of the texts whose vectors an action has no reason to make again."""
    states = read_states(trial.home)
    is_next = action in ("stage", "rules", "reindex")
    looked_at = [states.live, *([states.staged] if is_next and states.staged else [])]
    found: set[bytes] = set()
    for state in looked_at:
        catalogue = Catalogue(state.folder(trial.home) / CATALOGUE)
        found |= catalogue.encoded_texts(HashEncoder().identity)
        catalogue.close()
    return found


def encoded(trial: Trial) -> list[bytes]:
    """Return the hashes of the texts that the last process has encoded, and forget them."""
    raw = trial.log.read_bytes() if trial.log.exists() else b""
    trial.log.unlink(missing_ok=True)
    return [raw[start : start + 32] for start in range(0, len(raw) - len(raw) % 32, 32)]


# The rounds.


def one_round(trial: Trial, number: int) -> bool:
    """Change, act, kill, look, finish, look again; return whether the process was killed at its work."""
    chance = trial.chance
    action = chance.choices(list(_ACTIONS), weights=list(_ACTIONS.values()))[0]
    if action in ("ingest", "prune", "stage", "rules"):
        change_files(trial.docs, chance)
    before = forked(lambda: served(trial))
    cached, _ = kept_vectors(trial, action), encoded(trial)
    was_killed = killed(lambda: act(trial, action), after_s=chance.uniform(0, trial.seconds.get(action, 0.3)))
    name = f"round {number}, {action}"
    _note(trial, name, again=[text for text in encoded(trial) if text in cached])
    after = forked(lambda: served(trial))
    _note(trial, name, faults=after["faults"])
    if action in ("stage", "rules") and (after["state"], after["snapshot"]) != (before["state"], before["snapshot"]):
        _note(trial, name, faults=["staging has touched the live state"])
    if action in ("promote", "rollback", "reindex") and after["state"] == before["state"]:
        _note(trial, name, faults=["half a switch"] if after["live"] != before["live"] else [])
    _finish(trial, name, action)
    return was_killed


def _finish(trial: Trial, name: str, action: str) -> None:
    cached, _ = kept_vectors(trial, action), encoded(trial)
    start = time.monotonic()
    statuses = forked(lambda: _statuses(act(trial, action)))
    trial.seconds[action] = time.monotonic() - start
    _note(trial, name, again=[text for text in encoded(trial) if text in cached])
    _note(trial, name, faults=[status for status in statuses.values() if status.startswith("rejected")])
    _note(trial, name, faults=forked(lambda: served(trial))["faults"] + forked(lambda: left_over(trial)))
    if action in ("ingest", "prune"):
        again = forked(lambda: _statuses(act(trial, action)))
        files = {str(file) for file in trial.docs.glob("*.md")}
        if set(again) != files or not all(ended.startswith(("unchanged", "duplicate")) for ended in again.values()):
            _note(trial, name, faults=[f"a second ingest is not idle: {Counter(again.values())}"])


def _statuses(report: IngestReport | None) -> dict[str, str]:
    return {one.path: f"{one.status}: {one.message}".rstrip(": ") for one in report.documents} if report else {}


def _note(trial: Trial, name: str, *, faults: Sequence[str] = (), again: Sequence[bytes] = ()) -> None:
    trial.faults += [f"{name}: {fault}" for fault in faults]
    if again:
        trial.faults.append(f"{name}: {len(again)} texts encoded again")


def _warm(folder: Path) -> None:
    """Load what every process needs before it is forked; nothing is opened that a fork would share."""
    # What Chroma imports when it opens is most of a process's work here, and a kill should rarely fall into it.
    import chromadb.api.rust  # noqa: PLC0415
    import chromadb.telemetry.product.posthog  # noqa: F401, PLC0415

    file = folder / "warm.md"
    file.write_text("# Plan\n\nHospitals in France keep a register.\n", encoding="utf-8")
    document = read_document(file)
    describe(document, root=folder, manifest_metadata=None)
    cut_passages(document, document_id="warm")
    read_question(
        "Which hospitals in France keep a register?", language="en", encoder=HashEncoder(),
        lexical=LexicalIndex(folder / "warm"), vocabulary=Vocabulary.of([]), glossary=load_glossary(),
    )  # fmt: skip
    question_language("a register")
    load_ranking()


def run(times: int, seed: int, folder: Path) -> dict[str, Any]:
    """Kill `times` processes at their work and return the figures."""
    index.update._FLUSH_PASSAGES = _AT_ONCE
    setattr(index.update, "read_many", read_inline)  # noqa: B010 - mypy knows no other name for it
    trial = Trial(folder, random.Random(seed))  # noqa: S311 - a sample, no secret
    _warm(folder)
    start, rounds, kills = time.monotonic(), 0, 0
    change_files(trial.docs, trial.chance)
    forked(lambda: _statuses(act(trial, "ingest")))
    try:
        while kills < times:
            rounds += 1
            kills += one_round(trial, rounds)
            sys.stderr.write(f"\r{kills} of {times} killed, {len(trial.faults)} faults")
    except RuntimeError as error:
        trial.faults.append(f"round {rounds}: {error}")
    sys.stderr.write("\n")
    return {
        "kills": kills, "rounds": rounds, "seed": seed, "seconds": round(time.monotonic() - start, 1),
        "faults": trial.faults,
    }  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Run and print one JSON object; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m eval.kill", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="processes killed at their work (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        result = run(arguments.times, arguments.seed, Path(scratch))
    print(json.dumps(result, indent=1))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
