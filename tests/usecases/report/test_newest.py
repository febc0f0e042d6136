"""Some programs' newest snapshots, and their suspicions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.usecases.report.newest import NewestReports
from tests.domain.build import TODAY, snapshot_of, v
from tests.fakes.storage import FakeSnapshots

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
LATER = datetime.combine(TODAY, time(9), UTC)
SHOP, CAFE, BANK = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe"), Program(Visible("wx3"), "bank")
BEFORE = {"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}
WITHDRAWN = {"3.2.0": "2", "3.1.0": "97.5", "3.0.0": "0.5"}
CUT_SHORT = {"3.1.0": "99.5", "3.0.0": "0.5"}


class CountingWeeks(FakeSnapshots):
    """Knows how often several days were read."""

    weeks = 0

    async def recent(
        self, team_id: str, appids: Collection[str], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        self.weeks += 1
        return await super().recent(team_id, appids, since=since, before=before)


async def test_beside_the_week_before() -> None:
    """Withdrawn versions and short lists are seen; programs without snapshots are missing."""
    snapshots = FakeSnapshots()
    for appid, rows in {"wx1": WITHDRAWN, "wx2": CUT_SHORT}.items():
        await snapshots.save("T1", [snapshot_of(BEFORE, TODAY - DAY, appid=appid), snapshot_of(rows, appid=appid)])
    reports = await NewestReports(snapshots)("T1", [SHOP, CAFE, BANK], before=TOMORROW)

    assert set(reports) == {"wx1", "wx2"}
    shop, cafe = reports["wx1"], reports["wx2"]
    assert (shop.program, shop.suspicions, shop.safe_minimum) == (SHOP, (), v("3.1.0"))
    assert shop.withdrawal
    assert shop.withdrawal.version == v("3.2.0")
    assert (cafe.suspicions, cafe.withdrawal) == ((Suspicion.NEWEST_MISSING,), None)


async def test_each_by_its_own_week() -> None:
    """A month-old reading is judged by its own week, and by none of another workspace."""
    snapshots, old = FakeSnapshots(), TODAY - 30 * DAY
    await snapshots.save("T1", [snapshot_of(BEFORE, TODAY, appid="wx2")])
    await snapshots.save("T1", [snapshot_of(BEFORE, old - DAY, appid="wx1"), snapshot_of(WITHDRAWN, old, appid="wx1")])
    await snapshots.save("T2", [snapshot_of(WITHDRAWN, TODAY, appid="wx1")])
    newest_reports = NewestReports(snapshots)
    ours = await newest_reports("T1", [SHOP, CAFE], before=TOMORROW)
    theirs = await newest_reports("T2", [SHOP], before=TOMORROW)

    assert ours["wx1"].withdrawal
    assert ours["wx1"].snapshot.day == old
    assert ours["wx2"].withdrawal is theirs["wx1"].withdrawal is None


async def test_judged_once_and_again_when_it_is_read_again() -> None:
    """A new snapshot reads the week; a changed name is shown."""
    snapshots = CountingWeeks()
    await snapshots.save("T1", [snapshot_of(BEFORE, TODAY - DAY, appid="wx1"), snapshot_of(BEFORE, appid="wx1")])
    newest_reports = NewestReports(snapshots)
    first = await newest_reports("T1", [SHOP], before=TOMORROW)
    again = await newest_reports("T1", [Program(Visible("wx1"), "store")], before=TOMORROW)
    assert (first["wx1"].withdrawal, again["wx1"].program.alias, snapshots.weeks) == (None, "store", 1)

    await snapshots.save("T1", [replace(snapshot_of(WITHDRAWN, appid="wx1"), taken_at=LATER)])
    assert (await newest_reports("T1", [SHOP], before=TOMORROW))["wx1"].withdrawal
