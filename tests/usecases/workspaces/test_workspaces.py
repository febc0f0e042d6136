"""Joining a workspace, and leaving it."""

from datetime import UTC, datetime

import pytest

from bot.errors import SlackBusy, WorkspaceUnavailable
from bot.ports.slack import Workspace, last_second
from bot.usecases.workspaces.install import JoinWorkspace
from bot.usecases.workspaces.let_in import EndWorkspace
from tests.fakes.clock import FakeClock
from tests.fakes.identity import FakeIdentity
from tests.fakes.installations import FakeWorkspaces

ACME = Workspace("T1", "Acme", "UBOT")
CLOCK = FakeClock(datetime(2026, 11, 2, tzinfo=UTC))


async def test_join() -> None:
    """Slack's answer about the token is kept, at every start, with new names."""
    workspaces = FakeWorkspaces()
    token = FakeIdentity(ACME)
    join = JoinWorkspace(token, workspaces)
    first = await join()
    token.answer = Workspace("T1", "Acme Ltd", "UBOT")
    await join()

    assert first == ACME
    assert await workspaces.all() == [token.answer]


@pytest.mark.parametrize(
    "error",
    [WorkspaceUnavailable(code="invalid_auth", method="auth.test"), SlackBusy(retry_after=5, method="auth.test")],
)
async def test_join_that_fails(error: WorkspaceUnavailable | SlackBusy) -> None:
    """Without an answer nothing is kept."""
    workspaces = FakeWorkspaces()
    with pytest.raises(type(error)):
        await JoinWorkspace(FakeIdentity(error), workspaces)()

    assert await workspaces.all() == []


async def test_end_and_join_again() -> None:
    """An ended workspace is none any more, until the app is installed again."""
    workspaces = FakeWorkspaces()
    join, end = JoinWorkspace(FakeIdentity(ACME), workspaces), EndWorkspace(workspaces, CLOCK)
    await join()
    await end("T1")
    ended = await workspaces.get("T1")
    running = await workspaces.all()
    await join()

    assert ended == Workspace("T1", "Acme", "UBOT", ended=True, heard_at=last_second(await CLOCK.now()))
    assert running == []
    assert await workspaces.all() == [ACME]


async def test_end_of_what_is_not_there() -> None:
    """Slack may report an unknown workspace, and twice."""
    workspaces = FakeWorkspaces()
    end = EndWorkspace(workspaces, CLOCK)
    await end("T9")
    await workspaces.put(ACME)
    await end("T1")
    await end("T1")

    assert await workspaces.get("T9") is None
    assert await workspaces.all() == []
