"""Writing a knowledge base: documents in, replaced, moved, removed; each whole, at one moment.

A document's pages and passages are first written as *staged*, then its vectors and words, which no search shows while
the revision is not live; then one transaction of the catalogue makes it live and retires the revision before it. What
an interrupted run leaves behind is cleared away by the next one, and its vectors are in the cache.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from index.catalogue import Catalogue
from index.plan import (
    FileState,
    FileStatus,
    Planned,
    absolute,
    find_files,
    firsts_of,
    in_reading_order,
    plan,
    without_losses,
)
from index.run_report import keep_report
from index.stores import Stores
from index.update_arms import Arms
from index.update_endings import Endings
from index.update_identity import free_id, manifest_rows, overlay, takes_over
from index.update_lock import locked, now
from index.update_records import FileOutcome, Held, IngestReport, ReadLimits, Ready, Run, Step, silent
from index.update_scans import known_of, scan_reader, with_scans
from ingest.describe import describe
from ingest.errors import FileRejected, HomeError, NotHeld
from ingest.isolate import read_many
from ingest.manifest import cells_of, edited, match
from ingest.passages import cut_passages
from ingest.records import Document, Metadata

__all__ = ["FileOutcome", "IngestReport", "ReadLimits", "Step", "Updater"]

_FLUSH_PASSAGES = 512  # passages that go live together: enough to encode in full batches, few enough to lose


class Updater:
    """Writes to one home. One ingest at a time, over all processes."""

    def __init__(self, stores: Stores, *, limits: ReadLimits | None = None, reports: bool = True) -> None:
        """Write to `stores`.

        Args:
            stores: the home.
            limits: within which files are read.
            reports: whether each ingest leaves a report; not, where it is a part of a greater run.
        """
        self._stores, self._reports = stores, reports
        self._limits = limits or ReadLimits()
        self._arms = Arms(stores)
        self._endings = Endings(stores)
        self._scans = scan_reader(stores.home, self._limits)

    @property
    def _catalogue(self) -> Catalogue:
        return self._stores.catalogue

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the home's lock, and write to what is live now."""
        with locked(self._stores.home):
            self._stores.follow()
            self._scans = scan_reader(self._stores.home, self._limits)  # what reads may have been installed meanwhile
            yield

    def ingest(
        self, paths: Sequence[Path], *, manifest: Path | None = None, prune: bool = False,
        report: Callable[[Step], None] = silent,
    ) -> IngestReport:  # fmt: skip
        """Bring files and folders into the knowledge base.

        Args:
            paths: files and folders; a folder is taken with all that is in it.
            manifest: CSV that says what the files are; by default a folder's own manifest.csv.
            prune: also take out the documents whose files are gone from the folders.
            report: called with progress, often.

        Raises:
            ManifestError: the manifest cannot be used; nothing has been changed.
            ModelMismatch: the home was built by another model; nothing has been changed.
            HomeError: another ingest is running, or the home cannot be written at all.
        """
        rows = manifest_rows(paths, manifest)
        given = None if manifest is None else absolute(manifest)
        found = {path: root for path, root in find_files(paths, home=self._stores.home) if path != given}
        run = Run(files=len(found), report=report, rows=rows)
        with self._writing():
            self._stores.check_model()
            planned = without_losses({path: self._planned(path, root) for path, root in found.items()})
            self._ingest(run, with_scans(planned, self._catalogue, self._scans))
            if prune and not run.is_stopped:  # else a file that has moved, and was given up, would count as gone
                self._prune(run, [folder for folder in map(absolute, paths) if folder.is_dir()])
            result = run.result(self._catalogue.snapshot())
            return self.keep_report(result, action="ingest") if self._reports else result

    def keep_report(self, result: IngestReport, *, action: str) -> IngestReport:
        """Leave a report of a run in the home; return the run with its place."""
        model = self._stores.encoder.identity
        return keep_report(self._stores.home, result, action=action, model=model, run=uuid4().hex[:6])

    def read_again(self, held: Sequence[Held], *, report: Callable[[Step], None] = silent) -> IngestReport:
        """Take in documents that another state of the home holds: read anew, from their originals.

        Raises:
            HomeError: another ingest is running, or the home cannot be written at all.
        """
        run = Run(files=len(held), report=report)
        with self._writing():
            live = self._catalogue.live_revisions()
            self._ingest(run, {one.path: self._planned_again(one, live) for one in held})
            return run.result(self._catalogue.snapshot())

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents out of the library, all at one moment.

        Raises:
            NotHeld: one of them is not there; nothing has been changed.
        """
        with self._writing():
            for document_id in document_ids:
                self._catalogue.metadata(document_id)
                self._live_revision(document_id)
            self._recover()
            self._arms.clear(self._catalogue.remove(document_ids, at=now()))

    def edit(self, document_id: str, cells: Mapping[str, str]) -> Metadata:
        """Put what a maintainer says of a document in place of what is known; return what is known then.

        Later ingests keep to it, whatever the manifest or a new content of the file says.

        Args:
            document_id: of a live document.
            cells: by the manifest's column; an empty one empties it.

        Raises:
            NotHeld: it is not there; nothing has been changed.
            MetadataError: a cell holds what it may not; nothing has been changed.
            ModelMismatch: the home was built by another model; nothing has been changed.
        """
        with self._writing():
            self._stores.check_model()
            held = self._catalogue.metadata(document_id)
            revision = self._live_revision(document_id)
            wanted = edited(held, cells)
            if wanted == held:
                return held
            self._recover()
            said = {name: cell for name, cell in cells_of(wanted).items() if cell != cells_of(held)[name]}
            edits = self._catalogue.edits(document_id) | said
            try:
                self._rewrite(Run(files=1, report=silent), wanted, revision, edits=edits)
            except (OSError, sqlite3.Error, HomeError):
                with suppress(OSError, sqlite3.Error, HomeError):  # what cannot be undone now, the next run undoes
                    self._recover()
                raise
            return wanted

    def _rewrite(
        self, run: Run, wanted: Metadata, revision: str, *, edits: Mapping[str, str] | None = None
    ) -> None:
        """Replace what is known of a live document in all stores; broken off, the next run puts the arms back."""
        self._catalogue.will_rewrite(wanted.document_id, revision)
        self._arms.write([(wanted, self._catalogue.passages(wanted.document_id, revision))], run)
        self._catalogue.set_metadata(wanted, at=now(), edits=edits)

    def _live_revision(self, document_id: str) -> str:
        revision = self._catalogue.live_revision(document_id)
        if not revision:
            raise NotHeld(f"the document {document_id!r} has been taken out of the library before")
        return revision

    # The steps of an ingest.

    def _ingest(self, run: Run, planned: dict[Path, Planned]) -> None:
        run.taken |= set(self._catalogue.live_revisions())
        to_read = [item for item in planned.values() if item.status is FileStatus.INDEXED]
        firsts = firsts_of(to_read)
        try:
            self._recover()
            self._endings.forget_old_problems()
            for item in planned.values():
                if item.status is not FileStatus.INDEXED:
                    self._end_unread(run, item)
            self._read_and_write(run, [item for item in to_read if firsts[item.revision] is item])
            for item in to_read:
                if item.file.path not in run.outcomes:
                    self._endings.twin(run, item, firsts[item.revision])
        except (OSError, sqlite3.Error, HomeError) as error:
            self._endings.stop(run, list(planned.values()), error)
        if run.is_stopped:
            with suppress(OSError, sqlite3.Error, HomeError):  # what cannot be cleared away now, the next run does
                self._recover()
        run.outcomes = {path: run.outcomes[path] for path in planned}

    def _planned(self, path: Path, root: Path | None) -> Planned:
        item = plan(path, root, self._catalogue)
        limit = self._limits.max_file_mb
        if item.status is FileStatus.INDEXED and item.file.size > limit * 1_048_576:
            fault = f"it has {item.file.size / 1_048_576:,.0f} MiB, more than the {limit} allowed (max_file_mb)"
            return replace(item, status=FileStatus.REJECTED, fault=fault)
        return item

    def _planned_again(self, held: Held, live: Mapping[str, str]) -> Planned:
        document_id = held.metadata.document_id
        size, mtime_ns = (held.place.size, held.place.mtime_ns) if held.place else (0, 0)
        file = FileState(path=held.path, root=None, size=size, mtime_ns=mtime_ns)
        if live.get(document_id) == held.revision:
            return Planned(file=file, status=FileStatus.UNCHANGED, document_id=document_id, revision=held.revision)
        if held.original is None:
            fault = "its original is not kept, and the file is gone or has changed"
            return Planned(file=file, status=FileStatus.REJECTED, document_id=document_id, fault=fault)
        return Planned(
            file=file, status=FileStatus.INDEXED, document_id=document_id, revision=held.revision,
            original=held.original, metadata=held.metadata,
        )  # fmt: skip

    def _end_unread(self, run: Run, item: Planned) -> None:
        """End a file that need not or cannot be read."""
        path, message = item.file.path, ""
        match item.status:
            case FileStatus.REJECTED:
                message = f"{path.name}: {item.fault}. Check the path, then ingest it again."
                self._endings.problem(path, item.status, message)
            case FileStatus.DUPLICATE:
                self._endings.duplicate(run, item)
                return
            case FileStatus.MOVED:
                message = f"{path.name}: was {item.moved_from}" if item.moved_from else ""
                self._endings.note_place(item.file.at(item.document_id, item.revision), moved_from=item.moved_from)
            case _ if item.file.size or item.file.mtime_ns:
                self._endings.note_place(item.file.at(item.document_id, item.revision))
        if item.status in (FileStatus.UNCHANGED, FileStatus.MOVED):
            message = self._renew_metadata(run, item) or message
        run.end(FileOutcome(path=str(path), document_id=item.document_id, status=item.status, message=message), path)

    def _renew_metadata(self, run: Run, item: Planned) -> str:
        """Take over what the manifest now says of a document whose content is as before."""
        said = match(run.rows, item.file.path)
        held = self._catalogue.metadata(item.document_id)
        if said is None:
            return ""
        wanted = self._as_edited(overlay(held, said))
        if wanted == held:
            return ""
        self._rewrite(run, wanted, item.revision)
        return f"{item.file.path.name}: its entry in the manifest has changed"

    def _read_and_write(self, run: Run, items: list[Planned]) -> None:
        ordered = in_reading_order(items)
        by_path = {item.source: item for item in ordered}
        goes_on = {item.source for item, following in pairwise(ordered) if following.beside}
        batch: list[Ready] = []
        clock = time.monotonic()
        for path, result in self._read(run, by_path):
            run.show(by_path[path].file.path.name)
            seconds, clock = time.monotonic() - clock, time.monotonic()
            ready = self._cut(run, by_path[path], result, seconds)
            if ready is not None:
                batch.append(ready)
            if sum(len(item.passages) for item in batch) >= _FLUSH_PASSAGES and path not in goes_on:
                self._flush(run, batch)
                batch, clock = [], time.monotonic()
        self._flush(run, batch)

    def _read(self, run: Run, items: Mapping[Path, Planned]) -> Iterator[tuple[Path, Document | FileRejected]]:
        if not items:
            return iter(())
        limits = self._limits
        results = read_many(
            list(items), workers=min(self._scans.workers, len(items)), timeout_s=limits.timeout_s,
            max_memory_mb=limits.max_memory_mb, max_pages=limits.max_pages,
        )  # fmt: skip
        return self._scans.complete(results, known_of=lambda path: known_of(run, items[path]), show=run.show)

    def _cut(self, run: Run, item: Planned, result: Document | FileRejected, seconds: float) -> Ready | None:
        """Cut what was read into passages, or end the file as rejected."""
        path = item.file.path
        if isinstance(result, FileRejected):
            fault = str(FileRejected(path, result.fault, result.remedy))  # an original is read under another name
            self._endings.reject(run, item, fault, result.seconds or seconds)
            return None
        if result.revision != item.revision:
            self._endings.reject(run, item, f"{path.name}: it changed while it was read. Ingest it again.", seconds)
            return None
        result = replace(result, path=path)
        metadata = item.metadata or self._as_edited(self._described(run, item, result))
        passages = cut_passages(result, document_id=metadata.document_id, max_chars=self._limits.passage_chars)
        if not passages:
            fault = f"{path.name}: it holds no text that could be indexed. Open it and look."
            self._endings.reject(run, item, fault, seconds)
            return None
        run.taken.add(metadata.document_id)
        run.to_encode += len(passages)
        return Ready(
            planned=item, document=result, metadata=metadata, passages=passages, seconds=result.seconds or seconds
        )

    def _described(self, run: Run, item: Planned, document: Document) -> Metadata:
        """Tell what a file is, and which document."""
        path = item.file.path
        said = match(run.rows, path)
        metadata = describe(document, root=item.file.root, manifest_metadata=said)
        if item.document_id:
            return replace(metadata, document_id=item.document_id)
        if said and takes_over(said.document_id, run, self._catalogue):
            return metadata
        return replace(metadata, document_id=free_id(metadata.document_id, path, run.taken))

    def _as_edited(self, metadata: Metadata) -> Metadata:
        """Return what is known of a document, with what a maintainer has put in its place."""
        return edited(metadata, self._catalogue.edits(metadata.document_id))

    def _flush(self, run: Run, batch: list[Ready]) -> None:
        """Make a batch of documents live, all at one moment."""
        batch = [ready for ready in batch if self._keep(run, ready)]
        replaced = {ready.metadata.document_id for ready in batch}
        batch = [ready for ready in batch if not self._is_held(run, ready, replaced)]
        self._refill(run, [ready for ready in batch if self._is_live(ready)])
        batch = [ready for ready in batch if ready.planned.file.path not in run.outcomes]
        if not batch:
            return
        at = now()
        for ready in batch:
            self._catalogue.stage(ready.metadata, ready.document, ready.passages, at=at)
        self._arms.write([(ready.metadata, ready.passages) for ready in batch], run)
        self._arms.note_model()
        retired = self._catalogue.go_live(
            [(ready.metadata, ready.document.revision) for ready in batch],
            at=at,
            locations=[
                ready.planned.file.at(ready.metadata.document_id, ready.document.revision)
                for ready in batch
                if ready.planned.original is None
            ],
        )
        for ready in batch:
            self._endings.ready(run, ready)
        self._arms.clear(retired)

    def _is_live(self, ready: Ready) -> bool:
        return self._catalogue.live_revision(ready.metadata.document_id) == ready.document.revision

    def _refill(self, run: Run, batch: list[Ready]) -> None:
        """Take over what more could be read of contents that are live already, all at one moment."""
        if not batch:
            return
        contents = [(ready.metadata, ready.document, ready.passages) for ready in batch]
        self._catalogue.will_refill(contents)
        self._arms.write([(ready.metadata, ready.passages) for ready in batch], run)
        self._catalogue.refill(contents, at=now())
        self._arms.sweep()
        for ready in batch:
            self._endings.note_place(ready.planned.file.at(ready.metadata.document_id, ready.document.revision))
            self._endings.ready(run, ready)

    def _is_held(self, run: Run, ready: Ready, replaced: set[str]) -> bool:
        """Whether a document holds this content that was to give it up, and could not; then the file is its twin."""
        holder = self._catalogue.document_of(ready.document.revision)
        if not holder or holder in replaced:
            return False
        self._endings.duplicate(run, replace(ready.planned, document_id=holder))
        return True

    def _keep(self, run: Run, ready: Ready) -> bool:
        """Keep the original; False where the file has changed since it was read, which ends it as rejected."""
        if ready.planned.original is not None:
            return True
        try:
            self._stores.files.keep(ready.planned.file.path, ready.document.revision)
        except FileRejected as rejection:
            self._endings.reject(run, ready.planned, str(rejection), ready.seconds)
            return False
        return True

    def _prune(self, run: Run, folders: list[Path]) -> None:
        """Take out the documents whose files are gone from the folders, or hold something else now."""
        locations = self._catalogue.locations()
        gone = {x.path for x in locations if _is_gone(Path(x.path), folders)}
        held = {x.document_id for x in locations if x.path not in gone}
        last_seen = {x.document_id: x.path for x in locations}
        without_file = [info for info in self._catalogue.documents() if info.document_id not in held]
        self._catalogue.set_locations([], gone=gone)
        self._arms.clear(self._catalogue.remove([info.document_id for info in without_file], at=now()))
        for info in without_file:
            path = last_seen.get(info.document_id, info.file_name)
            self._endings.problem(Path(path), FileStatus.REMOVED, "")
            run.outcomes[Path(path)] = FileOutcome(
                path=path, document_id=info.document_id, status=FileStatus.REMOVED, message="its file is gone"
            )

    def _recover(self) -> None:
        """Clear away what an interrupted run left: half copied, staged, half retired, refilled or edited."""
        self._stores.files.forget_partial()
        self._arms.clear(self._catalogue.unfinished())
        self._arms.sweep()


def _is_gone(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders) and not path.exists()
