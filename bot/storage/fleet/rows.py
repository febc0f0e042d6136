"""The rows that fleets are counted and sorted by, as queries: a program, its numbers, and what it needs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.functions import coalesce

from bot.domain.fleet.asked import Asked
from bot.domain.fleet.report import Sort
from bot.domain.fleet.row import READ, Standing, unsettled
from bot.domain.programs.program import AuthStatus
from bot.ports.fleet import Moment
from bot.storage.engine.dialect import chinese_day
from bot.storage.fleet.seen import programs_of
from bot.storage.fleet.steadied import needed_by
from bot.storage.numbers.ranks import IN_A_PART
from bot.storage.numbers.users import people
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_TROUBLES

_KNOWN = KNOWN_PROGRAMS.c
_NEWEST = NEWEST_NUMBERS.c
_TROUBLES = PROGRAM_TROUBLES.c
_BEFORE = SNAPSHOTS.alias("before")
"""The newest snapshot before the break."""
_WEEK_AGO = SNAPSHOTS.alias("week_ago")
newest_of_known: Final = and_(_NEWEST.team_id == _KNOWN.team_id, _NEWEST.appid == _KNOWN.appid)
"""The condition of joining the known programs with their newest numbers."""
_ADDED: Final = 2 * 10**15
"""Makes numbers positive, and all of one length: losses are below a tenth of it."""
_BETWEEN: Final = "\x01"
"""Lower than any letter of a folded name."""
_STANDINGS: Final = tuple(Standing)
_BARRED: Final = {each.value: Standing(each.value) for each in (AuthStatus.REVOKED, AuthStatus.NOT_GRANTED)}
RANKS: Final[Mapping[Standing, int]] = {standing: rank for rank, standing in enumerate(_STANDINGS)}
"""The most urgent first."""


class Columns(NamedTuple):
    """What a row has besides the program."""

    needs: tuple[ColumnElement[Any], ...]
    """What decides what it needs: its status, whether its last reading failed, and the rank by its numbers alone."""
    rank: ColumnElement[int]
    """Of what it needs (`RANKS`)."""
    day: ColumnElement[date]
    comparable: ColumnElement[bool | None]
    minimum: ColumnElement[Any]
    loss_low: ColumnElement[int | None]
    loss: ColumnElement[int | None]
    """The upper end."""
    safe: ColumnElement[Any]

    @property
    def people(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """Both ends of the people behind the loss; NULL where nobody counted them."""
        low, high = (people((loss + IN_A_PART - 1) // IN_A_PART, loss > 0) for loss in (self.loss_low, self.loss))
        return low, high


class Rows(NamedTuple):
    """The programs asked about, with their columns."""

    tables: FromClause
    where: Sequence[ColumnElement[bool]]
    columns: Columns


def rows_of(asked: Asked, moment: Moment, *, sort: Sort | None = None) -> Rows:
    """The rows of a fleet, with those of a week before where an order needs them."""
    tables: FromClause = KNOWN_PROGRAMS.outerjoin(NEWEST_NUMBERS, newest_of_known).outerjoin(
        PROGRAM_TROUBLES, and_(_TROUBLES.team_id == _KNOWN.team_id, _TROUBLES.appid == _KNOWN.appid)
    )
    if moment.since:
        tables = tables.outerjoin(_BEFORE, newest_before(_BEFORE.c, moment.since))
    if sort is Sort.MOVEMENT and moment.a_week_before:  # otherwise nothing is sorted by it
        tables = tables.outerjoin(_WEEK_AGO, newest_before(_WEEK_AGO.c, moment.a_week_before))
    return Rows(tables, programs_of(asked), _steadied(moment.since) if moment.since else _as_they_are())


def unmade(asked: Asked, before: date) -> Select[str]:
    """AppIDs of the programs whose newest snapshot of an earlier day lacks the columns that are compared."""
    rows = _BEFORE.c
    joined = KNOWN_PROGRAMS.join(NEWEST_NUMBERS, newest_of_known).join(_BEFORE, newest_before(rows, before))
    return select(_KNOWN.appid).select_from(joined).where(*programs_of(asked), rows.comparable.is_(None))


def newest_before(rows: Any, day: date) -> ColumnElement[bool]:
    """The condition of joining newest numbers with the newest snapshot of an earlier day."""
    days = SNAPSHOTS.alias().c
    newest = select(func.max(days.day)).where(
        days.team_id == _NEWEST.team_id, days.appid == _NEWEST.appid, days.day < day
    )
    same = (rows.team_id == _NEWEST.team_id, rows.appid == _NEWEST.appid)
    return and_(*same, rows.day == newest.correlate(NEWEST_NUMBERS).scalar_subquery())


def _as_they_are() -> Columns:
    now = _NEWEST
    return Columns(
        *_ranked(_own_rank()), now.day, now.comparable, now.minimum_key, now.loss_low, now.loss_high, now.safe_key
    )


def _own_rank(needed: Callable[[Standing], Standing] = Standing) -> ColumnElement[int]:
    return case(*((_NEWEST.standing == standing, RANKS[needed(standing)]) for standing in _STANDINGS))


def _ranked(own: ColumnElement[int]) -> tuple[tuple[ColumnElement[Any], ...], ColumnElement[int]]:
    """What decides, and the rank: the first that applies, as `FleetRow` decides it."""
    failed = and_(_TROUBLES.appid.is_not(None), or_(_NEWEST.day.is_(None), _NEWEST.day < chinese_day(_TROUBLES.since)))
    rank = case(
        (_KNOWN.standing == AuthStatus.REVOKED, RANKS[Standing.REVOKED]),
        (_KNOWN.standing == AuthStatus.NOT_GRANTED, RANKS[Standing.NOT_GRANTED]),
        (failed, RANKS[Standing.ERROR]),
        (_NEWEST.appid.is_(None), RANKS[Standing.UNREAD]),
        else_=own,
    )
    # As text: decoding a hundred thousand takes long.
    return (type_coerce(_KNOWN.standing, String), failed, own), rank


def need_of(status: str, failed: bool | None, own: int | None) -> Standing:  # noqa: FBT001 - in the order of the columns
    """The same in a row of `Columns.needs`."""
    if status in _BARRED:
        return _BARRED[status]
    if failed:
        return Standing.ERROR
    return Standing.UNREAD if own is None else _STANDINGS[own]


def _steadied(since: date) -> Columns:
    """As `bot.domain.numbers.summary.steadied`: with what was recommended before the break."""
    now, before = _NEWEST, _BEFORE.c
    steady = and_(now.comparable.is_(True), before.comparable.is_(True))
    widened = and_(
        steady, now.loss_high.is_not(None), before.loss_high.is_not(None), before.minimum_key == now.minimum_key
    )
    lowest = case((before.loss_low < now.loss_low, before.loss_low), else_=now.loss_low)
    highest = case((before.loss_high > now.loss_high, before.loss_high), else_=now.loss_high)
    loss_low = case((widened, lowest), else_=now.loss_low)
    needed = needed_by(
        minimum=now.minimum_key,
        loss_low=loss_low,
        safe=before.safe_key,
        safe_high=before.safe_high,
        doubtful=and_(before.safe_key.is_not(None), or_(now.safe_key.is_(None), now.safe_key < before.safe_key)),
        says=RANKS.__getitem__,
    )
    own = case((steady, needed), (now.day >= since, _own_rank(unsettled)), else_=_own_rank())
    return Columns(
        *_ranked(own),
        now.day,
        now.comparable,
        now.minimum_key,
        loss_low,
        case((widened, highest), else_=now.loss_high),
        case((steady, before.safe_key), else_=now.safe_key),
    )


def order_of(sort: Sort, columns: Columns) -> Sequence[ColumnElement[Any]]:
    """What rows are sorted by; ties are in the order of their names, then in the operator's."""
    return (*_order_of(sort, columns), _KNOWN.name_key, _KNOWN.position)


def order_text(sort: Sort, columns: Columns) -> ColumnElement[str]:
    """The same as one text: the least of some rows is found without sorting them."""
    parts = [_as_text(each) for each in (*_order_of(sort, columns), _KNOWN.name_key, _KNOWN.position)]
    return reduce(lambda text, part: text + _BETWEEN + part, parts)


def _as_text(part: ColumnElement[Any]) -> ColumnElement[str]:
    number = isinstance(part.type, Integer)
    return coalesce(cast(cast(part, BigInteger) + literal(_ADDED, BigInteger) if number else part, Text), "")


def _order_of(sort: Sort, of: Columns) -> Sequence[ColumnElement[Any]]:
    match sort:
        case Sort.ATTENTION:
            return of.rank, case((of.rank == RANKS[Standing.LOSING], -coalesce(of.loss, 0)), else_=0)
        case Sort.LOSS | Sort.USERS:
            known = case((of.rank.in_([RANKS[standing] for standing in READ]), of.loss))
            most = of.people[1] if sort is Sort.USERS else known
            return (coalesce(-most, 1),)  # neither is ever below zero
        case Sort.MOVEMENT:
            week_ago = _WEEK_AGO.c
            comparable = and_(
                of.comparable.is_(True),
                week_ago.comparable.is_(True),
                of.loss.is_not(None),
                week_ago.loss_high.is_not(None),
            )
            return (case((comparable, -func.abs(of.loss - week_ago.loss_high)), else_=1),)
        case Sort.MINIMUM:
            return case((of.minimum.is_(None), 1), else_=0), type_coerce(of.minimum, String)
        case Sort.AGE:
            return case((of.day.is_(None), 0), else_=1), of.day
        case Sort.NAME:
            return ()
