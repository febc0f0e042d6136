"""Messages of unknown fate: found, absent and sent again, or unknown for good."""

import pytest

from bot.errors import ChannelUnavailable, SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable
from bot.ports.slack import Installation
from tests.usecases.digest_world import CHANNEL, DAY, DUE, HOUR, MINUTE, MONDAY, SECOND, TEAM, USER, WEEK, World

POST = "chat.postMessage"
HISTORY = "conversations.history"
UNCLEAR = SlackUnclear(method=POST)
NO_SCOPE = SlackRefused(code="missing_scope channels:history", method=HISTORY)


async def doubtful(world: World, *, arrived: bool) -> None:
    """Monday's digest is posted, and Slack's answer gets lost."""
    if arrived:
        world.messenger.lose_next_answer(UNCLEAR)
    else:
        world.messenger.fail_next(UNCLEAR)
    await world.tick(DUE)
    assert world.outcomes() == [(MONDAY, "unknown", "unclear")]


async def test_there_is_no_look_before_the_grace_is_over(world: World) -> None:
    """The post may be under way, and history lags."""
    await doubtful(world, arrived=True)

    await world.run(DUE, DUE + 59 * SECOND, every=SECOND)
    assert world.messenger.looks == []
    await world.tick(DUE + MINUTE)
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_it_is_found_with_its_ts(world: World) -> None:
    """The row says where the message stands, as if the answer had come."""
    await doubtful(world, arrived=True)
    await world.tick(DUE + MINUTE)

    (row,) = world.deliveries.all()
    assert row.message_ts == world.messenger.posted[0].ts


@pytest.mark.parametrize("lag", [30, 60, 110])
async def test_history_that_lags(world: World, lag: int) -> None:
    """One empty look proves nothing: a later one finds it, without a second post."""
    world.messenger.lag = lag * SECOND
    await doubtful(world, arrived=True)
    await world.run(DUE, DUE + HOUR, every=2 * SECOND)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_what_is_absent_is_sent_once_more(world: World) -> None:
    """After three empty looks over two minutes, at once; then it is done."""
    await doubtful(world, arrived=False)

    await world.run(DUE, DUE + 2 * MINUTE - SECOND, every=SECOND)
    assert (len(world.messenger.looks), world.channels()) == (2, [])
    await world.run(DUE + 2 * MINUTE, DUE + DAY, every=MINUTE)

    assert len(world.messenger.looks) == 3
    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_slack_that_never_answers(world: World) -> None:
    """About ten growing waits in a day, then it has failed."""
    world.messenger.fail_channel(CHANNEL, UNCLEAR)
    await world.run(DUE, DUE + 2 * DAY)

    assert world.outcomes() == [(MONDAY, "failed", "unclear")]
    assert 5 <= world.messenger.turns.count((TEAM, CHANNEL)) <= 12


@pytest.mark.parametrize("trouble", [SlackBusy(retry_after=45, method=HISTORY), SlackUnclear(method=HISTORY)])
async def test_a_look_that_fails_proves_nothing(world: World, trouble: Exception) -> None:
    """It is repeated until history answers."""
    await doubtful(world, arrived=True)
    world.messenger.fail_history(*[trouble] * 5)
    await world.run(DUE, DUE + HOUR, every=15 * SECOND)

    assert len(world.messenger.looks) == 6
    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_history_that_is_busy_for_a_day(world: World) -> None:
    """An answer would be too late: unknown for good, recorded, and the owner is asked."""
    await doubtful(world, arrived=True)
    world.messenger.fail_history(*[SlackUnclear(method=HISTORY)] * 10_000)
    await world.run(DUE, DUE + 2 * DAY)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "unknown", "unclear")]
    assert world.deliveries.all()[0].finished_at
    assert world.notices() == [USER]


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize(
    "refusal", [NO_SCOPE, ChannelUnavailable(code="not_in_channel", method=HISTORY)], ids=["scope", "channel"]
)
async def test_history_that_cannot_answer(world: World, refusal: SlackRefused, *, arrived: bool) -> None:
    """It stays unknown without another post, the owner gets one notice, and next week goes on."""
    await doubtful(world, arrived=arrived)
    world.messenger.fail_history(refusal)
    await world.run(DUE, DUE + DAY, every=MINUTE)

    assert len(world.channels()) == int(arrived)
    assert world.outcomes() == [(MONDAY, "unknown", f"no-history {refusal.params['code']}")]
    assert world.notices() == [USER]

    await world.tick(DUE + WEEK)
    assert world.outcomes()[1] == (MONDAY + WEEK, "sent", "")
    assert world.notices() == [USER]


@pytest.mark.parametrize("refusal", [NO_SCOPE, ChannelUnavailable(code="channel_not_found", method=HISTORY)], ids=str)
async def test_a_direct_message_is_sent_again_without_a_history(world: World, refusal: SlackRefused) -> None:
    """The owner must learn of it: read twice is better than never."""
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method=POST))
    await world.tick(DUE)
    world.messenger.fail_next(UNCLEAR)
    await world.tick(DUE + SECOND)
    world.messenger.fail_history(refusal)
    await world.run(DUE, DUE + HOUR)

    assert world.notices() == [USER]
    assert [str(row.state) for row in world.deliveries.all()] == ["failed", "sent"]
    assert len(world.messenger.looks) == 1


async def test_a_workspace_that_is_suspended_meanwhile(world: World) -> None:
    """The search goes on when Slack accepts the token again."""
    await doubtful(world, arrived=True)
    refusal = WorkspaceUnavailable(code="account_inactive", method=HISTORY)
    world.messenger.fail_history(*[refusal] * 3)
    world.check_token.refusal = refusal
    await world.run(DUE, DUE + MINUTE)
    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == [TEAM]

    world.check_token.refusal = None
    await world.run(DUE + MINUTE, DUE + HOUR)
    assert world.outcomes() == [(MONDAY, "sent", "")]
    assert world.channels() == [CHANNEL]


async def test_a_workspace_that_came_back_meanwhile(world: World) -> None:
    """The former installation's token was refused: the new one goes on."""
    await doubtful(world, arrived=True)
    await world.installations.put(Installation(TEAM, "Acme", "UBOT", "token", DUE + MINUTE + SECOND))
    world.messenger.fail_history(WorkspaceUnavailable(code="token_revoked", method=HISTORY))
    await world.tick(DUE + MINUTE)

    assert [workspace.team_id for workspace in await world.workspaces.all() if workspace.team_id == TEAM] == [TEAM]
    assert TEAM in world.installations.kept


async def test_it_is_looked_for_where_it_was_posted(world: World) -> None:
    """Though the order has been given to another channel since."""
    await doubtful(world, arrived=True)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription
    await world.recover.move(TEAM, subscription.id, "C2", of=USER, by=USER, now=DUE + SECOND)
    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL, "C2"]
    assert (MONDAY, "sent", "") in world.outcomes()


async def test_a_press_whose_answer_got_lost(world: World) -> None:
    """A digest sent by hand is looked for like any; a further press meanwhile does nothing."""
    world.messenger.fail_next(UNCLEAR)
    with pytest.raises(SlackUnclear):
        await world.send_now(TEAM, CHANNEL, now=DUE - HOUR)
    assert not await world.send_now(TEAM, CHANNEL, now=DUE - HOUR + MINUTE)
    await world.run(DUE - HOUR, DUE - 50 * MINUTE)

    assert world.channels() == [CHANNEL]


async def test_a_press_that_stays_unknown(world: World) -> None:
    """The presser has left, so the digest's owner gets the notice."""
    world.messenger.fail_next(UNCLEAR)
    with pytest.raises(SlackUnclear):
        await world.send_now(TEAM, CHANNEL, now=DUE - HOUR)
    world.messenger.fail_history(NO_SCOPE)
    await world.run(DUE - HOUR, DUE - 50 * MINUTE)

    assert world.notices() == [USER]
