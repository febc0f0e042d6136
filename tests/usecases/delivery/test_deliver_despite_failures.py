"""Whatever Slack or WeChat answers: the outcome is recorded, and other digests are sent."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.blocks.kit.elements import Message
from bot.domain.delivery import CODES, Refusal, SlackCode
from bot.domain.digest.subscription import Lifecycle, Paused
from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    WeChatBusy,
    WeChatRefused,
    WorkspaceUnavailable,
)
from bot.ports.slack import Installation
from bot.usecases.deliver_due import RecordDueSlots
from tests.fakes.deliveries import FakeMessenger
from tests.usecases.digest_world import (
    CAFE,
    CHANNEL,
    DAY,
    DUE,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    MONDAY_9,
    SECOND,
    TEAM,
    USER,
    WEEK,
    World,
)

POST = "chat.postMessage"
BUSY = WeChatBusy(code=-1, errmsg="system error", rid="made-up")


class Unforeseen(BotError):
    pass


async def test_slack_asks_to_wait(world: World) -> None:
    world.messenger.fail_next(SlackBusy(retry_after=90, method=POST))

    await world.tick(DUE)
    await world.tick(DUE + 80 * SECOND)
    assert world.channels() == []

    await world.tick(DUE + 90 * SECOND)
    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_slack_asks_to_wait_for_too_long(world: World) -> None:
    """If the next attempt would be over a day late the slot has failed, with the reason."""
    world.messenger.fail_next(SlackBusy(retry_after=25 * 3600, method=POST))

    await world.run(DUE, DUE + 2 * DAY, every=HOUR)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "failed", "slack-busy")]


async def test_a_channel_that_cannot_be_posted_to(world: World) -> None:
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method=POST))

    await world.tick(DUE)
    world.messenger.fail_channel(CHANNEL, None)
    await world.run(DUE, DUE + WEEK, every=HOUR)

    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription is not None
    assert subscription.state == Paused(SlackCode("is_archived"))
    assert world.outcomes() == [(MONDAY, "failed", "channel-unavailable is_archived")]
    assert world.channels() == []


class RefusesDuringSave(FakeMessenger):
    """The order is saved anew while Slack refuses the digest."""

    world: World

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        del message, delivery_id, thread_ts
        await self.world.subscribe(team_id, channel_id, MONDAY_9, locale="zh-CN", owner_id=USER, now=DUE)
        raise ChannelUnavailable(code="not_in_channel", method=POST)


async def test_a_change_made_meanwhile_is_not_overwritten_by_a_pause() -> None:
    messenger = RefusesDuringSave()
    messenger.world = world = World(messenger=messenger)
    await world.add_subscription()

    await world.tick(DUE)

    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription is not None
    assert (subscription.locale, subscription.state) == ("zh-CN", Lifecycle.ACTIVE)


@pytest.mark.parametrize("code", sorted(CODES[Refusal.SUSPENDED].split()))
async def test_a_suspended_workspace_gets_its_digest_late(world: World, code: str) -> None:
    """A refused token ends nothing: Slack is asked again, and the digest sent within its 24 hours."""
    refusal = WorkspaceUnavailable(code=code, method=POST)
    world.messenger.fail_next(refusal)
    world.check_token.refusal = refusal
    await world.run(DUE, DUE + 3 * HOUR)
    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "due", f"workspace-suspended {code}")]

    world.check_token.refusal = None
    await world.run(DUE + 3 * HOUR, DUE + 4 * HOUR)
    assert world.outcomes() == [(MONDAY, "sent", "")]
    await world.tick(DUE + WEEK)
    assert world.outcomes()[1] == (MONDAY + WEEK, "sent", "")


async def test_slots_of_a_suspended_workspace_are_on_record(world: World) -> None:
    refusal = WorkspaceUnavailable(code="account_inactive", method=POST)
    world.messenger.fail_next(refusal)
    world.check_token.refusal = refusal
    await world.run(DUE, DUE + 2 * WEEK + HOUR, every=10 * MINUTE)
    assert [outcome for _, outcome, _ in world.outcomes()] == ["due"] * 3

    world.check_token.refusal = None
    await world.run(DUE + 2 * WEEK + HOUR, DUE + 2 * WEEK + 2 * HOUR)

    reason = "workspace-suspended account_inactive"
    assert world.outcomes() == [
        (MONDAY, "failed", reason),
        (MONDAY + WEEK, "failed", reason),
        (MONDAY + 2 * WEEK, "sent", ""),
    ]
    assert world.channels() == [CHANNEL]
    assert world.notices() == [USER]
    assert "One digest before it" in str([posted.message for posted in world.messenger.posted])


FAILURES = [
    SlackRefused(code="invalid_blocks", method=POST),
    SlackRefused(code="missing_scope chat:write", method=POST),
    ChannelUnavailable(code="is_archived", method=POST),
    SlackBusy(retry_after=25 * 3600, method=POST),
]


@pytest.mark.parametrize("error", FAILURES, ids=str)
async def test_the_owner_of_a_failed_digest_is_told_once(world: World, error: BotError) -> None:
    world.messenger.fail_next(error)
    await world.run(DUE, DUE + HOUR)
    world.restart()
    await world.run(DUE + HOUR, DUE + 2 * DAY, every=HOUR)

    assert [state for _, state, _ in world.outcomes()] == ["failed"]
    assert world.notices() == [USER]


async def test_a_notice_outlasts_a_suspension(world: World) -> None:
    world.messenger.fail_next(SlackRefused(code="invalid_blocks", method=POST))
    await world.tick(DUE)
    refusal = WorkspaceUnavailable(code="account_inactive", method=POST)
    world.messenger.fail_next(refusal)
    world.check_token.refusal = refusal
    await world.run(DUE + SECOND, DUE + 3 * DAY, every=HOUR)
    assert world.notices() == []

    world.check_token.refusal = None
    await world.run(DUE + 3 * DAY, DUE + 3 * DAY + 2 * HOUR)
    assert world.notices() == [USER]


async def test_a_revoked_token_stops_all_digests_of_a_workspace(world: World) -> None:
    await world.add_subscription("C2", schedule=MONDAY_9)
    await world.add_subscription("C9", team_id="T2")
    await world.installations.put(Installation(TEAM, "Acme", "UBOT", "token", FRIDAY))
    dead = WorkspaceUnavailable(code="token_revoked", method=POST)
    world.messenger.fail_channel(CHANNEL, dead)
    world.messenger.fail_channel("C2", dead)
    world.check_token.refusal = WorkspaceUnavailable(code="token_revoked", method="auth.test")

    await world.run(DUE, DUE + WEEK, every=HOUR)

    assert set(world.channels()) == {"C9"}
    workspace = await world.workspaces.get(TEAM)
    assert workspace is not None
    assert workspace.ended
    assert world.installations.kept == {}
    assert [str(row.reason) for row in world.deliveries.all() if row.team_id == TEAM] == ["workspace-ended"] * 2


async def test_a_refusal_of_the_token_before(world: World) -> None:
    await world.installations.put(Installation(TEAM, "Acme", "UBOT", "token", DUE + SECOND))
    world.messenger.fail_next(WorkspaceUnavailable(code="token_revoked", method=POST))
    await world.tick(DUE)

    assert await world.workspaces.suspended() == []
    assert list(world.installations.kept) == [TEAM]


async def test_a_refusal_of_another_kind(world: World) -> None:
    """Neither the channel's nor the workspace's fault: only this slot fails, next week is tried."""
    world.messenger.fail_next(SlackRefused(code="invalid_blocks", method=POST))

    await world.run(DUE, DUE + HOUR)
    await world.tick(DUE + WEEK)

    assert world.outcomes() == [(MONDAY, "failed", "slack-refused invalid_blocks"), (MONDAY + WEEK, "sent", "")]


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_answer_of_slack_that_got_lost(world: World, *, arrived: bool) -> None:
    unclear = SlackUnclear(method=POST)
    if arrived:
        world.messenger.lose_next_answer(unclear)
    else:
        world.messenger.fail_next(unclear)

    await world.run(DUE, DUE + DAY, every=10 * MINUTE)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_page_of_a_proxy_is_looked_into(world: World) -> None:
    world.messenger.fail_next(SlackUnclear(method=POST, code="http 403"))

    await world.tick(DUE)
    assert world.outcomes() == [(MONDAY, "unknown", "unclear http 403")]
    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_one_channels_failure_never_stops_another(world: World, logged: list[MutableMapping[str, Any]]) -> None:
    for channel in ("C2", "C3", "C4"):
        await world.add_subscription(channel)
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method=POST))
    world.messenger.fail_channel("C2", SlackUnclear(method=POST))
    world.messenger.fail_channel("C3", Unforeseen())

    await world.tick(DUE)

    assert world.channels() == ["C4"]
    (unforeseen,) = [entry for entry in logged if entry["log_level"] == "error"]
    assert unforeseen["delivery"].startswith("T1-C3-")


async def test_wechat_down_with_something_kept(world: World) -> None:
    await world.compose((await world.add_subscription()), now=FRIDAY)
    world.source.fail_all(BUSY)

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_wechat_down_with_nothing_kept(world: World) -> None:
    world.source.fail_all(BUSY)
    await world.run(DUE, DUE + 3 * HOUR)
    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "due", "wechat")]

    world.source.fail_all(None)
    await world.run(DUE + 3 * HOUR, DUE + 4 * HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_wechat_down_for_a_whole_day(world: World) -> None:
    world.source.fail_all(BUSY)
    await world.run(DUE, DUE + 2 * DAY, every=5 * MINUTE)
    assert world.outcomes() == [(MONDAY, "failed", "wechat")]

    world.source.fail_all(None)
    await world.tick(DUE + WEEK)

    assert world.outcomes()[1] == (MONDAY + WEEK, "sent", "")


async def test_a_refusal_of_wechat_is_told_to_the_channel(world: World) -> None:
    world.source.fail_all(WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up"))

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_one_program_of_two_cannot_be_read(world: World) -> None:
    world.programs.programs.append(CAFE)
    world.source.fail(CAFE.appid, BUSY)

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_no_program_is_configured(world: World) -> None:
    world.programs.programs.clear()

    await world.tick(DUE)

    assert world.outcomes() == [(MONDAY, "failed", "no-program")]


@pytest.mark.parametrize(
    "error", [SlackBusy(retry_after=30, method=POST), SlackUnclear(method=POST, code="http 200")], ids=["429", "a page"]
)
async def test_an_hour_of_nothing_else(world: World, error: BotError) -> None:
    """Soon after Slack is well again the digest is there, once; meanwhile it was asked some times, not thousands."""
    world.messenger.fail_channel(CHANNEL, error)
    world.messenger.fail_history(*[SlackUnclear(method="conversations.history", code="http 200")] * 10_000)
    await world.run(DUE, DUE + HOUR, every=10 * SECOND)
    asked = world.messenger.turns.count((TEAM, CHANNEL)) + len(world.messenger.looks)
    assert world.channels() == []
    assert 5 <= asked <= 130
    world.messenger.be_well()
    await world.run(DUE + HOUR, DUE + HOUR + 30 * MINUTE, every=10 * SECOND)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def many(count: int) -> World:
    """A workspace of many channels, each with its digest."""
    world = World()
    for number in range(count):
        await world.add_subscription(f"C{number:03}")
    return world


async def test_each_call_takes_a_page() -> None:
    world = await many(25)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces, page=10)

    assert [await record(now=DUE + number * SECOND) for number in range(4)] == [10, 10, 5, 0]
    assert len(world.deliveries.all()) == 25


async def test_the_round_begins_again() -> None:
    world = await many(20)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces, page=10)
    assert sum([await record(now=DUE + number * SECOND) for number in range(4)]) == 20
    for number in range(15):
        await world.end("T1", f"C{number:03}")

    assert sum([await record(now=DUE + WEEK + number * SECOND) for number in range(4)]) == 5


async def test_a_change_counts_at_once() -> None:
    world = await many(3)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces)
    await record(now=DUE - MINUTE)
    await world.end("T1", "C001")

    assert await record(now=DUE) == 2
