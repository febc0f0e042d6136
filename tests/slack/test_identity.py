"""Which workspace the token belongs to."""

import pytest

from bot.errors import BotError, SlackBusy, SlackUnclear, WorkspaceUnavailable
from bot.ports.slack import Workspace
from bot.slack.oauth import TokenIdentity
from tests.slack.server import DROP, Server, answer, client, refused, session


async def whoami(slack: Server, reply: bytes) -> Workspace:
    """Ask once."""
    slack.say(reply)
    async with session() as shared:
        return await TokenIdentity(client(slack.url, shared)).whoami()


async def test_whoami(slack: Server) -> None:
    """auth.test names the workspace and the bot's user."""
    workspace = await whoami(slack, answer({"ok": True, "team_id": "T1", "team": "Acme", "user_id": "UBOT"}))

    assert workspace == Workspace("T1", "Acme", "UBOT")
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_only_the_workspace_matters(slack: Server) -> None:
    """A name that Slack leaves out is empty."""
    assert await whoami(slack, answer({"ok": True, "team_id": "T1"})) == Workspace("T1", "", "")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refused("invalid_auth"), WorkspaceUnavailable),
        (refused("account_inactive"), WorkspaceUnavailable),
        (answer({}, status=429, headers={"retry-after": "3"}), SlackBusy),
        (answer("Bad gateway", status=502, kind="text/html"), SlackUnclear),
        (answer({"ok": True}), SlackUnclear),
        (answer({"ok": True, "team_id": None}), SlackUnclear),
        (answer("hello", kind="text/plain"), SlackUnclear),
        (DROP, SlackUnclear),
    ],
)
async def test_failures(slack: Server, reply: bytes, kind: type[BotError]) -> None:
    """All else is an error of ours; an answer without a workspace proves nothing."""
    with pytest.raises(kind):
        await whoami(slack, reply)
