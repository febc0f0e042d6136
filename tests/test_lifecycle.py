"""Coming online, and ending in order."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

import pytest

from bot.domain.schedule import Schedule
from bot.errors import BotError, SlackUnclear, WorkspaceUnavailable
from bot.lifecycle import GoOnline
from bot.ports import Workspace
from bot.usecases.join_workspace import JoinWorkspace
from bot.usecases.set_up_first_digest import FirstDigest, SetUpFirstDigest
from tests.fakes.clock import FakeClock
from tests.fakes.storage import FakeSubscriptions, FakeWorkspaces

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TEAM = Workspace("T1", "Team", "U0BOT")


@dataclass
class FakeIdentity:
    """Slack, which may have to be asked a few times."""

    errors: list[BotError] = field(default_factory=list)

    async def whoami(self) -> Workspace:
        """The workspace, once every error has been said."""
        if self.errors:
            raise self.errors.pop(0)
        return TEAM


@pytest.mark.parametrize(
    "errors",
    [
        [],
        [SlackUnclear(method="auth.test"), SlackUnclear(method="auth.test")],
        [WorkspaceUnavailable(code="invalid_auth", method="auth.test")],
    ],
)
async def test_goes_online_once_slack_answers(errors: list[BotError]) -> None:
    """Whatever Slack says at first, the bot asks again until it has joined, and then sets up its first digest."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    workspaces, subscriptions = FakeWorkspaces(), FakeSubscriptions()
    first = FirstDigest("C1", Schedule(0, time(9, 0), "Asia/Shanghai"), "en")
    expected_waits = len(errors)
    go_online = GoOnline(
        JoinWorkspace(FakeIdentity(errors), workspaces),
        SetUpFirstDigest(subscriptions),
        first,
        FakeClock(NOW),
        socket=None,
        sleep=sleep,
    )
    await go_online()

    assert len(waits) == expected_waits
    assert await workspaces.all() == [TEAM]
    assert [order.channel_id for order in await subscriptions.active()] == ["C1"]
