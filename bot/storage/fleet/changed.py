"""Which programs of a fleet differ from what they were on a day, as a query."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from bot.domain.digest.comparison import MOVED_FROM
from bot.domain.fleet.asked import Asked
from bot.domain.fleet.report import Sort
from bot.domain.fleet.row import FIVE_PERCENT, ONE_PERCENT, Standing
from bot.ports.fleet import Moment
from bot.storage.engine.dialect import chinese_day
from bot.storage.fleet.rows import RANKS, Columns, day_up_to, order_of, rows_of
from bot.storage.numbers.ranks import units
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_TROUBLES

_THEN: Final = SNAPSHOTS.alias("then")


def changed(asked: Asked, moment: Moment, since: date) -> Select[Any]:
    """Return the AppIDs, in order; see `Fleets.changed`, and `bot.domain.digest.changes.changed_fleet`."""
    rows = rows_of(asked, moment)
    query = select(KNOWN_PROGRAMS.c.appid).select_from(rows.tables.outerjoin(_THEN, day_up_to(_THEN.c, since)))
    known = rows.columns.rank != RANKS[Standing.UNJUDGED]
    return query.where(*rows.where, known, _differs(rows.columns, since)).order_by(
        *order_of(Sort.ATTENTION, rows.columns)
    )


def _differs(now: Columns, since: date) -> ColumnElement[bool]:
    then = _THEN.c
    both = and_(now.comparable.is_(True), then.comparable.is_(True))
    _, failed, _ = now.needs
    numbers = or_(
        now.minimum.is_distinct_from(then.minimum_key),
        # Where several meanings fit, or none, the columns do not say what it needs.
        or_(now.comparable.is_not(True), then.comparable.is_not(True)),
        and_(both, _has_moved(now)),
        (now.rank == RANKS[Standing.DOUBTFUL]).is_distinct_from(then.standing == Standing.DOUBTFUL),
        and_(both, now.rank == RANKS[Standing.READY], then.standing.is_distinct_from(Standing.READY)),
    )
    return or_(and_(failed, chinese_day(PROGRAM_TROUBLES.c.since) > since), and_(now.day > since, numbers))


def _has_moved(now: Columns) -> ColumnElement[bool]:
    then = _THEN.c
    lines = (units(ONE_PERCENT), units(FIVE_PERCENT))
    return or_(
        func.abs(now.loss - then.loss_high) >= units(MOVED_FROM),  # both are rounded up: it may be less by a unit
        *((now.loss_low > line).is_distinct_from(then.loss_low > line) for line in lines),
    )
