"""The Events API: one listener an event, each of them rare."""

from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from handlers.desk import Desk

EVENTS: Final = ("app_uninstalled", "tokens_revoked", "user_change")
"""What `manifest.yml` asks Slack for."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what Slack tells unasked."""

    async def on_gone(body: dict[str, Any]) -> None:
        desk.work.start(lambda: desk.usecases.end_workspace(body.get("team_id", "")))

    async def on_tokens_revoked(body: dict[str, Any], event: dict[str, Any]) -> None:
        if (event.get("tokens") or {}).get("bot"):  # a user's token is none of ours
            await on_gone(body)

    async def on_user_change(body: dict[str, Any], event: dict[str, Any]) -> None:
        desk.people.forget(body.get("team_id", ""), (event.get("user") or {}).get("id", ""))

    app.event("app_uninstalled")(on_gone)
    app.event("tokens_revoked")(on_tokens_revoked)
    app.event("user_change")(on_user_change)
