"""How many people use a program: what a share of users is a share of.

WeChat counts distinct users of 30 days (getUserPortrait) and does not say which days its shares are of. So what follows
from both is said as "about", with two significant digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Final

from bot.domain.numbers.distribution import Bounds
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
        """The people behind a share of them; at least one behind a share that is not zero."""
        return Headcount(_people(share.low, self.total), _people(share.high, self.total))

    def share_of(self, people: int) -> Decimal:
        """The share that so many people are, a fraction; everyone for more than there are."""
        return min(Decimal(people) / self.total, Decimal(1)) if self.total else Decimal(1)


def _people(share: Decimal, total: int) -> int:
    parts = ceil(share * PARTS)
    return max((parts * total + PARTS // 2) // PARTS, int(parts > 0))


def people_of(users: Users | None, loss: Bounds | None) -> Headcount | None:
    """The people behind a share of the users; None where either is not known."""
    return users.among(loss) if users and loss else None


def about(people: int) -> int:
    """A number of people with two significant digits: 4,176 becomes 4,200."""
    unit = int(10 ** max(len(str(people)) - _SIGNIFICANT, 0))
    return (people + unit // 2) // unit * unit


def read_people(text: str) -> int:
    """A number of people as typed, with or without commas: from 1 to 999,999,999.

    Raises:
        BadUsers: it is none.
    """
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not _NUMBER.fullmatch(digits):
        raise BadUsers(text=text[:_SHOWN])
    return int(digits)
