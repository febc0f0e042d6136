"""Which channels are notified of a program, with ids that turn repeated events into one message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.subscription import Subscription
from bot.domain.platform.authorisation import Failure
from bot.domain.platform.events import ProgramEvent
from bot.ports.alerts import Alerts
from bot.ports.digest import Subscriptions
from bot.ports.platform import Authorisations
from bot.ports.programs import ChannelPrograms, ProgramNews
from bot.usecases.programs.visible import VisiblePrograms


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
    """An id short enough for a delivery's, which is its name in Slack, too."""
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
