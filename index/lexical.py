"""The lexical arm: BM25 over words and stems, in tantivy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from index.records import Filters
from index.words import fold
from ingest.errors import HomeError
from ingest.records import Metadata

# Languages with a stemmer, by ISO 639-1 code; the others are searched by whole words.
_STEMMERS = {
    "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_EXACT = "exact"
_MAX_TERM_BYTES = 60
_WRITER_BYTES = 64_000_000
_MAX_TERMS = 64  # of a question; what comes after is hardly a question any more

# Words that questions are made with and answers are not; tantivy's own lists of stop words leave them in.
_QUESTION_WORDS = """
what which who whom whose when where why how s do does did done doing say says said saying tell tells mention mentions
mentioned describe describes explain explains many much know give gives please exactly actually can could should would
is are was were has have had there their its about most often i me my we us our you your he him his she her they them
it this that these those isn aren wasn weren doesn didn don haven hasn wouldn shouldn couldn than then also just only
behind so because if while am been being own any some each really anything something quel quelle quels quelles qui que
quoi quand où comment pourquoi combien est sont dit disent fait font mentionne décrit explique peut peuvent doit
doivent je tu il elle on nous vous ils elles mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet
cette ces ça cela y en donc alors ainsi aussi seulement est-ce été être avoir faire ai as avons avez ont était étaient
sera seront rien chose welche welcher welches welchen welchem wer wen wem wann wo warum wie viele sagt sagen macht
machen tut gibt es kann können soll sollen wird werden ich du er sie wir ihr mich mir mein meine unser unsere ihre
ihren sein seine seinen dies diese dieser dieses das der die den dem des auch nur denn doch schon etwa darf dürfen
muss müssen wurde wurden worden sei hat haben hatte ist sind war waren etwas nichts im zum zur что какой какая какие
какое каких каким кто когда где почему как сколько чем говорит говорится сказано делает делают может могут должен
должны есть ли я мы вы он она они оно мой моя наш наша ваш его ее их этот эта это эти тот та те то который которая
которое которые которую которых которым кого кому чего чему был была было были быть будет будут уже еще только также
же бы у из для при нет да
""".split()  # noqa: SIM905 - a list of quoted words reads worse

# A heading says what a passage is about in few words; whole words find acronyms that a stemmer maims ("ИИ" -> "и").
_BODY_BOOST = 1.0
_HEAD_BOOST = 0.6
_EXACT_BOOST = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is indexed of one passage.

    Attributes:
        revision: with the document id, the key by which a whole revision is deleted.
        head: title, section path, country: what the passage is about.
        body: its text, line breaks undone.
    """

    passage_id: str
    revision: str
    document: Metadata
    head: str
    body: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a term.

    Attributes:
        words: in lower case; several stand together in this order.
        weight: what a passage with it counts, above 0.
        stem_of: language in whose stems a single word is looked for; "" for the word as it is written.
    """

    words: tuple[str, ...]
    weight: float
    stem_of: str = ""


class LexicalIndex:
    """Words by passage id. One process writes at a time; readers see what was committed at their last `reload`."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, making it where there is none.

        Raises:
            HomeError: the folder cannot be used.
        """
        self._folder = folder
        self._analyzers: dict[str, Any] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_SCHEMA, path=str(folder), reuse=True)
        except (ValueError, OSError) as error:
            raise HomeError(
                f"{folder}: the word index cannot be opened ({error}). `policy-kb reindex` builds it anew."
            ) from error
        for name, analyzer in _analyzers():
            self._index.register_tokenizer(name, analyzer)
        self._has_deleted = self._keeps_deleted()

    def reload(self) -> None:
        """Show what has been committed since, by this process or another."""
        self._index.reload()
        self._has_deleted = self._keeps_deleted()

    def _keeps_deleted(self) -> bool:
        """Whether some deleted passages still stand in the files, where tantivy's own figures count them."""
        try:
            told = json.loads((self._folder / "meta.json").read_text(encoding="utf-8"))
            return any(segment["deletes"] for segment in told["segments"])
        except (OSError, ValueError, LookupError, TypeError):
            return True  # it is then counted one by one, which is right in either case

    def count(self) -> int:
        """Return how many passages are held."""
        return int(self._index.searcher().num_docs)

    def count_of(self, document_id: str, revision: str) -> int:
        """Return how many passages of a revision are held."""
        query = tantivy.Query.term_query(_SCHEMA, "revision", _key(document_id, revision))
        return int(self._index.searcher().search(query, limit=1, count=True).count)

    def write(self, entries: Iterable[Entry], *, gone: Iterable[tuple[str, str]] = ()) -> None:
        """Add entries and delete whole revisions, in one commit; adding again what is there replaces it.

        Args:
            entries: all passages of each of their revisions.
            gone: (document_id, revision) of what is deleted.

        Raises:
            HomeError: the index is being written by another process, or the disk is full.
        """
        try:
            writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
            try:
                # A writer that was killed before its commit leaves the file that lists what it deleted. Tantivy 0.27
                # names it by the number of operations, so the same done again would find the name taken, every time.
                writer.garbage_collect_files()
                for document_id, revision in gone:
                    writer.delete_documents_by_term("revision", _key(document_id, revision))
                for entry in entries:
                    writer.delete_documents_by_term("passage_id", entry.passage_id)
                    writer.add_document(tantivy.Document(**_fields(entry)))
                writer.commit()
                writer.wait_merging_threads()
            finally:
                del writer  # an error keeps what it met, and with the writer the index's lock
            self.reload()
        except (ValueError, OSError) as error:
            raise HomeError(f"{self._folder}: the word index cannot be written ({error}).") from error

    def search(self, question: str, *, language: str, filters: Filters, k: int) -> list[tuple[str, float]]:
        """Return (passage_id, BM25 score) pairs, best first, ties by id.

        Args:
            question: plain words; nothing in it is read as query syntax.
            language: ISO 639-1 code of the question, for its stems; whole words are looked for in every language.
            filters: which documents may answer.
            k: number of pairs to return at most, at least 1.
        """
        words = self._words(question, language)
        if not words:
            return []
        searcher = self._index.searcher()
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), *_conditions(filters)])
        hits = searcher.search(query, limit=k).hits
        pairs = [(searcher.doc(address).get_first("passage_id"), float(score)) for score, address in hits]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def search_terms(
        self, terms: Sequence[Sequence[Form]], *, filters: Filters, k: int
    ) -> list[tuple[str, float]]:
        """Return (passage_id, score) pairs, best first, ties by id, for terms that may be said in several ways.

        Args:
            terms: per term its forms; a passage gets the score of the best form of each, so that a term with many
                forms counts no more than one with few.
            filters: which documents may answer.
            k: number of pairs to return at most, at least 1.
        """
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.disjunction_max_query([_form_query(form) for form in forms]))
            for forms in terms
            if forms
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.boolean_query(clauses)), *_conditions(filters)]
        )
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k).hits
        pairs = [(searcher.doc(address).get_first("passage_id"), float(score)) for score, address in hits]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def frequency(self, words: Sequence[str]) -> list[int]:
        """Return in how many passages each word stands, as it is written."""
        searcher = self._index.searcher()
        if not self._has_deleted:
            return [int(searcher.doc_freq(_EXACT, word)) for word in words]  # thirty times as fast
        queries = (tantivy.Query.term_query(_SCHEMA, _EXACT, word) for word in words)
        counted = (searcher.search(tantivy.Query.const_score_query(query, 1.0), limit=1) for query in queries)
        return [int(found.count) for found in counted]

    def stops(self, words: Sequence[str]) -> list[bool]:
        """Tell of each lower-case word whether it is a stop word or one that only asks."""
        analyzer = _query_analyzer("")
        return [not analyzer.analyze(word) for word in words]

    def terms(self, text: str, language: str) -> list[str]:
        """Return the stems of the words of `text` that are not stop words, in order, repeats included."""
        name = f"query_{language}" if language in _STEMMERS else _EXACT
        if name not in self._analyzers:
            self._analyzers[name] = _query_analyzer(language)
        terms: list[str] = self._analyzers[name].analyze(text)
        return terms

    def holds(self, phrase: str, *, gap: int = 0) -> bool:
        """Whether the words of `phrase` stand together somewhere, in this order and form, with `gap` words between."""
        words = _base().build().analyze(fold(phrase))
        if not words:
            return False
        if len(words) == 1:
            query = tantivy.Query.term_query(_SCHEMA, _EXACT, words[0])
        else:
            query = tantivy.Query.phrase_query(_SCHEMA, _EXACT, words, gap)
        return bool(self._index.searcher().search(query, limit=1).hits)

    def _words(self, question: str, language: str) -> Any | None:
        words = dict.fromkeys(_query_analyzer("").analyze(fold(question))[:_MAX_TERMS])
        clauses = [_clause(_EXACT, word, _EXACT_BOOST) for word in words]
        if language in _STEMMERS:
            for term in dict.fromkeys(self.terms(question, language)[:_MAX_TERMS]):
                clauses.append(_clause(f"body_{language}", term, _BODY_BOOST))
                clauses.append(_clause(f"head_{language}", term, _HEAD_BOOST))
        return tantivy.Query.boolean_query(clauses) if clauses else None


def _form_query(form: Form) -> Any:
    if form.stem_of in _STEMMERS and len(form.words) == 1:
        stems = _analyzer(f"stems_{form.stem_of}").analyze(form.words[0])
        if stems:
            query = tantivy.Query.term_query(_SCHEMA, f"body_{form.stem_of}", stems[0])
            return tantivy.Query.boost_query(query, form.weight)
    if len(form.words) == 1:
        query = tantivy.Query.term_query(_SCHEMA, _EXACT, form.words[0])
    else:
        query = tantivy.Query.phrase_query(_SCHEMA, _EXACT, list(form.words))
    return tantivy.Query.boost_query(query, form.weight)


@lru_cache(maxsize=32)
def _analyzer(name: str) -> Any:
    return dict(_analyzers())[name]


def _clause(field: str, term: str, boost: float) -> tuple[Any, Any]:
    query = tantivy.Query.term_query(_SCHEMA, field, term)
    return tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)


def _conditions(filters: Filters) -> list[tuple[Any, Any]]:
    choices = {
        "country": filters.countries,
        "language": filters.languages,
        "doc_type": filters.doc_types,
        "document_id": filters.document_ids,
    }
    queries = [tantivy.Query.term_set_query(_SCHEMA, field, list(some)) for field, some in choices.items() if some]
    if filters.years:
        first, last = filters.years
        queries.append(
            tantivy.Query.range_query(_SCHEMA, "year", tantivy.FieldType.Integer, max(first, 1), max(last, 1))
        )
    return [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in queries]


def _key(document_id: str, revision: str) -> str:
    return f"{document_id}@{revision}"


def _fields(entry: Entry) -> dict[str, Any]:
    document = entry.document
    fields: dict[str, Any] = {
        "passage_id": entry.passage_id,
        "revision": _key(document.document_id, entry.revision),
        "document_id": document.document_id,
        "country": document.country,
        "language": document.language,
        "doc_type": document.doc_type,
        "year": document.year or 0,
        _EXACT: fold(f"{entry.head}\n{entry.body}"),
    }
    if document.language in _STEMMERS:
        fields[f"head_{document.language}"] = entry.head
        fields[f"body_{document.language}"] = entry.body
    return fields


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("revision", "document_id", "country", "language", "doc_type"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_text_field(_EXACT, tokenizer_name="words")
    for code in _STEMMERS:
        builder.add_text_field(f"head_{code}", tokenizer_name=f"stems_{code}")
        builder.add_text_field(f"body_{code}", tokenizer_name=f"stems_{code}")
    return builder.build()


def _analyzers() -> Iterable[tuple[str, Any]]:
    yield "words", _base().build()
    for code, name in _STEMMERS.items():
        yield f"stems_{code}", _base().filter(tantivy.Filter.stemmer(name)).build()


def _query_analyzer(language: str) -> Any:
    """The analyzer of a question's words: as in the index, without stop words and the words that only ask."""
    builder = _base().filter(tantivy.Filter.custom_stopword(_QUESTION_WORDS))
    name = _STEMMERS.get(language)
    if name is None:
        for stemmed in ("english", "french", "german", "russian"):
            builder = builder.filter(tantivy.Filter.stopword(stemmed))
        return builder.build()
    # Tantivy holds no stop words for some languages that it has a stemmer for.
    if name not in ("greek", "romanian", "turkish"):
        builder = builder.filter(tantivy.Filter.stopword(name))
    return builder.filter(tantivy.Filter.stemmer(name)).build()


def _base() -> Any:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_MAX_TERM_BYTES))
        .filter(tantivy.Filter.lowercase())
    )


_SCHEMA = _schema()


def plain_words(texts: Sequence[str]) -> list[list[str]]:
    """Return the lower-case words of each text, stop words of the four interface languages left out."""
    analyzer = _query_analyzer("")
    return [analyzer.analyze(text) for text in texts]
