"""Workspaces with a refused token: suspended, asked about, revived or ended."""

from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import NOT_INSTALLED, SlackCode
from bot.errors import BotError, SlackBusy, SlackUnclear, WorkspaceUnavailable
from bot.ports.slack import Installation, Workspace
from bot.usecases.workspaces.let_in import EndWorkspace, ReviveWorkspaces, SuspendWorkspace
from tests.fakes.everything import NOW
from tests.fakes.installations import FakeInstallations, FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakeTokenCheck

TEAM = "T1"
CODE = SlackCode("account_inactive")
MINUTE = timedelta(minutes=1)


class World:
    def __init__(self) -> None:
        self.workspaces, self.clock = FakeWorkspaces(), FakeClock(NOW + timedelta(days=9))
        self.installations = FakeInstallations(Installation(TEAM, "Acme", "UBOT", "token", NOW))
        self.check = FakeTokenCheck()
        self.end = EndWorkspace(self.workspaces, self.clock, self.installations)
        self.suspend = SuspendWorkspace(self.workspaces, self.end)
        self.revive = ReviveWorkspaces(self.workspaces, self.check, self.end)

    async def suspended(self, *, org: str = "") -> None:
        await self.workspaces.put(Workspace(TEAM, "Acme", "UBOT", enterprise_id=org))
        await self.suspend(TEAM, CODE, at=NOW + timedelta(hours=1))

    async def run(self, start: datetime, end: datetime) -> None:
        now = start
        while now <= end:
            await self.revive(now=now)
            now += MINUTE


async def test_a_suspended_workspace_keeps_its_tokens() -> None:
    world = World()
    await world.suspended()
    assert list(world.installations.kept) == [TEAM]
    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == [TEAM]

    world.check.refusal = WorkspaceUnavailable(code="account_inactive", method="auth.test")
    start = NOW + timedelta(hours=1)
    await world.run(start, start + timedelta(minutes=10))
    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == [TEAM]
    world.check.refusal = None
    await world.run(start + timedelta(minutes=11), start + timedelta(minutes=13))

    assert await world.workspaces.suspended() == []
    assert list(world.installations.kept) == [TEAM]


@pytest.mark.parametrize(
    "refusal",
    [
        WorkspaceUnavailable(code="org_login_required", method="auth.test"),
        WorkspaceUnavailable(code="token_revoked", method="oauth.v2.access"),
        SlackUnclear(method="auth.test", code="http 403"),
        SlackBusy(retry_after=5, method="auth.test"),
    ],
    ids=str,
)
async def test_what_does_not_end_a_suspended_workspace(refusal: BotError) -> None:
    world = World()
    await world.suspended()
    world.check.refusal = refusal
    await world.run(NOW + timedelta(hours=1), NOW + timedelta(hours=3))

    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == [TEAM]
    assert list(world.installations.kept) == [TEAM]


@pytest.mark.parametrize("code", ["token_revoked", "app_uninstalled", NOT_INSTALLED])
async def test_a_revoked_token_ends_the_workspace(code: str) -> None:
    world = World()
    await world.suspended()
    world.check.refusal = WorkspaceUnavailable(code=code, method="auth.test")
    await world.run(NOW + timedelta(hours=1), NOW + timedelta(hours=2))

    assert await world.workspaces.all() == []
    assert world.installations.kept == {}
    assert world.check.calls == [TEAM]


async def test_slack_is_asked_less_and_less_often() -> None:
    world = World()
    await world.suspended()
    world.check.refusal = WorkspaceUnavailable(code="account_inactive", method="auth.test")
    start = NOW + timedelta(hours=1)
    await world.run(start, start + timedelta(minutes=10))
    assert len(world.check.calls) == 10
    await world.run(start + timedelta(minutes=11), start + timedelta(days=2))
    before = len(world.check.calls)
    await world.run(start + timedelta(days=2), start + timedelta(days=3))

    assert 47 <= len(world.check.calls) - before <= 48


async def test_an_installation_after_the_refused_call_goes_on() -> None:
    world = World()
    await world.workspaces.put(Workspace(TEAM, "Acme", "UBOT"))
    await world.suspend(TEAM, CODE, at=NOW - MINUTE)

    assert await world.workspaces.suspended() == []


async def test_without_an_installation_a_workspace_ends() -> None:
    world = World()
    await world.workspaces.put(Workspace(TEAM, "Acme", "UBOT"))
    await world.suspend(TEAM, SlackCode(NOT_INSTALLED), at=NOW)

    assert await world.workspaces.all() == []


async def test_an_organisation_is_suspended_as_a_whole() -> None:
    world = World()
    for team_id, org_id in (("T1", "E1"), ("T2", "E1"), ("T3", "")):
        await world.workspaces.put(Workspace(team_id, team_id, "UBOT", enterprise_id=org_id))
    await world.suspend.organisation("E1", CODE, at=NOW)

    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == ["T1", "T2"]
