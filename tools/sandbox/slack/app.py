"""The sandbox workspace as an ASGI application."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.lib.transport import local_client
from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.control import Parts, WeChatLink
from tools.sandbox.slack.delivery import Events, Sender
from tools.sandbox.slack.dispatch import api
from tools.sandbox.slack.refusals import ControlError
from tools.sandbox.slack.respond import answered, authorize, download, respond, socket_mode, upload
from tools.sandbox.slack.routes import ROUTES
from tools.sandbox.slack.workflows import Slackbot
from tools.sandbox.slack.workspace import DroppableProtocol, Town, Workspace

_DIST = Path(__file__).parents[1] / "page" / "dist"


def create_app(config: SlackSandboxConfig, *, http: httpx.AsyncClient | None = None) -> Starlette:
    """Yield a fresh workspace.

    `http` reaches the app and the WeChat sandbox; it stays the caller's to close. `app.state.close_streams()` ends
    the pages' event streams: call it before the server waits for its connections.
    """
    town = Town(config)
    client = http or local_client()
    wechat = WeChatLink(config.wechat_url, client)
    every = {team_id: _parts(town, workspace, client, wechat) for team_id, workspace in town.workspaces.items()}

    def close_streams() -> None:
        for workspace in town.workspaces.values():
            workspace.changes.close()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        close_streams()
        for parts in every.values():
            await parts.events.close()
        if http is None:
            await client.aclose()

    app = Starlette(
        routes=[
            Route("/api/{method}", api, methods=["GET", "POST"]),
            Route("/respond/{token}", respond, methods=["POST"]),
            Route("/upload/{token}", upload, methods=["POST"]),
            Route("/files/{id}/{name:path}", download),
            WebSocketRoute("/socket/{ticket}", socket_mode),
            Route("/oauth/v2/authorize", authorize),
            Route("/oauth/v2/authorize/{answer}", answered),
            *ROUTES,
            Route("/", _page),
            Mount("/assets", StaticFiles(directory=_DIST / "assets")),
        ],
        exception_handlers={ControlError: _refused},
        middleware=[Middleware(Dated, now=town.home.clock.now)],
        lifespan=lifespan,
    )
    app.state.town, app.state.every = town, every
    app.state.workspace, app.state.parts = town.home, every[town.home.team.id]
    app.state.close_streams = close_streams
    return app


def _parts(town: Town, workspace: Workspace, http: httpx.AsyncClient, wechat: WeChatLink) -> Parts:
    sender = Sender(workspace, http)
    return Parts(town, workspace, sender, Events(workspace, sender), Slackbot(workspace, http), wechat)


async def _refused(_: Request, error: Exception) -> Response:
    status, text = (error.status, error.text) if isinstance(error, ControlError) else (500, "")
    return JSONResponse({"error": text}, status)


class Dated:
    """Puts the sandbox's own time into the Date header of answers; the server must not add one of its own."""

    def __init__(self, app: ASGIApp, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the header to the answer."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._now(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated if scope["type"] == "http" else send)


async def _page(_request: Request) -> Response:
    return FileResponse(_DIST / "index.html", headers={"cache-control": "no-cache"})


GRACE_SECONDS = 3
CONNECTIONS_STAY = 75
"""Seconds: longer than clients keep an idle one, or they send a request just as it is closed."""


class SandboxServer(uvicorn.Server):
    """uvicorn's server; it ends the pages' event streams first, so that no idle connection holds it up."""

    def __init__(self, app: Starlette, host: str, port: int, *, log_level: str = "warning") -> None:
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=DroppableProtocol,
                ws="websockets-sansio",
                timeout_keep_alive=CONNECTIONS_STAY,
                timeout_graceful_shutdown=GRACE_SECONDS,
                access_log=False,
                date_header=False,
                log_level=log_level,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything that idles, then wait for what still works."""
        self._app.state.close_streams()
        await super().shutdown(sockets)


def serve(config: SlackSandboxConfig) -> None:
    """Run the workspace until SIGINT or SIGTERM."""
    SandboxServer(create_app(config), config.host, config.port).run()
