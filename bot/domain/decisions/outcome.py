"""What Baselib found at a decision's newest change: one of four kinds, each with what its sentence needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.numbers.version import Version


class SettingCall(StrEnum):
    """The call of Baselib's that sets a minimum; without one of these a person has set it."""

    CALLING = "asking"
    """Stored before the call. If it stays, the process ended around the call, and only a reading shows the outcome."""
    ACCEPTED = "accepted"
    """WeChat said that it is set."""
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
    """Another minimum is set."""
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


Outcome = SettingCall | Failure | Shown | Change


def fields_of(outcome: Outcome) -> dict[str, object]:
    """It as JSON, with its kind."""
    match outcome:
        case SettingCall():
            return {"kind": "call", "call": str(outcome)}
        case Failure():
            return {"kind": "failure", "key": outcome.key, "params": dict(outcome.params)}
        case Shown():
            return {"kind": "shown", "minimum": outcome.minimum.text if outcome.minimum else None}
        case Change():
            return {"kind": "change", "what": str(outcome.what), "before": outcome.before, "now": outcome.now}


def outcome_in(fields: Mapping[str, Any]) -> Outcome:
    """From `fields_of`.

    Raises:
        ValueError: of another kind.
    """
    match fields["kind"]:
        case "call":
            return SettingCall(fields["call"])
        case "failure":
            return Failure(fields["key"], fields["params"])
        case "shown":
            return Shown(Version.parse(fields["minimum"]) if fields["minimum"] else None)
        case "change":
            return Change(Difference(fields["what"]), fields["before"], fields["now"])
    raise ValueError(fields["kind"])
