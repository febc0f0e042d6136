"""What changed of a program between two days, and the events that a digest names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.caveats import BreakNews, Turn
from bot.domain.fleet_row import FIVE_PERCENT, ONE_PERCENT, FleetRow, State
from bot.domain.numbers.comparison import compares, up_to
from bot.domain.numbers.distribution import ZERO, Bounds, Distribution
from bot.domain.numbers.judgement import Judgement, Numbers, Withdrawal, rise
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.version import Meaning, Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import NumbersUnusable

MOVED_FROM: Final = Decimal("0.005")
"""Half a percentage point: less is noise."""


class Kind(StrEnum):
    """A kind of change, most important first."""

    UNREADABLE = "unreadable"
    REVOKED = "revoked"
    NOT_GRANTED = "not-granted"
    UNDETERMINED = "undetermined"
    DOUBTFUL = "doubtful"
    """Its newest list looks wrong."""
    OVER_5 = "over-5"
    """Its loss at the current minimum now exceeds 5 %."""
    OVER_1 = "over-1"
    LOSS_UP = "loss-up"
    """The loss rose by more than half a percentage point."""
    RAISED = "raised"
    """Its minimum was raised."""
    LOWERED = "lowered"
    LOSS_DOWN = "loss-down"
    UNDER_5 = "under-5"
    UNDER_1 = "under-1"
    READABLE = "readable"
    """It can be read again."""
    SOUND = "sound"
    """Its newest list looks right again."""
    FIRST_NUMBERS = "first-numbers"
    """It was readable before, but had no numbers."""
    NO_DATA = "no-data"
    UNREAD = "unread"
    ADDED = "added"
    GONE = "gone"


NEW_CASES: Final = frozenset(
    {
        Kind.UNREADABLE,
        Kind.REVOKED,
        Kind.NOT_GRANTED,
        Kind.UNDETERMINED,
        Kind.DOUBTFUL,
        Kind.OVER_5,
        Kind.OVER_1,
    }
)
"""The kinds of change after which a program needs attention."""


@dataclass(frozen=True, slots=True)
class Entry:
    minimum: Version | None
    loss: Bounds | None
    """Users below that minimum (fractions)."""
    state: State


@dataclass(frozen=True, slots=True)
class Change:
    appid: str
    before: Entry | None
    """None for a program that is new."""
    after: Entry | None
    """None for a program that is gone."""
    kinds: tuple[Kind, ...]
    """At least one, most important first."""

    @property
    def moved(self) -> Decimal:
        """How far the loss at the minimum certainly rose (a difference of fractions); 0 when that is not known."""
        before, after = self.before and self.before.loss, self.after and self.after.loss
        return rise(before, after) if before and after else ZERO


def entry_of(row: FleetRow) -> Entry:
    """Return what is compared of a program."""
    return Entry(row.minimum, row.comparable_loss, row.state)


def row_then(row: FleetRow, then: Judgement | None, since: date) -> FleetRow:
    """Return a program as it was on an earlier day: its loss is known where WeChat counted alike.

    Args:
        row: as it is now.
        then: the day that it is compared with; None without one.
        since: the day that is asked about.
    """
    failed = row.failing_since is not None and snapshot_day(row.failing_since) <= since
    if then and row.judgement and not compares(then, row.judgement):
        then = replace(then, loss=None)
    return FleetRow(row.program, then, error_key=row.error_key if failed else "")


def change_since(day: date, program: Program, kept: Sequence[Snapshot]) -> Change:
    """Compare a program's newest numbers with an earlier day.

    Where none stands for it, nothing is known to have changed, unless these are the program's first numbers.

    Args:
        day: the one that is asked about.
        program: whose numbers they are.
        kept: oldest first, up to the newest.
    """
    now, then = FleetRow(program, kept[-1].judgement), stands_for(day, kept)
    if then is None and kept[0].day <= day:
        return Change(program.appid, None, entry_of(now), ())
    return compare(program.appid, entry_of(row_then(now, then.judgement if then else None, day)), entry_of(now))


def stands_for(day: date, kept: Sequence[Snapshot]) -> Snapshot | None:
    """Return the snapshot that an earlier day is compared by, as `Snapshots.judgements` finds it for many programs.

    That is the newest one up to that day that is sound or without usage data, else the newest one, at most three days
    earlier: that there is no data is told once.

    Args:
        day: the one that is asked about.
        kept: of one program, oldest first, up to the newest.
    """
    accepted = {day for each in kept for day in each.judgement.accepted}
    clear = [each for each in kept if each.judgement.clear or each.day in accepted]
    return up_to(clear, day) or up_to(kept, day)


def urgency(change: Change) -> tuple[int, Decimal, str]:
    """Return what changes are sorted by: the most important first."""
    return _RANK[change.kinds[0]], -abs(change.moved), change.appid


_RANK: Final = {kind: rank for rank, kind in enumerate(Kind)}


def compare(appid: str, before: Entry | None, after: Entry | None) -> Change:
    """Compare a program with what it was: the one comparison of digests of programs, digests of fleets, and `changes`.

    Args:
        appid: whose.
        before: None if it was not there.
        after: None if it is not there.
    """
    if before is None or after is None:
        return Change(appid, before, after, (Kind.GONE if after is None else Kind.ADDED,))
    if State.UNJUDGED in (before.state, after.state):  # nothing is known of one of the days yet
        return Change(appid, before, after, ())
    kinds = {*_of_state(before, after), *_of_minimum(before, after), *_of_loss(before.loss, after.loss)}
    return Change(appid, before, after, tuple(sorted(kinds, key=_RANK.__getitem__)))


_BECAME: Final = {
    State.ERROR: Kind.UNREADABLE,
    State.REVOKED: Kind.REVOKED,
    State.NOT_GRANTED: Kind.NOT_GRANTED,
    State.UNDETERMINED: Kind.UNDETERMINED,
    State.DOUBTFUL: Kind.DOUBTFUL,
    State.NO_DATA: Kind.NO_DATA,
    State.UNREAD: Kind.UNREAD,
}
_AGAIN: Final = {
    State.UNREAD: Kind.FIRST_NUMBERS,
    State.NO_DATA: Kind.FIRST_NUMBERS,
    State.DOUBTFUL: Kind.SOUND,
}
"""What it is called that there are numbers to act on, after a state; else `READABLE`."""


def _of_state(before: Entry, after: Entry) -> set[Kind]:
    states = {before.state, after.state}
    # That WeChat counts in an unknown way is told of WeChat, and changes neither numbers nor their meaning.
    if len(states) == 1 or (State.UNSETTLED in states and states <= {State.READ, State.UNSETTLED, State.UNDETERMINED}):
        return set()
    if after.state in (State.READ, State.UNSETTLED):
        return {_AGAIN.get(before.state, Kind.READABLE)}
    return {_BECAME[after.state]}


def _of_minimum(before: Entry, after: Entry) -> set[Kind]:
    # An unusable answer that names none says nothing of it.
    known = all(entry.minimum is not None or entry.state in (State.READ, State.UNSETTLED) for entry in (before, after))
    if before.minimum == after.minimum or not known:
        return set()
    raised = before.minimum is None or (after.minimum is not None and after.minimum > before.minimum)
    return {Kind.RAISED if raised else Kind.LOWERED}


def _of_loss(before: Bounds | None, after: Bounds | None) -> set[Kind]:
    if before is None or after is None:
        return set()
    kinds = set()
    if abs(moved := rise(before, after)) > MOVED_FROM:
        kinds.add(Kind.LOSS_UP if moved > 0 else Kind.LOSS_DOWN)
    for line, over, under in ((ONE_PERCENT, Kind.OVER_1, Kind.UNDER_1), (FIVE_PERCENT, Kind.OVER_5, Kind.UNDER_5)):
        if before.high <= line < after.low:
            kinds.add(over)
        elif after.high <= line < before.low:
            kinds.add(under)
    return kinds


_USED = Decimal("0.01")
"""The share of users from which a version that vanished is an event."""


class EventKind(StrEnum):
    """A sentence each in the catalogs (`digest-event-...`), the most urgent first."""

    ATTENTION = "attention"
    """The numbers are old, doubtful or of unknown meaning."""
    NO_DATA = "no-data"
    """WeChat has no usage data any more, which passes by itself."""
    WITHDRAWN = "withdrawn"
    """A version with users, or the newest, is no longer listed."""
    BEING_WITHDRAWN = "being-withdrawn"
    """It still is, and its coverage fell."""
    RAISED = "raised"
    LOWERED = "lowered"
    """These two of the minimum set at WeChat."""
    BREAK = "break"
    """WeChat counts otherwise than before, so no minimum is called safe now or no longer."""
    BREAK_OVER = "break-over"
    """It counts as before again."""
    BREAK_LASTS = "break-lasts"
    """How it counts has become the new level."""
    NO_LONGER_SAFE = "no-longer-safe"
    """The highest minimum that kept 99 %."""
    OVER_5 = "over-5"
    OVER_1 = "over-1"
    LOSS_UP = "loss-up"
    """These three of the loss at the minimum, as `Kind` has them of a fleet; those at the end, too."""
    NOW_SAFE = "now-safe"
    """A higher minimum keeps 99 %."""
    UNDER_5 = "under-5"
    UNDER_1 = "under-1"
    LOSS_DOWN = "loss-down"


@dataclass(frozen=True, slots=True)
class Event:
    """The most urgent thing that happened to a program."""

    kind: EventKind
    version: Version | None = None
    """Which version it is about; None for the first two, and for what is about WeChat's count."""
    loss: Bounds | None = None
    """The loss at it now."""


def unlisted_of(now: Distribution, then: Distribution | None) -> Version | None:
    """Return the newest version that had users then, or was the newest, and is not listed now."""
    if then is None:
        return None
    listed = set(now.versions)
    gone = ((version, share) for version, share in then.shares if version not in listed)
    return next((version for version, share in gone if share >= _USED or version == then.versions[0]), None)


def event_of(
    report: Report,
    change: Change,
    *,
    unlisted: Version | None,
    withdrawal: Withdrawal | None,
    safe_before: Version | None,
    turned: BreakNews | None = None,
) -> Event | None:
    """Return the event of a week; None when there was none.

    Args:
        change: of its minimum, and of the loss there.
        unlisted: see `unlisted_of`.
        safe_before: the highest minimum that kept 99 % a week ago; None when unknown.
        turned: how WeChat's count turned.
    """
    losses, because = report.losses, report.stale_because
    if Kind.NO_DATA in change.kinds:
        return Event(EventKind.NO_DATA)
    undetermined = losses is None and report.snapshot.reading.meaning is not Meaning.NO_DATA
    no_data = isinstance(because, NumbersUnusable) and because.reason == Numbers.NO_DATA
    if undetermined or report.suspicions or (because and not no_data):
        return Event(EventKind.ATTENTION)
    # Other news of a day that answers for one without data were told while it was the newest.
    found = (None if no_data else _withdrawn(unlisted, withdrawal)) or _changed(report, change, _OF_MINIMUM)
    other = found is None and not no_data
    if other and report.broken and report.broken.open:
        return Event(EventKind.BREAK)
    if other and turned and turned.turn in TURNED:
        return Event(TURNED[turned.turn])
    if other and losses is not None:
        news = (_safe(report.safe_minimum, safe_before), _changed(report, change, _OF_LOSS))
        found = min(filter(None, news), key=lambda each: _EVENT_RANK[each[0]], default=None)
    if found is None:
        return None
    kind, version = found
    return Event(kind, version, report.loss(version))


TURNED: Final = {Turn.OVER: EventKind.BREAK_OVER, Turn.LASTS: EventKind.BREAK_LASTS}
_Found = tuple[EventKind, Version] | None


def _withdrawn(unlisted: Version | None, withdrawal: Withdrawal | None) -> _Found:
    if unlisted is not None:
        return EventKind.WITHDRAWN, unlisted
    return (EventKind.BEING_WITHDRAWN, withdrawal.version) if withdrawal else None


_EVENT_RANK: Final = {kind: rank for rank, kind in enumerate(EventKind)}
_OF_MINIMUM: Final = (Kind.RAISED, Kind.LOWERED)
_OF_LOSS: Final = (Kind.OVER_5, Kind.OVER_1, Kind.LOSS_UP, Kind.UNDER_5, Kind.UNDER_1, Kind.LOSS_DOWN)


def _changed(report: Report, change: Change, kinds: Sequence[Kind]) -> _Found:
    """Return the first of these that the comparison names."""
    kind = next((each for each in kinds if each in change.kinds), None)
    return (EventKind(kind.value), report.minimum) if kind and report.minimum else None


def _safe(now: Version | None, before: Version | None) -> _Found:
    if before is None or now == before:
        return None
    if now is not None and now > before:
        return EventKind.NOW_SAFE, now
    return EventKind.NO_LONGER_SAFE, before
