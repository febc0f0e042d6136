"""Judging in the background goes on where one program's numbers cannot be judged."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.errors import StorageUnavailable
from bot.usecases.report.public_numbers import JudgeAgain
from tests.fakes.everything import Fakes
from tests.fakes.storage import FakeSnapshots, FakeUnjudgedNumbers

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
APPIDS = [Visible(f"wx{number:02d}") for number in range(30)]
BROKEN = APPIDS[3]
OF_ALL = "all of WeChat at 05:00"


class Waiting(FakeUnjudgedNumbers):
    """Programs that wait until they are judged."""

    def __init__(self, snapshots: FakeSnapshots) -> None:
        super().__init__(snapshots)
        self.waiting = set(APPIDS)

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        """The first of them."""
        del team_id, turn
        return sorted(self.waiting)[:limit]


class Judging(FakeSnapshots):
    """Judges all but one program, and nothing of a batch that it is in."""

    error: Exception = ValueError("a fault")

    def bind(self, unjudged: Waiting) -> None:
        """Take what is judged away from it."""
        self.unjudged = unjudged

    async def judge_again(self, team_id: str, appids: Collection[str]) -> None:
        """Fail as a whole, if at all."""
        del team_id
        if BROKEN in appids:
            raise self.error
        self.unjudged.waiting -= set(appids)


async def judged(error: Exception) -> tuple[set[Visible], list[str]]:
    """Judge in the background; who still waits, and whose alerts were judged."""
    fakes, alerts = Fakes(), list[str]()
    await fakes.install("T1")
    snapshots = Judging()
    unjudged = Waiting(snapshots)
    snapshots.bind(unjudged)
    snapshots.error = error

    async def judge_alerts(team_id: str, *, now: datetime) -> None:
        del now
        alerts.append(team_id)

    async def judge_public(*, now: datetime) -> None:
        alerts.append(f"all of WeChat at {now:%H:%M}")

    judge = JudgeAgain(snapshots, unjudged, fakes.public_snapshots, fakes.workspaces, judge_alerts, judge_public)
    with pytest.raises(type(error)):
        await judge(now=NOW)
    return unjudged.waiting, alerts


async def test_one_that_cannot_be_judged() -> None:
    """All others are, and the alerts, those about all of WeChat among them; the failure is raised when all is done."""
    assert await judged(ValueError("a fault")) == ({BROKEN}, ["T1", OF_ALL])


async def test_without_the_database_nothing_is_tried_alone() -> None:
    """The next minute goes on."""
    waiting, alerts = await judged(StorageUnavailable(reason="locked"))
    assert len(waiting) == len(APPIDS)
    assert alerts == [OF_ALL]
