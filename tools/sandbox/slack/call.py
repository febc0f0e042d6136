"""One call of a Web API method: its arguments, and the checks that methods need."""

import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.people import APP_ID, ORGANISATION, ORGANISATION_NAME, Channel, User
from tools.sandbox.slack.refusals import SlackError
from tools.sandbox.slack.workspace import Town, Workspace

JsonObject = dict[str, Any]


class Arguments:
    """Typed access to arguments that may be JSON values or strings."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str, default: str = "") -> str:
        """Return a string; numbers and the like are written out."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within limits."""
        try:
            value = int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"must be an integer: {name}"]) from None
        if not least <= value <= most:
            raise SlackError("invalid_arguments", [f"must be between {least} and {most}: {name}"])
        return value

    def structured(self, name: str, otherwise: str) -> Any:
        """Return a JSON value, given as it is or in a string; None when it is left out."""
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
    """Return the arguments of one request.

    Methods that read, mostly, ignore a JSON body, as Slack does.
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
    method: str
    args: Arguments
    base_url: str
    """The sandbox's own address, without a slash at the end."""

    def need_scope(self, scope: str) -> None:
        """Refuse the call unless the manifest asks for this scope."""
        granted = self.workspace.config.manifest.scopes
        if scope not in granted:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))

    def need_scope_for(self, channel: Channel, deed: str) -> None:
        """Refuse the call unless it may do this with this kind of conversation: `channels:read`, `im:history` ..."""
        self.need_scope(f"{_SCOPE_FAMILY[channel.kind]}:{deed}")

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation that an argument names and that the bot can see."""
        channel = self.workspace.channels.get(self.args.required(name))
        if channel is None or (channel.is_private and not channel.is_member):
            raise SlackError("channel_not_found")
        return channel

    def channel_to_read(self) -> Channel:
        """Return the conversation whose messages the bot may read."""
        channel = self.channel()
        self.need_scope_for(channel, "history")
        if not channel.is_member:
            raise SlackError("not_in_channel")
        return channel

    def channel_to_post(self) -> Channel:
        """Return the conversation to which the bot may post: by its id, or by a person's for a direct message."""
        given = self.args.required("channel")
        workspace = self.workspace
        channel = workspace.channels.get(given)
        if channel is None and given in {user.id for user in workspace.people()}:
            channel = workspace.direct_message(given)
        if channel is None or (channel.is_private and not channel.is_member):
            raise SlackError("channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        if not channel.is_member:
            raise SlackError("not_in_channel")
        return channel


Handler = Callable[[Call], Awaitable[JsonObject]]


@dataclass(frozen=True)
class Method:
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
        """Return the `response_metadata` of the answer."""
        return {"response_metadata": {"next_cursor": self.next_cursor}}


def page_of(call: Call, items: Sequence[Item], *, default: int, most: int) -> Page[Item]:
    """Return the page that the call's `cursor` and `limit` ask for."""
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


async def info(call: Call) -> JsonObject:
    """One person; the locale only on request."""
    user = call.workspace.users.get(call.args.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user_to_api(user, call.workspace.clock.now(), locale=call.args.flag("include_locale"))}


async def list_users(call: Call) -> JsonObject:
    """Everyone, including the bot."""
    page = page_of(call, list(call.workspace.users.values()), default=200, most=1000)
    locale, now = call.args.flag("include_locale"), call.workspace.clock.now()
    return {"members": [user_to_api(user, now, locale=locale) for user in page.items], **page.metadata()}


def user_to_api(user: User, now: datetime, *, locale: bool) -> JsonObject:
    """Return the user object: https://docs.slack.dev/reference/objects/user-object/."""
    local = now.astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    body: JsonObject = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": False,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": {"real_name": user.real_name, "display_name": user.name, "team": user.team_id},
        "is_admin": user.is_admin,
        "is_owner": user.is_admin,
        "is_primary_owner": user.is_admin,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
    }
    return body | ({"locale": user.locale} if locale else {})


METHODS = {
    "users.info": Method(info, "users:read"),
    "users.list": Method(list_users, "users:read"),
}


def check_client(config: SlackSandboxConfig, request: Request) -> None:
    """Check the id and secret that the app shows, by Basic authentication."""
    client_id, secret = _basic(request)
    if not config.client_id or client_id != config.client_id:
        raise SlackError("invalid_client_id")
    if not hmac.compare_digest(secret.encode(), config.client_secret.encode()):
        raise SlackError("bad_client_secret")


def _basic(request: Request) -> tuple[str, str]:
    """Return what is shown; of anything else, empty texts."""
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    try:
        shown = base64.b64decode(coded, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        shown = ""
    client_id, _, secret = shown.partition(":")
    return client_id, secret


async def access(call: Call) -> JsonObject:
    """Tokens for a code, or for a refresh token: https://docs.slack.dev/reference/methods/oauth.v2.access/."""
    town, args = call.town, call.args
    grant_type = args.text("grant_type") or "authorization_code"
    if grant_type == "refresh_token":
        grant, refresh_token = town.grants.refresh(args.required("refresh_token"))
    elif grant_type == "authorization_code":
        grant, refresh_token = town.grants.exchange(args.required("code"), args.text("redirect_uri"))
    else:
        raise SlackError("invalid_grant_type")
    town.moved()
    org_wide = grant.place == ORGANISATION
    workspace = town.home if org_wide else town.workspaces[grant.place]
    team, installer = workspace.team, workspace.people()[0]
    body: JsonObject = {
        "app_id": APP_ID,
        "authed_user": {"id": installer.id},
        "scope": ",".join(sorted(town.config.manifest.scopes)),
        "token_type": "bot",
        "access_token": grant.token,
        "bot_user_id": team.bot_user,
        "team": None if org_wide else {"id": team.id, "name": team.name},
        "enterprise": {"id": ORGANISATION, "name": ORGANISATION_NAME} if org_wide else None,
        "is_enterprise_install": org_wide,
    }
    if refresh_token:
        left = grant.expires_at - call.workspace.clock.now() if grant.expires_at else None
        body |= {"refresh_token": refresh_token, "expires_in": round(left.total_seconds()) if left else 0}
    return body


async def teams(call: Call) -> JsonObject:
    """Where a token works: https://docs.slack.dev/reference/methods/auth.teams.list/."""
    found = [workspace.team for workspace in call.town.workspaces.values() if workspace.enterprise_id]
    return {"teams": [{"id": team.id, "name": team.name} for team in found or [call.workspace.team]]}


async def test(_call: Call) -> JsonObject:
    """Slack answers: https://docs.slack.dev/reference/methods/api.test/."""
    return {"args": {}}


async def auth_test(call: Call) -> JsonObject:
    """Whose token this is: https://docs.slack.dev/reference/methods/auth.test/."""
    team = call.workspace.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.workspace.users[team.bot_user].name,
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": bool(call.workspace.enterprise_id),
    }


async def open_connection(call: Call) -> JsonObject:
    """Return a WebSocket URL for Socket Mode: https://docs.slack.dev/reference/methods/apps.connections.open/."""
    if call.workspace.config.app_url is not None:
        raise SlackError("socket_mode_not_enabled")
    ticket = call.workspace.sockets.issue_ticket()
    return {"url": f"{call.base_url.replace('http', 'ws', 1)}/socket/{ticket}"}


AUTH_METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, caller="app"),
    "oauth.v2.access": Method(access, caller="client", writes=True),
    "auth.teams.list": Method(teams),
    "api.test": Method(test, caller="anyone", takes_json=True),
}
