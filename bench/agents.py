"""Calls of agents among ten thousand programs: from the signed request at `/mcp` to the result with its blocks.

`python -m bench.agents [programs] [calls]` seeds a database, asks about programs whose numbers are of today, one call
after the other and then fifty a second, and prints one JSON object.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import uvloop

from bench.clock import present
from bench.figures import below, summary
from bench.fleet import TEAM_ID, fleet
from bench.load import until_due
from bench.machine import settle
from bench.results import Acks
from bench.seed import seed
from bot.domain.access.roles import Role
from bot.domain.agents import AGENTS_PATH, Through
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs.program import Program
from bot.i18n import texts_for
from bot.mcp.admission import Context
from bot.mcp.answering import NoMetrics
from bot.mcp.calls import Call, Tool
from bot.mcp.stateless import session_of
from bot.sandbox.slack.delivery.sender import signed
from bot.settings import Settings
from bot.wiring.core import Core, open_core
from handlers.agents import agents_endpoint

GOAL_MS: Final = 15
"""Of the median, one call after the other."""
PER_SECOND: Final = 50
_SECRET: Final = "bench"  # noqa: S105  # signs nothing but these requests
_VERSION: Final = "3.0.0"


@dataclass(frozen=True)
class OpenAdmission:
    """Admits everyone: looking people up is not measured."""

    core: Core
    now: datetime
    """When the numbers were read, so that WeChat is not asked."""
    metrics: NoMetrics
    locale: str = "en"

    def has(self, tool: Tool) -> bool:
        """Whether the tool is offered here."""
        return tool.only is None and not tool.writes

    async def admit(self, _context: Context) -> Call:
        """An admin, now."""
        return Call(self.core.usecases, texts_for("en"), self.now, Through.SLACKBOT, TEAM_ID, "U1", Role.ADMIN)


async def measure(programs: int, calls: int) -> dict[str, Any]:
    """The figures, with the goal that a call takes at most 15 ms in the median."""
    with TemporaryDirectory(prefix="baselib-agents-") as directory:
        url = f"sqlite:///{Path(directory) / 'agents.db'}"
        await seed(url, {snapshot_day(present()): range(programs)})
        settings = Settings(
            _env_file=None,
            wechat_token_url="http://127.0.0.1:9/",  # noqa: S106  # no password, and nothing is asked
            wechat_programs=tuple(Program(one.appid, one.alias or "") for one in fleet(programs)),
            database_url=url,
        )
        async with open_core(settings) as core:
            newest = await core.repositories.snapshots.latest(TEAM_ID, fleet(programs)[0].appid)
            assert newest
            now = newest.taken_at
            session = session_of(OpenAdmission(core, now, NoMetrics()), "0")
            app = agents_endpoint(session.handle_request, _SECRET, now=now.timestamp)
            transport = httpx.ASGITransport(app)
            async with session.run(), httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
                ask = _asker(client, programs, now)
                await ask(time.perf_counter())  # opens the catalogue and compiles the statements
                one_by_one = [await ask(time.perf_counter()) for _ in range(calls)]
                paced = await _paced(ask, calls)
    alone = Acks(*summary(one_by_one))
    goal = below(alone.p50_ms, GOAL_MS)
    found = {"programs": programs, "calls": calls, "alone": asdict(alone), "paced": asdict(Acks(*summary(paced)))}
    return found | {"per_second": PER_SECOND, "goal": {"p50_ms": goal.goal, "met": goal.met}}


def _asker(client: httpx.AsyncClient, programs: int, now: datetime) -> Callable[[float], Coroutine[Any, Any, float]]:
    """A signed call about a program at random; returns the seconds since it was due."""
    random, names = Random(1), [one.appid for one in fleet(programs)]  # noqa: S311

    async def ask(due: float) -> float:
        arguments = {"program": random.choice(names), "version": _VERSION}
        call = {"name": "cost_of_minimum", "arguments": arguments}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()
        answer = (await client.post(AGENTS_PATH, content=body, headers=_headers(body, now))).json()
        spent = time.perf_counter() - due
        assert not answer["result"]["isError"], answer
        return spent

    return ask


def _headers(body: bytes, now: datetime) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        **signed(_SECRET, body, at=int(now.timestamp())),
    }


async def _paced(ask: Callable[[float], Coroutine[Any, Any, float]], calls: int) -> Sequence[float]:
    """Seconds of each call, begun fifty a second however long the others take."""
    begun = time.perf_counter()
    asked = [asyncio.create_task(ask(await until_due(begun + number / PER_SECOND))) for number in range(calls)]
    return await asyncio.gather(*asked)


if __name__ == "__main__":
    settle()
    typed = [int(word) for word in sys.argv[1:]]
    print(json.dumps(uvloop.run(measure(*typed) if typed else measure(10_000, 1_000)), indent=2))
