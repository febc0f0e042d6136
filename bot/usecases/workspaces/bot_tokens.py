"""Each workspace's bot token, found without waiting and renewed early, once; and which channel has the bot.

https://docs.slack.dev/authentication/using-token-rotation/
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Final

import structlog

from bot.domain.delivery import NOT_INSTALLED, Presence, SlackCode
from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackRefused,
    StorageUnavailable,
    TemporaryError,
    WorkspaceUnavailable,
)
from bot.lib.rest import Rest, rests
from bot.lib.work import Exclusive, SingleFlight, unlocked
from bot.ports.machine import Clock
from bot.ports.slack import Installation, Installations, OrgTeam, SlackOAuth, Workspaces
from bot.usecases.app import App
from bot.usecases.workspaces.let_in import LetIn, SuspendWorkspace

_log = structlog.get_logger(__name__)
LOOK_EVERY: Final = 60.0
"""Seconds for which one is used without reading the store, where another replica may have put a newer one. Slack
accepts the earlier token meanwhile, until it expires by itself."""


class RecentInstallations:
    """Serves `bot.ports.slack.Installations` over the store.

    Args:
        kept: the store.
        monotonic: seconds.
    """

    def __init__(self, kept: Installations, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._kept = kept
        self._monotonic = monotonic
        self._recent: dict[str, tuple[float, Installation]] = {}
        self._unsaved: dict[str, Installation] = {}
        """Renewed ones that could not be kept: Slack never accepts the refresh tokens in the store again."""

    def known(self, installation_id: str) -> Installation | None:
        """One from the cache, of any age."""
        entry = self._recent.get(installation_id)
        return entry[1] if entry else None

    async def get(self, installation_id: str) -> Installation | None:
        """One, at most a minute old."""
        entry = self._recent.get(installation_id)
        if entry and self._monotonic() - entry[0] < LOOK_EVERY:
            return entry[1]
        return await self.read(installation_id)

    async def read(self, installation_id: str) -> Installation | None:
        """One as the store has it now."""
        unsaved = self._unsaved.get(installation_id)
        if unsaved and await self.renew(unsaved):
            return unsaved
        found = await self._kept.get(installation_id)
        if found is None:
            self._recent.pop(installation_id, None)
        else:
            self._remember(found)
        return found

    async def all(self) -> Sequence[Installation]:
        """All of them, as the store has them now, and forget others; unsaved ones are saved again first."""
        for unsaved in list(self._unsaved.values()):
            await self.renew(unsaved)
        every = await self._kept.all()
        for gone in self._recent.keys() - {each.id for each in every}:
            del self._recent[gone]
        return [self._unsaved.get(kept.id, kept) for kept in every]

    async def put(self, installation: Installation) -> None:
        """Keep or replace one."""
        await self._kept.put(installation)
        self._unsaved.pop(installation.id, None)
        self._remember(installation)

    async def renew(self, installation: Installation) -> bool:
        """Keep renewed tokens; when the store fails, use them all the same and save them as soon as possible.

        False when the bot was removed or installed again meanwhile: then these tokens are worthless.
        """
        try:
            there = await self._kept.renew(installation)
        except StorageUnavailable as error:
            _log.error("renewed tokens could not be kept", installation=installation.id, error=str(error))
            self._unsaved[installation.id] = installation
            self._remember(installation)
            return True
        self._unsaved.pop(installation.id, None)
        if there:
            self._remember(installation)
        else:
            self._recent.pop(installation.id, None)
        return there

    async def drop(self, installation_id: str) -> None:
        """Forget one."""
        self._unsaved.pop(installation_id, None)
        self._recent.pop(installation_id, None)
        await self._kept.drop(installation_id)

    def _remember(self, installation: Installation) -> None:
        self._recent[installation.id] = (self._monotonic(), installation)


_PAUSE: Final = timedelta(seconds=30)
"""How long after a failed early renewal the token in hand, still good, is used before the next try."""
_LONG_PAUSE: Final = timedelta(minutes=10)
"""How long after a refused refresh token Slack is not asked again by the way."""
_DEAD: Final = frozenset({"invalid_refresh_token", "token_revoked", "account_inactive", "app_uninstalled"})
"""Refusals that suspend the workspace: mostly, only another installation revives it."""
_AGAIN: Final = "Slack does not accept the refresh token: install the bot again if that lasts"
_SPENT: Final = "invalid_refresh_token"
"""The one of them after which the token in hand is still good: Slack's answer to an earlier renewal was lost."""


@dataclass(frozen=True)
class BotTokens:
    """The tokens of workspaces with an installation of their own, or through their organisation's."""

    installations: RecentInstallations
    workspaces: Workspaces
    slack: SlackOAuth
    clock: Clock
    suspend: SuspendWorkspace
    exclusive: Exclusive = unlocked
    """Held while a token is renewed: a refresh token is good once."""
    _org_of: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    """By workspace, the organisation whose installation serves it: as of the last `review`."""
    _rests: dict[str, Rest] = field(default_factory=dict, init=False, repr=False)
    _flights: SingleFlight[str, Installation] = field(default_factory=SingleFlight, init=False, repr=False)

    @cached_property
    def let_in(self) -> LetIn:
        """Which workspaces organisations let in."""
        return LetIn(self.installations, self.workspaces, self._teams_of, self.clock)

    async def serving(self, team_id: str, enterprise_id: str = "") -> Installation | None:
        """Return the installation through which a workspace is served; None when there is none.

        From the cache when it is there: it may have ended a moment ago, and Slack says so when it is used.

        Args:
            team_id: the workspace; empty in requests that concern a whole organisation.
            enterprise_id: the organisation, if Slack names one.

        Raises:
            StorageUnavailable: it is not known, and cannot be looked up.
        """
        return (
            self.installations.known(team_id)
            or self.installations.known(self._org_of.get(team_id, ""))
            or await self._look_up(team_id, enterprise_id)
        )

    def forget(self, team_id: str) -> None:
        """Look up at the next request whether a workspace is served through its organisation."""
        self._org_of.pop(team_id, None)

    async def token(self, team_id: str, *, refused: str = "") -> str:
        """Return a workspace's token that is good now.

        Args:
            refused: the token that Slack has just refused, if any; it comes back when there is no other one.

        Raises:
            WorkspaceUnavailable: the bot is not installed there, or has to be installed again.
            SlackRefused, SlackBusy, SlackUnclear: the token is too old, and Slack gives no new one.
            StorageUnavailable: it cannot be looked up.
        """
        found = await self._fresh(team_id)
        if found.bot_token != refused and not await self._is_due(found):
            return found.bot_token
        renew = partial(self._renew, found.id, refused)
        renewed = await self._flights.insist(found.id, renew, lambda renewed: renewed.bot_token == refused)
        return renewed.bot_token

    async def keep_fresh(self, *, now: datetime) -> Sequence[Installation]:
        """Renew every token that is due at `now` (UTC), whether it is needed or not.

        Returns those that Slack no longer renews: they are good until they expire, and then the workspace ends.

        Raises:
            StorageUnavailable: nothing can be looked up; the next call does it.
        """
        ending = []
        for installation in await self.installations.all():
            if not installation.is_due(now) or self._is_suspended(installation, now):
                continue
            try:
                if not self._is_ending(installation, now):
                    await self._flights(installation.id, partial(self._renew, installation.id, ""))
            except BotError as error:
                _log.warning("a token could not be renewed", installation=installation.id, error=str(error))
            except Exception:  # noqa: BLE001 - the other workspaces' tokens must still be renewed
                _log.exception("a token could not be renewed", installation=installation.id)
            if self._is_ending(installation, now):
                ending.append(installation)
        return ending

    async def review(self, *, now: datetime) -> None:
        """Make good what lost events would have said, where that is due at `now` (UTC), and forget who has ended.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        await self.let_in.review(now=now)
        served = {(each.team_id, each.enterprise_id) for each in await self.workspaces.all()}
        for team_id, _ in self._org_of.items() - served:
            self.forget(team_id)

    async def _fresh(self, team_id: str) -> Installation:
        """Return the installation as of a minute ago at most; another replica may have renewed it."""
        known = await self.serving(team_id)
        found = known and await self.installations.get(known.id)
        if found is None:
            self.forget(team_id)
            raise WorkspaceUnavailable(code=NOT_INSTALLED, method="oauth.v2.access")
        return found

    async def _look_up(self, team_id: str, enterprise_id: str) -> Installation | None:
        if own := await self.installations.get(team_id):
            return own
        workspace = await self.workspaces.get(team_id)
        org_id = enterprise_id or (workspace.enterprise_id if workspace else "")
        org = await self.installations.get(org_id) if org_id else None
        if org is None or not team_id:
            return org
        served = workspace and not workspace.ended and workspace.enterprise_id == org.id
        if not served and not await self.let_in(org, team_id):
            return None
        self._org_of[team_id] = org.id
        return org

    async def _teams_of(self, org: Installation) -> Sequence[OrgTeam]:
        """Return an organisation's workspaces.

        Asked for with a newer token when Slack does not accept the one in hand.
        """
        token = await self.token(org.id)
        try:
            return await self.slack.teams_of(replace(org, bot_token=token))
        except WorkspaceUnavailable:
            newer = await self.token(org.id, refused=token)
            if newer == token:
                raise
            return await self.slack.teams_of(replace(org, bot_token=newer))

    async def _is_due(self, installation: Installation) -> bool:
        if installation.expires_at is None:
            return False
        now = await self.clock.now()
        resting = rests(self._rests.get(installation.id), now) and installation.is_good(now)
        return installation.is_due(now) and not resting

    def _is_suspended(self, installation: Installation, now: datetime) -> bool:
        return not installation.is_good(now) and rests(self._rests.get(installation.id), now)

    def _is_ending(self, installation: Installation, now: datetime) -> bool:
        rest = self._rests.get(installation.id)
        return installation.is_good(now) and rest is not None and rest.until == installation.expires_at

    async def _renew(self, installation_id: str, refused: str) -> Installation:
        async with self.exclusive(f"slack token {installation_id}"):
            kept, now = await self._kept(installation_id), await self.clock.now()
            # Another replica may have been faster while this one waited for the lock.
            if (kept.bot_token != refused and not kept.is_due(now)) or not kept.refresh_token:
                return kept
            try:
                renewed = await self.slack.refresh(kept, now=now)
            except (SlackRefused, TemporaryError) as error:
                usable = kept.bot_token != refused and kept.is_good(now)
                return await self._not_renewed(kept, error, now, usable=usable)
            if await self.installations.renew(renewed):
                return renewed
            return await self._kept(installation_id)

    async def _not_renewed(
        self, kept: Installation, error: SlackRefused | TemporaryError, now: datetime, *, usable: bool
    ) -> Installation:
        """Return the token in hand while it is usable; else raise the error."""
        code = error.code if isinstance(error, SlackRefused) else ""
        if code in _DEAD and not (usable and code == _SPENT):
            await self._suspend(kept, code, now)
            raise WorkspaceUnavailable(code=code, method="oauth.v2.access") from error
        if not usable:
            raise error
        if code == _SPENT and kept.expires_at:
            _log.error(_AGAIN, installation=kept.id, code=code, until=kept.expires_at.isoformat())
            self._rests[kept.id] = Rest(now, kept.expires_at)
        else:
            _log.warning("Slack refuses a new token", installation=kept.id, error=str(error))
            self._rests[kept.id] = Rest(now, now + _PAUSE)
        return kept

    async def _kept(self, installation_id: str) -> Installation:
        kept = await self.installations.read(installation_id)
        if kept is None:
            raise WorkspaceUnavailable(code=NOT_INSTALLED, method="oauth.v2.access")
        return kept

    async def _suspend(self, installation: Installation, code: str, now: datetime) -> None:
        """Suspend a workspace or organisation: it is revived by Slack's acceptance, or by another installation."""
        _log.error(_AGAIN, installation=installation.id, code=code)
        self._rests[installation.id] = Rest(now, now + _LONG_PAUSE)
        suspend = self.suspend.organisation if installation.org_wide else self.suspend
        try:
            await suspend(installation.id, SlackCode(code), at=now)
        except StorageUnavailable as error:
            _log.warning("a workspace could not be suspended", installation=installation.id, error=str(error))


_DIRECT: Final = "D"


async def find_bot(app: App, team_id: str, channel_id: str) -> Presence:
    """Its place in the channel; where Slack does not tell, that is no error: the channel's order is kept already.

    Raises:
        StorageUnavailable: the workspace cannot be read.
    """
    if channel_id.startswith(_DIRECT):
        return Presence.THERE
    workspace = await app.kept.workspaces.get(team_id)
    if workspace is None:
        return Presence.UNKNOWN
    try:
        there = await app.people.is_member(team_id, channel_id, workspace.bot_user_id)
    except ChannelUnavailable:  # a private one, which the bot does not see
        return Presence.MISSING
    except BotError:
        return Presence.UNKNOWN
    return Presence.THERE if there else Presence.MISSING
