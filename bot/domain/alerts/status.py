"""A channel's alerts, as messages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.domain.alerts.alert import Alert, Condition, Watched
from bot.domain.alerts.judging import share_of
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
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
    """None: many programs, or one that does not exist for the reader."""
    holding: int
    """How many programs that exist for the reader meet the condition now."""
    present: Bounds | Version | None = None
    """What it watches as it is now: the share, or the minimum; None when unknown, or about many programs."""
    last: date | None = None
    """The Chinese day on which its program last met it; None if it has not, and about many programs."""
    unseen: bool = False
    """Whether its program does not exist for the reader, or not in the channel: there the alert rests."""


def listed_alert(
    alert: Alert,
    program: Program | None,
    holding: Collection[str],
    newest: Snapshot | None,
    *,
    last: date | None,
    reader: Collection[str],
    channel: Collection[str],
) -> ListedAlert:
    """An alert as its reader may see it: of a program that does not exist for the reader, only that.

    Args:
        program: the alert's, if it exists for the reader; None for many.
        holding: the AppIDs of the programs that meet the condition now.
        newest: of the program.
        last: the day on which the program last met the condition.
        reader: the AppIDs of those of all these programs that exist for the reader.
        channel: of those that exist in the alert's channel.
    """
    if alert.fleet:
        count = sum(1 for appid in holding if appid in reader and appid in channel)
        return ListedAlert(alert, None, count)
    if program is None:
        return ListedAlert(alert, None, 0, unseen=True)
    rests = not program.is_all_of_wechat and program.appid not in channel
    return ListedAlert(alert, program, len(holding), present_value(alert.condition, newest), last, unseen=rests)


def present_value(condition: Condition, snapshot: Snapshot | None) -> Bounds | Version | None:
    """What a condition watches, as a snapshot has it: the share, the minimum, or the highest that is safe."""
    if snapshot is None:
        return None
    if condition.watched is Watched.MINIMUM:
        return snapshot.minimum
    if condition.watched is Watched.SAFE:
        return snapshot.safe_minimum
    return share_of(condition, snapshot.losses)
