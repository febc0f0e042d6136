"""The fleet's lists as CSV."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from bot.blocks.fleet.fleet_text import need_text
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow
from bot.domain.fleet.report import FleetReport
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.rounding import percent_text
from bot.domain.numbers.users import Headcount
from bot.domain.programs.program import Program
from bot.files import ExportFile, csv_text, harmless
from bot.i18n import Texts

_FINEST: Final = Decimal("0.000001")


def fleet_csv(report: FleetReport, t: Texts, *, day: str) -> ExportFile:
    """The fleet's report, in the order of the list.

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
    ]
    content = _with_users(columns, ((row, _row(row, t)) for row in report.rows), t)
    return ExportFile(f"baselib-fleet-{day}.csv", content)


def fleet_raise_csv(answer: FleetRaise, t: Texts, *, day: str) -> ExportFile:
    """What every program would lose at a new minimum.

    Args:
        day: today, for the file's name.
    """
    columns = [*_program_columns(t), t("column-from"), t("csv-loss-low"), t("csv-loss-high"), t("column-verdict")]
    content = _with_users(columns, ((row, _raise_row(row, t)) for row in answer.rows), t)
    return ExportFile(f"baselib-raise-{answer.version.text}-{day}.csv", content)


def people_cells(people: Headcount | None) -> list[str]:
    """Both ends, exactly; empty where nobody counted them."""
    return [str(people.low), str(people.high)] if people else ["", ""]


def _with_users(columns: Sequence[str], rows: Iterable[tuple[FleetRow | RaiseRow, list[str]]], t: Texts) -> str:
    """The rows' cells as CSV; with the users of each, where anybody counted those of one."""
    listed = list(rows)
    if not any(row.users for row, _ in listed):
        return csv_text(columns, (cells for _, cells in listed))
    counted = ([*cells, str(row.users.total) if row.users else "", *people_cells(row.people)] for row, cells in listed)
    return csv_text([*columns, t("csv-users"), t("csv-users-low"), t("csv-users-high")], counted)


def _program_columns(t: Texts) -> list[str]:
    return [t("csv-appid"), t("csv-alias"), t("csv-nickname"), t("csv-tags")]


def _program(program: Program) -> list[str]:
    return [harmless(part) for part in (program.appid, program.alias, program.nickname, " ".join(program.tags))]


def _row(row: FleetRow, t: Texts) -> list[str]:
    minimum = row.minimum.text if row.minimum else ""
    safe = row.safe_minimum.text if row.safe_minimum else ""
    day = row.summary.day.isoformat() if row.summary else ""
    moved = "" if row.moved is None else _percent(row.moved)
    losses = [*_loss(row.loss), moved, safe, *_loss(row.safe_loss)]
    return [*_program(row.program), minimum, *losses, need_text(row, t), day]


def _raise_row(row: RaiseRow, t: Texts) -> list[str]:
    minimum = row.minimum.text if row.minimum else ""
    return [*_program(row.program), minimum, *_loss(row.loss), t(f"verdict-{row.verdict}")]


def _loss(loss: Bounds | None) -> list[str]:
    return [_percent(loss.low), _percent(loss.high)] if loss else ["", ""]


def _percent(fraction: Decimal) -> str:
    return percent_text(fraction.quantize(_FINEST))
