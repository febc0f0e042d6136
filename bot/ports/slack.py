"""Slack."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.blocks.kit.elements import Message, View
from bot.ports.workspaces import Workspace


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
        """A user, at most five minutes old. Never fails: what is unknown is empty, at first an admin's rank."""

    async def current(self, team_id: str, user_id: str) -> Person:
        """A user as Slack has them now, for what only some may do.

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
        """An admin of the workspace: its primary owner, else an owner or admin; None when unknown."""

    def known(self, team_id: str, user_id: str) -> Person | None:
        """The user from the cache alone, up to a day old but for the rank; None when a call would be needed."""

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
        """The ts of the message that carries a delivery id; None when there is none between two instants.

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
    """Sends files to people."""

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
    """The bot's identity in Slack."""

    async def whoami(self) -> Workspace:
        """The workspace that the token belongs to.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """
