"""The fleet as JSON, for `baselib fleet --json`. Percentages are numbers from 0 to 100, as in `report_json`."""

from typing import Any

from bot.domain.fleet.raise_ import FleetRaise, RaiseRow, Verdict
from bot.domain.fleet.report import Filter, FleetReport, TagTotal
from bot.domain.fleet.row import FleetRow, Standing
from bot.domain.programs.program import Program
from bot.export.percent import bounds_json, percent_json
from bot.export.program_json import program_json

Json = dict[str, Any]


def fleet_json(report: FleetReport) -> Json:
    """The totals, those of each tag, and the programs listed."""
    return {
        "tag": report.tag or None,
        "list": report.only.value,
        "count": len(report.rows),
        "need_attention": report.count(Filter.ATTENTION),
        "standings": {standing.value: report.standings.get(standing, 0) for standing in Standing},
        "safe_minimums_99": {version.text: count for version, count in report.safe_minimums.items()},
        "tags": [_tag(total) for total in report.tags],
        "programs": [_row(row) for row in report.listed],
    }


def fleet_raise_json(answer: FleetRaise) -> Json:
    """What a minimum would cost each program."""
    return {
        "tag": answer.tag or None,
        "version": answer.version.text,
        "count": len(answer.rows),
        "verdicts": {verdict.value: answer.verdicts.get(verdict, 0) for verdict in Verdict},
        "programs": [_raise_row(row) for row in answer.rows],
    }


def _tag(total: TagTotal) -> Json:
    return {
        "tag": total.tag or None,
        "count": total.count(),
        "standings": {standing.value: total.standings.get(standing, 0) for standing in Standing},
    }


def _row(row: FleetRow) -> Json:
    return _program(row.program) | {
        "standing": row.standing.value,
        "error": row.error_key or None,
        "minimum": row.minimum.text if row.minimum else None,
        "loss_percent": bounds_json(row.loss) if row.loss else None,
        "loss_change_week_percent_points": percent_json(row.moved) if row.moved is not None else None,
        "safe_minimum_99": row.safe_minimum.text if row.safe_minimum else None,
        "loss_percent_at_safe_minimum": bounds_json(row.safe_loss) if row.safe_loss else None,
        "day": row.summary.day.isoformat() if row.summary else None,
    }


def _raise_row(row: RaiseRow) -> Json:
    return _program(row.program) | {
        "verdict": row.verdict.value,
        "minimum": row.minimum.text if row.minimum else None,
        "loss_percent": bounds_json(row.loss) if row.loss else None,
    }


def _program(program: Program) -> Json:
    return program_json(program) | {"tags": list(program.tags)}
