"""All of WeChat as a program: found, read daily, and answered like any other."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.access import Viewpoint
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.domain.report import Report
from bot.errors import AllOfWeChatFixed, NoProgram, StaleControl, UnknownProgram, WeChatUnreachable
from bot.usecases.forecast import read_trend
from bot.usecases.governance import restriction_of
from bot.usecases.programs.choose import add_tags, choose_program, remove_alias, remove_tags, set_alias, use_program
from bot.usecases.report.public_numbers import ReadPublicNumbers, SnapshotsWithPublic
from tests.domain.build import TODAY, public_snapshot_of, v
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.fakes.public import CountedPublicSnapshots, FakePublicSnapshots, FakePublicSource
from tests.fakes.storage import FakeSnapshots

TEAM, ALICE = "T1", "U0ALICE"
HERE = Viewpoint(TEAM, "C1")
SHOP = Program(Visible("wx0000000000000001"), "shop", "云上商城")
SHARES = {"3.15.0": "84.45", "3.8.1": "14.8", "2.30.4": "0.75"}
PUBLISHED = public_snapshot_of(SHARES)
NOW = PUBLISHED.taken_at + timedelta(minutes=1)
DAY = timedelta(days=1)
DOWN = WeChatUnreachable(host="mp.weixin.qq.com", reason="timeout")


class World:
    """WeChat's public numbers, some programs, and the use cases between them."""

    def __init__(self, *programs: Program, all_of_wechat: bool = True) -> None:
        self.published, self.public = FakePublicSource(PUBLISHED), FakePublicSnapshots()
        fakes = Fakes(
            FakePrograms(*programs),
            public_snapshots=self.public,
            public_source=self.published if all_of_wechat else None,
        )
        self.app, self.audit = fakes.assemble(), fakes.audit
        self.snapshots, self.visible, self.read = self.app.kept.snapshots, self.app.visible, self.app.read_report

    async def report(self, now: datetime = NOW, *, team: str = TEAM, refresh: bool = False) -> Report:
        return await self.read(team, ALL_OF_WECHAT, now=now, refresh=refresh)


async def test_new_numbers_come_judged() -> None:
    found = await ReadPublicNumbers(FakePublicSource(PUBLISHED), FakePublicSnapshots())()

    assert found.judgement.known


@pytest.mark.parametrize("name", ["wechat", "WeChat", "微信", "ｗｅｃｈａｔ"])
async def test_by_its_names(name: str) -> None:
    world = World(SHOP)

    assert await choose_program(world.app, HERE, name) == ALL_OF_WECHAT
    assert await world.visible.existing(HERE, ALL_OF_WECHAT.appid) == ALL_OF_WECHAT
    assert list(await world.visible.search(HERE, "", limit=9)) == [SHOP]


@pytest.mark.parametrize(
    "own",
    [Program(Visible("wx2"), "wechat"), Program(Visible("wx2"), "", "微信"), Program(Visible("wx2"), "", "WeChat")],
)
async def test_a_program_of_that_name_comes_first(own: Program) -> None:
    world = World(SHOP, own)
    beside = World(Program(Visible("wx2"), "", "WeChat Pay"))

    assert await choose_program(world.app, HERE, own.name) == own
    assert await choose_program(beside.app, HERE, "wechat") == ALL_OF_WECHAT
    assert (await choose_program(beside.app, HERE, "wechat p")).appid == "wx2"


async def test_default_while_there_is_no_program() -> None:
    many = World(SHOP, Program(Visible("wx2"), "news"))

    assert await choose_program(World().app, HERE, "") == ALL_OF_WECHAT
    assert await choose_program(World(SHOP).app, HERE, "") == SHOP
    with pytest.raises(NoProgram):
        await choose_program(many.app, HERE, "")
    await use_program(many.app, HERE, "wechat", by=ALICE, now=NOW)
    assert await choose_program(many.app, HERE, "") == ALL_OF_WECHAT


async def test_switched_off() -> None:
    world = World(SHOP, all_of_wechat=False)

    with pytest.raises(UnknownProgram):
        await choose_program(world.app, HERE, "wechat")
    with pytest.raises(StaleControl):
        await world.visible.existing(HERE, ALL_OF_WECHAT.appid)
    with pytest.raises(NoProgram):
        await choose_program(World(all_of_wechat=False).app, HERE, "")


async def test_it_is_not_managed() -> None:
    world = World(SHOP)

    with pytest.raises(AllOfWeChatFixed):
        await set_alias(world.app, HERE, "wechat", "all", by=ALICE, now=NOW)
    with pytest.raises(AllOfWeChatFixed):
        await remove_alias(world.app, HERE, "微信", by=ALICE, now=NOW)
    for change in (add_tags, remove_tags):
        with pytest.raises(AllOfWeChatFixed):
            await change(world.app, HERE, ["wechat", "food"], by=ALICE, now=NOW)
    with pytest.raises(AllOfWeChatFixed):
        await restriction_of(world.app, TEAM, "wechat")
    assert world.audit.entries == []


async def test_first_question_reads_them() -> None:
    """They are kept and shown as published: that day, with 99 % kept by 3.8.1."""
    world = World()
    report = await world.report()

    assert await world.public.latest() == PUBLISHED
    assert (report.snapshot.day, report.snapshot.taken_at) == (TODAY, PUBLISHED.taken_at)
    assert (report.safe_minimum, report.minimum) == (v("3.8.1"), None)


async def test_once_for_all_who_ask_at_once() -> None:
    world = World()
    reports = await asyncio.gather(*(world.report(team=f"T{number}") for number in range(5)))

    assert world.published.calls == 1
    assert len({report.snapshot.taken_at for report in reports}) == 1


@pytest.mark.parametrize(
    ("hours", "refresh", "asked"),
    [(1, False, 1), (30, False, 2), (1, True, 2)],
    ids=["same-day", "next-day", "refresh"],
)
async def test_once_a_day(hours: int, *, refresh: bool, asked: int) -> None:
    world = World()
    await world.report()
    await world.report(NOW + timedelta(hours=hours), refresh=refresh)

    assert world.published.calls == asked


async def test_wechat_fails() -> None:
    world = World()
    await world.report()
    world.published.says = DOWN

    assert (await world.report(NOW + 2 * DAY)).stale_because is DOWN
    empty = World()
    empty.published.says = DOWN
    with pytest.raises(WeChatUnreachable):
        await empty.report()


async def test_trend() -> None:
    world = World()
    await world.public.save(*(public_snapshot_of(SHARES, TODAY - weeks * 7 * DAY) for weeks in range(1, 9)))
    answer = await read_trend(world.app, TEAM, await world.report(), [])

    assert answer.chart
    assert len(answer.days) == 9
    assert (answer.public, answer.tail, answer.companion) == (None, None, None)


async def test_an_earlier_day() -> None:
    world = World()
    await world.public.save(public_snapshot_of({"3.9.0": "99.5", "3.8.0": "0.5"}, TODAY - DAY))
    await world.report()

    earlier = await world.read.kept(TEAM, ALL_OF_WECHAT, TODAY - DAY)
    assert earlier.snapshot.taken_at.astimezone(UTC).date() == TODAY - DAY
    assert earlier.safe_minimum == v("3.9.0")


async def test_losses_of_those_asked_about() -> None:
    """All of WeChat is left out where nobody asks about it, and where no public numbers are kept."""
    version, public = v("3.9.0"), FakePublicSnapshots()
    both = SnapshotsWithPublic(FakeSnapshots(), public)
    assert await both.losses(TEAM, [ALL_OF_WECHAT.appid], version) == {}
    await public.save(public_snapshot_of(SHARES))

    assert await both.losses(TEAM, [SHOP.appid], version) == {}
    assert list(await both.losses(TEAM, [ALL_OF_WECHAT.appid], version)) == [ALL_OF_WECHAT.appid]


async def test_the_newest_by_itself() -> None:
    public = CountedPublicSnapshots(*(public_snapshot_of(SHARES, day=TODAY - days * DAY) for days in range(40)))
    newest = await SnapshotsWithPublic(FakeSnapshots(), public).newest(TEAM, [ALL_OF_WECHAT.appid], before=date.max)

    assert newest[ALL_OF_WECHAT.appid].day == TODAY
    assert public.decoded == {TODAY: 1}
