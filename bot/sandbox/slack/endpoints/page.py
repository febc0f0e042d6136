"""The built page, when it is there."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

DIST = Path(__file__).parents[2] / "page" / "dist"


def page_routes(dist: Path = DIST) -> list[BaseRoute]:
    """`GET /` and the files that it loads."""

    async def index(_request: Request) -> Response:
        page = dist / "index.html"
        if not page.is_file():
            return PlainTextResponse("The sandbox runs. Its page is not built here; its API is at /sandbox/state.")
        return FileResponse(page, headers={"cache-control": "no-cache"})

    return [
        Route("/", index),
        Mount("/assets", StaticFiles(directory=dist / "assets", check_dir=False)),
    ]
