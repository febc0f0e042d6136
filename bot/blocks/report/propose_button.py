"""The button that proposes a minimum, under numbers that a decision may rest on."""

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, button
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.i18n import Texts


def propose_button(report: Report, version: Version | None, t: Texts) -> list[Element]:
    """The button, for a version above the minimum; nothing where there can be no proposal."""
    if version is None or (report.minimum is not None and version <= report.minimum):
        return []
    if not report.decides or report.program.is_all_of_wechat:
        return []
    return [propose_version(report.program, version, t)]


def propose_version(program: Program, version: Version, t: Texts, *, style: str = "") -> Element:
    """The button, for any version."""
    control = Control(program.appid, version=version)
    return button(t("button-propose-version", version=version.text), controls.DECISION_PROPOSE, control, style=style)
