"""Who calls, and how: oauth.v2.access, auth.test, auth.teams.list, apps.connections.open and api.test."""

import base64
import binascii
import hmac
from typing import Any

from starlette.requests import Request

from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.people import APP_ID, ORGANISATION, ORGANISATION_NAME
from tools.sandbox.slack.web.call import Arguments, Call, Method

JsonObject = dict[str, Any]


def check_client(config: SlackSandboxConfig, request: Request, args: Arguments) -> None:
    """The app shows its id and secret, by Basic authentication or as arguments.

    Raises:
        SlackError: invalid_client_id or bad_client_secret.
    """
    client_id, secret = _basic(request) or (args.text("client_id"), args.text("client_secret"))
    if not config.client_id or client_id != config.client_id:
        raise SlackError("invalid_client_id")
    if not hmac.compare_digest(secret.encode(), config.client_secret.encode()):
        raise SlackError("bad_client_secret")


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
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
    """A WebSocket URL for Socket Mode: https://docs.slack.dev/reference/methods/apps.connections.open/."""
    if call.workspace.config.app_url is not None:
        raise SlackError("socket_mode_not_enabled")
    ticket = call.workspace.sockets.issue_ticket()
    return {"url": f"{call.base_url.replace('http', 'ws', 1)}/socket/{ticket}"}


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, caller="app"),
    "oauth.v2.access": Method(access, caller="client", writes=True),
    "auth.teams.list": Method(teams),
    "api.test": Method(test, caller="anyone", takes_json=True),
}
