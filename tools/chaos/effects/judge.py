"""The verdict on a run: which promises were broken. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tools.chaos.effects.record import Call, Record, Seen

OVER: Final = frozenset(
    {"verified", "unverified", "failed", "stale", "expired", "declined", "withdrawn", "rolled_back"}
)
"""States of a decision that has ended."""
ENDED: Final = frozenset({"verified", "unverified", "refused", "set-aside", "left-out"})
"""States of a program of a decision that has ended."""
_BY_NUMBERS: Final = frozenset({"costlier", "suspicious", "unclear", "old"})
"""Why a program is set aside when a day has passed and its numbers are others."""
_OLD_TOKEN: Final = (40001, 40014, 42001)
"""WeChat's codes for a token that is no longer valid: it has not looked at the version, and is asked again at once."""
READINGS: Final = 3
"""Before a second call."""
PROMISES: Final = (
    "doubled",
    "after a stop",
    "by one that is over",
    "not the newest",
    "without an end",
    "record differs",
    "not set",
)


def judge(record: Record) -> dict[str, list[str]]:
    """What was broken, by promise: a line for each case."""
    broken: dict[str, list[str]] = defaultdict(list)
    for promise, case in (*_doubled(record), *_stopped(record), *_old(record), *_ends(record)):
        broken[promise].append(case)
    return dict(broken)


def _doubled(record: Record) -> Iterator[tuple[str, str]]:
    calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in record.calls:
        if call.code not in _OLD_TOKEN:
            calls[call.appid, call.version].append(call)
    attempts = {(each.appid, seen.version): each.attempt for seen in record.decisions for each in seen.targets}
    for key, made in calls.items():
        for before, again in pairwise(made):
            looked = [each for each in record.readings if each.appid == key[0] and before.at < each.at < again.at]
            if before.took_at is not None or len(looked) < READINGS:
                apart = again.at - before.at
                yield "doubled", f"{key[0]} {key[1]}: {before.replica} and {again.replica}, {apart:.1f} s apart"
        if 0 < attempts.get(key, 0) < len(made):
            yield "doubled", f"{key[0]} {key[1]}: {len(made)} calls for {attempts[key]} attempts"


def _stopped(record: Record) -> Iterator[tuple[str, str]]:
    for stop in record.stops:
        after = [
            call
            for call in record.calls
            if call.version == stop.version
            and stop.appid in ("", call.appid)
            and stop.confirmed_at < call.at
            and (stop.until is None or call.at < stop.until)
        ]
        if len(after) > stop.named:
            late = after[-1].at - stop.confirmed_at
            yield "after a stop", f"{stop.what}: {len(after)} calls, {stop.named} named, the last {late:.1f} s after it"


def _old(record: Record) -> Iterator[tuple[str, str]]:
    by_version = {seen.version: seen for seen in record.decisions}
    for call in record.calls:
        seen = by_version.get(call.version)
        if seen is None:
            yield "not the newest", f"{call.appid}: {call.version}, which no decision of this run wants"
            continue
        if seen.over_at is not None and call.at > seen.over_at:
            yield "by one that is over", f"{call.appid} {call.version}: {call.at - seen.over_at:.1f} s after its end"
        for other in record.decisions:
            newer = other.number > seen.number and _concerns(other, call.appid)
            if newer and other.approved_at is not None and other.approved_at < call.at:
                yield "not the newest", f"{call.appid}: {call.version}, and {other.version} is approved"


def _concerns(seen: Seen, appid: str) -> bool:
    return any(each.appid == appid and each.state != "left-out" for each in seen.targets)


def _ends(record: Record) -> Iterator[tuple[str, str]]:
    for seen in record.decisions:
        if seen.state not in OVER:
            yield "without an end", f"decision {seen.number} is {seen.state}"
        stopped = {stop.appid for stop in record.stops if stop.version == seen.version and stop.what != "pause"}
        last = seen is record.decisions[-1]
        for each in seen.targets:
            if each.state == "left-out":
                continue
            name, shows = f"{each.appid} {seen.version}", record.shown.get(each.appid) == seen.version
            if each.state not in ENDED:
                yield "without an end", f"{name}: {each.state}"
            elif last and (each.state == "verified") != shows:
                yield "record differs", f"{name}: {each.state}, and WeChat shows {record.shown.get(each.appid)}"
            took = any(
                call.appid == each.appid and call.version == seen.version and call.took_at for call in record.calls
            )
            if not last and each.state == "verified" and not took:
                yield "record differs", f"{name}: verified, and WeChat never took it"
            excused = (
                bool({"", each.appid} & stopped)
                or (each.because == "ended" and "end" in record.pressed)  # confirmed, or its answer was lost
                or (record.days and each.because in _BY_NUMBERS)
                or any(newer.number > seen.number and _concerns(newer, each.appid) for newer in record.decisions)
            )
            if each.state != "verified" and each.state in ENDED and not excused:
                yield "not set", f"{name}: {each.state} {each.because}".rstrip()
