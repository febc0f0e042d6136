"""Replicas on one database renew a token once: Slack takes a refresh token once."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from bot.ports.slack import Installation
from bot.storage.engine.database import Database
from bot.storage.workspaces import SqlInstallations, SqlWorkspaces
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.contracts.conftest import VAULT
from tests.fakes.clock import FakeClock
from tests.fakes.installations import LIFE, FakeSlackOAuth

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
ROTATING = Installation("T1", "Team", "U1", "old", NOW, refresh_token="refresh", expires_at=NOW + LIFE)


class SlowSlack(FakeSlackOAuth):
    """Answers late enough for all to meet."""

    async def refresh(self, installation: Installation, *, now: datetime) -> Installation:
        await asyncio.sleep(0.05)
        return await super().refresh(installation, now=now)


@pytest.mark.postgres
async def test_replicas_renew_once(postgres_url: str) -> None:
    """Three find the token too old at once; all use the one new one."""
    slack, clock = SlowSlack(), FakeClock(NOW + LIFE)
    async with AsyncExitStack() as stack:
        replicas = []
        for _ in range(3):
            database = Database(postgres_url)
            stack.push_async_callback(database.close)
            kept = RecentInstallations(SqlInstallations(database, VAULT))
            workspaces = SqlWorkspaces(database)
            end = SuspendWorkspace(workspaces, EndWorkspace(workspaces, clock, kept))
            replicas.append(BotTokens(kept, workspaces, slack, clock, end, database.exclusive))
        await replicas[0].installations.put(ROTATING)
        tokens = await asyncio.gather(*(replica.token("T1") for replica in replicas for _ in range(3)))

        assert set(tokens) == {"bot-1"}
        assert slack.refreshed == ["refresh"]
