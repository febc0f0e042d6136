"""The next steps below an answer to `raise` or `cover`."""

from dataclasses import replace
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, button, link_button, option, overflow
from bot.blocks.report.as_of_banner import shown_day
from bot.blocks.what_if.answer_frame import Reader
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report

CONSOLE: Final = "https://mp.weixin.qq.com/"
"""Where a Mini Program's minimum is set by hand: Settings, Basic settings (设置 > 基本设置 > 基础库最低版本设置)."""


def share_button(action_id: str, report: Report, reader: Reader, control: Control) -> list[Element]:
    """Shares the answer of the day shown; `control` has the rest of the question."""
    if reader.shared:
        return []
    shown = shown_day(report)
    return [button(reader.t("button-share"), action_id, replace(shown, version=control.version, text=control.text))]


def other_buttons(report: Report, version: Version | None, reader: Reader) -> list[Element]:
    """WeChat's console, where there is a minimum to set, and the menu with the rest."""
    t, shown, now = reader.t, shown_day(report), report.as_of is None
    choices = {controls.OPEN: t("button-open")}
    if version is not None:
        choices[controls.TREND] = t("menu-trend", version=version.text)
    if now:
        choices[controls.DIGEST] = t("more-digest")
    choices[controls.READING] = t("more-reading")
    carried = {kind: replace(shown, version=version, text=kind).encode() for kind in choices}
    menu = overflow(controls.REPORT_MORE, [option(text, carried[kind]) for kind, text in choices.items()])
    console = [link_button(t("button-console"), controls.CONSOLE_LINK, CONSOLE)]
    return [*(console if now and report.program.has_minimum else []), menu]
