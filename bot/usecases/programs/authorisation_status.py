"""Record whether WeChat lets us read a program, and notify its channels once: their ids, and which they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Viewpoint
from bot.domain.digest.subscription import CATCH_UP, Subscription
from bot.domain.fleet_row import Asked
from bot.domain.platform import Failure, ProgramEvent
from bot.domain.programs import AuthStatus
from bot.ports.digest import Alerts, Subscriptions
from bot.ports.people import AuditLog
from bot.ports.platform import Authorisations, Authorisers
from bot.ports.programs import ChannelPrograms, KeptPrograms, News, ProgramNews, Programs
from bot.ports.slack import Workspaces
from bot.usecases.programs.visible import VisiblePrograms

_EVENTS = {AuthStatus.REVOKED: ProgramEvent.REVOKED, AuthStatus.NOT_GRANTED: ProgramEvent.NOT_GRANTED}
_SETTLES: Final = timedelta(minutes=2)
"""For so long after an authorisation a refusal may concern the one before: a call was under way, or a replica had not
yet looked for the new token."""


@dataclass(frozen=True)
class ChannelsOfProgram:
    """The channels that chose it, whose digest or alerts name it, and the one that asked for its authorisation."""

    visible: VisiblePrograms
    channel_programs: ChannelPrograms
    subscriptions: Subscriptions
    alerts: Alerts
    authorisations: Authorisations

    async def __call__(self, team_id: str, appid: str) -> list[str]:
        """Their ids, sorted; a user's where it was requested in a direct message.

        Channels that cannot be posted to are left out, and those in which the program does not exist.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        channels = {*await self.channel_programs.channels_of(team_id, appid)}
        channels |= {subscription.channel_id for subscription in await self._subscriptions(team_id, appid)}
        channels |= {
            alert.channel_id
            for alert in await self.alerts.of_team(team_id)
            if alert.appid == appid and not alert.paused_because
        }
        askers = [origin for origin in await self.authorisations.origins(appid) if origin.team_id == team_id]
        if askers:
            channels.add(askers[0].channel_id or askers[0].user_id)
        allowed = await self.visible.channels_of(team_id, appid)
        return sorted(channels & set(allowed) if allowed is not None else channels - {""})

    async def _subscriptions(self, team_id: str, appid: str) -> list[Subscription]:
        program = await self.visible.find(Viewpoint.everything(team_id), appid)
        tags = program.tags if program else ()
        kept = await self.subscriptions.of_team(team_id)
        active = [subscription for subscription in kept if subscription.active and not subscription.personal]
        return [subscription for subscription in active if await self._is_about(subscription, appid, tags)]

    async def _is_about(self, subscription: Subscription, appid: str, tags: tuple[str, ...]) -> bool:
        if subscription.scope.tag:
            return subscription.scope.tag in tags
        if subscription.appids:
            return appid in subscription.appids
        # Without any it is about the whole fleet, or about the channel's own program if there is one.
        return subscription.scope.fleet or await self.channel_programs.get(
            team_id=subscription.team_id, channel_id=subscription.channel_id
        ) in (
            None,
            appid,
        )


def news_for(
    team_id: str,
    channels: Iterable[str],
    appid: str,
    event: ProgramEvent,
    *,
    moment: str,
    at: datetime,
    user_id: str = "",
    failure: Failure | None = None,
) -> list[ProgramNews]:
    """One for each channel.

    Args:
        channels: channels, or users for a direct message.
        appid: the program; empty when an authorisation failed before WeChat named its account.
        moment: distinguishes this event from others of its kind; the same in every process.
        user_id: the requester; may be empty.
    """
    return [
        ProgramNews(
            _id(team_id, channel_id, appid, event, moment), team_id, channel_id, user_id, appid, event, at, failure
        )
        for channel_id in channels
    ]


def _id(*parts: str) -> str:
    """Return an id short enough for a delivery's, which is its name in Slack, too."""
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class RecordStatus:
    """Records a program's status in every workspace that has it: WeChat knows of no workspaces.

    Calls may be repeated, by any process, so a crash before the notification is repaired. Every method raises
    `StorageUnavailable`.
    """

    kept: KeptPrograms
    programs: Programs
    workspaces: Workspaces
    authorisers: Authorisers
    authorisations: Authorisations
    news: News
    channels_of: ChannelsOfProgram
    audit: AuditLog

    async def revoked(self, appid: str, *, now: datetime) -> None:
        """Record that its admin revoked the authorisation, or never gave it: its tokens are worthless."""
        await self.authorisers.drop(appid)
        await self._record(appid, AuthStatus.REVOKED, now)

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """Record that WeChat refused a call as not authorised; False when it was authorised again a moment ago.

        Then the new tokens are kept; the next call will tell which is true.
        """
        if await self.authorisations.any_since(appid, now - _SETTLES):
            return False
        await self.revoked(appid, now=now)
        return True

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        """Record that it is authorised without permission set 18."""
        await self._record(appid, AuthStatus.NOT_GRANTED, now)

    async def readable(self, appid: str, *, now: datetime) -> None:
        """Record that it could be read, or that nothing prevents it any more."""
        for team_id in await self._teams_of(appid):
            await self.kept.set_status(team_id, appid, AuthStatus.READABLE, now=now)

    async def statuses(self) -> Mapping[str, AuthStatus]:
        """Return the status of all programs of any workspace that are not simply readable, by AppID."""
        found: dict[str, AuthStatus] = {}
        for workspace in await self.workspaces.all():
            found |= await self.kept.statuses(workspace.team_id)
        return found

    async def _record(self, appid: str, status: AuthStatus, now: datetime) -> None:
        for team_id in await self._teams_of(appid):
            await self._set(team_id, appid, status, now)
            since = await self.kept.status_since(team_id, appid)
            if since is None or now - since > CATCH_UP:  # it changed meanwhile, or is too old for news
                continue
            channels = await self.channels_of(team_id, appid)
            moment = since.isoformat()
            await self.news.add(news_for(team_id, channels, appid, _EVENTS[status], moment=moment, at=since))

    async def _set(self, team_id: str, appid: str, status: AuthStatus, now: datetime) -> None:
        before = (await self.kept.statuses(team_id)).get(appid, AuthStatus.READABLE)
        if before is status:
            return
        was, becomes = {"standing": before.value}, {"standing": status.value}
        async with self.audit.recording(
            AuditEntry(team_id, now, SYSTEM, AuditAction.AUTHORISATION_ENDED, appid, was, becomes)
        ):
            await self.kept.set_status(team_id, appid, status, now=now)

    async def _teams_of(self, appid: str) -> list[str]:
        """Return the workspaces that keep it, and those whose settings name it."""
        keeping = await self.kept.teams_of(appid)
        return [
            workspace.team_id
            for workspace in await self.workspaces.all()
            if workspace.team_id in keeping
            or await self.programs.count(Asked(Viewpoint.everything(workspace.team_id), appids=[appid]))
        ]
