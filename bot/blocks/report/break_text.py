"""Sentences about breaks that turned or are over, and the mark at their days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain.numbers.judgement import Break
from bot.domain.report.break_news import BreakNews
from bot.domain.report.broken import spoiling
from bot.domain.report.report import Report
from bot.i18n import Texts
from bot.i18n.caveats import direction, factor

_DAY: Final = timedelta(days=1)


def turned(news: BreakNews, t: Texts) -> str:
    """How WeChat's count turned, for a title."""
    return t(f"break-turned-{news.turn}", since=t.day_in_year(news.since))


def ended(found: Break, t: Texts) -> str:
    """Says that a break is over."""
    until = found.until or found.since
    return t("sentences", first=t("break-ended", since=t.day_in_year(until)), second=_over(found, until - _DAY, t))


def over(report: Report, days: Sequence[date], t: Texts) -> list[str]:
    """A sentence for each break that is over, as far as some days show it."""
    ended = [each for each in report.breaks if each.until and days and each.until > days[0]]
    return [f"⚠️ {_over(each, each.until - _DAY, t)}" for each in ended if each.until]


def _over(found: Break, last: date, t: Texts) -> str:
    since, until = t.day_in_year(found.since), t.day_in_year(last)
    return t("break-over", since=since, until=until, factor=factor(found, t), direction=direction(found))


def what_is_marked(days: Sequence[date], report: Report, t: Texts) -> str:
    """What the mark at some days means; empty where there is none."""
    return t("break-mark") if marked(days, report) else ""


def marked(days: Sequence[date], report: Report) -> set[int]:
    """The places of the days that a break spoils; of none that are still ahead."""
    until = report.snapshot.day
    return {place for place, day in enumerate(days) if day <= until and spoiling(report.breaks, day)}
