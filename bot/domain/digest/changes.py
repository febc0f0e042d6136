"""What changed since a day, and how a person names that day."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Final

from bot.domain.access import AuditAction, AuditEntry
from bot.domain.caveats import AS_EVER, PublicCount
from bot.domain.decisions.decision import Decision
from bot.domain.digest.comparison import NEW_CASES, Change, EventKind, Kind, entry_of, row_then, urgency
from bot.domain.digest.digest import DigestSection, FailedSection
from bot.domain.digest.fleet_digest import FleetChanges, changes_of
from bot.domain.fleet_row import FleetRow, Standing
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.judgement import Judgement
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.platform import ProgramEvent
from bot.domain.programs import AuthStatus, Program, folded
from bot.domain.report import SPAN, read_day, span_days
from bot.domain.trend_history import HISTORY, POINTS
from bot.errors import NotCompared

_MOVED_FROM: Final = timedelta(days=3)
"""Dates of a forecast that move by less are noise."""
_LISTED: Final = 50
"""Programs of a fleet that an answer lists at most, besides those that it names for each kind of change."""
_DATED: Final = (Arrival.EXPECTED, Arrival.NOT_WITHIN_A_YEAR)


@dataclass(frozen=True)
class ChangedProgram:
    section: DigestSection
    safe_then: Forecast | None = None
    """The forecast of that day for the version of `DigestSection.next_safe`."""

    @property
    def program(self) -> Program:
        return self.section.report.program

    def of(self, program: Program) -> "ChangedProgram":
        """Return the same, of the program under another name."""
        return replace(self, section=replace(self.section, report=replace(self.section.report, program=program)))

    @property
    def moved(self) -> tuple[Forecast, Forecast] | None:
        """The forecasts of then and now, where the day on which the next version is safe moved clearly."""
        then, now = self.safe_then, self.section.next_safe
        if then is None or now is None or then.arrival not in _DATED or now.arrival not in _DATED:
            return None
        if then.day and now.day:
            return (then, now) if abs(now.day - then.day) >= _MOVED_FROM else None
        return None if then.day == now.day else (then, now)

    @property
    def changed(self) -> bool:
        """Whether there is anything to say; not known of one that has nothing to compare with."""
        part = self.section
        return any((part.event, part.withdrawals, part.appeared, part.vanished, self.moved))

    @property
    def urgency(self) -> int:
        """From 0, for the most urgent event."""
        event = self.section.event
        return _URGENCY[event.kind] if event else len(_URGENCY)


_URGENCY: Final = {kind: rank for rank, kind in enumerate(EventKind)}


@dataclass(frozen=True)
class ChangedFleet:
    """Many programs, compared with a day."""

    tag: str
    """Folded; empty for the whole fleet."""
    changes: FleetChanges
    names: Mapping[str, Program]
    """Those of its rows, by AppID."""
    ready: tuple[Program, ...]
    """The first of those that can be raised now, and could not then."""
    ready_count: int
    """How many there are of them."""
    only_ready: int
    """How many of them did not change otherwise."""

    @property
    def rows(self) -> tuple[tuple[Program, Change], ...]:
        names = self.names
        return tuple((names[change.appid], change) for change in self.changes.rows)

    @property
    def count(self) -> int:
        """How many programs changed, or can be raised now."""
        return self.changes.count + self.only_ready

    @property
    def foremost(self) -> tuple[Kind | None, int]:
        """The most important kind of change, and of how many programs; None for `ready`."""
        kind = next(iter(self.changes.by_kind), None)
        if kind is None or (self.ready_count and kind not in NEW_CASES):
            return None, self.ready_count
        return kind, self.changes.count_of(kind)


@dataclass(frozen=True, slots=True)
class Authorised:
    """The newest change of a program's authorisation."""

    program: Program
    event: ProgramEvent
    at: datetime
    """UTC."""


@dataclass(frozen=True)
class Changes:
    """What happened to some programs since a day."""

    since: date
    """A Chinese day."""
    programs: tuple[ChangedProgram, ...] = ()
    """One by one, the most urgent event first."""
    unread: tuple[FailedSection, ...] = ()
    left_out: int = 0
    """Programs that do not fit."""
    fleet: ChangedFleet | None = None
    """In place of `programs`, where they are many."""
    decisions: tuple[Decision, ...] = ()
    """Those that changed since, oldest first."""
    authorisations: tuple[Authorised, ...] = ()
    """Oldest first."""
    public: PublicCount = AS_EVER

    @property
    def changed(self) -> tuple[ChangedProgram, ...]:
        """The programs of which there is something to say."""
        return tuple(each for each in self.programs if each.changed)

    @property
    def uncompared(self) -> tuple[ChangedProgram, ...]:
        """The programs that have nothing to compare with."""
        return tuple(each for each in self.programs if each.section.first and not each.changed)

    @property
    def nothing(self) -> bool:
        """Whether nothing happened at all."""
        programs = self.changed or self.uncompared or self.unread or (self.fleet and self.fleet.count)
        return not (programs or self.public.news or self.decisions or self.authorisations)


def start_of(since: date) -> datetime:
    """Return the first instant of a Chinese day."""
    return datetime.combine(since, time(), WECHAT_ZONE)


def changed_fleet(
    rows: Sequence[FleetRow],
    then: Mapping[str, Judgement],
    since: date,
    tag: str = "",
    known: Collection[str] = (),
) -> ChangedFleet:
    """Compare a fleet with the judgements of a day; what happened to authorisations is not among the changes.

    Args:
        rows: those that may have changed.
        then: by AppID, the day that each is compared with.
        since: the day that is asked about.
        tag: whose programs they are.
        known: the AppIDs of those that had numbers by that day; without a day to compare with, nothing is said of one.
    """
    # Without newer numbers nothing but its readings can have changed.
    same: dict[str, Judgement] = {
        row.program.appid: row.judgement for row in rows if row.judgement and row.judgement.day <= since
    }
    then = {**then, **same}
    rows = [row for row in rows if row.program.appid in then or row.program.appid not in known]
    before = {row.program.appid: row_then(row, then.get(row.program.appid), since) for row in rows}
    ready = tuple(
        row.program
        for row in rows
        if row.standing is Standing.READY
        and before[row.program.appid].judgement
        and before[row.program.appid].standing is not Standing.READY
    )
    names: dict[str, Program] = {row.program.appid: row.program for row in rows}
    changes = changes_of(
        {appid: entry_of(row) for appid, row in before.items()}, {row.program.appid: entry_of(row) for row in rows}
    )
    otherwise = {change.appid for change in changes.rows}
    only_ready = sum(each.appid not in otherwise for each in ready)
    return together(ChangedFleet(tag, changes, names, ready, len(ready), only_ready))


def together(*parts: ChangedFleet) -> ChangedFleet:
    """Parts of a fleet as one, with what an answer lists."""
    changes = _first_of([each.changes for each in parts])
    names = {appid: program for each in parts for appid, program in each.names.items()}
    ready = [program for each in parts for program in each.ready]
    return ChangedFleet(
        parts[0].tag,
        changes,
        {row.appid: names[row.appid] for row in changes.rows},
        tuple(ready[:_LISTED]),
        sum(each.ready_count for each in parts),
        sum(each.only_ready for each in parts),
    )


def _first_of(parts: Sequence[FleetChanges]) -> FleetChanges:
    """Return changes of different programs: those that are listed or named; the others are counted."""
    every = FleetChanges(tuple(sorted((row for part in parts for row in part.rows), key=urgency)))
    named = every.named
    kept = tuple(row for at, row in enumerate(every.rows) if at < _LISTED or row.appid in named)
    shown = FleetChanges(kept)
    others = {kind: sum(part.count_of(kind) for part in parts) - shown.count_of(kind) for kind in every.by_kind}
    return FleetChanges(kept, sum(part.count for part in parts) - len(kept), others)


AUTHORISING: Final = (AuditAction.AUTHORISED, AuditAction.AUTHORISATION_ENDED)
"""The entries of the audit log that `authorisations_in` reads."""


def authorisations_in(entries: Iterable[AuditEntry], here: Mapping[str, Program]) -> tuple[Authorised, ...]:
    """Return the newest of each program that exists here, as long as it is still so.

    Args:
        entries: of the audit log, oldest first.
        here: the programs meant, by AppID.
    """
    found: dict[str, Authorised] = {}
    for entry in entries:
        program = here.get(entry.subject)
        if program is not None and (event := _event_of(entry)):
            found.pop(entry.subject, None)
            found[entry.subject] = Authorised(program, event, entry.at)
    return tuple(each for each in found.values() if each.program.status is _STATUS[each.event])


def _event_of(entry: AuditEntry) -> ProgramEvent | None:
    if entry.action is AuditAction.AUTHORISED:
        return ProgramEvent.AUTHORISED
    ended = entry.action is AuditAction.AUTHORISATION_ENDED
    return next((event for event, status in _STATUS.items() if ended and status == entry.after.get("standing")), None)


_STATUS: Final = {
    ProgramEvent.AUTHORISED: AuthStatus.READABLE,
    ProgramEvent.NOT_GRANTED: AuthStatus.NOT_GRANTED,
    ProgramEvent.REVOKED: AuthStatus.REVOKED,
}


_SPAN: Final = re.compile(SPAN, re.VERBOSE | re.ASCII)
_SINCE: Final = frozenset({"since", "自", "从"})
_USUAL: Final = timedelta(days=7)
_SHOWN: Final = 60


def take_since(words: Sequence[str], *, today: date) -> tuple[date, list[str]]:
    """Return the day that up to three of the words name, a week ago if none do; and the other words.

    Args:
        today: the Chinese calendar day.

    Raises:
        NotCompared: it is not before today, or further back than anything is compared.
        NoSuchDay: the calendar has no such day.
    """
    rest = [word for word in words if folded(word) not in _SINCE]
    for place, count in product(range(len(rest)), (3, 2, 1)):
        text = " ".join(rest[place : place + count])
        days = _days_ago(folded(text), today)
        if days is None:
            continue
        if not 0 < days <= HISTORY.days:
            raise NotCompared(text=text[:_SHOWN], weeks=POINTS)
        return today - timedelta(days=days), [*rest[:place], *rest[place + count :]]
    return today - _USUAL, rest


def _days_ago(text: str, today: date) -> int | None:
    """Of a span with a number; a program may be called by one in words."""
    if (span := _SPAN.fullmatch(text)) and span["count"].isdecimal():
        return span_days(span)
    day = read_day(text, today=today)
    return (today - day).days if day else None
