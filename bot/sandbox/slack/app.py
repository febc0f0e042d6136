"""The sandbox workspace as an ASGI application."""

import contextlib
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.lib.local_client import local_client
from bot.sandbox.slack.config import SlackSandboxConfig
from bot.sandbox.slack.control.request import Parts
from bot.sandbox.slack.control.routes import ROUTES
from bot.sandbox.slack.delivery.events import Events
from bot.sandbox.slack.delivery.sender import Sender
from bot.sandbox.slack.delivery.slackbot import Slackbot
from bot.sandbox.slack.endpoints.authorize_page import answered, authorize
from bot.sandbox.slack.endpoints.dated import Dated
from bot.sandbox.slack.endpoints.page import page_routes
from bot.sandbox.slack.endpoints.respond import respond
from bot.sandbox.slack.endpoints.socket_endpoint import socket_mode
from bot.sandbox.slack.endpoints.uploads import download, upload
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.web.dispatch import api
from bot.sandbox.slack.wechat import WeChatLink
from bot.sandbox.slack.workspace import Workspace


def create_app(config: SlackSandboxConfig, *, http: httpx.AsyncClient | None = None) -> Starlette:
    """A fresh workspace.

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
            *page_routes(),
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
