"""A day of one program, or of as many as fit."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.digest.digest import MOST_PROGRAMS
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.errors import DayToCome, NoProgram, NothingKept
from bot.usecases.forecast import MakeForecasts
from bot.usecases.replay import ReplayDay
from bot.usecases.report.as_of import ReportOn
from bot.usecases.report.kept_reports import KeptReports
from tests.blocks.alerts.test_alerts import ALERT, FLEET, about
from tests.domain.build import Number, snapshot_of
from tests.fakes.access import seen_by_all
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeSnapshots

TEAM = "T1"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRST = date(2026, 10, 1)
DAY = timedelta(days=1)
PROGRAMS = [Program(Visible(f"wx{number}"), f"shop{number}") for number in range(MOST_PROGRAMS + 3)]


def _losing(percent: str) -> dict[str, Number]:
    """So many users are below 3.0.0."""
    return {"2.9.0": percent, "3.0.0": 60 - Decimal(percent), "3.8.0": 40}


class Archive:
    """What is kept of some programs."""

    def __init__(self, *programs: Program) -> None:
        self.snapshots, self.alerts = FakeSnapshots(), FakeAlerts(FakeDeliveries())
        self.forecasts = FakeForecasts()
        make_forecasts = MakeForecasts(self.snapshots, self.forecasts)
        self.replay = ReplayDay(
            ReportOn(KeptReports(self.snapshots)),
            self.snapshots,
            seen_by_all(FakePrograms(*programs)),
            self.alerts,
            make_forecasts,
        )

    async def keep(self, program: Program, losses: dict[date, str]) -> list[Snapshot]:
        kept = [snapshot_of(_losing(lost), day, appid=program.appid) for day, lost in losses.items()]
        await self.snapshots.save(TEAM, kept)
        return kept


async def test_one_program() -> None:
    """The only one need not be named; what came later changes nothing."""
    archive = Archive(PROGRAMS[0])
    then = {FIRST - DAY * number: "1.5" if number < 4 else "0.5" for number in range(30)}
    await archive.keep(PROGRAMS[0], then)
    await archive.alerts.add(about("loss > 1% at 3.0.0", FLEET), {})
    before = await archive.replay(TEAM, FIRST, None, now=NOW)
    await archive.keep(PROGRAMS[0], {FIRST + DAY * number: "9" for number in range(1, 30)})
    after = await archive.replay(TEAM, FIRST, None, now=NOW)
    (part,) = after.programs

    assert after == before
    assert part.section.report.as_of == FIRST
    assert [each.crossing.day for each in part.alerts or ()] == [FIRST]
    assert part.section.movements


async def test_nothing_is_written_down() -> None:
    """The forecast of that time is shown but not kept."""
    archive = Archive(PROGRAMS[0])
    days = {FIRST - DAY * number: f"{Decimal(number) / 2 + 2}" for number in range(58)}
    await archive.keep(PROGRAMS[0], days)
    (part,) = (await archive.replay(TEAM, FIRST, None, now=NOW)).programs

    assert part.section.next_safe
    assert part.section.next_safe.made_on == part.section.report.snapshot.day
    assert await archive.forecasts.due(TEAM, PROGRAMS[0].appid, until=date.max) == []


async def test_alerts_of_others() -> None:
    """An alert on another program, or of another workspace, says nothing here."""
    archive = Archive(PROGRAMS[0])
    await archive.keep(PROGRAMS[0], {FIRST: "1.5"})
    await archive.alerts.add(ALERT, {})
    (part,) = (await archive.replay(TEAM, FIRST, PROGRAMS[0], now=NOW)).programs

    assert part.alerts == ()


async def test_all_programs() -> None:
    """As many as fit, in order; of the others how many, and why."""
    archive = Archive(*PROGRAMS)
    for program in PROGRAMS[1:]:
        await archive.keep(program, {FIRST - DAY: "1"})
    replay = await archive.replay(TEAM, FIRST, None, now=NOW)

    assert [part.section.report.program for part in replay.programs] == PROGRAMS[1 : MOST_PROGRAMS + 1]
    assert (replay.nothing_kept, replay.left_out) == (1, 2)
    assert {part.alerts for part in replay.programs} == {None}


async def test_nothing_kept_of_any() -> None:
    """Among several that is no error: it is what there is to say."""
    replay = await Archive(*PROGRAMS).replay(TEAM, FIRST, None, now=NOW)

    assert (replay.programs, replay.nothing_kept) == ((), len(PROGRAMS))


@pytest.mark.parametrize("named", [None, PROGRAMS[0]])
async def test_nothing_kept_of_one(named: Program | None) -> None:
    """Of the only one, or the one named, it is."""
    archive = Archive(*(PROGRAMS if named else PROGRAMS[:1]))

    with pytest.raises(NothingKept):
        await archive.replay(TEAM, FIRST, named, now=NOW)


async def test_no_program_and_no_day() -> None:
    """Without a program there is nothing to show, and of tomorrow neither."""
    with pytest.raises(NoProgram):
        await Archive().replay(TEAM, FIRST, None, now=NOW)
    with pytest.raises(DayToCome):
        await Archive(*PROGRAMS).replay(TEAM, date(2026, 11, 24), None, now=NOW)
