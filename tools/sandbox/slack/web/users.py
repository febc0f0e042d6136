"""users.*: https://docs.slack.dev/reference/methods/users.info/ and its sibling."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.people import User
from tools.sandbox.slack.web.call import Call, Method, page_of

JsonObject = dict[str, Any]


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
    """The user object: https://docs.slack.dev/reference/objects/user-object/."""
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
