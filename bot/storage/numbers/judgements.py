"""Judgements as text, beside their snapshots."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.domain.numbers.advice import Do
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import RULES, Break, Count, Judgement, Numbers, Suspicion, Withdrawal
from bot.domain.numbers.version import Version

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
