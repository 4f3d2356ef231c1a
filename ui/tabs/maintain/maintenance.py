"""What the Maintain tab works with: the home, who may, the desk that runs commands, and what the home tells."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.kept import Feedback, Judgement, Kept, Unanswered
from index.attention import Attention, needs_attention
from index.catalogue import Catalogue
from index.records import DocumentInfo
from index.run_report import reports
from index.state_info import StateInfo, describe_states
from index.states import CATALOGUE, read_states
from ingest.errors import PolicyKbError
from ui.login import Login
from ui.tabs.maintain.desk import Desk, Job, Kind
from ui.tabs.maintain.uploads import Uploads

MEASUREMENTS = "measurements"
_SET = "own-dev"  # of `policy-kb eval`; the set to report on is for reports, and nothing is chosen by it
_HOUR_S = 3600.0
_LIMITS_S = {Kind.INGEST: 24 * _HOUR_S, Kind.STAGE: 24 * _HOUR_S, Kind.MEASURE: 4 * _HOUR_S}
_SHORT_S = _HOUR_S / 2


class NotAllowed(PolicyKbError):
    """A path was named that is not there, or in no folder that the settings allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A result of `policy-kb eval` that the home keeps.

    Attributes:
        name: of its file, without the ending.
        result: as the command keeps it.
        has_page: whether the report for people lies beside it.
    """

    name: str
    result: Mapping[str, Any]
    has_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """The maintainer's rooms.

    Attributes:
        folders: from which documents may be taken beside the uploads.
    """

    home: Path
    login: Login
    desk: Desk
    uploads: Uploads
    folders: tuple[Path, ...] = ()

    # What is done. Each returns False where another job runs.

    def take_in(self, paths: Sequence[Path], *, staged: bool, subject: str = "") -> bool:
        """Bring files into the live state, or into the next one."""
        kind = Kind.STAGE if staged else Kind.INGEST
        flags = ["--stage"] if staged else []
        return self._begin(kind, ["ingest", "--json", "--progress", *flags, "--", *map(str, paths)], subject=subject)

    def measure(self, *, staged: bool) -> bool:
        """Put the development questions to the live state, or to the next one."""
        folder = self.home / MEASUREMENTS
        page = folder / ".page.html"
        flags = ["--stage"] if staged else []
        arguments = [
            "eval", "--json", "--set", _SET, "--systems", "ours", "--answers", "--home", str(self.home),
            "--results", str(folder), "--out", str(page), *flags,
        ]  # fmt: skip
        return self._begin(Kind.MEASURE, arguments, then=lambda job: _name_page(page, job))

    def promote(self) -> bool:
        """Make the staged state the live one."""
        return self._begin(Kind.PROMOTE, ["promote", "--json"])

    def roll_back(self) -> bool:
        """Go back to the state before."""
        return self._begin(Kind.ROLLBACK, ["rollback", "--json"])

    def drop(self) -> bool:
        """Throw the staged state away."""
        return self._begin(Kind.DROP, ["rollback", "--stage", "--json"])

    def edit(self, document_id: str, cells: Mapping[str, str], *, subject: str) -> bool:
        """Put right what is known of a document."""
        said = [f"{name}={cell}" for name, cell in cells.items()]
        return self._begin(Kind.EDIT, ["edit", "--json", "--", document_id, *said], subject=subject)

    def remove(self, document_id: str, *, subject: str) -> bool:
        """Take a document out, and with it the file that was uploaded for it."""
        with closing(self._catalogue()) as catalogue:
            places = [Path(x.path) for x in catalogue.locations() if x.document_id == document_id]
        folder = self.uploads.folder.absolute()
        uploaded = [path for path in places if path.parent == folder]

        def delete(_: Job) -> None:
            for path in uploaded:
                self.uploads.delete(path.name)

        return self._begin(Kind.REMOVE, ["remove", "--json", "--", document_id], subject=subject, then=delete)

    def _begin(
        self, kind: Kind, arguments: Sequence[str], *, subject: str = "", then: Callable[[Job], None] | None = None
    ) -> bool:
        limit_s = _LIMITS_S.get(kind, _SHORT_S)
        name, *rest = arguments
        # This server's settings stand in the environment; a file of the working directory must not add to them.
        whole = [name, "--config", os.devnull, *rest]
        return self.desk.begin(kind, whole, limit_s=limit_s, subject=subject, then=then)

    # What the home tells.

    def allowed(self, text: str) -> Path:
        """Return the path that was typed.

        Raises:
            NotAllowed: it is not there, or in none of the allowed folders.
        """
        try:
            path = Path(text.strip()).resolve(strict=True)
            folders = [folder.resolve() for folder in self.folders]
        except (OSError, ValueError, RuntimeError) as error:
            raise NotAllowed(text) from error
        if not text.strip() or not any(path.is_relative_to(folder) for folder in folders):
            raise NotAllowed(text)
        return path

    def documents(self) -> list[DocumentInfo]:
        """Return the live documents, ordered by id; they are told even where the library could not be opened."""
        with closing(self._catalogue()) as catalogue:
            return catalogue.documents()

    def states(self) -> list[StateInfo]:
        """Return the states that are kept, the live one first."""
        return describe_states(self.home)

    def problems(self) -> list[Attention]:
        """Return what a person should look at; an upload that was rejected and then deleted is done with."""
        with closing(self._catalogue()) as catalogue:
            found = needs_attention(catalogue)
        return [one for one in found if one.document_id or not self._is_deleted(Path(one.path))]

    def _is_deleted(self, path: Path) -> bool:
        return path.parent == self.uploads.folder.absolute() and not path.exists()

    def reports(self) -> list[Path]:
        """Return the reports of ingests, the newest first."""
        return reports(self.home)[::-1]

    def report(self) -> Mapping[str, Any]:
        """Return the newest report; empty where there is none that can be read."""
        newest = next(iter(self.reports()), None)
        return (_read(newest) or {}) if newest else {}

    def measurements(self) -> list[Measurement]:
        """Return the results that are kept, the newest first."""
        found = []
        for file in (self.home / MEASUREMENTS).glob("*.json"):
            result = _read(file)
            if result is not None and result.keys() >= {"at", "systems", "answers", "libraries"}:
                page = file.with_suffix(".html")
                found.append(Measurement(name=file.stem, result=result, has_page=page.is_file()))
        return sorted(found, key=lambda one: (str(one.result["at"]), one.result.get("run", 1)), reverse=True)

    def counts(self) -> dict[Judgement, int]:
        """Return how often readers gave each judgement."""
        return Kept(self.home).counts()

    def feedback(self) -> list[Feedback]:
        """Return what readers said, the newest first."""
        return Kept(self.home).feedback()

    def unanswered(self) -> list[Unanswered]:
        """Return the questions that found no answer and are kept, those asked most first."""
        return Kept(self.home).unanswered()

    def _catalogue(self) -> Catalogue:
        return Catalogue(read_states(self.home).live.folder(self.home) / CATALOGUE)


def _name_page(page: Path, job: Job) -> None:
    """Name the page of a measurement after its result."""
    kept = next((str(one.get("kept", "")) for one in job.result.get("results", ())), "")
    if kept and page.is_file():
        page.replace(page.with_name(Path(kept).name).with_suffix(".html"))


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
