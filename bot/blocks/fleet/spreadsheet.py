"""The fleet's lists as CSV."""

from decimal import Decimal
from typing import Final

from bot.blocks.fleet.fleet_text import need_text
from bot.domain.fleet.raise_ import RaiseRow
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.rounding import percent_text
from bot.domain.numbers.users import Headcount
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.files import CsvFile, harmless
from bot.i18n import Texts

_FINEST: Final = Decimal("0.000001")


def fleet_csv(t: Texts, *, day: str) -> CsvFile[FleetRow]:
    """The fleet's list, before its first program.

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
    return CsvFile(f"baselib-fleet-{day}.csv", columns, lambda row: _row(row, t))


def fleet_raise_csv(version: Version, t: Texts, *, day: str) -> CsvFile[RaiseRow]:
    """What every program would lose at a new minimum, before the first one.

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


def _row(row: FleetRow, t: Texts) -> list[str]:
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
