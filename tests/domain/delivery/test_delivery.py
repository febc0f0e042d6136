"""Deliveries: when each is due, and what an answer means for it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.delivery import (
    CODES,
    EVERY_DAY,
    WIDEST,
    Delivery,
    DeliveryReason,
    DeliveryState,
    ReasonKey,
    Refusal,
    Schedule,
    SlackCode,
    Slot,
    refusal_of,
    spread,
)
from bot.domain.digest.subscription import LATE_FROM
from tests.domain.delivery.zones import Count, all_zones, compare, instant, odd_zones, slot_on

OF_THE_REST = 30
NOON = Schedule(EVERY_DAY, time(12, 0), "UTC")
DUE = {date(2026, 1, day): datetime(2026, 1, day, 12, tzinfo=UTC) for day in (1, 2, 3)}
SLOTS = [Slot(day, moment) for day, moment in DUE.items()]


def test_zones_that_change_their_clock_oddly() -> None:
    count = compare(odd_zones())

    assert count.clean, count
    assert count.slots > 100_000


def test_a_sample_of_the_others() -> None:
    odd = set(odd_zones())

    count = compare([zone for zone in all_zones() if zone not in odd][::OF_THE_REST])

    assert count.clean, count
    assert count.slots > 100_000


@pytest.mark.parametrize(
    "zone",
    ["Africa/Casablanca", "America/Havana", "America/Santiago", "Antarctica/Troll", "Australia/Lord_Howe"],
)
def test_the_odd_ones_are_among_them(zone: str) -> None:
    """Changes at midnight, of half an hour, of two hours and by the moon are always included."""
    assert zone in odd_zones()


@pytest.mark.parametrize(
    ("zone", "day", "at", "due_at"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 6), time(0, 0), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
    ids=["fold", "gap", "gap-at-midnight", "gap-of-half-an-hour", "no-such-day"],
)
def test_the_oracle_itself(zone: str, day: date, at: time, due_at: datetime) -> None:
    assert instant(zone, day, at) == due_at


@pytest.mark.parametrize(
    ("found", "doubled", "missing", "elsewhere"),
    [
        ([*SLOTS, SLOTS[0]], 1, 0, 0),
        (SLOTS[1:], 0, 1, 0),
        ([replace(SLOTS[0], due_at=SLOTS[0].due_at + timedelta(minutes=1)), *SLOTS[1:]], 0, 0, 1),
        ([*SLOTS, Slot(date(2026, 1, 4), datetime(2026, 1, 4, 12, tzinfo=UTC))], 0, 0, 1),
    ],
    ids=["doubled", "missing", "a-minute-late", "one-too-many"],
)
def test_what_is_wrong_is_found(found: list[Slot], doubled: int, missing: int, elsewhere: int) -> None:
    count = Count()
    count.compare(NOON, found, DUE)

    assert (count.doubled, count.missing, count.elsewhere, count.clean) == (doubled, missing, elsewhere, False)
    assert count.examples


SCOPED: Final = SlackCode("missing_scope", "chat:write")
STORED: Final = st.text().map(str.rstrip).filter(bool)
"""No trailing space, as every version of Baselib stores them."""
WORDS: Final = st.text(min_size=1).filter(lambda text: " " not in text)
REASON_CODES: Final = st.builds(SlackCode, WORDS, st.just("") | WORDS)
KEYS: Final = st.sampled_from([key for key in ReasonKey if key is not ReasonKey.OTHER])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missed", DeliveryReason(ReasonKey.MISSED)),
        ("channel-unavailable is_archived", DeliveryReason(ReasonKey.CHANNEL_UNAVAILABLE, SlackCode("is_archived"))),
        ("slack-refused missing_scope chat:write", DeliveryReason(ReasonKey.SLACK_REFUSED, SCOPED)),
    ],
)
def test_the_stored_text_is_the_key_and_slacks_code(text: str, reason: DeliveryReason) -> None:
    assert DeliveryReason.parse(text) == reason
    assert str(reason) == text


@pytest.mark.parametrize(("text", "key"), [("mended", ReasonKey.RESOLVED), ("nobody-to-tell", ReasonKey.NO_RECIPIENT)])
def test_a_key_of_an_earlier_version_is_read(text: str, key: ReasonKey) -> None:
    assert DeliveryReason.parse(text) == DeliveryReason(key)


def test_a_key_of_another_version_is_kept() -> None:
    reason = DeliveryReason.parse("from-a-newer-version is_archived")

    assert (reason.key, reason.code) == (ReasonKey.OTHER, SlackCode("is_archived"))
    assert str(reason) == "from-a-newer-version is_archived"


@given(key=KEYS, code=st.none() | REASON_CODES)
def test_every_reason_survives_storage(key: ReasonKey, code: SlackCode | None) -> None:
    reason = DeliveryReason(key, code)

    assert DeliveryReason.parse(str(reason)) == reason


@given(text=STORED)
def test_every_stored_text_is_a_reason(text: str) -> None:
    assert str(DeliveryReason.parse(text)) == text


def test_every_code_has_one_meaning() -> None:
    codes = [(code, refusal) for refusal in Refusal for code in CODES[refusal].split()]

    assert len(codes) == len(dict(codes))
    assert all(refusal_of(code) is refusal for code, refusal in codes)


def test_only_a_dead_token_is_final() -> None:
    assert set(CODES[Refusal.GONE].split()) == {"token_revoked", "app_uninstalled"}
    assert refusal_of("org_login_required") is refusal_of("account_inactive") is Refusal.SUSPENDED
    assert refusal_of("team_added_to_org") is refusal_of("accesslimited") is Refusal.LATER


def test_an_unknown_code_is_unclear_by_default() -> None:
    assert refusal_of("some_new_code") is refusal_of("") is Refusal.UNCLEAR
    assert refusal_of("some_new_code", otherwise=Refusal.REFUSED) is Refusal.REFUSED


ZONES = sorted(available_timezones())
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIRST_DAY = date(2026, 1, 1)
DAYS = 3 * 365


def first_minute_showing(day: date, at: time, zone: str) -> datetime:
    """The oracle: walk through UTC until the wall clock shows the time or has jumped over it."""
    expected = datetime.combine(day, at)
    place = ZoneInfo(zone)

    def is_early(moment: datetime) -> bool:
        return moment.astimezone(place).replace(tzinfo=None) < expected

    moment = expected.replace(tzinfo=UTC) - timedelta(hours=16)  # no zone is further ahead
    while is_early(moment + 3 * HOUR):  # no clock goes back by more than two hours
        moment += HOUR
    while is_early(moment):
        moment += MINUTE
    return moment


@pytest.mark.parametrize(
    ("zone", "day", "at", "due_at"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), time(3, 0), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 6), time(0, 0), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Asia/Shanghai", date(2026, 11, 23), time(9, 0), datetime(2026, 11, 23, 1, 0, tzinfo=UTC)),
    ],
    ids=[
        "repeated",
        "skipped",
        "after-skipped",
        "skipped-midnight",
        "skipped-day",
        "half-skipped",
        "half-repeated",
        "plain",
    ],
)
def test_clock_change_nights(zone: str, day: date, at: time, due_at: datetime) -> None:
    """A skipped time is due right after it, a repeated one when it first appears."""
    slot = slot_on(Schedule((day.weekday(),), at, zone), day)

    assert slot.day == day
    assert slot.due_at == due_at


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30)),
        ("America/New_York", date(2026, 3, 8), time(2, 30)),
        ("America/Santiago", date(2026, 9, 6), time(0, 0)),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15)),
    ],
)
def test_a_clock_change_night_has_one_slot(zone: str, day: date, at: time) -> None:
    schedule = Schedule((day.weekday(),), at, zone)
    start = datetime.combine(day, at, tzinfo=UTC) - timedelta(days=16)

    slots = list(islice(schedule.slots(after=start), 4))

    assert [slot.day for slot in slots][1:] == [slots[0].day + week * timedelta(weeks=1) for week in (1, 2, 3)]
    assert day in [slot.day for slot in slots]


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    offset=st.integers(0, DAYS),
    at=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
)
@example(zone="Africa/Casablanca", offset=48, at=time(2, 30))
@example(zone="America/Havana", offset=304, at=time(0, 30))
@example(zone="Europe/London", offset=87, at=time(1, 15))
@example(zone="Atlantic/Azores", offset=297, at=time(0, 15))
def test_a_slot_is_where_the_wall_clock_first_gets(zone: str, offset: int, at: time) -> None:
    """In any zone on any day a slot is due at the minute the scan finds."""
    day = FIRST_DAY + timedelta(days=offset)

    assert slot_on(Schedule((day.weekday(),), at, zone), day).due_at == first_minute_showing(day, at, zone)


def clock_changes(zone: str) -> list[tuple[date, time]]:
    """Local times at which a zone's clock will jump within three years: days, then hours."""
    start = datetime.combine(FIRST_DAY, time(), tzinfo=UTC)
    days = _jumps(zone, [start + timedelta(days=day) for day in range(DAYS)])
    hours = [jump for day in days for jump in _jumps(zone, [day + hour * HOUR for hour in range(25)])]
    walls = [hour.astimezone(ZoneInfo(zone)) for hour in hours]
    return [(wall.date(), wall.time()) for wall in walls]


def _jumps(zone: str, moments: list[datetime]) -> list[datetime]:
    offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments]
    return [moment for moment, (before, after) in zip(moments, pairwise(offsets), strict=False) if before != after]


@settings(max_examples=40, deadline=None)
@given(zone=st.sampled_from(ZONES), shift=st.integers(-90, 150))
@example(zone="America/New_York", shift=30)
@example(zone="America/Santiago", shift=60)
@example(zone="Australia/Lord_Howe", shift=75)
@example(zone="Antarctica/Troll", shift=90)
def test_slots_near_clock_changes(zone: str, shift: int) -> None:
    for day, at in clock_changes(zone):
        wall = datetime.combine(day, at) + timedelta(minutes=shift)
        schedule = Schedule((wall.weekday(),), wall.time(), zone)

        assert slot_on(schedule, wall.date()).due_at == first_minute_showing(wall.date(), wall.time(), zone)


@pytest.mark.parametrize("at", [time(0, 0), time(2, 30)], ids=str)
def test_three_years_of_every_zone(at: time) -> None:
    start = datetime.combine(FIRST_DAY, time(), tzinfo=UTC)
    for number, zone in enumerate(ZONES):
        schedule = Schedule((number % 7,), at, zone)

        slots = list(islice(schedule.slots(after=start), DAYS // 7))

        days = [slot.day for slot in slots]
        assert all(later - earlier == timedelta(weeks=1) for earlier, later in pairwise(days)), zone
        assert all(earlier.due_at < later.due_at for earlier, later in pairwise(slots)), zone
        assert {day.weekday() for day in days} == set(schedule.weekdays), zone
        assert timedelta(0) < slots[0].due_at - start <= timedelta(weeks=1, hours=2), zone


@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda value: value.replace(tzinfo=UTC)),  # noqa: DTZ001 - hypothesis wants naive ends
)
@settings(max_examples=100, deadline=None)
def test_walking_slot_by_slot(zone: str, weekday: int, now: datetime) -> None:
    """Slot after slot gives the same list as one call: no instant is on both sides."""
    schedule = Schedule((weekday,), time(9, 0), zone)

    walked = [schedule.next_slot(after=now)]
    for _ in range(3):
        walked.append(schedule.next_slot(after=walked[-1].due_at))

    assert walked == list(islice(schedule.slots(after=now), 4))


def test_several_weekdays() -> None:
    schedule = Schedule((0, 3), time(9), "Asia/Shanghai")

    days = [slot.day for slot in islice(schedule.slots(after=datetime(2026, 11, 23, 2, tzinfo=UTC)), 3)]

    assert days == [date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3)]


@pytest.mark.parametrize(
    ("weekdays", "days"),
    [
        ((0,), [date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]),
        ((0, 1, 2, 3, 4), [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]),
        ((5, 6), [date(2026, 12, 5), date(2027, 1, 2), date(2027, 2, 6)]),
        ((0, 1, 2, 3, 4, 5, 6), [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]),
    ],
    ids=["monday", "working-day", "weekend", "day"],
)
def test_once_a_month(weekdays: tuple[int, ...], days: list[date]) -> None:
    schedule = Schedule(weekdays, time(9), "Europe/Berlin", monthly=True)

    assert [slot.day for slot in islice(schedule.slots(after=datetime(2026, 11, 23, tzinfo=UTC)), 3)] == days


@given(weekdays=st.sets(st.integers(0, 6), min_size=1), offset=st.integers(0, DAYS))
def test_a_month_has_one_slot(weekdays: set[int], offset: int) -> None:
    schedule = Schedule(tuple(sorted(weekdays)), time(9), "UTC", monthly=True)
    first = (FIRST_DAY + timedelta(days=offset)).replace(day=1)
    month = [first + timedelta(days=number) for number in range(28)]

    assert [day for day in month if schedule.has(day)] == [day for day in month if day.weekday() in weekdays][:1]


@pytest.mark.parametrize("weekdays", [(), (7,), (-1,), (1, 0), (1, 1)])
def test_what_is_no_set_of_weekdays(weekdays: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no weekdays"):
        Schedule(weekdays, time(9), "UTC")


STAGGER_DUE = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROW = Delivery("D", "T1", "S", date(2026, 11, 23), STAGGER_DUE, DeliveryState.DUE, channel_id="C")


def crowd(count: int) -> list[Delivery]:
    """So many digests of as many channels, due at once."""
    return [replace(ROW, id=f"D{number}", channel_id=f"C{number}") for number in range(count)]


def waits(rows: list[Delivery], since: datetime = STAGGER_DUE) -> list[timedelta]:
    return [row.not_before - since for row in rows if row.not_before]


def test_a_few_are_not_kept_waiting() -> None:
    assert waits(spread(crowd(10), now=STAGGER_DUE)) == [timedelta(0)] * 10


def test_a_crowd_keeps_to_what_slack_takes() -> None:
    """About five a second with no long gaps, so a thousand take some three minutes."""
    waited = sorted(waits(spread(crowd(1000), now=STAGGER_DUE)))

    assert timedelta(0) <= waited[0] < timedelta(seconds=5)
    assert timedelta(minutes=3) < waited[-1] < WIDEST < LATE_FROM
    assert max(later - earlier for earlier, later in pairwise(waited)) < timedelta(seconds=5)


def test_ten_thousand_are_still_begun_in_time() -> None:
    waited = waits(spread(crowd(10_000), now=STAGGER_DUE))

    assert max(waited) <= WIDEST
    assert abs(sum(waited, timedelta(0)) / len(waited) - WIDEST / 2) < timedelta(seconds=5)


def test_every_replica_works_out_the_same() -> None:
    rows = crowd(50)
    again = spread(rows[::-1], now=STAGGER_DUE)

    assert waits(spread(rows, now=STAGGER_DUE)) == waits(again[::-1])


def test_the_order_in_a_channel_stays() -> None:
    """What is due a second later in a channel comes later, however many others are due."""
    first, second = ROW, replace(ROW, id="E", due_at=STAGGER_DUE + timedelta(seconds=1))
    others = crowd(300)
    made = spread(
        [first, *others, *(replace(row, id=f"E{row.id}", due_at=second.due_at) for row in others), second],
        now=STAGGER_DUE,
    )

    assert made[0].not_before
    assert made[-1].not_before
    assert made[0].not_before < made[-1].not_before


def test_what_has_waited_for_long_is_spread_from_now_on() -> None:
    now = STAGGER_DUE + timedelta(hours=3)
    waited = waits(spread(crowd(1000), now=now), since=now)

    assert min(waited) >= timedelta(0)
    assert max(waited) > timedelta(minutes=3)


def test_what_is_not_due_is_left_alone() -> None:
    missed = replace(ROW, state=DeliveryState.SKIPPED)

    assert spread([missed], now=STAGGER_DUE)[0].not_before is None
