"""A distribution as rows for a spreadsheet: one per day and version, the same columns whatever is asked for."""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.domain.distribution import Bounds
from bot.domain.meaning import Meaning
from bot.domain.report import Report, rows
from bot.export.csv_text import csv_text, harmless, plain_percent

COLUMNS: Final = (
    "program",
    "appid",
    "day",
    "taken_at",
    "version",
    "share_percent",
    "coverage_percent_low",
    "coverage_percent_high",
    "loss_percent_low",
    "loss_percent_high",
    "is_minimum",
    "number",
    "suspicions",
    "left_out",
    "meaning",
)
"""`number` is what WeChat sent, where its meaning is not proved; then no share, coverage or loss is computed.

A label that is no version has a share and no coverage. `left_out` marks what trends leave out: numbers that prove
nothing, or with which something is wrong. `taken_at` is UTC, `day` a Chinese calendar day.
"""


def reports_csv(reports: Iterable[Report]) -> str:
    """Days in the order given, the newest version of each first."""
    return csv_text(COLUMNS, (row for report in reports for row in _rows(report)))


def _rows(report: Report) -> Iterator[list[str]]:
    snapshot = report.snapshot
    program, appid = harmless(report.program.name), harmless(report.program.appid)
    head = [program, appid, snapshot.day.isoformat(), snapshot.taken_at.isoformat()]
    left_out = _truth(holds=report.distribution is None or bool(report.suspicions))
    tail = [" ".join(report.suspicions), left_out, snapshot.reading.meaning.value]
    for cells in _raw(report) if report.distribution is None else _computed(report):
        yield [*head, *cells, *tail]


def _computed(report: Report) -> Iterator[list[str]]:
    """The versions, then the labels that are none; a cumulative number says nothing about those."""
    for row in rows(report):
        shares = [plain_percent(row.share), *_ends(row.coverage), *_ends(row.loss)]
        yield [row.version.text, *shares, _truth(holds=row.is_minimum), ""]
    counted = report.snapshot.reading.meaning is Meaning.SHARE
    for item in report.distribution.other if report.distribution else ():
        share = plain_percent(item.value) if counted else ""
        yield [harmless(item.label), share, "", "", "", "", "", ""]


def _raw(report: Report) -> Iterator[list[str]]:
    """WeChat's numbers as sent, versions newest first, then other labels."""
    feed, minimum = report.snapshot.feed, report.minimum
    for version, value in reversed(feed.versions):
        yield [version.text, "", "", "", "", "", _truth(holds=version == minimum), f"{value:f}"]
    for item in feed.other:
        yield [harmless(item.label), "", "", "", "", "", "", f"{item.value:f}"]


def _ends(bounds: Bounds) -> list[str]:
    return [plain_percent(bounds.low), plain_percent(bounds.high)]


def _truth(*, holds: bool) -> str:
    return "true" if holds else "false"
