"""Vectors already made, by model and text: what has been encoded once is never encoded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.database import MAX_VARIABLES, Database
from ingest.records import Passage


class VectorCache(Database):
    """The vectors of passages, of their sentences and of single words."""

    def cached_vectors(self, model: str, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """Return position in `texts` -> vector, for the texts this model has encoded before."""
        places: dict[bytes, list[int]] = {}
        for position, text in enumerate(texts):
            places.setdefault(text_hash(text), []).append(position)
        query = "SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN (?)"
        rows = self._by_hash(query, model, places)
        return {position: np.frombuffer(blob, dtype=np.float32) for key, blob in rows for position in places[key]}

    def _by_hash(self, query: str, model: str, hashes: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        wanted = list(hashes)
        for start in range(0, len(wanted), MAX_VARIABLES):
            some = wanted[start : start + MAX_VARIABLES]
            marks = ",".join("?" * len(some))
            yield from self._connection().execute(query.replace("(?)", f"({marks})"), [model, *some])

    def keep_vectors(self, model: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Remember the vectors of texts, row by row."""
        rows = [(model, text_hash(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def encoded_texts(self, model: str) -> set[bytes]:
        """Return the hashes of the texts that a model has encoded."""
        return {row[0] for row in self._connection().execute("SELECT text_hash FROM vectors WHERE model = ?", (model,))}

    def sentence_vectors(self, model: str, passages: Sequence[Passage]) -> dict[str, NDArray[np.float32]]:
        """Return passage id -> unit vectors of its sentences, shape (len(sentences), dim), for those that are kept."""
        keys = {passage.passage_id: _sentences_hash(passage) for passage in passages}
        query = "SELECT text_hash, vectors FROM sentence_vectors WHERE model = ? AND text_hash IN (?)"
        blobs = dict(self._by_hash(query, model, dict.fromkeys(keys.values())))
        return {
            passage.passage_id: np.frombuffer(blobs[keys[passage.passage_id]], dtype=np.float16)
            .astype(np.float32)
            .reshape(len(passage.sentences), -1)
            for passage in passages
            if keys[passage.passage_id] in blobs
        }

    def keep_sentence_vectors(
        self, model: str, passages: Sequence[Passage], vectors: Sequence[NDArray[np.float32]]
    ) -> None:
        """Remember the vectors of each passage's sentences, in half precision: enough to compare them."""
        rows = [
            (model, _sentences_hash(passage), some.astype(np.float16).tobytes())
            for passage, some in zip(passages, vectors, strict=True)
        ]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?, ?)", rows)

    def word_languages(self, model: str) -> dict[str, frozenset[str]]:
        """Return word -> languages of the documents it was met in, for the words this model has encoded."""
        rows = self._connection().execute("SELECT word, languages FROM words WHERE model = ?", (model,))
        return {word: frozenset(filter(None, languages.split(","))) for word, languages in rows}

    def words(self, model: str) -> Iterator[tuple[str, str, NDArray[np.float32]]]:
        """Yield (word, languages parted by ",", unit vector) of the words that documents use, by word."""
        rows = self._connection().execute(
            "SELECT word, languages, vector FROM words WHERE model = ? AND languages <> '' ORDER BY word", (model,)
        )
        for word, languages, vector in rows:
            yield word, languages, np.frombuffer(vector, dtype=np.float16).astype(np.float32)

    def keep_words(
        self, model: str, words: Sequence[str], languages: Sequence[frozenset[str]], vectors: NDArray[np.float32]
    ) -> None:
        """Remember words, row by row, in half precision: enough to compare them."""
        rows = [
            (model, word, ",".join(sorted(some)), vector.astype(np.float16).tobytes())
            for word, some, vector in zip(words, languages, vectors, strict=True)
        ]
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO words VALUES (?, ?, ?, ?)", rows)

    def note_languages(self, model: str, languages: Mapping[str, frozenset[str]]) -> None:
        """Note in which languages words that are kept already are used."""
        rows = [(",".join(sorted(some)), model, word) for word, some in languages.items()]
        with self.transaction() as connection:
            connection.executemany("UPDATE words SET languages = ? WHERE model = ? AND word = ?", rows)


def text_hash(text: str) -> bytes:
    """Return the key of a text's vector."""
    return hashlib.sha256(text.encode()).digest()


def _sentences_hash(passage: Passage) -> bytes:
    """A key by what the vectors are made of, so that a new revision or a move keeps those of unchanged passages."""
    cuts = ",".join(f"{span.start - passage.span.start}:{span.end - passage.span.start}" for span in passage.sentences)
    return text_hash("\0".join([cuts, passage.text, *passage.readings]))
