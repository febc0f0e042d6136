"""A digest of one program: coverage and loss now, and how they moved."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.caveats import BreakNews, Turn, break_news
from bot.domain.delivery import Schedule
from bot.domain.digest.comparison import EventKind
from bot.domain.digest.digest import (
    Digest,
    DigestMemory,
    DigestSection,
    FailedSection,
    changed,
    digest_section,
    memory_of,
)
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import LASTS, Break, Suspicion, Withdrawal
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.version import Meaning, Scale
from bot.domain.report import Report
from bot.errors import BotError, ReauthorisationNeeded, WeChatRefused, WeChatUnreachable
from tests.domain.break_world import DAY, SHOP, coarse, days, judged, report_at
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    PROGRAM,
    TODAY,
    Rows,
    read_as,
    report_of,
    snapshot_of,
    suspected,
    v,
)

D = Decimal
WEEK = timedelta(days=7)
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
WEEK_AGO = {"2.20.0": "1", "2.30.0": "1", "3.0.0": "8", "3.1.0": "90"}
FOUR_WEEKS_AGO = {"2.20.0": "3", "2.30.0": "2", "3.0.0": "95"}
HISTORY = [
    snapshot_of(FOUR_WEEKS_AGO, TODAY - 4 * WEEK, minimum="2.20.0"),
    snapshot_of(WEEK_AGO, TODAY - WEEK, minimum="2.30.0"),
]
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)


def test_section_compares_with_a_week_ago() -> None:
    """Loss at the minimum, the safe and the former minimum, and which versions came and went."""
    section = digest_section(report_of(NOW, minimum="3.0.0"), HISTORY)
    assert section.report.loss_at_minimum == Bounds(D("0.005"), D("0.005"))
    assert section.report.safe_minimum == v("3.0.0")
    assert section.safe_before == v("2.30.0")
    assert section.minimum_before == v("2.30.0")
    assert section.appeared == (v("3.2.0"),)
    assert section.vanished == (v("2.20.0"),)


def test_section_shows_how_the_losses_moved() -> None:
    movements = {each.version.text: each for each in digest_section(report_of(NOW), HISTORY).movements}
    assert list(movements) == ["3.0.0", "3.1.0"]
    assert movements["3.1.0"].week_ago == Bounds(D("0.1"), D("0.1"))
    assert movements["3.1.0"].four_weeks_ago is Absent.UNRELEASED
    assert movements["3.0.0"].now == Bounds(D("0.005"), D("0.005"))


def test_withdrawn_versions_that_cost_the_same_are_one_row() -> None:
    """From the lowest to the newest of them, with the span of what they cost before; the minimum stays a row."""
    listed = {"2.30.0": "1", "3.0.0": "9", "3.1.0": "1", "3.1.1": "2", "3.1.2": "0", "3.2.0": "87"}
    left = {"2.30.0": "1", "3.0.0": "12", "3.2.0": "87"}
    section = digest_section(report_of(left, minimum="2.30.0"), [snapshot_of(listed, TODAY - WEEK)])
    rows = [(row.version.text, row.through.text if row.through else "") for row in section.rows]
    minimum = digest_section(report_of(left, minimum="3.1.1"), [snapshot_of(listed, TODAY - WEEK)])

    assert rows == [("2.30.0", ""), ("3.0.0", ""), ("3.1.0", "3.1.2"), ("3.2.0", "")]
    (run,) = (row for row in section.rows if row.through)
    assert (run.now, run.week_ago) == (Bounds(D("0.13"), D("0.13")), Bounds(D("0.1"), D("0.13")))
    assert [row.version.text for row in minimum.rows][-4:] == ["3.1.0", "3.1.1", "3.1.2", "3.2.0"]


def test_first_section_compares_with_nothing() -> None:
    section = digest_section(report_of(NOW), [])
    assert (section.safe_before, section.minimum_before, section.trend) == (None, None, None)
    assert (section.appeared, section.vanished) == ((), ())
    assert {(each.week_ago, each.four_weeks_ago) for each in section.movements} == {(Absent.NO_DATA, Absent.NO_DATA)}


def test_section_of_unproved_numbers() -> None:
    section = digest_section(report_of(FITS_NOTHING, minimum="3.0.0"), HISTORY)
    assert (section.report.loss_at_minimum, section.movements, section.trend) == (None, (), None)
    assert section.minimum_before == v("2.30.0")


def test_a_short_list_moves_no_one() -> None:
    """54 % in all last week does not mean that coverage rose by 46 points."""
    short = snapshot_of({"3.1.0": "4", "3.2.0": "50"}, TODAY - WEEK, reading=SHARE, minimum="2.30.0")
    section = digest_section(report_of(NOW), [short])
    assert {each.week_ago for each in section.movements} == {Absent.NO_DATA}
    assert section.minimum_before == v("2.30.0")


def test_a_section_draws_only_comparable_days() -> None:
    below = read_as(Meaning.BELOW, Scale.PERCENT)
    history = [
        snapshot_of({"3.0.0": 1, "3.1.0": 10}, TODAY - 4 * WEEK, reading=below),
        snapshot_of({"3.0.0": 1, "3.1.0": 50}, TODAY - 3 * WEEK, reading=SHARE),
        snapshot_of(NOW, TODAY - 2 * WEEK),
        snapshot_of(NOW, TODAY - WEEK),
    ]
    found = digest_section(report_of(NOW), history).trend
    assert found is not None
    assert found.days == (TODAY - 2 * WEEK, TODAY - WEEK, TODAY)


def test_a_section_reports_the_roll_backs_of_its_week() -> None:
    day = timedelta(days=1)
    before, after = {"3.2.0": 80, "3.1.0": 15, "3.0.0": 5}, {"3.2.0": 60, "3.1.0": 35, "3.0.0": 5}
    history = [snapshot_of(before if age > 6 else after, TODAY - age * day) for age in range(9, 0, -1)]
    *earlier, today, tomorrow = judge_all([*history, snapshot_of(after), snapshot_of(after, TODAY + day)])
    section = digest_section(Report(PROGRAM, today), earlier)
    assert section.withdrawals == (Withdrawal(v("3.2.0"), TODAY - 7 * day, TODAY - 6 * day, D("0.8"), D("0.6")),)
    assert digest_section(Report(PROGRAM, tomorrow), [*earlier, today]).withdrawals == ()


def test_a_section_of_numbers_that_look_wrong_compares_nothing() -> None:
    """On the first day without the newest version no movement is known and no line drawn."""
    days = [*(snapshot_of(NOW, TODAY - age * WEEK) for age in (3, 2, 1)), snapshot_of({"3.0.0": 20, "3.1.0": 80})]
    *history, newest = judge_all(days)
    section = digest_section(Report(PROGRAM, newest), history)
    assert {each.week_ago for each in section.movements} == {Absent.NO_DATA}
    assert (section.trend, section.appeared, section.vanished) == (None, (), ())


BEFORE = {"2.30.0": "0.5", "3.0.0": "0.7", "3.1.0": "18.8", "3.2.0": "80"}


@pytest.mark.parametrize(
    ("now", "minimum", "kind", "version"),
    [
        (BEFORE, "2.30.0", None, None),
        ({**BEFORE, "2.30.0": "0.2", "3.1.0": "19.1"}, "2.30.0", EventKind.NOW_SAFE, "3.1.0"),
        ({**BEFORE, "2.30.0": "1.1", "3.1.0": "18.2"}, "2.30.0", EventKind.NO_LONGER_SAFE, "3.0.0"),
        (BEFORE, "3.0.0", EventKind.RAISED, "3.0.0"),
        (BEFORE, "2.20.0", EventKind.LOWERED, "2.20.0"),
        ({"2.30.0": "0.5", "3.0.0": "0.7", "3.2.0": "98.8"}, "2.30.0", EventKind.WITHDRAWN, "3.1.0"),
        (EITHER_WAY, "2.30.0", None, None),
        (FITS_NOTHING, "2.30.0", EventKind.ATTENTION, None),
    ],
)
def test_event(now: Rows, minimum: str, kind: EventKind | None, version: str | None) -> None:
    week_ago = snapshot_of(BEFORE, TODAY - timedelta(weeks=1), minimum="2.30.0")
    event = digest_section(report_of(now, minimum=minimum), [week_ago]).event

    assert (event.kind if event else None, event.version if event else None) == (kind, v(version) if version else None)


def test_what_is_doubtful_needs_attention() -> None:
    doubtful = suspected(report_of(BEFORE, minimum="3.0.0"), Suspicion.LOW_TOTAL)
    event = digest_section(doubtful, [snapshot_of(BEFORE, TODAY - timedelta(weeks=1), minimum="2.30.0")]).event

    assert event
    assert event.kind is EventKind.ATTENTION


def test_a_first_digest_has_no_event() -> None:
    section = digest_section(report_of(BEFORE, minimum="2.30.0"), [])

    assert (section.event, section.first) == (None, True)


def test_a_minimum_raised_in_a_break() -> None:
    kept, version = days(), v("3.150.0")
    report = report_at([*kept[:-1], replace(kept[-1], feed=replace(kept[-1].feed, minimum=version.text))])
    earlier = [replace(each, feed=replace(each.feed, minimum="3.140.0")) for each in kept[-141:-1]]
    event = digest_section(report, earlier).event

    assert event
    assert event.loss
    assert (event.kind, event.loss) == (EventKind.RAISED, report.loss(version))
    assert event.loss.low < event.loss.high


SUBSCRIPTION = Subscription(
    "S1", "T1", "C1", (), Schedule((0,), time(9), "UTC"), "en", "U1", created_at=datetime(2026, 11, 1, tzinfo=UTC)
)
FELL = Withdrawal(v("3.2.0"), TODAY - timedelta(days=2), TODAY, Decimal("0.6"), Decimal("0.4"))
ROWS = {"3.2.0": "40", "3.1.0": "51", "3.0.0": "8", "2.9.0": "0.6", "2.8.0": "0.4"}


def remembered(rows: Rows = ROWS, *, minimum: str = "3.0.0", report: Report | None = None) -> DigestMemory:
    section = digest_section(report or report_of(rows, minimum=minimum), [])
    return memory_of(Digest(SUBSCRIPTION, (section,)))


def failed(error: BotError) -> DigestMemory:
    """A digest's part for a program that could not be read."""
    return memory_of(Digest(SUBSCRIPTION, (), (FailedSection(PROGRAM, error),)))


def test_the_same_again_is_no_news() -> None:
    assert not changed(remembered(), remembered())
    assert not changed(remembered(), remembered(ROWS | {"3.1.0": "51.4", "3.0.0": "7.6"}))


@pytest.mark.parametrize(
    "now",
    [
        remembered(minimum="3.1.0"),
        remembered(minimum=""),
        remembered(ROWS | {"3.1.0": "51.5", "3.0.0": "7.5"}),
        remembered(ROWS | {"3.1.0": "50.5", "3.0.0": "8.5"}),
        remembered(ROWS | {"3.3.0": "0"}),
        remembered({version: share for version, share in ROWS.items() if version != "2.8.0"} | {"2.9.0": "1"}),
        remembered(ROWS | {"3.0.0": "7.7", "2.9.0": "0.9"}),
        remembered({"3.2.0": "0", "3.1.0": "0"}),
        remembered(report=suspected(report_of(ROWS, minimum="3.0.0"), Suspicion.LOW_TOTAL)),
        memory_of(
            Digest(SUBSCRIPTION, (replace(digest_section(report_of(ROWS, minimum="3.0.0"), []), withdrawals=(FELL,)),))
        ),
        remembered(
            report=replace(
                report_of(ROWS, minimum="3.0.0"), stale_because=WeChatUnreachable(host="h", reason="timeout")
            )
        ),
        failed(WeChatRefused(code=48001, errmsg="", rid="a")),
        {},
        {**remembered(), "wx2": remembered()["wx1"]},
    ],
    ids=[
        "minimum",
        "no-minimum",
        "moved-up",
        "moved-down",
        "appeared",
        "vanished",
        "safe-minimum",
        "no-data",
        "suspicious",
        "withdrawal",
        "stale",
        "unread",
        "no-program",
        "another-program",
    ],
)
def test_news(now: DigestMemory) -> None:
    assert changed(remembered(), now)
    assert changed(now, remembered())


def test_a_failure_that_goes_on_is_no_news() -> None:
    first = failed(WeChatRefused(code=48001, errmsg="no", rid="a"))

    assert not changed(first, failed(WeChatRefused(code=48001, errmsg="no", rid="b")))
    assert changed(first, failed(WeChatRefused(code=61007, errmsg="no", rid="a")))


def test_a_lost_authorisation_that_release_1_0_0_told() -> None:
    lost = failed(ReauthorisationNeeded(appid=PROGRAM.appid))
    assert not changed(failed(WeChatRefused(code=61003, errmsg="", rid="")), lost)
    assert changed(failed(WeChatRefused(code=61007, errmsg="", rid="")), lost)


def digests(factor: float, since: date, until: date, first: date) -> list[DigestSection]:
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
