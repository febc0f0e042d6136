"""The programs of a fleet's decision as CSV."""

from collections.abc import Sequence
from decimal import Decimal

from bot.blocks.decisions.rollout.programs import program_text
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.program import FleetProgram
from bot.domain.numbers.rounding import percent_text
from bot.files import ExportFile, csv_text, harmless
from bot.i18n import Texts


def rollout_csv(decision: Decision, programs: Sequence[FleetProgram], t: Texts) -> ExportFile:
    """A row for each program, also for those left out.

    Args:
        programs: in the order of their positions.
    """
    columns = [
        t("csv-appid"),
        t("column-program"),
        t("column-from"),
        t("column-to"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("csv-day"),
        t("csv-batch"),
        t("column-state"),
        t("csv-since"),
        t("csv-said-by"),
    ]
    name = f"decision-{decision.number:04}-{decision.version.text}.csv"
    return ExportFile(name, csv_text(columns, (_row(each, decision, t) for each in programs)))


def _row(program: FleetProgram, decision: Decision, t: Texts) -> list[str]:
    return [
        harmless(program.appid),
        harmless(program.program),
        program.minimum.text if program.minimum else "",
        decision.version.text,
        _percent(program.loss_low),
        _percent(program.loss_high),
        program.day.isoformat() if program.day else "",
        str(program.batch + 1) if program.batch >= 0 else "",
        harmless(program_text(program, t)),
        program.since.isoformat() if program.since else "",
        program.said_by,
    ]


def _percent(fraction: Decimal | None) -> str:
    return "" if fraction is None else percent_text(fraction)
