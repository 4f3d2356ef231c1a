"""A language model's reply as it is written: bounded in time, left when closed, tried once more when cut off."""

from __future__ import annotations

import gc
import queue
import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from answer.prompt import Prompt
from ingest.errors import LLMError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

_TRIES = 2
_PAUSE_S = 0.5  # before the second try, where the service does not name a time itself
_LONGEST_PAUSE_S = 5.0
_MAX_CHARS = 20_000  # six short sentences are asked for; a reply that goes on and on is cut off
_UNAUTHORISED = (401, 403)
_PASSING = {"APIConnectionError", "TransportError", "ConnectionError"}  # of openai, httpx and Python itself


def stream_reply(llm: LLM, prompt: Prompt, *, timeout_s: float) -> Generator[str, None, None]:
    """Yield the reply so far, again and again; begin once more where the fault may pass.

    Closing the iterator stops the model's stream.

    Args:
        timeout_s: seconds for the whole reply, both tries together.

    Raises:
        LLMError: the model gave no reply in time; the cause is kept.
    """
    deadline = time.monotonic() + timeout_s
    for left in reversed(range(_TRIES)):
        try:
            yield from _stream(llm, prompt, deadline=deadline)
        except TimeoutError as error:
            raise LLMError(f"{name_of(llm)} did not finish its reply within {timeout_s:g} s.") from error
        except Exception as error:  # every integration of llama-index raises its own kinds
            if not left or not _may_pass(error):
                raise LLMError(_explain(error, llm)) from error
            _pause(error, deadline)
        else:
            return


def _stream(llm: LLM, prompt: Prompt, *, deadline: float) -> Iterator[str]:
    """Yield the reply so far whenever there is more of it.

    The service is read in a thread, since a service that hangs could not be left otherwise: the thread ends with the
    next piece it gets, or with the connection's own time-out.

    Raises:
        TimeoutError: the deadline passed.
    """
    pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_pump, args=(llm, prompt, pieces, stop), name="llm-stream", daemon=True).start()
    text = ""
    try:
        while (piece := _next_piece(pieces, deadline)) is not None:
            text += piece
            if len(text) > _MAX_CHARS:
                raise LLMError(f"{name_of(llm)} wrote more than {_MAX_CHARS} characters and was stopped.")
            yield text
    finally:
        stop.set()


def _next_piece(pieces: queue.SimpleQueue[str | Exception | None], deadline: float) -> str | None:
    try:
        piece = pieces.get(timeout=max(deadline - time.monotonic(), 0.0))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(piece, Exception):
        raise piece
    return piece


def _pump(
    llm: LLM, prompt: Prompt, pieces: queue.SimpleQueue[str | Exception | None], stop: threading.Event
) -> None:
    try:
        for piece in _deltas(llm, prompt):
            if stop.is_set():
                break
            pieces.put(piece)
        pieces.put(None)
    except Exception as error:  # noqa: BLE001 - handed to the thread that waits
        pieces.put(error)
    if stop.is_set():
        # The openai client's stream and its iterator hold each other, so what is left half-read keeps its connection,
        # and the service goes on writing, until they are collected.
        gc.collect()


def _deltas(llm: LLM, prompt: Prompt) -> Iterator[str]:
    """Yield what the model adds, piece by piece.

    Raises:
        ConnectionError: an OpenAI-compatible stream ended without saying why, so the reply may be cut off.
    """
    from llama_index.core.llms import ChatMessage, MessageRole  # noqa: PLC0415 - slow to import

    messages = [
        ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
        ChatMessage(role=MessageRole.USER, content=prompt.user),
    ]
    is_finished: bool | None = None
    with closing(cast("Any", llm.stream_chat(messages))) as stream:
        for response in stream:
            choices = getattr(response.raw, "choices", None)
            if choices is not None:
                is_finished = is_finished or any(choice.finish_reason for choice in choices)
            if response.delta:
                yield response.delta
    if is_finished is False:
        raise ConnectionError("the stream ended early")


def _status_of(error: Exception) -> int | None:
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _may_pass(error: Exception) -> bool:
    """Whether trying again may help. Kinds are told by their names, so that no client library is imported for it."""
    status = _status_of(error)
    if status is not None:
        return status == 429 or status >= 500
    return not _PASSING.isdisjoint(kind.__name__ for kind in type(error).__mro__)


def _pause(error: Exception, deadline: float) -> None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    named = str(headers.get("retry-after", ""))
    pause = min(float(named), _LONGEST_PAUSE_S) if re.fullmatch(r"\d+(\.\d+)?", named) else _PAUSE_S
    time.sleep(max(min(pause, deadline - time.monotonic()), 0.0))


def _explain(error: Exception, llm: LLM) -> str:
    """Return one line; the service's own words are left out, since they may repeat the key."""
    if isinstance(error, LLMError):
        return str(error)
    status, name = _status_of(error), name_of(llm)
    if status in _UNAUTHORISED:
        return f"{name} refused the key (status {status}). Check llm_api_key."
    if status == 404:
        return f"{name} is not known at that address (status 404). Check llm_url and llm_model."
    fault = f"status {status}" if status else type(error).__name__
    return f"{name} failed ({fault}). Check that the service at llm_url is up."


def name_of(llm: LLM) -> str:
    """Return what messages call the model."""
    return f"the language model {llm.metadata.model_name}"
