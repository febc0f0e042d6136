"""Authorisations reaching several replicas at once, over the real database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import product

import pytest
from cryptography.fernet import Fernet

from bot.assembly.platform import assemble_authorising, record_status
from bot.domain.platform.authorisation import Origin
from bot.metrics import Metrics
from bot.ports.slack import Installation, Workspace
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.workspaces import SqlInstallations, SqlWorkspaces
from bot.usecases.app import Repositories
from bot.usecases.platform.finish import FinishAuthorisation
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.workspaces.bot_tokens import BotTokens, RecentInstallations
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from bot.wechat.protocol.platform_calls import authorise_links
from bot.wiring.repositories import open_repositories, open_secrets, options_of
from tests.contracts.conftest import VAULT
from tests.fakes.installations import LIFE, FakeSlackOAuth
from tests.fakes.machine import FakeClock
from tests.fakes.wechat import FakePlatform
from tests.usecases.platform_world import CODE_LASTS, COMPONENT, DAY, MINUTE, NOW

TEAM = "T1"
PROGRAMS = 12
"""Four times each, more at once than a replica's fifteen connections."""


@dataclass(frozen=True)
class Replica:
    """One process of several, as far as authorisations go."""

    database: Database
    repositories: Repositories
    finish: FinishAuthorisation
    note: RecordStatus

    @classmethod
    def of(cls, database: Database, settings: Settings, platform: FakePlatform) -> "Replica":
        options, secrets, clock = options_of(settings), open_secrets(settings, database), FakeClock(NOW)
        repositories = open_repositories(settings, options, database, secrets, clock=clock, metrics=Metrics(clock))
        links, exclusive = partial(authorise_links, COMPONENT), database.exclusive
        authorising = assemble_authorising(
            repositories, options, platform, secrets.vault, links=links, exclusive=exclusive
        )
        return cls(database, repositories, authorising.finish, record_status(repositories))

    async def receive(self, number: int, *, push: bool) -> None:
        appid, origin = (f"wx{number}", Origin()) if push else ("", Origin(TEAM, f"C{number}", "U1"))
        pending = await self.repositories.authorisations.receive(
            f"code-{number}", appid=appid, origin=origin, expires_at=NOW + CODE_LASTS, now=NOW
        )
        await self.finish(pending, now=NOW)

    async def notified(self) -> list[str]:
        """The channels of all notices, once for each message."""
        later = NOW + DAY
        due = await self.repositories.deliveries.claim(now=later, lease_until=later + MINUTE, limit=1_000)
        return sorted(delivery.channel_id for delivery in due)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(FakeClock(NOW))


@pytest.fixture
async def replicas(database_url: str, platform: FakePlatform) -> AsyncIterator[tuple[Replica, Replica]]:
    """Two processes on PostgreSQL; on SQLite one for both."""
    key, one = Fernet.generate_key().decode(), Database(database_url)
    settings = Settings.model_validate({"wechat_component_appid": COMPONENT, "baselib_encryption_keys": key})
    other = Database(database_url) if one.shared else one
    first = Replica.of(one, settings, platform)
    await first.repositories.workspaces.put(Workspace(TEAM, "Team", "UBOT"))
    yield first, Replica.of(other, settings, platform) if one.shared else first
    await one.close()
    await other.close()


async def test_every_code_is_exchanged_once(replicas: tuple[Replica, Replica], platform: FakePlatform) -> None:
    """Four times to two replicas at once: one exchange, one program and one message each."""
    for number in range(PROGRAMS):
        platform.authorise(f"wx{number}", f"code-{number}")
    async with asyncio.TaskGroup() as tasks:
        for number, replica, push in product(range(PROGRAMS), replicas, (True, False)):
            tasks.create_task(replica.receive(number, push=push))

    assert platform.calls.count("exchange") == PROGRAMS
    assert len(await replicas[0].repositories.kept_programs.all(TEAM)) == PROGRAMS
    assert await replicas[1].repositories.authorisations.unfinished() == []
    assert await replicas[0].notified() == sorted(f"C{number}" for number in range(PROGRAMS))


async def test_both_hear_that_it_was_revoked(replicas: tuple[Replica, Replica], platform: FakePlatform) -> None:
    platform.authorise("wx0", "code-0")
    await replicas[0].receive(0, push=False)
    assert await replicas[0].notified() == ["C0"]

    later = NOW + MINUTE
    await asyncio.gather(*(replica.note.revoked("wx0", now=later) for replica in (*replicas, *replicas)))
    await replicas[1].note.revoked("wx0", now=later + MINUTE)
    notified = await replicas[1].repositories.deliveries.claim(now=NOW + DAY, lease_until=NOW + DAY, limit=1_000)

    assert [delivery.channel_id for delivery in notified] == ["C0"]


TOKEN_REPLICAS_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
ROTATING = Installation(
    "T1", "Team", "U1", "old", TOKEN_REPLICAS_NOW, refresh_token="refresh", expires_at=TOKEN_REPLICAS_NOW + LIFE
)


class SlowSlack(FakeSlackOAuth):
    async def refresh(self, installation: Installation, *, now: datetime) -> Installation:
        await asyncio.sleep(0.05)
        return await super().refresh(installation, now=now)


@pytest.mark.postgres
async def test_replicas_renew_once(postgres_url: str) -> None:
    slack, clock = SlowSlack(), FakeClock(TOKEN_REPLICAS_NOW + LIFE)
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
