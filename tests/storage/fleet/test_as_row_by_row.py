"""The database answers about a fleet as if each of its rows had been read, whatever has changed meanwhile."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, product
from random import Random

import pytest
from sqlalchemy import update

from bot.domain.access import Role, Viewpoint
from bot.domain.digest.changes import ChangedFleet, changed_fleet
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.fleet import Filter, RaiseRow, Sort, Verdict
from bot.domain.fleet_row import WHOLE, Asked, FleetRow, Page
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Reading, Reason, Scale, Version
from bot.domain.programs import AuthStatus
from bot.domain.retention import Retained
from bot.ports.numbers import Fleets, Moment
from bot.ports.programs import KeptProgram, Labels
from bot.ports.sweep import ReadFailure
from bot.settings import Settings
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.programs.programs import SqlPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.usecases.fleet import read_rows
from bot.wiring.core import Core, open_core
from bot.wiring.routines import judge_again
from tests.domain.build import TODAY, feed_of, snapshot_of
from tests.fakes.fleet import FakeFleets
from tests.storage.fleet.world import CHANNEL, NOW, SETTINGS, TEAM, appid_of, change, count_users, fill, publish

SIZE = 150
VIEWS = (Viewpoint.everything(TEAM), Viewpoint.of_channel(TEAM, CHANNEL), Viewpoint(TEAM, "C9", Role.EDITOR))
MOMENTS = (Moment(), Moment("2026-11-04.."))
"""As it was judged, and once a break of the public numbers has begun, by which nothing is judged yet."""
VERSIONS = [Version.parse(each) for each in ("2.0.0", "3.1.2", "3.3.0", "3.4.0.1", "9.0.0")]
EVERY = slice(None)
PARTS = 4
"""Of the questions: after a change one is asked, of every moment and most views; after the next change another."""


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Core]:
    settings = {"database_url": database_url, "wechat_programs": SETTINGS}
    async with open_core(Settings.model_validate(settings)) as core:
        await fill(core, SIZE)
        await count_users(core, SIZE)
        yield core


class RowsReadOnce(FakeFleets):
    """Reads its rows once for all questions about them: while nothing changes."""

    def __init__(self, core: Core) -> None:
        kept = core.repositories
        super().__init__(kept.programs, kept.snapshots, kept.read_failures)
        self._read: dict[tuple[Asked, Moment], Sequence[FleetRow]] = {}
        self._raised: dict[tuple[Asked, Version, Moment], Sequence[RaiseRow]] = {}

    async def _rows(self, asked: Asked, moment: Moment) -> Sequence[FleetRow]:
        if (asked, moment) not in self._read:
            self._read[asked, moment] = await super()._rows(asked, moment)
        return self._read[asked, moment]

    async def _raise_rows(self, asked: Asked, version: Version, moment: Moment) -> Sequence[RaiseRow]:
        key = asked, version, moment
        if key not in self._raised:
            self._raised[key] = await super()._raise_rows(*key)
        return self._raised[key]


async def agreed(core: Core, some: slice = EVERY) -> None:
    """Whether the database and the rows give the same answers to all or some of the questions."""
    kept, rows = core.repositories, RowsReadOnce(core)
    asked = [Asked(seen) for seen in VIEWS] + [Asked(VIEWS[0], "food"), Asked(VIEWS[1], appids=(appid_of(3), "wxno"))]
    for about, moment, sort in [*zip(cycle(asked), cycle(MOMENTS), [*Sort] * 2, strict=False)][some]:
        totals = [await each.totals(about, moment, sort) for each in (kept.fleets, rows)]
        assert totals[0] == totals[1], (about, moment, sort)
        for only, page in ((Filter.ALL, WHOLE), (Filter.READY, Page(2, 5))):
            question = (about, moment, only, sort, page)
            assert await kept.fleets.sorted(*question) == await rows.sorted(*question), question
    compared = ((asked[0], MOMENTS[0], 7), (asked[1], MOMENTS[1], 7), (asked[0], MOMENTS[1], 26))
    for about, moment, ago in [*compared][some]:
        since = TODAY - timedelta(days=ago)
        whole, changes = [await _compared(core, each, about, moment, since) for each in (rows, kept.fleets)]
        assert whole == changes, (about, moment, since)
    for about, moment in [*product(asked[:2], MOMENTS)][some]:
        entries = [_entries(await each.lines(about, moment)) for each in (kept.fleets, rows)]
        assert entries[0] == entries[1], (about, moment)
    for about, moment, version in [*zip(cycle(asked), cycle(MOMENTS), VERSIONS, strict=False)][some]:
        for verdict, page in ((None, WHOLE), (None, Page(3, 7)), *((each, Page(limit=3)) for each in Verdict)):
            raised = [await each.raised(about, moment, version, verdict, page) for each in (kept.fleets, rows)]
            assert raised[0] == raised[1], (about, moment, version, verdict, page)


async def _compared(core: Core, fleets: Fleets, about: Asked, moment: Moment, since: date) -> ChangedFleet:
    """Compared with a day, by what may have changed."""
    kept, appids = core.repositories, await fleets.changed(about, moment, since)
    programs = {each.appid: each for each in await kept.programs.found(about)}
    chosen = [programs[appid] for appid in appids]
    then = await kept.snapshots.judgements(TEAM, appids, up_to=since)
    known = await kept.snapshots.last_days(TEAM, appids, before=since + timedelta(days=1))
    rows = await read_rows(kept.snapshots, kept.read_failures, TEAM, chosen, moment)
    return changed_fleet(rows, then, since, known=known.keys())


def _entries(lines: str) -> list[object]:
    """With losses as far as the database has them: it rounds them up to fourteen digits after the point."""
    return [
        (appid, entry.minimum, entry.state, *(f"{end:.12f}" for end in (entry.loss.low, entry.loss.high)))
        if entry.loss
        else (appid, entry)
        for appid, entry in FleetDigestMemory("", lines)
    ]


async def _keep(
    core: Core, number: int, *, ago: int = 0, minimum: str = "3.1.2", reading: Reading | None = None
) -> None:
    kept = await core.repositories.snapshots.latest(TEAM, appid_of(number))
    assert kept
    day = TODAY - timedelta(days=ago)
    taken = replace(kept, day=day, taken_at=NOW - timedelta(days=ago), feed=replace(kept.feed, minimum=minimum))
    await core.repositories.snapshots.save(TEAM, [replace(taken, reading=reading or kept.reading)])


async def _new_minimum(core: Core) -> None:
    for number in (1, 2, 3, 5):
        await _keep(core, number, minimum=f"3.{number}.0")


async def _older_day(core: Core) -> None:
    await _keep(core, 3, ago=60, minimum="9.9.9")


async def _another_meaning(core: Core) -> None:
    for number, meaning in ((1, Meaning.UNDETERMINED), (2, Meaning.SHARE), (5, Meaning.NO_DATA)):
        await _keep(core, number, reading=Reading(meaning, Scale.PERCENT, Reason.PINNED, Decimal(1)))


async def _doubtful(core: Core) -> None:
    """Everyone is on one version, under each of two meanings, and by a proved one."""
    for number, listed in ((6, {"3.0.0": "0", "3.1.0": "1", "3.2.0": "1"}), (7, {"3.0.0": "0", "3.1.0": "100"})):
        found = snapshot_of(listed, TODAY, minimum="3.1.0", appid=appid_of(number))
        await core.repositories.snapshots.save(TEAM, [replace(found, taken_at=NOW)])


async def _labels(core: Core) -> None:
    labels = core.repositories.labels
    await labels.put(TEAM, appid_of(4), Labels("list 9", ("food", "neu")))  # the list gives it to another program
    await labels.put(TEAM, appid_of(8), Labels("Zebra", ()))
    await labels.put(TEAM, appid_of(8), Labels())


async def _list(core: Core) -> None:
    kept = core.repositories.kept_programs
    await kept.put(TEAM, [KeptProgram(appid_of(4), "Renamed", listed_alias="alias-3"), KeptProgram("wxnew", "New")])
    await kept.remove(TEAM, appid_of(9))


async def _restrictions(core: Core) -> None:
    rules = core.repositories.access_rules
    await rules.restrict(TEAM, appid_of(7), [CHANNEL])
    await rules.restrict(TEAM, appid_of(12), ["C2"])


async def _statuses(core: Core) -> None:
    kept = core.repositories.kept_programs
    await kept.set_status(TEAM, appid_of(1), AuthStatus.REVOKED, now=NOW)
    await kept.set_status(TEAM, appid_of(2), AuthStatus.NOT_GRANTED, now=NOW)
    await kept.set_status(TEAM, appid_of(2), AuthStatus.READABLE, now=NOW)


async def _failures(core: Core) -> None:
    """One failed after midnight in China, before midnight in UTC."""
    night = datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) - timedelta(hours=7)
    failed = [ReadFailure(appid_of(number), "wechat-busy", {}, night, night) for number in (1, 2, 3)]
    await core.repositories.read_failures.note(TEAM, failed)
    await core.repositories.read_failures.clear(TEAM, [appid_of(1)])


async def _retention(core: Core) -> None:
    """Also of the newest snapshot of a program that is read no more."""
    (kept,) = (await core.repositories.snapshots.newest(TEAM, [appid_of(3)], before=date.max)).values()
    await core.repositories.kept_programs.put(TEAM, [KeptProgram(appid_of(SIZE))])
    monday = TODAY - timedelta(weeks=9)
    for day, minimum in ((monday, "3.0.0"), (monday + timedelta(days=1), "3.1.2")):
        of_day = replace(kept, appid=appid_of(SIZE), day=day, feed=replace(kept.feed, minimum=minimum))
        await core.repositories.snapshots.save(TEAM, [of_day])
    assert await SqlOldRows(core.database).delete(Retained.SNAPSHOTS, before=NOW - timedelta(weeks=8), limit=10_000)
    await judge_again(core)(now=NOW)  # until then the day is that of the deleted snapshot


async def _other_code(core: Core) -> None:
    """Which judged by other rules: until it is done again, nothing of it counts."""
    async with core.database.writing() as connection:
        await connection.execute(update(NEWEST_NUMBERS).values(made_by=0, standing=None, loss_high=7))
        await connection.execute(update(SNAPSHOTS).values(summary="1|", comparable=None, loss_high=7))


async def _judged_again(core: Core) -> None:
    snapshots = core.repositories.snapshots
    while some := await core.repositories.unjudged.unjudged(TEAM, "", limit=100):
        await snapshots.judge_again(TEAM, some)


CHANGES: dict[str, Callable[[Core], Awaitable[None]]] = {
    "a minimum": _new_minimum,
    "an older day": _older_day,
    "a meaning": _another_meaning,
    "doubtful lists": _doubtful,
    "labels": _labels,
    "the list": _list,
    "restrictions": _restrictions,
    "statuses": _statuses,
    "failures": _failures,
    "old rows": _retention,
    "the code": _other_code,
    "judgements": _judged_again,
    "all at once": change,
}


async def test_nothing_outlives_what_it_depends_on(core: Core, *, whole: bool) -> None:
    """After each change the answers are those of the rows, on several days, in a break and without one."""
    await agreed(core)
    for number, (name, make) in enumerate(CHANGES.items()):
        await make(core)
        try:
            await agreed(core, EVERY if whole else slice(number % PARTS, None, PARTS))
        except AssertionError as error:
            error.add_note(f"after a change of {name}")
            raise


async def test_in_a_break_of_the_public_numbers(core: Core) -> None:
    snapshots = core.repositories.snapshots
    await publish(core, 2.4)
    await snapshots.judge_again(TEAM, await core.repositories.programs.appids(Asked(VIEWS[0])))
    public = await snapshots.public(TODAY)
    assert Moment(public.turn) == MOMENTS[1]
    known = await snapshots.judgements(TEAM, await core.repositories.programs.appids(Asked(VIEWS[0])))
    assert any(each.count and each.count.open and each.count.before for each in known.values())

    await agreed(core)
    for make in (_new_minimum, _another_meaning):
        await make(core)
        await agreed(core)


async def test_what_is_as_it_was_is_not_read(core: Core) -> None:
    asked, moment, fleets = Asked(VIEWS[0]), Moment(), core.repositories.fleets
    await core.repositories.read_failures.clear(TEAM, await core.repositories.programs.appids(asked))
    assert await fleets.changed(asked, moment, TODAY) == []

    await _keep(core, 3, minimum="9.9.9")
    assert await fleets.changed(asked, moment, TODAY) == []
    assert appid_of(3) in await fleets.changed(asked, moment, TODAY - timedelta(days=1))


async def test_other_settings(core: Core) -> None:
    """A process that starts with other programs makes everything again, names and all; one that runs follows it."""
    asked = Asked(Viewpoint.everything(TEAM))
    before = await core.repositories.programs.found(asked)
    bare = SqlPrograms(core.database)
    without = await bare.found(asked)

    assert [each.alias for each in before[:3]] == ["shop", "teahouse", "alias-5"]
    assert not {each.appid for each in without} & {appid_of(3001), appid_of(3002)}
    assert await core.repositories.programs.found(asked) == without


async def test_a_hundred_different_lists(core: Core) -> None:
    draw, found = Random(1), list[Snapshot]()  # noqa: S311  # the same lists in every run
    for number in range(100):
        listed = sorted(draw.sample(range(60), draw.randrange(1, 20)))
        share = round(Decimal(100) / len(listed), 2)  # as WeChat gives it: the rest is unreported, or counted twice
        feed = feed_of({f"3.{minor}.0": share for minor in listed}, "3.1.0")
        reading = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))
        found.append(Snapshot(appid_of(number), TODAY, NOW, feed, reading))
    await core.repositories.snapshots.save(TEAM, found)

    await agreed(core)
