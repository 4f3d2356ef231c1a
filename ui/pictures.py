"""Page pictures, served as plain files with caching beside the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response

from ingest.errors import NotHeld
from ui.place import read_spans
from ui.ports import Rooms

# A revision is named by its content, so its picture never changes; "private" keeps it out of shared caches.
_KEEP = "private, max-age=604800, immutable"
_ASK_AGAIN = "private, no-cache"


def router(rooms: Callable[[], Rooms | None]) -> APIRouter:
    """Return the routes `/picture/{document_id}/{page}.png` and, of kept answers, `/picture-kept/{kept_id}/{n}.png`.

    Args:
        rooms: gives the opened rooms, or None while they are not ready.
    """
    routes = APIRouter()

    @routes.get("/picture-kept/{kept_id}/{n}.png")
    def kept_picture(
        kept_id: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")], n: Annotated[int, Path(ge=1, le=1000)]
    ) -> Response:
        """Return the page that a kept answer's citation is on as PNG, its quote marked."""
        opened = rooms()
        if opened is None:
            raise HTTPException(503, "The library is not open yet.")
        try:
            png = opened.kept.reopen(kept_id).picture(n, opened.library)
        except NotHeld as error:
            raise HTTPException(404, str(error)) from error
        return Response(png, media_type="image/png", headers={"Cache-Control": _KEEP})

    @routes.get("/picture/{document_id}/{page}.png")
    def picture(
        document_id: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,199}$")],
        page: Annotated[int, Path(ge=1, le=1_000_000)],
        revision: Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")] = "",
        spans: Annotated[str, Query(max_length=1000)] = "",
        scale: Annotated[float, Query(ge=0.25, le=3.0)] = 1.5,
    ) -> Response:
        """Return one page as PNG, the lines of `spans` marked."""
        opened = rooms()
        if opened is None:
            raise HTTPException(503, "The library is not open yet.")
        try:
            marked = read_spans(spans)
            png = opened.library.picture(document_id, page, revision=revision or None, spans=marked, scale=scale)
        except NotHeld as error:
            raise HTTPException(404, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        return Response(png, media_type="image/png", headers={"Cache-Control": _KEEP if revision else _ASK_AGAIN})

    return routes
