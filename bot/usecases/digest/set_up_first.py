"""Give the environment's channel (`DIGEST_CHANNEL`) its digest when the bot starts."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import Subscription
from bot.ports.digest import Subscriptions
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.subscribe import owes_since, subscription_id_of


@dataclass(frozen=True, slots=True)
class FirstDigest:
    """The digest that the environment asks for."""

    channel_id: str
    schedule: Schedule
    locale: str


@dataclass(frozen=True)
class SetUpFirstDigest:
    """Follows the environment until people in Slack change or end the digest; safe at every start."""

    subscriptions: Subscriptions
    keep: KeepSubscription

    async def __call__(self, team_id: str, wanted: FirstDigest | None, *, now: datetime) -> Subscription | None:
        """Set up the subscription, and remove one that the environment asked for earlier and no longer does.

        Args:
            wanted: None when the environment names no channel.
            now: UTC. Slots before it are not owed.

        Returns:
            The channel's subscription; None when there is none (not wanted, or ended by people).
        """
        await self._drop_former(team_id, wanted, now)
        if wanted is None:
            return None
        present = await self.subscriptions.of_channel(team_id, wanted.channel_id)
        if present and present.ended:
            return None
        if present and (present.owner_id or _unchanged(present, wanted)):
            return present
        subscription = Subscription(
            present.id if present else subscription_id_of(team_id, wanted.channel_id),
            team_id,
            wanted.channel_id,
            present.appids if present else (),
            wanted.schedule,
            wanted.locale,
            owner_id="",
            created_at=owes_since(present, wanted.schedule, now),
        )
        await self.keep(present, subscription, at=now)
        return subscription

    async def _drop_former(self, team_id: str, wanted: FirstDigest | None, now: datetime) -> None:
        """Remove the subscription of an earlier `DIGEST_CHANNEL`: the environment has one channel."""
        for subscription in await self.subscriptions.of_team(team_id):
            ours = subscription.active and not subscription.owner_id
            if ours and (wanted is None or subscription.channel_id != wanted.channel_id):
                await self.keep.drop(subscription, at=now)


def _unchanged(present: Subscription, wanted: FirstDigest) -> bool:
    """Whether nothing has changed. A paused one always has: a start is the operator's way to try the channel again."""
    return present.active and (present.schedule, present.locale) == (wanted.schedule, wanted.locale)
