"""The sandbox workspace as an ASGI application."""

import contextlib
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.sandbox.slack.config import SlackSandboxConfig
from bot.sandbox.slack.control.request import Parts
from bot.sandbox.slack.control.routes import ROUTES
from bot.sandbox.slack.delivery.events import Events
from bot.sandbox.slack.delivery.sender import Sender
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.page import page_routes
from bot.sandbox.slack.respond import respond
from bot.sandbox.slack.socket_endpoint import socket_mode
from bot.sandbox.slack.uploads import download, upload
from bot.sandbox.slack.web.dispatch import api
from bot.sandbox.slack.wechat import WeChatLink
from bot.sandbox.slack.workspace import Workspace


def create_app(config: SlackSandboxConfig, *, http: httpx.AsyncClient | None = None) -> Starlette:
    """A fresh workspace.

    `http` reaches the app and the WeChat sandbox; it stays the caller's to close. `app.state.close_streams()` ends
    the pages' event streams: call it before the server waits for its connections.
    """
    workspace = Workspace(config)
    client = http or httpx.AsyncClient(trust_env=False)
    sender = Sender(workspace, client)
    events = Events(workspace, sender)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        workspace.changes.close()
        await events.close()
        if http is None:
            await client.aclose()

    app = Starlette(
        routes=[
            Route("/api/{method}", api, methods=["GET", "POST"]),
            Route("/respond/{token}", respond, methods=["POST"]),
            Route("/upload/{token}", upload, methods=["POST"]),
            Route("/files/{id}/{name:path}", download),
            WebSocketRoute("/socket/{ticket}", socket_mode),
            *ROUTES,
            *page_routes(),
        ],
        exception_handlers={ControlError: _refused},
        lifespan=lifespan,
    )
    app.state.workspace = workspace
    app.state.parts = Parts(workspace, sender, events, WeChatLink(config.wechat_url, client))
    app.state.close_streams = workspace.changes.close
    return app


async def _refused(_: Request, error: Exception) -> Response:
    status, text = (error.status, error.text) if isinstance(error, ControlError) else (500, "")
    return JSONResponse({"error": text}, status)
