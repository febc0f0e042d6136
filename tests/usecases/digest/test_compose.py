"""A digest's text for each program; one failure never sinks it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.digest.digest import MOST_PROGRAMS
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Version
from bot.domain.programs import Program
from bot.errors import NoProgram, StorageUnavailable, UnknownProgram, WeChatRefused, WeChatUnreachable
from bot.usecases.report.read import take_snapshot
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, feed
from tests.usecases.digest_world import CAFE, CHANNEL, DAY, DUE, HOUR, MINUTE, SHOP, TEAM, WEEK, World

REFUSED = WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up")
DOWN = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")


async def keep(world: World, program: Program, day_of: datetime, shares: Mapping[str, int]) -> None:
    """A kept snapshot of that day."""
    snapshot = take_snapshot(program.appid, feed(shares), pin=NO_PIN, remembered=None, now=day_of)
    await world.snapshots.save(TEAM, [snapshot])


async def test_coverage_against_a_week_and_four_weeks_ago() -> None:
    """A digest says how far coverage has moved since the snapshots of then."""
    world = World()
    await keep(world, SHOP, DUE - 4 * WEEK, {"3.8.1": 10, "3.0.0": 90})
    await keep(world, SHOP, DUE - WEEK, {"3.8.1": 40, "3.0.0": 60})

    digest = await world.compose(await world.add_subscription(), now=DUE)

    (section,) = digest.sections
    line = next(each for each in section.movements if each.version == Version.parse("3.0.0"))
    assert line.now.low == Decimal("0.03")
    assert (line.week_ago, line.four_weeks_ago) == (Bounds(Decimal(0), Decimal(0)),) * 2


async def test_todays_own_snapshot_is_not_history() -> None:
    """This morning's reading is the present: no trend point and no comparison."""
    world = World()
    await keep(world, SHOP, DUE - WEEK, {"3.8.1": 40, "3.0.0": 60})
    await keep(world, SHOP, DUE - MINUTE, {"3.8.1": 60, "3.0.0": 40})

    digest = await world.compose(await world.add_subscription(), now=DUE)

    assert digest.sections[0].trend is None
    assert digest.sections[0].movements[0].week_ago == Bounds(Decimal(0), Decimal(0))


async def test_the_trend_reaches_back_twenty_weeks() -> None:
    """The chart has weekly snapshots of twenty weeks, none older."""
    world = World()
    for weeks in range(1, 30):
        await keep(world, SHOP, DUE - weeks * WEEK, {"3.8.1": 40, "3.0.0": 60})

    trend = (await world.compose(await world.add_subscription(), now=DUE)).sections[0].trend

    assert trend is not None
    assert trend.days[-1] == snapshot_day(DUE)
    assert len(trend.days) == 20


async def test_a_program_that_fails_does_not_sink_the_others() -> None:
    """A program that cannot be read stands beside the others with its error."""
    world = World()
    world.programs.programs = [CAFE, SHOP]
    world.source.fail(CAFE.appid, REFUSED)

    digest = await world.compose(await world.add_subscription(), now=DUE)

    assert [section.report.program for section in digest.sections] == [SHOP]
    assert [(entry.program, entry.error) for entry in digest.unread] == [(CAFE, REFUSED)]


async def test_a_kept_snapshot_stands_in_for_wechat() -> None:
    """When WeChat fails, the newest kept numbers are shown, with the reason."""
    world = World()
    await keep(world, SHOP, DUE - DAY, {"3.8.1": 40, "3.0.0": 60})
    world.source.fail_all(DOWN)

    digest = await world.compose(await world.add_subscription(), now=DUE)

    (section,) = digest.sections
    assert section.report.stale_because is DOWN
    assert section.report.snapshot.day == snapshot_day(DUE - DAY)


async def test_the_orders_programs_in_its_order() -> None:
    """An order that names programs reports these, as it lists them."""
    world = World()
    world.programs.programs = [SHOP, CAFE, Program(Visible("wx0000000000000003"))]
    subscription = (
        await world.subscribe(
            TEAM,
            CHANNEL,
            (await world.add_subscription()).schedule,
            locale="en",
            owner_id="U1",
            now=DUE,
            appids=[CAFE.appid, SHOP.appid],
        )
    ).subscription

    digest = await world.compose(subscription, now=DUE)

    assert [section.report.program for section in digest.sections] == [CAFE, SHOP]


async def test_an_order_without_programs_means_the_channels_own() -> None:
    """That chosen with `use`; without a choice all are."""
    world = World()
    world.programs.programs = [SHOP, CAFE]
    subscription = await world.add_subscription()
    assert len((await world.compose(subscription, now=DUE)).sections) == 2

    await world.channel_programs.put(TEAM, CHANNEL, CAFE.appid)

    digest = await world.compose(subscription, now=DUE)
    assert [section.report.program for section in digest.sections] == [CAFE]
    assert digest.left_out == 0


async def test_a_program_that_is_no_longer_configured() -> None:
    """It is listed as unknown, and the others are reported."""
    world = World()
    world.programs.programs = [SHOP, CAFE]
    schedule = (await world.add_subscription()).schedule
    status = await world.subscribe(
        TEAM, CHANNEL, schedule, locale="en", owner_id="U1", now=DUE, appids=[CAFE.appid, SHOP.appid]
    )
    world.programs.programs = [SHOP]

    digest = await world.compose(status.subscription, now=DUE)

    assert [section.report.program for section in digest.sections] == [SHOP]
    (entry,) = digest.unread
    assert entry.program == CAFE.appid
    assert isinstance(entry.error, UnknownProgram)


async def test_no_program_at_all() -> None:
    """Without any program there is no digest."""
    world = World()
    subscription = await world.add_subscription()
    world.programs.programs = []

    with pytest.raises(NoProgram) as none:
        await world.compose(subscription, now=DUE)
    assert none.value.params["count"] == 0  # a person is told to connect one, not to pick one


async def test_more_programs_than_a_message_has_room_for() -> None:
    """The first are reported, the rest is counted and not even read."""
    world = World()
    world.programs.programs = [Program(Visible(f"wx{number:016d}")) for number in range(MOST_PROGRAMS + 7)]

    digest = await world.compose(await world.add_subscription(), now=DUE)

    assert (len(digest.sections), digest.left_out) == (MOST_PROGRAMS, 7)
    assert len(world.source.calls) == MOST_PROGRAMS


async def test_many_digests_share_ten_readings_in_flight() -> None:
    """However many digests are composed, WeChat gets ten requests at a time."""
    world = World()
    world.programs.programs = [Program(Visible(f"wx{number:016d}")) for number in range(60)]
    subscriptions = [
        (
            await world.subscribe(
                TEAM,
                f"C{number}",
                (await world.add_subscription()).schedule,
                locale="en",
                owner_id="U1",
                now=DUE,
                appids=[program.appid for program in world.programs.programs[10 * number : 10 * number + 10]],
            )
        ).subscription
        for number in range(6)
    ]

    await asyncio.gather(*(world.compose(subscription, now=DUE) for subscription in subscriptions))

    assert len(world.source.calls) == 60
    assert world.source.most_in_flight == 10


class LockedSnapshots(FakeSnapshots):
    """A database that gets locked after a while."""

    locked = False

    async def taken(
        self, team_id: str, appid: str, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        if self.locked:
            raise StorageUnavailable(reason="locked")
        return await super().taken(team_id, appid, since=since, until=until)


async def test_a_database_that_cannot_be_used_is_no_programs_fault() -> None:
    """There is no digest, rather than one where every program failed."""
    snapshots = LockedSnapshots()
    world = World(snapshots=snapshots)
    subscription = await world.add_subscription()
    assert (await world.compose(subscription, now=DUE)).sections
    snapshots.locked = True

    with pytest.raises(StorageUnavailable):
        await world.compose(subscription, now=DUE)


@pytest.mark.parametrize(
    ("after", "late"), [(0 * MINUTE, False), (5 * MINUTE, False), (6 * MINUTE, True), (HOUR, True)]
)
async def test_late_is_said_after_five_minutes(after: timedelta, *, late: bool) -> None:
    """A digest that answers a slot knows whether it is late."""
    world = World()

    digest = await world.compose(await world.add_subscription(), now=DUE + after, due_at=DUE)

    assert (digest.due_at, digest.late) == (DUE, late)


async def test_a_digest_asked_for_now_answers_no_slot() -> None:
    """It is never late."""
    world = World()

    digest = await world.compose(await world.add_subscription(), now=DUE + DAY)

    assert (digest.due_at, digest.late) == (None, False)


async def test_the_same_numbers_whatever_comes_of_them() -> None:
    """The fakes' payload proves its meaning, so the sections above are real."""
    snapshot = take_snapshot(SHOP.appid, SHARES, pin=NO_PIN, remembered=None, now=DUE)

    assert snapshot.distribution is not None
    assert snapshot.distribution.loss(Version.parse("3.0.0")).low == Decimal("0.03")


class PastsAtOnce(FakeSnapshots):
    """Counts long pasts being read at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0

    async def since(
        self, team_id: str, appid: str, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        if day > snapshot_day(DUE) - timedelta(weeks=10):
            return await super().since(team_id, appid, day, until=until, without=without)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return await super().since(team_id, appid, day, until=until, without=without)


async def test_few_pasts_are_in_memory_at_once() -> None:
    """All digests are due at nine: twenty weeks of all programs would take hundreds of megabytes."""
    snapshots = PastsAtOnce()
    world = World(snapshots=snapshots)
    world.programs.programs = [Program(Visible(f"wx{number:016}")) for number in range(MOST_PROGRAMS)]
    for program in world.programs.programs:
        await keep(world, program, DUE - 12 * WEEK, {"3.8.1": 40, "3.0.0": 60})
    subscriptions = [await world.add_subscription(f"C{number}") for number in range(3)]

    await asyncio.gather(*(world.compose(subscription, now=DUE) for subscription in subscriptions))

    assert 1 < snapshots.most <= 3
