"""The tables of a breakdown."""

from typing import Final, NamedTuple

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Cell, data_table, number_cell, raw_number_cell, text_cell
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import when
from bot.domain.report.report import Report, Row, Tail, fold, rows, used
from bot.i18n import Texts

_KEEP: Final = 9
"""Rows before the long tail is folded; twice as many if the minimum is far down."""
_PAGE: Final = 10
_LABEL: Final = 40


class VersionTable(NamedTuple):
    """The table, and what it leaves to **All versions**."""

    blocks: list[Block]
    folded: bool = False
    """Whether older versions share one row."""
    unused: int = 0
    """Versions without users left out."""


def version_table(report: Report, t: Texts, *, all_versions: bool) -> VersionTable:
    """Share, coverage and loss per version, newest first; no table without a version."""
    every = rows(report)
    if all_versions:
        listed = every
        shown, tail = fold(every, keep=limits.TABLE_ROWS - 1)
    else:
        listed = used(every)
        shown, tail = fold(listed, keep=_KEEP)
    if not shown:
        return VersionTable([])
    cells = [_row(row, report, t) for row in shown]
    if tail is not None:
        cells.append(_tail(tail, report, t))
    columns = [t("column-version"), t("column-share"), t("column-coverage"), t("column-loss")]
    caption = t("table-caption", program=name(report.program), day=t.day(report.snapshot.day))
    page_size = min(len(cells), _PAGE)
    table = data_table(caption, columns, cells, page_size=page_size)
    return VersionTable([table], tail is not None and not all_versions, len(every) - len(listed))


def _row(row: Row, report: Report, t: Texts) -> list[Cell]:
    version = row.version.text
    return [
        text_cell(t("cell-minimum", version=version, when=when(report, t)) if row.is_minimum else version),
        number_cell(row.share, t.fraction(row.share)),
        number_cell(row.coverage.low, t.bounds(row.coverage)),
        number_cell(row.loss.low, t.bounds(row.loss)),
    ]


def _tail(tail: Tail, report: Report, t: Texts) -> list[Cell]:
    """Coverage and loss at the newest folded version, as other rows have them at theirs."""
    label = t("cell-older", version=tail.newest.text, count=tail.count)
    if report.minimum is not None and report.minimum <= tail.newest:
        known = {"minimum": report.minimum.text, "when": when(report, t)}
        label = t("cell-older-minimum", version=tail.newest.text, count=tail.count, **known)
    return [
        text_cell(label),
        number_cell(tail.share, t.fraction(tail.share)),
        number_cell(tail.coverage.low, t.bounds(tail.coverage)),
        number_cell(tail.loss.low, t.bounds(tail.loss)),
    ]


def raw_table(report: Report, t: Texts) -> tuple[list[Block], int]:
    """WeChat's numbers as sent, versions newest first, then other labels; and how many rows did not fit."""
    feed = report.snapshot.feed
    entries = [(version.text, value) for version, value in reversed(feed.versions)]
    entries += [(clean(item.label, _LABEL) or t("label-empty"), item.value) for item in feed.other]
    shown = entries[: limits.TABLE_ROWS]
    if not shown:
        return [], 0
    cells = [[text_cell(label), raw_number_cell(value, t.number(value))] for label, value in shown]
    caption = t("table-caption-raw", program=name(report.program), day=t.day(report.snapshot.day))
    table = data_table(caption, [t("column-version"), t("column-number")], cells, page_size=min(len(cells), _PAGE))
    return [table], len(entries) - len(shown)
