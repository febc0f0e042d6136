"""Measurements in a process of their own, over the bot's use cases: a sweep, a digest, and answers about a fleet.

A sweep is everything: reading, finding out the meaning, keeping it in SQLite, thinning out what is old. Tokens are at
hand, as in the bare loop beside it, so that each program costs one request.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import pairwise
from random import Random
from statistics import median
from typing import Any, Final, Self

import httpx

from bench.kit.fleet import PEOPLE, TEAM_ID, channel_id, fleet
from bench.kit.machine import looking, own_memory_mb, present, settle
from bench.kit.page import latency, milliseconds, ratios
from bench.kit.seed import WEEKS, opened, sampled, size_of
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet import fleet_message, fleet_raise_message
from bot.domain.access import Viewpoint
from bot.domain.delivery import Schedule
from bot.domain.digest.digest import digest_section
from bot.domain.digest.fleet_digest import fleet_changes
from bot.domain.digest.subscription import Scope, Subscription
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.i18n import texts_for
from bot.ports.sweep import DailyWork, Unread
from bot.ports.wechat import AccessToken
from bot.settings import Settings
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.usecases.digest.compose_fleet import compose_fleet_digest
from bot.usecases.fleet import raise_fleet, read_fleet
from bot.usecases.sweep.sweep import DailySweep
from bot.wechat.protocol.get_support_version import BODY, CONTENT_TYPE, request_url
from bot.wiring.core import Core, open_core
from bot.wiring.routines import open_sweep
from tools.sandbox.wechat.config import WeChatSandboxConfig
from tools.sandbox.wechat.state import PROVIDER_TOKEN

IN_FLIGHT: Final = 10
"""Requests to WeChat at a time, on both sides: what the bot's own client allows itself."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
ANSWERS: Final = ("fleet", "fleet_raise", "digest")
_TIMES: Final = 7
_LOOK_EVERY_S: Final = 0.001
_SUBSCRIPTION: Final = Subscription(
    id="growth",
    team_id=TEAM_ID,
    channel_id=channel_id(0),
    appids=(),
    schedule=Schedule((0,), clock_time(9), "Asia/Shanghai"),
    locale="en",
    owner_id=PEOPLE[0],
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    scope=Scope(fleet=True),
)


@dataclass(frozen=True)
class TokensAtHand:
    """Serves `bot.ports.wechat.CredentialSource`."""

    values: Mapping[str, str]
    """By AppID."""

    @classmethod
    async def of(cls, api_url: str, appids: Iterable[str]) -> Self:
        """Ask the token service for each."""
        headers = {"authorization": f"Bearer {WeChatSandboxConfig(()).provider_bearer}"}
        async with bare_client() as client:
            answers = [await client.get(f"{api_url}{PROVIDER_TOKEN}?appid={each}", headers=headers) for each in appids]
        return cls({each["appid"]: each["authorizer_access_token"] for each in (one.json() for one in answers)})

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """Return what the token service has given; none is refused here."""
        assert not refused, appid
        return AccessToken(self.values[appid], _NEVER)


class NextPiece:
    """Serves `bot.ports.sweep.DailyWork`: a piece of the fleet at a time."""

    def __init__(self, appids: Iterable[str] = ()) -> None:
        self.appids = [Visible(appid) for appid in appids]

    async def unread(self, _team_id: str, _day: date) -> Unread:
        """Return the whole piece."""
        return Unread(len(self.appids), self.appids)

    async def uncounted(self, _team_id: str, _day: date) -> Sequence[Visible]:
        """Nobody counts users here."""
        return ()


def cut(programs: int, pieces: int) -> Sequence[tuple[int, int]]:
    return list(pairwise(programs * piece // pieces for piece in range(pieces + 1)))


def bare_client() -> httpx.AsyncClient:
    """Return what a script of one's own would use."""
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    return httpx.AsyncClient(limits=limits, trust_env=False)


async def bare_loop(client: httpx.AsyncClient, requests: Iterable[tuple[str, bytes]]) -> None:
    """Post a body to each URL and read the JSON of the answer; store nothing."""
    rest = iter(requests)

    async def work() -> None:
        for url, body in rest:
            response = await client.post(url, content=body, headers={"content-type": CONTENT_TYPE})
            assert response.json()["errcode"] == 0

    async with asyncio.TaskGroup() as workers:
        for _ in range(IN_FLIGHT):
            workers.create_task(work())


@asynccontextmanager
async def production_sweep(
    api_url: str, database_url: str, work: DailyWork, tokens: TokensAtHand
) -> AsyncIterator[DailySweep]:
    """Yield the bot's complete sweep, with the tokens at hand."""
    settings = Settings.model_validate(
        {"wechat_api_url": api_url, "wechat_token_url": f"{api_url}/never-asked", "database_url": database_url}
    )
    async with open_core(settings) as core:
        mine = replace(core, credentials=tokens, repositories=replace(core.repositories, daily_work=work))
        async with open_sweep(mine) as keep:
            yield keep


async def sweep(api_url: str, database_url: str, programs: int, pieces: int) -> dict[str, Any]:
    """All programs once on either side, which take turns; and the bot's memory after each piece (MB)."""
    appids, work = [program.appid for program in fleet(programs)], NextPiece()
    ours, bare, memory = list[float](), list[float](), list[float]()
    tokens = await TokensAtHand.of(api_url, appids)
    async with production_sweep(api_url, database_url, work, tokens) as keep, bare_client() as client:
        settle()
        for begin, end in cut(programs, pieces):
            work.appids = [Visible(appid) for appid in appids[begin:end]]
            begun = time.perf_counter()
            done = await keep(now=present())
            ours.append(time.perf_counter() - begun)
            memory.append(own_memory_mb())
            assert [sweep.kept for sweep in done.values()] == [end - begin], done
            begun = time.perf_counter()
            await bare_loop(client, ((request_url(api_url, tokens.values[appid]), BODY) for appid in appids[begin:end]))
            bare.append(time.perf_counter() - begun)
    return {
        "in_flight": IN_FLIGHT,
        "ours_s": round(sum(ours), 2),
        "bare_s": round(sum(bare), 2),
        "ratio": round(median(ratios(ours, bare)), 3),
        "ours_pieces": [round(seconds, 3) for seconds in ours],
        "bare_pieces": [round(seconds, 3) for seconds in bare],
        "memory_mb": memory,
    }


async def trend(database_url: str, programs: int, sample: int, reads: int, today: str) -> dict[str, Any]:
    """Read a program's months up to `today` (ISO) among all the others', and compute a digest's content from them."""
    chosen = Random(1).choices(sampled(programs, sample), k=reads)  # noqa: S311  # the same programs in every run
    since = date.fromisoformat(today) - timedelta(weeks=WEEKS)
    read, compute, counts = list[float](), list[float](), list[int]()
    settle()
    async with opened(database_url) as database:
        for number in chosen:
            program = Program(Visible(fleet(programs)[number].appid))
            begun = time.perf_counter()
            *earlier, newest = await SqlSnapshots(database).since(TEAM_ID, program.appid, since)
            known = time.perf_counter()
            section = digest_section(Report(program, newest), earlier)
            compute.append(time.perf_counter() - known)
            assert section.trend, program
            read.append(known - begun)
            counts.append(len(earlier) + 1)
        size = await size_of(database)
    figures = {"read": latency(read), "compute": latency(compute)}
    return {
        "snapshots": round(median(counts)),
        **{f"{name}_{part}": of[part] for name, of in figures.items() for part in ("p50_ms", "p99_ms")},
        "database_mb": round(size / 1024**2, 1),
    }


async def answers(database_url: str, api_url: str, size: int, swept: int) -> dict[str, Any]:
    """Return the figures of a fleet, for `make growth`.

    Args:
        database_url: of a database that `bench.kit.seed.seed_fleet` filled.
        size: how many programs.
        swept: how many of them a sweep reads.
    """
    async with open_core(Settings.model_validate({"database_url": database_url})) as core:
        settle()
        before = own_memory_mb()
        found = {name: await _timed(ask) for name, ask in zip(ANSWERS, _questions(core, size), strict=True)}
        memory = {"before": before, "after": own_memory_mb()}
    return {
        "programs": size,
        "engine": "PostgreSQL" if core.database.shared else "SQLite",
        "memory_mb": memory,
        **found,
        "sweep": await _sweep_some(api_url, database_url, size, swept),
    }


def _questions(core: Core, size: int) -> list[Callable[[], Awaitable[None]]]:
    reading, seen, now = core.usecases, Viewpoint.everything(TEAM_ID), present()
    texts, kept = texts_for("en"), core.repositories

    async def of_fleet() -> None:
        report = await read_fleet(reading, seen, now=now)
        assert report.totals.programs == size
        assert fleet_message(report, texts).blocks

    async def of_raise() -> None:
        assert fleet_raise_message(await raise_fleet(reading, seen, Version.parse("3.8.0"), now=now), texts).blocks

    async def of_digest() -> None:
        digest, slot = await compose_fleet_digest(reading, _SUBSCRIPTION, now=now), now.date()
        await kept.fleet_memories.keep(TEAM_ID, _SUBSCRIPTION.id, slot, digest.memory, forget_before=slot)
        before = await kept.fleet_memories.get(TEAM_ID, _SUBSCRIPTION.id, slot)
        assert before is not None
        assert not (await asyncio.to_thread(fleet_changes, before, digest.memory)).rows
        assert fleet_digest_message(digest, texts).blocks

    return [of_fleet, of_raise, of_digest]


async def _timed(ask: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Return the first answer and the median of the others, by the clock and by the processor; the longest hold."""
    spent = []
    async with looking(time.thread_time, every_s=_LOOK_EVERY_S) as looks:  # at what the loop did between two
        for _ in range(_TIMES):
            clock, processor = time.perf_counter(), time.process_time()
            await ask()
            spent.append((time.perf_counter() - clock, time.process_time() - processor))
    (first, first_cpu), *others = spent
    found = {
        "first_ms": first,
        "first_cpu_ms": first_cpu,
        "warm_ms": median(clock for clock, _ in others),
        "warm_cpu_ms": median(processor for _, processor in others),
        "loop_held_ms": max(later - earlier for earlier, later in pairwise(looks)),
    }
    return {name: milliseconds(seconds) for name, seconds in found.items()}


async def _sweep_some(api_url: str, database_url: str, size: int, swept: int) -> dict[str, float]:
    """Return a sweep of some programs beside all the others."""
    work = NextPiece(each.appid for each in fleet(size)[:swept])
    tokens = await TokensAtHand.of(api_url, work.appids)
    async with production_sweep(api_url, database_url, work, tokens) as keep:
        clock, processor = time.perf_counter(), time.process_time()
        (done,) = (await keep(now=present())).values()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    assert done.kept == swept, done
    return {
        "programs": swept,
        "ms_per_program": milliseconds(clock / swept),
        "cpu_ms_per_program": milliseconds(processor / swept),
        "whole_fleet_s": round(clock / swept * size, 1),
    }
