"""What the Maintain tab needs beside Gradio: logging in and out, uploads, and the reports as pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import parse_qs, quote, urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse

from index.run_report import FOLDER as REPORTS
from ui.login import COOKIE, SESSION_S, WaitFirst, is_from_here
from ui.tabs.maintain.maintenance import MEASUREMENTS, Maintenance
from ui.tabs.maintain.uploads import UploadRefused

_MOST_FORM_BYTES = 10_000
_NAME = r"^[\w-]{1,120}$"


def router(maintenance: Maintenance, *, root_path: str = "") -> APIRouter:
    """Return the routes below `/maintain`; all but the login ask for a session.

    Args:
        maintenance: the maintainer's rooms.
        root_path: under which a reverse proxy shows the page; the session is of no use elsewhere.
    """
    routes = APIRouter(prefix="/maintain")
    cookie_path = f"{root_path}/"

    def is_maintainer(request: Request) -> None:
        if not maintenance.login.is_in(request.cookies, request.headers):
            raise HTTPException(403, "Log in as the maintainer first.")

    only_maintainer = [Depends(is_maintainer)]

    @routes.post("/login")
    async def log_in(request: Request) -> Response:
        """Begin a session, and lead back to the page."""
        if not is_from_here(request.headers):
            raise HTTPException(403, "Log in on the page itself.")
        form = await _form(request)
        address = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(
                maintenance.login.enter, form.get("user", ""), form.get("password", ""), address=address
            )
        except WaitFirst as wait:
            return _back(form, login=f"wait-{wait.seconds}")
        if token is None:
            return _back(form, login="wrong")
        reply = _back(form)
        reply.set_cookie(
            COOKIE, token, max_age=SESSION_S, path=cookie_path, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return reply

    @routes.post("/logout", dependencies=only_maintainer)
    async def log_out(request: Request) -> Response:
        """End the session, and lead back to the page."""
        form = await _form(request)
        maintenance.login.leave(request.cookies)
        reply = _back(form)
        reply.delete_cookie(COOKIE, path=cookie_path, httponly=True, samesite="strict")
        return reply

    _add_files(routes, maintenance, only_maintainer)
    return routes


def _add_files(routes: APIRouter, maintenance: Maintenance, only_maintainer: Sequence[Any]) -> None:
    """Add the routes that take and give files."""

    @routes.put("/uploads/{name}", dependencies=only_maintainer)
    async def upload(request: Request, name: Annotated[str, Path(max_length=1000)]) -> Response:
        """Keep a file; the body is its content."""
        try:
            taken = await maintenance.uploads.take(name, request.stream())
        except UploadRefused as refusal:
            status = 507 if refusal.reason in {"disk", "full", "total"} else 422
            return JSONResponse({"reason": refusal.reason, "limit": refusal.limit}, status)
        return JSONResponse({"name": taken.name, "size": taken.size})

    @routes.get("/report/{name}.html", dependencies=only_maintainer)
    def report(name: Annotated[str, Path(pattern=_NAME)]) -> Response:
        """Return the report of an ingest as a page."""
        return _page(maintenance, REPORTS, name)

    @routes.get("/measurement/{name}.html", dependencies=only_maintainer)
    def measurement(name: Annotated[str, Path(pattern=_NAME)]) -> Response:
        """Return the report of a measurement as a page."""
        return _page(maintenance, MEASUREMENTS, name)


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _MOST_FORM_BYTES:
            raise HTTPException(413, "The form is too long.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}


def _back(form: dict[str, str], **said: str) -> Response:
    """Lead back to the tab, in the language that the form was in; relative, whatever the page is served under."""
    query = urlencode({"tab": "maintain", "lang": form.get("lang", "")[:5], **said}, quote_via=quote)
    return Response(status_code=303, headers={"Location": f"../?{query}", "Cache-Control": "no-store"})


def _page(maintenance: Maintenance, folder: str, name: str) -> Response:
    file = maintenance.home / folder / f"{name}.html"
    if not file.is_file():
        raise HTTPException(404, "There is no such report any more.")
    return FileResponse(file, media_type="text/html", headers={"Cache-Control": "private, no-store"})
