"""Which programs of a fleet are otherwise than they were on a day, as a query."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from bot.domain.digest.memory import MOVED_FROM
from bot.domain.fleet.asked import Asked
from bot.domain.fleet.report import Sort
from bot.domain.fleet.row import FIVE_PERCENT, ONE_PERCENT, Standing
from bot.ports.fleet import Moment
from bot.storage.engine.dialect import chinese_day
from bot.storage.fleet.rows import RANKS, Columns, newest_before, order_of, rows_of
from bot.storage.fleet.steadied import needed_by
from bot.storage.numbers.ranks import units
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_TROUBLES

_THEN: Final = SNAPSHOTS.alias("then")
_DAY: Final = timedelta(days=1)


def changed(asked: Asked, moment: Moment, since: date, open_then: date | None = None) -> Select[Any]:
    """The AppIDs, in order; see `Fleets.changed`, and `bot.domain.digest.changes.changed_fleet` for what counts."""
    rows = rows_of(asked, moment)
    tables = rows.tables.outerjoin(_THEN, newest_before(_THEN.c, since + _DAY))
    query = select(KNOWN_PROGRAMS.c.appid).select_from(tables)
    return query.where(*rows.where, _is_otherwise(rows.columns, since, moment.since, open_then)).order_by(
        *order_of(Sort.ATTENTION, rows.columns)
    )


def _is_otherwise(now: Columns, since: date, in_break: date | None, open_then: date | None) -> ColumnElement[bool]:
    then = _THEN.c
    both = and_(now.comparable.is_(True), then.comparable.is_(True))
    _, failed, _ = now.needs
    return or_(
        and_(failed, chinese_day(PROGRAM_TROUBLES.c.since) > since),
        now.minimum.is_distinct_from(then.minimum_key),
        # Where several meanings fit, or none, the columns do not say what it needs.
        and_(now.day.is_distinct_from(then.day), or_(now.comparable.is_not(True), then.comparable.is_not(True))),
        and_(both, _has_moved(now)),
        # What a day in a break needed was told by what was before it, and is not in its row.
        then.day >= open_then if open_then and open_then != in_break else false(),
        and_(
            both,
            now.rank == RANKS[Standing.READY],
            or_(~_was_ready(), then.day >= open_then if open_then else false()),
        ),
    )


def _was_ready() -> ColumnElement[bool]:
    then = _THEN.c
    return (
        needed_by(
            minimum=then.minimum_key,
            loss_low=then.loss_low,
            safe=then.safe_key,
            safe_high=then.safe_high,
            doubtful=false(),
            says=lambda standing: standing is Standing.READY,
        )
        == 1
    )


def _has_moved(now: Columns) -> ColumnElement[bool]:
    then = _THEN.c
    lines = (units(ONE_PERCENT), units(FIVE_PERCENT))
    return or_(
        func.abs(now.loss - then.loss_high) >= units(MOVED_FROM),  # both are rounded up: it may be less by a unit
        *((now.loss_low > line).is_distinct_from(then.loss_low > line) for line in lines),
    )
