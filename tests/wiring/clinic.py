"""A healthy Baselib for `baselib doctor`: local Slack, local WeChat and the bot's own edge on loopback ports."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.doctor import Check, Finding, Status
from bot.lib.clock import machine_seconds
from bot.ports.platform import Ticket
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlTickets
from bot.wiring.doctor import Host, open_checkup, read_all
from handlers.http import edge
from tests.clock import NOW
from tests.tools.sandbox.driving import BOT_TOKEN, SIGNING_SECRET, manifest
from tests.tools.sandbox.driving import config as slack_config
from tests.tools.sandbox.platform import opened
from tests.tools.sandbox.serving import served
from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import Fault
from tools.sandbox.slack.app import create_app as slack_app
from tools.sandbox.slack.workspace import Workspace
from tools.sandbox.wechat.app import create_app as wechat_app
from tools.sandbox.wechat.calls import PUBLIC
from tools.sandbox.wechat.config import ComponentConfig, WeChatSandboxConfig, demo_programs

SHOP: Final = demo_programs()[0]
BEARER: Final = "canary-bearer"
PLATFORM: Final = ComponentConfig(
    secret="canary-component-secret",
    token="canarypushtoken",
    events_url="http://bot.test/wechat/events",
)
KEY: Final = Fernet.generate_key().decode()
NOBODY: Final = "http://127.0.0.1:9"


HEALTHY: Final = Host(font=lambda: "NotoSansCJK-Regular.ttc", free=lambda _: 10**12)
"""A machine that is all right, whichever machine this is."""


class WeChat:
    """The local platform, and the tickets that it pushed."""

    def __init__(self) -> None:
        self.tickets: list[str] = []
        settings = WeChatSandboxConfig(provider_bearer=BEARER, component=PLATFORM)
        self.app = wechat_app(settings, transport=httpx.MockTransport(self._take))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://wechat.test")

    async def arm(self, name: str, **how: Any) -> None:
        (await self.http.put(f"/sandbox/faults/{name}", json=how)).raise_for_status()

    async def ticket(self) -> str:
        await self.http.post("/sandbox/tickets/push")
        return self.tickets[-1]

    def _take(self, request: httpx.Request) -> httpx.Response:
        push = opened(PLATFORM, request.content, request.url.params)
        self.tickets += [push["ComponentVerifyTicket"]] if "ComponentVerifyTicket" in push else []
        return httpx.Response(200, text="success")


@dataclass
class Dates:
    """The Date header, which a server without its main loop does not send; the sandbox's Slack has it of itself."""

    clock: MovableClock

    def on(self, app: ASGIApp) -> ASGIApp:
        async def dated(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_dated(message: Message) -> None:
                if message["type"] == "http.response.start":
                    date = format_datetime(self.clock.now(), usegmt=True).encode()
                    message = {**message, "headers": [*message["headers"], (b"date", date)]}
                await send(message)

            await app(scope, receive, send_dated)

        return dated


@dataclass
class Clinic:
    env: pytest.MonkeyPatch
    database_url: str
    workspace: Workspace
    wechat: WeChat
    wechat_url: str
    dates: Dates
    stack: AsyncExitStack
    """For what is opened to break it."""
    silence: float = 10.0
    """Seconds after which a silent server is given up."""
    settings: dict[str, str] = field(default_factory=dict)
    host: Host = HEALTHY

    @property
    def file(self) -> Path:
        return Path(self.database_url.removeprefix("sqlite:///"))

    def arm_slack(self, name: str, **how: Any) -> None:
        self.workspace.faults.arm(Fault(name, **how))

    def grant(self, *scopes: str) -> None:
        manifest = replace(self.workspace.config.manifest, scopes=frozenset(scopes))
        self.workspace.config = replace(self.workspace.config, manifest=manifest)

    async def be_platform(self, *, ticket_age: timedelta | None = timedelta(minutes=5), key: str = KEY) -> None:
        """Baselib is the third-party platform itself; the age of its ticket, None for never a ticket."""
        for name in ("WECHAT_TOKEN_URL", "WECHAT_TOKEN_BEARER"):
            self.settings.pop(name)
        self.settings |= platform_settings()
        if ticket_age is not None:
            ticket = Ticket(await self.wechat.ticket(), NOW - ticket_age)
            async with self.database() as database:
                await SqlTickets(database, Vault([SecretStr(key)])).keep(ticket)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        database = Database(self.database_url)
        try:
            yield database
        finally:
            await database.close()

    async def findings(self) -> Sequence[Finding]:
        for name, value in self.settings.items():
            self.env.setenv(name, value)
        settings, wrong = read_all(None)
        async with open_checkup(settings, wrong, silence=self.silence, host=self.host) as diagnose:
            return await diagnose()


def platform_settings() -> Mapping[str, str]:
    return {
        "WECHAT_COMPONENT_APPID": PLATFORM.appid,
        "WECHAT_COMPONENT_SECRET": PLATFORM.secret,
        "WECHAT_COMPONENT_TOKEN": PLATFORM.token,
        "WECHAT_COMPONENT_AES_KEY": PLATFORM.aes_key,
        "BASELIB_ENCRYPTION_KEYS": KEY,
    }


@asynccontextmanager
async def clinic(env: pytest.MonkeyPatch, database_url: str) -> AsyncIterator[Clinic]:
    """A healthy one: HTTP mode, a token service, one program."""
    wanted_manifest = manifest(scopes=frozenset(Settings(_env_file=None).slack_scopes))
    slack, wechat = slack_app(slack_config(manifest=wanted_manifest)), WeChat()
    bolt = AsyncApp(token=BOT_TOKEN, signing_secret=SIGNING_SECRET, process_before_response=True, name="test")
    bot = edge(bolt, _ready, _nothing, signing_secret=SIGNING_SECRET, now=machine_seconds)
    async with AsyncExitStack() as stack:
        dates = Dates(slack.state.workspace.clock)
        dates.clock.set(MovableClock().now())  # it began at NOW, which was when the module did
        apps = (slack, dates.on(wechat.app), bot)
        urls = [await stack.enter_async_context(served(app)) for app in apps]
        await stack.enter_async_context(wechat.http)
        slack_url, wechat_url, bot_url = urls
        made = Clinic(env, database_url, slack.state.workspace, wechat, wechat_url, dates, stack)
        made.settings |= {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{slack_url}/api/",
            "WECHAT_API_URL": wechat_url,
            "WECHAT_PUBLIC_URL": f"{wechat_url}{PUBLIC}",
            "WECHAT_PROGRAMS": f"shop={SHOP.appid}",
            "WECHAT_TOKEN_URL": f"{wechat_url}/provider/token",
            "WECHAT_TOKEN_BEARER": BEARER,
            "BASELIB_PUBLIC_URL": bot_url,
            "DATABASE_URL": database_url,
        }
        yield made


async def _ready() -> dict[str, str]:
    return {}


@asynccontextmanager
async def _nothing(_app: Starlette) -> AsyncIterator[None]:
    yield


def accused(findings: Sequence[Finding]) -> set[str]:
    return {finding.name for finding in findings if finding.status in (Status.WARNING, Status.FAILED)}


def skipped(findings: Sequence[Finding]) -> dict[Check, Check]:
    """What could not be looked at, and for what."""
    return {finding.check: finding.because for finding in findings if finding.because}
