"""Workspaces and installations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain.access.audit import SYSTEM
from bot.domain.delivery.delivery import SlackCode


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace that the bot is installed in."""

    team_id: str
    name: str
    bot_user_id: str
    ended: bool = False
    """The app was uninstalled or its token revoked: nothing is delivered."""
    enterprise_id: str = ""
    """The organisation whose installation serves it; empty where the workspace has its own."""
    suspended_at: datetime | None = None
    """Since when Slack does not accept its token for now (UTC): deliveries wait. None while it does."""
    suspended_because: SlackCode | None = None
    heard_at: datetime | None = None
    """Up to which second (UTC) is known whether it is in, or has ended. None: unknown."""


def last_second(now: datetime) -> datetime:
    """The newest whole second that is over at `now` (UTC): Slack's events are dated in whole seconds."""
    return now.replace(microsecond=0) - timedelta(seconds=1)


class Workspaces(Protocol):
    """The workspaces known."""

    async def put(self, workspace: Workspace, *, by: str = SYSTEM, news: bool = False) -> bool:
        """Keep or replace one; an ended one's personal tokens go with it. The audit log says when it came and went.

        Args:
            by: the user who installed it.
            news: leave a workspace as it is of which the same second, or a later one, is known (`heard_at`); not one
                from the future, which was noted by a clock that was ahead.

        Returns:
            Whether it took effect.
        """

    async def get(self, team_id: str) -> Workspace | None:
        """One by its id."""

    async def all(self) -> Sequence[Workspace]:
        """Those not ended, oldest first; suspended ones are among them."""

    async def suspended(self) -> Sequence[Workspace]:
        """The suspended ones that have not ended, oldest first."""

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        """Suspend one; False when it is unknown, ended, or was suspended before."""

    async def revive(self, team_id: str) -> None:
        """End its suspension."""

    async def first(self) -> Workspace | None:
        """The oldest one, ended or not; None before there is any."""


CLOCKS_DIFFER: Final = timedelta(minutes=2)
"""Between machines, at most; what is dated later was dated by a clock that was wrong."""
RENEW_EARLY: Final = timedelta(hours=2)
"""Slack's tokens last twelve hours where they rotate: https://docs.slack.dev/authentication/using-token-rotation/."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation: in a workspace, or in an organisation for all of its workspaces that an admin chooses."""

    id: str
    """The workspace's id (T...), or the organisation's (E...)."""
    name: str
    bot_user_id: str
    bot_token: str = field(repr=False)
    installed_at: datetime
    """UTC."""
    installed_by: str = ""
    """The installing user; empty when Slack did not name one."""
    org_wide: bool = False
    refresh_token: str = field(default="", repr=False)
    """Good for one use; empty where tokens do not rotate."""
    expires_at: datetime | None = None
    """UTC; None where tokens do not rotate."""

    @property
    def workspace(self) -> Workspace:
        """The workspace of one of its own, as it was then."""
        return Workspace(self.id, self.name, self.bot_user_id, heard_at=last_second(self.installed_at))

    def is_newer(self, at: datetime, *, now: datetime) -> bool:
        """Whether it is newer than an event of Slack, which are dated in whole seconds.

        Not one from the future: it was noted by a clock that was ahead, and everything would come before it.
        """
        return at < self.installed_at.replace(microsecond=0) <= now + CLOCKS_DIFFER

    def is_due(self, now: datetime) -> bool:
        """Whether its token should be renewed at `now` (UTC)."""
        return self.expires_at is not None and now >= self.expires_at - RENEW_EARLY

    def is_good(self, now: datetime) -> bool:
        """Whether its token is young enough for Slack at `now` (UTC)."""
        return self.expires_at is None or now < self.expires_at


class Installations(Protocol):
    """The installations. Every method raises StorageUnavailable."""

    async def put(self, installation: Installation) -> None:
        """Keep or replace one, with its tokens, in one go; durable when this returns."""

    async def renew(self, installation: Installation) -> bool:
        """As `put`, but only over the installation that had the tokens before.

        False, and nothing is kept, when that one was dropped or replaced meanwhile.
        """

    async def get(self, installation_id: str) -> Installation | None:
        """One by the id of its workspace or organisation."""

    async def all(self) -> Sequence[Installation]:
        """All of them, sorted by id."""

    async def drop(self, installation_id: str) -> None:
        """Forget one, with its tokens."""


@dataclass(frozen=True, slots=True)
class OrgTeam:
    """A workspace of an organisation."""

    team_id: str
    name: str


class SlackOAuth(Protocol):
    """Slack's OAuth. Every method raises SlackRefused, SlackBusy or SlackUnclear."""

    def authorise_url(self, state: str) -> str:
        """Slack's page to install the bot; the state comes back from there."""

    async def exchange(self, code: str, *, now: datetime) -> Installation:
        """Exchange the code that a browser brought back.

        Args:
            code: good once, for ten minutes.
            now: UTC; the life of the token counts from here.
        """

    async def refresh(self, installation: Installation, *, now: datetime) -> Installation:
        """The same installation with new tokens; its refresh token is used up even if the answer is lost."""

    async def teams_of(self, installation: Installation) -> Sequence[OrgTeam]:
        """The workspaces that an organisation's installation serves at this moment."""
