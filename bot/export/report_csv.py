"""Distributions as rows for a spreadsheet, one for each day and version."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.rounding import percent_text
from bot.domain.numbers.users import Headcount
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.history import history_of
from bot.export.caveats_json import factor_of
from bot.files import csv_text, harmless

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
    "break_since",
    "break_factor",
    "meaning",
    "users",
    "users_below_low",
    "users_below_high",
)
"""`number` is WeChat's number if its meaning is not proved; then share is empty, and coverage and loss are what holds
under each meaning that fits, if any.

A label that is not a version has a share and no coverage. `taken_at` is UTC, `day` a Chinese calendar day, `suspicions`
that day's suspicions, `break_since` and `break_factor` the break that goes on (coverage and loss then reach from
before it to that day's count), `users` the distinct ones of 30 days, whole and not rounded; empty where nobody counted
them.
"""
HISTORY_COLUMNS: Final = (*COLUMNS, "left_out")
"""`left_out`: why trends leave the day out, judged with the days after it; empty for a day that they draw."""


def report_csv(report: Report) -> str:
    """One day, newest version first."""
    return csv_text(COLUMNS, _rows(report, ()))


def history_csv(reports: Sequence[Report], versions: Sequence[Version] = ()) -> str:
    """Days in the order given, each newest version first.

    Args:
        reports: oldest first.
        versions: the requested ones, listed that day or not; empty for all listed.
    """
    left_out = {each.day: " ".join(each.reasons) for each in history_of([each.snapshot for each in reports]).left_out}
    wanted = sorted(set(versions), reverse=True)
    rows_of = ([*row, left_out.get(each.snapshot.day, "")] for each in reports for row in _rows(each, wanted))
    return csv_text(HISTORY_COLUMNS, rows_of)


def _rows(report: Report, versions: Sequence[Version]) -> Iterator[list[str]]:
    snapshot, distribution = report.snapshot, report.distribution
    program, appid = harmless(report.program.name), harmless(report.program.appid)
    head = [program, appid, snapshot.day.isoformat(), snapshot.taken_at.isoformat()]
    tail = [
        " ".join(report.suspicions),
        *_break(report),
        snapshot.reading.meaning.value,
        str(report.users.total) if report.users else "",
    ]
    if distribution is None:
        cells = _raw(report, versions)
    else:
        labels = [] if versions else _labels(report, distribution)
        cells = chain((_computed(report, distribution, each) for each in versions or distribution.versions), labels)
    for row in cells:
        version = Version.read(row[0])
        yield [*head, *row, *tail, *_people(report.people(report.loss(version) if version else None))]


def _computed(report: Report, distribution: Distribution, version: Version) -> list[str]:
    share = percent_text(distribution.share(version))
    return [version.text, share, *_costs(report, version), _truth(holds=version == report.minimum), ""]


def _labels(report: Report, distribution: Distribution) -> Iterator[list[str]]:
    """Rows of labels that are not versions; a cumulative number means nothing for them."""
    counted = report.snapshot.reading.meaning is Meaning.SHARE
    for item in distribution.other:
        yield [harmless(item.label), percent_text(item.value) if counted else "", "", "", "", "", "", ""]


def _raw(report: Report, versions: Sequence[Version]) -> Iterator[list[str]]:
    """WeChat's numbers as sent, versions newest first, then other labels."""
    feed, minimum = report.snapshot.feed, report.minimum
    for version, value in reversed(feed.versions):
        if not versions or version in versions:
            yield [version.text, "", *_costs(report, version), _truth(holds=version == minimum), f"{value:f}"]
    for item in () if versions else feed.other:
        yield [harmless(item.label), "", "", "", "", "", "", f"{item.value:f}"]


def _break(report: Report) -> tuple[str, str]:
    broken = report.broken
    return (broken.found.since.isoformat(), str(factor_of(broken.found))) if broken and broken.open else ("", "")


def _costs(report: Report, version: Version) -> list[str]:
    """Coverage and loss, both ends; empty when no meaning fits."""
    loss = report.loss(version)
    return [*_ends(loss.rest), *_ends(loss)] if loss else [""] * 4


def _ends(bounds: Bounds) -> list[str]:
    return [percent_text(bounds.low), percent_text(bounds.high)]


def _people(people: Headcount | None) -> list[str]:
    return [str(people.low), str(people.high)] if people else ["", ""]


def _truth(*, holds: bool) -> str:
    return "true" if holds else "false"
