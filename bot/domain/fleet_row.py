"""The row of one program in a fleet, and what is asked of a fleet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.access import Viewpoint
from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.judgement import Judgement, Numbers, rise
from bot.domain.numbers.snapshot import Headcount, Users, people_of
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program

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
    DOUBTFUL = "doubtful"
    """Its newest list looks wrong."""
    UNJUDGED = "unjudged"
    """Its numbers are still being judged."""
    UNSETTLED = "unsettled"
    """Nobody knows how WeChat counts, or what was before the break that goes on."""
    READ = "read"


class Standing(StrEnum):
    """What a program needs, the most urgent first: the first that applies."""

    REVOKED = "revoked"
    NOT_GRANTED = "not-granted"
    ERROR = "error"
    UNDETERMINED = "undetermined"
    DOUBTFUL = "doubtful"
    """Its newest list looks wrong: an earlier day answers, and nothing is to be set."""
    LOSING = "losing"
    """It certainly cuts off more than 1 % at its own minimum (`Do.REVIEW`)."""
    READY = "ready"
    """A higher minimum than its own keeps 99 % (`Do.RAISE`)."""
    UNSETTLED = "unsettled"
    """Nobody knows how WeChat counts, or what was before the break that goes on: nothing is to be set."""
    FINE = "fine"
    """Nothing to do: see `Do.KEEP` and `Do.KNOW`."""
    UNREAD = "unread"
    NO_DATA = "no-data"
    UNJUDGED = "unjudged"

    @property
    def state(self) -> State:
        return State.READ if self in READ else State(self.value)


READ: Final = (Standing.LOSING, Standing.READY, Standing.FINE)
"""The standings in which there are numbers to act on."""
BLOCKED: Final = (Standing.REVOKED, Standing.NOT_GRANTED, Standing.ERROR, Standing.UNDETERMINED)
"""The standings in which there are no numbers to act on, though there should be."""
ATTENTION: Final = (*BLOCKED, Standing.DOUBTFUL, Standing.LOSING)
WITHOUT_DATA: Final = (Standing.UNREAD, Standing.NO_DATA)


@dataclass(frozen=True, slots=True)
class FleetRow:
    program: Program
    judgement: Judgement | None
    """Of the newest snapshot; None before the first one."""
    error_key: str = ""
    """Why the last reading failed (`bot.errors`)."""
    failing_since: datetime | None = None
    """UTC; since when it has failed for that reason."""
    users: Users | None = None
    """How many people use the program, by the day of its numbers; None where that is not known."""

    state: State = field(init=False)
    standing: Standing = field(init=False)
    """What the program needs."""

    def __post_init__(self) -> None:
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
        return standing_by(self.judgement) if self.judgement else Standing.UNREAD

    @property
    def day(self) -> date | None:
        """The Chinese day of the numbers; None before the first ones."""
        return (self.judgement.of or self.judgement.day) if self.judgement else None

    @property
    def minimum(self) -> Version | None:
        """The minimum set now; None when unknown."""
        return self.judgement.minimum if self.judgement else None

    @property
    def safe_minimum(self) -> Version | None:
        """The highest minimum that keeps 99 %; None when unknown."""
        return self.judgement.safe if self.judgement else None

    @property
    def safe_loss(self) -> Bounds | None:
        """Users below that minimum."""
        return self.judgement.safe_loss if self.judgement else None

    @property
    def loss(self) -> Bounds | None:
        """Users below the minimum set now."""
        return self.judgement.loss if self.judgement else None

    @property
    def people(self) -> Headcount | None:
        """Those whom its minimum cuts off; None where that is not known."""
        return people_of(self.users, self.loss)

    @property
    def moved(self) -> Decimal | None:
        """How far that loss certainly changed within a week (a difference of fractions); None when unknown then or now.

        The week before is that of the numbers, not of today.
        """
        now, before = self.comparable_loss, self.judgement.week_ago if self.judgement else None
        return rise(before, now) if now and before else None

    @property
    def comparable_loss(self) -> Bounds | None:
        """The loss at the minimum, where it may be compared with another day's: not under several meanings."""
        found = self.judgement
        return found.loss if found and found.numbers is Numbers.PROVED else None


def standing_by(judgement: Judgement) -> Standing:
    """Return what a program needs by its numbers alone: kept beside them, so it is decided once."""
    if not judgement.known:
        return Standing.UNJUDGED
    if judgement.numbers is Numbers.NO_DATA:
        return Standing.NO_DATA
    if judgement.suspicions:
        return Standing.DOUBTFUL
    do = judgement.do
    unclear = do is Do.UNKNOWN or (do is Do.KNOW and (judgement.settled or judgement.of))  # and not the count alone
    if judgement.numbers is Numbers.UNDETERMINED and unclear:
        return Standing.UNDETERMINED
    return _STANDINGS.get(do, Standing.FINE if judgement.settled else Standing.UNSETTLED)


_STANDINGS: Final[Mapping[Do, Standing]] = {Do.REVIEW: Standing.LOSING, Do.RAISE: Standing.READY}


LISTED: Final = 50
"""Programs of a list in a message; exports have all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Programs that exist for a viewpoint: all of them, those with a tag, or some."""

    seen: Viewpoint
    tag: str | None = None
    """Folded; None for whatever tags."""
    appids: Collection[str] = ()
    """Empty for whatever AppID."""


@dataclass(frozen=True, slots=True)
class Page:
    first: int = 0
    limit: int | None = LISTED
    """None for all the rest."""


WHOLE: Final = Page(limit=None)
"""All of a list, as exports have it."""
