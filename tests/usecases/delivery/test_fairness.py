"""Which deliveries wait for which, in minutes of virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest

from bot.blocks.kit.elements import Message
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.slack.errors import SlackRateLimit
from bot.usecases.delivery.deliver import COMPOSED_WITHIN, Composed, Post
from bot.usecases.delivery.deliver_due import EACH, LANES, DeliverDue, ReconcileUnknown
from bot.wiring.routines import DELIVER_EVERY, ROUND_LASTS
from tests import virtual_time
from tests.fakes.messenger import FakeMessenger
from tests.usecases.digest_world import DUE, MONDAY, World

TICK: Final = DELIVER_EVERY.total_seconds()
ONCE: Final = timedelta(seconds=10)
"""How long one workspace's message may wait for others'."""
SLOW: Final = timedelta(hours=1)


@dataclass
class Composer:
    """Composes at once, or never for workspaces whose WeChat is silent."""

    hanging: frozenset[str] = frozenset()
    """Workspaces."""

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
    """Waits for Slack's history, which never comes."""

    async def __call__(self, *, now: object) -> None:
        del now
        await asyncio.Event().wait()


@dataclass
class Bot:
    """The routine of deliveries, called every two seconds."""

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
    """Run a test in virtual time."""

    async def main() -> None:
        await test()

    virtual_time.run(main())


def test_a_workspace_with_a_thousand_digests() -> None:
    """Another's only one comes within ten seconds, the thousand at Slack's pace."""

    async def go() -> None:
        bot = Bot(Composer())
        many, (one,) = await bot.owe("T1", 1000), await bot.owe("T2", 1)
        came = bot.messenger.came
        await bot.work(SLOW, until=lambda: len(came) == len(many) + 1)

        assert came[one] <= ONCE.total_seconds()
        assert max(came.values()) <= 210  # five a second are two hundred seconds

    virtually(go)


def test_a_digest_that_comes_due_amid_them() -> None:
    """It does not matter how many are under way."""

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
    """Waiting workspaces' own alerts and notices come at once, like others'."""

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
    """Even behind others in a channel: what cannot begin in time is given back."""

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
    """What is due goes out beside the look for what may have arrived."""

    async def go() -> None:
        bot = Bot(Composer(), looking=False)
        (one,) = await bot.owe("T1", 1)
        await bot.work(ONCE, until=lambda: one in bot.messenger.came)

        assert bot.messenger.came[one] <= ONCE.total_seconds()

    virtually(go)


def test_what_is_under_way_is_given_back_at_the_end() -> None:
    """A stopping process leaves no claim, however long deliveries would take."""

    async def go() -> None:
        bot = Bot(Composer(frozenset({"T1"})))
        ids = await bot.owe("T1", 3)
        await bot.work(timedelta(seconds=5))

        assert {bot.row(each).state for each in ids} == {DeliveryState.DUE}

    virtually(go)


def test_every_kind_has_its_lane() -> None:
    """One lane each."""
    kinds = [kind for lane in LANES for kind in lane.kinds]
    assert sorted(kinds) == sorted(DeliveryKind)
