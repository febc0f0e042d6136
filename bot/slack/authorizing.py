"""Authorises every request for Bolt, from cached installations."""

from collections.abc import Awaitable, Callable

from slack_bolt.authorization import AuthorizeResult

from bot.ports.workspaces import Installation

Serving = Callable[[str, str], Awaitable[Installation | None]]
"""The installation that serves a workspace, by the ids of the workspace and its organisation."""


def authorize_by(serving: Serving) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """Bolt's `authorize` callback. Requests without an installation are ignored."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        installation = await serving(team_id or "", enterprise_id or "")
        if installation is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=installation.bot_user_id,
            bot_token=installation.bot_token,
        )

    return authorize
