"""The states of a subscription, and their stored text."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Schedule, SlackCode
from bot.domain.digest.schedule import parse_schedule, parse_words, words_of
from bot.domain.digest.subscription import (
    PROGRAMS,
    Lifecycle,
    Paused,
    Scope,
    State,
    parse_state,
    scope_word,
    take_scope,
)
from bot.errors import BadSchedule
from tests.domain.digest.test_digest import SUBSCRIPTION


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", Lifecycle.ACTIVE),
        ("ended", Lifecycle.ENDED),
        ("moving", Lifecycle.TRIAL),
        ("is_archived", Paused(SlackCode("is_archived"))),
        ("missing_scope chat:write", Paused(SlackCode("missing_scope", "chat:write"))),
    ],
)
def test_the_stored_text_of_a_state(text: str, state: State) -> None:
    assert parse_state(text) == state
    assert str(state) == text


@given(text=st.text().map(str.rstrip))
def test_every_stored_text_is_a_state(text: str) -> None:
    assert str(parse_state(text)) == text


FLEET = Scope(fleet=True)


@pytest.mark.parametrize(
    ("words", "scope", "rest"),
    [
        ("fleet mon 09:00", FLEET, "mon 09:00"),
        ("FLEET mon", FLEET, "mon"),
        ("全部 周一", FLEET, "周一"),
        ("#Food mon", Scope(fleet=True, tag="food"), "mon"),
        ("＃餐饮 mon", Scope(fleet=True, tag="餐饮"), "mon"),
        ("mon 09:00", PROGRAMS, "mon 09:00"),
        ("# mon", PROGRAMS, "# mon"),
        ("", PROGRAMS, ""),
    ],
)
def test_first_word(words: str, scope: Scope, rest: str) -> None:
    assert take_scope(words.split()) == (scope, rest.split())


@pytest.mark.parametrize(
    ("scope", "appids", "word"),
    [
        (PROGRAMS, (), ""),
        (PROGRAMS, ("wx1",), ""),
        (FLEET, (), "fleet"),
        (FLEET, ("wx1",), "glance"),
        (Scope(fleet=True, tag="food"), (), "#food"),
    ],
)
def test_in_a_word(scope: Scope, appids: tuple[str, ...], word: str) -> None:
    assert scope_word(replace(SUBSCRIPTION, scope=scope, appids=appids)) == word


@pytest.mark.parametrize("weekday", ["mon", "Monday", "MON", "周一", "星期一", "礼拜一", "mond"])
def test_weekdays_that_people_type(weekday: str) -> None:
    assert parse_schedule(weekday, "09:00", "Asia/Shanghai") == Schedule((0,), time(9, 0), "Asia/Shanghai")


@pytest.mark.parametrize("weekday", ["sun", "sunday", "周日", "周天", "星期天"])
def test_sunday_has_two_names_in_chinese(weekday: str) -> None:
    assert parse_schedule(weekday, "9:05", "utc").weekdays == (6,)


@pytest.mark.parametrize(
    ("weekday", "at", "zone", "part", "suggestion"),
    [
        ("1", "09:00", "UTC", "weekday", "mon"),
        ("mo", "09:00", "UTC", "weekday", "mon"),
        ("monkey", "09:00", "UTC", "weekday", "mon"),
        ("周八", "09:00", "UTC", "weekday", "mon"),
        ("mon,noday", "09:00", "UTC", "weekday", "mon"),
        ("first", "09:00", "UTC", "weekday", "mon"),
        ("", "09:00", "UTC", "weekday", "mon"),
        ("mon-", "09:00", "UTC", "weekday", "mon"),
        ("mon", "24:00", "UTC", "time", "09:00"),
        ("mon", "9", "UTC", "time", "09:00"),
        ("mon", "09:60", "UTC", "time", "09:00"),
        ("mon", "٠٩:٠٠", "UTC", "time", "09:00"),
        ("mon", "09:00", "Asia/Shangai", "zone", "Asia/Shanghai"),
        ("mon", "09:00", "CST", "zone", "Asia/Shanghai"),
        ("mon", "9", "Asia/Shanghai", "time", "09:00"),
        ("mon", "9:", "Asia/Shanghai", "time", "09:00"),
        ("mon", "13pm", "Asia/Shanghai", "time", "09:00"),
        ("mon", "9点70分", "Asia/Shanghai", "time", "09:00"),
        ("mon", "晚上12点", "Asia/Shanghai", "time", "09:00"),
        ("mon", "09:00", "../../etc/passwd", "zone", "Asia/Shanghai"),
    ],
)
def test_a_schedule_that_cannot_be_read(weekday: str, at: str, zone: str, part: str, suggestion: str) -> None:
    with pytest.raises(BadSchedule) as caught:
        parse_schedule(weekday, at, zone)

    assert (caught.value.params["part"], caught.value.params["suggestion"]) == (part, suggestion)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9am", time(9)),
        ("12am", time(0)),
        ("12PM", time(12)),
        ("9:30pm", time(21, 30)),
        ("9点", time(9)),
        ("9点半", time(9, 30)),
        ("21时05分", time(21, 5)),
        ("上午9点", time(9)),
        ("下午3点20分", time(15, 20)),
    ],
)
def test_a_time_as_people_write_it(typed: str, meant: time) -> None:
    assert parse_schedule("mon", typed, "Asia/Shanghai").at == meant
    assert parse_words(["mon", "thu", typed, "Asia/Tokyo"], "Asia/Shanghai").at == meant


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("shanghai", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("Beijing", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
    ],
)
def test_a_zone_by_its_city(typed: str, zone: str) -> None:
    assert parse_schedule("mon", "09:00", typed).zone == zone


def test_a_zone_is_spelled_as_iana_does() -> None:
    assert parse_schedule("tue", "18:30", "asia/SHANGHAI") == Schedule((1,), time(18, 30), "Asia/Shanghai")


@pytest.mark.parametrize(
    ("days", "weekdays", "monthly"),
    [
        ("mon,thu", (0, 3), False),
        ("thu, MON", (0, 3), False),
        ("mon thu", (0, 3), False),
        ("every monday and thursday", (0, 3), False),
        ("mon-fri", (0, 1, 2, 3, 4), False),
        ("sat-mon", (0, 5, 6), False),
        ("weekdays", (0, 1, 2, 3, 4), False),
        ("daily", (0, 1, 2, 3, 4, 5, 6), False),
        ("first mon", (0,), True),
        ("first weekday", (0, 1, 2, 3, 4), True),
        ("first working day", (0, 1, 2, 3, 4), True),
        ("周一、周四", (0, 3), False),
        ("周一,四", (0, 3), False),
        ("周一三五", (0, 2, 4), False),
        ("周一和周四", (0, 3), False),
        ("周一至周五", (0, 1, 2, 3, 4), False),
        ("每周一", (0,), False),
        ("每个星期天", (6,), False),
        ("工作日", (0, 1, 2, 3, 4), False),
        ("每天", (0, 1, 2, 3, 4, 5, 6), False),
        ("每月第一个周一", (0,), True),
        ("每月首个工作日", (0, 1, 2, 3, 4), True),
    ],
)
def test_days_that_people_type(days: str, weekdays: tuple[int, ...], monthly: bool) -> None:  # noqa: FBT001
    assert parse_schedule(days, "09:00", "UTC") == Schedule(weekdays, time(9), "UTC", monthly)


@pytest.mark.parametrize(
    ("words", "zone"),
    [("first mon 09:00", "Asia/Tokyo"), ("first mon 09:00 europe/berlin", "Europe/Berlin")],
)
def test_words_of_a_command(words: str, zone: str) -> None:
    assert parse_words(words.split(), "Asia/Tokyo") == Schedule((0,), time(9), zone, monthly=True)


@pytest.mark.parametrize(("words", "part"), [("mon nine", "time"), ("mon", "time"), ("", "weekday")])
def test_words_without_a_time(words: str, part: str) -> None:
    with pytest.raises(BadSchedule) as caught:
        parse_words(words.split(), "UTC")

    assert caught.value.params["part"] == part


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    monthly=st.booleans(),
)
def test_a_schedule_in_words_is_read_as_itself(weekdays: set[int], at: time, monthly: bool) -> None:  # noqa: FBT001
    schedule = Schedule(tuple(sorted(weekdays)), at, "Europe/Berlin", monthly)

    assert parse_words(words_of(schedule).split(), "UTC") == schedule
