"""How Baselib sets the programs of a decision: batch by batch, with a pause between, until a rule stops it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.decisions.program import FleetProgram, ProgramState, Tally
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
    """The state of a run."""

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
        """Whether it waits for a person."""
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
    """The rule that stops a run.

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
    """Seconds of `bot.lib.boot_time`, right before it was asked for."""

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
