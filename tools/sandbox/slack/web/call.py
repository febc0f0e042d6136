"""One call of a Web API method: its arguments, and the checks that methods need."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.people import Channel
from tools.sandbox.slack.town import Town
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


class Arguments:
    """Typed access to arguments that may be JSON values or strings."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and the like are written out."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """A required string.

        Raises:
            SlackError: `invalid_arguments` when it is not.
        """
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean in any of the spellings that Slack accepts."""
        value = self.values.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within limits.

        Raises:
            SlackError: `invalid_arguments` when it is none.
        """
        try:
            value = int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"must be an integer: {name}"]) from None
        if not least <= value <= most:
            raise SlackError("invalid_arguments", [f"must be between {least} and {most}: {name}"])
        return value

    def structured(self, name: str, otherwise: str) -> Any:
        """A JSON value, given as it is or in a string; None when it is left out.

        Raises:
            SlackError: the error named by `otherwise`, when the string is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(otherwise) from None


async def read_arguments(request: Request, *, json_allowed: bool) -> Arguments:
    """The arguments of one request.

    Methods that read, mostly, ignore a JSON body, as Slack does.

    Raises:
        SlackError: `invalid_json`, `json_not_object` or `invalid_post_type`.
    """
    values: JsonObject = dict(request.query_params)
    if request.method == "GET":
        return Arguments(values)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        body = await _json_object(request)
        values |= body if json_allowed else {}
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.form()
        values |= {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    elif kind and await request.body():
        raise SlackError("invalid_post_type")
    return Arguments(values)


async def _json_object(request: Request) -> JsonObject:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


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
