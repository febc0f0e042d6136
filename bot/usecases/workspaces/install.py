"""From a button on a page to a workspace that has the bot.

https://docs.slack.dev/authentication/installing-with-oauth/
"""

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog

from bot.errors import BadLink
from bot.lib.locks import Exclusive, unlocked
from bot.ports.platform import Passes, Pushes
from bot.ports.workspaces import Installation, Installations, SlackOAuth, Workspace, Workspaces

_log = structlog.get_logger(__name__)

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
STATE_LASTS: Final = timedelta(minutes=10)
"""Slack's code is good for as long."""
_CODE: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)
_PURPOSE: Final = "install"


@dataclass(frozen=True, slots=True)
class Opened:
    """The way to Slack's page, for one browser."""

    url: str
    nonce: str
    """The browser's cookie: only the one that has it may come back."""


@dataclass(frozen=True)
class OpenInstallation:
    """`GET /slack/install`."""

    slack: SlackOAuth
    passes: Passes
    public_url: str

    def __call__(self, cookie: str, *, now: datetime) -> Opened:
        """Where the button leads.

        Args:
            cookie: the browser's nonce, if it has been here before: pages in two tabs both lead back.
            now: UTC.
        """
        nonce = cookie if re.fullmatch(r"[\w-]{22,64}", cookie, re.ASCII) else secrets.token_urlsafe(24)
        state = {"for": _PURPOSE, "browser": _digest(nonce), "id": secrets.token_urlsafe(12)}
        return Opened(self.slack.authorise_url(self.passes.pass_for(state, now=now)), nonce)


@dataclass(frozen=True)
class InstallWorkspace:
    """`GET /slack/oauth_redirect`."""

    slack: SlackOAuth
    passes: Passes
    used: Pushes
    """Which states have come back: each does so once."""
    installations: Installations
    workspaces: Workspaces
    exclusive: Exclusive = unlocked
    then: Callable[[Installation], Awaitable[None]] | None = None
    """What else is to be done when the bot is there."""

    async def came_back(self, state: str, cookie: str, *, now: datetime) -> None:
        """Make sure that a browser comes back from where we sent it, within ten minutes and for the first time.

        Else anybody could make somebody install the bot in a workspace that is not theirs:
        https://www.rfc-editor.org/rfc/rfc6749#section-10.12

        Raises:
            BadLink: it does not.
            StorageUnavailable: that cannot be told.
        """
        data = self.passes.read_pass(state, max_age=STATE_LASTS, now=now) or {}
        ours = data.get("for") == _PURPOSE and hmac.compare_digest(data.get("browser", ""), _digest(cookie))
        if not ours or not await self.used.is_new(f"{_PURPOSE} {data['id']}", now=now):
            raise BadLink

    async def __call__(self, code: str, *, now: datetime) -> Installation:
        """Trade the code in, keep the tokens, and bring a workspace that had ended back to life.

        Args:
            code: Slack's, from the redirect.
            now: UTC.

        Raises:
            BadLink: it is no code.
            SlackRefused, SlackBusy, SlackUnclear: Slack gives no token.
            StorageUnavailable: the token cannot be kept.
        """
        if not _CODE.fullmatch(code):
            raise BadLink
        installation = await self.slack.exchange(code, now=now)
        await self.keep(installation)
        if installation.org_wide:
            for team in await self.slack.teams_of(installation):
                workspace = Workspace(team.team_id, team.name, installation.bot_user_id, enterprise_id=installation.id)
                await self._join(workspace, by=installation.installed_by)
        _log.info(
            "installed", installation=installation.id, by=installation.installed_by, org_wide=installation.org_wide
        )
        if self.then:
            await self.then(installation)
        return installation

    async def keep(self, installation: Installation) -> None:
        """Keep an installation; its workspace is served from now on.

        Raises:
            StorageUnavailable: it cannot be kept.
        """
        # Not while a replica renews the tokens of the one before, which it would put in the place of these.
        async with self.exclusive(f"slack token {installation.id}"):
            await self.installations.put(installation)
        if not installation.org_wide:
            workspace = Workspace(installation.id, installation.name, installation.bot_user_id)
            await self._join(workspace, by=installation.installed_by)

    async def granted(self, enterprise_id: str, team_id: str) -> None:
        """An organisation lets one more of its workspaces use its installation.

        Raises:
            StorageUnavailable: that cannot be kept.
        """
        if installation := await self.installations.get(enterprise_id):
            known = await self.workspaces.get(team_id)
            name = known.name if known else ""
            await self._join(Workspace(team_id, name, installation.bot_user_id, enterprise_id=enterprise_id))

    async def _join(self, workspace: Workspace, *, by: str = "") -> None:
        if workspace.enterprise_id and await self.installations.get(workspace.team_id):
            return  # it has installed the bot by itself, and goes on with that
        await self.workspaces.put(workspace, by=by)


def _digest(nonce: str) -> str:
    """The state does not hold the cookie itself: it stands in addresses, which end up in logs."""
    return sha256(nonce.encode()).hexdigest()
