"""Which document a file is: by its manifest, by what it was before, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.catalogue import Catalogue
from index.update_records import Run
from ingest.describe import slug
from ingest.errors import ManifestError
from ingest.manifest import ManifestRow, find_manifest, read_manifest
from ingest.records import Metadata


def manifest_rows(paths: Sequence[Path], manifest: Path | None) -> dict[str, ManifestRow]:
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


def takes_over(document_id: str, run: Run, catalogue: Catalogue) -> bool:
    """Whether a file that the manifest calls `document_id` is that document's new content: its old file is gone.

    So it is when a plan that was a web page is fetched again and is now a PDF.
    """
    if document_id in run.taken_over or not catalogue.live_revision(document_id):
        return False
    is_orphan = not any(
        Path(place.path).exists() for place in catalogue.locations() if place.document_id == document_id
    )
    if is_orphan:
        run.taken_over.add(document_id)
    return is_orphan


def free_id(wanted: str, path: Path, taken: set[str]) -> str:
    """Return an id that no other document has: with the folder's name, then with a number."""
    if wanted not in taken:
        return wanted
    wanted = slug(f"{path.parent.name} {wanted}")
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


def overlay(held: Metadata, said: Metadata) -> Metadata:
    """Return `held` with what the manifest says in its place; its empty cells and the id leave things as they are."""
    empty = ("", None, "und")
    changes = {
        name: getattr(said, name)
        for name in Metadata.__dataclass_fields__
        if name != "document_id" and getattr(said, name) not in empty
    }
    return replace(held, **changes)
