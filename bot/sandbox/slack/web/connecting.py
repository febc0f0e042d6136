"""auth.test and apps.connections.open."""

from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.web.call import Call, Method

JsonObject = dict[str, Any]


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
}
