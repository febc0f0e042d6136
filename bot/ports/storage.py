"""What else is kept. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.fleet_digest import FleetPicture
from bot.domain.meaning import Reading
from bot.domain.picture import Picture
from bot.domain.snapshot import Snapshot
from bot.domain.summary import Summary
from bot.ports.slack import Workspace


class Snapshots(Protocol):
    """Kept distributions. Every method is scoped by workspace."""

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> None:
        """Keep snapshots in one transaction; one of the same program and day is replaced."""

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        """The newest one."""

    async def since(self, team_id: str, appid: str, day: date, *, until: date | None = None) -> Sequence[Snapshot]:
        """Those of this day and later, up to another when one is named, oldest first."""

    async def on(self, team_id: str, appid: str, day: date) -> Snapshot | None:
        """The one of a day."""

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        """Per program the newest reading that its own numbers proved; programs without one are missing."""

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        """Per program the newest one of an earlier day; programs without one are missing."""

    async def recent(
        self, team_id: str, appids: Collection[str], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        """Per program those of a day and later, before another, oldest first; programs without one are missing."""

    async def taken(
        self, team_id: str, appid: str, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        """When those that `since` finds were taken (UTC), without reading them; one that is replaced is newer."""

    async def last_days(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, date]:
        """Per program the day of its newest snapshot of an earlier day; programs without one are missing."""

    async def summaries(
        self, team_id: str, appids: Collection[str], *, before: date | None = None
    ) -> Mapping[str, Summary | None]:
        """Per program the summary of its newest snapshot; None when that one has not been summarised.

        Args:
            team_id: the workspace.
            appids: programs; those without a snapshot are missing in the answer.
            before: of the newest snapshot of an earlier day than this.
        """

    async def keep_summaries(self, team_id: str, summaries: Sequence[Summary]) -> None:
        """Keep summaries beside their snapshots; one whose snapshot was replaced meanwhile is dropped."""

    async def appids_on(self, team_id: str, day: date) -> Collection[str]:
        """The programs that have a snapshot of this day."""

    async def thin_out(self, team_id: str, *, today: date) -> int:
        """Delete what `bot.domain.snapshot.expired_days` lets go; returns how many."""


class Pictures(Protocol):
    """What digests said, for comparing the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, picture: Picture, *, forget_before: date | None
    ) -> None:
        """Keep what the digest of a slot says, and let go of those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> Picture | None:
        """What the digest of a slot said; None when that was not kept, or was a fleet's."""


class FleetPictures(Protocol):
    """What fleets' digests said, for comparing the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, picture: FleetPicture, *, forget_before: date | None
    ) -> None:
        """Keep what the digest of a slot says, and let go of those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> FleetPicture | None:
        """What the digest of a slot said; None when that was not kept, or was no fleet's."""


class ChannelPrograms(Protocol):
    """Which program a channel means when it names none."""

    async def get(self, team_id: str, channel_id: str) -> str | None:
        """The appid chosen with `use`."""

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        """Choose one, in place of an earlier choice."""

    async def channels_of(self, team_id: str, appid: str) -> Sequence[str]:
        """The channels that chose a program, sorted."""


class Workspaces(Protocol):
    """The workspaces known."""

    async def put(self, workspace: Workspace, *, by: str = "") -> None:
        """Keep or replace one; `by` is the user who installed the app, if that is known, for the audit log."""

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""

    async def all(self) -> Sequence[Workspace]:
        """Those not ended, oldest first."""

    async def first(self) -> Workspace | None:
        """The oldest one, ended or not; None before there is any."""
