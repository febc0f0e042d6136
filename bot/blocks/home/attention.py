"""What needs attention, first on a Home tab: the programs by name, each with its button."""

from bot.blocks.fleet.fleet_text import attention_line, need_text
from bot.blocks.kit import controls
from bot.blocks.kit.controls import BREAKDOWN, Control
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import bold, name
from bot.domain.fleet.report import FleetReport
from bot.i18n import Texts

_NAMED = 5


def attention_blocks(report: FleetReport | None, t: Texts) -> list[Block]:
    """A line for each program, at most five, and a button for the list of all; nothing when all are well."""
    if report is None or not report.listed:
        return []
    rows = [
        section(
            t("home-attention-program", program=name(row.program), need=need_text(row, t)),
            accessory=button(
                t("home-program-report"),
                controls.HOME_PROGRAM,
                Control(row.program.appid, choice=BREAKDOWN),
                label=t("button-open-label", program=name(row.program)),
            ),
        )
        for row in report.listed[:_NAMED]
    ]
    whole = actions(button(t("home-attention-all", count=len(report.listed)), controls.HOME_FLEET, Control()))
    left = len(report.listed) - len(rows)
    more = [context(t("home-attention-more", count=left)), whole] if left else []
    return [section(bold(f"⚠️ {attention_line(report, t)}")), *rows, *more]
