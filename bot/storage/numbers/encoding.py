"""Snapshots as texts of the database, and its rows as snapshots.

The text is ASCII: labels come from outside, and PostgreSQL stores neither a NUL nor half a surrogate pair.
"""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed, Meaning, Reading, Reason, Scale
from bot.storage.numbers.courses import decode_judgement
from bot.storage.numbers.users import users_of

_COMPACT = (",", ":")
_NUMBERS = 4096
_READINGS = 1024
"""Remembered, half a kilobyte each."""


_number = lru_cache(maxsize=_NUMBERS)(Decimal)
"""Of a hundred lists' numbers, with two digits each, most are like an earlier one."""


def encode_feed(feed: Feed) -> str:
    """`{"minimum":"3.0.0","items":[["3.0.1","12.5"]]}`: values as text, because JSON's numbers are floats."""
    items = list(zip(feed.labels, map(str, feed.values), strict=True))
    return json.dumps({"minimum": feed.minimum, "items": items}, separators=_COMPACT)


def decode_feed(text: str) -> Feed:
    """Decode what `encode_feed` wrote."""
    kept = json.loads(text)
    labels, values = zip(*kept["items"], strict=True) if kept["items"] else ((), ())
    return Feed(kept["minimum"], labels, tuple(map(_number, values)))


def encode_reading(reading: Reading) -> str:
    """Return a JSON object of the fields; `total` as text."""
    fields = {
        "meaning": reading.meaning,
        "scale": reading.scale,
        "reason": reading.reason,
        "total": str(reading.total),
        "contradicts": reading.contradicts,
        "fits": reading.fits,
    }
    return json.dumps(fields, separators=_COMPACT)


@lru_cache(maxsize=_READINGS)
def decode_reading(text: str) -> Reading:
    """Decode what `encode_reading` wrote: totals differ little, so most texts are like an earlier one."""
    kept = json.loads(text)
    return Reading(
        Meaning(kept["meaning"]),
        Scale(kept["scale"]),
        Reason(kept["reason"]),
        Decimal(kept["total"]),
        None if kept["contradicts"] is None else Meaning(kept["contradicts"]),
        tuple(map(Meaning, kept.get("fits", ()))),
    )


def snapshot_in(row: Any) -> Snapshot:
    appid, day, taken_at, feed, reading, imported_by, summary, *counted = row
    users, judgement = users_of(*counted), decode_judgement(day, summary)
    return Snapshot(
        Visible(appid), day, taken_at, decode_feed(feed), decode_reading(reading), imported_by, users, judgement
    )
