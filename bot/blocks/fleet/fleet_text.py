"""Text shared by messages about a fleet: its name, headline and needs."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.cuts_off import people_text
from bot.blocks.kit.elements import NOTHING, Cell, Element, button, number_cell, option, select, unknown_cell
from bot.blocks.kit.names import bold, name
from bot.domain.fleet.report import Filter, FleetReport
from bot.domain.fleet.row import ATTENTION, FleetRow, Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.users import Headcount, Reached
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.i18n import Texts

_COMMON: Final = 3
"""Minimums named."""
_SEVERAL: Final = 2
_TO_DO: Final = (Filter.ATTENTION, Filter.READY)
_NOTHING_TO_DO: Final = (Filter.FINE, Filter.WITHOUT_DATA, Filter.UNJUDGED)
_OPTION: Final = 40
"""Characters of a program's name in a select: fifty of them have to fit beside the table."""


def headline(report: FleetReport, t: Texts) -> str:
    """How many programs there are, and how many need attention, can be raised, are fine or have no data."""
    return t("fleet-headline", count=report.totals.programs, totals=_totals(report, (*_TO_DO, *_NOTHING_TO_DO), t))


def to_do(report: FleetReport, t: Texts) -> str:
    """How many need attention or can be raised; if none, how many are fine or have no data."""
    return _totals(report, _TO_DO, t) or _totals(report, _NOTHING_TO_DO, t)


def _totals(report: FleetReport, of: Sequence[Filter], t: Texts) -> str:
    return " · ".join(
        t(f"fleet-total-{only}", count=report.totals.count(only)) for only in of if report.totals.count(only)
    )


def attention_line(report: FleetReport, t: Texts) -> str:
    """Programs per need, of those that need attention; empty when none does."""
    counts = [
        t(f"fleet-count-{standing}", count=report.totals.standings[standing])
        for standing in ATTENTION
        if standing in report.totals.standings
    ]
    return t("fleet-attention", needs=t.listing(counts)) if counts else ""


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


def open_select(programs: Sequence[Program], t: Texts) -> Element:
    """Opens the report of a program in the table: cells cannot act."""
    options = [option(clip_name(program), Control(program.appid).encode()) for program in programs]
    return select(t("fleet-open"), controls.REPORT_OPEN, options)


def clip_name(program: Program) -> str:
    """A program's name, short enough for a select."""
    full = name(program)
    return full if len(full) <= _OPTION else f"{full[: _OPTION - 1]}…"


def loss_cell(loss: Bounds | None, t: Texts, people: Headcount | None = None) -> Cell:
    """A loss as a cell, with the people behind it where they are known; also if unknown."""
    if loss is None:
        return unknown_cell()
    share = t.bounds(loss)
    text = t("fleet-loss-users", loss=share, people=people_text(people, t)) if people and people.high else share
    return number_cell(loss.high, text)


def reached_line(reached: Reached | None, programs: int, t: Texts, version: Version | None = None) -> str:
    """How many people are cut off in all, and of how many programs that is not known; empty where nobody counted them.

    Args:
        programs: all of them.
        version: the minimum that cuts them off; None for today's.
    """
    if reached is None:
        return ""
    key, at = ("fleet-raise-users", {"version": version.text}) if version else ("fleet-users", {})
    sentence = t(key, people=people_text(reached, t), count=reached.programs, **at)
    without = programs - reached.programs
    return t("sentences", first=sentence, second=t("fleet-users-without", count=without)) if without else sentence


def need_text(row: FleetRow, t: Texts) -> str:
    """What a program needs, in a few words."""
    if row.standing is Standing.READY and row.safe_minimum:
        return t("fleet-need-ready", version=row.safe_minimum.text)
    return t(f"fleet-need-{row.standing}")


def minimums_line(report: FleetReport, t: Texts) -> str:
    """The most common minimums, if any is that of several programs."""
    if max(report.totals.minimums.values(), default=0) < _SEVERAL:
        return ""
    common = [
        t("fleet-minimum", version=version.text, count=count)
        for version, count in list(report.totals.minimums.items())[:_COMMON]
    ]
    rest = len(report.totals.minimums) - len(common)
    return t("fleet-minimums", minimums=t.listing(common, more=rest)) if common else ""


def minimum_text(minimum: Version | None) -> str:
    """A minimum, or a dash."""
    return minimum.text if minimum else NOTHING
