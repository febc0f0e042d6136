"""What fleets are called and how they stand, in words and as a spreadsheet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    NOTHING,
    Block,
    Cell,
    Element,
    button,
    data_table,
    number_cell,
    option,
    raw_number_cell,
    select,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.names import bold, name, people_text
from bot.domain.fleet import Filter, FleetReport, RaiseRow, Sort
from bot.domain.fleet_row import ATTENTION, BLOCKED, FleetRow, Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.snapshot import WECHAT_ZONE, Headcount, Reached, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.files import CsvFile, harmless
from bot.i18n import Texts

_COMMON: Final = 3
"""Minimums named."""
_SEVERAL: Final = 2
TO_DO: Final = (Filter.ATTENTION, Filter.READY)
NOTHING_TO_DO: Final = (Filter.UNSETTLED, Filter.FINE, Filter.WITHOUT_DATA, Filter.UNJUDGED)
_OPTION: Final = 40
"""Characters of a program's name in a select: fifty of them have to fit beside the table."""


def headline(report: FleetReport, t: Texts) -> str:
    """How many programs there are, and how many need attention, can be raised, are fine or have no data."""
    return t("fleet-headline", count=report.totals.programs, totals=_totals(report, (*TO_DO, *NOTHING_TO_DO), t))


def to_do(report: FleetReport, t: Texts) -> str:
    """How many need attention or can be raised; if none, how many are fine or have no data."""
    return _totals(report, TO_DO, t) or _totals(report, NOTHING_TO_DO, t)


def _totals(report: FleetReport, of: Sequence[Filter], t: Texts) -> str:
    return " · ".join(
        t(f"fleet-total-{only}", count=report.totals.count(only)) for only in of if report.totals.count(only)
    )


def attention_line(report: FleetReport, t: Texts) -> str:
    """Programs per need, of those that need attention; empty when none does."""
    counts = [
        t(f"fleet-count-{standing}", count=report.totals.standings[standing])
        for standing in ATTENTION
        if standing in report.totals.standings
    ]
    return t("fleet-attention", needs=t.listing(counts)) if counts else ""


def fleet_name(tag: str, t: Texts) -> str:
    return t("fleet-tagged", tag=tag) if tag else t("fleet")


def fleet_title(tag: str, t: Texts) -> str:
    return bold(fleet_name(tag, t))


def list_buttons(shown: Control, t: Texts, *, shared: bool) -> Sequence[Element]:
    """Return the buttons of a list: export and share."""
    share = [] if shared else [button(t("button-share"), controls.FLEET_SHARE, shown, style="primary")]
    return [*share, button(t("button-csv"), controls.FLEET_CSV, shown)]


def open_select(programs: Sequence[Program], t: Texts) -> Element:
    """Open the report of a program in the table: cells cannot act."""
    options = [option(clip_name(program), Control(program.appid).encode()) for program in programs]
    return select(t("fleet-open"), controls.REPORT_OPEN, options)


def clip_name(program: Program) -> str:
    """Return a program's name, short enough for a select."""
    full = name(program)
    return full if len(full) <= _OPTION else f"{full[: _OPTION - 1]}…"


def loss_cell(loss: Bounds | None, t: Texts, people: Headcount | None = None) -> Cell:
    """Return a loss as a cell, with the people behind it where they are known; also if unknown."""
    if loss is None:
        return unknown_cell()
    share = t.bounds(loss)
    text = t("fleet-loss-users", loss=share, people=people_text(people, t)) if people and people.high else share
    return number_cell(loss.high, text)


def reached_line(reached: Reached | None, programs: int, t: Texts, version: Version | None = None) -> str:
    """How many people are cut off in all, and of how many programs that is not known; empty where nobody counted them.

    Args:
        programs: all of them.
        version: the minimum that cuts them off; None for today's.
    """
    if reached is None:
        return ""
    key, at = ("fleet-raise-users", {"version": version.text}) if version else ("fleet-users", {})
    sentence = t(key, people=people_text(reached, t), count=reached.programs, **at)
    without = programs - reached.programs
    return t("sentences", first=sentence, second=t("fleet-users-without", count=without)) if without else sentence


def need_text(row: FleetRow, t: Texts) -> str:
    """Return what a program needs, in a few words."""
    if row.standing is Standing.READY and row.safe_minimum:
        return t("fleet-need-ready", version=row.safe_minimum.text)
    return t(f"fleet-need-{row.standing}")


def minimums_line(report: FleetReport, t: Texts) -> str:
    """Return the most common minimums, if any is that of several programs."""
    if max(report.totals.minimums.values(), default=0) < _SEVERAL:
        return ""
    common = [
        t("fleet-minimum", version=version.text, count=count)
        for version, count in list(report.totals.minimums.items())[:_COMMON]
    ]
    rest = len(report.totals.minimums) - len(common)
    return t("fleet-minimums", minimums=t.listing(common, more=rest)) if common else ""


def minimum_text(minimum: Version | None) -> str:
    return minimum.text if minimum else NOTHING


ROWS_OF_PAGE: Final = 10


def fleet_table(report: FleetReport, t: Texts) -> Block:
    """Return the first programs listed.

    Those that can be raised with their new minimum, blocked ones with what helps.
    """
    make, columns = _KINDS.get(report.only, (_row, _COLUMNS))
    rows = [make(row, t) for row in report.rows]
    return data_table(
        _caption(report, t), [t(column) for column in columns], rows, page_size=min(len(rows), ROWS_OF_PAGE)
    )


def _caption(report: FleetReport, t: Texts) -> str:
    """Return the list and its order; none of those that can be raised is a problem that would come first."""
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
        _dated(row.day, t),
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
        _dated(row.day, t),
        _tags(row),
    ]


def _tags(row: FleetRow) -> Cell:
    return text_cell(" ".join(f"#{tag}" for tag in row.program.tags))


_KINDS: Final[Mapping[Filter, tuple[Callable[[FleetRow, Texts], list[Cell]], tuple[str, ...]]]] = {
    Filter.READY: (_ready, _READY),
    **dict.fromkeys((Filter.BLOCKED, *map(Filter, BLOCKED)), (_blocked, _BLOCKED)),
}


def _dated(day: date | None, t: Texts) -> Cell:
    return raw_number_cell(day.toordinal(), t.day_in_year(day)) if day else raw_number_cell(0, NOTHING)


_FINEST: Final = Decimal("0.000001")


def fleet_csv(t: Texts, *, day: str) -> CsvFile[FleetRow]:
    """Return the fleet's list, before its first program.

    Args:
        day: today, for the file's name (2026-11-24).
    """
    columns = [
        *_program_columns(t),
        t("column-minimum"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("csv-week"),
        t("column-safe"),
        t("csv-safe-low"),
        t("csv-safe-high"),
        t("column-need"),
        t("csv-day"),
        *_user_columns(t),
    ]
    return CsvFile(f"baselib-fleet-{day}.csv", columns, lambda row: _spreadsheet_row(row, t))


def fleet_raise_csv(version: Version, t: Texts, *, day: str) -> CsvFile[RaiseRow]:
    """Return what every program would lose at a new minimum, before the first one.

    Args:
        day: today, for the file's name.
    """
    columns = [
        *_program_columns(t),
        t("column-from"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("column-verdict"),
        *_user_columns(t),
    ]
    return CsvFile(f"baselib-raise-{version.text}-{day}.csv", columns, lambda row: _raise_row(row, t))


def people_cells(people: Headcount | None) -> list[str]:
    """Both ends, exactly; empty where nobody counted them."""
    return [str(people.low), str(people.high)] if people else ["", ""]


def _user_columns(t: Texts) -> list[str]:
    return [t("csv-users"), t("csv-users-low"), t("csv-users-high")]


def _users(row: FleetRow | RaiseRow) -> list[str]:
    return [str(row.users.total) if row.users else "", *people_cells(row.people)]


def _program_columns(t: Texts) -> list[str]:
    return [t("csv-appid"), t("csv-alias"), t("csv-nickname"), t("csv-tags")]


def _program(program: Program) -> list[str]:
    return [harmless(part) for part in (program.appid, program.alias, program.nickname, " ".join(program.tags))]


def _spreadsheet_row(row: FleetRow, t: Texts) -> list[str]:
    moved = "" if row.moved is None else _percent(row.moved)
    losses = [*_loss(row.loss), moved, _text(row.safe_minimum), *_loss(row.safe_loss)]
    return [*_program(row.program), _text(row.minimum), *losses, need_text(row, t), str(row.day or ""), *_users(row)]


def _raise_row(row: RaiseRow, t: Texts) -> list[str]:
    return [*_program(row.program), _text(row.minimum), *_loss(row.loss), t(f"verdict-{row.verdict}"), *_users(row)]


def _text(version: Version | None) -> str:
    return version.text if version else ""


def _loss(loss: Bounds | None) -> list[str]:
    return [_percent(loss.low), _percent(loss.high)] if loss else ["", ""]


def _percent(fraction: Decimal) -> str:
    return percent_text(fraction.quantize(_FINEST))
