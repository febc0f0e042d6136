"""Workspaces that end, or are suspended for a time: what stops in them, and what goes.

Slack refuses good tokens while a workspace moves into an organisation, while an admin has disabled the app, and to
networks that an admin has not allowed. Only `auth.test` can tell that from the end of a token.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.delivery.delivery import NOT_INSTALLED, Refusal, SlackCode, refusal_of
from bot.errors import BotError, SlackRefused, StorageUnavailable
from bot.lib.isolation import Isolation
from bot.ports.clock import Clock
from bot.ports.slack import TokenCheck
from bot.ports.workspaces import Installations, Workspace, Workspaces, last_second

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class EndWorkspace:
    """Handles app_uninstalled, tokens_revoked, and a token that `auth.test` says was revoked."""

    workspaces: Workspaces
    clock: Clock
    installations: Installations | None = None
    """None where the bot serves one workspace, with the token of the settings."""

    async def __call__(self, team_id: str, *, at: datetime | None = None) -> None:
        """Deliver nothing more to it, and drop its tokens; its subscriptions stay for a later installation.

        Args:
            at: when it removed the app (UTC), if known: Slack reports late when we did not answer, and by then the
                workspace may have installed it again.

        Raises:
            StorageUnavailable: some of that is still to be done.
        """
        workspace = await self.workspaces.get(team_id)
        org_id = workspace.enterprise_id if workspace else ""
        if at and await self.is_replaced(team_id, at=at):
            return
        if self.installations:  # first: where an installation is found without its workspace, that is still to come
            await self.installations.drop(team_id)
        if workspace:
            await self._end(workspace, at)
        if self.installations is None or not org_id or (workspace and workspace.ended):
            return  # taken out before: the organisation may let another one in
        if not any(each.enterprise_id == org_id for each in await self.workspaces.all()):
            await self.installations.drop(org_id)  # it was the last one

    async def organisation(self, enterprise_id: str, *, at: datetime | None = None) -> None:
        """End every workspace that is served through an organisation's installation.

        Args:
            at: as in `__call__`.

        Raises:
            StorageUnavailable: some of them go on.
        """
        if at and await self._is_newer(enterprise_id, at):
            return
        for workspace in await self.workspaces.all():
            if workspace.enterprise_id == enterprise_id:
                await self._end(workspace, at)
        if self.installations:
            await self.installations.drop(enterprise_id)

    async def is_replaced(self, team_id: str, *, at: datetime) -> bool:
        """Whether the bot was installed again after a moment (UTC), in the workspace or in its organisation.

        Raises:
            StorageUnavailable: that cannot be looked up.
        """
        workspace = await self.workspaces.get(team_id)
        org_id = workspace.enterprise_id if workspace else ""
        return await self._is_newer(team_id, at) or await self._is_newer(org_id, at)

    async def _end(self, workspace: Workspace, at: datetime | None) -> None:
        at = last_second(at or await self.clock.now())  # an installation in the same second is newer
        heard_at = max(workspace.heard_at or at, at)
        ended = replace(workspace, ended=True, suspended_at=None, suspended_because=None, heard_at=heard_at)
        await self.workspaces.put(ended)

    async def _is_newer(self, installation_id: str, at: datetime) -> bool:
        """Whether the present installation is newer than a moment."""
        found = await self.installations.get(installation_id) if self.installations else None
        newer = found is not None and found.is_newer(at, now=await self.clock.now())
        if newer:
            _log.info("an earlier installation ended", installation=installation_id)
        return newer


_SOONEST: Final = timedelta(minutes=1)
_LATEST: Final = timedelta(minutes=30)
_SHARE: Final = 10
"""It is asked after a tenth of the time that it has been suspended, within these limits."""
_AUTH_TEST: Final = "auth.test"


@dataclass(frozen=True)
class SuspendWorkspace:
    """Handles Slack's refusal of a workspace's token: the token stays, deliveries wait, slots are still recorded."""

    workspaces: Workspaces
    end: EndWorkspace

    async def __call__(self, team_id: str, code: SlackCode, *, at: datetime) -> None:
        """Suspend one workspace, or end it where no installation is left.

        Args:
            at: when the refused call began (UTC): a later installation goes on.

        Raises:
            StorageUnavailable: nothing has changed.
        """
        if code.name == NOT_INSTALLED:
            await self.end(team_id, at=at)
        elif not await self.end.is_replaced(team_id, at=at) and await self.workspaces.suspend(team_id, code, at=at):
            _log.warning("a workspace is suspended", team=team_id, code=str(code))

    async def organisation(self, enterprise_id: str, code: SlackCode, *, at: datetime) -> None:
        """Suspend every workspace that is served through an organisation's installation.

        Raises:
            StorageUnavailable: some of them go on.
        """
        for workspace in await self.workspaces.all():
            if workspace.enterprise_id == enterprise_id:
                await self(workspace.team_id, code, at=at)


@dataclass(frozen=True)
class ReviveWorkspaces:
    """Asks Slack again about each suspended workspace: it is revived, waits on, or ends."""

    workspaces: Workspaces
    check: TokenCheck
    end: EndWorkspace
    _checked_at: dict[str, datetime] = field(default_factory=dict, repr=False)
    """In memory: each replica asks, which costs a cheap call, and the answer is kept for all."""

    async def __call__(self, *, now: datetime) -> None:
        """Ask about those that have waited long enough at `now` (UTC).

        Raises:
            StorageUnavailable: the next call starts over.
        """
        suspended = await self.workspaces.suspended()
        isolation = Isolation()
        for workspace in suspended:
            if self._is_due(workspace, now):
                self._checked_at[workspace.team_id] = now
                with isolation.item(team=workspace.team_id):
                    await self._ask(workspace, now)
        for team_id in set(self._checked_at) - {workspace.team_id for workspace in suspended}:
            del self._checked_at[team_id]
        isolation.raise_first()

    def _is_due(self, workspace: Workspace, now: datetime) -> bool:
        since = workspace.suspended_at or now
        checked_at = self._checked_at.get(workspace.team_id, since)
        return abs(now - checked_at) >= min(max(abs(now - since) / _SHARE, _SOONEST), _LATEST)

    async def _ask(self, workspace: Workspace, now: datetime) -> None:
        try:
            await self.check(workspace.team_id)
        except StorageUnavailable:
            raise
        except SlackRefused as refusal:
            confirmed = refusal.method == _AUTH_TEST and refusal_of(refusal.code) is Refusal.GONE
            if confirmed or refusal.code == NOT_INSTALLED:
                _log.warning("a suspended workspace has ended", team=workspace.team_id, code=refusal.code)
                await self.end(workspace.team_id, at=now)
            else:
                _log.info("a workspace is still suspended", team=workspace.team_id, code=refusal.code)
        except BotError as error:
            _log.info("whether a workspace is still suspended is unknown", team=workspace.team_id, error=str(error))
        else:
            await self.workspaces.revive(workspace.team_id)
            _log.warning("a suspended workspace works again", team=workspace.team_id)
