"""How WeChat's count turned, as weekly digests say it: once, and compared with what they said before."""

from datetime import date

import pytest

from bot.domain.digest.comparison import EventKind
from bot.domain.digest.digest import DigestSection, digest_section
from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.judgement import LASTS, Break
from bot.domain.report.caveats import BreakNews, Turn, break_news
from bot.domain.report.report import Report
from tests.domain.break_world import DAY, SHOP, coarse, days, judged
from tests.domain.build import TODAY


def digests(factor: float, since: date, until: date, first: date) -> list[DigestSection]:
    """Weekly ones from a day on."""
    kept = judged(days(factor, since=since, until=until, minimum="3.100.0"))
    found = []
    for back in range((TODAY - first).days, -1, -7):
        then = [each for each in kept if each.day <= TODAY - back * DAY]
        found.append(digest_section(Report(SHOP, then[-1], before=day_of(then[-1], then).before), then[-141:-1]))
    return found


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("factor", [2.4, 1.4])
def test_that_a_break_is_over(factor: float, weekday: int) -> None:
    """Once, on whatever day the digest comes, though a small one is known to be over some days later."""
    since = TODAY - 35 * DAY
    weekly = digests(factor, since, TODAY - 14 * DAY, TODAY - (21 + weekday) * DAY)
    told = [each for each in weekly if each.turned and each.turned.turn is Turn.OVER]

    assert len(told) == 1
    assert told[0].event
    assert told[0].event.kind is EventKind.BREAK_OVER
    assert told[0].safe_before == weekly[weekly.index(told[0]) - 1].report.safe_minimum


@pytest.mark.parametrize("weekday", range(7))
def test_that_a_break_is_over_of_which_only_the_public_numbers_tell(weekday: int) -> None:
    """Once, too, when they had told it; and a program that is new then has nothing to compare with."""
    since, until = TODAY - 35 * DAY, TODAY - 14 * DAY
    public = days(since=since, until=until)
    kept, told = judged(coarse(days(since=since, until=until, minimum="3.100.0")), public), list[DigestSection]()
    for today in (TODAY - (21 + weekday - 7 * week) * DAY for week in range(4)):
        by_now = [each for each in kept if each.day <= today]
        report = Report(SHOP, by_now[-1], before=day_of(by_now[-1], by_now).before)
        part = digest_section(report, by_now[-141:-1])
        told += [part] if part.turned and part.turned.turn is Turn.OVER else []
        assert digest_section(report, ()).first

    assert len(told) == 1


@pytest.mark.parametrize("weekday", range(7))
def test_that_a_change_lasts(weekday: int) -> None:
    """Once; what was recommended the week before was what was recommended before the change."""
    since = TODAY - LASTS - 10 * DAY
    weekly = digests(2.4, since, date.max, TODAY - (14 + weekday) * DAY)
    told = [each for each in weekly if each.event and each.event.kind is EventKind.BREAK_LASTS]

    assert len(told) == 1
    assert told[0].safe_before == weekly[weekly.index(told[0]) - 1].report.safe_minimum
    assert told[0].safe_before != told[0].report.safe_minimum


@pytest.mark.parametrize(
    ("now", "known", "turn"),
    [
        ((), (), None),
        ((Break(TODAY - 3 * DAY, None, 2),), (), Turn.BEGAN),
        ((Break(TODAY - 9 * DAY, None, 2),), (), Turn.BEGAN),
        ((Break(TODAY - 9 * DAY, None, 2),), (Break(TODAY - 9 * DAY, None, 2),), None),
        ((Break(TODAY - 99 * DAY, TODAY - 30 * DAY, 2),), (), None),
        ((Break(TODAY - 99 * DAY, TODAY - 5 * DAY, 2),), (Break(TODAY - 99 * DAY, None, 2, lasting=True),), Turn.OVER),
        ((Break(TODAY - 60 * DAY, None, 2, lasting=True),), (Break(TODAY - 60 * DAY, None, 2),), Turn.LASTS),
    ],
)
def test_since_a_week(now: tuple[Break, ...], known: tuple[Break, ...], turn: Turn | None) -> None:
    """The newest turn after that day, or so short before it that it was not known yet."""
    assert break_news(now, known, TODAY - 7 * DAY) == (BreakNews(turn, now[-1]) if turn else None)
