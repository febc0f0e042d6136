"""Deliver digests, and notices about those that stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.blocks.alerts import alert_notice
from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import detail_pages, fleet_details_message, fleet_digest_message
from bot.blocks.digest.notices import failed_notice, paused_notice, unknown_notice
from bot.blocks.kit.elements import Message
from bot.domain.access import Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.digest import SIGN_OF_LIFE, Digest
from bot.domain.digest.fleet_digest import FleetChanges, details_of, page_of
from bot.domain.digest.subscription import Paused, Subscription
from bot.domain.programs import Program
from bot.errors import NoProgram, TemporaryError, UnknownTag
from bot.i18n.texts import Texts, supported_locale, texts_for
from bot.ports.slack import Person
from bot.usecases.app import App, ReadingApp
from bot.usecases.deliver import Composed, Post, Retry, Skip, notice_of, notify_owner, subject_of
from bot.usecases.digest.compose_fleet import changes_of_digest, compose_fleet_digest, skip_unchanged
from bot.usecases.digest.subscribe import keep_subscription

_WECHAT_RETRY: Final = timedelta(minutes=10)


async def post_fleet_digest(
    app: ReadingApp, subscription: Subscription, delivery: Delivery, *, now: datetime
) -> Composed:
    """One message, unless nothing changed."""
    slot = delivery.slot
    try:
        digest = await compose_fleet_digest(app, subscription, now=now, slot=slot, due_at=delivery.due_at)
    except (NoProgram, UnknownTag):
        return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
    if subscription.only_changes and digest.quiet:
        if slot - digest.sent[0] < SIGN_OF_LIFE:
            return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
        digest = replace(digest, sign_of_life=True)
    # The one before the last stays, too: the last one's thread may not have been sent yet.
    forget_before = digest.sent[-1] if digest.sent else None
    await app.kept.fleet_memories.keep(
        subscription.team_id, subscription.id, slot, digest.memory, forget_before=forget_before
    )
    return Post(subscription.channel_id, fleet_digest_message(digest, texts_for(subscription.locale), threaded=True))


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

    app: App
    personal: ComposePersonal

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return the digest of the present subscription, unless it is no longer wanted or nothing is known at all."""
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if not subscription.active or subscription.rests_on(delivery.slot):
            return Skip(DeliveryState.SKIPPED, ReasonKey.PAUSED)
        if subscription.personal:
            return await self.personal(subscription, now=now)
        if subscription.scope.fleet:
            return await post_fleet_digest(self.app, subscription, delivery, now=now)
        return await self._one_by_one(subscription, delivery, now)

    async def _one_by_one(self, subscription: Subscription, delivery: Delivery, now: datetime) -> Composed:
        try:
            digest = await self.app.compose_digest(subscription, now=now, due_at=delivery.due_at)
        except NoProgram:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        if _worth_waiting(digest):
            return Retry(_WECHAT_RETRY, ReasonKey.WECHAT)
        reported = await skip_unchanged(self.app, digest, delivery.slot)
        if reported is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.UNCHANGED)
        return Post(subscription.channel_id, digest_message(reported, texts_for(subscription.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause the subscription until it is changed.

        One that was moved to another channel meanwhile is not paused: the new channel gets its chance.
        """
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription and subscription.active and subscription.channel_id == delivery.channel_id:
            await keep_subscription(self.app, subscription, subscription.paused(code), at=now)

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the subscription's owner that this digest is missing, or may be; not where they cannot be reached."""
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is not None and not (subscription.ended or subscription.personal):
            await notify_owner(self.app.kept.deliveries, subscription, delivery, now=now)


def _worth_waiting(digest: Digest) -> bool:
    """Whether nothing is known, and a failure is temporary; one that needs a person is better reported at once."""
    return not digest.sections and any(isinstance(entry.error, TemporaryError) for entry in digest.unread)


@dataclass(frozen=True)
class DetailsHandler:
    """Serves `DeliveryKind.DETAILS` and makes the follow-ups of a fleet's digest."""

    app: App

    async def following(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """Return the deliveries to record in the moment when a digest was sent: none follows a digest that was not.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        _, changes = await self._changes(sent.team_id, sent.subject_id, sent.slot)
        return details_of(sent, detail_pages(changes), now=now) if changes else ()

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return a page of the changes that the digest reported, unless the digest was ended since."""
        del now
        subscription_id, page = page_of(delivery)
        subscription, changes = await self._changes(delivery.team_id, subscription_id, delivery.slot)
        if subscription is None or changes is None or page > detail_pages(changes):
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        seen = Viewpoint.of_channel(delivery.team_id, delivery.channel_id)
        programs = await self.app.visible.among(seen, [row.appid for row in changes.rows])
        names: dict[str, Program] = {program.appid: program for program in programs}
        return Post(delivery.channel_id, fleet_details_message(changes, names, page, texts_for(subscription.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Leave the subscription alone: its own next slot will show the refusal."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the owner that a page is missing, or may be."""
        subscription_id, _ = page_of(delivery)
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, subscription_id)
        if subscription is not None and not subscription.ended:
            await notify_owner(self.app.kept.deliveries, subscription, delivery, now=now)

    async def _changes(
        self, team_id: str, subscription_id: str, slot: date
    ) -> tuple[Subscription | None, FleetChanges | None]:
        subscription = await self.app.kept.subscriptions.get(team_id, subscription_id)
        if subscription is None or subscription.ended or not subscription.scope.fleet:
            return None, None
        return subscription, await changes_of_digest(self.app, subscription, slot)


_log = structlog.get_logger(__name__)
_RECENT: Final = 50
_WAITING: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED})
_NOT_ENDED: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class NoticeHandler:
    """Serves `DeliveryKind.NOTICE`."""

    app: App

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Why a message did not come and what can be done, for its owner, or else for an admin of the workspace.

        The installing user would come first, but one bot token does not say who that was.
        """
        del now
        owned = await self._owned(delivery)
        if owned is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        missing = await self.app.kept.deliveries.get(delivery.team_id, subject_of(delivery))
        if missing is None or await self._is_resolved(owned, missing):
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        if missing.finished_at is None:
            return Retry(_NOT_ENDED, ReasonKey.GAVE_UP)  # recorded before the end that it reports
        return await self._compose(delivery, owned, missing)

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Forget the cached user, so that the next notice asks Slack again who is there."""
        del now
        _log.warning("a notice could not be sent", subscription=delivery.subject_id, code=str(code))
        self.app.people.forget(delivery.team_id, delivery.channel_id)

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Do nothing: its owner cannot be reached, and the record has the reason."""

    async def _owned(self, notice: Delivery) -> Subscription | Alert | None:
        subscription = await self.app.kept.subscriptions.get(notice.team_id, notice.subject_id)
        if subscription is None:
            return await self.app.kept.alerts.get(notice.team_id, notice.subject_id)
        return None if subscription.ended else subscription

    async def _compose(self, notice: Delivery, owned: Subscription | Alert, missing: Delivery) -> Composed:
        earlier = await self._earlier(notice, missing)
        if earlier is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.BUNDLED)
        person = await self._recipient(notice.team_id, owned.owner_id)
        if person is None:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_RECIPIENT)
        texts = texts_for(supported_locale(person.locale, owned.locale))
        return Post(person.user_id, _message(owned, missing, earlier, texts))

    async def _is_resolved(self, owned: Subscription | Alert, missing: Delivery) -> bool:
        """Whether the message has arrived after all, or the digest has been sent by hand since.

        While Slack's refusal pauses the subscription or alert, nothing is: after a crash its row may end as skipped.
        """
        if owned.paused_because if isinstance(owned, Alert) else isinstance(owned.state, Paused):
            return False
        if missing.state in (DeliveryState.SENT, DeliveryState.SKIPPED):
            return True
        by_hand = await self.app.kept.deliveries.last(missing.team_id, missing.subject_id, DeliveryKind.NOW)
        if by_hand is None or by_hand.id == missing.id:
            return False
        return by_hand.state is DeliveryState.SENT and by_hand.due_at > (missing.started_at or missing.due_at)

    async def _earlier(self, notice: Delivery, missing: Delivery) -> int | None:
        """How many earlier digests have failed unreported; None when a later notice that waits reports this one."""
        if missing.state is not DeliveryState.FAILED:
            return 0
        recent = await self.app.kept.deliveries.history(notice.team_id, notice.subject_id, limit=_RECENT)
        notices = {each.id: each for each in recent if each.kind is DeliveryKind.NOTICE}
        failed = [each for each in recent if each.state is DeliveryState.FAILED and each.kind is missing.kind]
        states = {each.slot: notices[name].state for each in failed if (name := notice_of(each)) in notices}
        if any(slot > missing.slot and state in _WAITING for slot, state in states.items()):
            return None
        bundled = DeliveryState.SKIPPED
        return sum(slot < missing.slot and state is bundled for slot, state in states.items())

    async def _recipient(self, team_id: str, owner_id: str) -> Person | None:
        if owner_id:
            owner = await self.app.people.get(team_id, owner_id)
            if not owner.gone:
                return owner
        admin_id = await self.app.people.admin(team_id)
        return await self.app.people.get(team_id, admin_id) if admin_id else None


def _message(owned: Subscription | Alert, missing: Delivery, earlier: int, t: Texts) -> Message:
    if isinstance(owned, Alert):
        return alert_notice(owned, missing, t)
    if isinstance(owned.state, Paused):
        return paused_notice(owned, owned.state.code, t)
    if missing.state is DeliveryState.UNKNOWN:
        return unknown_notice(owned, missing.slot, t)
    return failed_notice(owned, missing, earlier, t)
