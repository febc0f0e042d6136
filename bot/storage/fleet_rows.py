"""The rows that fleets are counted and sorted by, as queries: a program, its numbers, and what it needs."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
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

from bot.domain.access import Viewpoint
from bot.domain.fleet import Sort
from bot.domain.fleet_row import Asked, Standing, State
from bot.domain.numbers.comparison import NEAR
from bot.domain.numbers.snapshot import IMPORTED, Visible
from bot.domain.programs import AuthStatus, Program
from bot.ports.numbers import Moment
from bot.storage.engine.dialect import chinese_day, greater_of, one_of, place_of
from bot.storage.numbers.ranks import IN_A_PART, clear, judged, unjudged
from bot.storage.numbers.users import people
from bot.storage.tables.decisions import PROGRAM_RESTRICTIONS
from bot.storage.tables.numbers import NEWEST_NUMBERS, SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_TROUBLES

Value = str | BindParameter[str]
"""A value, or where that of a statement that is made once belongs."""
_KNOWN = KNOWN_PROGRAMS.c
_RESTRICTIONS = PROGRAM_RESTRICTIONS.c
imported = func.substr(_KNOWN.appid, 1, len(IMPORTED)) == IMPORTED
"""The condition that people import a program's numbers."""


def seen_from(seen: Viewpoint) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of rows of `KNOWN_PROGRAMS`; see `VisiblePrograms`."""
    return seen_in(seen.team_id, None if seen.unlimited else seen.channel_id)


def seen_in(team_id: Value, channel_id: Value | None) -> Sequence[ColumnElement[bool]]:
    """Return the same from a channel; from None every program is seen."""
    mine = _KNOWN.team_id == team_id
    if channel_id is None:
        return (mine,)
    here = func.max(case((_RESTRICTIONS.channel_id == channel_id, 1), else_=0))
    elsewhere = select(_RESTRICTIONS.appid).where(_RESTRICTIONS.team_id == team_id)
    return mine, _KNOWN.appid.not_in(elsewhere.group_by(_RESTRICTIONS.appid).having(here == 0))


def tagged(tag: str) -> ColumnElement[bool]:
    """Return the condition that a program has a tag (folded)."""
    return place_of(json.dumps(tag), type_coerce(_KNOWN.tags, Text)) > 0


def programs_of(asked: Asked) -> Sequence[ColumnElement[bool]]:
    """Return the conditions that rows of `KNOWN_PROGRAMS` are asked about."""
    tag = () if asked.tag is None else (tagged(asked.tag),)
    return *seen_from(asked.seen), *tag, *((one_of(_KNOWN.appid, asked.appids),) if asked.appids else ())


def programs(team_id: Value) -> Select[*tuple[Any, ...]]:
    """Return the columns of programs (`program_in`); the caller says of which."""
    restricted = select(_RESTRICTIONS.appid).where(_RESTRICTIONS.team_id == team_id)
    return select(
        _KNOWN.appid,
        _KNOWN.alias,
        _KNOWN.nickname,
        _KNOWN.tags,
        _KNOWN.standing,
        _KNOWN.appid.in_(restricted).label("restricted"),
    )


def program_in(row: Any) -> Program:
    """Return the program in a row of `programs`."""
    return Program(Visible(row.appid), row.alias, row.nickname, row.tags, row.standing, bool(row.restricted))


_NEWEST = NEWEST_NUMBERS.c
_TROUBLES = PROGRAM_TROUBLES.c
_STALE: Final = NEWEST_NUMBERS.alias("stale")
_ADDED: Final = 2 * 10**15
"""Makes numbers positive, and all of one length: losses are below a tenth of it."""
_BETWEEN: Final = "\x01"
"""Lower than any letter of a folded name."""
_STANDINGS: Final = tuple(Standing)
_READ: Final = [
    place for place, standing in enumerate(Standing) if standing.state in (State.READ, State.UNSETTLED, State.DOUBTFUL)
]
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
    data_of: ColumnElement[date]
    """The day of the numbers: an earlier one where that of the newest list are unusable."""
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


def rows_of(asked: Asked, moment: Moment) -> Rows:
    # Joined twice: each condition is looked at once for a program, and hardly any is still to be judged.
    tables = (
        KNOWN_PROGRAMS.outerjoin(NEWEST_NUMBERS, newest_of_known(moment))
        .outerjoin(_STALE, and_(*_of_known(_STALE.c), unjudged(moment.turn, _STALE.c)))
        .outerjoin(PROGRAM_TROUBLES, and_(*_of_known(_TROUBLES)))
    )
    now, day = _NEWEST, coalesce(_NEWEST.day, _STALE.c.day)
    needs, rank = _ranked(day)
    numbers = (now.minimum_key, now.loss_low, now.loss_high, now.safe_key)
    columns = Columns(needs, rank, day, coalesce(now.data_of, day), now.comparable, *numbers)
    return Rows(tables, programs_of(asked), columns)


def newest_of_known(moment: Moment) -> ColumnElement[bool]:
    """Return the condition of joining the known programs with their newest numbers, where these are judged."""
    return and_(*_of_known(_NEWEST), judged(moment.turn))


def _of_known(rows: Any) -> Sequence[ColumnElement[bool]]:
    return rows.team_id == _KNOWN.team_id, rows.appid == _KNOWN.appid


def day_up_to(rows: Any, day: date) -> ColumnElement[bool]:
    """Return the condition of joining newest numbers with the day that another is compared with.

    As `bot.domain.digest.comparison.stands_for` decides it.
    """
    days = SNAPSHOTS.alias().c
    mine = (days.team_id == _NEWEST.team_id, days.appid == _NEWEST.appid)
    near = select(days.day).where(*mine, days.day <= day, days.day >= day - NEAR)
    chosen = near.order_by(case((clear(days), 0), else_=1), days.day.desc()).limit(1)
    same = (rows.team_id == _NEWEST.team_id, rows.appid == _NEWEST.appid)
    return and_(*same, rows.day == chosen.correlate(NEWEST_NUMBERS).scalar_subquery())


def _ranked(day: ColumnElement[date]) -> tuple[tuple[ColumnElement[Any], ...], ColumnElement[int]]:
    """Return what decides, and the rank: the first that applies, as `FleetRow` decides it."""
    failed = and_(_TROUBLES.appid.is_not(None), or_(day.is_(None), day < chinese_day(_TROUBLES.since)))
    judged_as = ((_NEWEST.standing == standing, RANKS[standing]) for standing in _STANDINGS)
    own = case((_STALE.c.appid.is_not(None), RANKS[Standing.UNJUDGED]), *judged_as)
    rank = case(
        (_KNOWN.standing == AuthStatus.REVOKED, RANKS[Standing.REVOKED]),
        (_KNOWN.standing == AuthStatus.NOT_GRANTED, RANKS[Standing.NOT_GRANTED]),
        (failed, RANKS[Standing.ERROR]),
        else_=coalesce(own, RANKS[Standing.UNREAD]),
    )
    # As text: decoding a hundred thousand takes long.
    return (type_coerce(_KNOWN.standing, String), failed, own), rank


def need_of(status: str, failed: bool | None, own: int | None) -> Standing:  # noqa: FBT001 - in the order of the columns
    """Return the same in a row of `Columns.needs`."""
    if status in _BARRED:
        return _BARRED[status]
    if failed:
        return Standing.ERROR
    return Standing.UNREAD if own is None else _STANDINGS[own]


def order_of(sort: Sort, columns: Columns) -> Sequence[ColumnElement[Any]]:
    """Return what rows are sorted by; ties are in the order of their names, then in the operator's."""
    return (*_order_of(sort, columns), _KNOWN.name_key, _KNOWN.position)


def order_text(sort: Sort, columns: Columns) -> ColumnElement[str]:
    """Return the same as one text: the least of some rows is found without sorting them."""
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
            known = case((of.rank.in_(_READ), of.loss))
            most = of.people[1] if sort is Sort.USERS else known
            return (coalesce(-most, 1),)  # neither is ever below zero
        case Sort.MOVEMENT:
            none: ColumnElement[Any] = literal(0)
            rose = greater_of(of.loss_low - _NEWEST.week_ago_high, none)
            fell = greater_of(_NEWEST.week_ago_low - of.loss, none)
            both = and_(_NEWEST.week_ago_high.is_not(None), of.loss.is_not(None))
            return (case((both, -(rose + fell)), else_=1),)
        case Sort.MINIMUM:
            return case((of.minimum.is_(None), 1), else_=0), type_coerce(of.minimum, String)
        case Sort.AGE:
            return case((of.day.is_(None), 0), else_=1), of.data_of
        case Sort.NAME:
            return ()
