"""What the database compares: losses as whole numbers, and as bytes for every possible minimum.

Both are made when a snapshot is saved, so that a hundred thousand programs are counted and sorted without their lists.

The curves of a fleet's newest snapshots as text: the loss at any version, without decoding a list. They are made when
a snapshot is kept, so that ten thousand programs are answered at once.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from math import ceil
from struct import pack
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update

from bot.domain.fleet_row import Standing, standing_by
from bot.domain.numbers.comparison import Before
from bot.domain.numbers.distribution import Bounds, CoverageCurve, Distribution, Unlisted
from bot.domain.numbers.judgement import RULES, Judgement, Numbers, widest
from bot.domain.numbers.snapshot import PARTS, KnownLoss, Snapshot, Visible
from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Instant
from bot.storage.engine.database import Database
from bot.storage.numbers.courses import decode_bounds, encode_bounds
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS

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
    """Return the parts of each version, cached: many programs of a fleet list the same ones."""
    read = map(Version.read, versions.split(_ITEM))
    return tuple(version.parts for version in read if version is not None)


RANKS_MADE_BY: Final = RULES
"""Rows with another number are judged and made again: raise it whenever these columns would be otherwise."""
MADE_IN_PART: Final = -RANKS_MADE_BY
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
    """Return a loss (a fraction) in whole numbers of a unit, rounded up.

    It is above a percentage just when the loss is.

    Args:
        unit: how many of them are one whole.
    """
    return ceil(loss * unit)


def sortable(loss: Decimal) -> bytes:
    """Return the same, in a larger unit, as bytes that sort like it."""
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
        "made_by": RANKS_MADE_BY,
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
    """Return the same for the curves (`encode_curve`) that list the same versions; None for one without any."""
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
    """Return a loss in whole numbers of `UNIT` as a plain decimal fraction: programs of a fleet have many in common."""
    whole, rest = divmod(number, _ONE)
    digits = f"{rest:0{-UNIT.adjusted()}}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def _parts(listed: str) -> tuple[int, ...]:
    version = Version.read(listed)  # WeChat's public list begins with 0.0.0
    return version.parts if version else ()


_NEWEST = NEWEST_NUMBERS.c
_ROWS = SNAPSHOTS.c
_TAKEN: Final = (
    select(_ROWS.taken_at)
    .where(_ROWS.team_id == _NEWEST.team_id, _ROWS.appid == _NEWEST.appid, _ROWS.day == _NEWEST.day)
    .scalar_subquery()
)
"""When the newest reading of a program was taken; NULL where it was deleted."""


def judged(turn: str) -> ColumnElement[bool]:
    """Return the condition that newest numbers are judged by the present rules and the public count."""
    return and_(_NEWEST.made_by == RANKS_MADE_BY, _NEWEST.turn == turn)


def unjudged(turn: str, of: Any = _NEWEST) -> ColumnElement[bool]:
    """Return the condition that they are still to be judged: a look into two indexes where none are."""
    return or_(of.made_by < RANKS_MADE_BY, of.made_by > RANKS_MADE_BY, of.turn < turn, of.turn > turn)


def those_unjudged(team_id: str, turn: str) -> Select[str]:
    """Return the query of the programs with such numbers."""
    return select(_NEWEST.appid).where(_NEWEST.team_id == team_id, unjudged(turn))


class SqlUnjudgedNumbers:
    """Serves `bot.ports.numbers.UnjudgedNumbers`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        rows = await self._database.rows(those_unjudged(team_id, turn).order_by(_NEWEST.appid).limit(limit))
        return [Visible(appid) for (appid,) in rows]

    async def alerts_due(self, team_id: str, turn: str, *, limit: int) -> Mapping[Visible, date]:
        due = select(_NEWEST.appid, _NEWEST.alerts_from).where(
            _NEWEST.team_id == team_id, _NEWEST.alerts_from.is_not(None), judged(turn)
        )
        rows = await self._database.rows(due.limit(limit))
        return {Visible(appid): day for appid, day in rows if day}

    async def alerts_judged(self, team_id: str, until: Mapping[Visible, datetime | None] | None) -> None:
        rows = [{"of_appid": appid, "of_taken": taken_at} for appid, taken_at in sorted((until or {}).items())]
        judged = update(NEWEST_NUMBERS).where(_NEWEST.team_id == team_id, _NEWEST.alerts_from.is_not(None))
        async with self._database.writing() as connection:
            if until is None:
                await connection.execute(judged.values(alerts_from=None))
            elif rows:
                seen = _TAKEN.is_not_distinct_from(bindparam("of_taken", type_=Instant()))
                # Of those that wait to be judged, a newer day may be kept already.
                of_it = judged.where(_NEWEST.appid == bindparam("of_appid"), _NEWEST.made_by == RANKS_MADE_BY, seen)
                await connection.execute(of_it.values(alerts_from=None), rows)
