"""Answers written by a language model from numbered evidence, each sentence checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, cast

from answer.prompt import NO_ANSWER, Evidence, build_prompt
from answer.records import Draft
from answer.reply import Written, read_reply, visible
from answer.stream import name_of, stream_reply
from answer.support import Encode
from ingest.errors import LLMError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["Evidence", "Written", "connect", "write"]


def connect(url: str, model: str, *, api_key: str = "", timeout_s: float) -> LLM:
    """Return an OpenAI-compatible service (vLLM, Ollama, llama.cpp, Mistral, Azure …) as a llama-index LLM.

    Nothing is sent before the first question. Imports llama-index, which takes over a second.

    Args:
        url: base address, mostly ending in /v1.
        api_key: "" where the service asks for none.
        timeout_s: seconds to wait for the connection and for each piece of the reply.
    """
    # Slow to import, and untyped.
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]  # noqa: PLC0415

    service = OpenAILike(
        model=model,
        api_base=url,
        api_key=api_key or "none",  # an empty key would be replaced by the environment's OPENAI_API_KEY
        is_chat_model=True,
        temperature=0.0,
        timeout=timeout_s,
        max_retries=0,  # `write` tries again itself, within its own time
    )
    return cast("LLM", service)


def write(
    llm: LLM, question: str, evidence: Sequence[Evidence], *, language: str, timeout_s: float,
    encode: Encode | None = None,
) -> Iterator[Draft | Written]:  # fmt: skip
    """Let a language model answer from the evidence: any number of drafts, then one Written.

    Closing the iterator stops the model's stream. A service that is busy, broken or cut off is tried once more.

    Args:
        evidence: at least one, numbered without repeats.
        language: ISO 639-1 code of the question, and so of the answer.
        timeout_s: seconds for the whole reply, both tries together.
        encode: gives unit vectors of texts, for the check; without it the words are compared alone.

    Raises:
        LLMError: the model gave no usable reply in time.
    """
    prompt = build_prompt(question, evidence, language=language)
    reply = ""
    with closing(stream_reply(llm, prompt, timeout_s=timeout_s)) as replies:
        for reply in replies:
            if not NO_ANSWER.startswith(visible(reply)):
                yield Draft(visible(reply))
    text = visible(reply)
    if not text:
        raise LLMError(f"{name_of(llm)} sent an empty reply. Check llm_model, or ask again.")
    yield read_reply(text, evidence, language=language, encode=encode)
