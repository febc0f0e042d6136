"""Publishes Home tabs."""

from collections.abc import Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.kit.message import View
from bot.errors import SlackRefused
from bot.slack.errors import translated


class SlackHomeTabs:
    """Serves `bot.ports.home.HomeTabs` (https://docs.slack.dev/reference/methods/views.publish/)."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
        """Nothing is published yet."""
        self._client_of = client_of

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        try:
            with translated("views.publish"):
                answer = await self._client_of(team_id).views_publish(user_id=user_id, view=view, hash=only_if or None)
                shown = answer.get("view") or {}
                return str(shown.get("hash") or "")
        except SlackRefused as refusal:
            if refusal.code == "hash_conflict":
                return None
            raise
