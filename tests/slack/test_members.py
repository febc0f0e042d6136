"""Whether a person is in a channel, as Slack has it."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import ChannelUnavailable, MembershipUnknown, SlackRefused
from bot.slack.people import SlackPeople
from tests.slack.server import Server, answer, client_of, refused, session, torn

MINUTE = 60.0


class Clock:
    """Seconds, moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """At its beginning."""
    return Clock()


@pytest.fixture
async def people(slack: Server, clock: Clock) -> AsyncIterator[SlackPeople]:
    """Of one Slack."""
    async with session() as shared:
        yield SlackPeople(client_of(slack.url, shared), monotonic=clock)


def page(*members: str, cursor: str = "") -> bytes:
    """An answer of conversations.members."""
    return answer({"ok": True, "members": members, "response_metadata": {"next_cursor": cursor}})


async def test_on_a_later_page(slack: Server, people: SlackPeople) -> None:
    """The pages are read until the person is found."""
    slack.say(page("U1", cursor="more"), page("U2", cursor="even more"))

    assert await people.is_member("T1", "C1", "U2")
    assert [call.method for call in slack.calls] == ["conversations.members"] * 2
    assert slack.calls[1].sent == {"channel": "C1", "limit": "999", "cursor": "more"}


async def test_on_no_page(slack: Server, people: SlackPeople) -> None:
    """A person on none has left."""
    slack.say(page("U1", cursor="more"), page("U2"))

    assert not await people.is_member("T1", "C1", "U3")


async def test_slack_is_asked_each_time(slack: Server, people: SlackPeople) -> None:
    """Only a question about recent membership may reuse an answer, for a minute."""
    slack.say(page("U1"), page("U2"))
    joined = await people.is_member("T1", "C1", "U1")
    recent = await people.is_member("T1", "C1", "U1", recent=True)
    now = await people.is_member("T1", "C1", "U1")

    assert (joined, recent, now) == (True, True, False)
    assert not await people.is_member("T1", "C1", "U1", recent=True)
    assert len(slack.calls) == 3


async def test_a_minute_later(slack: Server, people: SlackPeople, clock: Clock) -> None:
    """It is no longer recent, and never was elsewhere."""
    slack.say(page("U1"), page("U2"))
    await people.is_member("T1", "C1", "U1")
    elsewhere = [
        await people.is_member(team, channel, "U1", recent=True) for team, channel in (("T1", "C2"), ("T2", "C1"))
    ]
    clock.now = MINUTE

    assert elsewhere == [False, False]
    assert not await people.is_member("T1", "C1", "U1", recent=True)


@pytest.mark.parametrize(
    "reply", [refused("internal_error"), refused("ratelimited"), torn(page("U1")), answer("<html>")]
)
async def test_no_answer(slack: Server, people: SlackPeople, reply: bytes) -> None:
    """Nothing is assumed."""
    slack.say(reply)

    with pytest.raises(MembershipUnknown):
        await people.is_member("T1", "C1", "U1")


async def test_refusals(slack: Server, people: SlackPeople) -> None:
    """A private channel without the bot, and a missing scope, are named: waiting does not help."""
    slack.say(refused("channel_not_found"), refused("missing_scope", needed="groups:read"))

    with pytest.raises(ChannelUnavailable):
        await people.is_member("T1", "C1", "U1")
    with pytest.raises(SlackRefused, match="groups:read"):
        await people.is_member("T1", "C1", "U1")


async def test_a_channel_without_end(slack: Server, people: SlackPeople) -> None:
    """Reading ends, with an error."""
    slack.say(page("U1", cursor="more"))

    with pytest.raises(SlackRefused, match="too_many_members"):
        await people.is_member("T1", "C1", "U2")
    assert len(slack.calls) == 30
