"""A program of a decision: its frozen numbers, its state, and what has come of it. Instants are UTC."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Headcount
from bot.domain.numbers.version import Meaning, Version
from bot.domain.plain import as_object, plain, read_object


class SettingCall(StrEnum):
    """The call of Baselib's that sets a minimum; without one of these a person has set it."""

    CALLING = "asking"
    """Stored before the call. If it stays, the process ended around the call, and only a reading shows the outcome."""
    ACCEPTED = "accepted"
    UNCLEAR = "unclear"
    """WeChat's answer was lost."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was set: an error's key and what its sentence needs."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    """As JSON; an instant in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The minimum that WeChat showed when it was read; None: it names none, or could not be read."""

    minimum: Version | None


class Difference(StrEnum):
    """What has changed since the votes; a sentence each in the catalogs (`difference-...`)."""

    MINIMUM = "minimum"
    LOSS = "loss"
    GRANT = "grant"
    """The merchant does not grant permission set 18 any more."""
    VOTERS = "voters"
    """Some voters may not decide any more, and without their votes it has too few."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, with its values then and now."""

    what: Difference
    before: str = ""
    now: str = ""
    """Versions, numbers of votes, or the two ends of a loss with a comma between them."""


LARGEST_GROWTH: Final = Decimal("0.001")
"""How much the loss may exceed what was voted on: a tenth of a point."""


def other_minimum(then: Version | None, now: Version | None) -> Change:
    before, after = (each.text if each else "none" for each in (then, now))
    return Change(Difference.MINIMUM, before, after)


def growth(then: Bounds, now: Bounds) -> Change | None:
    """Return that the loss has grown by more than is let pass."""
    if now.high <= then.high + LARGEST_GROWTH:
        return None
    before, after = (f"{each.low:f},{each.high:f}" for each in (then, now))
    return Change(Difference.LOSS, before, after)


def loss_in(text: str) -> Bounds:
    """Return a loss as `growth` has it."""
    low, _, high = text.partition(",")
    return Bounds(Decimal(low), Decimal(high))


class LeftOut(StrEnum):
    """Why a program is not part of a decision, or was set aside later; a few words each (`rollout-because-...`)."""

    NO_DATA = "no-data"
    UNCLEAR = "unclear"
    SUSPICIOUS = "suspicious"
    OLD = "old"
    NOT_GRANTED = "not-granted"
    IMPORTED = "imported"
    """WeChat cannot be read for it."""
    GUARANTEED = "guaranteed"
    OPEN = "open"
    NOT_READY = "not-ready"
    OPTED_OUT = "opted-out"
    UNREACHED = "unreached"
    REPEATED = "repeated"
    """It is called again: the answer was lost, and half an hour later it was not set."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a program is left as it is, or is called once more."""

    because: LeftOut


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word that a program is set, and the newest reading of WeChat beside it."""

    by: str
    """A Slack user's id."""
    minimum: Version | None = None
    """What WeChat showed; None: it named none, or there is no reading."""
    read_at: datetime | None = None
    """UTC; None without a reading."""


_Found = Failure | Shown | Change | Aside | Said
Outcome = SettingCall | _Found


_KINDS: Final[Mapping[str, type[_Found]]] = {
    each.__name__.lower(): each for each in (Failure, Shown, Change, Aside, Said)
}


def fields_of(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, SettingCall):
        return {"kind": "call", "call": str(outcome)}
    return {"kind": type(outcome).__name__.lower()} | as_object(outcome)


def outcome_in(fields: Mapping[str, Any]) -> Outcome:
    """From `fields_of`.

    Raises:
        KeyError: of another kind.
        ValueError: of another shape.
    """
    kind = fields["kind"]
    return SettingCall(fields["call"]) if kind == "call" else read_object(_KINDS[kind], fields)


class ProgramState(StrEnum):
    """The state of a program; a word each in the catalogs (`rollout-state-...`)."""

    WAITING = "waiting"
    SAID = "said"
    """A person says that it is set, and WeChat does not show it yet."""
    CALLING = "calling"
    """A process has claimed its call (`bot.domain.decisions.decision.Claim`)."""
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
    people_low: int | None = None
    """Those who are cut off; None where nobody counted them. Frozen, too."""
    people_high: int | None = None

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

    @property
    def people(self) -> Headcount | None:
        """Those below the new minimum."""
        low, high = self.people_low, self.people_high
        return None if low is None or high is None else Headcount(low, high)

    def frozen(self) -> list[str | int | None]:
        """Return the part that is sealed."""
        left_out = str(self.aside or "") if self.batch < 0 else ""
        place = (self.position, self.batch, self.appid, self.program)
        numbers = (self.minimum, self.day, self.taken_at, self.meaning, self.loss_low, self.loss_high)
        people = (self.people.low, self.people.high) if self.people else ()
        return [plain(each) for each in (*place, *numbers, left_out, *people)]


def seal_of_programs(programs: Iterable[FleetProgram]) -> str:
    """Return the SHA-256 of their frozen parts: compact JSON, a line each, in the order of their positions."""
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
    """Return a person's word about a program; None without one.

    Args:
        version: the minimum that was decided.
    """
    said = program.said
    if said is None or program.since is None:
        return None
    if said.read_at and said.read_at >= program.since:
        return SaidSet(said, version, Standing.STILL)
    return SaidSet(said, version, Standing.UNREAD if program.checks else Standing.BEFORE)
