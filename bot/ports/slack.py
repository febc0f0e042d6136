"""Slack."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.blocks.kit.elements import Message, View
from bot.domain.access import SYSTEM
from bot.domain.delivery import SlackCode
from bot.domain.workflows import StepRun


@dataclass(frozen=True, slots=True)
class Workspace:
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
    """Return the newest whole second that is over at `now` (UTC): Slack's events are dated in whole seconds."""
    return now.replace(microsecond=0) - timedelta(seconds=1)


class Workspaces(Protocol):
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
        """Return the suspended ones that have not ended, oldest first."""

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        """Suspend one; False when it is unknown, ended, or was suspended before."""

    async def revive(self, team_id: str) -> None:
        """End its suspension."""

    async def first(self) -> Workspace | None:
        """Return the oldest one, ended or not; None before there is any."""


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
        """Return the same installation with new tokens; its refresh token is used up even if the answer is lost."""

    async def teams_of(self, installation: Installation) -> Sequence[OrgTeam]:
        """Return the workspaces that an organisation's installation serves at this moment."""


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack knows of a user that an answer depends on."""

    user_id: str
    locale: str
    """Slack's, such as en-US or zh-CN; empty when unknown."""
    zone: str
    """IANA name; empty when unknown."""
    gone: bool = False
    """Deactivated, or never there: no message can reach them."""
    is_admin: bool = False
    """An admin or owner of the workspace."""
    name: str = ""
    """What others see; empty when unknown."""
    is_guest: bool = False
    """A single- or multi-channel guest."""
    is_outsider: bool = False
    """Of another workspace, met in a channel that it shares with this one (Slack Connect)."""


class People(Protocol):
    """Slack's user profiles."""

    async def get(self, team_id: str, user_id: str) -> Person:
        """Return a user, at most five minutes old. Never fails: what is unknown is empty, at first an admin's rank."""

    async def current(self, team_id: str, user_id: str) -> Person:
        """Return a user as Slack has them now, for what only some may do.

        Raises:
            RoleUnknown: Slack does not answer.
            SlackRefused, WorkspaceUnavailable: Slack refuses to.
        """

    async def is_member(self, team_id: str, channel_id: str, user_id: str, *, recent: bool = False) -> bool:
        """Whether a user is a member of a channel now; with `recent`, or was within the last minute.

        Raises:
            MembershipUnknown: Slack does not answer.
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused: Slack refuses to.
        """

    async def admin(self, team_id: str) -> str | None:
        """Return an admin of the workspace: its primary owner, else an owner or admin; None when unknown."""

    def known(self, team_id: str, user_id: str) -> Person | None:
        """Return the user from the cache alone, up to a day old but for the rank; None when a call would be needed."""

    def forget(self, team_id: str, user_id: str) -> None:
        """Drop the cached user, who has changed."""


class Messenger(Protocol):
    """Posts messages. When Slack refuses blocks, simpler ones are tried; the text always goes along.

    Every method raises ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy or SlackUnclear.
    """

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until the next post into a channel is allowed: Slack wants them apart.

        Raises:
            SlackBusy: that would take too long; nothing was waited for.
        """

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        """Post into a channel (or to a user); returns the message's ts. The delivery id travels as message metadata.

        The caller that posts a delivery has waited for its `turn`; other posts wait by themselves. With
        `thread_ts` it is an answer to that message.
        """

    async def update(self, team_id: str, channel_id: str, message_ts: str, message: Message) -> None:
        """Put another content into a message of our own."""

    async def find(
        self,
        team_id: str,
        channel_id: str,
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        """Return the ts of the message that carries a delivery id; None when there is none between two instants.

        Args:
            channel_id: the channel, or the user of a direct message.
            since: by our clock; where Slack's differs, the search begins as much earlier.
            until: by our clock.
            now: by our clock, to compare it with Slack's.
            thread_ts: it is looked for in that thread.

        Raises:
            SlackBusy: the search has not ended; the next call goes on where it stopped.
            SlackRefused: history cannot answer: a scope or the channel is missing, or there are too many messages.
        """

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Answer a command or a button, visible to that person only; `replace` overwrites the earlier answer."""

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        """Send one person in a channel a message that nobody else sees."""

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> str:
        """Open a modal (within 3 s of the click); returns its id.

        Raises:
            TooBusy: too late; also the errors of every method.
        """

    async def update_view(self, team_id: str, view_id: str, view: View, *, only_if: str = "") -> bool:
        """Put other content into an open modal; what was typed stays.

        Args:
            view: what it shows from now on.
            only_if: the hash of the view that this was made from; empty to replace whatever is there.

        Returns:
            False when the view has changed since then, or was closed.
        """


class Files(Protocol):
    async def send(
        self, team_id: str, user_id: str, filename: str, content: bytes, *, comment: str, alt_text: str = ""
    ) -> None:
        """Put a file into the direct messages with a person.

        Args:
            filename: what it is called; the ending says what it is.
            content: its bytes, one at least.
            comment: mrkdwn beside it.
            alt_text: what a picture shows, of at most 1,000 characters; only pictures have one.

        Raises:
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """


TokenCheck = Callable[[str], Awaitable[None]]
"""Asks Slack whether it accepts the token of a workspace, by its id; returns when it does.

Raises WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear; StorageUnavailable when the token cannot be read.
"""


class SlackIdentity(Protocol):
    async def whoami(self) -> Workspace:
        """Return the workspace that the token belongs to.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """


Outputs = Mapping[str, object]
"""By the names that the app's manifest declares: text, numbers, booleans, and lists of options."""


class StepRuns(Protocol):
    async def add(self, run: StepRun) -> bool:
        """Keep a new run; False when it is kept already, because Slack may send an event twice."""

    async def count(self, team_id: str) -> int:
        """How many a workspace has."""

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[StepRun]:
        """Those due by now, the longest due first. Only one caller gets each, until `until`, its new `next_at`."""

    async def keep(self, run: StepRun) -> None:
        """Write the run's program, `next_at`, and whether it waits."""

    async def end(self, run: StepRun) -> None:
        """Forget a run that has its result."""


class StepResults(Protocol):
    """Tells Slack the result of a run. A second result of the same run has no effect."""

    async def complete(self, team_id: str, run_id: str, outputs: Outputs, *, token: str = "") -> bool:
        """Complete a run that has succeeded; return whether Slack still waited for it.

        Args:
            token: the run's own, which Slack sent with it; without one, or once it no longer works, the bot's.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """

    async def fail(self, team_id: str, run_id: str, sentence: str, *, token: str = "") -> bool:
        """Fail a run; the sentence is for the person who started the workflow.

        Otherwise as `complete`.
        """
