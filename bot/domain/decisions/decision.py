"""Decisions, and the runs that set the minimums of their programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.decisions.evidence import AnyEvidence, FleetEvidence, seal_of
from bot.domain.decisions.program import (
    FleetProgram,
    Outcome,
    ProgramState,
    SaidSet,
    SettingCall,
    Tally,
    said_set_of,
)
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.errors import HeldUp

PAUSE: Final = timedelta(minutes=10)
"""Between the end of a batch and the next one: time for a person to notice that something is wrong."""
MOST_REFUSED: Final = 2
"""Percent of a batch; more than that stops the run."""


class RunStatus(StrEnum):
    """Whether the run goes on; a sentence each in the catalogs (`rollout-run-...`)."""

    RUNNING = "running"
    PAUSED = "paused"
    """By a person, who can resume it."""
    STOPPED = "stopped"
    """By a rule; a person can resume it."""
    ENDED = "ended"
    """By a person, for good: what was set is still verified."""


class Halt(StrEnum):
    """Why a rule stopped a run; a sentence each in the catalogs (`rollout-halt-...`)."""

    REFUSED = "refused"
    UNVERIFIED = "unverified"
    """WeChat took a call, and a day later does not show it."""
    EVERYWHERE = "everywhere"
    """WeChat refuses or fails for a reason that concerns every program."""


@dataclass(frozen=True, slots=True)
class Run:
    status: RunStatus = RunStatus.RUNNING
    batch: int = 0
    """The one under way, from 0."""
    next_at: datetime | None = None
    because: str = ""
    """A `Halt`."""
    refused: int = 0
    unverified: int = 0
    """Programs of the batch that a person knew of when they resumed the run: only more of them stop it again."""
    back: bool = False
    """Whether it sets the former minimums again."""

    @property
    def stands(self) -> bool:
        return self.status in (RunStatus.PAUSED, RunStatus.STOPPED)

    def waits(self, now: datetime) -> bool:
        """Whether its batch begins later; one that is further off than two pauses was planned by a clock far ahead.

        Replicas' clocks differ, and a clock is corrected by a little: a pause is not skipped for that.
        """
        return self.next_at is not None and now < self.next_at <= now + 2 * PAUSE

    def may_turn(self, status: RunStatus) -> bool:
        """Whether a person may pause, resume or end it."""
        turns = status is RunStatus.ENDED or self.stands == (status is RunStatus.RUNNING)
        return turns and self.status is not RunStatus.ENDED


def halt_of(batch: Tally, run: Run) -> Halt | None:
    """Return the rule that stops a run.

    Args:
        batch: the programs of the present batch.
        run: what a person has accepted already.
    """
    if batch.count(ProgramState.UNVERIFIED) > run.unverified:
        return Halt.UNVERIFIED
    refused = batch.count(ProgramState.REFUSED) - run.refused
    return Halt.REFUSED if refused * 100 > MOST_REFUSED * batch.all else None


CALLED_WITHIN: Final = 20.0
"""Seconds of the machine from the claim to the call's first byte; the call itself takes ten at most."""
READ_WITHIN: Final = 60.0
"""Seconds of the machine from a reading of WeChat to the call's first byte: later it may show something else."""
UNTOUCHED: Final = timedelta(seconds=60)
"""By the database's clock: so long a claimed program is left to its holder. Then WeChat is read first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One call that may be made: who makes it, and until when it may begin.

    It is given by one conditional statement, only while the decision is as its maker has read it, the program may be
    set, and nobody else is calling for it. What can stop it updates what that statement locks, so it comes either
    wholly before or wholly after.
    """

    team_id: str
    decision_id: str
    program: FleetProgram
    """As it is while it is called."""
    holder: str
    """The process that makes it."""
    begun: float
    """Seconds of `bot.lib.machine_time`, right before it was asked for."""

    def check(self, now: float, *, read_at: float) -> None:
        """Refuse once it is too late to begin.

        Args:
            now: as `begun`.
            read_at: as `begun`, right before WeChat was asked what the program's minimum is.

        Raises:
            HeldUp: this process, or its machine, stood still since.
        """
        if now - self.begun > CALLED_WITHIN or not is_recent(read_at, now):
            raise HeldUp


def is_recent(read_at: float, now: float) -> bool:
    """Whether a reading is good enough for a call; both are as `Claim.begun`."""
    return now - read_at <= READ_WITHIN


REMINDED_AFTER: Final = timedelta(hours=48)
"""After the proposal, without enough votes."""
EXPIRES_AFTER: Final = timedelta(hours=72)
"""How long people have to vote."""
SET_WITHIN: Final = timedelta(days=7)
"""How long an approval is good for: after that its numbers are old."""
CHECKS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After it was set: WeChat does not document how long a new minimum takes to show."""
LOOKED_AT_EVERY: Final = timedelta(hours=1)
"""An approved decision: a person may have set it without a word."""
LESSONS: Final = (timedelta(days=7), timedelta(days=28))
"""After a minimum was verified, when its forecast is compared with what was measured."""
LOOKED_AT_FOR: Final = timedelta(days=28)
"""How long an unverified decision is looked at: a later reading may still show it."""


class State(StrEnum):
    """draft -> proposed -> approved -> applying -> verified | unverified | failed; a sentence each (`decision-...`)."""

    DRAFT = "draft"
    """Stored, but its card is not in the channel yet."""
    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLYING = "applying"
    """It was set, or may have been; WeChat is read until it shows."""
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    """A day later WeChat shows another minimum."""
    FAILED = "failed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STALE = "stale"
    """What it rests on has changed: it must be proposed anew."""
    ROLLED_BACK = "rolled_back"


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.APPROVED, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.STALE}),
    State.APPROVED: frozenset(
        {State.PROPOSED, State.APPLYING, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.STALE}
    ),
    State.APPLYING: frozenset(
        {State.APPROVED, State.VERIFIED, State.UNVERIFIED, State.FAILED, State.STALE, State.ROLLED_BACK}
    ),
    State.VERIFIED: frozenset({State.APPLYING}),
    State.UNVERIFIED: frozenset({State.VERIFIED, State.ROLLED_BACK, State.APPLYING}),
    State.FAILED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.EXPIRED: frozenset(),
    State.STALE: frozenset(),
    State.ROLLED_BACK: frozenset(),
}
"""Where each state may lead. From verified and unverified a roll-back leads to applying, and from there back to
verified when nothing was rolled back; where nothing reached WeChat the decision is approved as before."""
OPEN: Final = frozenset({State.DRAFT, State.PROPOSED, State.APPROVED, State.APPLYING})
"""A program is under way in at most one decision in these."""
VOTING: Final = frozenset({State.PROPOSED, State.APPROVED})
"""A vote may be cast or withdrawn, and the decision stopped."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's approval."""

    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change came from."""

    by: str
    """A Slack user's id, or `bot.domain.access.SYSTEM`."""
    at: datetime
    via: str = ""
    """The ts of the message whose button was pressed; empty for a command, a form and Baselib itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Origin):
    number: int
    """Its number in the decision, from 1."""
    before: State
    after: State
    words: str = ""
    """A person's reason."""
    outcome: Outcome | None = None
    """What Baselib found."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal to raise the minimum of a program or a fleet, with its state and history."""

    id: str
    team_id: str
    channel_id: str
    proposer_id: str
    proposed_at: datetime
    evidence: AnyEvidence
    seal: str
    """The hash of the evidence when it was frozen."""
    needed: int
    """Votes, the proposer's not counted."""
    locale: str
    """The card's language (en, zh-CN)."""
    reason: str = ""
    number: int = 0
    """Its number in the workspace, from 1."""
    state: State = State.DRAFT
    card_ts: str = ""
    """Slack's name for the card; empty until it is in the channel."""
    votes: tuple[Vote, ...] = ()
    """Those not withdrawn, oldest first."""
    applied_at: datetime | None = None
    """When it began to be set, by whoever set it."""
    next_at: datetime | None = None
    """When the decision is looked at next. None: it waits for people, or has ended."""
    changed_at: datetime | None = None
    changed_by: str = ""
    """Who changed it: a Slack user's id, or `bot.domain.access.SYSTEM`."""
    words: str = ""
    outcome: Outcome | None = None
    """Those of the newest transition."""
    transitions: int = 0
    revision: int = 0
    """Counts changes: a change of an older one is refused."""
    shown: int = 0
    """The revision that the card shows."""
    run: Run | None = None
    """How Baselib sets its programs, or rolls them back; None where people do."""
    tally: Tally = field(default_factory=Tally, compare=False)
    """Its programs by what became of them, counted when this was read."""
    target: FleetProgram | None = field(default=None, compare=False)
    """Its program, where it has one, as it was when this was read."""

    @property
    def fleet(self) -> FleetEvidence | None:
        """The evidence of a decision for many programs; None where there is one program."""
        return self.evidence if isinstance(self.evidence, FleetEvidence) else None

    @property
    def appid(self) -> str:
        """The program's; empty where there are many."""
        return "" if isinstance(self.evidence, FleetEvidence) else self.evidence.appid

    @property
    def minimum(self) -> Version | None:
        """The program's minimum when it was proposed; None where there are many."""
        return None if isinstance(self.evidence, FleetEvidence) else self.evidence.minimum

    @property
    def version(self) -> Version:
        return self.evidence.version

    @property
    def good_for(self) -> timedelta:
        """How long an approval is good for: a week, and until the planned day before that."""
        planned = self.evidence.planned
        ahead = planned - snapshot_day(self.proposed_at) if planned else timedelta(0)
        return SET_WITHIN + max(timedelta(0), ahead)

    @property
    def active_run(self) -> Run | None:
        """The run, while Baselib sets its programs or people keep it waiting."""
        return self.run if self.state is State.APPLYING else None

    @property
    def may_call(self) -> bool:
        """Whether Baselib may call WeChat for it: a run is under way, and neither waits nor has ended."""
        run = self.active_run
        return run is not None and run.status is RunStatus.RUNNING

    @property
    def set_by_hand(self) -> bool:
        """Whether people set its programs now; Baselib may still begin to, while it is approved."""
        return self.run is None and self.state in (State.APPROVED, State.APPLYING)

    @property
    def may_begin(self) -> bool:
        """Whether Baselib may begin to set its programs; of many also while people set some by hand."""
        return self.set_by_hand and (self.state is State.APPROVED or self.fleet is not None)

    @property
    def rolls_back(self) -> bool:
        """Whether what is being set, or was last, are the former minimums."""
        return self.run is not None and self.run.back

    @property
    def may_roll_back(self) -> bool:
        """Whether some of its programs may be rolled back; a first minimum has none before it."""
        ended = self.state in (State.VERIFIED, State.UNVERIFIED)
        if self.target:
            return ended and self.target.goes_back
        return ended and (self.rolls_back or self.tally.count(ProgramState.VERIFIED) > 0)

    @property
    def aim(self) -> Version | None:
        """The minimum that WeChat is to show; None where each program of many goes back to its own."""
        going_back = self.rolls_back and self.state is not State.VERIFIED
        return self.minimum if going_back else self.version

    def wanted(self, program: FleetProgram) -> Version:
        """Return the minimum that WeChat is to show for one of its programs.

        Raises:
            ValueError: one without a former minimum is never rolled back.
        """
        if not self.rolls_back:
            return self.version
        if program.minimum is None:
            raise ValueError(f"{program.appid} has no minimum to go back to")
        return program.minimum

    def is_met(self, program: FleetProgram, minimum: Version | None) -> bool:
        """Whether what WeChat shows is what is wanted: at least the version, as a person may have set a higher one.

        Only a roll-back is met by its very version.
        """
        if minimum is None or self.rolls_back:
            return minimum is not None and minimum == program.minimum
        return minimum >= self.version

    @property
    def said_set(self) -> SaidSet | None:
        """A person's word that its one program is set, until WeChat shows it."""
        return said_set_of(self.target, self.version) if self.target else None

    @property
    def call(self) -> SettingCall | None:
        """What is known of the call for its one program; None where a person sets it."""
        if self.target is None or self.run is None:
            return None
        return _CALLS.get(self.target.state, SettingCall.CALLING)

    @property
    def approved_at(self) -> datetime:
        """The vote that was enough, whatever was tried since; the newest change where votes are missing."""
        enough = self.votes[self.needed - 1 : self.needed]
        return enough[0].at if enough else self.changed_at or self.proposed_at

    @property
    def intact(self) -> bool:
        """Whether the evidence is the one that was frozen."""
        return seal_of(self.evidence) == self.seal

    @property
    def voters(self) -> tuple[str, ...]:
        """The people whose votes count."""
        return tuple(vote.user_id for vote in self.votes)

    @property
    def votes_until(self) -> datetime:
        """When it ends for want of votes."""
        return self.proposed_at + EXPIRES_AFTER


_CALLS: Final = {ProgramState.ACCEPTED: SettingCall.ACCEPTED, ProgramState.APPLYING: SettingCall.UNCLEAR}
