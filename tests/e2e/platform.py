"""The bot as third-party platform in the sandbox: what its tests share."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from cryptography.fernet import Fernet

from bot.lib.transport import local_client
from bot.ports.platform import Ticket
from bot.settings import Settings
from bot.wechat.http import new_client
from bot.wiring.core import Core, open_core
from tests.clock import NOW
from tests.e2e.person import Json, Person, eventually
from tests.forked import output_of
from tests.patience import PATIENCE
from tests.tools.sandbox.platform import EVENTS, SHOP, Provider
from tests.tools.sandbox.serving import served
from tools.sandbox.launch import Running
from tools.sandbox.wechat.config import (
    AUTHORIZER_LIST,
    AUTHORIZER_TOKEN,
    QUERY_AUTH,
    START_PUSH,
    ComponentConfig,
    Program,
    Rotation,
)

QUERY: Final = "/cgi-bin/wxopen/getweappsupportversion"


def database_of(running: Running) -> Path:
    return running.plan.directory / "baselib.db"


def rows(running: Running, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database_of(running))) as connection:
        return list(connection.execute(query, values))


async def refused(person: Person, running: Running, program: Program, reason: str) -> Json:
    """The answer about a program that cannot be read and of which nothing is kept: it has a reason.

    A reading that began before the fault may be kept after all was dropped; then it is dropped again.
    """

    async def answered() -> Json | None:
        _forget(running, program)
        answer = await person.ask(f"/baselib report {program.nickname}")
        return answer if reason in answer["text"] else None

    return dict(await eventually(answered))


def _forget(running: Running, program: Program) -> None:
    with closing(sqlite3.connect(database_of(running), timeout=PATIENCE)) as connection, connection:
        connection.execute("DELETE FROM snapshots WHERE appid = ?", (program.appid,))


def log_of(running: Running) -> str:
    """All output of the bot, over all its lives."""
    return (running.plan.directory / "bot.log").read_text(encoding="utf-8")


async def push_ticket(person: Person) -> bool:
    """Let WeChat push a ticket now; whether it was taken."""
    answer = await person.wechat.post("/sandbox/tickets/push")
    return bool(answer.json()["taken"])


async def calls(person: Person, path: str) -> list[Json]:
    """What WeChat was asked on one path, oldest first."""
    answer = await person.wechat.get("/sandbox/requests", params={"path": path})
    return list(answer.json()["requests"])


async def reads(wechat: httpx.AsyncClient) -> Counter[str]:
    """Requests to WeChat for each program's numbers, answered or not."""
    answer = await wechat.get("/sandbox/counters")
    return Counter(answer.json()["asked"])


async def stop(running: Running) -> None:
    bot = running.processes["bot"]
    bot.terminate()
    await bot.wait()


async def restart(running: Running, environment: Mapping[str, str]) -> Running:
    await stop(running)
    again = replace(running, environment={**running.environment, **environment})
    await again.start_bot()
    return again


async def command(running: Running, *arguments: str) -> str:
    """Run `baselib ...` beside the bot, with its settings; what it prints."""
    status, output, errors = await output_of(("bot", *arguments), running.environment, running.plan.directory)
    assert status == 0, output + errors
    return output + errors


async def listed(person: Person, count: int) -> Json:
    """Wait until so many programs are known; the list."""

    async def look() -> Json | None:
        shown = await person.ask("/baselib programs")
        return shown if shown["text"].startswith(f"{count} ") else None

    found: Json = await eventually(look)
    return found


@asynccontextmanager
async def at(running: Running) -> AsyncIterator[Person]:
    """Alice in #mini-programs, for a fixture of a module."""
    async with (
        local_client(running.slack_url, timeout=PATIENCE) as slack,
        local_client(running.wechat_url, timeout=PATIENCE) as wechat,
    ):
        yield Person(slack, wechat)


__all__ = [
    "AUTHORIZER_LIST",
    "AUTHORIZER_TOKEN",
    "QUERY",
    "QUERY_AUTH",
    "START_PUSH",
    "at",
    "calls",
    "command",
    "database_of",
    "listed",
    "log_of",
    "push_ticket",
    "reads",
    "refused",
    "restart",
    "rows",
    "stop",
]


_NAMES: Final = (
    *("COMPONENT_SECRET", "COMPONENT_TOKEN", "COMPONENT_AES_KEY", "ENCRYPTION_KEYS"),
    *("BOT_TOKEN", "SIGNING_SECRET"),
)
_LINKS: Final = re.compile(r"/wechat/authorize\?pass=[\w=%-]+")
"""Where a pass belongs: in the message that gives it."""
_MADE: Final = re.compile(
    r"(?:ticket|refreshtoken|queryauthcode|preauthcode)(?:@|%40){3}[\w-]{8}"  # what the local WeChat hands out
    r"|98_[\w-]{100}"  # an access token
    r"|gAAAAA[\w-]{20}"  # something sealed, such as a pass
)


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    secrets = {part for name, value in environment.items() if name.endswith(_NAMES) for part in value.split(",")}
    assert len(secrets) >= len(_NAMES)
    return secrets


def leaks(text: str, secrets: Collection[str]) -> list[str]:
    """The secrets in a text: configured, issued by WeChat, or made by the bot."""
    return [secret for secret in secrets if secret in text] + _MADE.findall(text)


async def all_messages(person: Person) -> str:
    """All messages that this person sees, without merchants' links."""
    channels: list[dict[str, Any]] = (await person.http.get("/sandbox/state")).json()["channels"]
    text = "".join([repr(await person.in_(channel["id"]).messages()) for channel in channels])
    return _LINKS.sub("", text)


_TOKEN_LIFE: Final = timedelta(hours=2)
_ANSWERS_IN: Final = 0.004
"""Seconds that each of WeChat's answers takes."""
_CONFIG: Final = replace(ComponentConfig(), events_url=EVENTS, rotation=Rotation.EACH)


@dataclass(frozen=True)
class Pair:
    provider: Provider
    cores: Sequence[Core]
    client: httpx.AsyncClient

    async def receive_ticket(self) -> None:
        await self.provider.http.post("/sandbox/tickets/push")
        now = await self.cores[0].clock.now()
        await self.cores[0].secrets.tickets.keep(Ticket(self.provider.tickets[-1], now))

    async def refresh_together(self, rounds: int) -> Json:
        """Make both tokens due repeatedly, with both replicas reading; WeChat's counters."""
        sources = [core.source(self.client) for core in self.cores]
        for _ in range(rounds):
            await self.receive_ticket()
            await asyncio.gather(*(source.read(SHOP.appid) for source in sources))
            await self.provider.advance(seconds=_TOKEN_LIFE.total_seconds())
        return dict((await self.provider.http.get("/sandbox/counters")).json())


@asynccontextmanager
async def pair(database_url: str) -> AsyncIterator[Pair]:
    """Two replicas; each refresh of a program's token changes its refresh token."""
    provider = Provider(_CONFIG, (SHOP,))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(provider.http)
        url = await stack.enter_async_context(served(provider.app))
        settings = Settings.model_validate(
            {
                "wechat_component_appid": _CONFIG.appid,
                "wechat_component_secret": _CONFIG.secret,
                "wechat_component_token": _CONFIG.token,
                "wechat_component_aes_key": _CONFIG.aes_key,
                "baselib_encryption_keys": Fernet.generate_key().decode(),
                "baselib_public_url": "https://baselib.example",
                "wechat_api_url": url,
                "baselib_clock_url": f"{url}/sandbox/clock",
                "database_url": database_url,
            }
        )
        cores = [await stack.enter_async_context(open_core(settings)) for _ in range(2)]
        client = await stack.enter_async_context(new_client())
        await provider.http.post("/sandbox/clock", json={"set": NOW.isoformat()})
        provider.wait = partial(asyncio.sleep, _ANSWERS_IN)
        await provider.arm("slow")  # simultaneous calls meet on the way
        yield Pair(provider, cores, client)
