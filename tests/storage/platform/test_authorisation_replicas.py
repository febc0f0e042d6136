"""Authorisations that come to several replicas at once, over the real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.domain.platform.authorisation import Origin
from bot.ports.workspaces import Workspace
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.access.rules import SqlAccessRules
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform.authorisations import SqlAuthorisations
from bot.storage.platform.authorisers import SqlAuthorisers
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.channel_programs import SqlChannelPrograms
from bot.storage.programs.news import SqlNews
from bot.storage.programs.programs import SqlPrograms
from bot.storage.workspaces.workspaces import SqlWorkspaces
from bot.usecases.platform.finish import FinishAuthorisation
from bot.usecases.platform.notify_authorisation import NotifyAuthorisation
from bot.usecases.programs.assign import AssignProgram
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.channels import ChannelsOfProgram
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.programs.visible import VisiblePrograms
from tests.fakes.clock import FakeClock
from tests.fakes.wechat_platform import FakePlatform
from tests.usecases.platform_world import CODE_LASTS, DAY, MINUTE, NOW

TEAM = "T1"
PROGRAMS = 12
"""Each comes four times, and so more at once than a replica has connections (fifteen)."""


@dataclass(frozen=True)
class Replica:
    """One process of several, as far as authorisations go."""

    database: Database
    authorisations: SqlAuthorisations
    kept: SqlKeptPrograms
    finish: FinishAuthorisation
    note: RecordStatus

    @classmethod
    def of(cls, database: Database, vault: Vault, platform: FakePlatform) -> "Replica":
        """Made as the composition root makes it."""
        authorisations, kept = SqlAuthorisations(database, vault), SqlKeptPrograms(database)
        authorisers, workspaces = SqlAuthorisers(database, vault), SqlWorkspaces(database)
        news, programs = SqlNews(database), SqlPrograms(database, ())
        audit, visible = SqlAuditLog(database), VisiblePrograms(programs, SqlAccessRules(database))
        channels_of = ChannelsOfProgram(
            visible, SqlChannelPrograms(database), SqlSubscriptions(database), SqlAlerts(database), authorisations
        )
        finish = FinishAuthorisation(
            platform,
            authorisations,
            authorisers,
            AssignProgram(kept, HomeWorkspace(workspaces), authorisations),
            NotifyAuthorisation(kept, news, channels_of),
            database.exclusive,
            audit,
        )
        note = RecordStatus(kept, programs, workspaces, authorisers, authorisations, news, channels_of, audit)
        return cls(database, authorisations, kept, finish, note)

    async def hear(self, number: int, *, push: bool) -> None:
        """A code comes by one of its two ways."""
        appid, origin = (f"wx{number}", Origin()) if push else ("", Origin(TEAM, f"C{number}", "U1"))
        pending = await self.authorisations.receive(
            f"code-{number}", appid=appid, origin=origin, expires_at=NOW + CODE_LASTS, now=NOW
        )
        await self.finish(pending, now=NOW)

    async def told(self) -> list[str]:
        """The channels that are told something, once for each message."""
        later = NOW + DAY
        due = await SqlDeliveries(self.database).claim(now=later, lease_until=later + MINUTE, limit=1_000)
        return sorted(delivery.channel_id for delivery in due)


@pytest.fixture
def platform() -> FakePlatform:
    """WeChat, whom both ask."""
    return FakePlatform(FakeClock(NOW))


@pytest.fixture
async def replicas(empty_url: str, platform: FakePlatform) -> AsyncIterator[tuple[Replica, Replica]]:
    """Two processes on PostgreSQL; on SQLite there is only one, which stands for both."""
    vault, one = Vault([SecretStr(Fernet.generate_key().decode())]), Database(empty_url)
    await one.migrate()
    other = Database(empty_url) if one.shared else one
    await SqlWorkspaces(one).put(Workspace(TEAM, "Team", "UBOT"))
    first = Replica.of(one, vault, platform)
    yield first, Replica.of(other, vault, platform) if one.shared else first
    await one.close()
    await other.close()


async def test_every_code_is_exchanged_once(replicas: tuple[Replica, Replica], platform: FakePlatform) -> None:
    """Each comes four times to two replicas at once: one exchange, one program and one message each."""
    for number in range(PROGRAMS):
        platform.authorise(f"wx{number}", f"code-{number}")
    await asyncio.gather(
        *(
            replica.hear(number, push=push)
            for number in range(PROGRAMS)
            for replica in replicas
            for push in (True, False)
        )
    )

    assert platform.calls("exchange") == PROGRAMS
    assert len(await replicas[0].kept.all(TEAM)) == PROGRAMS
    assert await replicas[1].authorisations.unfinished() == []
    assert await replicas[0].told() == sorted(f"C{number}" for number in range(PROGRAMS))


async def test_both_hear_that_it_was_revoked(replicas: tuple[Replica, Replica], platform: FakePlatform) -> None:
    """The channel that asked is told once, however many readings are refused at the same time."""
    platform.authorise("wx0", "code-0")
    await replicas[0].hear(0, push=False)
    assert await replicas[0].told() == ["C0"]

    later = NOW + MINUTE
    await asyncio.gather(*(replica.note.revoked("wx0", now=later) for replica in (*replicas, *replicas)))
    await replicas[1].note.revoked("wx0", now=later + MINUTE)
    told = await SqlDeliveries(replicas[1].database).claim(now=NOW + DAY, lease_until=NOW + DAY, limit=1_000)

    assert [delivery.channel_id for delivery in told] == ["C0"]
