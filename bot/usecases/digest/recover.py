"""What an owner can do about a digest that cannot be delivered: try again, send it elsewhere, delete it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.digest.changes import subscription_change
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import ChannelTaken, NoSubscription
from bot.ports.digest import Subscriptions
from bot.usecases.digest.end import running
from bot.usecases.digest.send_now import SendDigestNow
from bot.usecases.digest.subscribe import subscription_id_of


@dataclass(frozen=True)
class RecoverDigest:
    """The buttons of a notice. Each may be pressed any number of times, also after the subscription has changed."""

    subscriptions: Subscriptions
    send_now: SendDigestNow

    async def retry(self, team_id: str, subscription_id: str, *, by: str, now: datetime) -> Subscription:
        """Send the digest now; when that worked, resume a paused subscription.

        Raises:
            NoSubscription: it was ended.
            NoProgram, SlackRefused, SlackBusy, SlackUnclear: it was not sent, and the subscription is unchanged.
        """
        subscription = await self._order(team_id, subscription_id)
        await self.send_now(team_id, subscription.channel_id, now=now)
        if subscription.active:
            return subscription
        resumed = replace(subscription, state=Lifecycle.ACTIVE, created_at=now)
        await self.subscriptions.put(resumed, change=subscription_change(subscription, resumed, by=by, at=now))
        return resumed

    async def move(
        self, team_id: str, subscription_id: str, channel_id: str, *, by: str, now: datetime
    ) -> Subscription:
        """Send the digest to another channel from now on, and once now.

        The subscription there is a new one: a subscription's id is its channel's.

        Raises:
            ChannelTaken: that channel has a digest of its own.
            NoSubscription: it was ended.
            NoProgram, SlackRefused, SlackBusy, SlackUnclear: nothing could be posted; nothing changed.
        """
        subscription = await self._order(team_id, subscription_id)
        there = await self.subscriptions.of_channel(team_id, channel_id)
        if there is not None and there.state not in (Lifecycle.ENDED, Lifecycle.TRIAL):
            raise ChannelTaken
        moved = replace(
            subscription,
            id=subscription_id_of(team_id, channel_id),
            channel_id=channel_id,
            state=Lifecycle.ACTIVE,
            created_at=now,
        )
        trial = replace(moved, state=Lifecycle.TRIAL)
        await self.subscriptions.put(trial)
        try:
            await self.send_now(team_id, channel_id, now=now)
        except BaseException:
            await self.subscriptions.put(replace(trial, state=Lifecycle.ENDED))
            raise
        await self.subscriptions.put(moved, change=subscription_change(there, moved, by=by, at=now))
        ended = replace(subscription, state=Lifecycle.ENDED)
        await self.subscriptions.put(ended, change=subscription_change(subscription, ended, by=by, at=now))
        return moved

    async def delete(self, team_id: str, subscription_id: str, *, by: str, now: datetime) -> Subscription:
        """End the subscription.

        Raises:
            NoSubscription: it was ended before.
        """
        subscription = await self._order(team_id, subscription_id)
        ended = replace(subscription, state=Lifecycle.ENDED)
        await self.subscriptions.put(ended, change=subscription_change(subscription, ended, by=by, at=now))
        return ended

    async def _order(self, team_id: str, subscription_id: str) -> Subscription:
        if not subscription_id:
            raise NoSubscription
        return running(await self.subscriptions.get(team_id, subscription_id))
