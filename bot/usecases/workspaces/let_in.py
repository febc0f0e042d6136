"""Which workspaces an organisation lets in: Slack's events tell, and its own list where one may have been lost.

Events come out of order and more than once; what an older one says of a workspace changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.domain.access.audit import SYSTEM
from bot.errors import SlackRefused, TemporaryError
from bot.lib.ignoring import ignore
from bot.lib.isolation import Isolation
from bot.lib.single_flight import SingleFlight
from bot.ports.clock import Clock
from bot.ports.workspaces import Installation, Installations, OrgTeam, Workspace, Workspaces, last_second

_log = structlog.get_logger(__name__)

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
