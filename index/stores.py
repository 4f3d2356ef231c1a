"""The stores of one home, opened together."""

from __future__ import annotations

import threading
from pathlib import Path

from index.bundled import BundledEncoder
from index.catalogue import Catalogue
from index.dense import DenseIndex
from index.embed import BUNDLED, Encoder, Precision, find_model
from index.files import Files
from index.lexical import LexicalIndex
from index.onnx import OnnxQuestionEncoder
from index.vocabulary import Vocabulary
from ingest.errors import HomeError, ModelMismatch


def _encoder(model: str, precision: str, folder: Path) -> Encoder:
    encoder = OnnxQuestionEncoder(find_model(model), Precision(precision), folder)
    return BundledEncoder(encoder) if model == BUNDLED else encoder


def open_encoder(model: str, precision: str, home: Path) -> Encoder:
    """Return the encoder that a library in `home` has; nothing but its models is kept there.

    Args:
        model: "bundled", a folder or a sentence-transformers name.
        precision: "auto", "float32" or "bfloat16".
    """
    return _encoder(model, precision, home / "models")


class Stores:
    """Catalogue, vectors, words and originals of one home; one object per process, shared by its threads.

    The vectors and words are opened at the first use. Whoever uses the vectors holds `lock`: they are closed and opened
    again when another process has written.
    """

    def __init__(
        self, home: Path, *, encoder: Encoder | None = None, model: str = "bundled",
        precision: str = "auto", chroma_url: str = "",
    ) -> None:  # fmt: skip
        """Open the home, making it where there is none.

        Args:
            home: the folder that holds everything.
            encoder: what makes vectors; by default the one that `model` and `precision` name.
            model: "bundled", a folder or a sentence-transformers name.
            precision: "auto", "float32" or "bfloat16".
            chroma_url: a Chroma server; "" keeps the vectors in the home.

        Raises:
            HomeError: the home cannot be used.
        """
        self.home = home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fault = f"{home}: the folder cannot be made ({error.strerror}). Name another with --home."
            raise HomeError(fault) from error
        self.catalogue = Catalogue(home / "catalogue.sqlite")
        self.files = Files(home / "files")
        self.encoder: Encoder = encoder or open_encoder(model, precision, home)
        self.lock = threading.RLock()
        self._vectors_at: Path | str = chroma_url or home / "chroma"
        self._dense: DenseIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._vocabulary: Vocabulary | None = None
        self._seen = ""

    def check_model(self) -> None:
        """Make sure that the vectors held are this model's.

        Raises:
            ModelMismatch: they were made by another.
        """
        built_with = self.catalogue.meta("model")
        if built_with and built_with != self.encoder.identity:
            raise ModelMismatch(built_with, self.encoder.identity)

    @property
    def dense(self) -> DenseIndex:
        """The vectors."""
        if self._dense is None:
            self._dense = DenseIndex(self._vectors_at, library=self.catalogue.library_id())
        return self._dense

    @property
    def lexical(self) -> LexicalIndex:
        """The words."""
        if self._lexical is None:
            self._lexical = LexicalIndex(self.home / "lexical")
        return self._lexical

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the documents, with their vectors."""
        with self.lock:
            if self._vocabulary is None:
                self._vocabulary = Vocabulary.of(self.catalogue.words(self.encoder.identity))
            return self._vocabulary

    def refresh(self) -> str:
        """Show what other processes have written since the last call, and return the snapshot.

        Raises:
            ModelMismatch: the vectors are being made, or have been made, anew by another model.
            HomeError: one of the two arms holds less than the catalogue, so that a search would miss documents.
        """
        snapshot = self.catalogue.snapshot()
        state = f"{snapshot} {self.catalogue.meta('reindexed')}"
        with self.lock:
            if state != self._seen:
                self.check_model()
                if self._dense is not None:
                    self._dense.reopen()
                if self._lexical is not None:
                    self._lexical.reload()
                self._vocabulary = None
                self._check_whole()
                self._seen = state
        return snapshot

    def _check_whole(self) -> None:
        # What goes live is in both arms before, and leaves them after: they never hold less, unless one was lost.
        passages = self.catalogue.live_passage_count()
        for arm, held in (("vectors", self.dense.count()), ("words", self.lexical.count())):
            if held < passages:
                raise HomeError(
                    f"{self.home}: {held} of {passages} passages have their {arm}, so a search would miss documents. "
                    "Run `policy-kb reindex`; it takes what it needs from the catalogue."
                )

    def close(self) -> None:
        """Let go of everything."""
        with self.lock:
            if self._dense is not None:
                self._dense.close()
            self._dense = self._lexical = None
            self._seen = ""
        self.catalogue.close()
