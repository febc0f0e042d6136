"""A breakdown, a trend, or a program's stored history as a file."""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.domain.trend.trend import TrendAnswer
from bot.export.report_csv import history_csv, report_csv
from bot.export.report_json import history_json, report_json, trend_json
from bot.files import ExportFile, Format, json_text

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_BROWSER: Final = "wechat-miniprogram"
"""The "browser": Can I Use has no base libraries, and browserslist accepts any name in a custom file."""
_FILE_NAME: Final = "browserslist-stats.json"
"""The name that browserslist looks for, beside `package.json`."""
_FINEST: Final = Decimal("0.000001")


def report_file(report: Report, form: Format) -> ExportFile:
    """The breakdown of one day.

    Raises:
        MeaningUnproved: browserslist needs numbers of proved meaning.
    """
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
    """A file name such as `baselib-shop-2026-10-01.csv`; not every file system accepts any alias."""
    called = program.alias if _PLAIN.fullmatch(program.alias) else program.appid
    return f"baselib-{called}-{what}.{form.value}"


def browserslist_stats(report: Report) -> dict[str, dict[str, float]]:
    """Percent per version, newest first; never more than 100 together. Versions without users are left out.

    Custom usage statistics of browserslist, for `> 1% in my stats` and `cover 99% in my stats`:
    https://github.com/browserslist/browserslist#custom-usage-data

    Raises:
        NoUsageData: the program has no users yet.
        MeaningUnproved: the meaning of the numbers is not proved.
    """
    distribution = report.distribution
    if distribution is None:
        raise report.uncomputed
    whole = 1 + distribution.overcounted
    return {_BROWSER: {version.text: float(_part(share, whole)) for version, share in distribution.shares if share > 0}}


def _part(share: Decimal, whole: Decimal) -> Decimal:
    """A share in percent; rounded down so that shares never exceed 100 together, but never to zero."""
    percent = share * 100 / whole
    return percent.quantize(_FINEST, ROUND_DOWN) or percent
