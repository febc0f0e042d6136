"""Fleets as the database counts and sorts them: an answer reads the programs that it shows, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.domain.fleet.asked import Asked, Page
from bot.domain.fleet.raise_ import Verdict
from bot.domain.fleet.report import Filter, FleetTotals, Sort
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.users import Reached
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class Moment:
    """What the standing of a program depends on, besides what is kept of it."""

    today: date
    """The Chinese calendar day."""
    since: date | None = None
    """The first day of the break of WeChat's public numbers; None without an open one."""

    @property
    def a_week_before(self) -> date | None:
        """Snapshots of earlier days than this are at least a week old; None in a break: they were counted otherwise."""
        return None if self.since else self.today - WEEK + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Raised:
    """What a minimum means for a fleet."""

    verdicts: Mapping[Verdict, int]
    """Programs per verdict; empty verdicts are missing."""
    programs: Sequence[Program]
    """Those asked for."""
    reached: Reached | None = None
    """The people below it in all of the fleet; None where nobody counted them."""


class Fleets(Protocol):
    """Every method is scoped by the viewpoint, and raises `StorageUnavailable`."""

    async def totals(self, asked: Asked, moment: Moment, sort: Sort) -> FleetTotals:
        """What is counted of the programs; minimums that equally many have are in the order of the sorted programs."""

    async def sorted(self, asked: Asked, moment: Moment, only: Filter, sort: Sort, page: Page) -> Sequence[Program]:
        """Some of the programs that a filter lists."""

    async def listed(self, asked: Asked, moment: Moment, only: Filter, sort: Sort) -> Sequence[Visible]:
        """The AppIDs of all programs that a filter lists, sorted: for what goes through a whole list."""

    async def raised(self, asked: Asked, version: Version, verdict: Verdict | None, page: Page) -> Raised:
        """What a minimum means for the programs, and some of those with a verdict, or of all.

        They are in the order of verdicts, then the smallest loss first.
        """

    async def changed(
        self, asked: Asked, moment: Moment, since: date, open_then: date | None = None
    ) -> Sequence[Visible]:
        """The AppIDs of the programs that may be otherwise than at the end of a day, as they are sorted by attention.

        All that are: by what happened to their numbers, their minimum or their readings. Of a few others, this cannot
        be told without reading them.

        Args:
            open_then: the first day of the break of WeChat's public numbers that went on then; None without one.
        """

    async def lines(self, asked: Asked, moment: Moment) -> str:
        """What a digest remembers of the programs: `FleetDigestMemory.lines`."""
