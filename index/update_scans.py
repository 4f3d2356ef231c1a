"""Scans in an ingest: what reads them, and which files are read again for them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from index.catalogue import Catalogue
from index.plan import FileStatus, Planned
from index.update_records import ReadLimits, Run
from ingest.manifest import match
from ingest.ocr.scans import Known, ScanReader


def scan_reader(home: Path, limits: ReadLimits) -> ScanReader:
    """Return what reads the scans of a home; all its states share what was recognised before."""
    return ScanReader(
        limits=limits.ocr, cache=home / "recognised", workers=limits.workers or os.cpu_count() or 1,
        max_memory_mb=limits.max_memory_mb, timeout_s=limits.timeout_s, max_pages=limits.max_pages,
    )  # fmt: skip


def with_scans(planned: dict[Path, Planned], catalogue: Catalogue, scans: ScanReader) -> dict[Path, Planned]:
    """Have those files read again whose scans nothing could read when they came in, or only something else."""
    lacking = {info.document_id for info in catalogue.documents() if info.empty_pages}
    more = {
        path: replace(item, status=FileStatus.INDEXED)
        for path, item in planned.items()
        if item.status is FileStatus.UNCHANGED
        and item.document_id in lacking
        and scans.identity not in ("", catalogue.scan_reader(item.revision))
    }
    return planned | more


def known_of(run: Run, item: Planned) -> Known:
    """Return what is known of a file before it is read: its manifest's word, or what its document goes by."""
    said = item.metadata or match(run.rows, item.file.path)
    return Known(item.file.path, said.language if said else "und")
