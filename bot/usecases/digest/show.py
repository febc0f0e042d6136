"""Show a channel's digest: its next slot and its last delivery."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.due import DigestStatus, next_slot
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.usecases.digest.end import running
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ShowDigest:
    """`/baselib digest`."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    visible: VisiblePrograms

    async def __call__(self, team_id: str, channel_id: str, *, now: datetime) -> DigestStatus:
        """The channel's subscription, its next slot and its last delivery.

        Raises:
            NoSubscription: the channel has no digest.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        last = await self.deliveries.last(team_id, subscription.id)
        programs = await self.visible.among(Viewpoint.of_channel(team_id, channel_id), subscription.appids)
        return DigestStatus(subscription, next_slot(subscription, last, now=now), last, programs)
