"""Which states a home holds: the live one, the one before it, and the next one that is staged.

A state is a catalogue with its vectors and words in a folder of its own. `states.json` names them; a home without that
file has one state, which lies in the home itself. The file is replaced whole, so a switch happens at one moment for
every reader, and what it does not name is swept away.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from ingest.errors import HomeError

POINTER = "states.json"
CATALOGUE = "catalogue.sqlite"
VECTORS, WORDS = "chroma", "lexical"
_FOLDER = "states"


@dataclass(frozen=True, slots=True)
class State:
    """One state of a home.

    Attributes:
        name: of its folder; "" for the one that lies in the home itself.
        model: the setting that its vectors were made by; "" where it is not known.
        since: ISO 8601 time since when it has had its present part.
    """

    name: str = ""
    model: str = ""
    since: str = ""

    def folder(self, home: Path) -> Path:
        """Return where its catalogue, vectors and words are."""
        return home / _FOLDER / self.name if self.name else home


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """The states of a home, by the part they play; never more than these three."""

    live: State = State()
    staged: State | None = None
    previous: State | None = None

    @property
    def kept(self) -> tuple[State, ...]:
        """Those there are, the live one first."""
        return tuple(state for state in (self.live, self.staged, self.previous) if state is not None)


def read_states(home: Path) -> States:
    """Return the states of a home.

    Raises:
        HomeError: the file that names them cannot be read.
    """
    file = home / POINTER
    if not file.exists() and not (home / CATALOGUE).exists() and any((home / _FOLDER).glob("*")):
        raise HomeError(f"{file} is missing. Put back a copy of it; it names which folder of states/ is the live one.")
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        named = {part: State(**held[part]) for part in ("live", "staged", "previous") if held[part] is not None}
        return States(**named)
    except FileNotFoundError:
        return States()
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = f"{file}: it cannot be read ({error}). Put back a copy of it; it names the folder of the live state."
        raise HomeError(fault) from error


def write_states(home: Path, states: States) -> None:
    """Name the states of a home anew, all at one moment."""
    file = home / POINTER
    partial = file.with_name(f"{POINTER}.partial")
    with partial.open("w", encoding="utf-8") as stream:
        json.dump(asdict(states), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)


def stamp(home: Path) -> tuple[int, int]:
    """Return what changes whenever the states are named anew; cheap enough for every search."""
    try:
        facts = (home / POINTER).stat()
    except OSError:
        return 0, 0
    return facts.st_ino, facts.st_mtime_ns


def new_name() -> str:
    """Return a name that no state has had: the time, then a few digits of chance."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"


def unnamed(home: Path, states: States) -> list[Path]:
    """Return the folders that hold a state, or a part of one, which plays no part any more."""
    kept = {state.name for state in states.kept}
    found = [folder for folder in sorted((home / _FOLDER).glob("*")) if folder.name not in kept]
    return found if "" in kept or not (home / CATALOGUE).exists() else [*found, home]


def delete_state(folder: Path) -> None:
    """Delete a state's catalogue, vectors and words."""
    shutil.rmtree(folder / VECTORS, ignore_errors=True)
    shutil.rmtree(folder / WORDS, ignore_errors=True)
    for file in folder.glob(f"{CATALOGUE}*"):
        file.unlink(missing_ok=True)
    if folder.parent.name == _FOLDER:
        shutil.rmtree(folder, ignore_errors=True)


def size_bytes(folder: Path) -> int:
    """Return what a state's catalogue, vectors and words take on the disk."""
    inside = [file for part in (VECTORS, WORDS) for file in (folder / part).rglob("*")]
    return sum(file.stat().st_size for file in [*inside, *folder.glob(f"{CATALOGUE}*")] if file.is_file())
