"""A small Bolt app behind the workspace, over HTTP or Socket Mode."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import (
    APP_TOKEN,
    BOT_TOKEN,
    SIGNING_SECRET,
    Driver,
    actions,
    button,
    config,
    plain,
)
from tools.sandbox.slack import create_app

GREETING = [
    {"type": "section", "block_id": "intro", "text": {"type": "mrkdwn", "text": "Choose"}},
    actions(
        button("share", value="v1"),
        {
            "type": "static_select",
            "action_id": "program",
            "options": [{"text": plain("Shop"), "value": "shop"}, {"text": plain("Bank"), "value": "bank"}],
        },
        {"type": "external_select", "action_id": "search", "min_query_length": 0},
    ),
]
MODAL = {
    "type": "modal",
    "callback_id": "subscribe",
    "title": plain("Subscribe"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "time",
            "label": plain("Time"),
            "element": {"type": "plain_text_input", "action_id": "at", "max_length": 5},
        }
    ],
}


@dataclass
class Bolt:
    """The Bolt app, what reached it, and its workspace."""

    app: AsyncApp
    slack: Driver
    reached: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, what: str, body: dict[str, Any]) -> None:
        self.reached.append((what, body))
        self.arrived.set()

    async def next(self, what: str) -> dict[str, Any]:
        """The app's next received thing of that kind, removed from the list."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for index, (kind, body) in enumerate(self.reached):
                    if kind == what:
                        del self.reached[index]
                        return body
                self.arrived.clear()
                await self.arrived.wait()


def listen_to_commands(bolt: Bolt) -> None:
    app = bolt.app

    @app.command("/baselib")
    async def _(ack: Any, body: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        bolt.note("command", body)
        if body["text"] == "direct":
            await ack(text="At once", response_type="in_channel")
        elif body["text"] == "modal":
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        else:
            await ack()
            await respond(text="Choose", blocks=GREETING)


def listen_to_actions(bolt: Bolt) -> None:
    app = bolt.app

    @app.action("share")
    async def _(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(text="Shared", replace_original=True)
        bolt.note("action", body)

    @app.action("program")
    async def _(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bolt.note("action", body)

    @app.options("search")
    async def _(ack: Any, body: dict[str, Any]) -> None:
        await ack(options=[{"text": plain(body["value"].upper()), "value": body["value"]}])


def listen_to_views(bolt: Bolt) -> None:
    app = bolt.app

    @app.view("subscribe")
    async def _(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        bolt.note("submission", body)
        if view["state"]["values"]["time"]["at"]["value"] == "25:00":
            await ack(response_action="errors", errors={"time": "There is no such time"})
        else:
            await ack()

    @app.view_closed("subscribe")
    async def _(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bolt.note("closed", body)


def listen_to_events(bolt: Bolt) -> None:
    for event in ("app_home_opened", "member_joined_channel", "app_uninstalled", "tokens_revoked"):

        @bolt.app.event(event)
        async def _(body: dict[str, Any]) -> None:
            bolt.note(body["event"]["type"], body)


@contextlib.asynccontextmanager
async def over_http(**changes: Any) -> AsyncIterator[Bolt]:
    """The test app behind a workspace with signed HTTP requests."""
    holder: list[AsyncSlackRequestHandler] = []

    async def endpoint(request: Request) -> Response:
        return await holder[0].handle(request)

    server = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    async with served(server) as app_url:
        workspace = create_app(config(app_url=f"{app_url}/slack/events", **changes))
        async with served(workspace) as url, local_client(url) as http:
            bolt = _bolt(workspace, url, http)
            holder.append(AsyncSlackRequestHandler(bolt.app))
            yield bolt


@contextlib.asynccontextmanager
async def over_socket_mode() -> AsyncIterator[Bolt]:
    """The test app behind a workspace, over a WebSocket."""
    workspace = create_app(config(app_url=None))
    async with served(workspace) as url, local_client(url) as http:
        bolt = _bolt(workspace, url, http)
        api = AsyncWebClient(token=APP_TOKEN, base_url=f"{url}/api/")
        handler = AsyncSocketModeHandler(bolt.app, APP_TOKEN, web_client=api, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt does not annotate it
        try:
            yield bolt
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


def _bolt(workspace: Starlette, url: str, http: httpx.AsyncClient) -> Bolt:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET, name="test")
    bolt = Bolt(app, Driver(workspace, http, BOT_TOKEN))
    for listen in (listen_to_commands, listen_to_actions, listen_to_views, listen_to_events):
        listen(bolt)
    return bolt
