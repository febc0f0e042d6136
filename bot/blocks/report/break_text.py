"""Sentences about a break: WeChat counts old versions otherwise than before."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break
from bot.domain.report.break_news import BreakNews, PublicCount
from bot.domain.report.broken import Broken, spoiling
from bot.domain.report.report import Report, unusable
from bot.i18n import Texts

_DAY: Final = timedelta(days=1)


def broken(report: Report, t: Texts, *, public: Broken | None = None) -> list[str]:
    """What WeChat counts otherwise, and what was before: the sentence of every answer in a break; none without one.

    Args:
        public: what all of WeChat's count does, which stands above already: then only what was before.
    """
    found = report.broken
    if found is None:
        return []
    stated = public is not None and public.open == found.open
    before = _before(report, found, t)
    if stated:
        return [f"⚠️ {before}"] if before and found.open else []
    if found.of_all:
        of_all = public_break(found, t)
        return [t("sentences", first=of_all, second=before) if before else of_all]
    if not found.open:
        return [f"⚠️ {lasting(found, t)}"]
    sentence = t("break-goes-on", counted=counted(found.found, t), direction=_direction(found.found))
    return [f"⚠️ {t('sentences', first=sentence, second=before) if before else sentence}"]


def _before(report: Report, found: Broken, t: Texts) -> str:
    """What was recommended before, and what it cost then and costs now; empty where the numbers of now are no good."""
    safe, losses = report.safe_minimum, report.losses
    loss = report.loss_before(safe) if safe else None
    if safe is None or loss is None or losses is None or unusable(report):
        return ""
    costs = t("break-costs", before=t.bounds(loss), now=t.bounds(losses.loss(safe)))
    since = t.day_in_year(found.found.since)
    return t("break-before", since=since, version=safe.text, target=t.exact(SAFE), costs=costs)


def counted(found: Break, t: Texts) -> str:
    """Since when WeChat counts old versions how much higher or lower, as part of a sentence."""
    since, direction = t.day_in_year(found.since), _direction(found)
    return t(f"break-counted-{direction}", since=since, factor=factor(found, t))


def factor(found: Break, t: Texts) -> str:
    """Of old versions: how many times as high, or, where they are counted lower, which part."""
    if found.factor < 1:
        return t.exact(Decimal(f"{found.factor:.2f}"))
    return t.number(Decimal(f"{found.factor:.1f}"))


def _direction(found: Break) -> str:
    return "higher" if found.factor >= 1 else "lower"


def lasting(found: Broken, t: Texts) -> str:
    """Says that a change lasts, and so is the new level."""
    return t("break-lasts", counted=counted(found.found, t))


def public_break(found: Broken | None, t: Texts) -> str:
    """The sentence about all of WeChat, for all programs at once; empty without a break."""
    if found is None:
        return ""
    if not found.open:
        return f"⚠️ {t('break-of-all', sentence=lasting(found, t))}"
    sentence = t("break-goes-on", counted=counted(found.found, t), direction=_direction(found.found))
    both = t("sentences", first=t("break-of-all", sentence=sentence), second=t("break-concerns-all"))
    return f"⚠️ {both}"


def public_count(public: PublicCount, t: Texts) -> str:
    """The same, or that it is over since the day that a message compares with."""
    if public.broken is None and public.over and public.news:
        return f"⚠️ {t('break-of-all', sentence=ended(public.news.found, t))}"
    return public_break(public.broken, t)


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
    return t("break-over", since=since, until=until, factor=factor(found, t), direction=_direction(found))


def what_is_marked(days: Sequence[date], report: Report, t: Texts) -> str:
    """What the mark at some days means; empty where there is none."""
    return t("break-mark") if marked(days, report) else ""


def marked(days: Sequence[date], report: Report) -> set[int]:
    """The places of the days that a break spoils; of none that are still ahead."""
    until = report.snapshot.day
    return {place for place, day in enumerate(days) if day <= until and spoiling(report.breaks, day)}
