"""Let workspaces in, and end them.

Workspaces that end, or are suspended for a time: what stops in them, and what goes. Slack refuses good tokens while a
workspace moves into an organisation, while an admin has disabled the app, and to networks that an admin has not
allowed. Only `auth.test` can tell that from the end of a token.

Which workspaces an organisation lets in: Slack's events tell, and its own list where one may have been lost. Events
come out of order and more than once; what an older one says of a workspace changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.domain.access import SYSTEM
from bot.domain.delivery import NOT_INSTALLED, Refusal, SlackCode, refusal_of
from bot.errors import BotError, SlackRefused, StorageUnavailable, TemporaryError
from bot.lib.work import Isolation, SingleFlight, ignore
from bot.ports.machine import Clock
from bot.ports.slack import Installation, Installations, OrgTeam, TokenCheck, Workspace, Workspaces, last_second

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


LISTING_LASTS: Final = timedelta(minutes=1)
"""How long all who ask share one listing, also one that Slack refused."""
REVIEW_EVERY: Final = timedelta(hours=1)
_AGAIN: Final = timedelta(minutes=10)
"""After this a review that failed is due again."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class HearOfAccess:
    """Handles team_access_granted and team_access_revoked."""

    workspaces: Workspaces
    clock: Clock
    installations: Installations | None = None
    """None where the bot serves one workspace, with the token of the settings."""
    forget: Callable[[str], None] = ignore
    """Called with a workspace that came or went."""

    async def __call__(self, team_id: str, enterprise_id: str, *, let_in: bool, at: datetime) -> None:
        """Serve one workspace of an organisation, or end it; one with an installation of its own goes on.

        The organisation's tokens stay, also after its last workspace: it may allow another one next.

        Args:
            at: when that happened (UTC), in whole seconds.

        Raises:
            StorageUnavailable: nothing has changed.
        """
        row, org = await self.workspaces.get(team_id), None
        if self.installations:
            org = await self.installations.get(enterprise_id)
            left = row and enterprise_id and row.enterprise_id != enterprise_id  # by now it is another organisation's
            if await self.installations.get(team_id) or (org is None and (let_in or left)):
                return
        if org is None:
            heard = row and replace(row, ended=not let_in, suspended_at=None, suspended_because=None, heard_at=at)
        else:
            moved = row and not row.ended and row.enterprise_id not in ("", org.id)
            if org.is_newer(at, now=await self.clock.now()) or (moved and not let_in):
                return  # of an earlier installation, or of the organisation that the workspace has left
            known = row or Workspace(team_id, "", "")
            heard = Workspace(team_id, known.name, org.bot_user_id, not let_in, enterprise_id=org.id, heard_at=at)
        if heard and await self.workspaces.put(heard, news=True):
            self.forget(team_id)


@dataclass(frozen=True, slots=True)
class _Listing:
    tried_at: datetime
    """When Slack was asked last (UTC), in vain perhaps."""
    asked_at: datetime = _NEVER
    """When it was asked for these."""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LetIn:
    """Compares what is kept of workspaces with what Slack lists."""

    installations: Installations
    workspaces: Workspaces
    teams_of: Callable[[Installation], Awaitable[Sequence[OrgTeam]]]
    clock: Clock
    _listings: dict[str, _Listing] = field(default_factory=dict, repr=False)
    """The newest by organisation: whoever asks about strangers costs nothing more."""
    _flights: SingleFlight[str, _Listing] = field(default_factory=SingleFlight, repr=False)
    _due_at: dict[tuple[str, datetime], datetime] = field(default_factory=dict, repr=False)
    """By installation, and when it was made."""

    async def __call__(self, org: Installation, team_id: str) -> bool:
        """Serve a workspace that is unknown, or counts as ended, if its organisation lets it in.

        Its event was lost, or it belongs to a guest in a shared channel: only Slack knows which.

        Raises:
            StorageUnavailable: nothing has changed.
        """
        listing = self._listings.get(org.id)
        if listing is None or abs(await self.clock.now() - listing.tried_at) >= LISTING_LASTS:
            listing = await self._flights(org.id, partial(self._list, org))
        return team_id in listing.names and await self._settle(org, team_id, listing)

    async def review(self, *, now: datetime) -> None:
        """Make good what lost events would have said, where that is due at `now` (UTC).

        Raises:
            StorageUnavailable: the next call goes on.
        """
        isolation = Isolation()
        every = {(each.id, each.installed_at): each for each in await self.installations.all()}
        for gone in self._due_at.keys() - every.keys():
            del self._due_at[gone]
        for key, installation in every.items():
            due_at, new = self._due_at.get(key, now), abs(now - installation.installed_at) < REVIEW_EVERY
            if due_at - REVIEW_EVERY <= now < due_at:
                continue
            self._due_at[key] = now + _AGAIN
            with isolation.item(installation=installation.id):
                done = await (self._compare(installation) if installation.org_wide else self._join(installation))
                if done and not new:  # by another clock than Slack's, its first events may have seemed older than it
                    self._due_at[key] = now + REVIEW_EVERY
        isolation.raise_first()

    async def _compare(self, org: Installation) -> bool:
        """Bring an organisation's workspaces in line with Slack's list; False when there is none."""
        listing = await self._flights(org.id, partial(self._list, org))
        served = {each.team_id: each.name for each in await self.workspaces.all() if each.enterprise_id == org.id}
        if answered := listing.asked_at == listing.tried_at:
            for team_id in sorted({team_id for team_id, _ in served.items() ^ listing.names.items()}):
                await self._settle(org, team_id, listing)
        return answered

    async def _join(self, installation: Installation) -> bool:
        """Serve a workspace with an installation of its own: the bot was killed before it had noted that."""
        row, still = await self.workspaces.get(installation.id), await self.installations.get(installation.id)
        if still and (row is None or row.ended or row.enterprise_id):
            news = row is not None and row.ended  # it may have ended since
            await self.workspaces.put(still.workspace, by=still.installed_by or SYSTEM, news=news)
        return True

    async def _list(self, org: Installation) -> _Listing:
        now = await self.clock.now()
        try:
            teams = await self.teams_of(org)
        except (SlackRefused, TemporaryError) as error:
            _log.warning("which workspaces an organisation lets in is unknown", installation=org.id, error=str(error))
            listing = replace(self._listings.get(org.id, _Listing(now)), tried_at=now)
        else:
            listing = _Listing(now, now, {team.team_id: team.name for team in teams})
        self._listings[org.id] = listing
        return listing

    async def _settle(self, org: Installation, team_id: str, listing: _Listing) -> bool:
        """Keep of a workspace what a listing says, unless something newer is known; whether it is served then."""
        if await self.installations.get(team_id):
            return True
        if await self.installations.get(org.id) is None:
            return False  # it was taken away while Slack was asked
        row, heard_at = await self.workspaces.get(team_id), last_second(listing.asked_at)
        if row and not row.ended and row.enterprise_id != org.id and await self.installations.get(row.enterprise_id):
            return True  # through another organisation: where both list it, each would take it from the other
        row, ended = row or Workspace(team_id, "", "", ended=True), team_id not in listing.names
        name, bot_user_id = listing.names.get(team_id, row.name), org.bot_user_id
        heard = replace(row, name=name, bot_user_id=bot_user_id, ended=ended, enterprise_id=org.id, heard_at=heard_at)
        if await self.workspaces.put(heard, news=True):
            if row.ended is not ended:
                _log.warning("an event of Slack was lost", team=team_id, let_in=not ended)
            return not ended
        found = await self.workspaces.get(team_id)
        return found is not None and not found.ended
