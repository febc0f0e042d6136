"""The verdict on a run: which promises were broken. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row


@dataclass
class Call:
    """A call that sets a minimum, as it reached WeChat."""

    appid: str
    version: str
    at: float
    replica: int
    took_at: float | None = None
    """When WeChat did it; None: it did not."""
    code: int | None = None
    """WeChat's answer; None where it gave none."""
    fate: str = ""
    """`dropped` on its way, or `lost` is its answer; empty for neither."""
    showed: str = ""
    """What WeChat showed when it came."""


@dataclass(frozen=True)
class Reading:
    """An answer of WeChat about a program."""

    appid: str
    at: float
    shown: str


@dataclass(frozen=True)
class Stop:
    """Something that a person stopped, and the answer that confirmed it."""

    what: str
    """`pause`, `end` or `opt-out`."""
    version: str
    appid: str
    """Of an opt-out; empty for all programs."""
    confirmed_at: float
    named: int
    """Calls that the answer said are under way."""
    until: float | None = None
    """When it was taken back."""


@dataclass
class Target:
    """A program of a decision, by its row."""

    appid: str
    state: str
    because: str = ""
    attempt: int | None = None
    """How many calls were claimed; None: that is not known."""


@dataclass
class Back:
    """A roll-back, and what was so right before it was pressed."""

    pressed_at: float
    targets: list[Target]
    shown: dict[str, str]
    """What WeChat showed, by AppID."""
    due: frozenset[str]
    """The AppIDs of the programs that it concerns."""
    begun: bool = False
    over_at: float | None = None


@dataclass
class Seen:
    """A decision, by its row."""

    number: int
    version: str
    former: dict[str, str] = field(default_factory=dict)
    """What WeChat showed when it was proposed, by AppID."""
    back: Back | None = None
    approved_at: float | None = None
    over_at: float | None = None
    state: str = ""
    targets: list[Target] = field(default_factory=list)
    rows: "Rows | None" = None
    """The newest that were read."""


@dataclass
class Record:
    calls: list[Call] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    decisions: list[Seen] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    """What WeChat shows in the end, by AppID."""
    days: int = 0
    """By how many days the sandbox's clock was moved at once: numbers change from day to day."""
    notes: list[str] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    """The AppIDs of programs that a person has set higher while they waited to be set."""
    pressed: set[str] = field(default_factory=set)
    """What was pressed, whether or not it was answered."""


OVER: Final = frozenset(
    {"verified", "unverified", "failed", "stale", "expired", "declined", "withdrawn", "rolled_back"}
)
ENDED: Final = frozenset({"verified", "rolled-back", "unverified", "refused", "set-aside", "left-out"})
_BY_NUMBERS: Final = frozenset({"loss", "suspicious", "unclear", "old"})
"""Why a program is set aside when a day has passed and its numbers are others."""
_OLD_TOKEN: Final = (40001, 40014, 42001)
"""WeChat's codes for a token that is no longer valid: it has not looked at the version, and is asked again at once."""
READINGS: Final = 3
"""Before a second call."""
_READ_WITHIN: Final = 70.0
"""Seconds before a call in which WeChat must have been read: a minute, and the reading itself."""
PROMISES: Final = (
    "doubled",
    "after a stop",
    "by one that is over",
    "not the newest",
    "without an end",
    "record differs",
    "not set",
    "not rolled back",
    "over another",
)


def judge(record: Record) -> dict[str, list[str]]:
    """Return what was broken, by promise: a line for each case."""
    broken: dict[str, list[str]] = defaultdict(list)
    for promise, case in (*_doubled(record), *_stopped(record), *_old(record), *_ends(record)):
        broken[promise].append(case)
    return dict(broken)


def _owner(record: Record, call: Call) -> tuple[Seen | None, Back | None]:
    """Return the decision that a call is made for, and its roll-back where it is that."""
    for seen in reversed(record.decisions):
        back = seen.back
        if back and back.pressed_at < call.at and call.version == seen.former.get(call.appid):
            return seen, back
        if call.version == seen.version:
            return seen, None
    return None, None


def _doubled(record: Record) -> Iterator[tuple[str, str]]:
    calls: dict[tuple[str, int, bool], list[Call]] = defaultdict(list)
    for call in record.calls:
        seen, back = _owner(record, call)
        if seen and call.code not in _OLD_TOKEN:
            calls[call.appid, seen.number, back is not None].append(call)
    for (appid, _, _), made in calls.items():
        for before, again in pairwise(made):
            looked = [each for each in record.readings if each.appid == appid and before.at < each.at < again.at]
            if before.took_at is not None or len(looked) < READINGS:
                apart = again.at - before.at
                yield "doubled", f"{appid} {again.version}: {before.replica} and {again.replica}, {apart:.1f} s apart"
    for seen in record.decisions:
        for each in seen.targets:
            count = sum(len(calls[each.appid, seen.number, back]) for back in (False, True))
            if each.attempt is not None and each.attempt < count:
                yield "doubled", f"{each.appid} {seen.version}: {count} calls for {each.attempt} attempts"


def _stopped(record: Record) -> Iterator[tuple[str, str]]:
    owners = [_owner(record, call) for call in record.calls]
    for stop in record.stops:
        after = [
            call
            for call, (seen, back) in zip(record.calls, owners, strict=True)
            if seen
            and seen.version == stop.version
            and not (back and stop.what == "end" and stop.confirmed_at < back.pressed_at)  # it ended another run
            and stop.appid in ("", call.appid)
            and stop.confirmed_at < call.at
            and (stop.until is None or call.at < stop.until)
        ]
        if len(after) > stop.named:
            late = after[-1].at - stop.confirmed_at
            yield "after a stop", f"{stop.what}: {len(after)} calls, {stop.named} named, the last {late:.1f} s after it"


def _old(record: Record) -> Iterator[tuple[str, str]]:
    for call in record.calls:
        seen, back = _owner(record, call)
        if seen is None:
            yield "not the newest", f"{call.appid}: {call.version}, which no decision of this run wants"
            continue
        over_at = back.over_at if back else seen.over_at
        if over_at is not None and call.at > over_at:
            yield "by one that is over", f"{call.appid} {call.version}: {call.at - over_at:.1f} s after its end"
        known = (call.version, seen.version if back else seen.former.get(call.appid, ""))
        if call.showed not in known and (back or not _just_read(record, call)):
            yield "over another", f"{call.appid}: {call.version}, and WeChat shows {call.showed}"
        for other in record.decisions:
            newer = other.number > seen.number and _concerns(other, call.appid)
            if newer and other.approved_at is not None and other.approved_at < call.at:
                yield "not the newest", f"{call.appid}: {call.version}, and {other.version} is approved"


def _just_read(record: Record, call: Call) -> bool:
    """Whether a person may have set another minimum since the reading that a call rests on."""
    since = call.at - _READ_WITHIN
    return any(each.appid == call.appid and since < each.at < call.at for each in record.readings)


def _concerns(seen: Seen, appid: str) -> bool:
    return any(each.appid == appid and each.state != "left-out" for each in seen.targets)


def _ends(record: Record) -> Iterator[tuple[str, str]]:
    for seen in record.decisions:
        if seen.state not in OVER:
            yield "without an end", f"decision {seen.number} is {seen.state}"
        back, last = seen.back, seen is record.decisions[-1]
        if back is None or not back.begun:
            shown = back.shown if back else record.shown  # afterwards a person may set one by hand
            yield from _set(record, seen, seen.targets, shown if last else None)
            if back and back.due:
                yield "not rolled back", f"decision {seen.number}: it did not begin"
            continue
        yield from _set(record, seen, back.targets, back.shown if last else None)
        for each in seen.targets:
            if each.appid in back.due:
                yield from _rolled_back(record, seen, back, each, last=last)


def _set(
    record: Record, seen: Seen, targets: Iterable[Target], shown: dict[str, str] | None
) -> Iterator[tuple[str, str]]:
    """How programs ended that were to be set.

    Args:
        shown: what WeChat shows, by AppID; None where another decision came later.
    """
    stops = [stop for stop in record.stops if not seen.back or stop.confirmed_at < seen.back.pressed_at]
    for each in targets:
        if each.state == "left-out":
            continue
        name = f"{each.appid} {seen.version}"
        if each.state not in ENDED:
            yield "without an end", f"{name}: {each.state}"
        if each.appid in record.moved:
            continue  # set aside, or verified: higher than decided
        if each.state in ENDED and shown and (each.state == "verified") != (shown.get(each.appid) == seen.version):
            yield "record differs", f"{name}: {each.state}, and WeChat shows {shown.get(each.appid)}"
        if not shown and each.state == "verified" and not _took(record, each.appid, seen.version):
            yield "record differs", f"{name}: verified, and WeChat never took it"
        by_numbers = record.days and each.because in _BY_NUMBERS
        if each.state in ENDED - {"verified"} and not by_numbers and not _excused(record, seen, each, stops):
            yield "not set", f"{name}: {each.state} {each.because}".rstrip()


def _rolled_back(record: Record, seen: Seen, back: Back, each: Target, *, last: bool) -> Iterator[tuple[str, str]]:
    stops = [stop for stop in record.stops if stop.confirmed_at > back.pressed_at]
    former, shown = seen.former[each.appid], record.shown.get(each.appid)
    name = f"{each.appid} {seen.version} back to {former}"
    if each.state not in ENDED:
        yield "without an end", f"{name}: {each.state}"
    if each.appid in record.moved:
        return
    if each.state in ENDED and last and (each.state == "rolled-back") != (shown == former):
        yield "record differs", f"{name}: {each.state}, and WeChat shows {shown}"
    if each.state == "rolled-back" and not _took(record, each.appid, former):
        yield "record differs", f"{name}: rolled back, and WeChat never took it"
    if each.state in ENDED - {"rolled-back"} and not _excused(record, seen, each, stops):
        yield "not rolled back", f"{name}: {each.state} {each.because}".rstrip()


def _took(record: Record, appid: str, version: str) -> bool:
    return any(call.appid == appid and call.version == version and call.took_at for call in record.calls)


def _excused(record: Record, seen: Seen, each: Target, stops: Iterable[Stop]) -> bool:
    """Whether people stopped it.

    Args:
        stops: of the time in which it was to be set, or rolled back.
    """
    stopped = {stop.appid for stop in stops if stop.version == seen.version and stop.what != "pause"}
    return (
        bool({"", each.appid} & stopped)
        or (each.because == "ended" and "end" in record.pressed)  # confirmed, or its answer was lost
        or any(newer.number > seen.number and _concerns(newer, each.appid) for newer in record.decisions)
    )


_WITHOUT_ANY = frozenset({"stale", "expired", "declined", "withdrawn"})
"""Ends of a decision whose programs still wait: nobody sets them any more."""


@dataclass
class Rows:
    state: str
    run: str
    """`running`, `paused`, `stopped`, `ended`; empty without a run."""
    targets: list[Target]
    due: list[datetime]
    """What it waits for, in the bot's time."""
    back: bool = False

    @property
    def over(self) -> bool:
        return self.state in OVER


@dataclass
class Tables:
    """The bot's, over one connection, which is opened anew after the server was gone."""

    url: str
    _connection: psycopg.AsyncConnection[dict[str, Any]] | None = None

    async def decision(self, number: int) -> Rows | None:
        """Return a decision by its number; None where it is not there yet."""
        found = await self._all("SELECT * FROM decisions WHERE number = %s", number)
        if not found:
            return None
        query = "SELECT * FROM decision_programs WHERE decision_id = %s ORDER BY position"
        return rows_of(found[0], await self._all(query, found[0]["id"]))

    async def allowed(self) -> set[str]:
        """Return the AppIDs of the programs that Baselib may set."""
        return {row["appid"] for row in await self._all('SELECT appid FROM program_opt_ins WHERE "on"')}

    async def close(self) -> None:
        """Look no more."""
        if self._connection:
            await self._connection.close()
        self._connection = None

    async def _all(self, query: LiteralString, *keys: object) -> list[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self.url, row_factory=dict_row, connect_timeout=5, autocommit=True
            )
        return await (await self._connection.execute(query, keys)).fetchall()


def rows_of(found: dict[str, Any], programs: list[dict[str, Any]]) -> Rows:
    """From the row of a decision, and those of its programs in their order."""
    run = _read(found["run"])
    due = [row["next_at"] for row in (found, *programs) if row["next_at"]]
    due += [datetime.fromisoformat(run["next_at"])] if run.get("next_at") else []
    targets = [_target(found, row) for row in programs]
    return Rows(found["state"], run.get("status", ""), targets, due, run.get("back", False))


def _target(found: dict[str, Any], row: dict[str, Any]) -> Target:
    if row["state"] == "waiting" and found["state"] in _WITHOUT_ANY:
        return Target(row["appid"], "set-aside", found["state"], row["attempt"])
    outcome = _read(row["outcome"])
    because = next((str(outcome[key]) for key in ("because", "what", "key") if key in outcome), "")
    return Target(row["appid"], row["state"], because, row["attempt"])


def _read(column: str | dict[str, Any] | None) -> dict[str, Any]:
    """Return a column of JSON, or of text that holds some."""
    read: dict[str, Any] = json.loads(column) if isinstance(column, str) else column or {}
    return read
