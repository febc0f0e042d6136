"""One program of a fleet: its state, and what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.users import Headcount, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.report.advice import Do, advise

ONE_PERCENT: Final = Decimal("0.01")
FIVE_PERCENT: Final = Decimal("0.05")
"""Losses above which a program deserves attention."""


class State(StrEnum):
    """The state of a program: the first that applies."""

    REVOKED = "revoked"
    NOT_GRANTED = "not-granted"
    ERROR = "error"
    """The last reading failed."""
    UNREAD = "unread"
    """The sweep has not reached it yet."""
    UNDETERMINED = "undetermined"
    """The meaning of its numbers is unclear, and what holds under each that fits does not say what to do."""
    NO_DATA = "no-data"
    READ = "read"


class Standing(StrEnum):
    """What a program needs, the most urgent first: the first that applies."""

    REVOKED = "revoked"
    NOT_GRANTED = "not-granted"
    ERROR = "error"
    UNDETERMINED = "undetermined"
    LOSING = "losing"
    """It certainly cuts off more than 1 % at its own minimum (`Do.REVIEW`)."""
    READY = "ready"
    """A higher minimum than its own keeps 99 % (`Do.RAISE`)."""
    FINE = "fine"
    """Nothing to do: see `Do.KEEP` and `Do.KNOW`."""
    UNREAD = "unread"
    NO_DATA = "no-data"

    @property
    def state(self) -> State:
        """The state of a program that needs this."""
        return State.READ if self in READ else State(self.value)


READ: Final = (Standing.LOSING, Standing.READY, Standing.FINE)
"""The standings in which there are numbers to act on."""
BLOCKED: Final = (Standing.REVOKED, Standing.NOT_GRANTED, Standing.ERROR, Standing.UNDETERMINED)
"""The standings in which there are no numbers to act on, though there should be."""
ATTENTION: Final = (*BLOCKED, Standing.LOSING)
WITHOUT_DATA: Final = (Standing.UNREAD, Standing.NO_DATA)


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One program of a fleet."""

    program: Program
    summary: Summary | None
    """The summary of the newest snapshot; None before the first one."""
    week_ago: Summary | None = None
    """The summary of the newest snapshot that is at least a week older."""
    error_key: str = ""
    """Why the last reading failed (`bot.errors`)."""
    failing_since: datetime | None = None
    """UTC; since when it has failed for that reason."""
    users: Users | None = None
    """How many people use the program, by the day of its summary; None where that is not known."""

    state: State = field(init=False)
    standing: Standing = field(init=False)
    """What the program needs."""

    def __post_init__(self) -> None:
        """Compute both once."""
        standing = self._standing()
        object.__setattr__(self, "state", standing.state)
        object.__setattr__(self, "standing", standing)

    def _standing(self) -> Standing:
        if self.program.status is AuthStatus.REVOKED:
            return Standing.REVOKED
        if self.program.status is AuthStatus.NOT_GRANTED:
            return Standing.NOT_GRANTED
        if self.error_key:
            return Standing.ERROR
        return standing_by(self.program, self.summary) if self.summary else Standing.UNREAD

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when unknown."""
        return self.summary.minimum if self.summary else None

    @property
    def safe_minimum(self) -> Version | None:
        """The highest minimum that keeps 99 %; None when unknown."""
        return self.summary.safe_minimum if self.summary else None

    @property
    def safe_loss(self) -> Bounds | None:
        """Users below that minimum."""
        return self.summary.safe_loss if self.summary else None

    @property
    def loss(self) -> Bounds | None:
        """Users below the minimum set now."""
        return self.summary.loss if self.summary else None

    @property
    def people(self) -> Headcount | None:
        """Those whom its minimum cuts off; None where that is not known."""
        return people_of(self.users, self.loss)

    @property
    def moved(self) -> Decimal | None:
        """The change of that loss within a week (a difference of fractions); None when unknown on either day."""
        now, before = self.comparable_loss, _comparable(self.week_ago)
        return now.high - before.high if now and before else None

    @property
    def comparable_loss(self) -> Bounds | None:
        """The loss at the minimum, where it may be compared with another day's: not under several meanings."""
        return _comparable(self.summary)


def _comparable(summary: Summary | None) -> Bounds | None:
    return summary.loss if summary and summary.numbers is Numbers.PROVED else None


def standing_by(program: Program, summary: Summary) -> Standing:
    """What a program needs by its numbers alone: kept beside them, so it is decided once."""
    do = advise(program, summary.minimum, summary.loss, summary.safe_minimum, summary.safe_loss).do
    if summary.numbers is Numbers.NO_DATA:
        return Standing.NO_DATA
    if summary.numbers is Numbers.UNDETERMINED and do is Do.KNOW:
        return Standing.UNDETERMINED
    found = Standing.FINE if summary.doubtful and do is Do.RAISE else _STANDINGS.get(do, Standing.FINE)
    return unsettled(found) if summary.unsettled else found


def unsettled(standing: Standing) -> Standing:
    """What a program needs by numbers in a break, when it is not known what was before it."""
    return Standing.FINE if standing in READ else standing


_STANDINGS: Final[Mapping[Do, Standing]] = {Do.REVIEW: Standing.LOSING, Do.RAISE: Standing.READY}
