"""The Events API: one listener an event, each of them rare."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from handlers.desk import Desk
from handlers.events import meeting

EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "team_access_granted",
    "team_access_revoked",
    "tokens_revoked",
    "user_change",
)
"""What `manifest.yml` asks Slack for."""
_LATEST: Final = 1 << 40
"""Seconds; a later moment is none."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what Slack tells unasked."""

    async def on_gone(body: dict[str, Any]) -> None:
        end = desk.usecases.end_workspace
        if org_id := _organisation(body):  # its one installation served several workspaces
            desk.work.start(partial(end.organisation, org_id, at=_moment(body)))
        else:
            desk.work.start(partial(end, body.get("team_id", ""), at=_moment(body)))

    async def on_tokens_revoked(body: dict[str, Any], event: dict[str, Any]) -> None:
        if (event.get("tokens") or {}).get("bot"):  # a user's token is none of ours
            await on_gone(body)

    async def on_user_change(body: dict[str, Any], event: dict[str, Any]) -> None:
        user = event.get("user") or {}
        several = (user.get("enterprise_user") or {}).get("teams") or ()  # an organisation's event names none itself
        for team_id in {body.get("team_id"), user.get("team_id"), *several} - {None}:
            desk.people.forget(str(team_id), str(user.get("id") or ""))

    app.event("app_uninstalled")(on_gone)
    app.event("tokens_revoked")(on_tokens_revoked)
    app.event("user_change")(on_user_change)
    meeting.register(app, desk)
    _hear_of_organisations(app, desk)


def _hear_of_organisations(app: AsyncApp, desk: Desk) -> None:
    """Where one installs the bot for its workspaces, an admin chooses which: as many as they like, at any time."""

    async def on_access_granted(body: dict[str, Any], event: dict[str, Any]) -> None:
        if install := desk.usecases.install_workspace:
            for team_id in event.get("team_ids") or []:
                desk.work.start(partial(install.granted, body.get("enterprise_id") or "", str(team_id)))

    async def on_access_revoked(body: dict[str, Any], event: dict[str, Any]) -> None:
        for team_id in event.get("team_ids") or []:
            desk.work.start(partial(desk.usecases.end_workspace.shut_out, str(team_id), at=_moment(body)))

    app.event("team_access_granted")(on_access_granted)
    app.event("team_access_revoked")(on_access_revoked)


def _organisation(body: dict[str, Any]) -> str:
    """Whose installation an event is about, when it is an organisation's; empty for a workspace's own.

    https://docs.slack.dev/apis/events-api/#authorizations
    """
    for authorization in body.get("authorizations") or []:
        if authorization.get("is_enterprise_install"):
            return str(authorization.get("enterprise_id") or body.get("enterprise_id") or "")
    return ""


def _moment(body: dict[str, Any]) -> datetime | None:
    """When it happened (UTC), if Slack says so: an event may come again minutes later."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < _LATEST else None
