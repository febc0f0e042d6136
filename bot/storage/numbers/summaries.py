"""Summaries as text, beside their snapshots, and the curves of a fleet's newest snapshots.

Both are made when a snapshot is saved, so that ten thousand programs are answered without decoding their lists.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.domain.numbers.distribution import Bounds, CoverageCurve, Distribution, Unlisted
from bot.domain.numbers.either_way import widest
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import KnownLoss, Numbers, Summary
from bot.domain.numbers.version import Version

MADE_BY: Final = "2"
"""The number of this code: text that another number begins is made again. Raise it whenever `summarise`, `distribute`
or the curve would answer otherwise than before. JSON was the first."""
_MADE_BY_SEVERAL: Final = "3"
"""The same of the curves of several meanings, which older code cannot read, and makes again."""
_PART: Final = "|"
_ITEM: Final = " "
_CURVE: Final = 6
"""Parts of one."""
_VERSIONS: Final = 6
"""Where a curve's first list of versions is; further ones are the same."""
_VERSION_LISTS: Final = 4096
_UNLISTED: Final[Mapping[str, Unlisted]] = {each.value: each for each in Unlisted}
_NUMBERS: Final[Mapping[str, Numbers]] = {each.value: each for each in Numbers}


def encode_summary(summary: Summary) -> str:
    """`2|proved|3.0.0|0.001|3.8.0|0.01 0.02`: unknown parts are empty.

    The parts are the worth of the numbers, the minimum and its loss, the safe minimum and its loss.
    """
    minimum, safe = summary.minimum, summary.safe_minimum
    parts = (minimum.text if minimum else "", _ends(summary.loss), safe.text if safe else "", _ends(summary.safe_loss))
    return _PART.join((MADE_BY, summary.numbers, *parts))


def decode_summary(day: date, text: str | None) -> Summary | None:
    """What `encode_summary` wrote about a snapshot; None when it must be made again."""
    made_by, *parts = (text or "").split(_PART)
    if made_by != MADE_BY:
        return None
    numbers, minimum, loss, safe, safe_loss = parts
    return Summary(
        day,
        _NUMBERS[numbers],
        Version.read(minimum) if minimum else None,
        _bounds(loss),
        Version.read(safe) if safe else None,
        _bounds(safe_loss),
    )


def _ends(bounds: Bounds | None) -> str:
    if bounds is None:
        return ""
    return str(bounds.low) if bounds.low == bounds.high else f"{bounds.low}{_ITEM}{bounds.high}"


def _bounds(text: str) -> Bounds | None:
    if not text:
        return None
    low, _, high = text.partition(_ITEM)
    least = Decimal(low)
    return Bounds(least, Decimal(high) if high else least)


def encode_curve(snapshot: Snapshot) -> str:
    """`2|3.0.0|nowhere|0|1|0|3.0.0 3.0.1|1 0.6`; nothing after the minimum when no coverage is known.

    The parts after the minimum are where unlisted versions count, the users above the newest one, all placed, those
    counted twice, the versions, and the users on each of them or newer; then the same for each further meaning that
    fits.
    """
    minimum = snapshot.minimum.text if snapshot.minimum else ""
    under = snapshot.losses.under if snapshot.losses else ()
    made_by = MADE_BY if len(under) <= 1 else _MADE_BY_SEVERAL
    return _PART.join((made_by, minimum, *(part for each in under for part in _parts_of_curve(each))))


def curve_versions(text: str) -> str:
    """The versions in what `encode_curve` wrote, oldest first, with spaces between; empty when it has none."""
    parts = text.split(_PART, _VERSIONS + 1)
    return parts[_VERSIONS] if len(parts) > _VERSIONS else ""


def _parts_of_curve(distribution: Distribution) -> Sequence[str]:
    curve = distribution.curve
    single = map(str, (curve.unlisted, curve.newer, curve.placed, curve.overcounted))
    versions = _ITEM.join(version.text for version in reversed(distribution.versions))
    return (*single, versions, _ITEM.join(map(str, reversed(distribution.totals))))


def decode_loss(text: str | None, version: Version) -> KnownLoss | None:
    """The loss at a version by what `encode_curve` wrote; None when it must be made again."""
    made_by, *parts = (text or "").split(_PART)
    if made_by not in (MADE_BY, _MADE_BY_SEVERAL):
        return None
    minimum = Version.read(parts[0]) if parts[0] else None
    losses = [_curve(parts[at : at + _CURVE]).loss(version) for at in range(1, len(parts), _CURVE)]
    return KnownLoss(minimum, widest(losses) if losses else None)


def _curve(parts: Sequence[str]) -> CoverageCurve:
    unlisted, newer, placed, overcounted, versions, totals = parts
    return CoverageCurve(
        _parts_of(versions),
        _Totals(totals.split(_ITEM)),
        Decimal(newer),
        Decimal(placed),
        Decimal(overcounted),
        _UNLISTED[unlisted],
    )


class _Totals:
    """Numbers that are decoded when asked for: an answer needs two or three of fifty."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __getitem__(self, at: int, /) -> Decimal:
        return Decimal(self._texts[at])


@lru_cache(maxsize=_VERSION_LISTS)
def _parts_of(versions: str) -> tuple[tuple[int, ...], ...]:
    """Cached: many programs of a fleet list the same versions."""
    read = map(Version.read, versions.split(_ITEM))
    return tuple(version.parts for version in read if version is not None)
