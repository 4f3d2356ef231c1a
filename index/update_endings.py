"""How files end: each in the report, and those that need a person on the list that `status` shows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from index.catalogue import Catalogue
from index.catalogue_files import Location
from index.plan import FileStatus, Planned
from index.stores import Stores
from index.update_lock import now, why
from index.update_records import FileOutcome, Ready, Run
from ingest.found import count_found
from ingest.page_numbers import pages_named


class Endings:
    """Notes in a run and in the catalogue how files ended."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    @property
    def _catalogue(self) -> Catalogue:
        return self._stores.catalogue

    def note_place(self, place: Location, *, moved_from: str = "") -> None:
        """Note where a file is, and forget where it was unless something else has taken that place."""
        if place == self._catalogue.location(place.path):
            return
        before = self._catalogue.location(moved_from)
        is_left = before is not None and before.revision == place.revision
        self._catalogue.set_locations([place], gone=[moved_from] if is_left else [])

    def ready(self, run: Run, ready: Ready) -> None:
        """End a file whose document has gone live."""
        path, document = ready.planned.file.path, ready.document
        unread = document.unread_pages
        status = FileStatus.PARTLY_INDEXED if unread else FileStatus.INDEXED
        message = " ".join(document.warnings)
        if unread:
            message = f"{path.name}: no text on {pages_named(unread)} of {len(document.pages)}. {document.unread}"
        self.problem(path, status, message if unread else "")
        outcome = FileOutcome(
            path=str(path), document_id=ready.metadata.document_id, status=status, pages=len(document.pages),
            empty_pages=tuple(document.empty_pages), passages=len(ready.passages), seconds=round(ready.seconds, 3),
            message=message, found=count_found(document, language=ready.metadata.language),
        )  # fmt: skip
        run.end(outcome, path)

    def reject(self, run: Run, item: Planned, message: str, seconds: float = 0.0) -> None:
        """End a file as rejected; what the library holds of it stays."""
        path = item.file.path
        self.problem(path, FileStatus.REJECTED, message)
        outcome = FileOutcome(
            path=str(path), document_id=item.document_id, status=FileStatus.REJECTED,
            seconds=round(seconds, 3), message=message,
        )  # fmt: skip
        run.end(outcome, path)

    def twin(self, run: Run, item: Planned, first: Planned) -> None:
        """End a file whose content another file of this run has brought in."""
        path, before = item.file.path, run.outcomes[first.file.path]
        if before.status is FileStatus.REJECTED:
            self.reject(run, item, f"{path.name}: the same content as {first.file.path.name}, which was rejected.")
            return
        self.duplicate(run, replace(item, document_id=before.document_id))

    def duplicate(self, run: Run, item: Planned) -> None:
        """End a file that holds the same as a document that is held."""
        path = item.file.path
        self.note_place(item.file.at(item.document_id, item.revision, is_twin=True))
        message = f"{path.name}: the same content as document {item.document_id}"
        outcome = FileOutcome(
            path=str(path), document_id=item.document_id, status=FileStatus.DUPLICATE, message=message
        )
        run.end(outcome, path)

    def stop(self, run: Run, items: list[Planned], error: Exception) -> None:
        """The home cannot be written: the files not yet in are rejected, and what was in stays."""
        fault = why(error, self._stores.home)
        run.is_stopped = True
        for item in items:
            path = item.file.path
            if path in run.outcomes:
                continue
            is_unchanged = item.status is FileStatus.UNCHANGED
            status = FileStatus.UNCHANGED if is_unchanged else FileStatus.REJECTED
            message = "" if is_unchanged else f"{path.name}: not indexed, {fault}"
            run.end(
                FileOutcome(path=str(path), document_id=item.document_id, status=status, message=message), path
            )

    def forget_old_problems(self) -> None:
        """Drop the faults of files that were rejected and are gone; of what is held they stay."""
        for path, status, _ in self._catalogue.problems():
            if status == FileStatus.REJECTED and not Path(path).exists() and not self._catalogue.location(path):
                self.problem(Path(path), FileStatus.REJECTED, "")

    def problem(self, path: Path, status: FileStatus, message: str) -> None:
        """Keep what a person should look at; an empty message clears it."""
        try:
            self._catalogue.set_problem(str(path), status=status.value, message=message, at=now())
        except sqlite3.Error:
            # On a full disk the report still says it; only the list kept for `status` cannot.
            return
