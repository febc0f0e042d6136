"""The curves of a fleet's newest snapshots as text: the loss at any version, without decoding a list.

They are made when a snapshot is kept, so that ten thousand programs are answered at once.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.domain.numbers.before import Before
from bot.domain.numbers.distribution import Bounds, CoverageCurve, Distribution, Unlisted
from bot.domain.numbers.either_way import widest
from bot.domain.numbers.snapshot import KnownLoss, Snapshot
from bot.domain.numbers.version import Version
from bot.storage.numbers.judgements import decode_bounds, encode_bounds

MADE_BY: Final = "4"
"""The number of this code: text that another number begins is made again. 2 and 3 knew of no break."""
_PART: Final = "|"
_ITEM: Final = " "
_LOSS: Final = ";"
_CURVE: Final = 6
"""Parts of one."""
_HEAD: Final = 2
"""Parts before the curves."""
_OF_BEFORE: Final = 2
"""Parts of what was before a break."""
_VERSIONS: Final = 6
"""Where a curve's first list of versions is; further ones are the same."""
_VERSION_LISTS: Final = 4096
_UNLISTED: Final = {each.value: each for each in Unlisted}


def encode_curve(snapshot: Snapshot, before: Before | None) -> str:
    """Return `4|3.0.0|nowhere|0|1|0|3.0.0 3.0.1|1 0.6`; nothing after the minimum when no coverage is known.

    The parts after the minimum are where unlisted versions count, the users above the newest one, all placed, those
    counted twice, the versions, and the users on each of them or newer; then the same for each further meaning that
    fits. Last, while a break goes on, come the versions and the losses of before it.

    Args:
        snapshot: judged.
        before: what was before the break that goes on.
    """
    minimum = snapshot.minimum.text if snapshot.minimum else ""
    under = snapshot.losses.under if snapshot.losses and snapshot.judgement.decides else ()
    earlier = _parts_of_before(before) if before and under else ()
    return _PART.join((MADE_BY, minimum, *(part for each in under for part in _parts_of_curve(each)), *earlier))


def curve_versions(text: str) -> str:
    """Return the versions in what `encode_curve` wrote, oldest first, with spaces between; empty when it has none.

    In a break those of before it are among them.
    """
    parts = text.split(_PART)
    if len(parts) <= _VERSIONS:
        return ""
    now, before = parts[_VERSIONS], parts[-_OF_BEFORE] if (len(parts) - _HEAD) % _CURVE else ""
    return _merged(now, before) if before else now


def _parts_of_curve(distribution: Distribution) -> Sequence[str]:
    curve = distribution.curve
    single = map(str, (curve.unlisted, curve.newer, curve.placed, curve.overcounted))
    versions = _ITEM.join(version.text for version in reversed(distribution.versions))
    return (*single, versions, _ITEM.join(map(str, reversed(distribution.totals))))


def _parts_of_before(before: Before) -> Sequence[str]:
    return _ITEM.join(version.text for version in before.versions), _LOSS.join(map(encode_bounds, before.losses))


def decode_loss(text: str | None, version: Version) -> KnownLoss | None:
    """Return the loss at a version by what `encode_curve` wrote; None when it must be made again."""
    made_by, *parts = (text or "").split(_PART)
    if made_by != MADE_BY:
        return None
    minimum, curves = Version.read(parts[0]) if parts[0] else None, parts[1:]
    many = len(curves) // _CURVE
    losses = [_curve(curves[at * _CURVE : (at + 1) * _CURVE]).loss(version) for at in range(many)]
    if earlier := _loss_before(curves[many * _CURVE :], version):
        losses.append(earlier)
    return KnownLoss(minimum, widest(losses) if losses else None)


def _loss_before(parts: Sequence[str], version: Version) -> Bounds | None:
    if not parts:
        return None
    versions, losses = parts
    at = next((at for at, listed in enumerate(_parts_of(versions)) if listed >= version.parts), None)
    return None if at is None else decode_bounds(losses.split(_LOSS)[at])


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
def _merged(one: str, other: str) -> str:
    every = {parts for versions in (one, other) for parts in _parts_of(versions)}
    return _ITEM.join(Version(parts).text for parts in sorted(every))


@lru_cache(maxsize=_VERSION_LISTS)
def _parts_of(versions: str) -> tuple[tuple[int, ...], ...]:
    """Cached: many programs of a fleet list the same versions."""
    read = map(Version.read, versions.split(_ITEM))
    return tuple(version.parts for version in read if version is not None)
