"""Slack's OAuth: exchange a browser's code, or a refresh token, for tokens; and the bot's identity, from auth.test.

https://docs.slack.dev/reference/methods/oauth.v2.access/ and https://docs.slack.dev/authentication/using-token-rotation/
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackUnclear, WorkspaceUnavailable
from bot.ports.slack import Installation, OrgTeam, Workspace
from bot.slack.errors import translated

_ACCESS: Final = "oauth.v2.access"
_LONGEST_LIFE: Final = 366 * 86_400
_PAGES: Final = 20
_PAGE: Final = 200


@dataclass(frozen=True)
class OAuthClient:
    """Serves `bot.ports.slack.SlackOAuth`."""

    client_of: Callable[[str], AsyncWebClient]
    """A client with this token; an empty one means no token."""
    authorise_page: str
    """Slack's page where a person approves the app's scopes."""
    client_id: str
    client_secret: SecretStr
    scopes: Sequence[str]
    redirect_url: str

    def authorise_url(self, state: str) -> str:
        """Slack's page for approval; all scopes are the bot's, none the person's."""
        query = {
            "client_id": self.client_id,
            "scope": ",".join(self.scopes),
            "user_scope": "",
            "redirect_uri": self.redirect_url,
            "state": state,
        }
        return f"{self.authorise_page}?{urlencode(query)}"

    async def exchange(self, code: str, *, now: datetime) -> Installation:
        answer = await self._access(code=code, redirect_uri=self.redirect_url)
        with translated(_ACCESS):
            org_wide = bool(answer.get("is_enterprise_install"))
            place = answer["enterprise" if org_wide else "team"]
            return _with_tokens(
                Installation(
                    str(place["id"]),
                    str(place.get("name") or ""),
                    str(answer.get("bot_user_id") or ""),
                    bot_token="",
                    installed_at=now,
                    installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
                    org_wide=org_wide,
                ),
                answer,
                now,
            )

    async def refresh(self, installation: Installation, *, now: datetime) -> Installation:
        answer = await self._access(grant_type="refresh_token", refresh_token=installation.refresh_token)
        with translated(_ACCESS):
            return _with_tokens(installation, answer, now)

    async def teams_of(self, installation: Installation) -> Sequence[OrgTeam]:
        """Return an organisation's workspaces: https://docs.slack.dev/reference/methods/auth.teams.list/ (no scope)."""
        client, teams = self.client_of(installation.bot_token), list[OrgTeam]()
        cursor: str | None = None
        for _ in range(_PAGES):
            with translated("auth.teams.list"):
                answer = await client.auth_teams_list(limit=_PAGE, cursor=cursor or None)
                teams += [OrgTeam(str(team["id"]), str(team.get("name") or "")) for team in answer["teams"]]
                cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return teams

    async def reach(self) -> None:
        """Check that Slack answers: https://docs.slack.dev/reference/methods/api.test/.

        What stands in for Slack need not have that method; then it is enough that it refuses a call without a token.
        """
        client = self.client_of("")
        try:
            with translated("api.test"):
                await client.api_test()
        except SlackUnclear:
            with suppress(WorkspaceUnavailable), translated("auth.test"):
                await client.auth_test()

    async def _access(self, **what: str) -> Mapping[str, Any]:
        with translated(_ACCESS):
            # Not with the SDK's own method: aiohttp is about to drop its way of Basic authentication.
            answer = await self.client_of("").api_call("oauth.v2.access", data=what, headers=self._shown())
        if not isinstance(answer.data, dict):
            raise SlackUnclear(method=_ACCESS)
        return answer.data

    def _shown(self) -> dict[str, str]:
        """Return the header of Basic authentication (https://www.rfc-editor.org/rfc/rfc7617).

        The secret is in no URL and no body.
        """
        pair = f"{self.client_id}:{self.client_secret.get_secret_value()}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _with_tokens(installation: Installation, answer: Mapping[str, Any], now: datetime) -> Installation:
    """Return the installation with the answer's tokens.

    Without one it raises what `translated` turns into SlackUnclear.
    """
    token, refresh_token = str(answer["access_token"]), str(answer.get("refresh_token") or "")
    if not token or not installation.id:
        raise ValueError("an answer without a token")
    life = min(int(answer.get("expires_in") or 0), _LONGEST_LIFE)
    expires_at = now + timedelta(seconds=life) if refresh_token and life > 0 else None
    return replace(installation, bot_token=token, refresh_token=refresh_token, expires_at=expires_at)


class TokenIdentity:
    """The workspace that one bot token belongs to (https://docs.slack.dev/reference/methods/auth.test/)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def whoami(self) -> Workspace:
        """Ask Slack which workspace the token belongs to."""
        with translated("auth.test"):
            return workspace_in(await self._client.auth_test())


class TokenChecks:
    """Asks Slack whether it accepts a workspace's token. Serves `bot.ports.slack.TokenCheck`."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
        self._client_of = client_of

    async def __call__(self, team_id: str) -> None:
        with translated("auth.test"):
            await self._client_of(team_id).auth_test()


def workspace_in(answer: AsyncSlackResponse) -> Workspace:
    team_id, name, user_id = (str(answer.get(part) or "") for part in ("team_id", "team", "user_id"))
    if not team_id:
        raise SlackUnclear(method="auth.test")
    return Workspace(team_id, name, user_id)
