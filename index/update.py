"""Writing a knowledge base: documents in, replaced, moved, removed; each whole, at one moment.

A document's pages and passages are first written as *staged*, then its vectors and words, which no search shows while
the revision is not live; then one transaction of the catalogue makes it live and retires the revision before it. What
an interrupted run leaves behind is cleared away by the next one, and its vectors are in the cache.
"""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout

from index.catalogue import Location
from index.embed import Vectors
from index.plan import FileStatus, Planned, absolute, find_files, plan
from index.stores import Stores
from index.texts import body, encoder_text, entry, head
from index.vocabulary import is_indexed
from index.words import split_words
from ingest.clean import readable
from ingest.describe import describe, slug
from ingest.errors import FileRejected, HomeError, ManifestError, NotHeld
from ingest.isolate import read_many
from ingest.manifest import ManifestRow, find_manifest, match, read_manifest
from ingest.passages import cut_passages
from ingest.records import Document, Metadata, Passage

_FLUSH_PASSAGES = 512  # passages that go live together: enough to encode in full batches, few enough to lose
_ENCODE_AT_ONCE = 128  # passages between two reports of progress
_WORDS_AT_ONCE = 2048  # likewise
_UNFINISHED = "(an interrupted reindex)"  # no model's name, so that half an index is refused and not searched
_NO_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an ingest has come.

    Attributes:
        files_done, files: of those handed in.
        encoded, to_encode: passages of the documents read so far.
        name: the file or action at hand.
    """

    files_done: int
    files: int
    encoded: int
    to_encode: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """How one file ended.

    Attributes:
        empty_pages: positions of the pages that hold no text.
        seconds: spent on this file alone; encoding is shared and counted in the report's total.
        message: what a person should know; "" where all is well.
    """

    path: str
    document_id: str
    status: FileStatus
    pages: int = 0
    empty_pages: tuple[int, ...] = ()
    passages: int = 0
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """How every file handed to an ingest ended, in the order they were found.

    Attributes:
        encoded: passages that went through the model; the rest were in the cache.
        seconds: of the whole run.
    """

    documents: tuple[FileOutcome, ...]
    encoded: int
    seconds: float
    snapshot: str

    @property
    def counts(self) -> dict[str, int]:
        """Number of files by status, every status named."""
        counted = Counter(outcome.status for outcome in self.documents)
        return {status.value: counted[status] for status in FileStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What one file may cost before it is rejected.

    Attributes:
        workers: processes that read files; 0 for one a core.
        timeout_s: seconds for one file.
        max_memory_mb: MiB for one process.
        max_pages: pages of one file.
        max_file_mb: size of one file in MiB.
        passage_chars: length a passage grows to.
    """

    workers: int = 0
    timeout_s: float = 120
    max_memory_mb: int = 4096
    max_pages: int = 5000
    max_file_mb: int = 500
    passage_chars: int = 900


@dataclass(slots=True, kw_only=True)
class _Ready:
    """A document that has been read and cut, and waits to go live."""

    planned: Planned
    document: Document
    metadata: Metadata
    passages: list[Passage]
    seconds: float


@dataclass(slots=True)
class _Run:
    """What one ingest has done so far."""

    files: int
    report: Callable[[Step], None]
    rows: dict[str, ManifestRow] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    taken_over: set[str] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)
    outcomes: dict[Path, FileOutcome] = field(default_factory=dict)
    encoded: int = 0
    to_encode: int = 0
    through_model: int = 0

    def end(self, outcome: FileOutcome, path: Path) -> None:
        """Note how a file ended."""
        self.outcomes[path] = outcome
        self.show(path.name)

    def show(self, name: str) -> None:
        """Report progress."""
        self.report(
            Step(
                files_done=len(self.outcomes), files=self.files, encoded=self.encoded,
                to_encode=self.to_encode, name=name,
            )
        )  # fmt: skip


def _silent(_: Step) -> None:
    return


class Updater:
    """Writes to one home. One ingest at a time, over all processes."""

    def __init__(self, stores: Stores, *, limits: ReadLimits | None = None) -> None:
        """Write to `stores`, reading files within `limits`."""
        self._stores = stores
        self._catalogue = stores.catalogue
        self._limits = limits or ReadLimits()

    def ingest(
        self, paths: Sequence[Path], *, manifest: Path | None = None, prune: bool = False,
        report: Callable[[Step], None] = _silent,
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
        self._stores.check_model()
        rows = _rows(paths, manifest)
        given = None if manifest is None else absolute(manifest)
        found = {path: root for path, root in find_files(paths, home=self._stores.home) if path != given}
        run = _Run(files=len(found), report=report, rows=rows)
        with self._locked():
            self._ingest(run, found)
            if prune:
                self._prune(run, [folder for folder in map(absolute, paths) if folder.is_dir()])
        return IngestReport(
            documents=tuple(run.outcomes.values()),
            encoded=run.through_model,
            seconds=round(time.monotonic() - run.started, 3),
            snapshot=self._catalogue.snapshot(),
        )

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take documents out of the library, all at one moment.

        Raises:
            NotHeld: one of them is not there; nothing has been changed.
        """
        with self._locked():
            for document_id in document_ids:
                self._catalogue.metadata(document_id)
                if not self._catalogue.live_revision(document_id):
                    raise NotHeld(f"the document {document_id!r} has been taken out of the library before")
            self._recover()
            self._clear(self._catalogue.remove(document_ids, at=_now()))

    def reindex(self, *, report: Callable[[Step], None] = _silent) -> int:
        """Build vectors and words anew from the catalogue, with the configured model; return the number of passages.

        Raises:
            HomeError: another ingest is running, or the home cannot be written.
        """
        with self._locked():
            self._recover()
            live = self._catalogue.live_revisions()
            run = _Run(files=len(live), report=report)
            self._catalogue.set_meta(model=_UNFINISHED, reindexed=uuid4().hex)
            with self._stores.lock:
                self._stores.dense.clear()
            self._stores.lexical.clear()
            for number, (document_id, revision) in enumerate(sorted(live.items()), start=1):
                metadata = self._catalogue.metadata(document_id)
                passages = self._catalogue.passages(document_id, revision)
                self._write_arms([(metadata, passages)], run)
                done = run.encoded
                run.report(Step(files_done=number, files=len(live), encoded=done, to_encode=done, name=document_id))
            self._note_model()
            self._catalogue.set_meta(reindexed=uuid4().hex)  # other processes open the stores again
        return run.encoded

    # The steps of an ingest.

    def _ingest(self, run: _Run, found: dict[Path, Path | None]) -> None:
        planned = _without_losses({path: self._planned(path, root) for path, root in found.items()})
        run.taken |= set(self._catalogue.live_revisions())
        to_read = [item for item in planned.values() if item.status is FileStatus.INDEXED]
        firsts = _firsts(to_read)
        try:
            self._recover()
            self._forget_old_problems()
            for item in planned.values():
                if item.status is not FileStatus.INDEXED:
                    self._end_unread(run, item)
            self._read_and_write(run, [item for item in to_read if firsts[item.revision] is item])
            for item in to_read:
                if item.file.path not in run.outcomes:
                    self._end_twin(run, item, firsts[item.revision])
        except (OSError, sqlite3.Error, HomeError) as error:
            self._stop(run, list(planned.values()), error)
        run.outcomes = {path: run.outcomes[path] for path in planned}

    def _planned(self, path: Path, root: Path | None) -> Planned:
        item = plan(path, root, self._catalogue)
        limit = self._limits.max_file_mb
        if item.status is FileStatus.INDEXED and item.file.size > limit * 1_048_576:
            fault = f"it has {item.file.size / 1_048_576:,.0f} MiB, more than the {limit} allowed (max_file_mb)"
            return replace(item, status=FileStatus.REJECTED, fault=fault)
        return item

    def _end_unread(self, run: _Run, item: Planned) -> None:
        """End a file that need not or cannot be read."""
        path, message = item.file.path, ""
        match item.status:
            case FileStatus.REJECTED:
                message = f"{path.name}: {item.fault}. Check the path, then ingest it again."
                self._problem(path, item.status, message)
            case FileStatus.DUPLICATE:
                message = f"{path.name}: the same content as document {item.document_id}"
                self._note_place(item.file.at(item.document_id, item.revision, is_twin=True))
            case FileStatus.MOVED:
                message = f"{path.name}: was {item.moved_from}" if item.moved_from else ""
                self._note_place(item.file.at(item.document_id, item.revision), moved_from=item.moved_from)
            case _:
                self._note_place(item.file.at(item.document_id, item.revision))
        if item.status in (FileStatus.UNCHANGED, FileStatus.MOVED):
            message = self._renew_metadata(run, item) or message
        run.end(FileOutcome(path=str(path), document_id=item.document_id, status=item.status, message=message), path)

    def _note_place(self, place: Location, *, moved_from: str = "") -> None:
        """Note where a file is, and forget where it was unless something else has taken that place."""
        if place == self._catalogue.location(place.path):
            return
        before = self._catalogue.location(moved_from)
        is_left = before is not None and before.revision == place.revision
        self._catalogue.set_locations([place], gone=[moved_from] if is_left else [])

    def _renew_metadata(self, run: _Run, item: Planned) -> str:
        """Take over what the manifest now says of a document whose content is as before."""
        said = match(run.rows, item.file.path)
        held = self._catalogue.metadata(item.document_id)
        if said is None:
            return ""
        wanted = _overlay(held, said)
        if wanted == held:
            return ""
        passages = self._catalogue.passages(item.document_id, item.revision)
        self._write_arms([(wanted, passages)], run)
        self._catalogue.set_metadata(wanted, at=_now())
        return f"{item.file.path.name}: its entry in the manifest has changed"

    def _read_and_write(self, run: _Run, items: list[Planned]) -> None:
        by_path = {item.file.path: item for item in items}
        batch: list[_Ready] = []
        clock = time.monotonic()
        for path, result in self._read(list(by_path)):
            run.show(path.name)
            seconds, clock = time.monotonic() - clock, time.monotonic()
            ready = self._cut(run, by_path[path], result, seconds)
            if ready is not None:
                batch.append(ready)
            if sum(len(item.passages) for item in batch) >= _FLUSH_PASSAGES:
                self._flush(run, batch)
                batch, clock = [], time.monotonic()
        self._flush(run, batch)

    def _read(self, paths: list[Path]) -> Iterator[tuple[Path, Document | FileRejected]]:
        if not paths:
            return iter(())
        limits = self._limits
        workers = min(limits.workers or os.cpu_count() or 1, len(paths))
        return read_many(
            paths, workers=workers, timeout_s=limits.timeout_s,
            max_memory_mb=limits.max_memory_mb, max_pages=limits.max_pages,
        )  # fmt: skip

    def _cut(self, run: _Run, item: Planned, result: Document | FileRejected, seconds: float) -> _Ready | None:
        """Cut what was read into passages, or end the file as rejected."""
        path = item.file.path
        if isinstance(result, FileRejected):
            self._reject(run, item, str(result), seconds)
            return None
        if result.revision != item.revision:
            self._reject(run, item, f"{path.name}: it changed while it was read. Ingest it again.", seconds)
            return None
        said = match(run.rows, path)
        metadata = describe(result, root=item.file.root, manifest_metadata=said)
        if not item.document_id and not (said and self._takes_over(run, said.document_id)):
            metadata = replace(metadata, document_id=_free_id(metadata.document_id, path, run.taken))
        elif item.document_id:
            metadata = replace(metadata, document_id=item.document_id)
        passages = cut_passages(result, document_id=metadata.document_id, max_chars=self._limits.passage_chars)
        if not passages:
            self._reject(run, item, f"{path.name}: it holds no text that could be indexed. Open it and look.", seconds)
            return None
        run.taken.add(metadata.document_id)
        run.to_encode += len(passages)
        return _Ready(planned=item, document=result, metadata=metadata, passages=passages, seconds=seconds)

    def _takes_over(self, run: _Run, document_id: str) -> bool:
        """Whether a file that the manifest calls `document_id` is that document's new content: its old file is gone.

        So it is when a plan that was a web page is fetched again and is now a PDF.
        """
        if document_id in run.taken_over or not self._catalogue.live_revision(document_id):
            return False
        is_orphan = not any(
            Path(place.path).exists() for place in self._catalogue.locations() if place.document_id == document_id
        )
        if is_orphan:
            run.taken_over.add(document_id)
        return is_orphan

    def _flush(self, run: _Run, batch: list[_Ready]) -> None:
        """Make a batch of documents live, all at one moment."""
        batch = [ready for ready in batch if self._keep(run, ready)]
        if not batch:
            return
        at = _now()
        for ready in batch:
            self._catalogue.stage(ready.metadata, ready.document, ready.passages, at=at)
        self._write_arms([(ready.metadata, ready.passages) for ready in batch], run)
        self._note_model()
        retired = self._catalogue.go_live(
            [(ready.metadata, ready.document.revision) for ready in batch],
            at=at,
            locations=[
                ready.planned.file.at(ready.metadata.document_id, ready.document.revision) for ready in batch
            ],
        )
        for ready in batch:
            self._end_ready(run, ready)
        self._clear(retired)

    def _keep(self, run: _Run, ready: _Ready) -> bool:
        """Keep the original; False where the file has changed since it was read, which ends it as rejected."""
        try:
            self._stores.files.keep(ready.planned.file.path, ready.document.revision)
        except FileRejected as rejection:
            self._reject(run, ready.planned, str(rejection), ready.seconds)
            return False
        return True

    def _write_arms(self, documents: Sequence[tuple[Metadata, Sequence[Passage]]], run: _Run) -> None:
        pairs = [(metadata, passage) for metadata, passages in documents for passage in passages]
        vectors = self._vectors([encoder_text(passage, metadata) for metadata, passage in pairs], run)
        self._encode_sentences([passage for _, passage in pairs], run)
        self._encode_words(pairs, run)
        with self._stores.lock:
            self._stores.dense.add(
                [passage.passage_id for _, passage in pairs], vectors, [metadata for metadata, _ in pairs]
            )
        self._stores.lexical.write(entry(passage, metadata) for metadata, passage in pairs)

    def _encode_sentences(self, passages: Sequence[Passage], run: _Run) -> None:
        """Keep the vectors of the sentences too: an answer chooses among sentences, and must not wait for a model."""
        model = self._stores.encoder.identity
        kept = self._catalogue.sentence_vectors(model, passages)
        missing = [passage for passage in passages if passage.passage_id not in kept]
        for start in range(0, len(missing), _ENCODE_AT_ONCE):
            some = missing[start : start + _ENCODE_AT_ONCE]
            texts = [readable(passage.sentence(span)) for passage in some for span in passage.sentences]
            ends = np.cumsum([len(passage.sentences) for passage in some])[:-1]
            made = np.split(self._stores.encoder.encode_passages(texts), ends)
            self._catalogue.keep_sentence_vectors(model, some, made)
            run.show("encoding")

    def _encode_words(self, pairs: Sequence[tuple[Metadata, Passage]], run: _Run) -> None:
        """Keep the vectors of the words that the library has not met before."""
        model = self._stores.encoder.identity
        met: defaultdict[str, set[str]] = defaultdict(set)
        for metadata, passage in pairs:
            for word in split_words(f"{head(passage, metadata)} {body(passage)}"):
                if is_indexed(word):
                    met[word].add(metadata.language)
        kept = self._catalogue.word_languages(model)
        new = sorted(met.keys() - kept.keys())
        for start in range(0, len(new), _WORDS_AT_ONCE):
            some = new[start : start + _WORDS_AT_ONCE]
            languages = [frozenset(met[word]) for word in some]
            self._catalogue.keep_words(model, some, languages, self._stores.encoder.encode_words(some))
            run.show("encoding")
        further = {word: kept[word] | met[word] for word in met.keys() & kept.keys() if not met[word] <= kept[word]}
        self._catalogue.note_languages(model, further)

    def _vectors(self, texts: list[str], run: _Run) -> Vectors:
        """Return the texts' vectors, from the cache or the model; what the model makes is kept at once."""
        model = self._stores.encoder.identity
        known = self._catalogue.cached_vectors(model, texts)
        run.encoded += len(known)
        missing = [position for position in range(len(texts)) if position not in known]
        for start in range(0, len(missing), _ENCODE_AT_ONCE):
            some = missing[start : start + _ENCODE_AT_ONCE]
            made = self._stores.encoder.encode_passages([texts[position] for position in some])
            self._catalogue.keep_vectors(model, [texts[position] for position in some], made)
            known.update(zip(some, made, strict=True))
            run.encoded += len(some)
            run.through_model += len(some)
            run.show("encoding")
        return np.stack([known[position] for position in range(len(texts))])

    def _note_model(self) -> None:
        encoder = self._stores.encoder
        if self._catalogue.meta("model") != encoder.identity:
            self._catalogue.set_meta(model=encoder.identity, precision=encoder.precision.value)

    def _end_ready(self, run: _Run, ready: _Ready) -> None:
        path, empty = ready.planned.file.path, ready.document.empty_pages
        status = FileStatus.PARTLY_INDEXED if empty else FileStatus.INDEXED
        message = " ".join(ready.document.warnings)
        if empty:
            message = (
                f"{path.name}: no text on {_pages(empty)} of {len(ready.document.pages)}. "
                "If they are scans, have them read (OCR) and ingest the file again."
            )
        self._problem(path, status, message if empty else "")
        outcome = FileOutcome(
            path=str(path), document_id=ready.metadata.document_id, status=status, pages=len(ready.document.pages),
            empty_pages=tuple(empty), passages=len(ready.passages), seconds=round(ready.seconds, 3), message=message,
        )  # fmt: skip
        run.end(outcome, path)

    def _reject(self, run: _Run, item: Planned, message: str, seconds: float = 0.0) -> None:
        """End a file as rejected; what the library holds of it stays."""
        path = item.file.path
        self._problem(path, FileStatus.REJECTED, message)
        outcome = FileOutcome(
            path=str(path), document_id=item.document_id, status=FileStatus.REJECTED,
            seconds=round(seconds, 3), message=message,
        )  # fmt: skip
        run.end(outcome, path)

    def _end_twin(self, run: _Run, item: Planned, first: Planned) -> None:
        """End a file whose content another file of this run has brought in."""
        path, before = item.file.path, run.outcomes[first.file.path]
        if before.status is FileStatus.REJECTED:
            self._reject(run, item, f"{path.name}: the same content as {first.file.path.name}, which was rejected.")
            return
        self._note_place(item.file.at(before.document_id, item.revision, is_twin=True))
        message = f"{path.name}: the same content as document {before.document_id}"
        outcome = FileOutcome(
            path=str(path), document_id=before.document_id, status=FileStatus.DUPLICATE, message=message
        )
        run.end(outcome, path)

    def _stop(self, run: _Run, items: list[Planned], error: Exception) -> None:
        """The home cannot be written: the files not yet in are rejected, and what was in stays."""
        why = _why(error, self._stores.home)
        for item in items:
            path = item.file.path
            if path in run.outcomes:
                continue
            is_unchanged = item.status is FileStatus.UNCHANGED
            status = FileStatus.UNCHANGED if is_unchanged else FileStatus.REJECTED
            message = "" if is_unchanged else f"{path.name}: not indexed, {why}"
            run.end(
                FileOutcome(path=str(path), document_id=item.document_id, status=status, message=message), path
            )

    def _prune(self, run: _Run, folders: list[Path]) -> None:
        """Take out the documents whose files are gone from the folders, or hold something else now."""
        locations = self._catalogue.locations()
        gone = {x.path for x in locations if _is_gone(Path(x.path), folders)}
        held = {x.document_id for x in locations if x.path not in gone}
        last_seen = {x.document_id: x.path for x in locations}
        without_file = [info for info in self._catalogue.documents() if info.document_id not in held]
        self._catalogue.set_locations([], gone=gone)
        self._clear(self._catalogue.remove([info.document_id for info in without_file], at=_now()))
        for info in without_file:
            path = last_seen.get(info.document_id, info.file_name)
            self._problem(Path(path), FileStatus.REMOVED, "")
            run.outcomes[Path(path)] = FileOutcome(
                path=path, document_id=info.document_id, status=FileStatus.REMOVED, message="its file is gone"
            )

    def _forget_old_problems(self) -> None:
        """Drop the faults of files that were rejected and are gone; of what is held they stay."""
        for path, status, _ in self._catalogue.problems():
            if status == FileStatus.REJECTED and not Path(path).exists() and not self._catalogue.location(path):
                self._problem(Path(path), FileStatus.REJECTED, "")

    def _problem(self, path: Path, status: FileStatus, message: str) -> None:
        try:
            self._catalogue.set_problem(str(path), status=status.value, message=message, at=_now())
        except sqlite3.Error:
            # On a full disk the report still says it; only the list kept for `status` cannot.
            return

    # What interrupted runs leave, and the lock.

    def _recover(self) -> None:
        """Clear away what an interrupted run left staged or half retired."""
        self._clear(self._catalogue.unfinished())

    def _clear(self, revisions: Sequence[tuple[str, str]]) -> None:
        """Take revisions that are not live out of both arms, then out of the catalogue."""
        if not revisions:
            return
        with self._stores.lock:
            for document_id, revision in revisions:
                self._stores.dense.delete(self._catalogue.passage_ids(document_id, revision))
        self._stores.lexical.write([], gone=revisions)
        for document_id, revision in revisions:
            self._catalogue.forget_passages(document_id, revision)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the home's lock; the system lets go of it when a process dies, so it is never stale."""
        holder = self._stores.home / "ingest.holder"
        lock = FileLock(self._stores.home / "ingest.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
            raise HomeError(
                f"{self._stores.home}: {who} is writing to it. Wait until it has ended, then try again."
            ) from None
        except OSError as error:
            raise HomeError(_why(error, self._stores.home)) from error
        try:
            _write_holder(holder)
            yield
        except (sqlite3.Error, OSError) as error:
            raise HomeError(_why(error, self._stores.home)) from error
        finally:
            lock.release()


def _write_holder(file: Path) -> None:
    try:
        file.write_text(f"process {os.getpid()} on {socket.gethostname()}, since {_now()},", encoding="utf-8")
    except OSError:  # a full disk: the lock is held all the same
        return


def _rows(paths: Sequence[Path], manifest: Path | None) -> dict[str, ManifestRow]:
    """Return the rows of the manifest named, or of the folders' own."""
    if manifest is not None:
        return read_manifest(manifest)
    rows: dict[str, ManifestRow] = {}
    for path in paths:
        own = find_manifest(path) if path.is_dir() else None
        for document_id, row in (read_manifest(own) if own else {}).items():
            if document_id in rows:
                raise ManifestError(path, None, f"the id {document_id!r} stands in the manifest of another folder too")
            rows[document_id] = row
    return rows


def _without_losses(planned: dict[Path, Planned]) -> dict[Path, Planned]:
    """Have a file read on its own where the document that it was taken for gets new content from another file."""
    replaced = {x.document_id for x in planned.values() if x.status is FileStatus.INDEXED and x.document_id}
    return {
        path: replace(item, status=FileStatus.INDEXED, document_id="", moved_from="")
        if item.document_id in replaced and item.status not in (FileStatus.INDEXED, FileStatus.REJECTED)
        else item
        for path, item in planned.items()
    }


def _firsts(items: Sequence[Planned]) -> dict[str, Planned]:
    """Return, per content, the first file that holds it."""
    firsts: dict[str, Planned] = {}
    for item in items:
        firsts.setdefault(item.revision, item)
    return firsts


def _free_id(wanted: str, path: Path, taken: set[str]) -> str:
    """Return an id that no other document has: with the folder's name, then with a number."""
    if wanted not in taken:
        return wanted
    wanted = slug(f"{path.parent.name} {wanted}")
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


def _overlay(held: Metadata, said: Metadata) -> Metadata:
    """Return `held` with what the manifest says in its place; its empty cells and the id leave things as they are."""
    empty = ("", None, "und")
    changes = {
        name: getattr(said, name)
        for name in Metadata.__dataclass_fields__
        if name != "document_id" and getattr(said, name) not in empty
    }
    return replace(held, **changes)


def _is_gone(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders) and not path.exists()


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{' …' if len(numbers) > 10 else ''}"


def _why(error: Exception, home: Path) -> str:
    """Say in one line why the home cannot be written."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    is_full = "disk is full" in text or "No space left" in text or "os error 28" in text
    if is_full or (isinstance(error, OSError) and error.errno in _NO_DISK):
        return f"the disk of {home} is full or cannot be written. Free some space, then ingest again."
    return f"{home} could not be written ({text}). What was in the library is still there; ingest again."


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
