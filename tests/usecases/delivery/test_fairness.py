"""Which deliveries wait for which, in minutes of virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest

from bot.blocks.kit.elements import Message
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.errors import ChannelUnavailable, SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable
from bot.ports.slack import Installation
from bot.slack.errors import SlackRateLimit
from bot.usecases.deliver import COMPOSED_WITHIN, Composed, Post
from bot.usecases.deliver_due import EACH, LANES, DeliverDue, ReconcileUnknown
from bot.usecases.digest.send_now import move_digest
from bot.wiring.routines import DELIVER_EVERY, ROUND_LASTS
from tests import virtual_time
from tests.fakes.deliveries import FakeMessenger
from tests.usecases.digest_world import CHANNEL, DAY, DUE, HOUR, MINUTE, MONDAY, SECOND, TEAM, USER, WEEK, World

TICK: Final = DELIVER_EVERY.total_seconds()
ONCE: Final = timedelta(seconds=10)
"""How long one workspace's message may wait for others'."""
SLOW: Final = timedelta(hours=1)


@dataclass
class Composer:
    """Composes at once, or never for workspaces whose WeChat is silent."""

    hanging: frozenset[str] = frozenset()

    async def __call__(self, delivery: Delivery, *, now: object) -> Composed:
        del now
        if delivery.kind is DeliveryKind.DIGEST and delivery.team_id in self.hanging:
            await asyncio.Event().wait()
        return Post(delivery.channel_id, Message("Hello"))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: object) -> None: ...

    async def notify(self, delivery: Delivery, *, now: object) -> None: ...


class Paced(FakeMessenger):
    """Slack at the bot's pace; records when each message came."""

    def __init__(self) -> None:
        super().__init__()
        loop = asyncio.get_running_loop()
        self._pace = SlackRateLimit(monotonic=loop.time)
        self.came: dict[str, float] = {}

    async def turn(self, team_id: str, channel_id: str) -> None:
        await self._pace.turn(team_id, channel_id)

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        self.came[delivery_id] = asyncio.get_running_loop().time()
        return await super().post(team_id, channel_id, message, delivery_id=delivery_id, thread_ts=thread_ts)


class NeverLooking(ReconcileUnknown):
    async def __call__(self, *, now: object) -> None:
        del now
        await asyncio.Event().wait()


@dataclass
class Bot:
    composer: Composer
    looking: bool = True
    world: World = field(init=False)
    messenger: Paced = field(init=False)
    deliver: DeliverDue = field(init=False)

    def __post_init__(self) -> None:
        self.messenger = Paced()
        self.world = World(messenger=self.messenger)
        given = self.world.deliver
        one = replace(
            given.deliver,
            handlers=dict.fromkeys(DeliveryKind, self.composer),
            monotonic=asyncio.get_running_loop().time,
        )
        reconcile = given.reconcile
        if not self.looking:
            reconcile = NeverLooking(*(getattr(reconcile, name) for name in ReconcileUnknown.__dataclass_fields__))
        self.deliver = replace(given, deliver=one, reconcile=reconcile, round_lasts=ROUND_LASTS)

    async def owe(self, team_id: str, count: int, kind: DeliveryKind = DeliveryKind.DIGEST) -> list[str]:
        """Record so many, all due at once; returns their ids."""
        await self.world.add_subscription(team_id=team_id, at=DUE)
        rows = [
            Delivery(
                f"{team_id} {kind} {number}", team_id, f"S{number}", MONDAY, DUE, DeliveryState.DUE,
                kind=kind, channel_id=f"C{number}",
            )
            for number in range(count)
        ]  # fmt: skip
        await self.world.deliveries.record(rows)
        return [row.id for row in rows]

    async def work(self, lasts: timedelta, until: Callable[[], bool] = lambda: False) -> None:
        """Call the routine for a while, never twice at once."""
        loop, call = asyncio.get_running_loop(), None
        end = loop.time() + lasts.total_seconds()
        while loop.time() < end and not until():
            if call is None or call.done():
                call = asyncio.create_task(self.deliver(now=DUE + timedelta(seconds=loop.time())))
            await asyncio.sleep(TICK)
        await self.deliver.stop(within=0)

    def row(self, delivery_id: str) -> Delivery:
        (found,) = [row for row in self.world.deliveries.all() if row.id == delivery_id]
        return found


def virtually(test: Callable[[], Awaitable[None]]) -> None:

    async def main() -> None:
        await test()

    virtual_time.run(main())


def test_a_workspace_with_a_thousand_digests() -> None:

    async def go() -> None:
        bot = Bot(Composer())
        many, (one,) = await bot.owe("T1", 1000), await bot.owe("T2", 1)
        came = bot.messenger.came
        await bot.work(SLOW, until=lambda: len(came) == len(many) + 1)

        assert came[one] <= ONCE.total_seconds()
        assert max(came.values()) <= 210  # five a second are two hundred seconds

    virtually(go)


def test_a_digest_that_comes_due_amid_them() -> None:

    async def go() -> None:
        bot = Bot(Composer())
        await bot.owe("T1", 1000)
        await bot.work(timedelta(seconds=61))
        since = asyncio.get_running_loop().time()
        (one,) = await bot.owe("T2", 1)
        await bot.work(ONCE, until=lambda: one in bot.messenger.came)

        assert bot.messenger.came[one] - since <= ONCE.total_seconds()

    virtually(go)


@pytest.mark.parametrize("kind", [DeliveryKind.ALERT, DeliveryKind.NOTICE])
def test_wechat_that_never_answers_holds_up_no_alert(kind: DeliveryKind) -> None:

    async def go() -> None:
        teams = [f"T{number}" for number in range(20)]
        bot = Bot(Composer(frozenset(teams)))
        for team_id in teams:
            await bot.owe(team_id, 50)
        await bot.work(timedelta(seconds=5))
        since = asyncio.get_running_loop().time()
        (own,), (others,) = await bot.owe("T1", 1, kind), await bot.owe("U", 1, kind)
        await bot.work(ONCE)

        assert max(bot.messenger.came[own], bot.messenger.came[others]) - since <= ONCE.total_seconds()

    virtually(go)


def test_wechat_that_never_answers_for_one_workspace() -> None:
    """Digests that do not need it come at once; its own are retried later, each once."""

    async def go() -> None:
        bot = Bot(Composer(frozenset({"T1"})))
        first, *_ = await bot.owe("T1", 100)
        (one,) = await bot.owe("T2", 1)
        await bot.work(COMPOSED_WITHIN + timedelta(seconds=10))

        assert bot.messenger.came[one] <= ONCE.total_seconds()
        row = bot.row(first)
        assert (row.state, row.attempt, row.reason and row.reason.key) == (DeliveryState.DUE, 1, ReasonKey.WECHAT)

    virtually(go)


def test_no_claim_runs_out() -> None:

    async def go() -> None:
        bot = Bot(Composer(frozenset({"T1"})))
        await bot.world.add_subscription(team_id="T1", at=DUE)
        rows = [
            Delivery(f"D{number}", "T1", f"S{number}", MONDAY, DUE, DeliveryState.DUE, channel_id="C1")
            for number in range(EACH)
        ]
        await bot.world.deliveries.record(rows)
        await bot.work(LEASE - timedelta(seconds=10))

        assert {row.attempt for row in bot.world.deliveries.all()} <= {1, 2}
        now = DUE + LEASE - timedelta(seconds=10)
        leases = [row.lease_until for row in bot.world.deliveries.all() if row.lease_until]
        assert all(lease > now for lease in leases)

    virtually(go)


def test_a_history_that_never_comes() -> None:

    async def go() -> None:
        bot = Bot(Composer(), looking=False)
        (one,) = await bot.owe("T1", 1)
        await bot.work(ONCE, until=lambda: one in bot.messenger.came)

        assert bot.messenger.came[one] <= ONCE.total_seconds()

    virtually(go)


def test_what_is_under_way_is_given_back_at_the_end() -> None:

    async def go() -> None:
        bot = Bot(Composer(frozenset({"T1"})))
        ids = await bot.owe("T1", 3)
        await bot.work(timedelta(seconds=5))

        assert {bot.row(each).state for each in ids} == {DeliveryState.DUE}

    virtually(go)


def test_every_kind_has_its_lane() -> None:
    kinds = [kind for lane in LANES for kind in lane.kinds]
    assert sorted(kinds) == sorted(DeliveryKind)


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
    await doubtful(world, arrived=True)

    await world.run(DUE, DUE + 59 * SECOND, every=SECOND)
    assert world.messenger.looks == []
    await world.tick(DUE + MINUTE)
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_it_is_found_with_its_ts(world: World) -> None:
    await doubtful(world, arrived=True)
    await world.tick(DUE + MINUTE)

    (row,) = world.deliveries.all()
    assert row.message_ts == world.messenger.posted[0].ts


@pytest.mark.parametrize("lag", [30, 60, 110])
async def test_history_that_lags(world: World, lag: int) -> None:
    world.messenger.lag = lag * SECOND
    await doubtful(world, arrived=True)
    await world.run(DUE, DUE + HOUR, every=2 * SECOND)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_what_is_absent_is_sent_once_more(world: World) -> None:
    await doubtful(world, arrived=False)

    await world.run(DUE, DUE + 2 * MINUTE - SECOND, every=SECOND)
    assert (len(world.messenger.looks), world.channels()) == (2, [])
    await world.run(DUE + 2 * MINUTE, DUE + DAY, every=MINUTE)

    assert len(world.messenger.looks) == 3
    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_slack_that_never_answers(world: World) -> None:
    world.messenger.fail_channel(CHANNEL, UNCLEAR)
    await world.run(DUE, DUE + 2 * DAY)

    assert world.outcomes() == [(MONDAY, "failed", "unclear")]
    assert 5 <= world.messenger.turns.count((TEAM, CHANNEL)) <= 12


@pytest.mark.parametrize("trouble", [SlackBusy(retry_after=45, method=HISTORY), SlackUnclear(method=HISTORY)])
async def test_a_look_that_fails_proves_nothing(world: World, trouble: Exception) -> None:
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
    await doubtful(world, arrived=True)
    await world.installations.put(Installation(TEAM, "Acme", "UBOT", "token", DUE + MINUTE + SECOND))
    world.messenger.fail_history(WorkspaceUnavailable(code="token_revoked", method=HISTORY))
    await world.tick(DUE + MINUTE)

    assert [workspace.team_id for workspace in await world.workspaces.all() if workspace.team_id == TEAM] == [TEAM]
    assert TEAM in world.installations.kept


async def test_it_is_looked_for_where_it_was_posted(world: World) -> None:
    await doubtful(world, arrived=True)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription
    await move_digest(world.app, TEAM, subscription.id, "C2", of=USER, by=USER, now=DUE + SECOND)
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
    world.messenger.fail_next(UNCLEAR)
    with pytest.raises(SlackUnclear):
        await world.send_now(TEAM, CHANNEL, now=DUE - HOUR)
    world.messenger.fail_history(NO_SCOPE)
    await world.run(DUE - HOUR, DUE - 50 * MINUTE)

    assert world.notices() == [USER]
