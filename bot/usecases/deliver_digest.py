"""Deliver one slot that has been claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.blocks.digest import digest_message
from bot.domain.digest import Digest
from bot.domain.due import CATCH_UP, DeliveryReason
from bot.domain.subscription import Delivery, DeliveryState, Subscription
from bot.errors import (
    ChannelUnavailable,
    NoProgram,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    TemporaryError,
    WorkspaceUnavailable,
)
from bot.i18n.texts import texts_for
from bot.ports import Deliveries, Messenger, Subscriptions, Workspaces
from bot.usecases.compose_digest import ComposeDigest
from bot.usecases.end_digest import ENDED
from bot.usecases.end_workspace import EndWorkspace

_log = structlog.get_logger(__name__)

_WECHAT_RETRY = timedelta(minutes=10)


@dataclass(frozen=True)
class DeliverDigest:
    """Composes, commits that the post starts, posts, and writes down what became of it."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    workspaces: Workspaces
    compose: ComposeDigest
    messenger: Messenger

    async def __call__(self, delivery: Delivery, *, now: datetime) -> None:
        """See one claimed slot through, to an outcome or to a later attempt.

        Args:
            delivery: as `Deliveries.claim` returned it.
            now: UTC.

        Raises:
            StorageUnavailable: the claim runs out by itself, and nothing was posted unless `sending` was committed.
        """
        if now - delivery.due_at > CATCH_UP:
            await self._finish(delivery, DeliveryState.FAILED, delivery.reason or DeliveryReason.GAVE_UP, now)
            return
        order = await self._order(delivery)
        if isinstance(order, DeliveryReason):
            await self._finish(delivery, DeliveryState.SKIPPED, order, now)
        else:
            await self._deliver(delivery, order, now)

    async def _order(self, delivery: Delivery) -> Subscription | DeliveryReason:
        """The order that the slot belongs to, or why it is no longer wanted."""
        workspace = await self.workspaces.get(delivery.team_id)
        if workspace is None or workspace.ended:
            return DeliveryReason.WORKSPACE_ENDED
        order = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        if order is None or order.paused_because == ENDED:
            return DeliveryReason.ENDED
        return DeliveryReason.PAUSED if order.paused_because else order

    async def _deliver(self, delivery: Delivery, order: Subscription, now: datetime) -> None:
        try:
            digest = await self.compose(order, now=now, due_at=delivery.due_at)
        except NoProgram:
            await self._finish(delivery, DeliveryState.FAILED, DeliveryReason.NO_PROGRAM, now)
            return
        if _worth_waiting(digest):
            await self._later(delivery, now, _WECHAT_RETRY, DeliveryReason.WECHAT)
            return
        message = digest_message(digest, texts_for(order.locale))
        if not await self.deliveries.sending(delivery, now=now):
            return  # somebody else has taken it over
        try:
            message_ts = await self.messenger.post(order.team_id, order.channel_id, message, delivery_id=delivery.id)
        except SlackBusy as error:
            wait = timedelta(seconds=int(error.params["retry_after"]))
            await self._later(delivery, now, wait, DeliveryReason.SLACK_BUSY)
        except SlackUnclear:
            await self._finish(delivery, DeliveryState.UNKNOWN, DeliveryReason.UNCLEAR, now)
        except SlackRefused as refusal:
            await self._refused(delivery, order, refusal, now)
        else:
            await self.deliveries.finish(delivery, DeliveryState.SENT, now=now, message_ts=message_ts)

    async def _refused(self, delivery: Delivery, order: Subscription, refusal: SlackRefused, now: datetime) -> None:
        code = str(refusal.params["code"])
        if isinstance(refusal, ChannelUnavailable):
            await self._finish(delivery, DeliveryState.FAILED, DeliveryReason.CHANNEL_UNAVAILABLE.of(code), now)
            await self._pause(order, code)
        elif isinstance(refusal, WorkspaceUnavailable):
            await self._finish(delivery, DeliveryState.FAILED, DeliveryReason.WORKSPACE_ENDED.of(code), now)
            await EndWorkspace(self.workspaces)(order.team_id)
        else:
            await self._finish(delivery, DeliveryState.FAILED, DeliveryReason.SLACK_REFUSED.of(code), now)

    async def _pause(self, order: Subscription, code: str) -> None:
        """Unless somebody has changed the order meanwhile: then it gets its chance."""
        if await self.subscriptions.get(order.team_id, order.id) == order:
            await self.subscriptions.put(order.paused(code))

    async def _later(self, delivery: Delivery, now: datetime, wait: timedelta, reason: str) -> None:
        """Back to due, or failed when the next attempt would come too late."""
        if now + wait - delivery.due_at > CATCH_UP:
            await self._finish(delivery, DeliveryState.FAILED, reason, now)
        else:
            await self.deliveries.postpone(delivery, until=now + wait, reason=reason)

    async def _finish(self, delivery: Delivery, state: DeliveryState, reason: str, now: datetime) -> None:
        _log.warning("a digest was not sent", delivery=delivery.id, state=str(state), reason=reason)
        await self.deliveries.finish(delivery, state, now=now, reason=reason)


def _worth_waiting(digest: Digest) -> bool:
    """Nothing is known at all, and for some program that will pass by itself; what needs a person is better told."""
    return not digest.sections and any(isinstance(entry.error, TemporaryError) for entry in digest.unread)
