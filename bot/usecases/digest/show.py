"""Show a channel's digest: its next slot, its last delivery, and its history."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.delivery import DeliveryKind
from bot.domain.digest.due import DigestStatus, next_slot
from bot.domain.digest.history import DigestHistory, programs_in
from bot.domain.digest.subscription import Subscription
from bot.domain.programs.program import Program
from bot.errors import NoSubscription
from bot.ports.access import AuditLog
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.ports.programs import ChannelPrograms
from bot.usecases.digest.change import running
from bot.usecases.programs.visible import VisiblePrograms

_MOST: Final = 20
"""Of each kind: as much as one message shows."""


@dataclass(frozen=True)
class ShowDigest:
    """`/baselib digest`."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    visible: VisiblePrograms
    channel_programs: ChannelPrograms

    async def __call__(self, team_id: str, channel_id: str, *, now: datetime) -> DigestStatus:
        """The channel's subscription, its next slot and its last delivery.

        Raises:
            NoSubscription: the channel has no digest.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        seen = Viewpoint.of_channel(team_id, channel_id)
        programs = await self.visible.among(seen, subscription.appids)
        status = await digest_status(self.deliveries, subscription, programs, now=now)
        return await with_default(status, seen, self.visible, self.channel_programs)

    async def language(self, team_id: str, channel_id: str) -> str:
        """The language of the channel's digest, also of an ended one; empty if it never had one."""
        subscription = await self.subscriptions.of_channel(team_id, channel_id)
        return subscription.locale if subscription else ""


async def digest_status(
    deliveries: Deliveries, subscription: Subscription, programs: tuple[Program, ...], *, now: datetime
) -> DigestStatus:
    """A subscription's status, for a reader who may see these of its programs by name."""
    last = await deliveries.last(subscription.team_id, subscription.id)
    by_hand = await deliveries.last(subscription.team_id, subscription.id, DeliveryKind.NOW)
    return DigestStatus(subscription, next_slot(subscription, last, now=now), last, programs, by_hand)


async def with_default(
    status: DigestStatus, seen: Viewpoint, visible: VisiblePrograms, channel_programs: ChannelPrograms
) -> DigestStatus:
    """The status with the program that the channel's default is, where the digest is about that."""
    subscription = status.subscription
    if subscription.appids or subscription.scope.fleet:
        return status
    chosen = await channel_programs.get(seen.team_id, seen.channel_id)
    default = next(iter(await visible.among(seen, [chosen])), None) if chosen else None
    return replace(status, default=default, others=default is not None and await visible.count(seen) > 1)


@dataclass(frozen=True)
class ShowHistory:
    """`/baselib digest history`. An ended digest still has one."""

    subscriptions: Subscriptions
    audit: AuditLog
    deliveries: Deliveries
    visible: VisiblePrograms

    async def __call__(self, team_id: str, channel_id: str) -> DigestHistory:
        """The newest changes and slots.

        Raises:
            NoSubscription: the channel never had a digest.
        """
        subscription = await self.subscriptions.of_channel(team_id, channel_id)
        if subscription is None:
            raise NoSubscription
        changes = await self.audit.newest(team_id, limit=_MOST, subject=subscription.id)
        recent = await self.deliveries.history(team_id, subscription.id, limit=3 * _MOST)
        digests = [kept for kept in recent if kept.kind in {DeliveryKind.DIGEST, DeliveryKind.NOW}]
        programs = await self.visible.among(Viewpoint.of_channel(team_id, channel_id), programs_in(changes))
        return DigestHistory(subscription, tuple(changes), tuple(digests[:_MOST]), programs)
