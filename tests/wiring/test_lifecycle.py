"""Coming online, and ending in order."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.domain.delivery import Schedule
from bot.errors import BotError, SlackUnclear, WorkspaceUnavailable
from bot.lib.work import Work
from bot.ports.slack import Workspace
from bot.usecases.digest.send_now import FirstDigest, SetUpFirstDigest
from bot.usecases.digest.subscribe import KeepSubscription
from bot.usecases.workspaces.install import JoinWorkspace
from bot.wiring.scheduler import GoOnline, Scheduler, Tick, lifespan_of
from tests.fakes.access import FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.storage import FakeSubscriptions
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TEAM = Workspace("T1", "Team", "U0BOT")


@dataclass
class FakeIdentity:
    """Slack, which may have to be asked a few times."""

    errors: list[BotError] = field(default_factory=list)

    async def whoami(self) -> Workspace:
        if self.errors:
            raise self.errors.pop(0)
        return TEAM


def set_up_first(subscriptions: FakeSubscriptions) -> SetUpFirstDigest:
    """Sets up the environment's digest."""
    return SetUpFirstDigest(subscriptions, KeepSubscription(subscriptions, FakeAuditLog()))


@pytest.mark.parametrize(
    "errors",
    [
        [],
        [SlackUnclear(method="auth.test"), SlackUnclear(method="auth.test")],
        [WorkspaceUnavailable(code="invalid_auth", method="auth.test")],
    ],
)
async def test_goes_online_once_slack_answers(errors: list[BotError]) -> None:
    """It asks until it has joined, whatever Slack says, and then sets up its first digest."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    workspaces, subscriptions = FakeWorkspaces(), FakeSubscriptions()
    first = FirstDigest("C1", Schedule((0,), time(9, 0), "Asia/Shanghai"), "en")
    expected_waits = len(errors)
    go_online = GoOnline(
        JoinWorkspace(FakeIdentity(errors), workspaces),
        set_up_first(subscriptions),
        first,
        FakeClock(NOW),
        socket=None,
        sleep=sleep,
    )
    await go_online()

    assert len(waits) == expected_waits
    assert await workspaces.all() == [TEAM]
    assert [order.channel_id for order in await subscriptions.active()] == ["C1"]


async def test_a_bug_while_going_online_is_logged_and_tried_again() -> None:
    """An unexpected error may pass, so it does not keep the bot offline."""

    class Broken(FakeIdentity):
        broken = True

        async def whoami(self) -> Workspace:
            self.broken, broken = False, self.broken
            if broken:
                raise RuntimeError("made up")
            return await super().whoami()

    async def sleep(_seconds: float) -> None:
        await asyncio.sleep(0)

    workspaces = FakeWorkspaces()
    join = JoinWorkspace(Broken(), workspaces)
    go_online = GoOnline(join, set_up_first(FakeSubscriptions()), None, FakeClock(NOW), socket=None, sleep=sleep)
    with capture_logs() as logs:
        await go_online()

    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("not online yet, for a reason that has no name", "error"),
        ("online", "info"),
    ]
    assert await workspaces.all() == [TEAM]


@pytest.mark.parametrize("routine", ["sync", "sweep"])
async def test_the_programs_are_listed_and_read_once_it_is_online(routine: str) -> None:
    """The first tick finds no workspace, and the next is a minute away."""
    clock, workspaces = FakeClock(NOW), FakeWorkspaces()
    found: list[list[Workspace]] = []
    looked = asyncio.Event()

    async def look(*, now: datetime) -> None:
        assert now == NOW
        found.append(list(await workspaces.all()))
        if found[-1]:
            looked.set()

    join = JoinWorkspace(FakeIdentity(), workspaces)
    go_online = GoOnline(join, set_up_first(FakeSubscriptions()), None, clock, socket=None)
    scheduler = Scheduler(clock, [Tick(routine, timedelta(days=1), look)])
    async with lifespan_of(go_online, scheduler, Work())(Starlette()), asyncio.timeout(PATIENCE):
        await looked.wait()

    assert found[-1] == [TEAM]
