"""What a fleet's minimums cut off in people: the sum of an answer is that of its file, to the last user."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from functools import partial
from itertools import product
from typing import Any, Final

import pytest
from sqlalchemy import func, select, update

from bot.blocks.fleet_text import fleet_csv, fleet_raise_csv
from bot.domain.access import Viewpoint
from bot.domain.fleet import Filter, Sort
from bot.domain.fleet_row import WHOLE, Asked, Page, Standing
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Version
from bot.export.fleet_json import fleet_json, fleet_raise_json
from bot.i18n import texts_for
from bot.ports.numbers import Moment
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.fleets import SqlFleets
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.known import KnownPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.usecases.fleet import raise_every, raise_fleet, read_fleet
from bot.wiring.core import Core, open_core
from tests.export.test_report_json import cells_of
from tests.storage.fleet.world import CHANNEL, NOW, SETTINGS, TEAM, count_users, fill, publish

EN: Final = texts_for("en")
SEEN: Final = (Viewpoint.everything(TEAM), Viewpoint.of_channel(TEAM, CHANNEL))


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Core]:
    """The bot over a fleet whose users are counted."""
    settings = {"database_url": database_url, "wechat_programs": SETTINGS, "wechat_public_url": "http://127.0.0.1:9/p"}
    async with open_core(Settings.model_validate(settings)) as core:
        await fill(core, 300)
        await count_users(core, 300)
        yield core


def added_up(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The last two columns, and how many rows have them."""
    ends = [(int(low), int(high)) for *_, low, high in rows if high]
    return {"low": sum(low for low, _ in ends), "high": sum(high for _, high in ends), "programs": len(ends)}


def of_rows(programs: Iterable[dict[str, Any]]) -> dict[str, int]:
    counted = [each["users_below"] for each in programs if "users_below" in each]
    return added_up([(str(each["low"]), str(each["high"])) for each in counted])


@pytest.mark.parametrize("factor", [1.0, 2.4])
async def test_the_sum_is_that_of_the_file(core: Core, factor: float) -> None:
    sums = set[int]()
    await publish(core, factor)
    for seen in SEEN:
        for tag, only in (("", Filter.ALL), ("food", Filter.ALL), ("", Filter.READY), ("", Filter.BLOCKED)):
            asked = partial(read_fleet, core.usecases, seen, now=NOW, tag=tag, only=only)
            report, page = await asked(page=WHOLE), await asked(sort=Sort.USERS, page=Page(3, 4))
            file, answer = cells_of(fleet_csv(EN, day="").add(report.rows).whole.content), fleet_json(report)
            assert added_up(file[1:]) == answer["users_below"] == of_rows(answer["programs"])
            assert page.reached == report.reached
            assert bool(report.public and report.public.open) == (factor > 1)
            sums.add(answer["users_below"]["high"])
    assert len(sums) > 4


async def test_the_sum_below_a_new_minimum(core: Core) -> None:
    sums = set[int]()
    for seen, version in product(SEEN, ("2.10.4", "3.0.0", "3.1.2", "3.4.0.7", "9.9.9")):
        raised = await raise_every(core.usecases, seen, Version.parse(version), now=NOW, page=WHOLE)
        shown = await raise_fleet(core.usecases, seen, Version.parse(version), now=NOW)
        file, answer = (
            cells_of(fleet_raise_csv(raised.version, EN, day="").add(raised.rows).whole.content),
            fleet_raise_json(raised),
        )
        assert added_up(file[1:]) == answer["users_below"] == of_rows(answer["programs"])
        assert shown.reached == raised.reached
        sums.add(answer["users_below"]["high"])
    assert len(sums) == 10


EVERYTHING = Asked(Viewpoint.everything(TEAM))
MADE_ONCE_NOW = Moment()
FEW = 6
MANY = 60


class _Counting(SqlSnapshots):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.judged: list[str] = []

    async def judge_again(self, team_id: str, appids: Collection[Visible]) -> None:
        self.judged += appids
        await super().judge_again(team_id, appids)


async def _by_other_rules(core: Core) -> int:
    """All numbers are judged by the rules of other code; how many programs have some."""
    async with core.database.writing() as connection:
        await connection.execute(update(SNAPSHOTS).values(summary="1|of other rules"))
        await connection.execute(update(NEWEST_NUMBERS).values(made_by=0, standing=None, loss_high=7))
        return await connection.scalar(select(func.count()).select_from(NEWEST_NUMBERS)) or 0


@pytest.mark.parametrize("size", [FEW, MANY])
async def test_two_questions_at_once_judge_once(database_url: str, size: int) -> None:
    """A few programs are judged at once; of many, all are said to be still judged, and the question waits for none."""
    async with open_core(Settings.model_validate({"database_url": database_url})) as core:
        await fill(core, size)
        kept = await _by_other_rules(core)
        snapshots = _Counting(core.database)
        fleets = SqlFleets(core.database, KnownPrograms(core.database), snapshots)

        totals, programs = await asyncio.gather(
            fleets.totals(EVERYTHING, MADE_ONCE_NOW, Sort.ATTENTION),
            fleets.sorted(EVERYTHING, MADE_ONCE_NOW, Filter.ALL, Sort.ATTENTION, WHOLE),
        )

    assert totals.programs == len(programs)
    assert len(snapshots.judged) == len(set(snapshots.judged)) == (kept if size == FEW else 0)
    assert (Standing.UNJUDGED in totals.standings) == (size == MANY)
