"""The delivery handlers of digests: at a slot programs one by one or a fleet at a glance, and details in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.digest.fleet_pages import detail_pages, fleet_details_message
from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.digest import Digest
from bot.domain.digest.fleet_digest import FleetChanges, details_of, page_of
from bot.domain.digest.memory import SIGN_OF_LIFE
from bot.domain.digest.subscription import Subscription
from bot.domain.programs.program import Program
from bot.errors import NoProgram, TemporaryError, UnknownTag
from bot.i18n.texts import texts_for
from bot.ports.digest import FleetDigestMemories, Subscriptions
from bot.usecases.delivery.handler import Composed, NotifyOwner, Post, Retry, Skip
from bot.usecases.digest.compose import ComposeDigest, ComposeFleetDigest
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.skip_unchanged import SkipUnchanged
from bot.usecases.programs.visible import VisiblePrograms

_WECHAT_RETRY: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class FleetDigestHandler:
    """What `DigestHandler` uses for a subscription to a fleet."""

    compose: ComposeFleetDigest
    memories: FleetDigestMemories

    async def __call__(self, subscription: Subscription, delivery: Delivery, *, now: datetime) -> Composed:
        """One message, unless nothing changed."""
        slot = delivery.slot
        try:
            digest = await self.compose(subscription, now=now, slot=slot, due_at=delivery.due_at)
        except (NoProgram, UnknownTag):
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        if subscription.only_changes and digest.quiet:
            if slot - digest.sent[0] < SIGN_OF_LIFE:
                return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
            digest = replace(digest, sign_of_life=True)
        # The one before the last stays, too: the last one's thread may not have been sent yet.
        forget_before = digest.sent[-1] if digest.sent else None
        await self.memories.keep(
            subscription.team_id, subscription.id, slot, digest.memory, forget_before=forget_before
        )
        return Post(
            subscription.channel_id, fleet_digest_message(digest, texts_for(subscription.locale), threaded=True)
        )


class ComposePersonal(Protocol):
    """Composes a person's own message."""

    async def __call__(self, subscription: Subscription, *, now: datetime) -> Composed:
        """As of now.

        Raises:
            StorageUnavailable: the claim runs out by itself.
        """


@dataclass(frozen=True)
class DigestHandler:
    """Serves `DeliveryKind.DIGEST`."""

    subscriptions: Subscriptions
    keep: KeepSubscription
    compose: ComposeDigest
    notify_owner: NotifyOwner
    skip_unchanged: SkipUnchanged
    fleet: FleetDigestHandler
    personal: ComposePersonal

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The digest of the present subscription, unless it is no longer wanted or nothing is known at all."""
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if not subscription.active or subscription.rests_on(delivery.slot):
            return Skip(DeliveryState.SKIPPED, ReasonKey.PAUSED)
        if subscription.personal:
            return await self.personal(subscription, now=now)
        if subscription.scope.fleet:
            return await self.fleet(subscription, delivery, now=now)
        return await self._one_by_one(subscription, delivery, now)

    async def _one_by_one(self, subscription: Subscription, delivery: Delivery, now: datetime) -> Composed:
        try:
            digest = await self.compose(subscription, now=now, due_at=delivery.due_at)
        except NoProgram:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        if _worth_waiting(digest):
            return Retry(_WECHAT_RETRY, ReasonKey.WECHAT)
        reported = await self.skip_unchanged(digest, delivery.slot)
        if reported is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
        return Post(subscription.channel_id, digest_message(reported, texts_for(subscription.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause the subscription until it is changed.

        One that was moved to another channel meanwhile is not paused: the new channel gets its chance.
        """
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription and subscription.active and subscription.channel_id == delivery.channel_id:
            await self.keep(subscription, subscription.paused(code), at=now)

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the subscription's owner that this digest is missing, or may be; not where they cannot be reached."""
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is not None and not (subscription.ended or subscription.personal):
            await self.notify_owner(subscription, delivery, now=now)


def _worth_waiting(digest: Digest) -> bool:
    """Whether nothing is known, and a failure is temporary; one that needs a person is better reported at once."""
    return not digest.sections and any(isinstance(entry.error, TemporaryError) for entry in digest.unread)


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
        programs = await self.visible.among(seen, [row.appid for row in changes.rows])
        names: dict[str, Program] = {program.appid: program for program in programs}
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
