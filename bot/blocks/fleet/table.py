"""The table of a fleet's programs. The two columns on a phone's screen are the program and what is cut off."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from bot.blocks.fleet.fleet_text import loss_cell, minimum_text, need_text
from bot.blocks.kit.elements import NOTHING, Cell, data_table, number_cell, raw_number_cell, text_cell, unknown_cell
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.domain.fleet.report import Filter, FleetReport, Sort
from bot.domain.fleet.row import BLOCKED, FleetRow
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.numbers.users import people_of
from bot.i18n import Texts

ROWS_OF_PAGE: Final = 10


def fleet_table(report: FleetReport, t: Texts) -> Block:
    """The first programs listed: those that can be raised with their new minimum, blocked ones with what helps."""
    make, columns = _KINDS.get(report.only, (_row, _COLUMNS))
    rows = [make(row, t) for row in report.rows]
    return data_table(
        _caption(report, t), [t(column) for column in columns], rows, page_size=min(len(rows), ROWS_OF_PAGE)
    )


def _caption(report: FleetReport, t: Texts) -> str:
    """The list and its order; none of those that can be raised is a problem that would come first."""
    if report.only is Filter.READY and report.sort is Sort.ATTENTION:
        return t("fleet-caption-ready")
    return t("fleet-caption", only=t(f"fleet-only-{report.only}"), sort=t(f"fleet-order-{report.sort}"))


_COLUMNS = (
    "column-program",
    "column-loss-at-minimum",
    "column-need",
    "column-minimum",
    "column-safe",
    "column-moved",
    "column-data-of",
)


def _row(row: FleetRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.loss, t, row.people),
        text_cell(need_text(row, t)),
        text_cell(minimum_text(row.minimum)),
        text_cell(minimum_text(row.safe_minimum)),
        unknown_cell() if row.moved is None else number_cell(row.moved, t.points(row.moved)),
        _day(row, t),
    ]


_READY = ("column-program", "column-loss-then", "column-from", "column-to", "column-loss-at-minimum", "column-tags")


def _ready(row: FleetRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.safe_loss, t, people_of(row.users, row.safe_loss)),
        text_cell(minimum_text(row.minimum)),
        text_cell(minimum_text(row.safe_minimum)),
        loss_cell(row.loss, t),
        _tags(row),
    ]


_BLOCKED = ("column-program", "column-need", "column-help", "column-since", "column-data-of", "column-tags")


def _blocked(row: FleetRow, t: Texts) -> list[Cell]:
    since = row.failing_since.astimezone(WECHAT_ZONE).date() if row.failing_since else None
    return [
        text_cell(name(row.program)),
        text_cell(need_text(row, t)),
        text_cell(t(f"fleet-help-{row.standing}")),
        _dated(since, t),
        _day(row, t),
        _tags(row),
    ]


def _tags(row: FleetRow) -> Cell:
    return text_cell(" ".join(f"#{tag}" for tag in row.program.tags))


_KINDS: Final[Mapping[Filter, tuple[Callable[[FleetRow, Texts], list[Cell]], tuple[str, ...]]]] = {
    Filter.READY: (_ready, _READY),
    **dict.fromkeys((Filter.BLOCKED, *map(Filter, BLOCKED)), (_blocked, _BLOCKED)),
}


def _day(row: FleetRow, t: Texts) -> Cell:
    return _dated(row.judgement.day if row.judgement else None, t)


def _dated(day: date | None, t: Texts) -> Cell:
    """A Chinese day, sorted by time."""
    return raw_number_cell(day.toordinal(), t.day_in_year(day)) if day else raw_number_cell(0, NOTHING)
