"""Feeds and readings as compact JSON text, and back without losing a digit.

The text is ASCII: labels come from outside, and a NUL or half a surrogate pair is nothing that PostgreSQL would store.
"""

import json
from collections.abc import Sequence
from decimal import Decimal

from bot.domain.feed import Feed, FeedItem
from bot.domain.meaning import Meaning, Reading, Reason, Scale

_COMPACT = (",", ":")


def encode_feed(feed: Feed) -> str:
    """`{"minimum":"3.0.0","items":[["3.0.1","12.5"]]}`: values as text, because JSON's numbers are floats."""
    items = [(item.label, str(item.value)) for item in feed.items]
    return json.dumps({"minimum": feed.minimum, "items": items}, separators=_COMPACT)


def decode_feed(text: str) -> Feed:
    """What `encode_feed` was given."""
    kept = json.loads(text)
    return Feed(kept["minimum"], tuple(FeedItem(label, Decimal(value)) for label, value in kept["items"]))


def encode_reading(reading: Reading) -> str:
    """The fields by name; `total` as text."""
    fields = {
        "meaning": reading.meaning,
        "scale": reading.scale,
        "reason": reading.reason,
        "total": str(reading.total),
        "contradicts": reading.contradicts,
    }
    return json.dumps(fields, separators=_COMPACT)


def decode_reading(text: str) -> Reading:
    """What `encode_reading` was given."""
    kept = json.loads(text)
    return Reading(
        Meaning(kept["meaning"]),
        Scale(kept["scale"]),
        Reason(kept["reason"]),
        Decimal(kept["total"]),
        None if kept["contradicts"] is None else Meaning(kept["contradicts"]),
    )


def encode_appids(appids: Sequence[str]) -> str:
    """A JSON list."""
    return json.dumps(list(appids), separators=_COMPACT)


def decode_appids(text: str) -> tuple[str, ...]:
    """What `encode_appids` was given."""
    return tuple(json.loads(text))
