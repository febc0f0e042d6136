"""Sample data: invented numbers of a fictional Mini Program, shown until WeChat is connected.

They look real: a slow roll-out of the newest versions, a long tail of old phones, and a minimum set years ago.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.recommendation import Recommendation, recommend
from bot.domain.report.report import Report
from bot.domain.trend.history import history_of
from bot.domain.what_if.answers import RaiseAnswer, raise_answer

SAMPLE: Final = Program(Visible("wx00000000000sample"), "sample", "示例 · Sample")
_MINIMUM: Final = "2.19.4"
_SHARES: Final[Mapping[int, Mapping[str, str]]] = MappingProxyType(
    {
        4: {
            "3.10.1": "8.41",
            "3.9.3": "37.30",
            "3.8.11": "24.06",
            "3.7.12": "11.52",
            "3.6.6": "6.93",
            "3.4.10": "4.88",
            "3.0.2": "3.17",
            "2.33.0": "1.86",
            "2.30.4": "0.94",
            "2.25.4": "0.61",
            "2.19.6": "0.26",
            "2.14.4": "0.06",
        },
        1: {
            "3.10.1": "22.64",
            "3.9.3": "41.77",
            "3.8.11": "13.20",
            "3.7.12": "8.05",
            "3.6.6": "5.31",
            "3.4.10": "3.92",
            "3.0.2": "2.49",
            "2.33.0": "1.36",
            "2.30.4": "0.63",
            "2.25.4": "0.41",
            "2.19.6": "0.18",
            "2.14.4": "0.04",
        },
        0: {
            "3.10.2": "9.12",
            "3.10.1": "44.08",
            "3.9.3": "17.95",
            "3.8.11": "10.87",
            "3.7.12": "6.71",
            "3.6.6": "4.49",
            "3.4.10": "3.08",
            "3.0.2": "1.93",
            "2.33.0": "0.98",
            "2.30.4": "0.40",
            "2.25.4": "0.25",
            "2.19.6": "0.11",
            "2.14.4": "0.03",
        },
    }
)
"""Percent per version, by weeks ago."""


def sample_report(day: date) -> Report:
    """The breakdown of the sample, as if read on a day."""
    return Report(SAMPLE, _days(day)[-1])


def sample_recommendation(day: date) -> Recommendation:
    """The sample's candidates, without forecasts: three days prove nothing."""
    return recommend(sample_report(day), _days(day)[:-1])


def sample_raise(day: date, version: Version) -> RaiseAnswer:
    """What raising the sample's minimum to a version would cost, now and in the weeks before."""
    return raise_answer(sample_report(day), version, history_of(_days(day)))


def _days(day: date) -> list[Snapshot]:
    return judge_all(_snapshot(weeks, day) for weeks in sorted(_SHARES, reverse=True))


def _snapshot(weeks: int, today: date) -> Snapshot:
    day = today - timedelta(weeks=weeks)
    items = tuple(FeedItem(version, Decimal(percent)) for version, percent in _SHARES[weeks].items())
    feed = Feed.of(_MINIMUM, items)
    return Snapshot(SAMPLE.appid, day, datetime.combine(day, time(), UTC), feed, read_meaning(feed))
