"""Weekly slots in every zone, against a minute-by-minute scan of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.delivery import Schedule
from tests.domain.delivery.zones import slot_on

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
    """One slot a week around such a night: none twice, none left out."""
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
    """The last moment before each jump."""
    offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments]
    return [moment for moment, (before, after) in zip(moments, pairwise(offsets), strict=False) if before != after]


@settings(max_examples=40, deadline=None)
@given(zone=st.sampled_from(ZONES), shift=st.integers(-90, 150))
@example(zone="America/New_York", shift=30)
@example(zone="America/Santiago", shift=60)
@example(zone="Australia/Lord_Howe", shift=75)
@example(zone="Antarctica/Troll", shift=90)
def test_slots_near_clock_changes(zone: str, shift: int) -> None:
    """Within two hours of every clock change it matches the scan, too."""
    for day, at in clock_changes(zone):
        wall = datetime.combine(day, at) + timedelta(minutes=shift)
        schedule = Schedule((wall.weekday(),), wall.time(), zone)

        assert slot_on(schedule, wall.date()).due_at == first_minute_showing(wall.date(), wall.time(), zone)


@pytest.mark.parametrize("at", [time(0, 0), time(2, 30)], ids=str)
def test_three_years_of_every_zone(at: time) -> None:
    """Each week has its slot, on its weekday, in order, once."""
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
    """Each of them has its slot, in order."""
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
    """Only the month's first chosen weekday has a slot."""
    schedule = Schedule(weekdays, time(9), "Europe/Berlin", monthly=True)

    assert [slot.day for slot in islice(schedule.slots(after=datetime(2026, 11, 23, tzinfo=UTC)), 3)] == days


@given(weekdays=st.sets(st.integers(0, 6), min_size=1), offset=st.integers(0, DAYS))
def test_a_month_has_one_slot(weekdays: set[int], offset: int) -> None:
    """Whatever the weekdays, each month has one day, within its first week."""
    schedule = Schedule(tuple(sorted(weekdays)), time(9), "UTC", monthly=True)
    first = (FIRST_DAY + timedelta(days=offset)).replace(day=1)
    month = [first + timedelta(days=number) for number in range(28)]

    assert [day for day in month if schedule.has(day)] == [day for day in month if day.weekday() in weekdays][:1]


@pytest.mark.parametrize("weekdays", [(), (7,), (-1,), (1, 0), (1, 1)])
def test_what_is_no_set_of_weekdays(weekdays: tuple[int, ...]) -> None:
    """It is refused at once, not when the slot is due."""
    with pytest.raises(ValueError, match="no weekdays"):
        Schedule(weekdays, time(9), "UTC")
