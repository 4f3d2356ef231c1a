"""The systems that are measured, by name; the one file of the evaluation that knows how a search is made.

A system is a callable (question, language, k) -> (passage id, score) pairs, best first, over one library. Another one
is registered by a maker:

    @system("mine")
    def _mine(library: Library, filters: Filters) -> System:
        return lambda question, language, k: ...

The baselines ask the arms of the library directly, so that no change of `KnowledgeBase.search` moves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from eval.fuse import fuse
from eval.qrels import Judge
from eval.records import EvalError
from index.knowledge_base import KnowledgeBase
from index.records import Filters
from index.stores import Stores
from ingest.records import Metadata, Passage

Ranking = list[tuple[str, float]]
System = Callable[[str, str, int], Ranking]
BaseMaker = Callable[[Stores], KnowledgeBase]

_CANDIDATES = 60  # that each arm gives to the plain fusion
_RANK_OFFSET = 60  # c of reciprocal rank fusion, the value of the paper


class Library:
    """One library that is measured: its stores for the baselines, its knowledge base for the rest."""

    def __init__(self, stores: Stores, base: KnowledgeBase) -> None:
        self.stores, self.base = stores, base
        stores.refresh()

    @cached_property
    def documents(self) -> dict[str, Metadata]:
        """The live documents by id, without digests whose official document is held."""
        return {info.document_id: info.metadata for info in self.base.documents() if not info.replaced_by}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """All passages of these documents by id."""
        catalogue = self.stores.catalogue
        revisions = catalogue.live_revisions()
        held = (passage for key in self.documents for passage in catalogue.passages(key, revisions[key]))
        return {passage.passage_id: passage for passage in held}

    @cached_property
    def judge(self) -> Judge:
        """What tells which passages hold an evidence."""
        counts = {info.document_id: info.pages for info in self.base.documents()}
        text = lru_cache(maxsize=None)(self.page_text)
        return Judge(list(self.passages.values()), page_count=counts.__getitem__, page_text=text)

    def page_text(self, document_id: str, page: int) -> str:
        """Return a page's text.

        Raises:
            NotHeld: there is no such page.
        """
        return self.base.page(document_id, page).text

    def languages(self) -> list[str]:
        """Return the languages of the documents, in alphabetical order."""
        return sorted({metadata.language for metadata in self.documents.values()})

    def only_held(self, ranking: Iterable[tuple[str, float]]) -> Ranking:
        """Return the pairs whose passage is live: an arm may hold what no search shows."""
        return [(passage_id, score) for passage_id, score in ranking if passage_id in self.passages]


_MAKERS: dict[str, Callable[[Library, Filters], System]] = {}


def system(name: str) -> Callable[[Callable[[Library, Filters], System]], Callable[[Library, Filters], System]]:
    """Register a maker under a name; a name that is taken is taken over."""

    def register(maker: Callable[[Library, Filters], System]) -> Callable[[Library, Filters], System]:
        _MAKERS[name] = maker
        return maker

    return register


def names() -> list[str]:
    """Return the names of the systems, in the order they were registered."""
    return list(_MAKERS)


def make(name: str, library: Library, *, filters: Filters | None = None) -> System:
    """Return a system over a library, or over what filters let through of it.

    Raises:
        EvalError: there is no such system.
    """
    if name not in _MAKERS:
        raise EvalError(f"there is no system {name!r}; there are {', '.join(_MAKERS)}")
    return _MAKERS[name](library, filters or Filters())


@system("bm25")
def bm25(library: Library, filters: Filters) -> System:
    """Rank by the lexical arm alone, with the original question; its language is told."""

    def search(question: str, language: str, k: int) -> Ranking:
        return library.only_held(library.stores.lexical.search(question, language=language, filters=filters, k=k))

    return search


@system("dense")
def dense(library: Library, filters: Filters) -> System:
    """Rank by the vectors alone: those of the bundled English model, unless another is configured."""

    def search(question: str, language: str, k: int) -> Ranking:  # noqa: ARG001 - one call for all systems
        with library.stores.lock:
            probe = library.stores.encoder.probes(question).meaning[0]
            return library.only_held(library.stores.dense.search(probe, filters=filters, k=k))

    return search


@system("multilingual")
def multilingual(library: Library, filters: Filters) -> System:
    """Rank by the vectors alone: those of the bundled multilingual model, unless another is configured."""

    def search(question: str, language: str, k: int) -> Ranking:  # noqa: ARG001 - likewise
        with library.stores.lock:
            probe = library.stores.encoder.probes(question).meaning[-1]
            return library.only_held(library.stores.dense.search(probe, filters=filters, k=k))

    return search


@system("rrf")
def rrf(library: Library, filters: Filters) -> System:
    """Rank by plain reciprocal rank fusion of those two."""
    arms = [dense(library, filters), bm25(library, filters)]

    def search(question: str, language: str, k: int) -> Ranking:
        runs = [[key for key, _ in arm(question, language, max(k, _CANDIDATES))] for arm in arms]
        return fuse(runs, k=k, c=_RANK_OFFSET)

    return search


@system("ours")
def ours(library: Library, filters: Filters) -> System:
    """Rank as the product does, which is told no language and has to detect it."""

    def search(question: str, language: str, k: int) -> Ranking:  # noqa: ARG001 - likewise
        hits = library.base.search(question, filters=filters, k=k).hits
        return [(hit.passage.passage_id, hit.score) for hit in hits]

    return search
