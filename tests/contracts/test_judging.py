"""Promises of `bot.ports.numbers.Snapshots` and `UnjudgedNumbers`: each day is judged once, however it comes."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.forecast.forecast import Expected, KeptForecast
from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Judgement, Public
from bot.domain.numbers.public import PublicSnapshot, public_as_snapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Version
from bot.ports.numbers import Forecasts
from bot.storage.engine.database import Database
from bot.storage.numbers.forecasts import SqlForecasts
from tests.contracts.conftest import Stores
from tests.domain.break_world import DAY, SHOP, coarse, days
from tests.domain.build import TODAY, v
from tests.fakes.public import FakeForecasts

TEAM: Final = "T1"
APPIDS: Final = (SHOP.appid, Visible("wx2"))
SECOND: Final = timedelta(seconds=1)


def public_of(kept: Iterable[Snapshot]) -> list[PublicSnapshot]:
    return [
        PublicSnapshot(each.day, each.taken_at, each.taken_at, each.distribution) for each in kept if each.distribution
    ]


def shown_by(public: Sequence[PublicSnapshot]) -> Mapping[date, Public]:
    return {each.day: Public(each.day, each.judgement.breaks) for each in judge_all(map(public_as_snapshot, public))}


async def turn_of(stores: Stores) -> str:
    return (await stores.snapshots.public(TODAY)).turn


async def judge_what_waits(stores: Stores) -> Sequence[Visible]:
    """Judge it, as the background does; whose it was."""
    waiting = await stores.unjudged.unjudged(TEAM, await turn_of(stores), limit=1_000)
    await stores.snapshots.judge_again(TEAM, waiting)
    assert not await stores.unjudged.unjudged(TEAM, await turn_of(stores), limit=1_000)
    return waiting


async def judgements(stores: Stores, appid: str = SHOP.appid) -> list[Judgement]:
    """All that are kept of a program, oldest first."""
    return [each.judgement for each in await stores.snapshots.since(TEAM, Visible(appid), date.min)]


def judged(kept: Iterable[Snapshot], public: Mapping[date, Public] | None = None) -> list[Judgement]:
    return [each.judgement for each in judge_all(kept, public)]


def different(kept: Iterable[Snapshot], expected: Iterable[Judgement]) -> Mapping[date, object]:
    both = zip(kept, expected, strict=True)
    return {each.day: (each.judgement, other) for each, other in both if each.judgement != other}


def _cut(kept: Snapshot) -> Snapshot:
    return replace(kept, feed=replace(kept.feed, labels=kept.feed.labels[:-2], values=kept.feed.values[:-2]))


def _empty(kept: Snapshot) -> Snapshot:
    return replace(kept, feed=Feed.of(kept.feed.minimum, ()), reading=replace(kept.reading, meaning=Meaning.NO_DATA))


def _another_minimum(kept: Snapshot) -> Snapshot:
    return replace(kept, feed=replace(kept.feed, minimum="3.164.0"))


def _unclear(kept: Snapshot) -> Snapshot:
    return replace(kept, reading=replace(kept.reading, meaning=Meaning.UNDETERMINED))


def _contradicting(kept: Snapshot) -> Snapshot:
    return replace(kept, reading=replace(kept.reading, contradicts=Meaning.BELOW))


def _otherwise(kept: Snapshot) -> Snapshot:
    """Old versions are counted three times as high, or low."""
    other = _OTHERS[len(kept.feed.labels) < 9, kept.day.day % 2][kept.day]
    return replace(kept, feed=replace(other, minimum=kept.feed.minimum))


_MANY: Final = [days(factor, since=TODAY - 200 * DAY, ago=180) for factor in (0.4, 3)]
_OTHERS: Final = {
    (few, at): {each.day: each.feed for each in (coarse(shown) if few else shown)}
    for few in (False, True)
    for at, shown in enumerate(_MANY)
}
_AS_IT_IS = replace
_SAID: Final = (*[_AS_IT_IS] * 9, None, _cut, _empty, _another_minimum, _unclear, _contradicting)
"""What becomes of a day; None: it is not read."""
_EARLIER: Final = (_AS_IT_IS, _cut, _empty, _another_minimum, _unclear, _contradicting, _otherwise, _otherwise)
"""What an earlier reading of the day showed."""


@st.composite
def series(draw: st.DrawFn) -> list[Snapshot]:
    """Days of a program up to today: with a break or without, pauses, cut lists, and days that are missing."""
    factor = draw(st.sampled_from([0.4, 1, 2.4]))
    since, length = TODAY - draw(st.integers(1, 80)) * DAY, draw(st.integers(1, 60))
    shown = days(factor, since=since, ago=110, minimum="3.160.0")
    if draw(st.booleans()):
        shown = coarse(shown)
    pause = draw(st.sampled_from([0, 0, 3, 20, 35]))
    before = draw(st.integers(0, 20))
    chosen = [*shown[-1 - length - pause - before : -1 - length - pause], *shown[-1 - length :]]
    said = [draw(st.sampled_from(_SAID)) for _ in chosen[:-1]]
    return [*(make(each) for make, each in zip(said, chosen, strict=False) if make), chosen[-1]]


@st.composite
def saves(draw: st.DrawFn, kept: Sequence[Snapshot]) -> list[list[Snapshot]]:
    """Some ways in which these days may come: in order, several at once, late, again, and replaced."""
    late = {each.day for each in kept if draw(st.integers(0, 19)) == 0}
    in_order = [each for each in kept if each.day not in late]
    found, at = list[list[Snapshot]](), 0
    while at < len(in_order):
        many = draw(st.integers(1, 25))
        found.append(in_order[at : at + many])
        at += many
    for each in kept:
        earlier = [replace(draw(st.sampled_from(_EARLIER))(each), taken_at=each.taken_at - SECOND)]
        if each.day in late:
            found.insert(draw(st.integers(0, len(found))), [each])
        elif draw(st.integers(0, 19)) == 0:  # another process stood still, and comes with an older reading
            found.insert(draw(st.integers(0, len(found))), earlier)
        elif draw(st.integers(0, 3)) == 0:  # the day was read before, and showed something else
            found.insert(next(at for at, those in enumerate(found) if each in those), earlier)
    return [draw(st.permutations(each)) if draw(st.booleans()) else each for each in found]


TEAMS: Final = count()


# The function's fixture is shared by all examples: each has a workspace of its own.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_day_by_day_as_all_in_one_go(stores: Stores, data: st.DataObject) -> None:
    team, kept = f"T{next(TEAMS)}", data.draw(series())
    for those in data.draw(saves(kept)):
        found = await stores.snapshots.save(team, those)
        assert [each.day for each in found] == [each.day for each in those]
    later = await stores.snapshots.since(team, SHOP.appid, date.min)

    assert later == kept
    assert different(later, judged(kept)) == {}
    newest = {SHOP.appid: later[-1].judgement}
    assert await stores.snapshots.judgements(team, [SHOP.appid]) == newest
    assert not await stores.unjudged.unjudged(team, "", limit=9)


@pytest.mark.parametrize("factor", [1, 2.4])
async def test_beside_the_public_numbers(stores: Stores, factor: float) -> None:
    """Each day by what they showed by then, also where all days are judged again."""
    kept, public = coarse(days(ago=60)), public_of(days(factor, ago=150))
    await stores.public_snapshots.save(*public)
    for at in range(0, len(kept) - 1, 7):
        await stores.snapshots.save(TEAM, kept[at : at + 7])
    await stores.snapshots.save(TEAM, kept[-1:])
    expected = judged(kept, shown_by(public))

    assert await judgements(stores) == expected
    await stores.snapshots.save(TEAM, [replace(kept[0], taken_at=kept[0].taken_at + SECOND)])
    assert await judgements(stores) == expected
    assert bool(expected[-1].count) == (factor > 1)


async def test_a_late_day_of_one_program(stores: Stores) -> None:
    """That day and all later ones are judged at once: they are in a break that nobody saw before."""
    kept = days(ago=60)
    await stores.snapshots.save(TEAM, kept[-19:])
    assert not (await judgements(stores))[-1].count
    imported = await stores.snapshots.save(TEAM, kept[:-19])

    assert [each.judgement for each in imported] == judged(kept)[:-19]
    assert await judgements(stores) == judged(kept)
    assert (await judgements(stores))[-1].count
    assert not await judge_what_waits(stores)


async def test_late_days_of_many_programs(stores: Stores) -> None:
    """They may be judged in the background: until then nothing is told, and then all is as if it had come in time."""
    kept = {appid: [replace(each, appid=appid) for each in days(ago=40)] for appid in APPIDS}
    for one in kept.values():
        await stores.snapshots.save(TEAM, one[-19:])
    found = await stores.snapshots.save(TEAM, [one[-20] for one in kept.values()])
    newest = await stores.snapshots.judgements(TEAM, APPIDS)
    waiting = await stores.unjudged.unjudged(TEAM, "", limit=9)

    assert {each.appid for each in found if not each.judgement.known} == set(waiting)
    assert {appid for appid, each in newest.items() if not each.known} == set(waiting)
    await judge_what_waits(stores)
    for appid, one in kept.items():
        assert await judgements(stores, appid) == judged(one[-20:])


async def test_new_days_of_programs_that_wait(stores: Stores) -> None:
    """They are judged with the others, and alerts by them afterwards, not by those that came late."""
    kept = {appid: [replace(each, appid=appid) for each in days(ago=40)] for appid in APPIDS}
    await stores.snapshots.save(TEAM, [day for one in kept.values() for day in one[5:-2]])
    await stores.unjudged.alerts_judged(TEAM, None)
    await stores.snapshots.save(TEAM, [day for one in kept.values() for day in one[3:5]])
    for at in (-2, -1):
        await stores.snapshots.save(TEAM, [one[at] for one in kept.values()])
    await judge_what_waits(stores)

    for appid, one in kept.items():
        assert await judgements(stores, appid) == judged(one[3:])
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == dict.fromkeys(APPIDS, TODAY - DAY)


async def test_alerts_are_due_until_they_are_judged(stores: Stores) -> None:
    """By the first new day on; one that comes meanwhile stays due, a late one is history."""
    kept, appid = days(ago=9), SHOP.appid
    await stores.snapshots.save(TEAM, kept[3:5])
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: kept[3].day}
    await stores.snapshots.save(TEAM, [kept[5]])
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: kept[3].day}

    await stores.unjudged.alerts_judged(TEAM, {appid: kept[4].taken_at})
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: kept[3].day}
    await stores.snapshots.save(TEAM, [replace(kept[5], taken_at=kept[5].taken_at + SECOND)])  # the same day once more
    await stores.unjudged.alerts_judged(TEAM, {appid: kept[5].taken_at})
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: kept[3].day}
    assert await stores.unjudged.alerts_due(TEAM, "another", limit=9) == {}  # the day itself is to be judged first
    await stores.unjudged.alerts_judged(TEAM, {appid: kept[5].taken_at + SECOND})
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {}

    await stores.snapshots.save(TEAM, [kept[0]])
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {}
    await stores.snapshots.save(TEAM, [replace(kept[5], taken_at=kept[5].taken_at + 2 * SECOND)])
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: kept[5].day}
    await stores.unjudged.alerts_judged(TEAM, None)
    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {}


async def test_days_of_many_programs_that_come_while_alerts_are_judged(stores: Stores) -> None:
    kept = {appid: [replace(each, appid=appid) for each in days(ago=40)] for appid in APPIDS}
    await stores.snapshots.save(TEAM, [day for one in kept.values() for day in one[5:-2]])
    await stores.snapshots.save(TEAM, [one[at] for one in kept.values() for at in (4, -2)])
    await stores.unjudged.alerts_judged(TEAM, {appid: one[-3].taken_at for appid, one in kept.items()})
    await judge_what_waits(stores)

    assert await stores.unjudged.alerts_due(TEAM, "", limit=9) == {appid: one[5].day for appid, one in kept.items()}


async def test_alerts_of_a_few_programs_at_a_time(stores: Stores) -> None:
    await stores.snapshots.save(TEAM, [replace(days(ago=1)[-1], appid=appid) for appid in APPIDS])
    await stores.snapshots.save("T2", days(ago=1)[-1:])

    assert len(await stores.unjudged.alerts_due(TEAM, "", limit=1)) == 1
    assert (await stores.unjudged.alerts_due(TEAM, "", limit=9)).keys() == set(APPIDS)
    await stores.unjudged.alerts_judged(TEAM, {APPIDS[0]: days(ago=1)[-1].taken_at})
    assert (await stores.unjudged.alerts_due(TEAM, "", limit=9)).keys() == {APPIDS[1]}
    await stores.unjudged.alerts_judged(TEAM, None)
    assert await stores.unjudged.alerts_due("T2", "", limit=9) == {SHOP.appid: TODAY}


def without_newest(kept: Snapshot) -> Snapshot:
    """The same day, without the two newest versions: their users are on the one before."""
    *left, last, _, _ = sorted(kept.feed.items, key=lambda item: Version.parse(item.label))
    items = (*left, FeedItem(last.label, 1 - sum((item.value for item in left), Decimal(0))))
    return replace(kept, feed=Feed.of(kept.feed.minimum, items))


async def compared(stores: Stores) -> date:
    found = await stores.snapshots.judgements(TEAM, [SHOP.appid], up_to=TODAY - DAY)
    return found[SHOP.appid].day


async def test_an_accepted_day_is_compared_with(stores: Stores) -> None:
    """Once three lists agree, the first two are days like others; as long as none comes between that does not."""
    *earlier, one, two, three = days(1)[-30:]
    await stores.snapshots.save(TEAM, [*earlier, without_newest(one), without_newest(two)])
    assert await compared(stores) == one.day - DAY

    await stores.snapshots.save(TEAM, [without_newest(three)])
    assert await compared(stores) == two.day

    await stores.snapshots.save(TEAM, [replace(two, taken_at=two.taken_at + SECOND)])
    assert await compared(stores) == two.day
    await stores.snapshots.save(TEAM, [replace(without_newest(two), taken_at=two.taken_at + 2 * SECOND)])
    assert await compared(stores) == two.day

    await stores.snapshots.save(TEAM, [replace(three, taken_at=three.taken_at + SECOND)])
    assert await compared(stores) == one.day - DAY


async def test_after_half_a_year_without_a_reading(stores: Stores) -> None:
    """Nothing is left of the course but its versions, and the next list has new ones."""
    kept = days(1.0, ago=400)
    one, other = kept[150], kept[-1]
    await stores.snapshots.save(TEAM, [one, replace(kept[-2], appid=APPIDS[1])])
    await stores.snapshots.save(TEAM, [other, replace(other, appid=APPIDS[1])])

    assert await judgements(stores) == judged([one, other])
    assert await judgements(stores, APPIDS[1]) == judged(kept[-2:])


async def test_a_list_that_begins_with_no_version(stores: Stores) -> None:
    """As WeChat's public one: in a break, too, what was before it is kept beside."""
    kept = days(ago=120)
    items = [(FeedItem("0.0.0", Decimal(0)), *each.feed.items) for each in kept]
    listed = [replace(each, feed=Feed.of(each.feed.minimum, found)) for each, found in zip(kept, items, strict=True)]
    await stores.snapshots.save(TEAM, listed)
    newest = (await judgements(stores))[-1]
    at = Version.parse("3.163.0")
    known = (await stores.snapshots.losses(TEAM, [SHOP.appid], at))[SHOP.appid]

    assert newest.count
    assert known.loss == day_of(judge_all(kept)[-1], judge_all(kept)).loss(at)


async def test_late_days_that_come_while_others_are_judged_again(stores: Stores) -> None:
    kept = {appid: [replace(each, appid=appid) for each in days(ago=30)] for appid in APPIDS}
    await stores.snapshots.save(TEAM, [each for one in kept.values() for each in one[-9:]])
    late = [each for one in kept.values() for each in one[:-9]]
    await asyncio.gather(stores.snapshots.judge_again(TEAM, APPIDS), stores.snapshots.save(TEAM, late))
    await judge_what_waits(stores)

    for appid, one in kept.items():
        assert await judgements(stores, appid) == judged(one)


MADE, FORECASTS_DAY = date(2026, 10, 26), date(2026, 11, 23)
EXPECTED = Expected(FORECASTS_DAY, Decimal("0.012345"), Decimal("0.009"), Decimal("0.0160"))
KEPT = KeptForecast(v("3.0.0"), MADE, EXPECTED)


@pytest.fixture
def forecasts(database: Database | None) -> Forecasts:
    return SqlForecasts(database) if database else FakeForecasts()


async def test_gives_back_what_was_expected_once_its_day_has_come(forecasts: Forecasts) -> None:
    await forecasts.keep("T1", "wx1", [KEPT])

    assert await forecasts.due("T1", Visible("wx1"), until=FORECASTS_DAY) == [KEPT]
    assert await forecasts.due("T1", Visible("wx1"), until=FORECASTS_DAY - timedelta(days=1)) == []
    assert await forecasts.due("T1", Visible("wx2"), until=FORECASTS_DAY) == []
    assert await forecasts.due("T2", Visible("wx1"), until=FORECASTS_DAY) == []


async def test_the_first_forecast_stays(forecasts: Forecasts) -> None:
    await forecasts.keep("T1", "wx1", [KEPT])
    await forecasts.keep("T1", "wx1", [replace(KEPT, expected=replace(EXPECTED, loss=Decimal("0.5")))])
    await forecasts.keep("T1", "wx1", [])

    assert await forecasts.due("T1", Visible("wx1"), until=FORECASTS_DAY) == [KEPT]


async def test_the_newest_day_comes_first(forecasts: Forecasts) -> None:
    days = [FORECASTS_DAY - timedelta(days=ago) for ago in range(300)]
    made = [
        KeptForecast(v("3.0.0"), day - timedelta(weeks=weeks), replace(EXPECTED, day=day))
        for day in days
        for weeks in (4, 8)
    ]
    await forecasts.keep("T1", "wx1", made[::-1])

    assert await forecasts.due("T1", Visible("wx1"), until=FORECASTS_DAY) == made[:400]
