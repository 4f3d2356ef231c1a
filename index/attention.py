"""What a person should look at: files that were not taken in, pages without text, and documents told badly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.catalogue import Catalogue
from ingest.records import Metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One thing to look at.

    Attributes:
        path: the file, as it was last seen.
        document_id: "" for a file that is no document of the library.
        status: how the file ended, or "warning" of its reader, or "incomplete" where a filter would miss it.
        message: what is the matter and what to do.
    """

    path: str
    document_id: str
    status: str
    message: str


def needs_attention(catalogue: Catalogue) -> list[Attention]:
    """Return all that a person should look at: first what is missing, then what may be wrong, each by path."""
    places = {place.path: place for place in catalogue.locations()}
    listed = [
        Attention(
            path=path, document_id=places[path].document_id if path in places else "", status=status, message=message
        )
        for path, status, message in catalogue.problems()
    ]  # fmt: skip
    seen = {place.document_id: place.path for place in places.values() if not place.is_twin}
    told = []
    for info in catalogue.documents():
        path = seen.get(info.document_id, info.file_name)
        for status, message in _faults(catalogue, info.metadata, info.revision):
            told.append(Attention(path=path, document_id=info.document_id, status=status, message=message))
    return listed + sorted(told, key=lambda one: (one.status != "warning", one.path))


def _faults(catalogue: Catalogue, metadata: Metadata, revision: str) -> Iterator[tuple[str, str]]:
    for warning in catalogue.revision(metadata.document_id, revision).warnings:
        yield "warning", warning
    unknown = {"language": metadata.language in ("", "und"), "country": not metadata.country, "year": not metadata.year}
    names = [name for name, is_unknown in unknown.items() if is_unknown]
    if names:
        fault = f"its {' and '.join(names)} could not be told, so a filter would miss it. Say it in a manifest."
        yield "incomplete", fault
