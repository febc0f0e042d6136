"""The texts beside snapshots, as they are in people's databases."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.course import Course, Judged, Judging, judge_all
from bot.domain.numbers.judgement import NO_PUBLIC, Break, Judgement, Public
from bot.domain.numbers.snapshot import Snapshot, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale
from bot.domain.programs import Program
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database
from bot.storage.numbers.courses import decode_judgement, encode_judgement
from bot.storage.numbers.encoding import decode_reading, encode_reading
from bot.storage.numbers.fleet import made_of
from bot.storage.numbers.ranks import decode_loss
from bot.storage.numbers.snapshots import SqlReadFailures, SqlSnapshots
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.programs import SqlDailyWork
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases.sweep.sweep import DailySweep
from tests.domain.break_world import DAY as A_DAY
from tests.domain.break_world import SINCE, coarse, days
from tests.domain.build import EITHER_WAY, TODAY, snapshot_of, v
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import MINUTE, TEAM
from tests.usecases.sweep_world import NOW
from tests.usecases.sweep_world import TODAY as SWEEP_BY_REPLICAS_TODAY

DAY = date(2026, 11, 23)
KEPT: Final[Mapping[str, tuple[Meaning, Mapping[str, str], str, str]]] = {
    "shares": (
        Meaning.SHARE,
        {"3.0.0": "0.5", "3.1.0": "40", "3.10": "59.5"},
        "7|proved||3.1.0||0.005|3.1.0|0.005|3.1.0|keep|||||||",
        "4|3.1.0|nowhere|0|1.000|0|3.0.0 3.1.0 3.10.0|1.000 0.995 0.595",
    ),
    "shares that lack users": (
        Meaning.SHARE,
        {"3.0.0": "5", "3.1.0": "90", "初始值": "2"},
        "7|proved||3.1.0||0.05 0.1||||review|||||||",
        "4|3.1.0|nowhere|0|0.95|0|3.0.0 3.1.0|0.95 0.9",
    ),
    "shares that count users twice": (
        Meaning.SHARE,
        {"3.0.0": "6", "3.1.0": "98"},
        "7|proved||3.1.0||0.02 0.06|3.0.0|0|3.0.0|review|||||||",
        "4|3.1.0|nowhere|0|1.04|0.04|3.0.0 3.1.0|1.04 0.98",
    ),
    "users below": (
        Meaning.BELOW,
        {"3.0.0": "0.5", "3.1.0": "40"},
        "7|proved||3.1.0||0.400|3.0.0|0.005|3.0.0|review|||||||",
        "4|3.1.0|with-lower|0|1.000|0|3.0.0 3.1.0|0.995 0.6",
    ),
    "users at or below": (
        Meaning.AT_OR_BELOW,
        {"3.0.0": "0.5", "3.1.0": "40"},
        "7|proved||3.1.0||0.005|3.1.0|0.005|3.1.0|keep|||||||",
        "4|3.1.0|with-higher|0.6|1.000|0|3.0.0 3.1.0|1.000 0.995",
    ),
    "one version": (
        Meaning.SHARE,
        {"3.1.0": "100"},
        "7|proved|single-version|3.1.0||0|||3.1.0|know|||||||",
        "4|3.1.0",
    ),
    "nothing yet": (
        Meaning.NO_DATA,
        {"3.0.0": "0"},
        "7|no-data||3.1.0||||||unknown|||||||",
        "4|3.1.0",
    ),
    "no meaning": (
        Meaning.UNDETERMINED,
        {"3.0.0": "7"},
        "7|undetermined||3.1.0||||||unknown|||||||",
        "4|3.1.0",
    ),
}
"""A changed text needs higher `RULES`, or another `MADE_BY` of the curves: databases hold the old ones."""
PUBLIC: Final = Break(SINCE, None, 2.4)
QUESTIONS: Final = [v(each) for each in ("2.9", "3.0.0", "3.0.5", "3.1.0", "3.9", "3.10", "4.0")]


def judged(snapshot: Snapshot, public: Public = NO_PUBLIC) -> Judged:
    return Judging(Course(), snapshot, public).by({})


def kept_beside(found: Judged) -> tuple[object, str]:
    made = made_of(found.snapshot, found.course)
    return made.beside["summary"], made.curve


@pytest.mark.parametrize(("meaning", "values", "judgement", "curve"), KEPT.values(), ids=KEPT.keys())
def test_texts_in_databases_stay_as_they_are(
    meaning: Meaning, values: dict[str, str], judgement: str, curve: str
) -> None:
    feed = Feed.of("3.1.0", tuple(FeedItem(label, Decimal(value)) for label, value in values.items()))
    reading = Reading(meaning, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))
    found = judged(Snapshot(Visible("wx1"), DAY, datetime(2026, 11, 23, 2, tzinfo=UTC), feed, reading))

    assert kept_beside(found) == (judgement, curve)
    assert decode_judgement(DAY, judgement) == found.snapshot.judgement
    for question in QUESTIONS:
        assert decode_loss(curve, question) == loss_at(found.snapshot, question)


@pytest.mark.parametrize("text", [None, "", '["proved","3.0.0",null,null,null]', "2|proved|3.0.0|||", "30|proved"])
def test_what_other_code_wrote_is_not_read(text: str | None) -> None:
    assert decode_judgement(DAY, text) == Judgement(DAY, known=False)
    assert not decode_judgement(DAY, text).known
    assert decode_loss(text, v("3.0.0")) is None


def test_losses_under_several_meanings() -> None:
    found = judged(snapshot_of(EITHER_WAY, minimum="3.1.0"))
    judgement, curve = kept_beside(found)

    assert judgement == "7|undetermined||3.1.0||0.2500 0.5263|2.0.0|0.0000|2.0.0|review|||||||"
    listed = "1.0.0 2.0.0 3.0.0 3.1.0 3.2.0"
    below = f"with-lower|0|1.0000|0|{listed}|1.0000 1.0000 0.7500 0.4737 0.3289"
    at_or_below = f"with-higher|0.3289|1.0000|0|{listed}|1.0000 1.0000 1.0000 0.7500 0.4737"
    assert curve == f"4|3.1.0|{below}|{at_or_below}"
    assert decode_judgement(DAY, str(judgement)) == found.snapshot.judgement
    for question in map(v, ("0.9", "2.0.0", "2.5.0", "3.0.0", "3.1.0", "4.0")):
        assert decode_loss(curve, question) == loss_at(found.snapshot, question)


def test_all_that_a_day_can_be() -> None:
    """In a break, with a suspicion, a fall, and days that are accepted by it: each part comes back."""
    lists = ({"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}, {"3.1.0": "99.5", "3.0.0": "0.5"})
    kept = [snapshot_of(lists[ago < 4], TODAY - ago * A_DAY, minimum="3.0.0") for ago in range(9, -1, -1)]
    found = [each.judgement for each in judge_all(kept)]
    kept = coarse(days(ago=60, minimum="3.146.0"))
    found += [each.judgement for each in judge_all(kept, {each.day: Public(each.day, (PUBLIC,)) for each in kept})]

    assert {bool(each.accepted) for each in found} == {bool(each.suspicions) for each in found} == {False, True}
    assert {each.count is None for each in found} == {bool(each.of) for each in found} == {False, True}
    assert any(each.count and each.count.of_all and each.count.before and each.turn for each in found)
    assert any(each.fall for each in found)
    for each in found:
        assert decode_judgement(each.day, encode_judgement(each)) == each


def test_losses_in_a_break() -> None:
    kept = judge_all(days(ago=60, minimum="3.160.0"))
    course = Course()
    lists = {each.day: each for each in kept}
    for each in kept:
        found = Judging(course, each).by(lists)
        course = found.course
    curve, day = kept_beside(found)[1], day_of(found.snapshot, kept)

    assert day.before
    for number in range(140, 182):
        question = v(f"3.{number}.0")
        assert decode_loss(curve, question) == loss_at(found.snapshot, question, day.loss_before(question))


def test_readings_of_before_name_no_meanings() -> None:
    reading = snapshot_of(EITHER_WAY).reading
    old = json.loads(encode_reading(reading))
    del old["fits"]

    assert decode_reading(encode_reading(reading)) == reading
    assert decode_reading(json.dumps(old)) == replace(reading, fits=())


APPIDS = [f"wx{number:016d}" for number in range(300)]


class WaitingSource(FakeSource):
    """Answers so many, and the others only once it is let."""

    def __init__(self, answers: int) -> None:
        super().__init__(default=SHARES)
        self._answers = answers
        self.waiting = asyncio.Event()
        self.let = asyncio.Event()

    async def read(self, appid: str) -> Feed:
        if len(self.calls) >= self._answers and not self.let.is_set():
            self.waiting.set()
            await self.let.wait()
        return await super().read(appid)


@asynccontextmanager
async def replica(url: str, source: FakeSource) -> AsyncIterator[DailySweep]:
    database = Database(url)
    yield DailySweep(
        source,
        SqlSnapshots(database),
        FakePublicSnapshots(),
        SqlDailyWork(database, KnownPrograms(database, [Program(Visible(appid)) for appid in APPIDS])),
        SqlWorkspaces(database),
        SqlReadFailures(database),
        only_one=database.only_one,
        save_within=timedelta(milliseconds=5),
    )
    await database.close()


@pytest.fixture
async def url(postgres_url: str) -> str:
    database = Database(postgres_url)
    await SqlWorkspaces(database).put(Workspace(TEAM, "Team", "UBOT"))
    await database.close()
    return postgres_url


async def kept(url: str) -> list[str]:
    database = Database(url)
    days = await SqlSnapshots(database).last_days(TEAM, [Visible(appid) for appid in APPIDS], before=date.max)
    await database.close()
    return sorted(appid for appid, day in days.items() if day == SWEEP_BY_REPLICAS_TODAY)


@pytest.mark.postgres
async def test_one_of_them_sweeps(url: str) -> None:
    source, other = WaitingSource(120), FakeSource(default=SHARES)
    async with replica(url, source) as first, replica(url, other) as second:
        sweeping = asyncio.create_task(first(now=NOW))
        await source.waiting.wait()
        meanwhile = await second(now=NOW)
        source.let.set()
        await sweeping
        afterwards = await second(now=NOW + MINUTE)

    assert meanwhile[TEAM].elsewhere
    assert (afterwards[TEAM].due, other.calls) == (0, [])
    assert sorted(source.calls) == await kept(url) == APPIDS


@pytest.mark.postgres
async def test_when_it_dies_another_goes_on(url: str) -> None:
    source, other = WaitingSource(120), FakeSource(default=SHARES)
    async with replica(url, other) as second:
        async with replica(url, source) as first:
            sweeping = asyncio.create_task(first(now=NOW))
            await source.waiting.wait()
            sweeping.cancel()
            await asyncio.wait([sweeping])
        before = await kept(url)
        sweeps = await second(now=NOW + MINUTE)

    assert 100 <= len(before) <= 120
    assert not sweeps[TEAM].elsewhere
    assert sorted(other.calls) == sorted(set(APPIDS) - set(before))
    assert await kept(url) == APPIDS
