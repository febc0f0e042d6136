"""What an owner can do about a digest that cannot be delivered: try again, send it elsewhere, delete it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import ChannelTaken, EarlierDigest, NoSubscription
from bot.ports.digest import Subscriptions
from bot.usecases.access.role_of import AllowChange
from bot.usecases.digest.change import running
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.send_now import SendDigestNow
from bot.usecases.digest.subscribe import subscription_id_of


@dataclass(frozen=True)
class RecoverDigest:
    """The buttons of a notice. Each may be pressed any number of times, also after the subscription has changed.

    A notice stays in its reader's direct messages for years, so each press asks anew whose subscription it is.
    """

    subscriptions: Subscriptions
    keep: KeepSubscription
    send_now: SendDigestNow
    allow_change: AllowChange

    async def retry(self, team_id: str, subscription_id: str, *, of: str, by: str, now: datetime) -> Subscription:
        """Send the digest now; when that worked, resume a paused subscription.

        Args:
            subscription_id: the one that the notice is about.

        Raises:
            NoSubscription: it was ended, also while the digest was sent.
            EarlierDigest: there is one of another owner in its place.
            NotOwner: `by` is neither its owner nor an admin.
            NoProgram, SlackRefused, SlackBusy, SlackUnclear: it was not sent, and the subscription is unchanged.
        """
        subscription = await self._subscription(team_id, subscription_id, of=of, by=by)
        await self.send_now(team_id, subscription.channel_id, now=now)
        # Sending takes as long as WeChat does: a person may have changed or ended it meanwhile.
        subscription = await self._subscription(team_id, subscription_id, of=of, by=by)
        if subscription.active:
            return subscription
        resumed = replace(subscription, state=Lifecycle.ACTIVE, created_at=now)
        await self.keep(subscription, resumed, by=by, at=now)
        return resumed

    async def move(
        self, team_id: str, subscription_id: str, channel_id: str, *, of: str, by: str, now: datetime
    ) -> Subscription:
        """Send the digest to another channel from now on, and once now.

        The subscription there is a new one: a subscription's id is its channel's.

        Raises:
            ChannelTaken: that channel has a digest of its own.
            NoSubscription, EarlierDigest, NotOwner: as `retry`.
            NoProgram, SlackRefused, SlackBusy, SlackUnclear: nothing could be posted; nothing changed.
        """
        subscription = await self._subscription(team_id, subscription_id, of=of, by=by)
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
        await self.keep(there, moved, by=by, at=now)
        ended = replace(subscription, state=Lifecycle.ENDED)
        await self.keep(subscription, ended, by=by, at=now)
        return moved

    async def delete(self, team_id: str, subscription_id: str, *, of: str, by: str, now: datetime) -> Subscription:
        """End the subscription.

        Raises:
            NoSubscription, EarlierDigest, NotOwner: as `retry`.
        """
        subscription = await self._subscription(team_id, subscription_id, of=of, by=by)
        ended = replace(subscription, state=Lifecycle.ENDED)
        await self.keep(subscription, ended, by=by, at=now)
        return ended

    async def _subscription(self, team_id: str, subscription_id: str, *, of: str, by: str) -> Subscription:
        """The subscription, with its owner after a change by this person."""
        if not subscription_id:
            raise NoSubscription
        subscription = running(await self.subscriptions.get(team_id, subscription_id))
        owner_id = await self.allow_change(team_id, subscription.channel_id, by)
        if not subscription.answers_to(of, by):
            raise EarlierDigest
        return replace(subscription, owner_id=owner_id)
