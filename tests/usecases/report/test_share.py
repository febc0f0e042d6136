"""Sharing: two presses, one post."""

import asyncio
from datetime import timedelta

import pytest

from bot.blocks.kit.elements import Message
from bot.errors import ChannelUnavailable, SlackUnclear
from bot.usecases.report.kept_reports import ShareMessage
from tests.fakes.messenger import FakeMessenger
from tests.usecases.digest_world import CHANNEL, DUE, HOUR, SECOND, TEAM

MESSAGE = Message("shop: the minimum is 3.0.0")


@pytest.fixture
def messenger() -> FakeMessenger:
    """A Slack without messages."""
    return FakeMessenger()


async def test_presses_at_once(messenger: FakeMessenger) -> None:
    """A press during the post waits for it."""
    share = ShareMessage(messenger)
    await asyncio.gather(*(share(TEAM, CHANNEL, MESSAGE, now=DUE) for _ in range(5)))

    assert [posted.message for posted in messenger.posted] == [MESSAGE]


@pytest.mark.parametrize(
    ("apart", "posts"), [(SECOND, 1), (30 * SECOND, 1), (31 * SECOND, 2), (-SECOND, 1), (-HOUR, 2)]
)
async def test_presses_one_after_the_other(messenger: FakeMessenger, apart: timedelta, posts: int) -> None:
    """For half a minute it is the same post; a clock put back does not extend that."""
    share = ShareMessage(messenger)
    await share(TEAM, CHANNEL, MESSAGE, now=DUE)
    await share(TEAM, CHANNEL, MESSAGE, now=DUE + apart)

    assert len(messenger.posted) == posts


async def test_other_places_and_messages(messenger: FakeMessenger) -> None:
    """Another workspace, channel or message is another post."""
    share = ShareMessage(messenger)
    for team, channel, message in (
        (TEAM, CHANNEL, MESSAGE),
        ("T2", CHANNEL, MESSAGE),
        (TEAM, "C2", MESSAGE),
        (TEAM, CHANNEL, Message("cafe")),
    ):
        await share(team, channel, message, now=DUE)

    assert len(messenger.posted) == 4


async def test_refused(messenger: FakeMessenger) -> None:
    """After a refusal nothing was posted, so the next press tries again."""
    share = ShareMessage(messenger)
    messenger.fail_next(ChannelUnavailable(code="not_in_channel", method="chat.postMessage"))
    with pytest.raises(ChannelUnavailable):
        await share(TEAM, CHANNEL, MESSAGE, now=DUE)
    await share(TEAM, CHANNEL, MESSAGE, now=DUE + SECOND)

    assert len(messenger.posted) == 1


async def test_lost_answer(messenger: FakeMessenger) -> None:
    """A second press a moment later does not double it, and gets the same answer."""
    share = ShareMessage(messenger)
    messenger.lose_next_answer(SlackUnclear(method="chat.postMessage"))
    for after in (0, 1, 30):
        with pytest.raises(SlackUnclear):
            await share(TEAM, CHANNEL, MESSAGE, now=DUE + after * SECOND)
    posted = len(messenger.posted)
    await share(TEAM, CHANNEL, MESSAGE, now=DUE + HOUR)

    assert (posted, len(messenger.posted)) == (1, 2)


async def test_nothing_is_remembered_for_ever(messenger: FakeMessenger) -> None:
    """Old presses are forgotten, so memory does not grow."""
    share = ShareMessage(messenger)
    for number in range(100):
        await share(TEAM, f"C{number}", MESSAGE, now=DUE + number * HOUR)

    assert len(share._shared) == 1
