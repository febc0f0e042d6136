"""The bot as third-party platform in the sandbox: what its tests share."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx

from bot.lib.transport import local_client
from tests.e2e.person import Json, Person, eventually
from tests.forked import output_of
from tests.patience import PATIENCE
from tools.sandbox.launch import Running
from tools.sandbox.wechat.config import AUTHORIZER_LIST, AUTHORIZER_TOKEN, QUERY_AUTH, START_PUSH, Program

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
