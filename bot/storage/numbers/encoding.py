"""Feeds and readings as compact JSON text, and back without losing a digit.

The text is ASCII: labels come from outside, and PostgreSQL stores neither a NUL nor half a surrogate pair.
"""

import json
from decimal import Decimal
from functools import lru_cache

from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale

_COMPACT = (",", ":")
_READINGS = 1024
"""Remembered, half a kilobyte each."""


def encode_feed(feed: Feed) -> str:
    """`{"minimum":"3.0.0","items":[["3.0.1","12.5"]]}`: values as text, because JSON's numbers are floats."""
    items = [(item.label, str(item.value)) for item in feed.items]
    return json.dumps({"minimum": feed.minimum, "items": items}, separators=_COMPACT)


def decode_feed(text: str) -> Feed:
    """Decode what `encode_feed` wrote."""
    kept, new = json.loads(text), tuple.__new__
    # A hundred lists have ten thousand items: without FeedItem's own __new__ each takes half the time.
    return Feed(kept["minimum"], tuple([new(FeedItem, (label, Decimal(value))) for label, value in kept["items"]]))


def encode_reading(reading: Reading) -> str:
    """A JSON object of the fields; `total` as text."""
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
