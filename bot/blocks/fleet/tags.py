"""The fleet's totals by tag."""

from typing import Final

from bot.blocks.fleet.fleet_text import fleet_title, headline
from bot.blocks.fleet.table import ROWS_OF_PAGE
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Cell,
    Element,
    actions,
    button,
    context,
    data_table,
    message,
    option,
    raw_number_cell,
    section,
    select,
    sentence_message,
    text_cell,
)
from bot.blocks.kit.message import Message
from bot.domain.fleet.report import Filter, FleetReport, Sort, TagTotal
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_FILTERS: Final = (Filter.ATTENTION, Filter.READY, Filter.FINE, Filter.WITHOUT_DATA, Filter.UNJUDGED)
_OPTION: Final = 60


def tags_message(report: FleetReport, t: Texts) -> Message:
    """A row for each tag: its programs, and how many need attention, can be raised, are fine or have no data."""
    named = [total for total in report.totals.tags if total.tag]
    if not named:
        return sentence_message(t("fleet-no-tags"))
    shown = report.totals.tags[: limits.TABLE_ROWS]
    columns = [t("column-tag"), t("column-programs"), *(t(f"column-only-{only}") for only in _FILTERS)]
    table = data_table(t("fleet-tags-caption"), columns, [_row(each, t) for each in shown], page_size=ROWS_OF_PAGE)
    left_out = len(report.totals.tags) - len(shown)
    whole = button(t("button-fleet"), controls.FLEET_OPEN, Control(choice=Sort.ATTENTION))
    sentence = headline(report, t)
    return message(
        t("named", program=t("fleet-tags"), sentence=sentence),
        [
            section(fleet_title("", t), sentence),
            table,
            context(t("fleet-tags-note"), t("fleet-tags-left-out", count=left_out) if left_out > 0 else ""),
            actions(_select(named, t), whole),
        ],
    )


def _row(total: TagTotal, t: Texts) -> list[Cell]:
    counts = [total.count(), *(total.count(only) for only in _FILTERS)]
    return [
        text_cell(f"#{clean(total.tag)}" if total.tag else t("fleet-untagged")),
        *(raw_number_cell(count, str(count)) for count in counts),
    ]


def _select(named: list[TagTotal], t: Texts) -> Element:
    options = [
        option(f"#{clean(total.tag, _OPTION)} ({total.count()})", control.encode())
        for total in named
        if (control := Control(choice=Sort.ATTENTION, text=total.tag)).fits
    ]
    return select(t("fleet-open-tag"), controls.FLEET_TAG, options)
