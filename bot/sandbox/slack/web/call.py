"""One call of a Web API method, with the checks that methods need."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.state.people import Channel
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.web.arguments import Arguments
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

_SCOPE_FAMILY = {"public_channel": "channels", "private_channel": "groups", "im": "im"}


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
