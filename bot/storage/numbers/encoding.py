"""Feeds and readings as compact JSON text, and back without losing a digit.

The text is ASCII: labels come from outside, and PostgreSQL stores neither a NUL nor half a surrogate pair.
"""

import json
from collections.abc import Collection, Sequence
from decimal import Decimal

from bot.domain.digest.changes import Field, FieldChange
from bot.domain.digest.subscription import Part
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale

_COMPACT = (",", ":")


def encode_feed(feed: Feed) -> str:
    """`{"minimum":"3.0.0","items":[["3.0.1","12.5"]]}`: values as text, because JSON's numbers are floats."""
    items = [(item.label, str(item.value)) for item in feed.items]
    return json.dumps({"minimum": feed.minimum, "items": items}, separators=_COMPACT)


def decode_feed(text: str) -> Feed:
    """Decode what `encode_feed` wrote."""
    kept = json.loads(text)
    return Feed(kept["minimum"], tuple(FeedItem(label, Decimal(value)) for label, value in kept["items"]))


def encode_reading(reading: Reading) -> str:
    """A JSON object of the fields; `total` as text."""
    fields = {
        "meaning": reading.meaning,
        "scale": reading.scale,
        "reason": reading.reason,
        "total": str(reading.total),
        "contradicts": reading.contradicts,
    }
    return json.dumps(fields, separators=_COMPACT)


def decode_reading(text: str) -> Reading:
    """Decode what `encode_reading` wrote."""
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
    """Decode what `encode_appids` wrote."""
    return tuple(json.loads(text))


def encode_weekdays(weekdays: Sequence[int]) -> str:
    """Their numbers, 0 is Monday: `0,3`."""
    return ",".join(map(str, weekdays))


def decode_weekdays(text: str) -> tuple[int, ...]:
    """Decode what `encode_weekdays` wrote."""
    return tuple(map(int, text.split(",")))


def encode_parts(parts: Collection[Part]) -> str:
    """Their names: `chart,versions`; empty for none."""
    return ",".join(sorted(parts))


def decode_parts(text: str) -> frozenset[Part]:
    """Decode what `encode_parts` wrote; a part that this version does not know is left out."""
    return frozenset(part for part in Part if part in text.split(","))


def encode_changes(changes: Sequence[FieldChange]) -> str:
    """`[["zone","UTC","Asia/Shanghai"]]`."""
    return json.dumps([(change.field, change.before, change.after) for change in changes], separators=_COMPACT)


def decode_changes(text: str) -> tuple[FieldChange, ...]:
    """Decode what `encode_changes` wrote; a field that this version does not know is left out."""
    known = set(Field)
    return tuple(
        FieldChange(Field(field), before, after) for field, before, after in json.loads(text) if field in known
    )
