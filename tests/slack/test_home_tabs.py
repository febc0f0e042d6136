"""views.publish."""

import pytest

from bot.errors import SlackRefused, WorkspaceUnavailable
from bot.slack.messenger import SlackHomeTabs
from tests.slack.server import Server, answer, client_of, refused, session

VIEW = {"type": "home", "blocks": []}


async def publish(slack: Server, *, only_if: str = "") -> str | None:
    """Put a tab up."""
    async with session() as shared:
        tabs = SlackHomeTabs(client_of(slack.url, shared))
        return await tabs.publish("T1", "U1", VIEW, only_if=only_if)


async def test_publish(slack: Server) -> None:
    """For one person, in place of the one seen; returns Slack's hash."""
    slack.say(answer({"ok": True, "view": {"hash": "2.def"}}))

    assert await publish(slack, only_if="1.abc") == "2.def"
    assert await publish(slack) == "2.def"
    first, second = slack.calls
    assert (first.method, first.sent["user_id"], first.sent["view"]) == ("views.publish", "U1", VIEW)
    assert first.sent["hash"] == "1.abc"
    assert "hash" not in second.sent


async def test_another_tab_was_put_up_meanwhile(slack: Server) -> None:
    """That is no error."""
    slack.say(refused("hash_conflict"))

    assert await publish(slack, only_if="1.abc") is None


@pytest.mark.parametrize(
    ("code", "error"),
    [("not_enabled", SlackRefused), ("invalid_arguments", SlackRefused), ("token_revoked", WorkspaceUnavailable)],
)
async def test_refused(slack: Server, code: str, error: type[Exception]) -> None:
    """Any other refusal is one."""
    slack.say(refused(code))

    with pytest.raises(error):
        await publish(slack)
