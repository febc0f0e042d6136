"""How a person types the schedule of a digest."""

import re
from collections.abc import Sequence
from datetime import time
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.domain.delivery import EVERY_DAY, WORKING_DAYS, Schedule
from bot.errors import BadSchedule

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LETTERS_OF_A_DAY: Final = 3
_NOON: Final = 12
_CHINESE_WEEKDAYS: Final = "一二三四五六日"
_CHINESE_WEEK: Final = ("周", "星期", "礼拜")
_TIME: Final = re.compile(
    r"(?P<part>上午|早上|下午|晚上)?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})|[点时](?:(?P<past>[0-9]{1,2})分?|(?P<half>半))?)?(?P<noon>am|pm)?"
)
_AFTERNOON: Final = frozenset({"下午", "晚上", "pm"})
_CITIES: Final = {
    "beijing": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
}
"""Names of China's time that are no zone of IANA."""
_UNCLEAR: Final = {"cst": "Asia/Shanghai", "ist": "Asia/Kolkata"}
"""Abbreviations that several zones share, with the one to ask about: CST is China's and central America's."""
_BETWEEN_DAYS: Final = re.compile(r"[\s,;/+、和]+|\band\b")
_SETS: Final = {
    "weekday": WORKING_DAYS,
    "weekdays": WORKING_DAYS,
    "workday": WORKING_DAYS,
    "workdays": WORKING_DAYS,
    "工作日": WORKING_DAYS,
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "day": EVERY_DAY,
    "每天": EVERY_DAY,
    "每日": EVERY_DAY,
    "天": EVERY_DAY,
}
_TO: Final = re.compile(r"[-–~到至]")
_MONTHLY: Final = re.compile(r"^(?:first\s+|每月(?:的)?(?:第一个|首个)|第一个|首个|每月)\s*")
_EVERY: Final = re.compile(r"^(?:every\s+|每个?)(?=\S)")


def words_of(schedule: Schedule) -> str:
    """Return the words that `parse_words` parses as this schedule: `first mon 09:00 Asia/Shanghai`."""
    days = {WORKING_DAYS: "weekdays", EVERY_DAY: "daily"}.get(
        schedule.weekdays, ",".join(WEEKDAYS[number] for number in schedule.weekdays)
    )
    return f"{'first ' if schedule.monthly else ''}{days} {schedule.at:%H:%M} {schedule.zone}"


def parse_words(words: Sequence[str], zone: str) -> Schedule:
    """Parse the words of a command: days, a time, an optional zone.

    Args:
        words: as split at spaces.
        zone: used when the words name none.

    Raises:
        BadSchedule: names the part that cannot be read.
    """
    at = next((number for number, word in enumerate(words) if _looks_like_time(word)), 1)  # no time: the error says so
    return parse_schedule(" ".join(words[:at]), " ".join(words[at : at + 1]), " ".join(words[at + 1 :]) or zone)


def parse_schedule(days: str, at: str, zone: str) -> Schedule:
    """Parse typed days such as `mon`, `monday`, `mon,thu`, `weekdays`, `daily`, `first mon`, 周一, 每月第一个周一.

    Raises:
        BadSchedule: names the part that cannot be read (weekday, time, zone), with a suggestion.
    """
    text = " ".join(days.casefold().split())
    rest = _MONTHLY.sub("", text)
    monthly = rest != text
    return Schedule(_days(_EVERY.sub("", rest), days), _time(at), parse_zone(zone), monthly)


def parse_zone(text: str) -> str:
    """Parse an IANA zone, or the city of one; in IANA's spelling.

    Raises:
        BadSchedule: unknown zone, or an abbreviation that several share; suggests a name.
    """
    zones, typed = _zones(), text.casefold().replace(" ", "_")
    if name := zones.get(typed) or _CITIES.get(typed):
        return name
    by_city = {name.rsplit("/", 1)[-1]: name for name in zones if "/" in name}
    if typed in by_city:
        return zones[by_city[typed]]
    close = get_close_matches(typed, [*zones, *by_city], n=1)
    suggestion = _UNCLEAR.get(typed) or (zones[by_city.get(close[0], close[0])] if close else "Asia/Shanghai")
    raise BadSchedule(part="zone", text=text[:60], suggestion=suggestion)


def _days(text: str, typed: str) -> tuple[int, ...]:
    """Return the weekdays in a lower-case text; errors quote `typed`."""
    found: set[int] = set()
    for word in filter(None, _BETWEEN_DAYS.split(text.replace("working day", "workday"))):
        numbers = _SETS.get(word) or _named(word) or _range(word)
        if not numbers:
            found.clear()
            break
        found.update(numbers)
    if not found:
        raise BadSchedule(part="weekday", text=typed[:40], suggestion="mon")
    return tuple(sorted(found))


def _range(word: str) -> tuple[int, ...]:
    """Return the days of a range such as mon-fri or 周一至周五; ranges may cross the weekend."""
    ends = [_named(end) for end in _TO.split(word)]
    if [len(end) for end in ends] != [1, 1]:
        return ()
    (first,), (last,) = ends
    return tuple((first + number) % len(WEEKDAYS) for number in range((last - first) % len(WEEKDAYS) + 1))


def _named(word: str) -> tuple[int, ...]:
    return _english(word) or _chinese(word)


def _english(word: str) -> tuple[int, ...]:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= _LETTERS_OF_A_DAY and _DAY_NAMES[number].startswith(word) and word.startswith(name):
            return (number,)
    return ()


def _chinese(word: str) -> tuple[int, ...]:
    """Return the days of 周一, 星期一, 礼拜一, 周一三五 or 周一周三; next to another day also a bare 四."""
    bare = word
    for week in _CHINESE_WEEK:
        bare = bare.replace(week, "")
    days = bare.replace("天", "日")
    if days and set(days) <= set(_CHINESE_WEEKDAYS):
        return tuple(_CHINESE_WEEKDAYS.index(day) for day in days)
    return ()


def _looks_like_time(word: str) -> bool:
    """Whether a word is a time: a bare number may belong to the days."""
    return ":" in word or (not word.isdigit() and _TIME.fullmatch(word.casefold()) is not None)


def _time(text: str) -> time:
    """Return the time of `09:00`, `9am`, `9:30pm`, 9点, 9点半 or 下午3点20分."""
    match = _TIME.fullmatch(text.casefold())
    if match is None or text.isdigit():
        return _bad_time(text)
    hour, minute = int(match["hour"]), 30 if match["half"] else int(match["minute"] or match["past"] or 0)
    if day_half := match["noon"] or match["part"]:
        if hour > _NOON or (day_half == "晚上" and hour == _NOON):
            return _bad_time(text)
        hour = hour % _NOON + (_NOON if day_half in _AFTERNOON else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return _bad_time(text)


def _bad_time(text: str) -> time:
    raise BadSchedule(part="time", text=text[:40], suggestion="09:00")


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
