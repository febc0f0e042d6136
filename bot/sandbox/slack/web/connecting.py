"""auth.test and apps.connections.open."""

from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.people import BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.sandbox.slack.web.call import Call, Method

JsonObject = dict[str, Any]


async def auth_test(call: Call) -> JsonObject:
    """Whose token this is: https://docs.slack.dev/reference/methods/auth.test/."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": call.workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
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
