"""Bring a fleet's decision on by one step: pure, from what is known to what is to be done."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.decisions.deadlines import CHECKS
from bot.domain.decisions.recheck import LARGEST_GROWTH
from bot.domain.decisions.rollout.program import FleetProgram, LeftOut, ProgramState, Tally, shows
from bot.domain.decisions.rollout.run import PAUSE, Halt, Run, RunStatus, halt_of
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import whole
from bot.domain.numbers.version import Version

REPEATED_AT: Final = 3
"""The reading after which a call that may never have reached WeChat is made again, half an hour later."""
TRIED_AGAIN: Final = timedelta(minutes=5)
"""When a program is tried again that could not be read, or whose call did not reach WeChat."""
MOST_TRIES: Final = 3
"""After so many it is set aside."""
AN_OUTAGE: Final = 3
"""When so many cannot be read, and none can, it is no fault of theirs."""


def obstacle_now(program: FleetProgram, snapshot: Snapshot | None, version: Version, *, may: bool) -> LeftOut | None:
    """What has changed since the decision, so that a program is not set; None when it may be.

    Args:
        snapshot: of a reading right before the call.
        version: the minimum that was decided.
        may: whether Baselib may still set it.
    """
    if not may:
        return LeftOut.OPTED_OUT
    if snapshot is None:
        return LeftOut.UNREACHED
    if snapshot.minimum != program.minimum:
        return LeftOut.MOVED
    if snapshot.distribution is None:
        return LeftOut.UNCLEAR
    if not whole(snapshot):
        return LeftOut.SUSPICIOUS
    allowed = (program.loss_high or Decimal(0)) + LARGEST_GROWTH
    return LeftOut.COSTLIER if snapshot.distribution.loss(version).high > allowed else None


def prepared(
    programs: Collection[FleetProgram],
    snapshots: Mapping[str, Snapshot],
    version: Version,
    *,
    may: Collection[str],
    now: datetime,
) -> list[FleetProgram]:
    """Waiting programs as they are right before their calls: as they were, set aside, or read again later.

    Args:
        snapshots: of readings right now, by AppID; those that could not be read are missing.
        version: the minimum that was decided.
        may: the AppIDs that Baselib may still set.
    """
    return [_prepared(each, snapshots.get(each.appid), version, may=each.appid in may, now=now) for each in programs]


def _prepared(
    program: FleetProgram, snapshot: Snapshot | None, version: Version, *, may: bool, now: datetime
) -> FleetProgram:
    if may and snapshot is None:
        return unreached(program, now=now)
    if may and snapshot is not None and shows(snapshot.minimum, version):
        return replace(program, state=ProgramState.VERIFIED, since=now, next_at=None)
    if because := obstacle_now(program, snapshot, version, may=may):
        return set_aside(program, because, now=now)
    return program


def none_read(programs: Collection[FleetProgram], snapshots: Mapping[str, Snapshot], *, may: Collection[str]) -> bool:
    """Whether WeChat cannot be read at all, so that the run stops.

    Args:
        programs: waiting. What is left of earlier tries may have troubles of its own, and is not counted.
        snapshots: of readings right now, by AppID.
        may: the AppIDs that Baselib may still set.
    """
    first = [each for each in programs if each.appid in may and not each.checks]
    return len(first) >= AN_OUTAGE and not snapshots


def unreached(program: FleetProgram, *, now: datetime, until: datetime | None = None) -> FleetProgram:
    """A program that could not be read, or whose call did not reach WeChat: tried again a few times, then set aside."""
    if program.checks + 1 >= MOST_TRIES:
        return set_aside(program, LeftOut.UNREACHED, now=now)
    again = until or now + TRIED_AGAIN
    return replace(program, state=ProgramState.WAITING, checks=program.checks + 1, since=now, next_at=again)


def checked(program: FleetProgram, found: Snapshot | None, version: Version, *, now: datetime) -> FleetProgram:
    """A program that was called, after WeChat was read: in the end verified, or not.

    One that cannot be read is read a few times more, however late it is.

    Args:
        found: what WeChat shows now; None when it could not be read.
        version: the minimum that was decided.
    """
    if found is not None and shows(found.minimum, version):
        return replace(program, state=ProgramState.VERIFIED, since=now, next_at=None)
    checks, called_at = program.checks + 1, program.called_at or now
    unread = found is None
    if checks >= len(CHECKS) + MOST_TRIES * unread:
        because = LeftOut.UNREACHED if unread else program.because
        return replace(program, state=ProgramState.UNVERIFIED, because=because, checks=checks, since=now, next_at=None)
    unclear = program.state is ProgramState.APPLYING and program.because != LeftOut.REPEATED
    if not unread and unclear and checks == REPEATED_AT:
        # Three readings show that the call had no effect, and the same one again cannot set another value.
        return replace(program, state=ProgramState.WAITING, because=LeftOut.REPEATED, checks=0, since=now, next_at=None)
    next_at = called_at + CHECKS[min(checks, len(CHECKS) - 1)]
    return replace(program, checks=checks, next_at=max(next_at, now + TRIED_AGAIN) if unread else next_at)


def set_aside(program: FleetProgram, because: LeftOut, *, now: datetime) -> FleetProgram:
    """A program that is not set."""
    return replace(program, state=ProgramState.SET_ASIDE, because=because, since=now, next_at=None)


def called(program: FleetProgram, *, now: datetime) -> FleetProgram:
    """A program whose call is claimed."""
    return replace(
        program,
        state=ProgramState.CALLING,
        since=now,
        called_at=now,
        next_at=now + CHECKS[0],
        attempt=program.attempt + 1,
    )


def unclear(program: FleetProgram) -> FleetProgram:
    """WeChat may have taken its call."""
    return replace(program, state=ProgramState.APPLYING, checks=0)


def accepted(program: FleetProgram) -> FleetProgram:
    """WeChat has taken its call."""
    return replace(program, state=ProgramState.ACCEPTED, checks=0)


def refused(program: FleetProgram, code: int, *, now: datetime) -> FleetProgram:
    """WeChat has refused its call."""
    return replace(program, state=ProgramState.REFUSED, because=str(code), since=now, next_at=None)


def ended(programs: Collection[FleetProgram], *, now: datetime) -> list[FleetProgram]:
    """Waiting programs, once a person has ended the run."""
    return [
        replace(each, state=ProgramState.SET_ASIDE, because=LeftOut.ENDED, since=now, next_at=None) for each in programs
    ]


def halted(run: Run, because: Halt) -> Run:
    """The run, stopped by a rule."""
    return replace(run, status=RunStatus.STOPPED, because=because, next_at=None)


def resumed(run: Run, batch: Tally, *, now: datetime) -> Run:
    """The run, after a person has seen what WeChat refused and what it does not show."""
    known = {"refused": batch.count(ProgramState.REFUSED), "unverified": batch.count(ProgramState.UNVERIFIED)}
    return replace(run, status=RunStatus.RUNNING, because="", next_at=now, **known)


def next_batch(run: Run, *, now: datetime) -> Run:
    """The run, with its next batch after a pause."""
    return replace(run, batch=run.batch + 1, next_at=now + PAUSE, because="", refused=0, unverified=0)


def after_batch(run: Run, batch: Tally, rest: Tally, *, now: datetime) -> Run | None:
    """The run as it goes on; None while the batch is under way, or when nothing is left to do."""
    if run.status is not RunStatus.RUNNING:
        return None
    if because := halt_of(batch, run):
        return halted(run, because)
    return next_batch(run, now=now) if not batch.under_way and rest.under_way else None
