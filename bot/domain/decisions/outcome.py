"""What has come of a decision, or of one of its programs: each kind with what its sentence needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.domain.plain import as_object, read_object


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
    """That another minimum is set."""
    before, after = (each.text if each else "none" for each in (then, now))
    return Change(Difference.MINIMUM, before, after)


def growth(then: Bounds, now: Bounds) -> Change | None:
    """That the loss has grown by more than is let pass."""
    if now.high <= then.high + LARGEST_GROWTH:
        return None
    before, after = (f"{each.low:f},{each.high:f}" for each in (then, now))
    return Change(Difference.LOSS, before, after)


def loss_in(text: str) -> Bounds:
    """A loss as `growth` has it."""
    low, _, high = text.partition(",")
    return Bounds(Decimal(low), Decimal(high))


class LeftOut(StrEnum):
    """Why a program is not part of a decision, or was set aside later; a few words each (`rollout-because-...`)."""

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
    """It as JSON, with its kind."""
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
