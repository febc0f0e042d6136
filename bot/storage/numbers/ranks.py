"""What the database compares: losses as whole numbers, and as bytes for every possible minimum.

Both are made when a snapshot is saved, so that a hundred thousand programs are counted and sorted without their lists.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from math import ceil
from struct import pack
from typing import Any, Final

from sqlalchemy import ColumnElement, or_

from bot.domain.fleet.row import Standing, standing_by
from bot.domain.numbers.before import Before
from bot.domain.numbers.judgement import RULES, Judgement, Numbers
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.users import PARTS
from bot.domain.numbers.version import Version
from bot.storage.numbers.curves import curve_versions

MADE_BY: Final = RULES
"""Rows with another number are judged and made again: raise it whenever these columns would be otherwise."""
MADE_IN_PART: Final = -MADE_BY
"""The number of a row of which an earlier day came: it is judged again from that day on."""
UNIT: Final = Decimal("1e-14")
"""Of losses as numbers: WeChat's have at most ten digits after the point."""
_ONE: Final = int(1 / UNIT)
WIDTH: Final = 4
"""Bytes of a loss that is one of many: all of them are read at once. They hold `PARTS`, and no more."""
SLOT: Final = 2 * WIDTH
"""Bytes of both of its ends, the upper one first."""
IN_A_PART: Final = _ONE // PARTS
"""How many of `UNIT` are one of `PARTS`."""
_ID: Final = 16
"""Hexadecimal digits: 64 bits."""


def units(loss: Decimal, unit: int = _ONE) -> int:
    """A loss (a fraction) in whole numbers of a unit, rounded up: it is above a percentage just when the loss is.

    Args:
        unit: how many of them are one whole.
    """
    return ceil(loss * unit)


def sortable(loss: Decimal) -> bytes:
    """The same, in a larger unit, as bytes that sort like it."""
    return units(loss, PARTS).to_bytes(WIDTH)


def compared_in(judgement: Judgement) -> dict[str, object]:
    """Return the columns of a judgement, beside its snapshot and among the newest numbers."""
    loss, safe_loss = judgement.loss, judgement.safe_loss
    return {
        "comparable": judgement.sound,
        "minimum_key": judgement.minimum,
        "loss_low": units(loss.low) if loss else None,
        "loss_high": units(loss.high) if loss else None,
        "safe_key": judgement.safe,
        "safe_high": units(safe_loss.high) if safe_loss else None,
        "standing": standing_by(judgement),
    }


def clear(rows: Any) -> ColumnElement[bool]:
    """Return the condition that days stand for themselves, see `Judgement.clear`; those accepted later do, too."""
    return or_(rows.comparable.is_(True), rows.standing == Standing.NO_DATA)


def newest_of(appid: str, judgement: Judgement) -> dict[str, object]:
    """Return the other columns of a program's newest numbers, but for the workspace."""
    week_ago = judgement.week_ago
    return {
        "appid": appid,
        "day": judgement.day,
        "data_of": judgement.of,
        "made_by": MADE_BY,
        "comparable": judgement.numbers is Numbers.PROVED,
        "turn": judgement.turn,
        "week_ago_low": units(week_ago.low) if week_ago else None,
        "week_ago_high": units(week_ago.high) if week_ago else None,
    }


def losses_of(snapshot: Snapshot, before: Before | None) -> bytes | None:
    """Return what each minimum would cost, `SLOT` bytes for each slot (`slot_in`); None when that is unknown.

    Args:
        snapshot: judged.
        before: what was before the break that goes on.
    """
    if snapshot.losses is None or not snapshot.judgement.decides:
        return None
    first, *others = (each.curve.losses() for each in snapshot.losses.under)
    under = zip(first, *others, strict=True)
    ends = ((min(low for low, _ in each), max(high for _, high in each)) for each in under) if others else first
    if before:
        ends = _widened(list(ends), snapshot.losses.versions[::-1], before)
    # As `sortable`, in one go: a sweep has a hundred each, and most are the same as the one before.
    rounded, last, upper, lower = list[int](), None, 0, 0
    for each in ends:
        if each is not last:
            low, high = last = each
            upper = ceil(high * PARTS)
            lower = upper if low == high else ceil(low * PARTS)
        rounded += (upper, lower)
    return pack(f">{len(rounded)}I", *rounded)


def _widened(
    ends: Sequence[tuple[Decimal, Decimal]], versions: Sequence[Version], before: Before
) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the losses just below each version, then at it, and last above all, reaching to those before a break.

    Args:
        ends: the same of the versions that are listed now.
        versions: those, oldest first; the versions of before come between them.
        before: what was before the break.
    """
    for version in sorted({*versions, *before.versions}):
        at, earlier = bisect_left(versions, version), before.loss(version)
        listed = at < len(versions) and versions[at] == version
        for low, high in (ends[2 * at], ends[2 * at + listed]):
            yield (min(low, earlier.low), max(high, earlier.high)) if earlier else (low, high)
    yield ends[-1]


def list_id(curve: str) -> str | None:
    """The same for the curves (`encode_curve`) that list the same versions; None for one without any."""
    versions = curve_versions(curve)
    return sha256(versions.encode()).hexdigest()[:_ID] if versions else None


def slot_in(curve: str, version: Version) -> int:
    """Where in `losses_of` the loss at a version is: each listed version has a slot, and what lies before it another.

    Args:
        curve: one of those that list the same versions.
    """
    listed, wanted = curve_versions(curve).split(), version.parts
    at = bisect_left(listed, wanted, key=_parts)
    return 2 * at + (at < len(listed) and _parts(listed[at]) == wanted)


@lru_cache(maxsize=16384)
def fraction(number: int) -> str:
    """A loss in whole numbers of `UNIT` as a plain decimal fraction: programs of a fleet have many in common."""
    whole, rest = divmod(number, _ONE)
    digits = f"{rest:0{-UNIT.adjusted()}}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def _parts(listed: str) -> tuple[int, ...]:
    version = Version.read(listed)  # WeChat's public list begins with 0.0.0
    return version.parts if version else ()
