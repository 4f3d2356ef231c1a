"""The knowledge base as a llama-index retriever, so that it plugs into any llama-index program.

Importing this takes over a second; nothing else in the house imports it.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.records import Filters, Hit, SearchResult
from ingest.records import Metadata, Span

# What a language model is told of a passage; the rest is provenance, for programs.
_FOR_MODELS = {"title", "country", "year", "page_label", "section"}


class Searchable(Protocol):
    """What the retriever needs of a knowledge base."""

    def search(self, question: str, *, filters: Filters, k: int) -> SearchResult:
        """Return the passages nearest to the question, best first."""
        ...


class PolicyRetriever(BaseRetriever):
    """Finds passages by meaning and by words, each with its provenance as metadata.

    No setting of llama-index is read: neither its embedding model nor its LLM is used or looked for.
    """

    def __init__(self, knowledge_base: Searchable, *, filters: Filters | None = None, k: int = 10) -> None:
        """Search `knowledge_base` under `filters`, for `k` passages at most."""
        super().__init__()
        self._knowledge_base = knowledge_base
        self._filters = filters or Filters()
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        result = self._knowledge_base.search(query_bundle.query_str, filters=self._filters, k=self._k)
        return [to_node(hit) for hit in result.hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def to_node(hit: Hit) -> NodeWithScore:
    """Return a hit as a node with its score; the node's id is the passage's."""
    passage = hit.passage
    metadata = provenance(
        hit.document,
        revision=passage.revision,
        page=passage.page,
        page_label=hit.page_label,
        section=passage.section,
        span=passage.span,
    )
    return NodeWithScore(node=text_node(passage.passage_id, passage.text, metadata), score=hit.score)


def text_node(node_id: str, text: str, metadata: dict[str, Any]) -> TextNode:
    """Return a node; of its metadata, a language model is given the title, country, year, page and section."""
    for_programs = sorted(set(metadata) - _FOR_MODELS)
    return TextNode(
        id_=node_id,
        text=text,
        metadata=metadata,
        start_char_idx=metadata["start"],
        end_char_idx=metadata["end"],
        excluded_llm_metadata_keys=for_programs,
        excluded_embed_metadata_keys=for_programs,
    )


def provenance(
    document: Metadata, *, revision: str, page: int, page_label: str, section: tuple[str, ...], span: Span
) -> dict[str, Any]:
    """Return where a text stands, as flat metadata that any vector store can hold.

    `page` is the position in the file, 1-based; `start` and `end` are offsets into that page's text; `section` is the
    path of headings, joined by " > ".
    """
    return {
        "document_id": document.document_id,
        "revision": revision,
        "title": document.title,
        "country": document.country,
        "year": document.year,
        "language": document.language,
        "page": page,
        "page_label": page_label,
        "section": " > ".join(section),
        "start": span.start,
        "end": span.end,
        "url": document.url,
    }
