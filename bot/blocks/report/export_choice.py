"""The question in which format a breakdown is exported."""

from dataclasses import replace

from bot.blocks.kit import controls
from bot.blocks.kit.elements import actions, message, option, section, select
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import shown_date, shown_day
from bot.domain.report.report import Report
from bot.files import Format
from bot.i18n import Texts


def export_choice(report: Report, t: Texts, zone: str) -> Message:
    """Every format for these numbers."""
    kinds = [form for form in Format if report.distribution or form is not Format.BROWSERSLIST]
    shown = shown_day(report)
    options = [
        option(t(f"take-away-{kind}"), replace(shown, text=kind).encode()) for kind in (*kinds, controls.HISTORY)
    ]
    question = t("export-which", program=name(report.program), day=shown_date(report, t, zone))
    return message(question, [section(question), actions(select(t("export-format"), controls.REPORT_EXPORT, options))])
