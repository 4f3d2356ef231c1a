"""The calls as REST endpoints of the page, `/gradio_api/call/v2/search` and so on; they wait in the page's queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import wraps
from inspect import Parameter, signature
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.calls import CallError
from ui.api.endpoints import Endpoint

logger = logging.getLogger(__name__)
_BY_NAME = ("/gradio_api/call/", "/gradio_api/run/", "/gradio_api/api/")
_BY_NUMBER = "/gradio_api/run/predict"  # the page's quick events, which go by numbers
_NOT_FOUND, _UNREADABLE, _BROKEN = 404, 422, 500


def add_rest(endpoints: Iterable[Endpoint], *, concurrency: int) -> None:
    """Make each call an endpoint; call inside a `gr.Blocks`, first of all, since later events get other names.

    Args:
        concurrency: calls served at once in each line; more wait.
    """
    for endpoint in endpoints:
        api(
            _function(endpoint), api_name=endpoint.name,
            api_description=f"{endpoint.description} Arguments: {endpoint.parameters or 'none'}.",
            concurrency_id=endpoint.line.value, concurrency_limit=endpoint.line.places(concurrency),
        )  # fmt: skip


def _function(endpoint: Endpoint) -> Callable[..., Any]:
    """Return a function with the call's signature, which is what Gradio reads the arguments' names and types off."""
    parameters = list(signature(endpoint.method).parameters.values())
    names = [parameter.name for parameter in parameters]

    def steps(*given: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from endpoint.steps(dict(zip(names, given, strict=False)))
        except CallError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def whole(*given: Any) -> dict[str, Any]:
        *_, result = steps(*given)
        return result

    called: Any = wraps(endpoint.method)(steps if endpoint.has_steps else whole)
    # Gradio names only those arguments that can be given by position.
    by_place = [parameter.replace(kind=Parameter.POSITIONAL_OR_KEYWORD) for parameter in parameters]
    called.__signature__ = signature(endpoint.method).replace(parameters=by_place)
    function: Callable[..., Any] = called
    return function


class NamedCallsOnly:
    """Lets by name only what is offered be called, and says so in plain words.

    Gradio gives the page's private events names too, and serves them to whoever guesses one; arguments that it cannot
    read end there in a bare status 500.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        """Guard `app`; `names` are those of what is offered."""
        self.app, self._names = app, frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  # ASGI
        called = _called(scope)
        if called is None:
            await self.app(scope, receive, send)
        elif called in self._names:
            await self._forward(scope, receive, send)
        else:
            offered = ", ".join(sorted(self._names)) or "none"
            refusal = JSONResponse({"detail": f"there is no call of this name; there are: {offered}"}, _NOT_FOUND)
            await refusal(scope, receive, send)

    async def _forward(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_broken = False

        async def unless_broken(message: Message) -> None:
            nonlocal is_broken
            is_broken = is_broken or message.get("status") == _BROKEN
            if not is_broken:
                await send(message)

        try:
            await self.app(scope, receive, unless_broken)
        except Exception:
            if not is_broken:
                raise
            logger.info("a call could not be read", exc_info=True)
        if is_broken:
            fault = "the arguments are not those of the call; /gradio_api/openapi.json lists them"
            await JSONResponse({"detail": fault}, _UNREADABLE)(scope, receive, send)


def _called(scope: Scope) -> str | None:
    """Return the name by which a request calls something; None for one that does not."""
    if scope["type"] != "http" or scope["path"].endswith(_BY_NUMBER):
        return None
    for folder in _BY_NAME:
        _, found, rest = scope["path"].partition(folder)
        if found:
            return str(rest.removeprefix("v2/").partition("/")[0])
    return None
