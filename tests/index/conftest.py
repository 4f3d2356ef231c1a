"""A home with an encoder of hashed words, and a folder of small documents to fill it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.bundled import BundledEncoder
from index.embed import BUNDLED, Precision, find_model
from index.knowledge_base import KnowledgeBase
from index.multilingual import MultilingualEncoder
from index.onnx import OnnxQuestionEncoder
from index.staging import Staging
from index.stores import Stores
from index.update import Updater
from tests.fakes import HashEncoder, read_inline


class Library:
    """One home and one folder beside it."""

    def __init__(self, folder: Path, *, home: str = "home") -> None:
        self.folder = folder / "docs"
        self.folder.mkdir(exist_ok=True)
        self.encoder = HashEncoder()
        self.stores = Stores(folder / home, encoder=self.encoder)
        self.updater = Updater(self.stores)

    @property
    def staging(self) -> Staging:
        """What builds and switches the states of the home."""
        return Staging(self.stores)

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ingest(self, *, prune: bool = False, manifest: Path | None = None) -> dict[str, str]:
        """Ingest the folder; return file name -> status, after a check that every file is accounted for."""
        report = self.updater.ingest([self.folder], prune=prune, manifest=manifest)
        assert sum(report.counts.values()) == len(report.documents)
        self.report = report
        return {Path(outcome.path).name: outcome.status.value for outcome in report.documents}

    def encoded(self) -> int:
        """Return how many passages the model has seen since this was last asked; 0 means that it has seen nothing."""
        seen = list(self.encoder.seen)
        self.encoder.seen.clear()
        return sum("\n" in text for text in seen) or len(seen)  # a sentence has no head on a line of its own

    def base(self) -> KnowledgeBase:
        """Return the reading side."""
        return KnowledgeBase(self.stores)

    def ids(self) -> list[str]:
        """Return the ids of the live documents."""
        return [info.document_id for info in self.base().documents()]

    def found(self, question: str) -> list[str]:
        """Return the ids of the documents that a search finds, best first, without repeats."""
        hits = self.base().search(question, k=20).hits
        return list(dict.fromkeys(hit.document.document_id for hit in hits))

    def arms(self) -> tuple[int, int]:
        """Return how many passages each arm holds."""
        return self.stores.dense.count(), self.stores.lexical.count()

    def is_whole(self) -> bool:
        """Whether both arms and the catalogue hold the live passages and nothing else."""
        catalogue = self.stores.catalogue
        live = {pid for doc, rev in catalogue.live_revisions().items() for pid in catalogue.passage_ids(doc, rev)}
        return self.arms() == (len(live), len(live)) and set(catalogue.live_passages(sorted(live))) == live


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> OnnxQuestionEncoder:
    """The bundled model for English, loaded once."""
    return OnnxQuestionEncoder(find_model(BUNDLED), Precision.FLOAT32, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def multilingual() -> MultilingualEncoder:
    """The bundled model for any language, loaded once."""
    return MultilingualEncoder()


@pytest.fixture(scope="session")
def bundled(english: OnnxQuestionEncoder, multilingual: MultilingualEncoder) -> BundledEncoder:
    """Both bundled models, as they ship."""
    return BundledEncoder(english, multilingual)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty home whose files are read without worker processes."""
    monkeypatch.setattr("index.update.read_many", read_inline)
    library = Library(tmp_path)
    yield library
    library.stores.close()
