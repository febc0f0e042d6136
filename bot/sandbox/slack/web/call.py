"""One call of a Web API method, with the checks that methods need."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.state.people import Channel
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.web.arguments import Arguments
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

_SCOPE_FAMILY = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
Item = TypeVar("Item")


@dataclass(frozen=True)
class Call:
    """One call, after its token was checked."""

    town: Town
    workspace: Workspace
    """The workspace in which the token works."""
    method: str
    args: Arguments
    base_url: str
    """The sandbox's own address, without a slash at the end."""

    def need_scope(self, scope: str) -> None:
        """Refuse the call unless the manifest asks for this scope.

        Raises:
            SlackError: `missing_scope`, with the needed and the granted scopes.
        """
        granted = self.workspace.config.manifest.scopes
        if scope not in granted:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))

    def need_scope_for(self, channel: Channel, deed: str) -> None:
        """Refuse the call unless it may do this with this kind of conversation: `channels:read`, `im:history` ..."""
        self.need_scope(f"{_SCOPE_FAMILY[channel.kind]}:{deed}")

    def channel(self, name: str = "channel") -> Channel:
        """The conversation that an argument names and that the bot can see.

        Raises:
            SlackError: `channel_not_found`; private ones without the bot are invisible.
        """
        channel = self.workspace.channels.get(self.args.required(name))
        if channel is None or (channel.is_private and not channel.is_member):
            raise SlackError("channel_not_found")
        return channel

    def channel_to_read(self) -> Channel:
        """The conversation whose messages the bot may read.

        Raises:
            SlackError: `channel_not_found`, `missing_scope` or `not_in_channel`.
        """
        channel = self.channel()
        self.need_scope_for(channel, "history")
        if not channel.is_member:
            raise SlackError("not_in_channel")
        return channel

    def channel_to_post(self) -> Channel:
        """The conversation to which the bot may post: by id, by name, or a person's for a direct message.

        Raises:
            SlackError: `channel_not_found`, `is_archived` or `not_in_channel`.
        """
        given = self.args.required("channel")
        workspace = self.workspace
        channel = workspace.channels.get(given) or self._by_name(given.removeprefix("#"))
        if channel is None and given in {user.id for user in workspace.people()}:
            channel = workspace.direct_message(given)
        if channel is None or (channel.is_private and not channel.is_member):
            raise SlackError("channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        if not channel.is_member and "chat:write.public" not in workspace.config.manifest.scopes:
            raise SlackError("not_in_channel")
        return channel

    def _by_name(self, name: str) -> Channel | None:
        named = (each for each in self.workspace.channels.values() if each.name == name and each.im_user is None)
        return next(named, None)


Handler = Callable[[Call], Awaitable[JsonObject]]


@dataclass(frozen=True)
class Method:
    """A method of the Web API."""

    handle: Handler
    scope: str | None = None
    """The scope that the token needs, whatever the arguments."""
    takes_json: bool = False
    writes: bool = False
    """Whether it changes something, so that a lost answer matters."""
    names_channel: bool = False
    caller: Literal["bot", "app", "client", "anyone"] = "bot"
    """Whose token it takes; `client`: the app's own id and secret instead of a token."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some of a list's items, and where to go on."""

    items: Sequence[Item]
    next_cursor: str

    def metadata(self) -> dict[str, Any]:
        """The `response_metadata` of the answer."""
        return {"response_metadata": {"next_cursor": self.next_cursor}}


def page_of(call: Call, items: Sequence[Item], *, default: int, most: int) -> Page[Item]:
    """The page that the call's `cursor` and `limit` ask for.

    Raises:
        SlackError: `invalid_cursor` or `invalid_arguments`.
    """
    limit = call.args.number("limit", default, least=1, most=most)
    start = _decode(call.args.text("cursor"))
    end = start + limit
    return Page(items[start:end], _encode(end) if end < len(items) else "")


def _encode(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
