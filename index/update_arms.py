"""The two arms of a search written: vectors and words of passages, made or taken from the cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from index.embed import Vectors
from index.stores import Stores
from index.texts import body, encoder_text, entry, head
from index.update_records import Run, silent
from index.vocabulary import is_indexed
from index.words import split_words
from ingest.records import Metadata, Passage

_ENCODE_AT_ONCE = 128  # passages between two reports of progress
_WORDS_AT_ONCE = 2048  # likewise


class Arms:
    """Writes passages to the vectors and the word index of one home."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def write(self, documents: Sequence[tuple[Metadata, Sequence[Passage]]], run: Run) -> None:
        """Write the passages of documents."""
        pairs = [(metadata, passage) for metadata, passages in documents for passage in passages]
        self._encode_sentences([passage for _, passage in pairs], run)
        self._encode_words(pairs, run)
        self._write_vectors(pairs, run)
        self._stores.lexical.write(entry(passage, metadata) for metadata, passage in pairs)

    def _write_vectors(self, pairs: Sequence[tuple[Metadata, Passage]], run: Run) -> None:
        if not pairs:
            return
        vectors = self._vectors([encoder_text(passage, metadata) for metadata, passage in pairs], run)
        with self._stores.lock:
            self._stores.dense.add(
                [passage.passage_id for _, passage in pairs], vectors, [metadata for metadata, _ in pairs]
            )

    def clear(self, revisions: Sequence[tuple[str, str]]) -> None:
        """Take revisions that are not live out of both arms, then out of the catalogue."""
        if not revisions:
            return
        with self._stores.lock:
            for document_id, revision in revisions:
                self._stores.dense.delete(self._stores.catalogue.passage_ids(document_id, revision))
        self._stores.lexical.write([], gone=revisions)
        for document_id, revision in revisions:
            self._stores.catalogue.forget_passages(document_id, revision)

    def sweep(self) -> None:
        """Have both arms hold what the catalogue does, where a refill or an edit may have left something else."""
        catalogue = self._stores.catalogue
        for (document_id, revision), passage_ids in catalogue.unswept().items():
            metadata = catalogue.metadata(document_id)
            passages = catalogue.passages(document_id, revision)
            with self._stores.lock:
                self._stores.dense.delete(sorted(set(passage_ids) - {passage.passage_id for passage in passages}))
            self._write_vectors([(metadata, passage) for passage in passages], Run(files=0, report=silent))
            self._stores.lexical.write(
                (entry(passage, metadata) for passage in passages), gone=[(document_id, revision)]
            )
            catalogue.swept(document_id, revision)

    def note_model(self) -> None:
        """Keep by which model the vectors are made."""
        encoder = self._stores.encoder
        if self._stores.catalogue.meta("model") != encoder.identity:
            self._stores.catalogue.set_meta(model=encoder.identity, precision=encoder.precision.value)

    def _encode_sentences(self, passages: Sequence[Passage], run: Run) -> None:
        """Keep the vectors of the sentences too: an answer chooses among sentences, and must not wait for a model."""
        model = self._stores.encoder.identity
        kept = self._stores.catalogue.sentence_vectors(model, passages)
        missing = [passage for passage in passages if passage.passage_id not in kept]
        for start in range(0, len(missing), _ENCODE_AT_ONCE):
            some = missing[start : start + _ENCODE_AT_ONCE]
            texts = [passage.read(span) for passage in some for span in passage.sentences]
            ends = np.cumsum([len(passage.sentences) for passage in some])[:-1]
            made = np.split(self._stores.encoder.encode_passages(texts), ends)
            self._stores.catalogue.keep_sentence_vectors(model, some, made)
            run.show("encoding")

    def _encode_words(self, pairs: Sequence[tuple[Metadata, Passage]], run: Run) -> None:
        """Keep the vectors of the words that the library has not met before."""
        model = self._stores.encoder.identity
        met: defaultdict[str, set[str]] = defaultdict(set)
        for metadata, passage in pairs:
            for word in split_words(f"{head(passage, metadata)} {body(passage)}"):
                if is_indexed(word):
                    met[word].add(metadata.language)
        kept = self._stores.catalogue.word_languages(model)
        new = sorted(met.keys() - kept.keys())
        for start in range(0, len(new), _WORDS_AT_ONCE):
            some = new[start : start + _WORDS_AT_ONCE]
            languages = [frozenset(met[word]) for word in some]
            self._stores.catalogue.keep_words(model, some, languages, self._stores.encoder.encode_words(some))
            run.show("encoding")
        further = {word: kept[word] | met[word] for word in met.keys() & kept.keys() if not met[word] <= kept[word]}
        self._stores.catalogue.note_languages(model, further)

    def _vectors(self, texts: list[str], run: Run) -> Vectors:
        """Return the texts' vectors, from the cache or the model; what the model makes is kept at once."""
        model = self._stores.encoder.identity
        known = self._stores.catalogue.cached_vectors(model, texts)
        run.encoded += len(known)
        missing = [position for position in range(len(texts)) if position not in known]
        for start in range(0, len(missing), _ENCODE_AT_ONCE):
            some = missing[start : start + _ENCODE_AT_ONCE]
            made = self._stores.encoder.encode_passages([texts[position] for position in some])
            self._stores.catalogue.keep_vectors(model, [texts[position] for position in some], made)
            known.update(zip(some, made, strict=True))
            run.encoded += len(some)
            run.through_model += len(some)
            run.show("encoding")
        return np.stack([known[position] for position in range(len(texts))])
