"""Make a day's snapshot of a feed."""

from datetime import datetime

from bot.domain.numbers.feed import Feed
from bot.domain.numbers.likeness import Shares
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.percentage_meaning import Pin, Reading
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.users import Users
from bot.domain.numbers.visible import Visible


def take_snapshot(
    appid: Visible,
    feed: Feed,
    *,
    pin: Pin,
    remembered: Reading | None,
    now: datetime,
    public: Shares | None = None,
    users: Users | None = None,
) -> Snapshot:
    """The snapshot of the day of `now`.

    Args:
        pin: the operator's settings of the meaning.
        remembered: the program's newest proved reading, if any.
        public: WeChat's public shares of about that day, if any (`public_shares`).
        users: how many people use the program, if that is known.
    """
    reading = read_meaning(feed, pin=pin, remembered=remembered, public=public)
    return Snapshot(appid, snapshot_day(now), now, feed, reading, users=users)
