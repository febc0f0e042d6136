"""The sweep against a bare httpx loop, in one process like the bot's; prints the seconds that both took, and memory.

The bot's side is everything: reading, finding out the meaning, keeping it in SQLite, thinning out what is old. Tokens
are at hand on both sides, so that each program costs one request.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import httpx
import uvloop

from bench.clock import present
from bench.effort import IN_FLIGHT
from bench.fleet import fleet, token_for
from bench.machine import resident_mb
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.logs import configure_logging
from bot.ports.wechat import AccessToken
from bot.settings import Settings
from bot.usecases.sweep.sweep import DailySweep
from bot.wechat.protocol.get_support_version import BODY, CONTENT_TYPE, request_url
from bot.wiring.core import open_core
from bot.wiring.sweep import open_sweep

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class TokensAtHand:
    """Serves `bot.ports.wechat.CredentialSource`."""

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """What the token service would give.

        Raises:
            ValueError: one was refused, which does not happen here.
        """
        if refused:
            raise ValueError(appid)
        return AccessToken(token_for(appid), _NEVER)


class KnownSoFar:
    """Serves `bot.ports.programs.Programs`: more programs from piece to piece; a sweep reads the new ones."""

    def __init__(self) -> None:
        self.programs: Sequence[Program] = ()

    async def all(self, _team_id: str) -> ProgramIndex:
        """Every program known now."""
        return ProgramIndex(self.programs)


async def bare_sweep(client: httpx.AsyncClient, api_url: str, appids: Sequence[str]) -> None:
    """Post the query for each program and read the JSON of the answer; store nothing."""
    rest: Iterator[str] = iter(appids)

    async def work() -> None:
        for appid in rest:
            url = request_url(api_url, token_for(appid))
            response = await client.post(url, content=BODY, headers={"content-type": CONTENT_TYPE})
            assert response.json()["errcode"] == 0

    async with asyncio.TaskGroup() as workers:
        for _ in range(IN_FLIGHT):
            workers.create_task(work())


@asynccontextmanager
async def production_sweep(api_url: str, database_url: str, known: KnownSoFar) -> AsyncIterator[DailySweep]:
    """The bot's complete sweep, with the tokens at hand."""
    settings = Settings.model_validate(
        {"wechat_api_url": api_url, "wechat_token_url": f"{api_url}/never-asked", "database_url": database_url}
    )
    async with open_core(settings) as core:
        mine = replace(core, credentials=TokensAtHand(), repositories=replace(core.repositories, programs=known))
        async with open_sweep(mine) as keep:
            yield keep


async def measure(api_url: str, database_url: str, *, programs: int, pieces: int) -> dict[str, list[float]]:
    """Seconds per piece of either side, in turns, every program once on each; and the bot's memory after each piece."""
    appids, known = [program.appid for program in fleet(programs)], KnownSoFar()
    ends = [programs * (piece + 1) // pieces for piece in range(pieces)]
    spent: dict[str, list[float]] = {"ours": [], "bare": [], "memory": []}
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    async with (
        production_sweep(api_url, database_url, known) as keep,
        httpx.AsyncClient(limits=limits, trust_env=False) as bare_client,
    ):
        for begin, end in zip([0, *ends], ends, strict=False):
            known.programs = [Program(appid) for appid in appids[:end]]
            begun = time.perf_counter()
            done = await keep(now=present())
            spent["ours"].append(time.perf_counter() - begun)
            spent["memory"].append(resident_mb())
            assert [sweep.kept for sweep in done.values()] == [end - begin], done
            begun = time.perf_counter()
            await bare_sweep(bare_client, api_url, appids[begin:end])
            spent["bare"].append(time.perf_counter() - begun)
    return spent


if __name__ == "__main__":
    configure_logging(level="WARNING", log_format="console", secrets=())
    print(json.dumps(uvloop.run(measure(sys.argv[1], sys.argv[2], programs=int(sys.argv[3]), pieces=int(sys.argv[4])))))
