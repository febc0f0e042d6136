"""What the bot finds in its database when the sandbox starts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bot.domain.numbers.public import sound_ones
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.retention import PERIODS, Retained, expired_days
from bot.storage.engine.database import Database
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from tools.sandbox.seed import WEEKS, seed_history
from tools.sandbox.wechat.config import demo_programs

DAILY_FOR = PERIODS[Retained.SNAPSHOTS]
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_twenty_weeks_as_a_bot_would_have_them(tmp_path: Path) -> None:
    """Weekly, then daily, up to yesterday, none too old; likewise for all of WeChat."""
    url, program, today = f"sqlite:///{tmp_path}/seeded.db", demo_programs()[0], snapshot_day(NOW)
    await seed_history(url, "T1", [program], now=NOW)
    database = Database(url)
    snapshots, begin = SqlSnapshots(database), today - timedelta(weeks=WEEKS)
    own = [snapshot.day for snapshot in await snapshots.since("T1", program.appid, begin)]
    public = await SqlPublicSnapshots(database).since(begin)
    await database.close()

    assert expired_days(own, today=today) == []
    for days in (own, [snapshot.day for snapshot in public]):
        assert (days[0], days[-1]) == (begin, today - DAY)
        assert max(after - before for before, after in pairwise(days)) <= 7 * DAY
    assert own[-DAILY_FOR.days :] == [today - back * DAY for back in range(DAILY_FOR.days, 0, -1)]
    assert sound_ones(public) == public
