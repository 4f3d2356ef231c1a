"""What an ingest takes and gives back, and what it has done so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.catalogue_files import Location
from index.plan import FileStatus, Planned
from ingest.found import Found
from ingest.manifest import ManifestRow
from ingest.ocr.records import OcrLimits
from ingest.records import Document, Metadata, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an ingest has come.

    Attributes:
        files_done, files: of those handed in.
        encoded, to_encode: passages of the documents read so far.
        name: the file or action at hand.
        ended: the file that has just ended, and how; None between two.
    """

    files_done: int
    files: int
    encoded: int
    to_encode: int
    name: str
    ended: FileOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """How one file ended.

    Attributes:
        empty_pages: positions of the pages that hold no text.
        seconds: spent on this file alone; encoding is shared and counted in the report's total.
        message: what a person should know; "" where all is well.
        found: what was found in it; None where it was not read in this run.
    """

    path: str
    document_id: str
    status: FileStatus
    pages: int = 0
    empty_pages: tuple[int, ...] = ()
    passages: int = 0
    seconds: float = 0.0
    message: str = ""
    found: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """How every file handed to an ingest ended, in the order they were found.

    Attributes:
        encoded: passages that went through the model; the rest were in the cache.
        seconds: of the whole run.
        is_whole: False where the home could not be written, so that files were given up.
        report: the file that tells of the run, with a page for people beside it; None where none could be kept.
    """

    documents: tuple[FileOutcome, ...]
    encoded: int
    seconds: float
    snapshot: str
    is_whole: bool = True
    report: Path | None = None

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
        ocr: how pages without text are recognised.
    """

    workers: int = 0
    timeout_s: float = 120
    max_memory_mb: int = 4096
    max_pages: int = 5000
    max_file_mb: int = 500
    passage_chars: int = 900
    ocr: OcrLimits = field(default_factory=OcrLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document that another state of the home holds.

    Attributes:
        path: what it is called in reports.
        place: where its file was last seen.
        original: what it can be read from; None where its content is not to be had any more.
    """

    metadata: Metadata
    revision: str
    path: Path
    place: Location | None = None
    original: Path | None = None


@dataclass(slots=True, kw_only=True)
class Ready:
    """A document that has been read and cut, and waits to go live."""

    planned: Planned
    document: Document
    metadata: Metadata
    passages: list[Passage]
    seconds: float


@dataclass(slots=True)
class Run:
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
    is_stopped: bool = False

    def result(self, snapshot: str) -> IngestReport:
        """Return how all files ended."""
        return IngestReport(
            documents=tuple(self.outcomes.values()), encoded=self.through_model,
            seconds=round(time.monotonic() - self.started, 3), snapshot=snapshot, is_whole=not self.is_stopped,
        )  # fmt: skip

    def end(self, outcome: FileOutcome, path: Path) -> None:
        """Note how a file ended."""
        self.outcomes[path] = outcome
        self.show(path.name, ended=outcome)

    def show(self, name: str, *, ended: FileOutcome | None = None) -> None:
        """Report progress."""
        self.report(
            Step(
                files_done=len(self.outcomes), files=self.files, encoded=self.encoded,
                to_encode=self.to_encode, name=name, ended=ended,
            )
        )  # fmt: skip


def silent(_: Step) -> None:
    """Tell nobody."""
