"""The fleet's lists for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Final

from bot.domain.distribution import Bounds
from bot.domain.fleet_raise import FleetRaise, RaiseRow
from bot.domain.fleet_report import FleetReport, FleetRow
from bot.domain.program import Program
from bot.i18n import Texts

_BOM: Final = "\ufeff"
"""Without it spreadsheets read Chinese names in the encoding of the machine."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this would be calculated. https://owasp.org/www-community/attacks/CSV_Injection"""
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file for a person."""

    name: str
    content: str


def fleet_csv(report: FleetReport, t: Texts, *, day: str) -> CsvFile:
    """Every program of the list, in its order.

    Args:
        report: the list.
        t: the reader's language.
        day: today, for the file's name (2026-11-24).
    """
    columns = [
        *_program_columns(t),
        t("column-minimum"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("csv-week"),
        t("column-safe"),
        t("column-state"),
        t("csv-day"),
    ]
    return CsvFile(f"baselib-fleet-{day}.csv", _written(columns, (_row(row, t) for row in report.rows)))


def fleet_raise_csv(answer: FleetRaise, t: Texts, *, day: str) -> CsvFile:
    """What every program would lose.

    Args:
        answer: the verdicts.
        t: the reader's language.
        day: today, for the file's name.
    """
    columns = [*_program_columns(t), t("csv-loss-low"), t("csv-loss-high"), t("column-verdict")]
    rows = (_raise_row(row, t) for row in answer.rows)
    return CsvFile(f"baselib-raise-{answer.version.text}-{day}.csv", _written(columns, rows))


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    text.write(_BOM)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _program_columns(t: Texts) -> list[str]:
    return [t("csv-appid"), t("csv-alias"), t("csv-nickname"), t("csv-tags")]


def _program(program: Program) -> list[str]:
    return [_harmless(part) for part in (program.appid, program.alias, program.nickname, " ".join(program.tags))]


def _row(row: FleetRow, t: Texts) -> list[str]:
    summary = row.summary
    minimum = summary.minimum.text if summary and summary.minimum else ""
    safe = summary.safe_minimum.text if summary and summary.safe_minimum else ""
    day = summary.day.isoformat() if summary else ""
    moved = "" if row.moved is None else _percent(row.moved)
    return [*_program(row.program), minimum, *_loss(row.loss), moved, safe, t(f"fleet-state-{row.state}"), day]


def _raise_row(row: RaiseRow, t: Texts) -> list[str]:
    return [*_program(row.program), *_loss(row.loss), t(f"verdict-{row.verdict}")]


def _loss(loss: Bounds | None) -> list[str]:
    return [_percent(loss.low), _percent(loss.high)] if loss else ["", ""]


def _percent(fraction: Decimal) -> str:
    """A plain number, so that a spreadsheet can calculate with it."""
    return f"{(fraction * _HUNDRED).quantize(Decimal('0.0001')).normalize():f}"


def _harmless(text: str) -> str:
    """Nicknames come from outside."""
    return f"'{text}" if text.startswith(_FORMULA) else text
