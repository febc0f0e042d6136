"""Buttons under an answer: propose a minimum, or set the alert for the day on which a version is safe."""

from decimal import Decimal

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, button
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.rounding import percent_text
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.i18n import Texts


def propose_button(report: Report, version: Version | None, t: Texts, *, style: str = "primary") -> list[Element]:
    """The button, for a version above the minimum; nothing where there can be no proposal."""
    if version is None or (report.minimum is not None and version <= report.minimum):
        return []
    if not report.decides or report.program.is_all_of_wechat:
        return []
    return [propose_version(report.program, version, t, style=style)]


def propose_version(program: Program, version: Version, t: Texts, *, style: str = "") -> Element:
    """The button, for any version."""
    control = Control(program.appid, version=version)
    return button(t("button-propose-version", version=version.text), controls.DECISION_PROPOSE, control, style=style)


def when_safe_button(
    report: Report, version: Version, t: Texts, *, target: Decimal = SAFE, style: str = "primary"
) -> list[Element]:
    """Return the button for a version that is to keep the target; none for an earlier day, everyone, or the minimum."""
    guaranteed = report.minimum is not None and version <= report.minimum
    if report.as_of is not None or target == 1 or guaranteed:
        return []
    safe = target == SAFE
    control = Control(report.program.appid, version=version, text="" if safe else percent_text(target))
    text = t("button-when-safe" if safe else "button-when-kept", version=version.text, target=t.exact(target))
    return [button(text, controls.ALERT_WHEN_SAFE, control, style=style)]
