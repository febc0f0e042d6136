"""Snapshots: the numbers of a program on a day, and its users.

How many people use a program: what a share of users is a share of. WeChat counts distinct users of 30 days
(getUserPortrait) and does not say which days its shares are of. So what follows from both is said as "about", with
two significant digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import Final, NewType, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.numbers.distribution import Bounds, Distribution, Losses, distribute
from bot.domain.numbers.judgement import UNKNOWN, Judgement, either_way, reaching
from bot.domain.numbers.version import Feed, Reading, Version
from bot.errors import BadUsers

GOOD_FOR: Final = timedelta(days=14)
"""How long a number goes with later shares."""
MOST: Final = 2_000_000_000
"""More people than use WeChat; what a column of the database holds."""
PARTS: Final = 10**9
"""Of one whole: a share is so many, rounded up, so that a database computes the same people from whole numbers."""
_SIGNIFICANT: Final = 2
_NUMBER: Final = re.compile(r"0*[1-9][0-9]{0,8}", re.ASCII)
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Headcount:
    """A number of whole people known to lie between two ends."""

    low: int
    high: int


NOBODY: Final = Headcount(0, 0)


@dataclass(frozen=True, slots=True)
class Reached(Headcount):
    """The people who are cut off in all programs whose users are known; who uses two counts twice."""

    programs: int

    @classmethod
    def of(cls, people: Iterable[Headcount | None]) -> "Reached | None":
        """Those of programs in all; None where nobody counted them."""
        return cls.all(cls(each.low, each.high, 1) for each in people if each)

    @classmethod
    def all(cls, parts: Iterable["Reached"]) -> "Reached | None":
        """Those of all parts together; None without any."""
        known = list(parts)
        if not known:
            return None
        return cls(
            sum(each.low for each in known), sum(each.high for each in known), sum(each.programs for each in known)
        )


@dataclass(frozen=True, slots=True)
class Users:
    """A program's distinct users of 30 days, by platform."""

    day: date
    """The last of the days; a Chinese one."""
    android: int = 0
    iphone: int = 0
    other: int = 0
    """On what is neither, or is not told apart, as in imported numbers."""

    @property
    def total(self) -> int:
        """On all platforms; who uses two is counted twice."""
        return self.android + self.iphone + self.other

    def among(self, share: Bounds) -> Headcount:
        """Return the people behind a share of them; at least one behind a share that is not zero."""
        return Headcount(_people(share.low, self.total), _people(share.high, self.total))

    def share_of(self, people: int) -> Decimal:
        """Return the share that so many people are, a fraction; everyone for more than there are."""
        return min(Decimal(people) / self.total, Decimal(1)) if self.total else Decimal(1)


def _people(share: Decimal, total: int) -> int:
    parts = ceil(share * PARTS)
    return max((parts * total + PARTS // 2) // PARTS, int(parts > 0))


def people_of(users: Users | None, loss: Bounds | None) -> Headcount | None:
    """Return the people behind a share of the users; None where either is not known."""
    return users.among(loss) if users and loss else None


def about(people: int) -> int:
    """Return a number of people with two significant digits: 4,176 becomes 4,200."""
    unit = int(10 ** max(len(str(people)) - _SIGNIFICANT, 0))
    return (people + unit // 2) // unit * unit


def read_people(text: str) -> int:
    """Return a number of people as typed, with or without commas: from 1 to 999,999,999.

    Raises:
        BadUsers: it is none.
    """
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not _NUMBER.fullmatch(digits):
        raise BadUsers(text=text[:_SHOWN])
    return int(digits)


Visible = NewType("Visible", str)
"""The AppID of a program that exists for a viewpoint: what is kept of a program can be read with nothing else.

An AppID from anywhere else (typed, carried by a button, on record in an alert) is text until `VisiblePrograms` finds
the program.
"""
OF_ALL: Final = Visible("wechat")
"""All of WeChat: public, and so there for everyone."""
IMPORTED: Final = "imported-"
"""How the made-up AppID of a program begins that people import; no AppID does."""


WECHAT_ZONE = ZoneInfo("Asia/Shanghai")
"""WeChat's days are Chinese ones, wherever the team sits."""
FARTHEST_AHEAD: Final = timedelta(hours=6)
"""A reading that is further ahead of the day's next one was taken by a wrong clock."""
_NEAR = timedelta(days=3)


def snapshot_day(moment: datetime) -> date:
    """Return the day that a reading taken at this instant belongs to."""
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
        """Return the snapshot with a judgement, and with all that is computed of it already."""
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
    """Return the snapshot closest to a day, at most three days away; the earlier of two equally close ones."""
    within = [snapshot for snapshot in snapshots if abs(snapshot.day - day) <= _NEAR]
    return min(within, key=lambda snapshot: (abs(snapshot.day - day), snapshot.day), default=None)
