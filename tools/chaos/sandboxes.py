"""Slack and WeChat for the chaos: the sandboxes on loopback ports, with gates that can end a process at a request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import yaml
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.lib.transport import local_client
from bot.lib.work import ignore
from tests.tools.sandbox.serving import served
from tools import ROOT
from tools.chaos.plan import KillPoint, Kind
from tools.sandbox.faults import Fault
from tools.sandbox.slack import AppManifest, SlackSandboxConfig
from tools.sandbox.slack.app import create_app as create_slack
from tools.sandbox.slack.people import Channel
from tools.sandbox.slack.workspace import Workspace
from tools.sandbox.wechat.app import create_app as create_wechat
from tools.sandbox.wechat.config import Program, WeChatSandboxConfig
from tools.sandbox.wechat.state import State

_MOVES_THE_CLOCK = ("/sandbox/clock", "POST")
_TOKEN = "xoxb-chaos"  # noqa: S105  # made up
_BEARER = "chaos-bearer"
SHOP = Program("wx00000000000000c1", "chaos-secret", "Chaos Shop", alias="shop")


@dataclass
class Gate:
    """Stands before a sandbox. Once armed, it kills when a request arrives, or when it has been carried out."""

    behind: ASGIApp
    _kill_point: KillPoint = field(default_factory=KillPoint)
    _kill: Callable[[], None] = ignore
    _passed: int = 0
    _mute: str = ""
    _asked: Callable[[], None] = ignore
    _answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what is mute may speak again."""

    def mute(self, path: str, asked: Callable[[], None]) -> None:
        """Take requests to this path, report each, and answer none."""
        self._mute, self._asked = path, asked
        self._answering.clear()

    def arm(self, kill_point: KillPoint, kill: Callable[[], None]) -> None:
        """Kill at this point, once."""
        self._kill_point, self._kill, self._passed = kill_point, kill, 0

    def disarm(self) -> None:
        """Let everything through."""
        self._kill_point, self._mute = KillPoint(), ""
        self._answering.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._mute:
            self._asked()
            await self._answering.wait()
            return
        of_a_process = scope["type"] == "http" and (scope["path"], scope["method"]) != _MOVES_THE_CLOCK
        comes = of_a_process and scope["path"] == self._kill_point.where
        self._passed += comes
        if comes and self._passed == self._kill_point.n:
            await self._killing(scope, receive, send)
        else:
            await self.behind(scope, receive, send)

    async def _killing(self, scope: Scope, receive: Receive, send: Send) -> None:
        kill_point, kill = self._kill_point, self._kill
        self.disarm()
        held: list[Message] = []
        if kill_point.kind is Kind.ACCEPTED:

            async def hold(message: Message) -> None:
                held.append(message)

            await self.behind(scope, receive, hold)
        kill()
        if scope["path"] == _MOVES_THE_CLOCK[0]:
            await self.behind(scope, receive, send)  # of several replicas another may ask: it must not go by our clock
            return
        for message in held or _nothing():
            await send(message)


def _nothing() -> list[Message]:
    return [
        {"type": "http.response.start", "status": 503, "headers": []},
        {"type": "http.response.body", "body": b""},
    ]


@dataclass
class Sandboxes:
    """Both sandboxes, and what the settings of a bot in them are."""

    workspace: Workspace
    wechat: State
    gates: tuple[Gate, Gate]
    environment: Mapping[str, str]
    _http: httpx.AsyncClient

    def now(self) -> datetime:
        """Return what the sandbox's clock shows (UTC)."""
        return self.workspace.clock.now()

    async def advance(self, by: timedelta) -> None:
        """Move both clocks."""
        answer = await self._http.post("/sandbox/clock", json={"advance_seconds": by.total_seconds()})
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
        for gate in self.gates:
            gate.disarm()

    def mute(self, path: str, asked: Callable[[], None] = ignore) -> None:
        """Let a path take requests and answer none; `asked` is called at each."""
        for gate in self.gates:
            gate.mute(path, asked)

    def arm(self, kill_point: KillPoint, kill: Callable[[], None]) -> None:
        """Kill at a request, if that is its kind."""
        if kill_point.kind in (Kind.ARRIVES, Kind.ACCEPTED):
            for gate in self.gates:
                gate.arm(kill_point, kill)

    async def arrived(self) -> Mapping[str, int]:
        """How often each delivery id came into a channel, as Slack counts it."""
        answer = await self._http.get("/sandbox/deliveries")
        answer.raise_for_status()
        return dict(answer.json()["arrived"])


@contextlib.asynccontextmanager
async def sandboxes(start: datetime, programs: Sequence[Program] = (SHOP,)) -> AsyncIterator[Sandboxes]:
    """Both sandboxes, whose clocks show `start` (UTC)."""
    manifest = AppManifest.parse(yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8")))
    wechat_app = create_wechat(WeChatSandboxConfig(tuple(programs), start=start, provider_bearer=_BEARER))
    wechat = Gate(wechat_app)
    async with served(wechat) as wechat_url:
        config = SlackSandboxConfig(manifest, _TOKEN, "xapp-chaos", "chaos", wechat_url=wechat_url, start=start)
        slack_app = create_slack(config)
        slack = Gate(slack_app)
        async with (
            served(slack) as slack_url,
            local_client(slack_url) as http,
        ):
            environment = {
                "SLACK_BOT_TOKEN": _TOKEN,
                "SLACK_SIGNING_SECRET": "chaos",
                "SLACK_API_URL": f"{slack_url}/api/",
                "WECHAT_API_URL": wechat_url,
                "WECHAT_TOKEN_URL": f"{wechat_url}/provider/token",
                "WECHAT_TOKEN_BEARER": _BEARER,
                "WECHAT_PROGRAMS": ",".join(f"{each.alias}={each.appid}" for each in programs),
                "BASELIB_CLOCK_URL": f"{slack_url}/sandbox/clock",
            }
            yield Sandboxes(slack_app.state.workspace, wechat_app.state.platform, (slack, wechat), environment, http)
