"""Official documents brought from their addresses into a folder, which an ingest then reads."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from ingest.errors import FetchError, FetchRefused, FetchSkipped, HomeError
from ingest.fetch_addresses import Guard, PinnedTransport
from ingest.fetch_checks import declared_pdf, is_page_about, suffix_of
from ingest.fetch_download import Body, Downloader, Limits, Pace, size_text
from ingest.fetch_record import Entry, Partial, Record, sha256_of, write_manifest
from ingest.manifest import ManifestRow

_LANDING = "landing"  # the manifest's word for an address that is only the publisher's site


class FetchStatus(StrEnum):
    """How one source ended."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    REFUSED = "refused"  # by a rule of ours
    SKIPPED = "skipped"  # no address of the document itself, or it was put in place by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """How one source ended.

    Attributes:
        entry: of the file the folder holds, also where this run brought nothing; None where it holds none.
        message: one line for a person: what came, or why not and what to do.
    """

    id: str
    url: str
    status: FetchStatus
    message: str
    entry: Entry | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """How every source ended, in the manifest's order."""

    folder: Path
    sources: tuple[SourceOutcome, ...]
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """Number of sources by status, every status named."""
        counted = Counter(outcome.status for outcome in self.sources)
        return {status.value: counted[status] for status in FetchStatus}

    @property
    def is_complete(self) -> bool:
        """Whether nothing failed and nothing was refused."""
        return not (self.counts[FetchStatus.FAILED] or self.counts[FetchStatus.REFUSED])


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchStep:
    """How far a run has come.

    Attributes:
        done, sources: sources ended, of all.
        received: bytes that have come over the network.
        name: the source that ended last.
    """

    done: int
    sources: int
    received: int
    name: str


def _silent(_: FetchStep) -> None:
    return


def fetch(
    rows: Mapping[str, ManifestRow], *, folder: Path, only: Sequence[str] = (), limits: Limits | None = None,
    guard: Guard | None = None, transport: httpx.AsyncBaseTransport | None = None,
    report: Callable[[FetchStep], None] = _silent,
) -> FetchReport:  # fmt: skip
    """Bring the documents of a manifest into a folder, and write the folder's own manifest.

    Args:
        rows: by document id; the address is their `url`.
        folder: where the files go; made when missing.
        only: ids to fetch, each one of `rows`; empty for all.
        limits: by default gentle ones.
        guard: which addresses are allowed; by default public ones.
        transport: what connects to the addresses that the guard let through.
        report: called with progress, often.

    Raises:
        HomeError: the folder cannot be used, or another fetch is writing to it.
        ManifestError: the folder's own manifest is damaged.
    """
    started = time.monotonic()
    chosen = {key: row for key, row in rows.items() if not only or key in only}
    with _locked(folder):
        run = _Run(folder, chosen, limits or Limits(), report)
        try:
            outcomes = asyncio.run(run.all(guard or Guard(), transport or PinnedTransport()))
        finally:  # also after Ctrl-C: what has come is named
            _write_manifest(folder, rows, run.record)
    return FetchReport(folder=folder, sources=outcomes, seconds=round(time.monotonic() - started, 3))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one run; the system lets go of it when a process dies."""
    lock = FileLock(folder / ".fetch.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise HomeError(f"{folder}: another fetch is writing to it. Wait until it has ended.") from None
    except OSError as error:
        raise HomeError(f"{folder}: it cannot be written ({error.strerror}). Choose another with --into.") from error
    try:
        yield
    finally:
        lock.release()


def _write_manifest(folder: Path, rows: Mapping[str, ManifestRow], record: Record) -> None:
    try:
        write_manifest(folder, rows, record)
    except OSError as error:
        raise HomeError(f"{folder}: it cannot be written ({error.strerror}). Look at the disk.") from error


class _Run:
    """One fetch of some sources into one folder."""

    def __init__(
        self, folder: Path, rows: Mapping[str, ManifestRow], limits: Limits, report: Callable[[FetchStep], None]
    ) -> None:
        self.record = Record(folder)
        self._folder, self._rows, self._limits, self._report = folder, rows, limits, report
        self._done, self._received, self._name = 0, 0, ""

    async def all(self, guard: Guard, transport: httpx.AsyncBaseTransport) -> tuple[SourceOutcome, ...]:
        """Bring every source, a few at once."""
        downloader = Downloader(
            transport, guard=guard, limits=self._limits, pace=Pace(self._limits.pause_s), on_bytes=self._count
        )
        free = asyncio.Semaphore(self._limits.at_once)

        async def one(row: ManifestRow) -> SourceOutcome:
            async with free:
                outcome = await self._one(row, downloader)
            self._done, self._name = self._done + 1, outcome.id
            self._count(0)
            return outcome

        async with transport, asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(row)) for row in self._rows.values()]
        return tuple(task.result() for task in tasks)

    def _count(self, received: int) -> None:
        self._received += received
        self._report(
            FetchStep(done=self._done, sources=len(self._rows), received=self._received, name=self._name)
        )

    async def _one(self, row: ManifestRow, downloader: Downloader) -> SourceOutcome:
        """Bring one source; whatever goes wrong is its outcome, and stops no other."""
        started = time.monotonic()
        document_id = row.metadata.document_id
        try:
            status, message = await self._bring(row, downloader)
        except FetchSkipped as reason:
            status, message = FetchStatus.SKIPPED, str(reason)
        except FetchRefused as reason:
            status, message = FetchStatus.REFUSED, str(reason)
        except FetchError as reason:
            status, message = FetchStatus.FAILED, str(reason)
        except OSError as error:
            why = error.strerror or type(error).__name__
            status, message = FetchStatus.FAILED, f"{self._folder} cannot be written ({why}). Look at the disk."
        except Exception as error:  # noqa: BLE001  # one source, however odd its server, never stops the rest
            status = FetchStatus.FAILED
            message = f"{type(error).__name__}: {error}. This is a fault of the program: please report the address."
        entry = self.record.intact(document_id)
        if entry is not None and status in (FetchStatus.FAILED, FetchStatus.REFUSED):
            message += f" The copy of {entry.date[:10]} stays."
        return SourceOutcome(
            id=document_id, url=row.metadata.url, status=status, message=message, entry=entry,
            seconds=round(time.monotonic() - started, 3),
        )  # fmt: skip

    async def _bring(self, row: ManifestRow, downloader: Downloader) -> tuple[FetchStatus, str]:
        _check_row(row, self.record)
        document_id, url = row.metadata.document_id, row.metadata.url
        partial, known = Partial(self._folder, document_id), self.record.intact(document_id)
        body = await downloader.download(url, partial=partial, known=known)
        if body is None:
            return self._unchanged(known)
        try:
            suffix = suffix_of(partial.path, urls=[url, body.final_url], content_type=body.content_type)
            if suffix != ".html" or not is_page_about(partial.path, doc_type=row.metadata.doc_type):
                return self._take(url, body, suffix, partial, document_id)
            declared = declared_pdf(partial.path, url=body.final_url)
        finally:
            partial.discard()
        return await self._bring_declared(declared, document_id, downloader)

    async def _bring_declared(
        self, url: str, document_id: str, downloader: Downloader
    ) -> tuple[FetchStatus, str]:
        """Bring the PDF that a page about a document declares to be the document."""
        if not url:
            raise FetchSkipped(
                "the address gives a short page about the document. "
                f"Save the document itself as {document_id}.pdf in the folder, then ingest that."
            )
        partial, known = Partial(self._folder, f"{document_id}.pdf"), self.record.intact(document_id)
        body = await downloader.download(url, partial=partial, known=known)
        if body is None:
            return self._unchanged(known)
        try:
            suffix = suffix_of(partial.path, urls=[url, body.final_url], content_type="application/pdf")
            return self._take(url, body, suffix, partial, document_id)
        finally:
            partial.discard()

    def _unchanged(self, known: Entry | None) -> tuple[FetchStatus, str]:
        assert known is not None  # nothing else makes a request conditional
        return FetchStatus.UNCHANGED, f"as it was on {known.date[:10]}"

    def _take(
        self, url: str, body: Body, suffix: str, partial: Partial, document_id: str
    ) -> tuple[FetchStatus, str]:
        """Put what came in its place, unless it is what was there."""
        entry = Entry(
            id=document_id, url=url, final_url=body.final_url, file=f"{document_id}{suffix}",
            sha256=sha256_of(partial.path), bytes=partial.size, date=datetime.now(UTC).isoformat(timespec="seconds"),
            etag=body.etag, last_modified=body.last_modified,
        )  # fmt: skip
        before = self.record.intact(document_id)
        if before is not None and (before.sha256, before.file) == (entry.sha256, entry.file):
            self.record.note(replace(entry, date=before.date))
            return self._unchanged(before)
        self.record.take(entry, partial.path)
        changed = f", changed since {before.date[:10]}" if before else ""
        return FetchStatus.FETCHED, f"{suffix[1:].upper()}, {size_text(entry.bytes)}{changed}"


def _check_row(row: ManifestRow, record: Record) -> None:
    """Raise FetchSkipped where there is nothing to ask for."""
    document_id, url = row.metadata.document_id, row.metadata.url
    by_hand = f"Save the document as {document_id}.pdf in the folder, then ingest that."
    own = record.own_file(document_id)
    if own:
        raise FetchSkipped(f"{own} was put in the folder by hand and is kept. Delete it to have it fetched.")
    if not url:
        raise FetchSkipped(f"the manifest has no address for it. {by_hand}")
    if row.url_status == _LANDING:
        raise FetchSkipped(f"only the publisher's site is known, {url}. {by_hand}")
