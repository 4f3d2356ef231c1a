"""Other programs, as they call the page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import httpx
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ListToolsResult

_T = TypeVar("_T")


def client_of(address: str) -> Client:
    """Gradio's own client, which asks this machine alone."""
    return Client(address, verbose=False, analytics_enabled=False)


def posted(address: str, name: str, arguments: dict[str, Any]) -> list[tuple[str, Any]]:
    """Call an endpoint with plain HTTP, and return the (event, data) pairs that come back."""
    joined = httpx.post(f"{address}gradio_api/call/v2/{name}", json=arguments).raise_for_status().json()
    stream = httpx.get(f"{address}gradio_api/call/{name}/{joined['event_id']}", timeout=30).raise_for_status().text
    pairs = [block.partition("\ndata: ") for block in stream.strip().split("\n\n")]
    return [(event.removeprefix("event: "), json.loads(data)) for event, _, data in pairs]


@asynccontextmanager
async def session_of(address: str) -> AsyncIterator[ClientSession]:
    """A session of the protocol's own client."""
    async with (
        streamable_http_client(f"{address}mcp") as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        yield session


def apart(call: Callable[[], Awaitable[_T]]) -> _T:
    """Run a coroutine in a thread of its own: Playwright keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, call).result()


def tool(address: str, name: str, **arguments: Any) -> CallToolResult:
    """Call a tool in a session of its own."""

    async def called() -> CallToolResult:
        async with session_of(address) as session:
            result: CallToolResult = await session.call_tool(name, arguments)
            return result

    return apart(called)


def tools(address: str) -> ListToolsResult:
    """What tools there are."""

    async def listed() -> ListToolsResult:
        async with session_of(address) as session:
            result: ListToolsResult = await session.list_tools()
            return result

    return apart(listed)
