"""What neither refuses nor answers: connections to PostgreSQL that fell silent, and a WeChat that is a black hole."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.errors import StorageUnavailable
from bot.storage.engine.limits import Limits
from bot.wechat import http
from tests.postgres import PostgresServer
from tests.silent_proxy import SilentProxy, silent_proxy
from tools.chaos.kills import Stage, stage
from tools.chaos.plan import CLOCK, POST, WECHAT, KillPoint, Kind
from tools.chaos.process import LIMITS, Part, ProcessPlan, working

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
SHORT = Limits(connection=SECOND, transaction=SECOND)
MOMENTS = (
    KillPoint(Kind.ARRIVES, CLOCK),
    KillPoint(Kind.ARRIVES, WECHAT),
    KillPoint(Kind.ARRIVES, POST),
    KillPoint(Kind.ACCEPTED, POST),
)

OPEN_TRANSACTIONS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


@dataclass
class Remote:
    here: Stage
    proxy: SilentProxy
    bot: Part

    async def tick(self) -> bool:
        """One look for work; returns whether the database could be used."""
        with suppress(StorageUnavailable):
            await self.bot.tick()
            return True
        return False

    async def settle(self, *, most: int = 60) -> None:
        for _ in range(most):
            await self.here.sandboxes.advance(MINUTE)
            await self.tick()
            if not await self.here.open_slots():
                return
        raise AssertionError(await self.here.open_slots())


@pytest.fixture
def limits() -> Limits:
    return SHORT


@pytest.fixture
async def remote(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path, limits: Limits
) -> AsyncIterator[Remote]:
    async with silent_proxy(postgres_server.folder) as proxy, stage(postgres_url, tmp_path) as here:
        url = proxy.url(make_url(postgres_url).database or "")
        settings = {**here.sandboxes.environment, "WECHAT_PROGRAMS": "shop=wx00000000000000c1", "DATABASE_URL": url}
        async with working(ProcessPlan(settings), limits=limits) as bot:
            yield Remote(here, proxy, bot)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment.kind} {moment.where.rpartition('/')[2]}")
async def test_connections_that_fall_silent(remote: Remote, moment: KillPoint, *, whole: bool) -> None:
    """Whenever they do, each slot's message arrives once and the record says so, without a restart."""
    here, silenced = remote.here, 0

    def silence() -> None:
        nonlocal silenced
        silenced += remote.proxy.silence()

    for number in range(10 if whole else 1):
        await here.add_subscription(here.sandboxes.channel(f"silent-{number}"))
        await remote.tick()
        here.sandboxes.arm(moment, silence)
        await remote.settle()
        here.sandboxes.calm()
        await here.sandboxes.advance(timedelta(hours=2))

    verdict = await here.verdict()
    assert silenced
    assert verdict.clean, verdict


@pytest.mark.parametrize("limits", [LIMITS])
async def test_a_wechat_that_is_a_black_hole(
    remote: Remote, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest waits for it in vain, with no transaction open, and arrives once when WeChat answers."""
    open_transactions: list[int] = []

    def asked() -> None:
        with psycopg.connect(postgres_url) as connection:
            open_transactions.extend(count for (count,) in connection.execute(OPEN_TRANSACTIONS))

    monkeypatch.setattr(http, "ATTEMPT_SECONDS", 0.05)
    here = remote.here
    await here.add_subscription(here.sandboxes.channel("dark"))
    here.sandboxes.mute(WECHAT, asked)
    for _ in range(15):
        await here.sandboxes.advance(MINUTE)
        assert await remote.tick()
    assert await here.open_slots()
    assert open_transactions
    assert not any(open_transactions)

    here.sandboxes.calm()
    monkeypatch.undo()
    await remote.settle()

    verdict = await here.verdict()
    assert verdict.clean, verdict
