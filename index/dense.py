"""The dense arm: passage vectors in Chroma, embedded in the home or on a server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from index.embed import Vectors
from index.records import Filters
from ingest.errors import HomeError
from ingest.records import Metadata

# Chroma speaks outward unless told not to, and reads this when it is imported.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

_MAX_BATCH = 5_000  # embedded Chroma 1.5 takes at most 5,461 records at once
_RESERVE_BYTES = 1 << 20
_NO_YEAR = 0
_EF_SEARCH = 200  # recall of the approximate search; 4 ms a query at 5,000 passages


@dataclass(frozen=True, slots=True)
class _Reserve:
    """Some disk space put by: embedded Chroma 1.5.9 writes when it opens, so on a full disk it could not even be read.

    Attributes:
        file: None for a server, whose disk is not ours.
    """

    file: Path | None

    def keep(self) -> None:
        """Put space by, unless there is some."""
        if self.file is not None and not self.file.exists():
            self.file.write_bytes(bytes(_RESERVE_BYTES))

    def release(self) -> bool:
        """Give the space back; False where none is put by."""
        if self.file is None or not self.file.exists():
            return False
        self.file.unlink()
        return True


class DenseIndex:
    """Vectors by passage id, with what filters need beside them."""

    def __init__(self, place: Path | str, *, library: str) -> None:
        """Open the vectors of a library.

        Args:
            place: a folder for embedded Chroma, or the URL of a Chroma server.
            library: the library's own id, so that several can share a server.

        Raises:
            HomeError: the folder or server cannot be used.
        """
        self._place = place
        self._reserve = _Reserve(place / "reserve" if isinstance(place, Path) else None)
        self._name = f"passages-{library}"
        self._client: Any = None
        self._collection: Any = None
        self.reopen()

    def reopen(self) -> None:
        """Show what other processes have written since.

        Embedded Chroma 1.5.9 goes on answering from the vectors it has read, deleted ones included, and says nothing;
        only a new client after the last one has closed sees the new state (about 20 ms).
        """
        self.close()
        try:
            try:
                self._open()
            except Exception:  # Chroma raises ValueError, its own and sqlite's errors alike
                if not self._reserve.release():
                    raise
                self._open()
        except Exception as error:
            raise HomeError(
                f"{self._place}: the vector store cannot be opened ({_first_line(error)}). Check the folder or server; "
                "`policy-kb reindex` builds the vectors anew from the catalogue."
            ) from error

    def _open(self) -> None:
        self._client = _connect(self._place)
        self._collection = self._client.get_or_create_collection(
            self._name,
            configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
            embedding_function=None,
        )

    def close(self) -> None:
        """Let go of the store."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    def count(self) -> int:
        """Return how many vectors are held."""
        return int(self._collection.count())

    def held(self, passage_ids: Sequence[str]) -> set[str]:
        """Return those of the passages whose vectors are held."""
        found: set[str] = set()
        for start in range(0, len(passage_ids), _MAX_BATCH):
            some = list(passage_ids[start : start + _MAX_BATCH])
            found |= set(self._collection.get(ids=some, include=[])["ids"])
        return found

    def add(self, passage_ids: Sequence[str], vectors: Vectors, documents: Sequence[Metadata]) -> None:
        """Add vectors, row by row with the metadata of their documents; an id that is there is overwritten."""
        with self._writing():
            for start in range(0, len(passage_ids), _MAX_BATCH):
                part = slice(start, start + _MAX_BATCH)
                self._collection.upsert(
                    ids=list(passage_ids[part]),
                    embeddings=vectors[part],
                    metadatas=[_fields(metadata) for metadata in documents[part]],
                )
            self._reserve.keep()

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Drop vectors; ids that are not there are passed over."""
        with self._writing():
            for start in range(0, len(passage_ids), _MAX_BATCH):
                self._collection.delete(ids=list(passage_ids[start : start + _MAX_BATCH]))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # as many kinds as in `reopen`
            raise HomeError(f"{self._place}: the vector store cannot be written ({_first_line(error)})") from error

    def drop(self) -> None:
        """Drop the vectors of this library for good, and let go of the store."""
        self._client.delete_collection(self._name)
        self.close()

    def search(self, vector: Vectors, *, filters: Filters, k: int) -> list[tuple[str, float]]:
        """Return (passage_id, cosine similarity) pairs, best first, ties by id.

        Args:
            vector: of the question, shape (dim,), norm 1.
            filters: which documents may answer.
            k: number of pairs to return at most, at least 1.

        Raises:
            HomeError: the store cannot be read.
        """
        try:
            found = self._collection.query(
                query_embeddings=[vector.tolist()], n_results=k, where=_where(filters), include=["distances"]
            )
        except Exception as error:  # as many kinds as in `reopen`
            raise HomeError(
                f"{self._place}: the vector store cannot be read ({_first_line(error)}). "
                "`policy-kb reindex` builds it anew from the catalogue."
            ) from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((key, 1.0 - float(distance)) for key, distance in pairs), key=lambda pair: (-pair[1], pair[0]))


def _connect(place: Path | str) -> Any:
    import chromadb  # noqa: PLC0415 - a second to import; `policy-kb --help` must not wait for it
    from chromadb.config import Settings  # noqa: PLC0415

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        try:
            return chromadb.PersistentClient(str(place), settings=settings)
        except Exception:
            # Chroma 1.5.9 keeps a store that failed to open, and hands it out again for ever.
            from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415

            SharedSystemClient._identifier_to_system.pop(str(place), None)
            raise
    url = urlparse(place)
    is_tls = url.scheme == "https"
    return chromadb.HttpClient(
        host=url.hostname or "localhost", port=url.port or (443 if is_tls else 8000), ssl=is_tls, settings=settings
    )


def _fields(metadata: Metadata) -> dict[str, str | int]:
    return {
        "document_id": metadata.document_id,
        "country": metadata.country,
        "year": metadata.year or _NO_YEAR,
        "language": metadata.language,
        "doc_type": metadata.doc_type,
    }


def _where(filters: Filters) -> dict[str, Any] | None:
    choices = {
        "country": filters.countries,
        "language": filters.languages,
        "doc_type": filters.doc_types,
        "document_id": filters.document_ids,
    }
    conditions: list[dict[str, Any]] = [{field: {"$in": list(some)}} for field, some in choices.items() if some]
    if filters.years:
        first, last = filters.years
        conditions += [{"year": {"$gte": max(first, _NO_YEAR + 1)}}, {"year": {"$lte": last}}]
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
