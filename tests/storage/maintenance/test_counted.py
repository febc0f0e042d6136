"""What `baselib doctor` says of the daily count of users."""

from datetime import date, timedelta

from bot.domain.numbers.snapshot import Users
from bot.domain.programs import imported_program
from bot.lib.processes import free_bytes
from bot.ports.doctor import Counted
from bot.storage.engine.database import Database
from bot.storage.maintenance.checkup import DatabaseCheckup
from bot.storage.numbers.users import SqlUserCounts

DAY = date(2026, 11, 22)


async def test_the_newest_count_alone(migrated_sqlite_url: str) -> None:
    """Of all workspaces together, by reason; before any there is none. What people import is no count of WeChat's."""
    database, checkup = Database(migrated_sqlite_url), DatabaseCheckup(migrated_sqlite_url, None, free_bytes)
    counts, users = SqlUserCounts(database), Users(DAY, other=5)
    assert await checkup.counted() is None

    await counts.save("T1", DAY - timedelta(days=1), {"wx1": users, "wx9": users}, {})
    await counts.save("T1", DAY, {}, {"wx1": "empty", "wx2": "wechat-refused 61007"})
    assert await checkup.counted() == Counted(DAY, 0, {"empty": 1, "wechat-refused 61007": 1})

    await counts.save("T2", DAY, {"wx1": users}, {"wx2": "empty"})
    assert await checkup.counted() == Counted(DAY, 1, {"empty": 2, "wechat-refused 61007": 1})

    imported = imported_program("news").appid
    await counts.save("T1", DAY + timedelta(days=1), {imported: users, "wx3": users}, {})
    assert await checkup.counted() == Counted(DAY, 1, {"empty": 2, "wechat-refused 61007": 1})
    await checkup.close()
    await database.close()
