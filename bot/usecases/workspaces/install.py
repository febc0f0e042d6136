"""Join workspaces: install the bot from the button on a page on, or find the one of the bot's token, and keep it.

https://docs.slack.dev/authentication/installing-with-oauth/
"""

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog

from bot.domain.access import SYSTEM
from bot.errors import BadLink, SlackRefused, TemporaryError
from bot.lib.work import Exclusive, unlocked
from bot.ports.machine import Clock
from bot.ports.platform import Passes, Pushes
from bot.ports.slack import Installation, Installations, SlackIdentity, SlackOAuth, Workspace, Workspaces
from bot.usecases.programs.visible import HomeWorkspace

_log = structlog.get_logger(__name__)


INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
STATE_LASTS: Final = timedelta(minutes=10)
"""As long as Slack's code is good."""
_CODE: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)
_PURPOSE: Final = "install"


@dataclass(frozen=True, slots=True)
class Opened:
    """The way to Slack's page, for one browser."""

    url: str
    nonce: str = field(repr=False)
    """The browser's cookie: only this browser may come back."""


@dataclass(frozen=True)
class OpenInstallation:
    """`GET /slack/install`."""

    slack: SlackOAuth
    passes: Passes
    public_url: str

    def __call__(self, cookie: str, *, now: datetime) -> Opened:
        """Return the address behind the button.

        Args:
            cookie: the browser's nonce, if it was here before: both of two tabs lead back.
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
    """The states that brought a code which Slack accepted: each brings one. Any other writes nothing, or strangers
    could fill the database."""
    installations: Installations
    workspaces: Workspaces
    exclusive: Exclusive = unlocked
    then: Callable[[Installation], Awaitable[None]] | None = None
    """Called after an installation."""

    async def came_back(self, state: str, cookie: str, *, now: datetime) -> str:
        """Check that a browser comes back from where we sent it, within ten minutes and for the first time.

        Returns the name of the state, for the installation.

        Otherwise an attacker could make a victim install the bot in a workspace that is not theirs:
        https://www.rfc-editor.org/rfc/rfc6749#section-10.12

        Raises:
            BadLink: it does not.
            StorageUnavailable: that cannot be checked.
        """
        data = self.passes.read_pass(state, max_age=STATE_LASTS, now=now) or {}
        ours = data.get("for") == _PURPOSE and hmac.compare_digest(data.get("browser", ""), _digest(cookie))
        name = f"{_PURPOSE} {data.get('id', '')}"
        if not ours or await self.used.seen(name):
            raise BadLink
        return name

    async def __call__(self, code: str, state: str, *, now: datetime) -> Installation:
        """Exchange the code, keep the tokens, and revive a workspace that had ended.

        Args:
            code: Slack's, from the redirect.
            state: as returned by `came_back`.

        Raises:
            BadLink: it is not a code, or the state has brought another one.
            SlackRefused, SlackBusy, SlackUnclear: Slack gives no token.
            StorageUnavailable: the token cannot be kept.
        """
        if not _CODE.fullmatch(code):
            raise BadLink
        installation = await self.slack.exchange(code, now=now)
        if not await self.used.is_new(state, now=now):
            raise BadLink
        await self.keep(installation)
        if installation.org_wide:
            by, heard_at = installation.installed_by or SYSTEM, installation.installed_at.replace(microsecond=0)
            try:
                teams = await self.slack.teams_of(installation)
            except (SlackRefused, TemporaryError) as error:  # it is installed: `LetIn` asks again
                _log.warning("which workspaces an organisation lets in is unknown", error=str(error))
                teams = ()
            for team in teams:
                if await self.installations.get(team.team_id):
                    continue  # it has an installation of its own
                workspace = Workspace(
                    team.team_id,
                    team.name,
                    installation.bot_user_id,
                    enterprise_id=installation.id,
                    heard_at=heard_at,
                )
                await self.workspaces.put(workspace, by=by, news=True)
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
        # Not while a replica renews the earlier tokens, which would overwrite these.
        async with self.exclusive(f"slack token {installation.id}"):
            await self.installations.put(installation)
        if not installation.org_wide:
            await self.workspaces.put(installation.workspace, by=installation.installed_by or SYSTEM)


def _digest(nonce: str) -> str:
    """Return a digest, because the state is part of addresses, which end up in logs, and must not hold the cookie."""
    return sha256(nonce.encode()).hexdigest()


@dataclass(frozen=True)
class JoinWorkspace:
    """Runs once at start."""

    identity: SlackIdentity
    workspaces: Workspaces

    async def __call__(self) -> Workspace:
        """Ask Slack and keep the answer; revive a workspace that had ended.

        Raises:
            WorkspaceUnavailable: the token is dead.
            SlackRefused, SlackBusy, SlackUnclear.
        """
        workspace = await self.identity.whoami()
        await self.workspaces.put(workspace)
        return workspace


@dataclass(frozen=True)
class AdoptToken:
    """Takes over the token from the time of a single workspace (`SLACK_BOT_TOKEN`)."""

    token: str = field(repr=False)
    identity: SlackIdentity
    installations: Installations
    keep: Callable[[Installation], Awaitable[None]]
    clock: Clock

    async def __call__(self) -> None:
        """Make it the installation of its workspace, unless that has one; a token that is dead is left alone.

        Raises:
            SlackBusy, SlackUnclear: its workspace is not known yet.
            StorageUnavailable: it cannot be kept.
        """
        try:
            workspace = await self.identity.whoami()
        except SlackRefused as error:
            _log.warning("SLACK_BOT_TOKEN does not work", error=str(error))
            return
        if await self.installations.get(workspace.team_id) is None:
            now = await self.clock.now()
            await self.keep(Installation(workspace.team_id, workspace.name, workspace.bot_user_id, self.token, now))


@dataclass(frozen=True)
class JoinHome:
    """Finds the workspace of the settings' digest."""

    home: HomeWorkspace
    workspaces: Workspaces
    adopt: AdoptToken | None = None

    async def __call__(self) -> Workspace | None:
        """Return the home workspace; None until it has installed the bot.

        Raises:
            SlackBusy, SlackUnclear, StorageUnavailable.
        """
        if self.adopt:
            await self.adopt()
        workspace = await self.workspaces.get(await self.home())
        return None if workspace is None or workspace.ended else workspace
