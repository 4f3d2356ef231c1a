"""The assistant as a llama-index query engine: cited answers and abstentions in any llama-index program.

Importing this takes over a second; nothing else in the house imports it.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from llama_index.core.base.response.schema import Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle

from answer.records import Abstention, Answer, Citation, Outcome, Statement
from index.llama import provenance, text_node
from index.records import Filters


class Answering(Protocol):
    """What the query engine needs of an assistant."""

    def ask(self, question: str, *, filters: Filters) -> Outcome:
        """Return an answer, or an abstention."""
        ...


class PolicyQueryEngine(BaseQueryEngine):
    """Answers from the documents, or says why not; every source node is a verbatim quote.

    The response's text ends each sentence with its citations, such as [1]; the n-th source node's metadata holds that
    number as "n". An abstention has its message for a text and no source nodes. The metadata tell the two apart by
    "status" ("answered" or "no_answer") and "reason", and hold "confidence", "mode" and "snapshot".
    """

    def __init__(self, assistant: Answering, *, filters: Filters | None = None) -> None:
        """Ask `assistant` under `filters`."""
        super().__init__(callback_manager=None)
        self._assistant = assistant
        self._filters = filters or Filters()

    def _query(self, query_bundle: QueryBundle) -> Response:
        return to_response(self._assistant.ask(query_bundle.query_str, filters=self._filters))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def to_response(outcome: Outcome) -> Response:
    """Return an outcome as a llama-index response."""
    metadata = {"confidence": outcome.confidence, "mode": outcome.mode.value, "snapshot": outcome.snapshot}
    match outcome:
        case Answer():
            return Response(
                response=" ".join(_marked(statement) for statement in outcome.statements),
                source_nodes=[_to_node(citation) for citation in outcome.citations],
                metadata={"status": "answered", "reason": "", **metadata},
            )
        case Abstention():
            return Response(
                response=outcome.message,
                source_nodes=[],
                metadata={"status": "no_answer", "reason": outcome.reason.value, **metadata},
            )


def _marked(statement: Statement) -> str:
    return f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"


def _to_node(citation: Citation) -> NodeWithScore:
    where = provenance(
        citation.document,
        revision=citation.revision,
        page=citation.page,
        page_label=citation.page_label,
        section=citation.section,
        span=citation.span,
    )
    node_id = f"{citation.document.document_id}:{citation.page}:{citation.span.start}-{citation.span.end}"
    return NodeWithScore(node=text_node(node_id, citation.quote, {"n": citation.n, **where, "url": citation.url}))
