"""What a channel is told about its alerts."""

from dataclasses import dataclass

from bot.domain.alert import Alert
from bot.domain.program import Program


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
