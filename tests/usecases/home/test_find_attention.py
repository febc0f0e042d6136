"""The programs that need attention, as Home tabs show them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.access import Role
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program
from bot.lib.cache import RECENT
from bot.usecases.fleet import ReadFleet
from bot.usecases.home.waiting import FindAttention
from bot.usecases.report.kept_reports import KeptReports
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.fleets import FakeFleets
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeSnapshots

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SHOP, CAFE = Program(Visible("wx1"), "shop", status=AuthStatus.REVOKED), Program(Visible("wx2"), "cafe")


def fleet_of(programs: FakePrograms) -> ReadFleet:
    """The fleet of these programs, none of which was read."""
    snapshots = FakeSnapshots()
    failures = FakeReadFailures()
    return ReadFleet(FakeFleets(programs, snapshots, failures), programs, snapshots, failures, KeptReports(snapshots))


async def test_kept_for_a_moment_and_never_shown_where_it_is_restricted() -> None:
    """A result is reused for a minute, without programs that vanished for the person."""
    programs = FakePrograms(SHOP, CAFE)
    find = FindAttention(fleet_of(programs))

    async def listed(later: timedelta = timedelta(0)) -> list[str]:
        report = await find("T1", Role.EDITOR, now=NOW + later)
        return [row.program.alias for row in report.rows] if report else []

    first = await listed()
    programs.programs[1] = replace(CAFE, status=AuthStatus.NOT_GRANTED)

    assert first == await listed() == ["shop"]
    await programs.rules.restrict("T1", SHOP.appid, ["C1"])
    assert await listed() == ["cafe"]
    programs.programs.append(Program(Visible("wx3")))  # as many as before
    assert await listed() == ["cafe"]
    again = await find("T1", Role.EDITOR, now=NOW)
    assert again
    assert again.listed == 1
    await programs.rules.restrict("T1", SHOP.appid, [])
    assert await listed(RECENT) == ["shop", "cafe"]


async def test_without_programs_there_is_nothing() -> None:
    """Not even an empty list."""
    find = FindAttention(fleet_of(FakePrograms()))

    assert await find("T1", Role.ADMIN, now=NOW) is None
