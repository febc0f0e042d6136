"""Courses of programs as bytes and text: what a day is judged by, without reading any list of an earlier one.

A row has the state before and after the newest day, which may be read and judged again, and the losses of both.
"""

import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from struct import pack, unpack_from
from typing import Any, Final

from bot.domain.numbers.breaks import Deviation, Limit, Off, Seen, Watch
from bot.domain.numbers.comparison import Before
from bot.domain.numbers.course import Course, Good
from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.judgement import RULES, Break, Count, Judgement, Numbers, Suspicion, Withdrawal
from bot.domain.numbers.loss_table import Expected, Line, LossTable, Parts
from bot.domain.numbers.suspicion import Listing, SoundDay
from bot.domain.numbers.version import Meaning, Version

_PART: Final = "|"
_FIELD: Final = ","
_ITEM: Final = " "
_YES: Final = "1"


def encode_judgement(judgement: Judgement) -> str:
    """Return `3|proved||3.0.0||0.001|3.8.0|0.01 0.02|3.8.5|raise|||||||`: unknown parts are empty.

    After the number of the rules come the fields of a judgement, in their order.
    """
    count, fall = judgement.count, judgement.fall
    return _PART.join(
        (
            str(RULES),
            judgement.numbers,
            _ITEM.join(judgement.suspicions),
            _text(judgement.minimum),
            judgement.of.isoformat() if judgement.of else "",
            encode_bounds(judgement.loss),
            _text(judgement.safe),
            encode_bounds(judgement.safe_loss),
            _text(judgement.safe_today),
            judgement.do,
            encode_bounds(judgement.week_ago),
            _count(count) if count else "",
            _ITEM.join(map(encode_break, judgement.breaks)),
            _fall(fall) if fall else "",
            _flag(judgement.fell),
            _days(judgement.accepted),
            judgement.turn,
        )
    )


def decode_judgement(day: date, text: str | None) -> Judgement:
    """Return what `encode_judgement` wrote of a day; one that is not known where other rules did."""
    rules, *parts = (text or "").split(_PART)
    if rules != str(RULES):
        return Judgement(day, known=False)
    numbers, suspicions, minimum, of, loss, safe, safe_loss, today, do, week_ago, *others = parts
    count, breaks, fall, fell, accepted, turn = others
    found = tuple(map(decode_break, breaks.split())) if breaks else ()
    return Judgement(
        day,
        _NUMBERS[numbers],
        tuple(map(Suspicion, suspicions.split())) if suspicions else (),
        Version.read(minimum) if minimum else None,
        date.fromisoformat(of) if of else None,
        decode_bounds(loss),
        Version.read(safe) if safe else None,
        decode_bounds(safe_loss),
        Version.read(today) if today else None,
        _DOS[do],
        decode_bounds(week_ago),
        _count_in(count, found[-1]) if count else None,
        found,
        _fall_in(fall) if fall else None,
        bool(fell),
        tuple(map(date.fromisoformat, accepted.split())),
        turn,
    )


_NUMBERS: Final = {each.value: each for each in Numbers}
_DOS: Final = {each.value: each for each in Do}


def encode_bounds(bounds: Bounds | None) -> str:
    """Return both ends, or one where they are the same; empty for None."""
    if bounds is None:
        return ""
    return str(bounds.low) if bounds.low == bounds.high else f"{bounds.low}{_ITEM}{bounds.high}"


@lru_cache(maxsize=4096)
def decode_bounds(text: str) -> Bounds | None:
    """Return what `encode_bounds` wrote."""
    if not text:
        return None
    low, _, high = text.partition(_ITEM)
    least = Decimal(low)
    return Bounds(least, Decimal(high) if high else least)


def encode_break(found: Break) -> str:
    """Return `2026-10-03,2026-10-20,2.4,`: the first day, the first one after it, the factor, and whether it lasts."""
    until = found.until.isoformat() if found.until else ""
    return _FIELD.join((found.since.isoformat(), until, repr(found.factor), _flag(found.lasting)))


@lru_cache(maxsize=1024)
def decode_break(text: str) -> Break:
    """Return what `encode_break` wrote."""
    since, until, factor, lasting = text.split(_FIELD)
    return Break(
        date.fromisoformat(since), date.fromisoformat(until) if until else None, float(factor), lasting=bool(lasting)
    )


def _count(count: Count) -> str:
    """Return all but the break, which is the newest one."""
    return _FIELD.join((_flag(count.of_all), _flag(count.unknown), _days(count.before)))


def _count_in(text: str, found: Break) -> Count:
    of_all, unknown, before = text.split(_FIELD)
    return Count(found, bool(of_all), tuple(map(date.fromisoformat, before.split())), bool(unknown))


def _fall(fall: Withdrawal) -> str:
    return _FIELD.join(
        (fall.version.text, fall.since.isoformat(), fall.day.isoformat(), str(fall.before), str(fall.after))
    )


def _fall_in(text: str) -> Withdrawal:
    version, since, day, before, after = text.split(_FIELD)
    return Withdrawal(
        Version.read(version) or Version(()),
        date.fromisoformat(since),
        date.fromisoformat(day),
        Decimal(before),
        Decimal(after),
    )


def _text(version: Version | None) -> str:
    return version.text if version else ""


def _days(days: Sequence[date]) -> str:
    return _ITEM.join(day.isoformat() for day in days)


def _flag(holds: bool) -> str:  # noqa: FBT001 - the value itself
    return _YES if holds else ""


_DAY: Final = 6
"""Bytes of a day and its smallest share: all of them come first, then two bytes for each version of each day."""
_CODE: Final = 2
_LISTS: Final = 1024
"""The days of a program have nearly the same versions, and so do the programs of a fleet."""
_COMPACT: Final = (",", ":")


_SoundDays = tuple[SoundDay, ...]


@dataclass(frozen=True, slots=True)
class KeptCourse:
    """The course of a program before and after its newest day, as it is kept."""

    day: date
    versions: str
    losses: bytes
    before: str
    after: str

    @property
    def columns(self) -> dict[str, object]:
        """The columns of its row, but for the program."""
        return {name: getattr(self, name) for name in ("day", "versions", "losses", "before", "after")}

    def by(self, day: date) -> Course | None:
        """Return the course that a day is judged by; None for an earlier one than the newest."""
        if day < self.day:
            return None
        text, last = (self.after, None) if day > self.day else (self.before, self.day)
        return _course(json.loads(text), _table(self.versions, self.losses, without=last)) if text else Course()


def kept_course(day: date, earlier: "KeptCourse | None", course: Course) -> KeptCourse:
    """Return what is kept after a day.

    Args:
        day: the one that was judged.
        earlier: what was kept before; None for a program without any.
        course: after the day.
    """
    before = "" if earlier is None else earlier.after if earlier.day < day else earlier.before
    after = json.dumps(_fields(course), separators=_COMPACT)
    return KeptCourse(day, _listed(course.table.versions), _losses(course.table), before, after)


def _losses(table: LossTable) -> bytes:
    many = len(table.days)
    head = pack(f"<{many}I{many}H", *[day.toordinal() for day in table.days], *table.least)
    return head + _little(table.codes)


def _little(codes: bytes) -> bytes:
    """Return codes in the order of bytes in which they are kept, and back."""
    if sys.byteorder == "little":
        return codes
    swapped = array("H", codes)
    swapped.byteswap()
    return swapped.tobytes()


def _table(versions: str, losses: bytes, *, without: date | None) -> LossTable:
    listed = _versions(versions)
    many = len(losses) // (_DAY + _CODE * len(listed))
    head = unpack_from(f"<{many}I{many}H", losses)
    days, least = tuple(map(date.fromordinal, head[:many])), head[many:]
    codes = _little(losses[_DAY * many :])
    if days and days[-1] == without:
        days, least, codes = days[:-1], least[:-1], codes[: -_CODE * len(listed)]
    return LossTable(listed, days, codes, least)


@lru_cache(_LISTS)
def _listed(versions: tuple[Parts, ...]) -> str:
    return " ".join([".".join(map(str, parts)) or "0" for parts in versions])


@lru_cache(_LISTS)
def _versions(listed: str) -> tuple[Parts, ...]:
    return tuple(map(_parts, listed.split()))


def _parts(text: str) -> Parts:
    version = Version.read(text)
    return version.parts if version else ()


def _fields(course: Course) -> Mapping[str, Any]:
    """Return what is known beside the table; what is empty is left out."""
    listing = course.listing
    fields = {
        "day": course.day and course.day.toordinal(),
        "meaning": course.meaning,
        "newest": listing.newest and listing.newest.text,
        "sound": listing.sound_on.toordinal(),
        "lacking": listing.lacking and _sound_days(listing.lacking),
        "lately": course.lately and _sound_days(course.lately),
        "own": _watch(course.own),
        "apart": None if course.apart is None else _watch(course.apart),
        "seen": course.seen and _seen(course.seen),
        "of_all": [encode_break(each) for each in course.of_all],
        "good": course.good and _good(course.good),
        "before": course.before and _before(course.before),
    }
    return {name: value for name, value in fields.items() if value or (name == "apart" and value is not None)}


def _course(kept: Mapping[str, Any], table: LossTable) -> Course:
    meaning, newest, get = kept.get("meaning"), kept.get("newest"), kept.get
    return Course(
        date.fromordinal(kept["day"]) if "day" in kept else None,
        Meaning(meaning) if meaning else None,
        table,
        Listing(
            Version.read(newest) if newest else None,
            date.fromordinal(kept["sound"]),
            _sound_days_in(*kept["lacking"]) if "lacking" in kept else (),
        ),
        _sound_days_in(*kept["lately"]) if "lately" in kept else (),
        _watch_in(get("own", {})),
        _watch_in(kept["apart"]) if "apart" in kept else None,
        _seen_in(*kept["seen"]) if "seen" in kept else None,
        tuple(map(decode_break, get("of_all", ()))),
        _good_in(*kept["good"]) if "good" in kept else None,
        _before_in(*kept["before"]) if "before" in kept else None,
    )


def _sound_days(days: Sequence[SoundDay]) -> Sequence[Sequence[object]]:
    """Return a list of each field: so they are read at once."""
    return [
        [each.day.toordinal() for each in days],
        [each.safe.text if each.safe else "" for each in days],
        [encode_bounds(each.loss) for each in days],
        [each.in_break.toordinal() if each.in_break else 0 for each in days],
    ]


def _sound_days_in(
    days: Sequence[int], safe: Sequence[str], losses: Sequence[str], breaks: Sequence[int]
) -> _SoundDays:
    since = [date.fromordinal(each) if each else None for each in breaks]
    return tuple(map(SoundDay, map(date.fromordinal, days), map(Version.read, safe), map(decode_bounds, losses), since))


def _watch(watch: Watch) -> Mapping[str, Any]:
    fields = {
        "found": [encode_break(each) for each in watch.found],
        "start": watch.start.toordinal() if watch.start > date.min else 0,
        "read": watch.read and watch.read.toordinal(),
        "newest": _deviations(watch.newest),
        "expected": watch.expected and _expected(watch.expected),
        "open": watch.open and _off(watch.open),
        "lasting": watch.lasting and _off(watch.lasting),
        # Infinity is no JSON.
        "limits": [(each.day.toordinal(), -1 if each.wider == float("inf") else each.wider) for each in watch.limits],
    }
    return {name: value for name, value in fields.items() if value}


def _watch_in(kept: Mapping[str, Any]) -> Watch:
    get = kept.get
    return Watch(
        tuple(map(decode_break, get("found", ()))),
        date.fromordinal(get("start", date.min.toordinal())),
        date.fromordinal(kept["read"]) if "read" in kept else None,
        _deviations_in(get("newest", ())),
        _expected_in(*kept["expected"]) if "expected" in kept else None,
        _off_in(*kept["open"]) if "open" in kept else None,
        _off_in(*kept["lasting"]) if "lasting" in kept else None,
        tuple(
            [Limit(date.fromordinal(day), wider if wider >= 0 else float("inf")) for day, wider in get("limits", ())]
        ),
    )


def _deviations(days: Sequence[Deviation]) -> Sequence[object]:
    return [(each.day.toordinal(), each.off) for each in days]


def _deviations_in(kept: Sequence[Any]) -> tuple[Deviation, ...]:
    return tuple([Deviation(date.fromordinal(day), off) for day, off in kept])


def _expected(expected: Expected) -> Sequence[object]:
    lines = [(".".join(map(str, line.version)), line.level, line.pace, line.scatter) for line in expected.lines]
    return expected.day.toordinal(), expected.readings, lines


def _expected_in(day: int, readings: int, lines: Sequence[Any]) -> Expected:
    read = tuple([Line(_parts(version), level, pace, scatter) for version, level, pace, scatter in lines])
    return Expected(date.fromordinal(day), read, readings)


def _off(off: Off) -> Sequence[object]:
    back = [day.toordinal() for day in off.back]
    return off.start.toordinal(), _expected(off.expected), _deviations(off.days), back


def _off_in(start: int, expected: Sequence[Any], days: Sequence[Any], back: Sequence[int]) -> Off:
    return Off(
        date.fromordinal(start), _expected_in(*expected), _deviations_in(days), tuple(map(date.fromordinal, back))
    )


def _seen(seen: Seen) -> Sequence[object]:
    wider = -1 if seen.wider == float("inf") else seen.wider
    return encode_break(seen.found), wider, seen.days, int(seen.shown)


def _seen_in(found: str, wider: float, days: int, shown: int) -> Seen:
    return Seen(decode_break(found), wider if wider >= 0 else float("inf"), days, bool(shown))


def _good(good: Good) -> Sequence[object]:
    minimum, safe = (version.text if version else "" for version in (good.minimum, good.safe))
    return good.day.toordinal(), minimum, encode_bounds(good.loss), safe, encode_bounds(good.safe_loss)


def _good_in(day: int, minimum: str, loss: str, safe: str, safe_loss: str) -> Good:
    return Good(
        date.fromordinal(day),
        Version.read(minimum) if minimum else None,
        decode_bounds(loss),
        Version.read(safe) if safe else None,
        decode_bounds(safe_loss),
    )


def _before(before: Before) -> Sequence[object]:
    losses = [encode_bounds(each) for each in before.losses]
    days = [day.toordinal() for day in before.days]
    return before.since.toordinal(), days, [version.text for version in before.versions], losses


def _before_in(since: int, days: Sequence[int], versions: Sequence[str], losses: Sequence[str]) -> Before:
    bounds = map(decode_bounds, losses)
    return Before(
        date.fromordinal(since),
        tuple(map(date.fromordinal, days)),
        tuple([version for each in versions if (version := Version.read(each))]),
        tuple([each or Bounds(Decimal(0), Decimal(1)) for each in bounds]),
    )
