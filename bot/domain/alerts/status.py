"""What a channel is told about its alerts."""

from dataclasses import dataclass

from bot.domain.alerts.alert import Alert
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class AlertSet:
    """An alert that stands now."""

    alert: Alert
    program: Program | None
    """None: every program."""
    already: tuple[Program, ...] = ()
    """For whom it is true already: that is told now, and never by a message until it has returned."""
    unjudged: int = 0
    """How many programs have no numbers that may be judged, at present."""
    existed: bool = False
    """The channel had this very alert; nothing was changed."""
    changed: bool = False
    """It took the place of what it was before."""


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert and how it stands."""

    alert: Alert
    program: Program | None
    """None: every program."""
    holding: int
    """For how many programs it holds now."""
    restricted: bool = False
    """Whether its program does not exist in the channel any more: it rests until it does."""


def listed_alert(
    alert: Alert, holding: int, *, reader: ProgramIndex, channel: ProgramIndex, every: ProgramIndex
) -> ListedAlert:
    """An alert as somebody may read of it: a program that they do not see has no name there.

    Args:
        alert: which.
        holding: for how many programs it holds now.
        reader: the programs that exist for whoever reads it.
        channel: those that exist in the alert's channel.
        every: those of the workspace.
    """
    program = None if alert.fleet else reader.get(alert.appid) or Program(alert.appid)
    rests = channel.get(alert.appid) is None and every.get(alert.appid) is not None
    return ListedAlert(alert, program, holding, restricted=rests)
