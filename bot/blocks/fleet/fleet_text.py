"""Text shared by messages about a fleet: its name, headline and states."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import NOTHING, Cell, Element, button, number_cell, unknown_cell
from bot.blocks.kit.names import bold
from bot.domain.fleet.report import FleetReport, State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.i18n import Texts

_COMMON: Final = 3
"""Minimums named."""


def headline(report: FleetReport, t: Texts) -> str:
    """How many of the judged programs lose users at their own minimum."""
    if report.judged == len(report.rows):
        return t("fleet-headline", count=report.judged, losing=report.losing)
    return t("fleet-headline-some", count=report.judged, total=len(report.rows), losing=report.losing)


def fleet_name(tag: str, t: Texts) -> str:
    """The name of the fleet, or of its part with a tag."""
    return t("fleet-tagged", tag=tag) if tag else t("fleet")


def fleet_title(tag: str, t: Texts) -> str:
    """The name as a title line."""
    return bold(fleet_name(tag, t))


def list_buttons(shown: Control, t: Texts, *, shared: bool) -> Sequence[Element]:
    """The buttons of a list: export and share."""
    buttons = [button(t("button-csv"), controls.FLEET_CSV, shown)]
    if not shared:
        buttons.insert(0, button(t("button-share"), controls.FLEET_SHARE, shown, style="primary"))
    return buttons


def loss_cell(loss: Bounds | None, t: Texts) -> Cell:
    """A loss as a cell, also if unknown."""
    return number_cell(loss.high, t.bounds(loss)) if loss else unknown_cell()


def states_line(report: FleetReport, t: Texts) -> str:
    """Programs per state, except those simply read."""
    counts = [
        t(f"fleet-count-{state}", count=report.states[state])
        for state in State
        if state is not State.READ and state in report.states
    ]
    return t("fleet-states", states=t.listing(counts)) if counts else t("fleet-all-read")


def minimums_line(report: FleetReport, t: Texts) -> str:
    """The most common minimums, if there are any."""
    common = [
        t("fleet-minimum", version=version.text, count=count)
        for version, count in list(report.minimums.items())[:_COMMON]
    ]
    rest = len(report.minimums) - len(common)
    return t("fleet-minimums", minimums=t.listing(common, more=rest)) if common else ""


def minimum_text(minimum: Version | None) -> str:
    """A minimum, or a dash."""
    return minimum.text if minimum else NOTHING
