"""One program of a decision: its frozen numbers, its state, and the claim of its call. Instants are UTC."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Final

from bot.domain.decisions.outcome import Aside, LeftOut, Outcome, Said
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.domain.plain import plain
from bot.errors import HeldUp


class ProgramState(StrEnum):
    """The state of a program; a word each in the catalogs (`rollout-state-...`)."""

    WAITING = "waiting"
    SAID = "said"
    """A person says that it is set, and WeChat does not show it yet."""
    CALLING = "calling"
    """A process has claimed its call (see `Claim`)."""
    APPLYING = "applying"
    """It was called, and whether WeChat took the call is unclear: the process ended, or the answer was lost."""
    ACCEPTED = "accepted"
    """WeChat has taken the call, and is read until it shows the new minimum."""
    VERIFIED = "verified"
    ROLLED_BACK = "rolled-back"
    """WeChat shows its former minimum again."""
    UNVERIFIED = "unverified"
    """WeChat does not show it in time."""
    REFUSED = "refused"
    SET_ASIDE = "set-aside"
    """It has changed since the decision, so it was left as it is."""
    LEFT_OUT = "left-out"
    """It was never part of the decision."""


TO_SET: Final = (ProgramState.WAITING, ProgramState.SAID)
"""WeChat does not show these yet, and Baselib has not called it for them."""
UNDER_WAY: Final = (*TO_SET, ProgramState.CALLING, ProgramState.APPLYING, ProgramState.ACCEPTED)
"""Something can still come of these."""
MAY_SHOW: Final = (*UNDER_WAY, ProgramState.UNVERIFIED)
"""A reading may show these set: one that was given up may have been set since."""
ASIDE: Final = (ProgramState.REFUSED, ProgramState.SET_ASIDE)
"""They are left as they are."""


@dataclass(frozen=True, slots=True)
class FleetProgram:
    """A program that a decision is to set. Its name and its numbers (fractions) are frozen with the evidence."""

    position: int
    """Its place in the decision, from 0: the order in which programs are set, those left out last."""
    batch: int
    """The batch in which it is set, from 0; -1 for one left out."""
    appid: str
    program: str
    minimum: Version | None
    day: date | None
    """The snapshot's Chinese day; None where there is none."""
    taken_at: datetime | None
    meaning: Meaning | None
    loss_low: Decimal | None
    loss_high: Decimal | None
    state: ProgramState = ProgramState.WAITING
    outcome: Outcome | None = None
    since: datetime | None = None
    """When it came to its state."""
    called_at: datetime | None = None
    checks: int = 0
    """How often WeChat was read since."""
    next_at: datetime | None = None
    attempt: int = 0
    """How many calls were claimed."""
    set_at: datetime | None = None
    """When WeChat first showed it set; None: never."""

    @property
    def said(self) -> Said | None:
        """A person's word that it is set; None without one, or once WeChat shows it."""
        return self.outcome if self.state is ProgramState.SAID and isinstance(self.outcome, Said) else None

    @property
    def goes_back(self) -> bool:
        """Whether it was set, and has a minimum to roll back to."""
        return self.set_at is not None and self.minimum is not None and self.state is not ProgramState.ROLLED_BACK

    @property
    def aside(self) -> LeftOut | None:
        """Why it is left as it is, or is called once more."""
        return self.outcome.because if isinstance(self.outcome, Aside) else None

    @property
    def loss(self) -> Bounds | None:
        """The users below the new minimum."""
        return None if self.loss_low is None or self.loss_high is None else Bounds(self.loss_low, self.loss_high)

    def frozen(self) -> list[str | int | None]:
        """The part that is sealed."""
        left_out = str(self.aside or "") if self.batch < 0 else ""
        place = (self.position, self.batch, self.appid, self.program)
        numbers = (self.minimum, self.day, self.taken_at, self.meaning, self.loss_low, self.loss_high)
        return [plain(each) for each in (*place, *numbers, left_out)]


def seal_of_programs(programs: Iterable[FleetProgram]) -> str:
    """The SHA-256 of their frozen parts: compact JSON, a line each, in the order of their positions."""
    digest = hashlib.sha256()
    for each in sorted(programs, key=lambda program: program.position):
        digest.update(json.dumps(each.frozen(), separators=(",", ":"), ensure_ascii=True).encode("ascii") + b"\n")
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Tally:
    """The programs of a decision per state, those left out not counted."""

    states: Mapping[ProgramState, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    def count(self, *states: ProgramState) -> int:
        """How many are in these states."""
        return sum(self.states.get(state, 0) for state in states)

    @property
    def under_way(self) -> int:
        """Those whose state can still change."""
        return self.count(*UNDER_WAY)

    def after(self, before: Iterable[FleetProgram], changed: Iterable[FleetProgram]) -> "Tally":
        """As it is once some programs have changed."""
        states = Counter(self.states)
        states.subtract(each.state for each in before)
        states.update(each.state for each in changed)
        return Tally(+states)


def tally_of(programs: Sequence[FleetProgram]) -> Tally:
    """Count them."""
    states = Counter(map(attrgetter("state"), programs))
    del states[ProgramState.LEFT_OUT]
    return Tally(states)


class Standing(StrEnum):
    """What the newest reading says about a person's word."""

    STILL = "still"
    """It was read since, and shows another minimum."""
    BEFORE = "before"
    """It is read soon; the newest reading is an earlier one."""
    UNREAD = "unread"
    """It could not be read since."""


@dataclass(frozen=True, slots=True)
class SaidSet:
    """That a person says that a minimum is set, and WeChat does not show it yet."""

    word: Said
    version: Version
    standing: Standing


def said_set_of(program: FleetProgram, version: Version) -> SaidSet | None:
    """A person's word about a program; None without one.

    Args:
        version: the minimum that was decided.
    """
    said = program.said
    if said is None or program.since is None:
        return None
    if said.read_at and said.read_at >= program.since:
        return SaidSet(said, version, Standing.STILL)
    return SaidSet(said, version, Standing.UNREAD if program.checks else Standing.BEFORE)


CALLED_WITHIN: Final = 20.0
"""Seconds of the machine from the claim to the call's first byte; the call itself takes ten at most."""
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

    def check(self, now: float) -> None:
        """Refuse once it is too late to begin.

        Args:
            now: as `begun`.

        Raises:
            HeldUp: this process, or its machine, stood still since.
        """
        if now - self.begun > CALLED_WITHIN:
            raise HeldUp
