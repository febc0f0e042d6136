"""Fleets as the database counts and sorts them: an answer reads the programs that it shows, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.fleet.asked import Asked, Page
from bot.domain.fleet.raise_ import Verdict
from bot.domain.fleet.report import Filter, FleetTotals, Sort
from bot.domain.numbers.users import Reached
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class Moment:
    """What the standing of a program depends on, besides what is kept of it."""

    turn: str = ""
    """Which turn of WeChat's public count it is: a day that was judged by another is still to be judged."""


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

    async def raised(
        self, asked: Asked, moment: Moment, version: Version, verdict: Verdict | None, page: Page
    ) -> Raised:
        """What a minimum means for the programs, and some of those with a verdict, or of all.

        They are in the order of verdicts, then the smallest loss first.
        """

    async def changed(self, asked: Asked, moment: Moment, since: date) -> Sequence[Visible]:
        """The AppIDs of the programs that may differ from what they were at the end of a day, sorted by attention.

        All that do: by what happened to their numbers, their minimum or their readings. Of a few others, this cannot
        be told without reading them. Those that are still to be judged are not among them.
        """

    async def lines(self, asked: Asked, moment: Moment) -> str:
        """What a digest remembers of the programs: `FleetDigestMemory.lines`."""
