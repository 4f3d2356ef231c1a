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
from index.states import CATALOGUE, VECTORS, WORDS, State, States, read_states, stamp
from index.vocabulary import Vocabulary
from ingest.errors import HomeError, ModelMismatch

NOTHING_STAGED = "nothing is staged. `policy-kb ingest --stage` builds the next state beside the live one."


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
    again when another process has written, or has made another state the live one.

    Attributes:
        state: which state is open.
        catalogue: of that state.
        encoder, encoder_name: what makes its vectors, and the setting that names it.
    """

    def __init__(
        self, home: Path, *, encoder: Encoder | None = None, model: str = "bundled",
        precision: str = "auto", chroma_url: str = "", staged: bool = False,
    ) -> None:  # fmt: skip
        """Open the home, making it where there is none.

        Args:
            home: the folder that holds everything.
            encoder: what makes vectors; by default the one that `model` and `precision` name.
            model: "bundled", a folder or a sentence-transformers name.
            precision: "auto", "float32" or "bfloat16".
            chroma_url: a Chroma server; "" keeps the vectors in the home.
            staged: open the next state, and not the live one.

        Raises:
            HomeError: the home cannot be used, or nothing is staged.
        """
        self.home = home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fault = f"{home}: the folder cannot be made ({error.strerror}). Name another with --home."
            raise HomeError(fault) from error
        self.files = Files(home / "files")
        self.lock = threading.RLock()
        self.model = model_name(model)
        self.chroma_url = chroma_url
        self._given, self._precision, self._is_staged = encoder, precision, staged
        self._dense: DenseIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._vocabulary: Vocabulary | None = None
        self._seen = ""
        self.encoder_name = ""
        self._states_seen = stamp(home)
        states = read_states(home)
        state = states.staged if staged else states.live
        if state is None:
            raise HomeError(f"{home}: {NOTHING_STAGED}")
        self._open(state, states)

    def _open(self, state: State, states: States) -> None:
        self.state = state
        self.catalogue = Catalogue(state.folder(self.home) / CATALOGUE)
        # A state that was made by another model brings it along, for whoever is still configured with the one before.
        known = {kept.model for kept in states.kept}
        name = state.model if state.model and self.model in known else self.model
        if name != self.encoder_name:
            self.encoder: Encoder = self._given or open_encoder(name, self._precision, self.home)
            self.encoder_name = name

    def encoder_of(self, model: str) -> Encoder:
        """Return the encoder that a setting names; "" names the one in use."""
        name = model_name(model) if model else self.encoder_name
        is_ours = self._given is not None or name == self.encoder_name
        return self.encoder if is_ours else open_encoder(name, self._precision, self.home)

    def staged(self, model: str = "") -> Stores:
        """Open the next state of the home, encoded by a model; "" for the one in use.

        Raises:
            HomeError: nothing is staged.
        """
        return Stores(
            self.home, encoder=self._given, model=model or self.encoder_name, precision=self._precision,
            chroma_url=self.chroma_url, staged=True,
        )  # fmt: skip

    def follow(self) -> None:
        """Turn to the state that is live now, where another process has switched."""
        if self._is_staged or stamp(self.home) == self._states_seen:
            return
        with self.lock:
            seen = stamp(self.home)
            states = read_states(self.home)
            if states.live.name != self.state.name:
                self._let_go()
                self._open(states.live, states)
            self._states_seen = seen

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
            place = self.chroma_url or self.state.folder(self.home) / VECTORS
            self._dense = DenseIndex(place, library=self.catalogue.library_id())
        return self._dense

    @property
    def lexical(self) -> LexicalIndex:
        """The words."""
        if self._lexical is None:
            self._lexical = LexicalIndex(self.state.folder(self.home) / WORDS)
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
            ModelMismatch: the vectors were made by another model than the one configured.
            HomeError: one of the two arms holds less than the catalogue, so that a search would miss documents.
        """
        self.follow()
        with self.lock:
            snapshot = self.catalogue.snapshot()
            state = f"{self.state.name} {snapshot}"
            if state != self._seen:
                self.check_model()
                if self._dense is not None:
                    self._dense.reopen()
                if self._lexical is not None:
                    self._lexical.reload()
                self._vocabulary = None
                self.check_whole()
                self._seen = state
        return snapshot

    def check_whole(self) -> None:
        """Make sure that both arms hold all passages, and not as many of other revisions.

        Of the words, those of each live revision are counted. To ask for every vector by its key takes a tenth of a
        second at 10,000; so of a revision, which comes and goes whole, the first one is asked for.

        Raises:
            HomeError: one of them holds less.
        """
        # What goes live is in both arms before, and leaves them after: they never hold less, unless one was lost.
        snapshot = self.catalogue.snapshot()
        marks = self.catalogue.live_marks()
        passages = sum(mark.passages for mark in marks)
        found = self.dense.held([mark.first for mark in marks if mark.first])
        vectors = min(self.dense.count(), sum(mark.passages for mark in marks if mark.first in found))
        words = sum(min(self.lexical.count_of(mark.document_id, mark.revision), mark.passages) for mark in marks)
        for arm, held in (("vectors", vectors), ("words", words)):
            # Another process may have made a revision live meanwhile and cleared the one before it: no loss.
            if held < passages and self.catalogue.snapshot() == snapshot:
                raise HomeError(
                    f"{self.home}: {held} of {passages} passages have their {arm}, so a search would miss documents. "
                    "Run `policy-kb reindex`; it takes what it needs from the catalogue."
                )

    def _let_go(self) -> None:
        if self._dense is not None:
            self._dense.close()
        self._dense = self._lexical = self._vocabulary = None
        self._seen = ""

    def close(self) -> None:
        """Let go of everything."""
        with self.lock:
            self._let_go()
        self.catalogue.close()


def model_name(model: str) -> str:
    """Return the one spelling of a model's setting: a folder by its absolute path."""
    folder = Path(model).expanduser()
    return str(folder.resolve()) if folder.is_dir() else model
