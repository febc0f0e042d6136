"""The headline of a report, and what its operator does about an unproved meaning."""

from bot.blocks.report.recommendation_text import present, recommendation_line
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason
from bot.domain.report.report import Report
from bot.i18n import Texts


def headline(report: Report, t: Texts) -> str:
    """What to set, what that costs, and the minimum now; of an earlier day or doubtful numbers only the facts."""
    if report.losses is None:
        return _minimum_alone(report, t)
    sentence, beside = recommendation_line(report, t), present(report, t)
    return t("sentences", first=sentence, second=beside) if beside else sentence


def _minimum_alone(report: Report, t: Texts) -> str:
    if not report.program.has_minimum:
        return uncounted(report, t)
    known = t("headline-minimum-only", minimum=report.minimum.text) if report.minimum else t("headline-no-minimum")
    return t("sentences", first=known, second=uncounted(report, t))


def uncounted(report: Report, t: Texts) -> str:
    """Says that users are not counted, for numbers that no meaning fits."""
    if report.snapshot.imported_by:
        return t("imported-undetermined")
    no_data = report.snapshot.reading.meaning is Meaning.NO_DATA
    return t("headline-no-data" if no_data else "headline-undetermined")


def settled_by_operator(report: Report) -> bool:
    """Whether the meaning is unproved, and a setting would settle it."""
    snapshot = report.snapshot
    return not (snapshot.reading.proved or snapshot.reading.meaning is Meaning.NO_DATA or snapshot.imported_by)


def operators_advice(reading: Reading, t: Texts) -> str:
    """What an operator does about it."""
    contradicted = reading.reason is Reason.PIN_CONTRADICTED
    return t("undetermined-operator-pinned" if contradicted else "undetermined-operator")
