"""Snapshots in rows of `WITH_USERS`."""

from typing import Any

from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.visible import Visible
from bot.storage.numbers.encoding import decode_feed, decode_reading
from bot.storage.numbers.judgements import decode_judgement
from bot.storage.numbers.users import users_of


def snapshot_in(row: Any) -> Snapshot:
    """Return the snapshot in a row, with its users and its judgement."""
    appid, day, taken_at, feed, reading, imported_by, summary, *counted = row
    users, judgement = users_of(*counted), decode_judgement(day, summary)
    return Snapshot(
        Visible(appid), day, taken_at, decode_feed(feed), decode_reading(reading), imported_by, users, judgement
    )
