"""The web application: the page, the page pictures, and headers that keep the browser at home."""

from __future__ import annotations

from ui.page import build  # first: it turns gradio's telemetry off before gradio is imported

# isort: split
import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.pictures import router
from ui.start import Start
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


def web_app(
    start: Start, *, title: str = "", root_path: str = "", answer_limit_s: float = 120.0, concurrency: int = 4,
    max_upload_mb: int = 500,
) -> FastAPI:  # fmt: skip
    """Return the application; serve it with uvicorn.

    Args:
        title: name of the page, the same in every language; "" for its own, translated.
        root_path: path under which a reverse proxy shows the page, such as "/policy"; "" for none.
        answer_limit_s: seconds after which the page stops waiting for an answer.
        concurrency: questions answered at once.
        max_upload_mb: size above which the server takes no file, in MiB, whatever it is for.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(_HomeHeaders)
    app.include_router(router(lambda: start.rooms))
    page = build(start, title=title, answer_limit_s=answer_limit_s, concurrency=concurrency)
    served: FastAPI = gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css_paths=STYLESHEETS, head=head(), footer_links=[], run_history=False,
        show_error=False, ssr_mode=False, root_path=root_path or None, max_file_size=f"{max_upload_mb}mb",
    )  # fmt: skip
    return served


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
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
