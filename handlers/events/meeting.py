"""Meeting people: somebody looks at their Home tab, somebody invites the bot."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.answering import started
from handlers.at_home import open_later
from handlers.desk import Asker, Desk


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both. https://docs.slack.dev/reference/events/app_home_opened/ and .../member_joined_channel/."""

    async def on_home_opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            asker = Asker(body.get("team_id", ""), "", str(event.get("user") or ""), "")
            open_later(desk, asker, event.get("view") or {})

    async def on_joined(body: dict[str, Any], event: dict[str, Any]) -> None:
        inviter, channel_id = str(event.get("inviter") or ""), str(event.get("channel") or "")
        team_id = body.get("team_id", "")

        async def greet() -> None:
            now = await desk.clock.now()
            member = str(event.get("user") or "")
            await desk.usecases.first_run.invited(team_id, channel_id, member, inviter=inviter, now=now)

        if inviter:  # whoever comes by themselves is not the bot
            started(desk, Asker(team_id, "", inviter, ""), greet)

    app.event("app_home_opened")(on_home_opened)
    app.event("member_joined_channel")(on_joined)
