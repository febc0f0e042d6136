"""Snapshots, WeChat's public numbers, and the forecasts made from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.fleet import Filter, FleetTotals, Sort, Verdict
from bot.domain.fleet_row import Asked, Page
from bot.domain.forecast.forecast import KeptForecast
from bot.domain.numbers.judgement import Judgement, Public
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import KnownLoss, Reached, Snapshot, Users, Visible
from bot.domain.numbers.version import Reading, Version
from bot.domain.programs import Program


class Snapshots(Protocol):
    """The snapshots, each with the newest number of users up to its day. Every method is scoped by workspace."""

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        """Judge snapshots, and keep them in one transaction, with the users of imported ones.

        What comes before a day that is kept has later days judged again: of one program at once, of many in the
        background (`Judgements`).

        One of the same day is replaced, unless it was taken later, by `FARTHEST_AHEAD` at most: it stays then.

        Returns:
            Those given, judged; the judgement of one that did not replace another, or waits for its turn, is unknown.
        """

    async def public(self, day: date) -> Public:
        """Return how WeChat counts all its users, by the newest public numbers up to a day."""

    async def judge_again(self, team_id: str, appids: Collection[Visible]) -> None:
        """Judge the newest day of programs again, or all days where that is needed."""

    async def users(self, team_id: str, appids: Collection[Visible], *, until: date) -> Mapping[str, Users]:
        """By program, the users that a snapshot of a day has; programs without a number are missing."""

    async def latest(self, team_id: str, appid: Visible) -> Snapshot | None:
        """Return the newest one."""

    async def since(
        self, team_id: str, appid: Visible, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        """Those of this day and later, up to another when one is named, oldest first.

        Args:
            without: days to leave out, at most a few dozen.
        """

    async def those(self, team_id: str, appid: Visible, days: Collection[date]) -> Sequence[Snapshot]:
        """Those of some days, oldest first."""

    async def on(self, team_id: str, appid: Visible, day: date) -> Snapshot | None:
        """Return the one of a day."""

    async def proved_readings(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, Reading]:
        """By program, the newest reading that its own numbers proved; programs without one are missing."""

    async def newest(self, team_id: str, appids: Collection[Visible], *, before: date) -> Mapping[str, Snapshot]:
        """By program, the newest one of an earlier day; programs without one are missing."""

    async def recent(
        self, team_id: str, appids: Collection[Visible], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        """By program, those of a day and later, before another, oldest first; programs without one are missing."""

    async def taken(
        self, team_id: str, appid: Visible, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        """When the snapshots of `since` were taken (UTC), without reading them; a replaced one is newer."""

    async def last_days(self, team_id: str, appids: Collection[Visible], *, before: date) -> Mapping[str, date]:
        """By program, the day of its newest snapshot of an earlier day; programs without one are missing."""

    async def judgements(
        self, team_id: str, appids: Collection[Visible], *, up_to: date | None = None
    ) -> Mapping[str, Judgement]:
        """By program, the judgement of its newest snapshot; programs without one are missing.

        Args:
            up_to: take the day that is compared with, see `bot.domain.digest.comparison.stands_for`.
        """

    async def losses(self, team_id: str, appids: Collection[Visible], version: Version) -> Mapping[str, KnownLoss]:
        """By program, the loss at a version by its newest snapshot; programs without one are missing."""


class UnjudgedNumbers(Protocol):
    """What of kept numbers is still to be judged. Every method is scoped by workspace, raises `StorageUnavailable`."""

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        """Return the AppIDs of programs of which nobody judged the newest day by the present rules.

        Args:
            turn: that of the public count by which days are judged now.
            limit: how many at most.
        """

    async def alerts_due(self, team_id: str, turn: str, *, limit: int) -> Mapping[Visible, date]:
        """By program, the first day of which alerts are still to be judged; not of one that is to be judged itself.

        Args:
            turn: as for `unjudged`.
            limit: how many at most.
        """

    async def alerts_judged(self, team_id: str, until: Mapping[Visible, datetime | None] | None) -> None:
        """Note that alerts are judged up to the newest reading; one that came meanwhile stays due.

        Args:
            until: by program, when that one was taken, None where there is none; None: all programs, as there are no
                alerts.
        """


class UserCounts(Protocol):
    """How many users WeChat counted, by day; `Snapshots` has them for answers. Raises `StorageUnavailable`."""

    async def save(self, team_id: str, day: date, counted: Mapping[str, Users], absent: Mapping[str, str]) -> None:
        """Keep what was counted up to a day, by AppID, and why nothing was: an error's identity, or `empty`."""


class Watch(Protocol):
    """Called when numbers were kept, which say themselves that alerts are still to be judged by them."""

    async def __call__(self, team_id: str, *, now: datetime) -> None:
        """Judge the alerts of a workspace.

        Raises:
            StorageUnavailable: the next call does it.
        """


class WatchPublic(Protocol):
    async def __call__(self, *, now: datetime) -> None:
        """Judge alerts in all workspaces.

        Raises:
            StorageUnavailable: the next call does it.
        """


class PublicSource(Protocol):
    """Reads WeChat's public numbers."""

    async def read(self) -> PublicSnapshot:
        """Return the present numbers.

        Raises:
            WeChatBusy, WeChatUnreachable, WeChatUnreadable: there are none, or they cannot be read.
        """


class PublicSnapshots(Protocol):
    """The public snapshots, the same for every workspace. Every method raises `StorageUnavailable`."""

    async def save(self, *snapshots: PublicSnapshot) -> None:
        """Judge and keep some; one of the same day is replaced."""

    async def judge_all(self) -> None:
        """Judge what other rules judged."""

    async def alerts_due(self) -> Sequence[PublicSnapshot]:
        """Those by which alerts are still to be judged, oldest first."""

    async def alerts_judged(self, newest: PublicSnapshot) -> None:
        """Note that alerts are judged up to one; what replaced it meanwhile stays due."""

    async def latest(self) -> PublicSnapshot | None:
        """Return the newest."""

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:
        """Those of this day and later, up to another when one is named, oldest first."""

    async def taken(self, day: date, *, until: date | None = None) -> Mapping[date, datetime]:
        """When those of `since` were taken (UTC), without reading them; a replaced one is newer."""


class Forecasts(Protocol):
    """Forecasts that were shown. Every method raises `StorageUnavailable`."""

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        """Keep some; the first of a version, day made and day expected stays."""

    async def due(self, team_id: str, appid: Visible, *, until: date) -> Sequence[KeptForecast]:
        """Return the forecasts whose day has come, the newest day first; at most 400."""


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
        """Return what is counted of the programs.

        Minimums that equally many have are in the order of the sorted programs.
        """

    async def sorted(self, asked: Asked, moment: Moment, only: Filter, sort: Sort, page: Page) -> Sequence[Program]:
        """Return some of the programs that a filter lists."""

    async def listed(self, asked: Asked, moment: Moment, only: Filter, sort: Sort) -> Sequence[Visible]:
        """Return the AppIDs of all programs that a filter lists, sorted: for what goes through a whole list."""

    async def raised(
        self, asked: Asked, moment: Moment, version: Version, verdict: Verdict | None, page: Page
    ) -> Raised:
        """Return what a minimum means for the programs, and some of those with a verdict, or of all.

        They are in the order of verdicts, then the smallest loss first.
        """

    async def changed(self, asked: Asked, moment: Moment, since: date) -> Sequence[Visible]:
        """Return the AppIDs of programs that may differ from what they were at the end of a day, by attention.

        All that do: by what happened to their numbers, their minimum or their readings. Of a few others, this cannot
        be told without reading them. Those that are still to be judged are not among them.
        """

    async def lines(self, asked: Asked, moment: Moment) -> str:
        """Return what a digest remembers of the programs: `FleetDigestMemory.lines`."""
