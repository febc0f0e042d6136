"""Reports, answers and digests to build messages from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.access import SYSTEM, AuditEntry
from bot.domain.delivery import Delivery, DeliveryReason, DeliveryState, Schedule, SlackCode
from bot.domain.digest.digest import Digest, DigestSection, FailedSection, digest_section
from bot.domain.digest.subscription import (
    DigestHistory,
    DigestStatus,
    Lifecycle,
    Part,
    Scope,
    Subscription,
    audit_of_subscription,
)
from bot.domain.forecast.forecast import Arrival, CheckedForecast, Compared, Expected, Forecast, KeptForecast, Record
from bot.domain.numbers.course import Course, Judging, judge_all
from bot.domain.numbers.judgement import Suspicion, Withdrawal
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import NO_PIN, Feed, FeedItem, Meaning, Pin, Reading, Reason, Scale, Version
from bot.domain.programs import ALL_OF_WECHAT, Program, imported_program
from bot.domain.recommendation import recommend
from bot.domain.report import Report
from bot.errors import WeChatBusy, WeChatRefused, WeChatUnreachable
from tests.domain.build import Number, Rows, feed_of, suspected, v, wxjava_like

ZONE: Final = "Asia/Shanghai"
NOW: Final = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
DAY: Final = date(2026, 11, 23)
SHOP: Final = Program(Visible("wx1234567890abcdef"), alias="shop", nickname="云上商城")
NEWS: Final = Program(Visible("wx0987654321fedcba"), alias="news")
REFUSED: Final = WeChatRefused(
    code=61004, errmsg="access clientip is not registered requestIP: 203.0.113.7", rid="6743c1a5-1f2e3d4c-5b6a7988"
)

FELL: Final = Withdrawal(
    Version.parse("3.8.1"), DAY - timedelta(days=2), DAY - timedelta(days=1), Decimal("0.84"), Decimal("0.601")
)
SHARES: Final[dict[str, Number]] = {
    "3.17.5": "21.10",
    "3.17.4": "38.42",
    "3.15.0": "18.93",
    "3.12.0": "12.55",
    "3.9.2": "5.31",
    "2.33.0": "2.87",
    "2.25.1": "0.60",
    "2.19.4": "0.20",
    "2.10.0": "0.02",
}
"""Percent per version; 0.02 % are below the minimum 2.19.4."""
LIKE_PUBLIC: Final = Reading(Meaning.BELOW, Scale.FRACTION, Reason.LIKE_PUBLIC, Decimal("2.59"))
LONG: Final[Rows] = {f"3.{minor}.0": "2.4" if minor % 2 else "2.6" for minor in range(40)}
"""Forty versions with much the same shares."""


def snapshot(
    rows: Rows | Feed = SHARES,
    *,
    day: date = DAY,
    minimum: str = "2.19.4",
    pin: Pin = NO_PIN,
    reading: Reading | None = None,
    program: Program = SHOP,
) -> Snapshot:
    """Taken at nine in the morning, Chinese time, and judged by itself."""
    feed = rows if isinstance(rows, Feed) else feed_of(rows, minimum)
    taken_at = datetime.combine(day, time(1), UTC)
    kept = Snapshot(program.appid, day, taken_at, feed, reading or read_meaning(feed, pin=pin))
    return Judging(Course(), kept).by({}).snapshot


def report(
    rows: Rows | Feed = SHARES, *, minimum: str = "2.19.4", pin: Pin = NO_PIN, program: Program = SHOP
) -> Report:
    return Report(program, snapshot(rows, minimum=minimum, pin=pin, program=program))


def stale_report() -> Report:
    old = snapshot(day=DAY - timedelta(days=3))
    return Report(SHOP, old, stale_because=REFUSED)


def imported_report(rows: Rows = SHARES) -> Report:
    program, day = imported_program("news"), DAY - timedelta(days=21)
    return Report(program, replace(snapshot(rows, day=day, minimum="", program=program), imported_by="U0ALICE"))


def suspicious_report() -> Report:
    reading = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal("0.54"), contradicts=Meaning.BELOW)
    return suspected(Report(SHOP, snapshot({"3.8.1": "40", "3.7.0": "14"}, reading=reading)), *Suspicion)


def withdrawn_report() -> Report:
    kept = snapshot()
    return Report(SHOP, replace(kept, judgement=replace(kept.judgement, fall=FELL)))


REPORTS: Final[dict[str, Report]] = {
    "shares": report(),
    "many-versions": report(LONG, minimum="3.1.0"),
    "deep-minimum": report(LONG, minimum="3.26.0"),
    "no-minimum": report(minimum=""),
    "nothing-safe": report({"3.1.0": "0.4", "3.0.0": "0.5"}, minimum="3.0.0", pin=Pin(Meaning.SHARE, Scale.FRACTION)),
    "safe-is-minimum": report({"3.1.0": "60", "3.0.0": "39.5", "2.9.0": "0.5"}, minimum="3.0.0"),
    "unreported": report({"3.1.0": "70", "3.0.0": "28"}, minimum="3.0.0"),
    "overcounted": report({"3.1.0": "72", "3.0.0": "30.5"}, minimum="3.0.0"),
    "other-labels": report({"3.1.0": "70", "3.0.0": "27.5", "初始值": "1.5", "2.10.3 timeline": "0.9", "": "0.1"}),
    "cumulative": Report(SHOP, snapshot(wxjava_like(), minimum="1.2.0", reading=LIKE_PUBLIC)),
    "two-meanings": report(wxjava_like(), minimum="1.2.0"),
    "at-or-below": report({"1.0.0": "0.2", "2.0.0": "0.5", "2.5.0": "0.7", "3.0.0": "1"}, minimum="2.0.0"),
    "newer-than-listed": report(
        {"1.0.0": "0.2", "2.0.0": "0.5", "2.5.0": "0.9", "": "0.9"},
        minimum="2.0.0",
        pin=Pin(Meaning.AT_OR_BELOW, Scale.FRACTION),
    ),
    "undetermined": report({"3.1.0": "30", "3.0.0": "12", "2.9.0": "17.5", "初始值": "3"}, minimum="3.0.0"),
    "pin-contradicted": report(
        {"3.1.0": "70", "3.0.0": "12", "2.9.0": "18"}, minimum="3.0.0", pin=Pin(Meaning.BELOW, Scale.PERCENT)
    ),
    "all-zero": report({"3.1.0": "0", "3.0.0": "0"}, minimum="3.0.0"),
    "empty": report({}, minimum=""),
    "stale": stale_report(),
    "suspicious": suspicious_report(),
    "withdrawn": withdrawn_report(),
    "imported": imported_report(),
    "imported-undetermined": imported_report({"3.1.0": "30", "3.0.0": "12", "2.9.0": "17.5"}),
    "all-of-wechat": report(minimum="", program=ALL_OF_WECHAT),
    "all-of-wechat-nothing-safe": report(
        {"3.1.0": "0.4", "3.0.0": "0.6"}, minimum="", pin=Pin(Meaning.SHARE, Scale.FRACTION), program=ALL_OF_WECHAT
    ),
}

RECOMMENDATIONS: Final = {case: recommend(made) for case, made in REPORTS.items()}


def history(weeks: Iterable[int], *, program: Program = SHOP) -> list[Snapshot]:
    """Kept snapshots of past weeks, oldest first: users move from 3.15.0 to 3.17.5."""
    kept = []
    for week in sorted(weeks, reverse=True):
        moved = Decimal(week) * 2
        rows: dict[str, Number] = {**SHARES, "3.17.5": Decimal("21.10") - moved, "3.15.0": Decimal("18.93") + moved}
        rows |= {"2.25.1": Decimal("0.60") + moved / 10, "3.9.2": Decimal("5.31") - moved / 10}
        rows["3.17.3" if week else "3.17.4"] = rows.pop("3.17.4")
        minimum = "2.10.0" if week else "2.19.4"
        kept.append(snapshot(rows, day=DAY - timedelta(weeks=week), minimum=minimum, program=program))
    return judge_all(kept)


SUBSCRIPTION: Final = Subscription(
    id="T0TEAM-C0CHANNEL",
    team_id="T0TEAM",
    channel_id="C0CHANNEL",
    appids=(),
    schedule=Schedule((0,), time(9), ZONE),
    locale="en",
    owner_id="U0OWNER",
    created_at=datetime(2026, 10, 1, tzinfo=UTC),
)
BUSY: Final = WeChatBusy(code=-1, errmsg="system error", rid="6743c1a5-1f2e3d4c-5b6a7988")


def section_of(kept: Report, weeks: Iterable[int] = ()) -> DigestSection:
    """A program's part of a digest, with so much history."""
    return digest_section(kept, history(weeks, program=kept.program))


def _stale_section() -> DigestSection:
    """That of three days ago, compared with a week before it."""
    old = timedelta(days=3)
    earlier = [replace(each, day=each.day - old, taken_at=each.taken_at - old) for each in history([1])]
    return digest_section(stale_report(), judge_all(earlier))


def renamed(kept: Report, number: int) -> Report:
    return replace(kept, program=Program(Visible(f"wx{number:016x}"), alias=f"shop{number}"))


def _many() -> Digest:
    parts = tuple(section_of(renamed(kept, number), [1, 4]) for number, kept in enumerate(REPORTS.values()))
    unread = (
        FailedSection(SHOP, REFUSED),
        FailedSection(NEWS, WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")),
        *(FailedSection(Program(Visible(f"wx{number}"), alias=f"mall{number}"), BUSY) for number in range(7)),
    )
    return Digest(SUBSCRIPTION, parts[:8], unread, left_out=31)


DIGESTS: Final[dict[str, Digest]] = {
    "one-program": Digest(SUBSCRIPTION, (section_of(report(), range(1, 9)),), due_at=NOW),
    "first-one": Digest(SUBSCRIPTION, (section_of(report()),), due_at=NOW),
    "late": Digest(SUBSCRIPTION, (section_of(report(), [1]),), due_at=NOW - timedelta(hours=5), late=True),
    "sent-now": Digest(SUBSCRIPTION, (section_of(report(), [1]),)),
    "two-programs": Digest(
        SUBSCRIPTION,
        (section_of(report(), range(1, 9)), section_of(report(LONG, minimum="3.1.0", program=NEWS))),
        due_at=NOW,
    ),
    "many-programs": _many(),
    "undetermined": Digest(SUBSCRIPTION, (section_of(REPORTS["undetermined"]),), due_at=NOW),
    "two-meanings": Digest(SUBSCRIPTION, (section_of(REPORTS["two-meanings"]),), due_at=NOW),
    "no-data": Digest(SUBSCRIPTION, (section_of(REPORTS["all-zero"]),), due_at=NOW),
    "stale": Digest(SUBSCRIPTION, (_stale_section(),), due_at=NOW),
    "suspicious": Digest(SUBSCRIPTION, (section_of(suspicious_report(), [1]),), due_at=NOW),
    "withdrawal": Digest(SUBSCRIPTION, (replace(section_of(report(), [1]), withdrawals=(FELL,)),), due_at=NOW),
    "withdrawal-two": Digest(
        SUBSCRIPTION,
        (
            replace(section_of(report(), [1]), withdrawals=(FELL,)),
            replace(section_of(report(LONG, minimum="3.1.0", program=NEWS)), withdrawals=(FELL,)),
        ),
        due_at=NOW,
    ),
    "unread": Digest(SUBSCRIPTION, (), (FailedSection(SHOP, REFUSED),), due_at=NOW),
    "nothing": Digest(SUBSCRIPTION, ()),
    "all-of-wechat": Digest(SUBSCRIPTION, (section_of(REPORTS["all-of-wechat"]),), due_at=NOW),
    "all-of-wechat-of-two": Digest(SUBSCRIPTION, (section_of(report()), section_of(REPORTS["all-of-wechat"]))),
}

_SLOT: Final = SUBSCRIPTION.schedule.next_slot(after=NOW)
_FRIDAY: Final = Schedule((4,), time(17, 30), "Europe/Paris")
_LAST: Final = Delivery(
    id="d1",
    team_id="T0TEAM",
    subject_id=SUBSCRIPTION.id,
    slot=DAY,
    due_at=NOW.replace(minute=0),
    state=DeliveryState.SENT,
    finished_at=NOW.replace(minute=0, second=3),
)

_RESTING: Final = replace(
    SUBSCRIPTION,
    schedule=Schedule((0, 1, 2, 3, 4), time(9), ZONE),
    paused_until=date(2026, 12, 24),
    only_changes=True,
    parts=frozenset({Part.CHART}),
)

STATUSES: Final[dict[str, DigestStatus]] = {
    "never-sent": DigestStatus(SUBSCRIPTION, _SLOT, None),
    "sent": DigestStatus(SUBSCRIPTION, _SLOT, _LAST),
    "sent-late": DigestStatus(SUBSCRIPTION, _SLOT, replace(_LAST, late=True)),
    "under-way": DigestStatus(SUBSCRIPTION, _SLOT, replace(_LAST, state=DeliveryState.SENDING, finished_at=None)),
    "missed": DigestStatus(
        SUBSCRIPTION, _SLOT, replace(_LAST, state=DeliveryState.SKIPPED, reason=DeliveryReason.parse("missed"))
    ),
    "paused": DigestStatus(
        SUBSCRIPTION.paused(SlackCode("is_archived")),
        None,
        replace(_LAST, state=DeliveryState.FAILED, reason=DeliveryReason.parse("channel-unavailable is_archived")),
    ),
    "resting": DigestStatus(_RESTING, _RESTING.schedule.next_slot(after=datetime(2026, 12, 24, tzinfo=UTC)), _LAST),
    "named-programs": DigestStatus(
        replace(SUBSCRIPTION, appids=(SHOP.appid, NEWS.appid), locale="zh-CN", schedule=_FRIDAY),
        _FRIDAY.next_slot(after=NOW),
        None,
        (SHOP,),  # the other one is restricted to other channels
    ),
    "default": DigestStatus(SUBSCRIPTION, _SLOT, None, default=SHOP),
    "replaced": DigestStatus(
        SUBSCRIPTION, _SLOT, None, default=SHOP, others=True, before=replace(SUBSCRIPTION, schedule=_FRIDAY)
    ),
    "fleet": DigestStatus(replace(SUBSCRIPTION, scope=Scope(fleet=True)), _SLOT, None),
    "tag": DigestStatus(replace(SUBSCRIPTION, scope=Scope(fleet=True, tag="food")), _SLOT, None),
    "at-a-glance": DigestStatus(
        replace(SUBSCRIPTION, scope=Scope(fleet=True), appids=(SHOP.appid, NEWS.appid)), _SLOT, None, (SHOP, NEWS)
    ),
}


def odd_names() -> list[str]:
    return [
        "<!channel>",
        "<@U1> & <https://evil.example|click>",
        "x" * 10_000,
        "<&>" * 4_000,
        "😀" * 200,
        "متجر السحاب",
        "\u202egnp.exe",
        "a\x00b\x1b[31m\r\nc\u2028d",
        "*bold* `code` _it_ ~no~",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        " ",
    ]


def odd_feed(label: str) -> Feed:
    """A feed with such a label beside proper versions."""
    items = (("3.1.0", "70"), ("3.0.0", "28"), (label, "2"))
    return Feed.of("3.0.0", tuple(FeedItem(text, Decimal(value)) for text, value in items))


def _slot(week: int, state: DeliveryState, reason: str = "", *, late: bool = False) -> Delivery:
    due_at = NOW.replace(minute=0) - timedelta(weeks=week)
    finished_at = None if state is DeliveryState.DUE else due_at + timedelta(minutes=1)
    return replace(
        _LAST,
        id=f"d{week}",
        slot=due_at.date(),
        due_at=due_at,
        state=state,
        reason=DeliveryReason.parse(reason) if reason else None,
        late=late,
        finished_at=finished_at,
    )


def _changed(days: int, by: str, after: Subscription, before: Subscription | None = SUBSCRIPTION) -> AuditEntry:
    entry = audit_of_subscription(before, after, by=by, at=NOW - timedelta(days=days))
    assert entry is not None
    return entry


HISTORY: Final = DigestHistory(
    SUBSCRIPTION,
    (
        _changed(1, "U0OWNER", replace(SUBSCRIPTION, state=Lifecycle.ENDED)),
        _changed(2, SYSTEM, SUBSCRIPTION.paused(SlackCode("is_archived"))),
        _changed(10, "U0SHARER", _RESTING),
        _changed(11, "U0OWNER", replace(SUBSCRIPTION, scope=Scope(fleet=True))),
        _changed(12, "U0OWNER", replace(SUBSCRIPTION, appids=(SHOP.appid, NEWS.appid))),
        _changed(63, "U0OWNER", SUBSCRIPTION, None),
    ),
    (
        _slot(0, DeliveryState.DUE),
        _slot(1, DeliveryState.SENT),
        _slot(2, DeliveryState.SENT, late=True),
        _slot(3, DeliveryState.SKIPPED, "unchanged"),
        _slot(4, DeliveryState.SKIPPED, "paused"),
        _slot(5, DeliveryState.SKIPPED, "missed"),
        _slot(6, DeliveryState.FAILED, "channel-unavailable is_archived"),
        _slot(7, DeliveryState.UNKNOWN, "unclear"),
    ),
    (SHOP,),  # the other one is restricted to other channels
)


VERSION: Final = v("3.12.0")
_PATH: Final = (
    Expected(DAY + timedelta(days=28), Decimal("0.0312"), Decimal("0.0254"), Decimal("0.0383")),
    Expected(DAY + timedelta(days=56), Decimal("0.0103"), Decimal("0.0071"), Decimal("0.0149")),
)
_EXPECTED: Final = Expected(DAY - timedelta(days=1), Decimal("0.012"), Decimal("0.009"), Decimal("0.016"))


def forecast(
    arrival: Arrival,
    *,
    target: str = "0.99",
    day: date | None = None,
    earliest: date | None = None,
    latest: date | None = None,
) -> Forecast:
    """Of 3.12.0, made on the day of the samples."""
    known = arrival not in (Arrival.TOO_LITTLE_HISTORY, Arrival.NO_USERS)
    return Forecast(VERSION, Decimal(target), DAY, arrival, day, earliest, latest, _PATH if known else ())


REACHED: Final = forecast(Arrival.REACHED, target="0.95")
SAFE_IN_JANUARY: Final = forecast(
    Arrival.EXPECTED, day=date(2027, 1, 12), earliest=date(2026, 12, 28), latest=date(2027, 2, 3)
)
_KEPT: Final = KeptForecast(VERSION, DAY - timedelta(days=28), _EXPECTED)
RECORD: Final = Record(14, 12, Decimal("0.0012"), Compared(_KEPT, _EXPECTED.day, Decimal("0.013")))
_A_DAY_OFF: Final = Record(14, 12, Decimal("0.0012"), Compared(_KEPT, DAY, Decimal("0.013")))
"""Nothing was read on the very day that was expected."""
FORESEEN: Final = {
    "expected": CheckedForecast((SAFE_IN_JANUARY, REACHED), _A_DAY_OFF),
    "expected-twice": CheckedForecast(
        (
            forecast(Arrival.EXPECTED, day=date(2027, 9, 30), earliest=date(2027, 5, 17)),
            forecast(Arrival.EXPECTED, target="0.95", day=date(2026, 12, 4), earliest=DAY, latest=date(2026, 12, 9)),
        ),
        None,
    ),
    "not-within-a-year": CheckedForecast(
        (forecast(Arrival.NOT_WITHIN_A_YEAR), REACHED), RECORD, outliers=(DAY - timedelta(days=2), DAY)
    ),
    "hardly-within-a-year": CheckedForecast(
        (
            forecast(Arrival.NOT_WITHIN_A_YEAR, earliest=date(2027, 10, 11)),
            forecast(Arrival.NOT_WITHIN_A_YEAR, target="0.95"),
        ),
        Record(1, 0, Decimal("0.004"), None),
    ),
    "too-little-history": CheckedForecast(
        (forecast(Arrival.TOO_LITTLE_HISTORY), forecast(Arrival.TOO_LITTLE_HISTORY, target="0.95")), None
    ),
    "reached": CheckedForecast((forecast(Arrival.REACHED), REACHED), Record(3, 3, Decimal("0.0004"), None)),
    "nobody-yet": CheckedForecast((forecast(Arrival.NO_USERS), forecast(Arrival.NO_USERS, target="0.95")), None),
}
"""Every arrival, with and without a record."""
