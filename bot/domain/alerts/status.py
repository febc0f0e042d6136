"""A channel's alerts, as messages show them."""

from dataclasses import dataclass

from bot.domain.alerts.alert import Alert, Condition, Watched
from bot.domain.alerts.judging import share_of
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class AlertSet:
    """An alert that has just been set."""

    alert: Alert
    program: Program | None
    """None: every program."""
    already: tuple[Program, ...] = ()
    """Programs that already meet the condition: named now, and not alerted until they have returned."""
    unjudged: int = 0
    """How many programs have no sound numbers at present."""
    existed: bool = False
    """The channel already had this alert; nothing changed."""
    changed: bool = False
    """It replaced its earlier version."""


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert with its status."""

    alert: Alert
    program: Program | None
    """None: every program."""
    holding: int
    """How many programs meet the condition now."""
    present: Bounds | Version | None = None
    """What it watches as it is now: the share, or the minimum; None when unknown, or about many programs."""
    restricted: bool = False
    """Whether its program no longer exists in the channel: the alert rests until it does."""


def listed_alert(
    alert: Alert,
    holding: int,
    newest: Snapshot | None = None,
    *,
    reader: ProgramIndex,
    channel: ProgramIndex,
    every: ProgramIndex,
) -> ListedAlert:
    """An alert as its reader may see it, without the names of programs hidden from the reader.

    Args:
        holding: how many programs meet the condition now.
        reader: the programs that exist for the reader.
        channel: those that exist in the alert's channel.
    """
    program = None if alert.fleet else reader.get(alert.appid) or Program(alert.appid)
    rests = channel.get(alert.appid) is None and every.get(alert.appid) is not None
    shown = newest if program else None
    return ListedAlert(alert, program, holding, present_value(alert.condition, shown), restricted=rests)


def present_value(condition: Condition, snapshot: Snapshot | None) -> Bounds | Version | None:
    """What a condition watches, as a snapshot has it: the share, the minimum, or the highest that is safe."""
    if snapshot is None:
        return None
    if condition.watched is Watched.MINIMUM:
        return snapshot.minimum
    if condition.watched is Watched.SAFE:
        return snapshot.safe_minimum
    return share_of(condition, snapshot.distribution)
