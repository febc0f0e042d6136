"""Files of reports and of the audit log: CSV and JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import chain
from typing import Any, Final

from bot.domain.access import AuditEntry, State
from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.snapshot import Headcount
from bot.domain.numbers.version import Meaning, Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.trend import TrendAnswer
from bot.domain.trend_history import history_of
from bot.export.report_json import factor_of, history_json, report_json, trend_json
from bot.files import ExportFile, Format, csv_file, csv_text, harmless, json_text

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


_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_BROWSER: Final = "wechat-miniprogram"
"""The "browser": Can I Use has no base libraries, and browserslist accepts any name in a custom file."""
_FILE_NAME: Final = "browserslist-stats.json"
"""The name that browserslist looks for, beside `package.json`."""
_FINEST: Final = Decimal("0.000001")


def report_file(report: Report, form: Format) -> ExportFile:
    if form is Format.BROWSERSLIST:
        return ExportFile.of(_FILE_NAME, json_text(browserslist_stats(report)))
    name = file_name(report.program, report.snapshot.day.isoformat(), form)
    return ExportFile.of(name, report_csv(report) if form is Format.CSV else json_text(report_json(report)))


def history_file(reports: Sequence[Report], form: Format, versions: Sequence[Version] = ()) -> ExportFile:
    """Every stored day.

    Args:
        reports: of one program, oldest first, at least one.
        form: CSV or JSON; browserslist has no days.
        versions: the requested ones (CSV only); empty for all listed.
    """
    newest = reports[-1]
    name = file_name(newest.program, f"history-{newest.snapshot.day.isoformat()}", form)
    if form is Format.CSV:
        return ExportFile.of(name, history_csv(reports, versions))
    return ExportFile.of(name, json_text(history_json(newest.program, reports)))


def trend_file(answer: TrendAnswer) -> ExportFile:
    """How coverage moved, as JSON."""
    name = file_name(answer.report.program, f"trend-{answer.report.snapshot.day.isoformat()}", Format.JSON)
    return ExportFile.of(name, json_text(trend_json(answer)))


def file_name(program: Program, what: str, form: Format) -> str:
    """Return a file name such as `baselib-shop-2026-10-01.csv`; not every file system accepts any alias."""
    called = program.alias if _PLAIN.fullmatch(program.alias) else program.appid
    return f"baselib-{called}-{what}.{form.value}"


def browserslist_stats(report: Report) -> dict[str, dict[str, float]]:
    """Percent per version, newest first; never more than 100 together. Versions without users are left out.

    Custom usage statistics of browserslist, for `> 1% in my stats` and `cover 99% in my stats`:
    https://github.com/browserslist/browserslist#custom-usage-data
    """
    distribution = report.distribution
    if distribution is None:
        raise report.uncomputed
    whole = 1 + distribution.overcounted
    return {_BROWSER: {version.text: float(_part(share, whole)) for version, share in distribution.shares if share > 0}}


def _part(share: Decimal, whole: Decimal) -> Decimal:
    """Return a share in percent; rounded down so that shares never exceed 100 together, but never to zero."""
    percent = share * 100 / whole
    return percent.quantize(_FINEST, ROUND_DOWN) or percent


_COLUMNS: Final = ("at", "team", "by", "deed", "subject", "before", "after")
"""The same in every language, because programs read them."""


def audit_file(entries: Sequence[AuditEntry], form: Format, *, day: date) -> ExportFile:
    """Return the entries, in the order given.

    Args:
        entries: oldest first.
        form: CSV or JSON.
        day: today, for the file's name (UTC).
    """
    name = f"baselib-audit-{day.isoformat()}.{form.value}"
    if form is Format.JSON:
        return ExportFile.of(name, json_text([audit_json(entry) for entry in entries]))
    return csv_file(name, _COLUMNS, map(_row, entries))


def audit_json(entry: AuditEntry) -> dict[str, Any]:
    """One entry; `at` is UTC."""
    return {
        "at": entry.at.isoformat(),
        "team": entry.team_id,
        "by": entry.by,
        "deed": entry.action.value,
        "subject": entry.subject,
        "before": dict(entry.before),
        "after": dict(entry.after),
    }


def _row(entry: AuditEntry) -> list[str]:
    return [harmless(cell if isinstance(cell, str) else _compact(cell)) for cell in audit_json(entry).values()]


def _compact(state: State) -> str:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if state else ""
