"""Slack and WeChat for the chaos: the sandboxes on loopback ports, with gates that can end a process at a request."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import yaml
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.lib.transport import local_client
from bot.lib.work import ignore
from tests.tools.sandbox.serving import served
from tools import ROOT
from tools.chaos.plan import CLOCK, KillPoint, Kind, Trap
from tools.sandbox.faults import Fault
from tools.sandbox.seed import Addresses, with_token_service
from tools.sandbox.slack import AppManifest, SlackSandboxConfig
from tools.sandbox.slack.app import create_app as create_slack
from tools.sandbox.slack.people import Channel
from tools.sandbox.slack.workspace import Workspace
from tools.sandbox.wechat.app import create_app as create_wechat
from tools.sandbox.wechat.config import Program, WeChatSandboxConfig
from tools.sandbox.wechat.state import State

_MOVES_THE_CLOCK = (CLOCK, "POST")
BOT_TOKEN = "xoxb-chaos"  # noqa: S105  # made up
SIGNING_SECRET = "chaos"  # noqa: S105
SHOP = Program("wx00000000000000c1", "chaos-secret", "Chaos Shop", alias="shop")


@dataclass
class Gate:
    """Stands before a sandbox. Its trap sees when a request arrives, and when it has been carried out."""

    behind: ASGIApp
    trap: Trap = field(default_factory=Trap)
    _mute: str = ""
    _asked: Callable[[], None] = ignore
    _answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what is mute may speak again."""
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, and replaced, when the bot has said something in Slack."""
    came_at: float = 0.0
    """Monotonic seconds."""

    def mute(self, path: str, asked: Callable[[], None]) -> None:
        """Take requests to this path, report each, and answer none."""
        self._mute, self._asked = path, asked
        self._answering.clear()

    def disarm(self) -> None:
        """Let everything through."""
        self.trap.clear()
        self._mute = ""
        self._answering.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["path"], scope["method"]) == _MOVES_THE_CLOCK:
            await self.behind(scope, receive, send)
            return
        path, accepted = scope["path"], f"{Kind.ACCEPTED} {scope['path']}"
        if path == self._mute:
            self._asked()
            await self._answering.wait()
        elif self.trap.passes(f"{Kind.ARRIVES} {path}") and path != CLOCK:  # by that others go, too
            await reply(send, b"", 503)
        elif self.trap.point == accepted:
            held = await carried_out(self.behind, scope, await whole(receive))
            self.trap.passes(accepted)
            for message in held:
                await send(message)
        else:
            await self.behind(scope, receive, send)
        if path.startswith(("/api/", "/respond/")):
            self.came_at = time.monotonic()
            self.came.set()
            self.came = asyncio.Event()


async def whole(receive: Receive) -> bytes:
    """Return the body, before a client that gives up takes it away."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def carried_out(app: ASGIApp, scope: Scope, body: bytes) -> list[Message]:
    """Return the answer, held back."""
    held: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def hold(message: Message) -> None:
        held.append(message)

    await app(scope, receive, hold)
    return held


async def reply(send: Send, body: bytes, status: int = 200, content_type: str = "application/json") -> None:
    head = [(b"content-type", content_type.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Sandboxes:
    """Both sandboxes, and what the settings of a bot in them are."""

    workspace: Workspace
    wechat: State
    slack_gate: Gate
    wechat_gate: Gate
    environment: Mapping[str, str]
    http: httpx.AsyncClient
    """Of Slack's sandbox."""

    def now(self) -> datetime:
        """Return what the sandbox's clock shows (UTC)."""
        return self.workspace.clock.now()

    async def advance(self, by: timedelta) -> None:
        """Move both clocks."""
        answer = await self.http.post("/sandbox/clock", json={"advance_seconds": by.total_seconds()})
        answer.raise_for_status()

    def channel(self, name: str) -> str:
        """Make a channel with the bot in it; returns its id."""
        people = {user.id for user in self.workspace.people()}
        channel = Channel(self.workspace.mint("C"), name, is_member=True, members=people)
        self.workspace.channels[channel.id] = channel
        return channel.id

    def trouble(self, fault: Fault | None) -> None:
        if fault:
            self.workspace.faults.arm(replace(fault))  # which is counted down

    def calm(self) -> None:
        """Switch every fault off and disarm the gates."""
        self.workspace.faults.clear()
        for gate in (self.slack_gate, self.wechat_gate):
            gate.disarm()

    def mute(self, path: str, asked: Callable[[], None] = ignore) -> None:
        """Let a path take requests and answer none; `asked` is called at each."""
        for gate in (self.slack_gate, self.wechat_gate):
            gate.mute(path, asked)

    def arm(self, kill_point: KillPoint, kill: Callable[[], None]) -> None:
        """Kill at a request, if that is its kind."""
        if kill_point.kind in (Kind.ARRIVES, Kind.ACCEPTED):
            for gate in (self.slack_gate, self.wechat_gate):
                gate.trap.set(kill_point.name, kill_point.n, lambda _: kill())

    async def arrived(self) -> Mapping[str, int]:
        """How often each delivery id came into a channel, as Slack counts it."""
        answer = await self.http.get("/sandbox/deliveries")
        answer.raise_for_status()
        return dict(answer.json()["arrived"])


@contextlib.asynccontextmanager
async def sandboxes(
    start: datetime | None,
    programs: Sequence[Program] = (SHOP,),
    *,
    app_url: str | None = None,
    folder: Path = ROOT,
    ports: tuple[int, int] = (0, 0),
) -> AsyncIterator[Sandboxes]:
    """Both sandboxes.

    Args:
        start: what their clocks show (UTC); None: the machine's time.
        app_url: where Slack reaches the bot; None: it does not.
        folder: of the bot's code.
        ports: Slack's and WeChat's; 0 takes any.
    """
    manifest = AppManifest.parse(yaml.safe_load((folder / "manifest.yml").read_text(encoding="utf-8")))
    wechat_app = create_wechat(WeChatSandboxConfig(tuple(programs), start=start))
    wechat = Gate(wechat_app)
    async with served(wechat, port=ports[1]) as wechat_url:
        config = SlackSandboxConfig(
            manifest, BOT_TOKEN, "xapp-chaos", SIGNING_SECRET, app_url=app_url, wechat_url=wechat_url, start=start
        )
        slack_app = create_slack(config)
        slack = Gate(slack_app)
        async with served(slack, port=ports[0]) as slack_url, local_client(slack_url, timeout=60) as http:
            environment = {
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "SLACK_API_URL": f"{slack_url}/api/",
                **reaching(wechat_url, programs),
            }
            yield Sandboxes(slack_app.state.workspace, wechat_app.state.platform, slack, wechat, environment, http)


def reaching(wechat_url: str, programs: Sequence[Program]) -> dict[str, str]:
    """Return the settings of a bot that reaches WeChat here, whose sandbox's clock it has."""
    tokens = with_token_service(Addresses("", "", wechat_url), programs)
    return {"WECHAT_API_URL": wechat_url, "BASELIB_CLOCK_URL": f"{wechat_url}{CLOCK}", **tokens}
