"""The web application: the page, the page pictures, and headers that keep the browser at home."""

from __future__ import annotations

from collections.abc import Sequence

from ui.page import build  # first: it turns gradio's telemetry off before gradio is imported

# isort: split
import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.calls import Calls
from ui.api.endpoints import Endpoint, endpoints
from ui.api.rest import NamedCallsOnly
from ui.pictures import router
from ui.start import Start
from ui.strings import strings
from ui.tabs.maintain.maintenance import Maintenance
from ui.tabs.maintain.routes import router as maintain_router
from ui.theme import STYLESHEETS, head, theme

# Gradio's own scripts need 'unsafe-inline' and 'unsafe-eval'; what matters here is that nothing is loaded from, or sent
# to, any other host, whatever a document says.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_BUSY, _PATIENCE_S = 503, "5"  # what Gradio says where too many wait in line, and in how many seconds to try again


def web_app(
    start: Start, *, title: str = "", root_path: str = "", answer_limit_s: float = 120.0, concurrency: int = 4,
    most_waiting: int = 200, max_upload_mb: int = 500, has_rest: bool = True, has_mcp: bool = True,
    maintenance: Maintenance | None = None,
) -> FastAPI:  # fmt: skip
    """Return the application; serve it with uvicorn.

    Args:
        title: name of the page, the same in every language; "" for its own, translated.
        root_path: path under which a reverse proxy shows the page, such as "/policy"; "" for none.
        answer_limit_s: seconds after which the page stops waiting for an answer.
        concurrency: questions answered at once.
        most_waiting: questions in line, beyond which one is refused.
        max_upload_mb: size above which the server takes no file, in MiB, whatever it is for.
        has_rest, has_mcp: whether other programs may call the library, over REST and over MCP.
        maintenance: what the Maintain tab works with; None leaves the tab and its routes out.
    """
    calls = endpoints(Calls(start, limit_s=answer_limit_s))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(NamedCallsOnly, names=[call.name for call in calls] if has_rest else [])
    app.add_middleware(_HomeHeaders)
    app.include_router(router(lambda: start.rooms))
    if maintenance is not None:
        app.include_router(maintain_router(maintenance, root_path=root_path))
    if has_mcp:
        _add_mcp(app, calls, title=title, concurrency=concurrency, most_waiting=most_waiting)
    page = build(
        start, title=title, answer_limit_s=answer_limit_s, concurrency=concurrency, most_waiting=most_waiting,
        rest=calls if has_rest else (), maintenance=maintenance,
    )  # fmt: skip
    served: FastAPI = gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css_paths=STYLESHEETS, head=head(), footer_links=[], run_history=False,
        show_error=False, ssr_mode=False, root_path=root_path or None, max_file_size=f"{max_upload_mb}mb",
    )  # fmt: skip
    return served


def _add_mcp(
    app: FastAPI, calls: Sequence[Endpoint], *, title: str, concurrency: int, most_waiting: int
) -> None:
    from ui.api.mcp import mcp_route  # noqa: PLC0415  # half a second, for those who want it

    name = title or strings("en").title
    route, lifespan = mcp_route(calls, title=name, concurrency=concurrency, most_waiting=most_waiting)
    app.router.routes.append(route)
    app.router.lifespan_context = lifespan


def run(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until interrupted.

    Every open page holds a connection that never ends by itself, so the end is not waited for longer than a moment.
    """
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2)


class _HomeHeaders:
    """Adds the headers above to every response; plain ASGI, so that streamed answers stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if message["status"] == _BUSY:
                    headers["Retry-After"] = _PATIENCE_S
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
