"""The delivery handler of what did not fit into a fleet's digest: messages in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks.digest.fleet_pages import detail_pages, fleet_details_message
from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode
from bot.domain.digest.fleet_digest import FleetChanges, details_of, page_of
from bot.domain.digest.subscription import Subscription
from bot.i18n.texts import texts_for
from bot.ports.digest import Subscriptions
from bot.usecases.delivery.handler import Composed, Post, Skip
from bot.usecases.delivery.notify_owner import NotifyOwner
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class DetailsHandler:
    """Serves `DeliveryKind.DETAILS` and makes the follow-ups of a fleet's digest."""

    subscriptions: Subscriptions
    visible: VisiblePrograms
    compose: ComposeFleetDigest
    notify_owner: NotifyOwner

    async def following(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """The deliveries to record in the moment when a digest was sent: none follows a digest that was not.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        _, changes = await self._changes(sent.team_id, sent.subject_id, sent.slot)
        return details_of(sent, detail_pages(changes), now=now) if changes else ()

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """A page of the changes that the digest reported, unless the digest was ended since."""
        del now
        subscription_id, page = page_of(delivery)
        subscription, changes = await self._changes(delivery.team_id, subscription_id, delivery.slot)
        if subscription is None or changes is None or page > detail_pages(changes):
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        seen = Viewpoint.of_channel(delivery.team_id, delivery.channel_id)
        names = {program.appid: program for program in await self.visible(seen)}
        return Post(delivery.channel_id, fleet_details_message(changes, names, page, texts_for(subscription.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Leave the subscription alone: its own next slot will show the refusal."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the owner that a page is missing, or may be."""
        subscription_id, _ = page_of(delivery)
        subscription = await self.subscriptions.get(delivery.team_id, subscription_id)
        if subscription is not None and not subscription.ended:
            await self.notify_owner(subscription, delivery, now=now)

    async def _changes(
        self, team_id: str, subscription_id: str, slot: date
    ) -> tuple[Subscription | None, FleetChanges | None]:
        subscription = await self.subscriptions.get(team_id, subscription_id)
        if subscription is None or subscription.ended or not subscription.scope.fleet:
            return None, None
        return subscription, await self.compose.changes_of(subscription, slot)
