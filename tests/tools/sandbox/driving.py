"""A manifest, a configuration, and short ways to call the Slack sandbox.

Alone, before an app with a single endpoint, and with two workspaces and a person who installs the app in them.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.tools.sandbox.serving import served
from tools.sandbox.slack import AppManifest, SlackSandboxConfig, Timing, create_app
from tools.sandbox.slack.workspace import Workspace

BOT_TOKEN = "xoxb-test"
APP_TOKEN = "xapp-test"
SIGNING_SECRET = "test-signing-secret"
ALICE, BOWEN = "U0ALICE", "U0BOWEN"
MEMBER, OUTSIDE, PRIVATE = "C0MINIAPP", "C0GENERAL", "G0PRIVATE"

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Baselib"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [{"command": "/baselib", "description": "Base library coverage", "usage_hint": "report"}],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "im:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "app_uninstalled", "member_joined_channel", "tokens_revoked"]
        }
    },
}

QUICK = Timing(acknowledge=2.0, event_retries=(0.0, 0.0, 0.0))


def config(**changes: Any) -> SlackSandboxConfig:
    base = SlackSandboxConfig(
        manifest=AppManifest.parse(MANIFEST),
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        app_url="http://127.0.0.1:9/slack/events",
        timing=QUICK,
        start=NOW,
    )
    return replace(base, **changes)


def section(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}, **more}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


@dataclass(frozen=True)
class Driver:
    """Calls the Web API like the app, and the control API like the page."""

    app: Starlette
    http: httpx.AsyncClient
    token: str

    @property
    def workspace(self) -> Workspace:
        workspace: Workspace = self.app.state.workspace
        return workspace

    async def raw(self, method: str, token: str | None = None, **args: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.token}"}
        return await self.http.post(f"/api/{method}", json=args, headers=headers)

    async def call(self, method: str, **args: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.raw(method, **args)).json()
        return answer

    async def read(self, method: str, **args: Any) -> dict[str, Any]:
        """The JSON answer of a Web API method that takes only forms."""
        headers = {"authorization": f"Bearer {self.token}"}
        answer: dict[str, Any] = (await self.http.post(f"/api/{method}", data=args, headers=headers)).json()
        return answer

    async def arm(self, name: str, **fault: Any) -> None:
        answer = await self.http.put(f"/sandbox/faults/{name}", json=fault)
        assert answer.status_code == 200, answer.text

    async def control(self, path: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.http.post(f"/sandbox/{path}", json=body)).json()
        return answer

    async def messages(self, channel: str = MEMBER, user: str = ALICE, **more: Any) -> list[dict[str, Any]]:
        query = {"channel": channel, "user": user, **more}
        shown: list[dict[str, Any]] = (await self.http.get("/sandbox/messages", params=query)).json()["messages"]
        return shown


@contextlib.asynccontextmanager
async def in_process(**changes: Any) -> AsyncIterator[Driver]:
    app = create_app(config(**changes))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox.test")
    async with app.router.lifespan_context(app), client as http:
        yield Driver(app, http, BOT_TOKEN)


def manifest(**changes: Any) -> AppManifest:
    return replace(AppManifest.parse(MANIFEST), **changes)


CLIENT_ID: Final = "11.22"
CLIENT_SECRET: Final = "client-canary"
REDIRECT_URL: Final = "https://baselib.example/slack/oauth_redirect"
SCOPES: Final = "chat:write,commands,users:read"
HOME, NEIGHBOUR, ORGANISATION = "T0SANDBOX", "T1NEIGHBOUR", "E0HOLDING"
OAUTH: Final[dict[str, Any]] = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "redirect_url": REDIRECT_URL,
    "bot_token": "",
}


@dataclass(frozen=True)
class Installer:
    """A browser on Slack's page, and an app that exchanges codes."""

    http: httpx.AsyncClient

    async def ask(self, **changes: str) -> httpx.Response:
        return await self.http.get("/oauth/v2/authorize", params=_query(changes))

    async def press(self, answer: str, **changes: str) -> dict[str, str]:
        """Allow (with a `place`) or cancel; what the browser gets."""
        answered = await self.http.get(f"/oauth/v2/authorize/{answer}", params=_query(changes))
        assert answered.status_code == 302, answered.text
        location = answered.headers["location"]
        assert location.startswith(REDIRECT_URL)
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    async def access(self, *, secret: str = CLIENT_SECRET, **what: str) -> dict[str, Any]:
        answer = await self.http.post("/api/oauth.v2.access", data=what, auth=(CLIENT_ID, secret))
        return dict(answer.json())

    async def install(self, place: str) -> dict[str, Any]:
        code = (await self.press("allow", place=place))["code"]
        return await self.access(code=code, redirect_uri=REDIRECT_URL)

    async def call(self, method: str, token: str, **args: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"}
        return dict((await self.http.post(f"/api/{method}", data=args, headers=headers)).json())


def _query(changes: dict[str, str]) -> dict[str, str]:
    return {"client_id": CLIENT_ID, "scope": SCOPES, "redirect_uri": REDIRECT_URL, "state": "s", **changes}


Answer = Callable[[Request], Awaitable[Response]]


@contextlib.asynccontextmanager
async def behind(answer: Answer, *, acknowledge: float = 3.0, **changes: Any) -> AsyncIterator[Driver]:
    limits = Timing(event_retries=(0.0, 0.0, 0.0), acknowledge=acknowledge)
    async with served(Starlette(routes=[Route("/events", answer, methods=["POST"])])) as app_url:
        app = create_app(config(app_url=f"{app_url}/events", timing=limits, **changes))
        async with served(app) as url, local_client(url) as http:
            yield Driver(app, http, BOT_TOKEN)


def answering(body: object, seen: list[dict[str, Any]]) -> Answer:
    """An endpoint that records interaction payloads and acknowledges with this body."""

    async def answer(request: Request) -> Response:
        async with request.form() as form:
            seen.append(json.loads(str(form["payload"])))
        return JSONResponse(body)

    return answer
