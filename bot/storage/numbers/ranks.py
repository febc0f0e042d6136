"""What the database compares: losses as whole numbers, and as bytes for every possible minimum.

Both are made when a snapshot is saved, so that a hundred thousand programs are counted and sorted without their lists.
"""

from bisect import bisect_left
from decimal import Decimal
from hashlib import sha256
from math import ceil
from struct import pack
from typing import Final

from bot.domain.fleet.row import standing_by
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.users import PARTS
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.storage.numbers.summaries import curve_versions

MADE_BY: Final = 2
"""The number of this code: rows with another are made again. Raise it whenever these columns would be otherwise."""
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


def compared_in(summary: Summary) -> dict[str, object]:
    """The columns of a summary, beside its snapshot and among the newest numbers."""
    loss, safe_loss = summary.loss, summary.safe_loss
    return {
        "comparable": summary.numbers is Numbers.PROVED,
        "minimum_key": summary.minimum,
        "loss_low": units(loss.low) if loss else None,
        "loss_high": units(loss.high) if loss else None,
        "safe_key": summary.safe_minimum,
        "safe_high": units(safe_loss.high) if safe_loss else None,
    }


def newest_of(snapshot: Snapshot, summary: Summary) -> dict[str, object]:
    """The other columns of a program's newest numbers, but for the workspace."""
    standing = standing_by(Program(snapshot.appid), summary)
    return {"appid": snapshot.appid, "day": summary.day, "made_by": MADE_BY, "standing": standing}


def losses_of(snapshot: Snapshot) -> bytes | None:
    """What each minimum would cost, `SLOT` bytes for each slot (`slot_in`); None when that is unknown."""
    if snapshot.losses is None:
        return None
    first, *others = (each.curve.losses() for each in snapshot.losses.under)
    under = zip(first, *others, strict=True)
    ends = ((min(low for low, _ in each), max(high for _, high in each)) for each in under) if others else first
    # As `sortable`, in one go: a sweep has a hundred each.
    rounded = [ceil(loss * PARTS) for low, high in ends for loss in (high, low)]
    return pack(f">{len(rounded)}I", *rounded)


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


def fraction(number: int) -> str:
    """A loss in whole numbers of `UNIT` as a plain decimal fraction."""
    whole, rest = divmod(number, _ONE)
    digits = f"{rest:0{-UNIT.adjusted()}}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def _parts(listed: str) -> tuple[int, ...]:
    return Version.parse(listed).parts
