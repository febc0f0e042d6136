"""Digests that fall due while the soak goes on: some were due a moment ago, the others minute by minute."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bench.fleet import TEAM_ID, fleet
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import Subscription
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database

MISSED: Final = 10
"""Digests that were due before the bot started: they are sent at once."""
A_MINUTE: Final = 10
_A_MOMENT_AGO: Final = timedelta(minutes=5)
_SINCE: Final = timedelta(days=1)


def subscriptions(now: datetime, minutes: float, programs: int) -> Sequence[Subscription]:
    """Digests due from just before `now` (UTC) until a run of so many minutes ends, each of one program."""
    due = [now - _A_MOMENT_AGO] * MISSED
    for minute in range(1, int(minutes) + 1):
        due += [now.replace(second=0, microsecond=0) + timedelta(minutes=minute)] * A_MINUTE
    known = fleet(programs)
    return [_order(number, at, known[number % programs].appid, now) for number, at in enumerate(due)]


async def place(database_url: str, subscribed: Sequence[Subscription]) -> None:
    """Write them into the bot's own tables."""
    database = Database(database_url)
    try:
        subscriptions = SqlSubscriptions(database)
        for subscription in subscribed:
            await subscriptions.put(subscription)
    finally:
        await database.close()


def _order(number: int, at: datetime, appid: str, now: datetime) -> Subscription:
    channel = f"C0SOAK{number:04}"
    schedule = Schedule((at.weekday(),), at.astimezone(UTC).time().replace(second=0, microsecond=0), "UTC")
    return Subscription(
        f"{TEAM_ID}-{channel}", TEAM_ID, channel, (appid,), schedule, "en", "U0BENCH", created_at=now - _SINCE
    )
