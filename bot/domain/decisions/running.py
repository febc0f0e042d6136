"""What a run does next, and its programs page by page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.decisions.decision import CHECKS, PAUSE, Decision, Halt, Run, RunStatus, State, halt_of
from bot.domain.decisions.program import (
    MAY_SHOW,
    TO_SET,
    Aside,
    Change,
    FleetProgram,
    LeftOut,
    Outcome,
    ProgramState,
    Said,
    Shown,
    Tally,
    growth,
    other_minimum,
)
from bot.domain.decisions.steps import Moves
from bot.domain.numbers.distribution import ZERO, Bounds
from bot.domain.numbers.judgement import Numbers
from bot.domain.numbers.snapshot import KnownLoss, Snapshot
from bot.domain.numbers.version import Version

REPEATED_AT: Final = 3
"""The reading after which a call that may never have reached WeChat is made again, half an hour later."""
TRIED_AGAIN: Final = timedelta(minutes=5)
"""When one program of many is tried again that could not be read, or whose call did not reach WeChat."""
MOST_TRIES: Final = 3
"""After so many it is set aside; where there is one program, its people are asked after the first."""
AN_OUTAGE: Final = 3
"""When so many cannot be read, and none can, it is no fault of theirs."""


def prepare(
    decision: Decision,
    programs: Iterable[FleetProgram],
    found: Mapping[str, Snapshot | Outcome],
    losses: Mapping[str, KnownLoss],
    *,
    may: Collection[str],
    now: datetime,
) -> list[FleetProgram]:
    """Return waiting programs right before their calls.

    As they were, set already, set aside, or to be read again later.

    Args:
        found: by AppID, what a reading right now shows, or why there is none.
        losses: by AppID, the loss at the wanted version by that reading.
        may: the AppIDs that Baselib may still set.
    """
    left_out = Aside(LeftOut.OPTED_OUT)
    return [
        _prepared(decision, each, found[each.appid], losses.get(each.appid), now=now)
        if each.appid in may
        else ended(each, ProgramState.SET_ASIDE, left_out, now=now)
        for each in programs
    ]


def _prepared(
    decision: Decision, program: FleetProgram, found: Snapshot | Outcome, known: KnownLoss | None, *, now: datetime
) -> FleetProgram:
    if isinstance(found, Change):
        return ended(program, ProgramState.SET_ASIDE, found, now=now)
    if not isinstance(found, Snapshot):
        return unreached(decision, program, found, now=now)
    if decision.is_met(program, found.minimum):
        return _shown(decision, program, found.minimum, now=now)
    obstacle = _obstacle(decision, program, found, known)
    return ended(program, ProgramState.SET_ASIDE, obstacle, now=now) if obstacle else program


def _obstacle(decision: Decision, program: FleetProgram, found: Snapshot, known: KnownLoss | None) -> Outcome | None:
    """Return what has changed since the decision, so that a program is not set."""
    before = decision.version if decision.rolls_back else program.minimum
    if found.minimum != before:
        return other_minimum(before, found.minimum)
    if decision.rolls_back:
        return None
    if found.judgement.suspicions:
        return Aside(LeftOut.SUSPICIOUS)
    if known is None or known.loss is None or not found.judgement.decides:
        return Aside(LeftOut.NO_DATA if found.judgement.numbers is Numbers.NO_DATA else LeftOut.UNCLEAR)
    return growth(program.loss or Bounds(ZERO, ZERO), known.loss)


def none_read(
    programs: Collection[FleetProgram], found: Mapping[str, Snapshot | Outcome], *, may: Collection[str]
) -> bool:
    """Whether WeChat cannot be read at all, so that the run stops.

    Args:
        programs: waiting. What is left of earlier tries may have troubles of its own, and is not counted.
        found: what readings right now show, by AppID.
        may: the AppIDs that Baselib may still set.
    """
    first = [each for each in programs if each.appid in may and not each.checks]
    return len(first) >= AN_OUTAGE and not any(isinstance(each, Snapshot) for each in found.values())


def unreached(
    decision: Decision, program: FleetProgram, why: Outcome, *, now: datetime, until: datetime | None = None
) -> FleetProgram:
    """Return a program that could not be read, or whose call did not reach WeChat.

    Tried again a few times, then set aside.
    """
    if program.checks + 1 >= (MOST_TRIES if decision.fleet else 1):
        return ended(program, ProgramState.SET_ASIDE, why, now=now)
    again = until or now + TRIED_AGAIN
    return replace(
        program, state=ProgramState.WAITING, outcome=why, checks=program.checks + 1, since=now, next_at=again
    )


def checked(decision: Decision, program: FleetProgram, found: Snapshot | None, *, now: datetime) -> FleetProgram:
    """Return a program that was called, or said to be set, after WeChat was read: in the end verified, or not.

    One that cannot be read is read a few times more, however late it is.

    Args:
        found: what WeChat shows now; None when it could not be read.
    """
    if found is not None and decision.is_met(program, found.minimum):
        return _shown(decision, program, found.minimum, now=now)
    checks, called_at = program.checks + 1, program.called_at or now
    unread = found is None
    if checks >= len(CHECKS) + MOST_TRIES * unread:
        outcome = Aside(LeftOut.UNREACHED) if found is None else Shown(found.minimum)
        return replace(ended(program, ProgramState.UNVERIFIED, outcome, now=now), checks=checks)
    unclear = program.state is ProgramState.APPLYING and program.aside is not LeftOut.REPEATED
    if not unread and unclear and checks == REPEATED_AT:
        # Three readings show that the call had no effect, and the same one again cannot set another value.
        return waiting(program, Aside(LeftOut.REPEATED), now=now)
    next_at = called_at + CHECKS[min(checks, len(CHECKS) - 1)]
    read = _read_beside_word(program, found) if found else program
    return replace(read, checks=checks, next_at=max(next_at, now + TRIED_AGAIN) if unread else next_at)


def counted(
    decision: Decision, programs: Iterable[FleetProgram], newest: Mapping[str, Snapshot], *, since: datetime
) -> list[FleetProgram]:
    """Programs that people set, by the readings kept: one that was given up may have been set since.

    Args:
        newest: by AppID.
        since: UTC; when it was proposed. An earlier reading says nothing.
    """
    return [_counted(decision, each, newest.get(each.appid), since) for each in programs]


def _counted(decision: Decision, program: FleetProgram, found: Snapshot | None, since: datetime) -> FleetProgram:
    if found is None or found.taken_at <= since or program.state not in MAY_SHOW:
        return program
    if decision.is_met(program, found.minimum):
        return _shown(decision, program, found.minimum, now=found.taken_at)
    return _read_beside_word(program, found)


def said(program: FleetProgram, user_id: str, newest: Snapshot | None, *, now: datetime) -> FleetProgram:
    """Return a program of which a person says that it is set.

    Args:
        newest: the newest reading.
    """
    outcome = Said(user_id, newest.minimum if newest else None, newest.taken_at if newest else None)
    word = ended(program, ProgramState.SAID, outcome, now=now)
    return replace(word, called_at=now, checks=0, next_at=now + CHECKS[0])


def confirmed(program: FleetProgram, user_id: str, *, now: datetime) -> FleetProgram:
    """Return a program that is set by a person's word alone: WeChat is never read for it."""
    return replace(ended(program, ProgramState.VERIFIED, Said(user_id), now=now), set_at=now)


def _read_beside_word(program: FleetProgram, found: Snapshot) -> FleetProgram:
    word = program.said
    if word is None or (word.read_at and word.read_at >= found.taken_at):
        return program
    return replace(program, outcome=Said(word.by, found.minimum, found.taken_at))


def waiting(program: FleetProgram, because: Outcome | None = None, *, now: datetime) -> FleetProgram:
    """Return a program that is to be set, or rolled back.

    Args:
        because: why it was not so far, or is called again.
    """
    return replace(ended(program, ProgramState.WAITING, because, now=now), checks=0)


@dataclass(frozen=True, slots=True)
class BackDraft:
    """A roll-back before it begins."""

    decision: Decision
    moves: Moves
    """What becomes of its programs."""

    @property
    def back(self) -> Sequence[FleetProgram]:
        return [each for each in self.moves.changed if each.state is ProgramState.WAITING]


def back_draft(
    decision: Decision, programs: Sequence[FleetProgram], *, may: Collection[str], busy: Collection[str], now: datetime
) -> BackDraft:
    """Return a roll-back: those of its programs that were set wait for it, the others are left as they are.

    Args:
        programs: all.
        may: the AppIDs that Baselib may set.
        busy: the AppIDs of programs with an open decision.
    """
    part = [each for each in programs if each.state is not ProgramState.LEFT_OUT]
    changed = [
        waiting(each, now=now)
        if each.goes_back and each.appid in may and each.appid not in busy
        else each
        if each.state in (ProgramState.VERIFIED, ProgramState.ROLLED_BACK)
        else replace(each, state=ProgramState.SET_ASIDE)
        for each in part
    ]
    return BackDraft(decision, Moves(part, changed))


def set_aside(programs: Iterable[FleetProgram], because: Outcome, *, now: datetime) -> list[FleetProgram]:
    return [ended(each, ProgramState.SET_ASIDE, because, now=now) for each in programs]


def called(program: FleetProgram, *, now: datetime) -> FleetProgram:
    """Return a program whose call is claimed."""
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
    return replace(program, state=ProgramState.ACCEPTED, outcome=None, checks=0)


def _shown(decision: Decision, program: FleetProgram, minimum: Version | None, *, now: datetime) -> FleetProgram:
    if decision.rolls_back:
        return ended(program, ProgramState.ROLLED_BACK, Shown(minimum), now=now)
    return replace(ended(program, ProgramState.VERIFIED, Shown(minimum), now=now), set_at=program.set_at or now)


def ended(program: FleetProgram, state: ProgramState, outcome: Outcome | None, *, now: datetime) -> FleetProgram:
    """Return a program of which nothing more comes by itself."""
    return replace(program, state=state, outcome=outcome, since=now, next_at=None)


def end_of(decision: Decision, aside: Collection[FleetProgram]) -> State:
    """Return the state of a decision none of whose programs is under way.

    A roll-back that left some of what was set can be tried again. Where nothing was set: where WeChat has refused, or a
    person has ended the run, it has failed. Where what it rests on has changed, it is out of date. Where WeChat was not
    reached, or its numbers say nothing today, it is approved as before.

    Args:
        aside: those of its programs that were refused or set aside.
    """
    tally = decision.tally
    if tally.count(ProgramState.UNVERIFIED):
        return State.UNVERIFIED
    if decision.rolls_back:
        all_back = tally.count(ProgramState.ROLLED_BACK) and not any(each.goes_back for each in aside)
        return State.ROLLED_BACK if all_back else State.VERIFIED
    if tally.count(ProgramState.VERIFIED):
        return State.VERIFIED
    if any(each.state is ProgramState.REFUSED or each.aside is LeftOut.ENDED for each in aside):
        return State.FAILED
    return State.STALE if any(isinstance(each.outcome, Change) for each in aside) else State.APPROVED


def halted(run: Run, because: Halt) -> Run:
    """Return the run, stopped by a rule."""
    return replace(run, status=RunStatus.STOPPED, because=because, next_at=None)


def turned(run: Run, status: RunStatus, batch: Tally, *, now: datetime) -> Run:
    """Return the run once a person has paused, resumed or ended it.

    Args:
        batch: the programs of the present batch: who resumes has seen what WeChat refused and what it does not show.
    """
    if status is not RunStatus.RUNNING:
        return replace(run, status=status, next_at=None if status is RunStatus.ENDED else run.next_at)
    refused, unverified = batch.count(ProgramState.REFUSED), batch.count(ProgramState.UNVERIFIED)
    return replace(run, status=RunStatus.RUNNING, because="", next_at=now, refused=refused, unverified=unverified)


def after_batch(run: Run, batch: Tally, rest: Tally, *, now: datetime) -> Run | None:
    """Return the run as it goes on; None while the batch is under way, or when nothing is left to do."""
    if run.status is not RunStatus.RUNNING:
        return None
    if because := halt_of(batch, run):
        return halted(run, because)
    if batch.under_way or not rest.under_way:
        return None
    return replace(run, batch=run.batch + 1, next_at=now + PAUSE, because="", refused=0, unverified=0)


_PAGE: Final = 50
_TO_SET_PAGE: Final = 20
"""On which people say what they have set."""


@dataclass(frozen=True, slots=True)
class ProgramPage:
    decision: Decision
    programs: Sequence[FleetProgram]
    tally: Tally
    """Of all programs that exist for the reader, also those left out."""
    states: tuple[ProgramState, ...] = ()
    """Only programs in these are listed; empty for all."""
    number: int = 0
    """The page's, from 0."""

    @property
    def to_set(self) -> bool:
        """Whether people may say of each that it is set."""
        return self.states == TO_SET and self.decision.set_by_hand

    def count(self, *states: ProgramState) -> int:
        """How many programs there are in these states; without any, in all."""
        return self.tally.count(*states) if states else self.tally.all

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count(*self.states) // page_size(self.states)))


def page_size(states: tuple[ProgramState, ...]) -> int:
    """How many programs are on a page of those in these states."""
    return _TO_SET_PAGE if states == TO_SET else _PAGE
