"""Listing and checking all authorisers over the local platform's real calls."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.domain.platform.authorisation import AccountStatus
from bot.ports.platform import Ticket
from bot.ports.slack import Workspace
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.sweep.progress import SyncResult
from bot.usecases.sweep.sync_programs import SyncPrograms
from bot.wechat.http import new_client
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.platform import FakeTickets
from tests.fakes.record_status import FakeRecordStatus
from tests.tools.sandbox.wechat.component.provider import EVENTS, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import START
from tests.usecases.digest_world import DAY
from tests.wechat.component import Kept, Replica
from tools.sandbox.wechat.config import ComponentConfig, fleet_programs

CONFIG = ComponentConfig(events_url=EVENTS)
FLEET = fleet_programs(620)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A platform with hundreds of authorisers and an official account."""
    async with provider_with(CONFIG, (*FLEET, OFFICIAL)) as provider:
        yield provider


async def test_hundreds_of_merchants(provider: Provider) -> None:
    """Two pages, each profile; a day later one has gone and one lacks the set."""
    kept, programs, workspaces = Kept(), FakeKeptPrograms(), FakeWorkspaces()
    kept.clock = FakeClock(START)
    await provider.http.post("/sandbox/tickets/push")
    kept.tickets = FakeTickets(Ticket(provider.tickets[-1], START))
    await workspaces.put(Workspace("T1", "Home", "UBOT"))
    notes = FakeRecordStatus(kept.authorisers)
    async with new_client(httpx.ASGITransport(app=provider.app, client=("203.0.113.7", 5000))) as client:
        platform = Replica(client, kept, appid=CONFIG.appid, app_secret=CONFIG.secret).platform
        sync = SyncPrograms(platform, kept.authorisers, programs, HomeWorkspace(workspaces), FakeSyncs(), notes)

        first = await sync(now=START)
        await provider.http.delete(f"/sandbox/authorisers/{FLEET[3].appid}")
        await provider.authorise(FLEET[5].appid, sets=[17])
        second = await sync(now=START + DAY)

    assert (first.result, first.listed, first.checked, first.added) == (SyncResult.DONE, 621, 621, 620)
    program = await programs.get("T1", FLEET[7].appid)
    assert program is not None
    assert (program.nickname, program.account_status) == (FLEET[7].nickname, AccountStatus.NORMAL)
    assert program.permission_sets is not None
    assert 18 in program.permission_sets
    assert await programs.get("T1", OFFICIAL.appid) is None
    assert (second.result, second.revoked, second.not_granted) == (SyncResult.DONE, 1, 1)
    assert sorted(notes.noted) == [("not granted", FLEET[5].appid), ("revoked", FLEET[3].appid)]
