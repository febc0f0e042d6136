"""A fleet read from what is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.access import Viewpoint
from bot.domain.fleet import Filter, FleetTotals, Sort, Verdict
from bot.domain.fleet_row import WHOLE, Asked, Page, State
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Feed, Version
from bot.domain.programs import AuthStatus, Program
from bot.errors import NoProgram, StorageUnavailable, UnknownTag, WeChatUnreachable
from bot.ports.numbers import Moment
from bot.ports.sweep import ReadFailure
from bot.usecases.fleet import fleet_parts, raise_every, raise_fleet, read_fleet
from bot.usecases.report.read import read_failure_of, take_snapshot
from tests.fakes.everything import Fakes
from tests.fakes.fleet import FakeFleets, FakeReadFailures
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, feed

TEAM = "T1"
SEEN = Viewpoint(TEAM)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SHOP = Program(Visible("wx01"), "shop", tags=("retail",))
CAFE = Program(Visible("wx02"), "cafe", tags=("food",))
GONE = Program(Visible("wx03"), "gone", status=AuthStatus.REVOKED)


class World:
    def __init__(self) -> None:
        self.programs = FakePrograms(SHOP, CAFE, GONE)
        self.snapshots = FakeSnapshots()
        self.read_failures = FakeReadFailures()
        fakes = Fakes(self.programs, snapshots=self.snapshots, read_failures=self.read_failures)
        self.app = fakes.assemble()

    async def keep(self, program: Program, payload: Feed, *, days_ago: int = 0) -> None:
        taken = take_snapshot(program.appid, payload, pin=NO_PIN, remembered=None, now=NOW - timedelta(days=days_ago))
        await self.snapshots.save(TEAM, [taken])


@pytest.fixture
def world() -> World:
    return World()


async def test_rows(world: World) -> None:
    await world.keep(SHOP, SHARES)
    await world.keep(SHOP, feed({"3.8.1": 50, "3.7.0": 25, "3.0.0": 20, "2.30.0": 5}), days_ago=7)
    read_failure = ReadFailure(CAFE.appid, "wechat-unreachable", {"host": "h", "reason": "timeout"}, NOW, NOW)
    await world.read_failures.note(TEAM, [read_failure])

    report = await read_fleet(world.app, SEEN, now=NOW)

    assert [(row.program, row.state) for row in report.rows] == [
        (GONE, State.REVOKED),
        (CAFE, State.ERROR),
        (SHOP, State.READ),
    ]
    assert report.rows[1].failing_since == NOW
    assert report.rows[2].moved == Decimal("-0.02")


async def test_a_trouble_that_is_over(world: World) -> None:
    await world.keep(SHOP, SHARES)
    await world.keep(CAFE, SHARES, days_ago=1)
    failed = WeChatUnreachable(host="h", reason="timeout")
    await world.read_failures.note(TEAM, [read_failure_of(each.appid, failed, now=NOW) for each in (SHOP, CAFE)])

    report = await read_fleet(world.app, SEEN, now=NOW)

    assert {row.program: row.state for row in report.rows} == {
        SHOP: State.READ,
        CAFE: State.ERROR,
        GONE: State.REVOKED,
    }


async def test_a_part_of_the_fleet(world: World) -> None:
    tagged = await read_fleet(world.app, SEEN, now=NOW, tag="FOOD")
    listed = await read_fleet(world.app, SEEN, now=NOW, sort=Sort.NAME, appids=[SHOP.appid, GONE.appid])

    assert [row.program for row in tagged.rows] == [CAFE]
    assert tagged.tag == "food"
    assert [row.program for row in listed.rows] == [GONE, SHOP]


async def test_as_many_as_are_asked_for(world: World) -> None:
    one, none = [await read_fleet(world.app, SEEN, now=NOW, sort=Sort.NAME, page=Page(limit=limit)) for limit in (1, 0)]

    assert (len(one.rows), none.rows) == (1, ())
    assert one.totals == none.totals


async def test_what_cannot_be_asked(world: World) -> None:
    with pytest.raises(UnknownTag) as unknown:
        await read_fleet(world.app, SEEN, now=NOW, tag="fod")
    with pytest.raises(UnknownTag):
        assert [rows async for rows in fleet_parts(world.app, SEEN, now=NOW, tag="fod")]
    world.programs.programs.clear()
    with pytest.raises(NoProgram):
        await raise_fleet(world.app, SEEN, Version.parse("3.0.0"), now=NOW)

    assert unknown.value.params == {"tag": "fod", "suggestion": "food"}


async def test_raise(world: World) -> None:
    await world.keep(SHOP, SHARES)
    await world.keep(CAFE, feed({"3.8.1": "99.5", "2.30.0": "0.5"}, minimum="2.0.0"))

    answer = await raise_every(world.app, SEEN, Version.parse("3.7.0"), now=NOW, page=WHOLE)
    shown = await raise_fleet(world.app, SEEN, Version.parse("3.7.0"), now=NOW)

    assert (shown.rows, shown.verdict, shown.listed) == (answer.rows[:1], Verdict.KEEPS_99, 1)
    assert [(row.program, row.verdict) for row in answer.rows] == [
        (CAFE, Verdict.KEEPS_99),
        (SHOP, Verdict.LOSES_MORE),
        (GONE, Verdict.UNKNOWN),
    ]
    assert answer.rows[0].minimum == Version.parse("2.0.0")
    assert answer.rows[1].loss is not None
    assert answer.rows[1].loss.high == Decimal("0.15")


class _Locked(FakeFleets):
    """Its totals cannot be read, and its list takes long."""

    async def totals(self, asked: Asked, moment: Moment, sort: Sort) -> FleetTotals:
        await super().totals(asked, moment, sort)
        raise StorageUnavailable(reason="locked")

    async def sorted(self, asked: Asked, moment: Moment, only: Filter, sort: Sort, page: Page) -> Sequence[Program]:
        await asyncio.sleep(60)
        return await super().sorted(asked, moment, only, sort, page)


async def test_a_failed_question_leaves_nothing_running(world: World) -> None:
    fleets = _Locked(world.programs, world.snapshots, world.read_failures)
    app = replace(world.app, kept=replace(world.app.kept, fleets=fleets))
    with pytest.raises(StorageUnavailable):
        await read_fleet(app, SEEN, now=NOW)

    assert asyncio.all_tasks() == {asyncio.current_task()}
