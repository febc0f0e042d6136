"""Snapshots: one day's stored distribution of one program, and how long they are kept."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.numbers.distribution import Bounds, Distribution, Losses, distribute
from bot.domain.numbers.either_way import either_way, reaching
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.judgement import UNKNOWN, Judgement
from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.numbers.users import Users
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import IMPORTED, OF_ALL, Visible

WECHAT_ZONE = ZoneInfo("Asia/Shanghai")
"""WeChat's days are Chinese ones, wherever the team sits."""
FARTHEST_AHEAD: Final = timedelta(hours=6)
"""A reading that is further ahead of the day's next one was taken by a wrong clock."""
_NEAR = timedelta(days=3)


def snapshot_day(moment: datetime) -> date:
    """The day that a reading taken at this instant belongs to."""
    return moment.astimezone(WECHAT_ZONE).date()


@dataclass(frozen=True)
class Snapshot:
    """One program's feed of one day, its meaning, and what it is worth."""

    appid: Visible
    day: date
    """The Chinese calendar day; there is one snapshot a day, the newest reading of that day."""
    taken_at: datetime
    """UTC; when WeChat was read, or when a person imported the numbers."""
    feed: Feed
    reading: Reading
    imported_by: str = ""
    """Who imported the numbers, as in the audit log; empty when they were read from WeChat."""
    users: Users | None = None
    """How many people the shares are shares of; None where that is not known."""
    judgement: Judgement = field(default=UNKNOWN, compare=False, repr=False)
    """What the numbers are worth, as it was decided when they were kept."""

    @cached_property
    def distribution(self) -> Distribution | None:
        """Shares per version; None when the feed's meaning is not proved."""
        return distribute(self.feed, self.reading)

    @cached_property
    def losses(self) -> Losses | None:
        """What each minimum costs, by the meaning or under each that fits; None if none does."""
        return self.distribution or either_way(self.feed, self.reading)

    @cached_property
    def minimum(self) -> Version | None:
        """The minimum on that day; None when WeChat named none."""
        return Version.read(self.feed.minimum)

    def judged(self, judgement: Judgement) -> "Snapshot":
        """Return it with a judgement, and with all that is computed of it already."""
        found = copy(self)
        object.__setattr__(found, "judgement", judgement)
        return found

    @property
    def settable(self) -> bool:
        """Whether there is a minimum to set: WeChat reports that of its programs, and a file may name one."""
        return self.minimum is not None or not (self.appid == OF_ALL or self.appid.startswith(IMPORTED))


@dataclass(frozen=True, slots=True)
class KnownLoss:
    """The loss at a version by a program's newest day."""

    minimum: Version | None
    """The minimum on that day; None when WeChat named none."""
    loss: Bounds | None
    """Users below the version, in a break from what it was before; None when unknown, and by a doubtful list."""


def loss_at(snapshot: Snapshot, version: Version, earlier: Bounds | None = None) -> KnownLoss:
    """Return the loss at a version by a day.

    Args:
        snapshot: judged.
        version: the version.
        earlier: the loss at it before the break that goes on.
    """
    if snapshot.losses is None or not snapshot.judgement.decides:
        return KnownLoss(snapshot.minimum, None)
    return KnownLoss(snapshot.minimum, reaching(snapshot.losses.loss(version), earlier))


class Dated(Protocol):
    """An object with a Chinese calendar day."""

    @property
    def day(self) -> date:
        """That day."""


D = TypeVar("D", bound=Dated)


def near(snapshots: Iterable[D], day: date) -> D | None:
    """The snapshot closest to a day, at most three days away; the earlier of two equally close ones."""
    within = [snapshot for snapshot in snapshots if abs(snapshot.day - day) <= _NEAR]
    return min(within, key=lambda snapshot: (abs(snapshot.day - day), snapshot.day), default=None)
